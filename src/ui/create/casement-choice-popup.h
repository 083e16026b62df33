/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-plan.h"

G_BEGIN_DECLS

/* The list that a drop-down of a recommendation's choices opens: what each means, and why one cannot be taken. */
#define CASEMENT_TYPE_CHOICE_POPUP (casement_choice_popup_get_type ())
G_DECLARE_FINAL_TYPE (CasementChoicePopup, casement_choice_popup, CASEMENT, CHOICE_POPUP, GObject)

CasementChoicePopup *casement_choice_popup_new (GtkDropDown *drop_down, const CasementRecommendation *record);
void casement_choice_popup_set_plan (CasementChoicePopup *self, CasementPlan *plan);

gboolean casement_choice_is_possible (CasementPlan *plan, const CasementRecommendation *record, const CasementChoice *choice, char **reason);

G_END_DECLS
