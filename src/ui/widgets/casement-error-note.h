/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A problem said where it belongs: the sentence, and the raw text behind "Details". Hidden while there is none. */
#define CASEMENT_TYPE_ERROR_NOTE (casement_error_note_get_type ())
G_DECLARE_FINAL_TYPE (CasementErrorNote, casement_error_note, CASEMENT, ERROR_NOTE, GtkWidget)

void casement_error_note_set_error (CasementErrorNote *self, const GError *error);

G_END_DECLS
