/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-create-draft.h"

G_BEGIN_DECLS

/* A switch that is there only where this host cannot meet what Microsoft requires, and names what that is. */
#define CASEMENT_TYPE_CREATE_UNSUPPORTED_ROW (casement_create_unsupported_row_get_type ())
G_DECLARE_FINAL_TYPE (CasementCreateUnsupportedRow, casement_create_unsupported_row, CASEMENT, CREATE_UNSUPPORTED_ROW, AdwActionRow)

void casement_create_unsupported_row_set_draft (CasementCreateUnsupportedRow *self, CasementCreateDraft *draft);

G_END_DECLS
