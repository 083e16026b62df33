/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-host-check.h"

G_BEGIN_DECLS

/* One line of the host check: state, title, what was found, and advice that can be copied. */
#define CASEMENT_TYPE_HOST_CHECK_ROW (casement_host_check_row_get_type ())
G_DECLARE_FINAL_TYPE (CasementHostCheckRow, casement_host_check_row, CASEMENT, HOST_CHECK_ROW, AdwPreferencesRow)

GtkWidget *casement_host_check_row_new (CasementHostCheck *check);

G_END_DECLS
