/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-console-tools.h"
#include "casement-vm-screen.h"

G_BEGIN_DECLS

void casement_vm_sharing_add (GtkWindow *window, CasementVmScreen *screen, CasementConsoleTools *tools, CasementVm *vm);

G_END_DECLS
