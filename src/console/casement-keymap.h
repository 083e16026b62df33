/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Linux input codes above this have no PC scan code. */
#define CASEMENT_KEYMAP_N_KEYS 256

/* Linux input codes the program itself names; the others only pass through. */
#define CASEMENT_KEY_LEFT_CTRL 29
#define CASEMENT_KEY_LEFT_ALT 56

guint casement_keymap_lookup (guint evdev_code, guint codes[2]);

G_END_DECLS
