/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-vm.h"

G_BEGIN_DECLS

/* A machine held against the recommendations: what differs by how much it matters, with Fix and Undo.
 * A page for a window of its own or beside the console; brings its actions (check-up.*) and its buttons along. */
#define CASEMENT_TYPE_CHECK_UP_VIEW (casement_check_up_view_get_type ())
G_DECLARE_FINAL_TYPE (CasementCheckUpView, casement_check_up_view, CASEMENT, CHECK_UP_VIEW, AdwBin)

GtkWidget *casement_check_up_view_new (CasementVm *vm);

G_END_DECLS
