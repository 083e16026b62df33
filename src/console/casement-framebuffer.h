/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define CASEMENT_FRAMEBUFFER_TILE 256
#define CASEMENT_FRAMEBUFFER_MAX_SIDE 16384
#define CASEMENT_FRAMEBUFFER_MAX_PIXELS (64 * 1024 * 1024)

/**
 * CasementPixelFormat:
 * @CASEMENT_PIXELS_555: 16 bits, 5 a colour
 * @CASEMENT_PIXELS_XRGB: 32 bits, the fourth byte means nothing
 * @CASEMENT_PIXELS_565: 16 bits, 6 for green
 * @CASEMENT_PIXELS_ARGB: 32 bits with alpha, which a screen does not use
 *
 * The values are those of the SPICE protocol (SpiceSurfaceFmt).
 */
typedef enum {
  CASEMENT_PIXELS_555 = 16,
  CASEMENT_PIXELS_XRGB = 32,
  CASEMENT_PIXELS_565 = 80,
  CASEMENT_PIXELS_ARGB = 96,
} CasementPixelFormat;

/* A guest's screen as a grid of tiles that keep their last pixels when the guest's surface goes away. Damage marks tiles;
 * casement_framebuffer_update() converts the marked ones. A tile's bytes never change: a changed tile has new bytes, so
 * whoever holds the old ones may go on reading them.
 * Properties (read-only): "width", "height" (guest pixels; 0 before the first picture), "live" (a surface is behind it).
 * Signal "damaged": something changed since the last update; emitted once between two updates. */
#define CASEMENT_TYPE_FRAMEBUFFER (casement_framebuffer_get_type ())
G_DECLARE_FINAL_TYPE (CasementFramebuffer, casement_framebuffer, CASEMENT, FRAMEBUFFER, GObject)

typedef struct {
  CasementPixelFormat format;
  int width;
  int height;
  int stride;
  const guint8 *data;
} CasementSurface;

typedef struct {
  int x;
  int y;
  int width;
  int height;
} CasementArea;

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

guint casement_framebuffer_get_width (CasementFramebuffer *self);
guint casement_framebuffer_get_height (CasementFramebuffer *self);
gboolean casement_framebuffer_get_live (CasementFramebuffer *self);
guint casement_framebuffer_get_n_tiles (CasementFramebuffer *self);
GBytes *casement_framebuffer_get_tile (CasementFramebuffer *self, guint index, CasementArea *area);
GBytes *casement_framebuffer_dup_frame (CasementFramebuffer *self);

G_END_DECLS
