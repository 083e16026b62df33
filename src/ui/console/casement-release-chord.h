/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CASEMENT_RELEASE_CHORD_MAX 2

/**
 * CasementReleaseChord:
 * @name: as the settings call it
 * @title: (translatable): short, as in “… releases the keyboard”
 * @description: (translatable): which keys exactly
 * @codes: Linux input codes, ended by 0
 *
 * Keys that, pressed together and let go with nothing in between, take the keyboard back from the guest.
 */
typedef struct {
  const char *name;
  const char *title;
  const char *description;
  guint codes[CASEMENT_RELEASE_CHORD_MAX + 1];
} CasementReleaseChord;

const CasementReleaseChord *casement_release_chord_get (guint index);
const CasementReleaseChord *casement_release_chord_find (const char *name);

G_END_DECLS
