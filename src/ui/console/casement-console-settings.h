/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the user chose for one virtual machine's console, kept in a file of its own below the user's configuration.
 * Properties: "sound", "resize-guest" (boolean, default TRUE). */
#define CASEMENT_TYPE_CONSOLE_SETTINGS (casement_console_settings_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsoleSettings, casement_console_settings, CASEMENT, CONSOLE_SETTINGS, GObject)

CasementConsoleSettings *casement_console_settings_new (const char *id);
gboolean casement_console_settings_get_sound (CasementConsoleSettings *self);
gboolean casement_console_settings_get_resize_guest (CasementConsoleSettings *self);
gboolean casement_console_settings_get_saving (CasementConsoleSettings *self);

G_END_DECLS
