/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-connection.h"

G_BEGIN_DECLS

/* How much room there is where a new disk would be put; see casement_storage_measure(). */
void casement_storage_space_measure_async (CasementConnection *connection,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean casement_storage_space_measure_finish (CasementConnection *connection,
                                                GAsyncResult *result,
                                                guint64 *available,
                                                char **where);

G_END_DECLS
