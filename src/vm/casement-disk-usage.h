/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-vm.h"

G_BEGIN_DECLS

gboolean casement_disk_usage_measure (CasementVm *vm, guint64 *bytes, GError **error);

G_END_DECLS
