/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-console.h"

G_BEGIN_DECLS

/* For a header: whose the keyboard is, as a button that changes it, and behind another how the screen stands at a glance. */
#define CASEMENT_TYPE_CONSOLE_STATUS (casement_console_status_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsoleStatus, casement_console_status, CASEMENT, CONSOLE_STATUS, AdwBin)

void casement_console_status_set_console (CasementConsoleStatus *self, CasementConsole *console);
gboolean casement_console_status_is_open (CasementConsoleStatus *self);

G_END_DECLS
