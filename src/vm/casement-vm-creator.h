/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-boot-prompt.h"
#include "casement-connection.h"
#include "casement-operation.h"
#include "casement-plan.h"

G_BEGIN_DECLS

/* Makes what a plan says: checks, disk, definition, start; each step undone on failure or cancel, and by the next
 * start of the program after a kill (casement_vm_creator_recover_async). */
#define CASEMENT_TYPE_VM_CREATOR (casement_vm_creator_get_type ())
G_DECLARE_FINAL_TYPE (CasementVmCreator, casement_vm_creator, CASEMENT, VM_CREATOR, CasementOperation)

CasementVmCreator *casement_vm_creator_new (CasementConnection *connection, CasementPlan *plan, gboolean start);
/* (nullable): the UUID of what was made, once the operation is done. */
void casement_vm_creator_set_upload (CasementVmCreator *self, gboolean upload);
const char *casement_vm_creator_get_uuid (CasementVmCreator *self);
CasementBootPrompt *casement_vm_creator_new_boot_prompt (CasementVmCreator *self);

/* Finishes or removes what a killed creation left on this connection. Returns how many were put right. */
void casement_vm_creator_recover_async (CasementConnection *connection, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
guint casement_vm_creator_recover_finish (CasementConnection *connection, GAsyncResult *result, GError **error);

G_END_DECLS
