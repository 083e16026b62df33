/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What went wrong, filling its place: title, the error's sentence, buttons, and the raw text behind "Details".
 * A command that helps is shown to be copied.
 * Properties: "title", "icon-name" (strings), "error" (boxed GError, nullable), "buttons" (GtkWidget, nullable). */
#define CASEMENT_TYPE_ERROR_PAGE (casement_error_page_get_type ())
G_DECLARE_FINAL_TYPE (CasementErrorPage, casement_error_page, CASEMENT, ERROR_PAGE, GtkWidget)

void casement_error_page_set_title (CasementErrorPage *self, const char *title);
void casement_error_page_set_error (CasementErrorPage *self, const GError *error);
void casement_error_page_set_command (CasementErrorPage *self, const char *command);

G_END_DECLS
