/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-inputs.h"

G_BEGIN_DECLS

/* The keyboard of a console: captures it for the guest and gives it back. Property (read-only): "captured". */
#define CASEMENT_TYPE_CONSOLE_KEYBOARD (casement_console_keyboard_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsoleKeyboard, casement_console_keyboard, CASEMENT, CONSOLE_KEYBOARD, GObject)

CasementConsoleKeyboard *casement_console_keyboard_new (GtkWidget *widget);
void casement_console_keyboard_set_inputs (CasementConsoleKeyboard *self, CasementInputs *inputs);
gboolean casement_console_keyboard_get_captured (CasementConsoleKeyboard *self);
void casement_console_keyboard_capture (CasementConsoleKeyboard *self);
void casement_console_keyboard_release (CasementConsoleKeyboard *self);
void casement_console_keyboard_disarm (CasementConsoleKeyboard *self);

G_END_DECLS
