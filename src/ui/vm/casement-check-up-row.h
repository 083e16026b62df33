/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-audit.h"

G_BEGIN_DECLS

/* One recommendation held against a machine: what was found, what is wanted, why, what would change, and Fix. */
#define CASEMENT_TYPE_CHECK_UP_ROW (casement_check_up_row_get_type ())
G_DECLARE_FINAL_TYPE (CasementCheckUpRow, casement_check_up_row, CASEMENT, CHECK_UP_ROW, AdwExpanderRow)

GtkWidget *casement_check_up_row_new (CasementAudit *audit, CasementAuditItem *item);

G_END_DECLS
