/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A few words over the lower end of a console, with buttons: a question that waits for its answer and stops nobody, or news.
 * It floats, since a console that gave up room would make the guest change its screen size. */
#define CASEMENT_TYPE_CONSOLE_NOTE (casement_console_note_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsoleNote, casement_console_note, CASEMENT, CONSOLE_NOTE, GtkBox)

CasementConsoleNote *casement_console_note_show (GtkWidget *console, const char *title, const char *text);
void casement_console_note_add_button (CasementConsoleNote *self,
                                       const char *label,
                                       const char *css_class,
                                       GCallback callback,
                                       gpointer data);
GtkBox *casement_console_note_get_content (CasementConsoleNote *self);
void casement_console_note_set_title (CasementConsoleNote *self, const char *title);
void casement_console_note_close (CasementConsoleNote *self);

G_END_DECLS
