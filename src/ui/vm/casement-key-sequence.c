/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-key-sequence.h"
#include <linux/input-event-codes.h>

typedef struct {
  const char *name;
  guint codes[4];
} KeySequence;

/* Keys that the desktop keeps for itself, so that they can only be sent from a menu. */
static const KeySequence sequences[] = {
  { "ctrl-alt-del", { KEY_LEFTCTRL, KEY_LEFTALT, KEY_DELETE, 0 } },
  { "ctrl-shift-esc", { KEY_LEFTCTRL, KEY_LEFTSHIFT, KEY_ESC, 0 } },
  { "super", { KEY_LEFTMETA, 0 } },
  { "super-l", { KEY_LEFTMETA, KEY_L, 0 } },
  { "alt-tab", { KEY_LEFTALT, KEY_TAB, 0 } },
  { "alt-f4", { KEY_LEFTALT, KEY_F4, 0 } },
  { "print", { KEY_SYSRQ, 0 } },
  { "f1", { KEY_F1, 0 } },
  { "f2", { KEY_F2, 0 } },
  { "f3", { KEY_F3, 0 } },
  { "f4", { KEY_F4, 0 } },
  { "f5", { KEY_F5, 0 } },
  { "f6", { KEY_F6, 0 } },
  { "f7", { KEY_F7, 0 } },
  { "f8", { KEY_F8, 0 } },
  { "f9", { KEY_F9, 0 } },
  { "f10", { KEY_F10, 0 } },
  { "f11", { KEY_F11, 0 } },
  { "f12", { KEY_F12, 0 } },
};

/**
 * casement_key_sequence_find:
 * @name: as the menu calls it
 *
 * Returns: (nullable): Linux input codes in the order of pressing, ended by 0; static.
 */
const guint *
casement_key_sequence_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (sequences); i++)
    if (g_strcmp0 (sequences[i].name, name) == 0)
      return sequences[i].codes;
  return NULL;
}
