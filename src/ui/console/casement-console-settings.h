/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CasementClipboardPolicy:
 * @CASEMENT_CLIPBOARD_ASK: the user was not asked yet
 * @CASEMENT_CLIPBOARD_SHARE: what is copied on one side can be pasted on the other
 * @CASEMENT_CLIPBOARD_KEEP: neither side sees the other's
 */
typedef enum {
  CASEMENT_CLIPBOARD_ASK,
  CASEMENT_CLIPBOARD_SHARE,
  CASEMENT_CLIPBOARD_KEEP,
} CasementClipboardPolicy;

#define CASEMENT_TYPE_CLIPBOARD_POLICY (casement_clipboard_policy_get_type ())
GType casement_clipboard_policy_get_type (void);

/* What the user chose for one virtual machine's console, kept in a file of its own below the user's configuration.
 * Properties: "sound", "resize-guest" (boolean, default TRUE), "clipboard" (CasementClipboardPolicy). */
#define CASEMENT_TYPE_CONSOLE_SETTINGS (casement_console_settings_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsoleSettings, casement_console_settings, CASEMENT, CONSOLE_SETTINGS, GObject)

CasementConsoleSettings *casement_console_settings_new (const char *id);
gboolean casement_console_settings_get_sound (CasementConsoleSettings *self);
gboolean casement_console_settings_get_resize_guest (CasementConsoleSettings *self);
CasementClipboardPolicy casement_console_settings_get_clipboard (CasementConsoleSettings *self);
void casement_console_settings_set_clipboard (CasementConsoleSettings *self, CasementClipboardPolicy policy);
gboolean casement_console_settings_get_saving (CasementConsoleSettings *self);

G_END_DECLS
