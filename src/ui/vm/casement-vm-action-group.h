/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-vm.h"

G_BEGIN_DECLS

/* What can be done with a virtual machine, as actions: "start", "shutdown", "force-off", "reboot", "reset", "pause",
 * "resume", "save", "check-up", "power-cycle" (shuts down and starts again), "delete", "open"; enabled as its state allows. Insert as "vm". */
GSimpleActionGroup *casement_vm_action_group_new (CasementVm *vm, GtkWidget *owner);
GMenuModel *casement_vm_action_group_create_menu (CasementVm *vm, gboolean with_open);
void casement_vm_action_group_run (CasementVm *vm, CasementVmAction action, GtkWidget *owner);

G_END_DECLS
