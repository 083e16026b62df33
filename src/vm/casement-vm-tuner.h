/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-audit.h"
#include "casement-operation.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/* Changes a machine's definition as recommended, or takes the last such change back. */
#define CASEMENT_TYPE_VM_TUNER (casement_vm_tuner_get_type ())
G_DECLARE_FINAL_TYPE (CasementVmTuner, casement_vm_tuner, CASEMENT, VM_TUNER, CasementOperation)

CasementVmTuner *casement_vm_tuner_new (CasementVm *vm, const char *const *ids);
CasementVmTuner *casement_vm_tuner_new_undo (CasementVm *vm, gboolean force);
gboolean casement_vm_tuner_run_sync (CasementVmTuner *self, GCancellable *cancellable, GError **error);
gboolean casement_vm_tuner_get_changed (CasementVmTuner *self);
gboolean casement_vm_tuner_get_restart_needed (CasementVmTuner *self);

/* A check-up of the machine as it is defined now, on its own host. */
void casement_vm_audit_async (CasementVm *vm, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CasementAudit *casement_vm_audit_sync (CasementVm *vm, GCancellable *cancellable, GError **error);
CasementAudit *casement_vm_audit_finish (CasementVm *vm, GAsyncResult *result, GError **error);

/* How many changes can be taken back, and whether the newest waits for a restart; reads small files. */
guint casement_vm_count_undo (CasementVm *vm);
void casement_vm_needs_restart_async (CasementVm *vm, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean casement_vm_needs_restart_finish (CasementVm *vm, GAsyncResult *result, GError **error);

G_END_DECLS
