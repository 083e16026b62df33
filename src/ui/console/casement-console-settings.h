/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-console-keyboard.h"

G_BEGIN_DECLS

#define CASEMENT_CONSOLE_ZOOM_MIN 25
#define CASEMENT_CONSOLE_ZOOM_MAX 800

/* What the user chose for one virtual machine's console, kept in a file of its own below the user's configuration.
 * Properties: "sound", "resize-guest" (boolean, default TRUE), "keyboard-policy" (string: "always", "full-screen" or
 * "never"), "zoom" (percent; 0, the default, for as large as fits). */
#define CASEMENT_TYPE_CONSOLE_SETTINGS (casement_console_settings_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsoleSettings, casement_console_settings, CASEMENT, CONSOLE_SETTINGS, GObject)

CasementConsoleSettings *casement_console_settings_new (const char *id);
gboolean casement_console_settings_get_sound (CasementConsoleSettings *self);
gboolean casement_console_settings_get_resize_guest (CasementConsoleSettings *self);
CasementInhibitPolicy casement_console_settings_get_keyboard_policy (CasementConsoleSettings *self);
guint casement_console_settings_get_zoom (CasementConsoleSettings *self);
void casement_console_settings_set_zoom (CasementConsoleSettings *self, guint zoom);
gboolean casement_console_settings_get_saving (CasementConsoleSettings *self);

G_END_DECLS
