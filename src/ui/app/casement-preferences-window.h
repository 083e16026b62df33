/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What holds for the whole program and for machines without a choice of their own. */
#define CASEMENT_TYPE_PREFERENCES_WINDOW (casement_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (CasementPreferencesWindow, casement_preferences_window, CASEMENT, PREFERENCES_WINDOW, AdwWindow)

void casement_preferences_window_present (GtkWindow *parent);

G_END_DECLS
