/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-create-draft.h"

G_BEGIN_DECLS

/* Which edition of Windows it will be, where there is a choice: those on the installer image, else all there are. */
#define CASEMENT_TYPE_CREATE_EDITION_ROW (casement_create_edition_row_get_type ())
G_DECLARE_FINAL_TYPE (CasementCreateEditionRow, casement_create_edition_row, CASEMENT, CREATE_EDITION_ROW, AdwComboRow)

void casement_create_edition_row_set_draft (CasementCreateEditionRow *self, CasementCreateDraft *draft);

G_END_DECLS
