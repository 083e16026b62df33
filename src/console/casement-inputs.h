/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Pointer buttons, numbered as X11 and GDK number them. */
typedef enum {
  CASEMENT_BUTTON_LEFT = 1,
  CASEMENT_BUTTON_MIDDLE = 2,
  CASEMENT_BUTTON_RIGHT = 3,
  CASEMENT_BUTTON_SIDE = 8,
  CASEMENT_BUTTON_EXTRA = 9,
} CasementButton;

typedef struct _SpiceInputsChannel SpiceInputsChannel;

/* What the user does, on its way to the guest. Remembers what is held, so that nothing stays stuck; while there is no open
 * channel everything is dropped in silence. Property (read-only): "ready" (boolean). */
#define CASEMENT_TYPE_INPUTS (casement_inputs_get_type ())
G_DECLARE_FINAL_TYPE (CasementInputs, casement_inputs, CASEMENT, INPUTS, GObject)

CasementInputs *casement_inputs_new (void);
void casement_inputs_set_channel (CasementInputs *self, SpiceInputsChannel *channel);
gboolean casement_inputs_get_ready (CasementInputs *self);

gboolean casement_inputs_press_key (CasementInputs *self, guint evdev_code);
gboolean casement_inputs_release_key (CasementInputs *self, guint evdev_code);
gboolean casement_inputs_is_pressed (CasementInputs *self, guint evdev_code);
guint casement_inputs_get_n_pressed (CasementInputs *self);
gboolean casement_inputs_get_caps_lock (CasementInputs *self);
void casement_inputs_set_locks (CasementInputs *self, gboolean caps, gboolean num, gboolean scroll);

void casement_inputs_move_to (CasementInputs *self, guint display_id, int x, int y);
void casement_inputs_move_by (CasementInputs *self, double dx, double dy);
void casement_inputs_press_button (CasementInputs *self, CasementButton button);
void casement_inputs_release_button (CasementInputs *self, CasementButton button);
void casement_inputs_scroll (CasementInputs *self, double steps);

void casement_inputs_release_all (CasementInputs *self);

G_END_DECLS
