/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-create-draft.h"

G_BEGIN_DECLS

/* Offers to download the driver image where none was found, or a bad one, and gives the draft what came. */
#define CASEMENT_TYPE_CREATE_DOWNLOAD_ROW (casement_create_download_row_get_type ())
G_DECLARE_FINAL_TYPE (CasementCreateDownloadRow, casement_create_download_row, CASEMENT, CREATE_DOWNLOAD_ROW, AdwActionRow)

void casement_create_download_row_set_draft (CasementCreateDownloadRow *self, CasementCreateDraft *draft);

G_END_DECLS
