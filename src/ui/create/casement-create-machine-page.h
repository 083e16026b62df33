/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-create-draft.h"

G_BEGIN_DECLS

/* Memory, processors and disk, with what they may be on this host. */
#define CASEMENT_TYPE_CREATE_MACHINE_PAGE (casement_create_machine_page_get_type ())
G_DECLARE_FINAL_TYPE (CasementCreateMachinePage, casement_create_machine_page, CASEMENT, CREATE_MACHINE_PAGE, GtkWidget)

void casement_create_machine_page_set_draft (CasementCreateMachinePage *self, CasementCreateDraft *draft);

G_END_DECLS
