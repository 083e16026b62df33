/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-release-chord.h"

#include <glib/gi18n-lib.h>
#include <linux/input-event-codes.h>

/* Keys that guests do without when pressed alone. The first is the default, and the one of virt-viewer. */
static const CasementReleaseChord chords[] = {
  { "ctrl-alt", N_("Ctrl+Alt"), N_("left Ctrl and left Alt together"), { KEY_LEFTCTRL, KEY_LEFTALT, 0 } },
  { "right-ctrl", N_("Right Ctrl"), N_("right Ctrl alone"), { KEY_RIGHTCTRL, 0 } },
  { "shifts", N_("Both Shift keys"), N_("left Shift and right Shift together"), { KEY_LEFTSHIFT, KEY_RIGHTSHIFT, 0 } },
  { "ctrl-super", N_("Ctrl+Windows key"), N_("left Ctrl and left Windows key together"), { KEY_LEFTCTRL, KEY_LEFTMETA, 0 } },
  { "scroll-lock", N_("Scroll Lock"), N_("Scroll Lock alone"), { KEY_SCROLLLOCK, 0 } },
};

/** casement_release_chord_get: Returns: (nullable): the one of this number, static; %NULL after the last. */
const CasementReleaseChord *
casement_release_chord_get (guint index)
{
  return index < G_N_ELEMENTS (chords) ? &chords[index] : NULL;
}

/** casement_release_chord_find: Returns: the one of this name, static; the default for any other name. */
const CasementReleaseChord *
casement_release_chord_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (chords); i++)
    if (g_strcmp0 (chords[i].name, name) == 0)
      return &chords[i];
  return &chords[0];
}
