/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-framebuffer.h"

G_BEGIN_DECLS

/* A framebuffer for GTK: textures, one per tile, made anew only for tiles that changed; a canvas for the
 * cairo renderer. */
#define CASEMENT_TYPE_CONSOLE_PICTURE (casement_console_picture_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsolePicture, casement_console_picture, CASEMENT, CONSOLE_PICTURE, GObject)

/* Where the picture is, in a widget's coordinates and in device pixels. */
typedef struct {
  int x;
  int y;
  int width;
  int height;
  int scale_factor;
} CasementConsoleView;

CasementConsolePicture *casement_console_picture_new (CasementFramebuffer *framebuffer);
CasementFramebuffer *casement_console_picture_get_framebuffer (CasementConsolePicture *self);
void casement_console_picture_place (CasementConsolePicture *self,
                                     int width,
                                     int height,
                                     int scale_factor,
                                     double zoom,
                                     CasementConsoleView *view);
void casement_console_picture_snapshot (CasementConsolePicture *self,
                                        GtkSnapshot *snapshot,
                                        const CasementConsoleView *view,
                                        GskRenderer *renderer);

gboolean casement_console_view_to_guest (const CasementConsoleView *view,
                                         guint guest_width,
                                         guint guest_height,
                                         double x,
                                         double y,
                                         int *guest_x,
                                         int *guest_y);

G_END_DECLS
