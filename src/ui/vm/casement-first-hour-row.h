/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-first-hour-check.h"

G_BEGIN_DECLS

#define CASEMENT_TYPE_FIRST_HOUR_ROW (casement_first_hour_row_get_type ())
G_DECLARE_FINAL_TYPE (CasementFirstHourRow, casement_first_hour_row, CASEMENT, FIRST_HOUR_ROW, AdwExpanderRow)

GtkWidget *casement_first_hour_row_new (const CasementFirstHourItem *item);

G_END_DECLS
