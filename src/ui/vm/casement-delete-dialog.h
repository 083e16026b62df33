/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-vm.h"

G_BEGIN_DECLS

/* Names every file that goes with a virtual machine, its size, and what stays; then deletes exactly that. */
#define CASEMENT_TYPE_DELETE_DIALOG (casement_delete_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CasementDeleteDialog, casement_delete_dialog, CASEMENT, DELETE_DIALOG, AdwWindow)

void casement_delete_dialog_present (CasementVm *vm, GtkWidget *owner);

G_END_DECLS
