/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-undo-store.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/* Changing a machine's definition so that it can be taken back. All of these block. */

virDomainPtr casement_vm_change_open (CasementVm *vm, GError **error);
char *casement_vm_change_dup_definition (virDomainPtr domain, GError **error);
char *casement_vm_change_checksum (const char *xml);
gboolean casement_vm_change_equals (const char *xml, const char *other);
gboolean casement_vm_change_define (virDomainPtr domain, const char *xml, GError **error);

CasementUndoEntry *casement_vm_change_apply (virDomainPtr domain,
                                             const char *before,
                                             const char *wanted,
                                             const char *const *ids,
                                             GCancellable *cancellable,
                                             GError **error);
void casement_vm_change_applied_live (virDomainPtr domain, CasementUndoEntry *entry);
gboolean casement_vm_change_revert (virDomainPtr domain, CasementUndoEntry *entry, const char *now, GError **error);

G_END_DECLS
