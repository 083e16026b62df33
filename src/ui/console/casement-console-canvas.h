/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-console-picture.h"

G_BEGIN_DECLS

/* A framebuffer for GTK's cairo renderer, which without a graphics card is the fastest that there is: one
 * node that draws out of the framebuffer's memory and stays the same, and invisible ones over it that tell
 * GTK where to draw again. Textures would be copied and converted for every frame there; see
 * docs/console-performance.md. */
#define CASEMENT_TYPE_CONSOLE_CANVAS (casement_console_canvas_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsoleCanvas, casement_console_canvas, CASEMENT, CONSOLE_CANVAS, GObject)

CasementConsoleCanvas *casement_console_canvas_new (CasementFramebuffer *framebuffer);
void casement_console_canvas_snapshot (CasementConsoleCanvas *self,
                                       GtkSnapshot *snapshot,
                                       const CasementConsoleView *view,
                                       GdkSurface *window);

G_END_DECLS
