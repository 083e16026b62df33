/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-operation.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/* Shuts a machine down, waits until it is off and starts it again: unlike a reboot, that takes a changed definition. */
#define CASEMENT_TYPE_VM_RESTARTER (casement_vm_restarter_get_type ())
G_DECLARE_FINAL_TYPE (CasementVmRestarter, casement_vm_restarter, CASEMENT, VM_RESTARTER, CasementOperation)

CasementVmRestarter *casement_vm_restarter_new (CasementVm *vm);
gboolean casement_vm_restarter_run_sync (CasementVmRestarter *self, GCancellable *cancellable, GError **error);

G_END_DECLS
