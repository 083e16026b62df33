/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-create-draft.h"

G_BEGIN_DECLS

/* Every recommendation of the plan, grouped, each to be declined or chosen otherwise. Rows are made when the page is
 * first shown. */
#define CASEMENT_TYPE_CREATE_ADVICE_PAGE (casement_create_advice_page_get_type ())
G_DECLARE_FINAL_TYPE (CasementCreateAdvicePage, casement_create_advice_page, CASEMENT, CREATE_ADVICE_PAGE, GtkWidget)

void casement_create_advice_page_set_draft (CasementCreateAdvicePage *self, CasementCreateDraft *draft);

G_END_DECLS
