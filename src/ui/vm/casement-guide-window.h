/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-recommendation.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/* A change that could break an installed Windows, step by step: what was done, what comes next, and the way back. Emits
 * "changed" after each step. */
#define CASEMENT_TYPE_GUIDE_WINDOW (casement_guide_window_get_type ())
G_DECLARE_FINAL_TYPE (CasementGuideWindow, casement_guide_window, CASEMENT, GUIDE_WINDOW, AdwWindow)

GtkWindow *casement_guide_window_new (CasementVm *vm, const CasementRecommendation *recommendation, GtkWindow *parent);

G_END_DECLS
