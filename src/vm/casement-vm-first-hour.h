/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-first-hour-check.h"
#include "casement-operation.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/* How a machine stands after its installation: its definition, its channels, and what Windows says through the guest agent. */
void casement_vm_check_first_hour_async (CasementVm *vm, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *casement_vm_check_first_hour_finish (CasementVm *vm, GAsyncResult *result, GError **error);

/* Whether all of it was done when it was last looked at; reads a small file. */
gboolean casement_vm_get_first_hour_done (CasementVm *vm);

G_END_DECLS
