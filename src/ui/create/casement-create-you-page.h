/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-create-draft.h"

G_BEGIN_DECLS

/* What Windows is told about the user besides name and password: language, keyboard, time zone, key, name of the computer. */
#define CASEMENT_TYPE_CREATE_YOU_PAGE (casement_create_you_page_get_type ())
G_DECLARE_FINAL_TYPE (CasementCreateYouPage, casement_create_you_page, CASEMENT, CREATE_YOU_PAGE, GtkWidget)

void casement_create_you_page_set_draft (CasementCreateYouPage *self, CasementCreateDraft *draft);

G_END_DECLS
