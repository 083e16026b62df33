/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-vm.h"

G_BEGIN_DECLS

/* A machine's drives and what can be done with them: the actions "drives.*" of a window, the menu of discs, and the list, which
 * changes with "changed". */
#define CASEMENT_TYPE_DRIVE_ACTIONS (casement_drive_actions_get_type ())
G_DECLARE_FINAL_TYPE (CasementDriveActions, casement_drive_actions, CASEMENT, DRIVE_ACTIONS, GObject)

CasementDriveActions *casement_drive_actions_new (CasementVm *vm, GtkWidget *owner);
void casement_drive_actions_refresh (CasementDriveActions *self);
GMenuModel *casement_drive_actions_get_menu (CasementDriveActions *self);
GPtrArray *casement_drive_actions_get_drives (CasementDriveActions *self, GPtrArray **next);

G_END_DECLS
