/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-console.h"
#include "casement-spice-address.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/* The console with what is shown over it while there is no picture, and the conversation that brings it. Properties: "sound"
 * (whether the guest is heard), "connected" (read-only). */
#define CASEMENT_TYPE_VM_SCREEN (casement_vm_screen_get_type ())
G_DECLARE_FINAL_TYPE (CasementVmScreen, casement_vm_screen, CASEMENT, VM_SCREEN, AdwBin)

void casement_vm_screen_set_vm (CasementVmScreen *self, CasementVm *vm);
void casement_vm_screen_set_address (CasementVmScreen *self, const CasementSpiceAddress *address);
void casement_vm_screen_set_persistent (CasementVmScreen *self, gboolean persistent);
void casement_vm_screen_connect (CasementVmScreen *self);
CasementConsole *casement_vm_screen_get_console (CasementVmScreen *self);
void casement_vm_screen_set_whole (CasementVmScreen *self, gboolean whole);

G_END_DECLS
