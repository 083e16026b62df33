/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-vm.h"

G_BEGIN_DECLS

void casement_disc_insert (CasementVm *vm, GFile *file, GtkWidget *console);

G_END_DECLS
