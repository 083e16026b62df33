/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-vm.h"

G_BEGIN_DECLS

/* Above the console: how far an installation is, or what the one who installs by hand has to do now. Not there otherwise. */
#define CASEMENT_TYPE_INSTALL_BAR (casement_install_bar_get_type ())
G_DECLARE_FINAL_TYPE (CasementInstallBar, casement_install_bar, CASEMENT, INSTALL_BAR, GtkWidget)

void casement_install_bar_set_vm (CasementInstallBar *self, CasementVm *vm);

G_END_DECLS
