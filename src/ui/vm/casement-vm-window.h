/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-spice-address.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/* The screen of one virtual machine, and what can be done with it. */
#define CASEMENT_TYPE_VM_WINDOW (casement_vm_window_get_type ())
G_DECLARE_FINAL_TYPE (CasementVmWindow, casement_vm_window, CASEMENT, VM_WINDOW, AdwApplicationWindow)

GtkWindow *casement_vm_window_new (GtkApplication *application, CasementVm *vm);
GtkWindow *casement_vm_window_new_for_address (GtkApplication *application, const CasementSpiceAddress *address);
void casement_vm_window_make_kiosk (CasementVmWindow *self);
CasementVm *casement_vm_window_get_vm (CasementVmWindow *self);

G_END_DECLS
