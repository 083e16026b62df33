/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-vm.h"

G_BEGIN_DECLS

/* What is left to do once Windows is installed. Property: "needs-attention" (read-only). Actions: first-hour.*. */
#define CASEMENT_TYPE_FIRST_HOUR_VIEW (casement_first_hour_view_get_type ())
G_DECLARE_FINAL_TYPE (CasementFirstHourView, casement_first_hour_view, CASEMENT, FIRST_HOUR_VIEW, AdwBin)

GtkWidget *casement_first_hour_view_new (CasementVm *vm);

G_END_DECLS
