/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-console-keyboard.h"
#include "casement-microphone.h"

G_BEGIN_DECLS

#define CASEMENT_CONSOLE_ZOOM_MIN 25
#define CASEMENT_CONSOLE_ZOOM_MAX 800
#define CASEMENT_CONSOLE_MONITORS 16

/**
 * CasementClipboardPolicy:
 * @CASEMENT_CLIPBOARD_POLICY_ASK: nobody has decided, so nothing goes
 * @CASEMENT_CLIPBOARD_POLICY_BOTH: what is copied on one side can be pasted on the other
 * @CASEMENT_CLIPBOARD_POLICY_TO_GUEST: what is copied here can be pasted in the guest
 * @CASEMENT_CLIPBOARD_POLICY_FROM_GUEST: what is copied in the guest can be pasted here
 * @CASEMENT_CLIPBOARD_POLICY_OFF: nothing goes
 */
typedef enum {
  CASEMENT_CLIPBOARD_POLICY_ASK,
  CASEMENT_CLIPBOARD_POLICY_BOTH,
  CASEMENT_CLIPBOARD_POLICY_TO_GUEST,
  CASEMENT_CLIPBOARD_POLICY_FROM_GUEST,
  CASEMENT_CLIPBOARD_POLICY_OFF,
} CasementClipboardPolicy;

#define CASEMENT_TYPE_CLIPBOARD_POLICY (casement_clipboard_policy_get_type ())
GType casement_clipboard_policy_get_type (void);

/* What the user chose for one virtual machine's console, kept in a file of its own below the user's configuration.
 * Properties: "sound", "resize-guest" (boolean, default TRUE), "keyboard-policy" (string: "always", "full-screen" or
 * "never"), "zoom" (percent; 0, the default, for as large as fits), "clipboard", "microphone" (enums, asked at first),
 * "shared-folder" (nullable path), "share-folder" (boolean, default FALSE), "share-read-only" (boolean, default TRUE). */
#define CASEMENT_TYPE_CONSOLE_SETTINGS (casement_console_settings_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsoleSettings, casement_console_settings, CASEMENT, CONSOLE_SETTINGS, GObject)

CasementConsoleSettings *casement_console_settings_new (const char *id);
gboolean casement_console_settings_get_sound (CasementConsoleSettings *self);
gboolean casement_console_settings_get_resize_guest (CasementConsoleSettings *self);
CasementInhibitPolicy casement_console_settings_get_keyboard_policy (CasementConsoleSettings *self);
guint casement_console_settings_get_zoom (CasementConsoleSettings *self);
void casement_console_settings_set_zoom (CasementConsoleSettings *self, guint zoom);
CasementClipboardPolicy casement_console_settings_get_clipboard (CasementConsoleSettings *self);
CasementMicrophonePolicy casement_console_settings_get_microphone (CasementConsoleSettings *self);
const char *casement_console_settings_get_shared_folder (CasementConsoleSettings *self);
gboolean casement_console_settings_get_share_read_only (CasementConsoleSettings *self);
char *casement_console_settings_dup_monitor (CasementConsoleSettings *self, guint id);
void casement_console_settings_set_monitor (CasementConsoleSettings *self, guint id, const char *connector);
gboolean casement_console_settings_get_saving (CasementConsoleSettings *self);

G_END_DECLS
