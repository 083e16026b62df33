/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-vm.h"

G_BEGIN_DECLS

/* One virtual machine in the library's list. Property: "vm" (nullable). */
#define CASEMENT_TYPE_VM_ROW (casement_vm_row_get_type ())
G_DECLARE_FINAL_TYPE (CasementVmRow, casement_vm_row, CASEMENT, VM_ROW, GtkWidget)

CasementVm *casement_vm_row_get_vm (CasementVmRow *self);
void casement_vm_row_set_vm (CasementVmRow *self, CasementVm *vm);

G_END_DECLS
