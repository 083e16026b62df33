/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-create-draft.h"

G_BEGIN_DECLS

/* The assistant's first page, and for most people its only one: image, drivers, name. */
#define CASEMENT_TYPE_CREATE_START_PAGE (casement_create_start_page_get_type ())
G_DECLARE_FINAL_TYPE (CasementCreateStartPage, casement_create_start_page, CASEMENT, CREATE_START_PAGE, GtkWidget)

void casement_create_start_page_set_draft (CasementCreateStartPage *self, CasementCreateDraft *draft);

G_END_DECLS
