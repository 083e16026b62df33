/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-spice-address.h"

G_BEGIN_DECLS

CasementSpiceAddress *casement_vv_file_parse (const char *text, gsize size, gboolean *delete_file, GError **error);
void casement_vv_file_load_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CasementSpiceAddress *casement_vv_file_load_finish (GFile *file, GAsyncResult *result, GError **error);
gboolean casement_vv_file_is_name (const char *name);

G_END_DECLS
