/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-inputs.h"
#include "casement-release-chord.h"

G_BEGIN_DECLS

/* When the desktop's own shortcuts go to the guest that has the keyboard. */
typedef enum {
  CASEMENT_INHIBIT_ALWAYS,
  CASEMENT_INHIBIT_FULL_SCREEN,
  CASEMENT_INHIBIT_NEVER,
} CasementInhibitPolicy;

/* The keyboard of a console: captures it for the guest and gives it back. Properties (read-only): "captured", "inhibited" (the
 * desktop really leaves its shortcuts to the guest). */
#define CASEMENT_TYPE_CONSOLE_KEYBOARD (casement_console_keyboard_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsoleKeyboard, casement_console_keyboard, CASEMENT, CONSOLE_KEYBOARD, GObject)

CasementConsoleKeyboard *casement_console_keyboard_new (GtkWidget *widget);
void casement_console_keyboard_set_inputs (CasementConsoleKeyboard *self, CasementInputs *inputs);
gboolean casement_console_keyboard_get_captured (CasementConsoleKeyboard *self);
void casement_console_keyboard_capture (CasementConsoleKeyboard *self);
void casement_console_keyboard_release (CasementConsoleKeyboard *self);
gboolean casement_console_keyboard_get_inhibited (CasementConsoleKeyboard *self);
void casement_console_keyboard_set_policy (CasementConsoleKeyboard *self, CasementInhibitPolicy policy);
void casement_console_keyboard_set_chord (CasementConsoleKeyboard *self, const CasementReleaseChord *chord);
void casement_console_keyboard_disarm (CasementConsoleKeyboard *self);

G_END_DECLS
