/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-plan.h"
#include "casement-vm-spec.h"

G_BEGIN_DECLS

/* One recommendation as it stands in a plan, with the means to decline it or to choose otherwise. */
#define CASEMENT_TYPE_ADVICE_ROW (casement_advice_row_get_type ())
G_DECLARE_FINAL_TYPE (CasementAdviceRow, casement_advice_row, CASEMENT, ADVICE_ROW, AdwExpanderRow)

GtkWidget *casement_advice_row_new (CasementVmSpec *spec, CasementPlan *plan, const char *id);
void casement_advice_row_set_plan (CasementAdviceRow *self, CasementPlan *plan);
const char *casement_advice_row_get_id (CasementAdviceRow *self);

G_END_DECLS
