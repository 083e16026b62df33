/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-drive-actions.h"

G_BEGIN_DECLS

void casement_vm_views_add (AdwViewStack *stack, CasementVm *vm, CasementDriveActions *drives);
void casement_vm_views_show (AdwViewStack *stack, const char *name);
void casement_vm_views_show_next (AdwViewStack *stack);

G_END_DECLS
