/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-vm.h"

G_BEGIN_DECLS

/* The check-up of a machine in a window of its own. */
#define CASEMENT_TYPE_CHECK_UP_WINDOW (casement_check_up_window_get_type ())
G_DECLARE_FINAL_TYPE (CasementCheckUpWindow, casement_check_up_window, CASEMENT, CHECK_UP_WINDOW, AdwWindow)

GtkWindow *casement_check_up_window_new (CasementVm *vm, GtkWindow *parent);

G_END_DECLS
