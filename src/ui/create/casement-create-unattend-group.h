/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-create-draft.h"

G_BEGIN_DECLS

/* “Install for me”: whether, who the user is in Windows, and the licence. */
#define CASEMENT_TYPE_CREATE_UNATTEND_GROUP (casement_create_unattend_group_get_type ())
G_DECLARE_FINAL_TYPE (CasementCreateUnattendGroup, casement_create_unattend_group, CASEMENT, CREATE_UNATTEND_GROUP, GtkWidget)

void casement_create_unattend_group_set_draft (CasementCreateUnattendGroup *self, CasementCreateDraft *draft);

G_END_DECLS
