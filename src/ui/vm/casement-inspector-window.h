/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-console.h"

G_BEGIN_DECLS

/* How a screen stands in every detail, live, as text to be copied into a report. */
#define CASEMENT_TYPE_INSPECTOR_WINDOW (casement_inspector_window_get_type ())
G_DECLARE_FINAL_TYPE (CasementInspectorWindow, casement_inspector_window, CASEMENT, INSPECTOR_WINDOW, AdwWindow)

GtkWindow *casement_inspector_window_new (CasementConsole *console, GtkWindow *parent);

G_END_DECLS
