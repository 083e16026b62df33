/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-console-settings.h"
#include "casement-console.h"

G_BEGIN_DECLS

/* The windows of a guest's other screens: one opens for each that the guest switches on, goes with it, and switches it off when it
 * is closed. In full screen all are, each on the monitor that was chosen for it, or on one that is left. The choice is in the menu
 * made here. */
#define CASEMENT_TYPE_HEAD_WINDOWS (casement_head_windows_get_type ())
G_DECLARE_FINAL_TYPE (CasementHeadWindows, casement_head_windows, CASEMENT, HEAD_WINDOWS, GObject)

CasementHeadWindows *casement_head_windows_new (GtkWindow *window, CasementConsole *console, CasementConsoleSettings *settings);
GMenuModel *casement_head_windows_get_menu (CasementHeadWindows *self);
void casement_head_windows_fullscreen (CasementHeadWindows *self);

G_END_DECLS
