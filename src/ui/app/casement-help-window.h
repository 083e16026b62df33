/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A page for each recommendation, made from its record: what, why, what the choices mean, what declining costs, and where
 * that comes from. Nothing in it is written twice. */
#define CASEMENT_TYPE_HELP_WINDOW (casement_help_window_get_type ())
G_DECLARE_FINAL_TYPE (CasementHelpWindow, casement_help_window, CASEMENT, HELP_WINDOW, AdwWindow)

void casement_help_window_present (GtkApplication *application, GtkWindow *parent, const char *id);

G_END_DECLS
