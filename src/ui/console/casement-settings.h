/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer none): the user's settings, of the schema in data/schemas. */
GSettings *casement_settings_get (void);
/* Whether the hint of this name is still to be given; from now on it is not. */
gboolean casement_settings_tell_once (const char *name);
void casement_settings_keep_size (GtkWindow *window, const char *prefix);

G_END_DECLS
