/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-cursor.h"

G_BEGIN_DECLS

GdkTexture *casement_console_cursor_to_texture (CasementCursor *cursor);
int casement_console_cursor_get_unit (GtkWidget *widget);
GdkCursor *casement_console_cursor_to_gdk (CasementCursor *cursor, double scale);

G_END_DECLS
