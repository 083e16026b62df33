/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "casement-damage.h"
#include "casement-pixels.h"

G_BEGIN_DECLS

#define CASEMENT_FRAMEBUFFER_TILE 256
#define CASEMENT_FRAMEBUFFER_MAX_SIDE 16384
#define CASEMENT_FRAMEBUFFER_MAX_PIXELS (64 * 1024 * 1024)

/* A guest's screen as a picture of its own, which keeps the last pixels when the guest's surface goes away.
 * Damage marks what changed; casement_framebuffer_update() takes it into the picture. Who paints it takes the
 * pixels and what changed of them, or tiles, whose bytes never change: a changed tile has new bytes, so
 * whoever holds the old ones may go on reading them. Properties (read-only): "width", "height" (guest pixels;
 * 0 before the first picture), "live" (a surface is behind it). Signal "damaged": something changed since the
 * last update; emitted once between two updates. */
#define CASEMENT_TYPE_FRAMEBUFFER (casement_framebuffer_get_type ())
G_DECLARE_FINAL_TYPE (CasementFramebuffer, casement_framebuffer, CASEMENT, FRAMEBUFFER, GObject)

typedef struct {
  CasementPixelFormat format;
  int width;
  int height;
  int stride;
  const guint8 *data;
} CasementSurface;

CasementFramebuffer *casement_framebuffer_new (void);
gboolean casement_framebuffer_set_surface (CasementFramebuffer *self,
                                           const CasementSurface *surface,
                                           const CasementArea *area,
                                           GError **error);
gboolean casement_framebuffer_shows (CasementFramebuffer *self, const CasementSurface *surface);
void casement_framebuffer_set_area (CasementFramebuffer *self, const CasementArea *area);
void casement_framebuffer_drop_surface (CasementFramebuffer *self, gboolean readable);
void casement_framebuffer_damage (CasementFramebuffer *self, int x, int y, int width, int height);
guint casement_framebuffer_update (CasementFramebuffer *self);
GArray *casement_framebuffer_take_changes (CasementFramebuffer *self, guint max);
guint32 *casement_framebuffer_ref_pixels (CasementFramebuffer *self);

guint casement_framebuffer_get_width (CasementFramebuffer *self);
guint casement_framebuffer_get_height (CasementFramebuffer *self);
gboolean casement_framebuffer_get_live (CasementFramebuffer *self);
guint casement_framebuffer_get_n_tiles (CasementFramebuffer *self);
GBytes *casement_framebuffer_get_tile (CasementFramebuffer *self, guint index, CasementArea *area);
GBytes *casement_framebuffer_dup_frame (CasementFramebuffer *self);

G_END_DECLS
