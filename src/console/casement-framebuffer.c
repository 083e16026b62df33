/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-framebuffer.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-error.h"

#define TILE CASEMENT_FRAMEBUFFER_TILE
#define BYTES_PER_PIXEL 4

struct _CasementFramebuffer {
  GObject parent_instance;

  /* Belongs to the display channel; data is NULL when no surface is behind the picture. */
  CasementSurface surface;
  /* The part of the surface that is this screen. */
  CasementArea area;

  guint width;
  guint height;
  guint columns;
  guint rows;
  /* The picture, which lives on in whoever holds it after a resize; NULL as long as there is none. */
  guint32 *pixels;
  /* Cut out of it when asked for; NULL when changed since. */
  GPtrArray *tiles;
  gboolean converted;
  /* In the surface and not in the picture yet; in the picture and not told to its painter yet. */
  CasementDamage *dirty;
  CasementDamage *changed;
  /* The surface may go away any time, so what was black before the first draw is kept apart from "nothing
   * yet". */
  gboolean announced;
};

G_DEFINE_FINAL_TYPE (CasementFramebuffer, casement_framebuffer, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_WIDTH,
  PROP_HEIGHT,
  PROP_LIVE,
  N_PROPS
};

enum {
  DAMAGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
check_surface (const CasementSurface *surface, GError **error)
{
  guint step = casement_pixels_get_size (surface->format);

  if (step == 0) {
    casement_set_error (
        error, CASEMENT_ERROR_UNSUPPORTED, NULL,
        _ ("The guest uses a screen format that cannot be shown (%d). Choose 32-bit colour in the guest."),
        (int) surface->format);
    return FALSE;
  }
  if (surface->width <= 0 || surface->height <= 0 || surface->width > CASEMENT_FRAMEBUFFER_MAX_SIDE
      || surface->height > CASEMENT_FRAMEBUFFER_MAX_SIDE
      || (gint64) surface->width * surface->height > CASEMENT_FRAMEBUFFER_MAX_PIXELS) {
    casement_set_error (
        error, CASEMENT_ERROR_UNSUPPORTED, NULL,
        _ ("The guest asks for a screen of %d × %d pixels, which is too large to show. Choose a smaller "
           "resolution in the guest."),
        surface->width, surface->height);
    return FALSE;
  }
  if (surface->data == NULL || surface->stride <= 0
      || (gint64) surface->stride < (gint64) surface->width * (int) step) {
    casement_set_error (error, CASEMENT_ERROR_FAILED, NULL,
                        _ ("The guest sent a damaged picture. Restart it to try again."));
    return FALSE;
  }
  return TRUE;
}

/* Both are bounded by check_surface(), so nothing overflows as long as the request is clamped first. */
static CasementArea
intersect (const CasementArea *wanted, int width, int height)
{
  gint64 x1 = CLAMP ((gint64) wanted->x, 0, width);
  gint64 y1 = CLAMP ((gint64) wanted->y, 0, height);
  gint64 x2 = CLAMP ((gint64) wanted->x + MAX (wanted->width, 0), x1, width);
  gint64 y2 = CLAMP ((gint64) wanted->y + MAX (wanted->height, 0), y1, height);

  return (CasementArea){ (int) x1, (int) y1, (int) (x2 - x1), (int) (y2 - y1) };
}

static CasementArea
choose_area (const CasementSurface *surface, const CasementArea *wanted)
{
  CasementArea all = { 0, 0, surface->width, surface->height };
  CasementArea cut = wanted != NULL ? intersect (wanted, surface->width, surface->height) : all;

  return cut.width > 0 && cut.height > 0 ? cut : all;
}

static CasementArea
tile_area (CasementFramebuffer *self, guint index)
{
  int x = (int) (index % self->columns) * TILE;
  int y = (int) (index / self->columns) * TILE;

  return (CasementArea){ x, y, MIN (TILE, (int) self->width - x), MIN (TILE, (int) self->height - y) };
}

/* @area is in the framebuffer's pixels. */
static void
convert (CasementFramebuffer *self, const CasementArea *area)
{
  guint step = casement_pixels_get_size (self->surface.format);
  const guint8 *from = self->surface.data + (gsize) (self->area.y + area->y) * (gsize) self->surface.stride
                       + (gsize) (self->area.x + area->x) * step;
  guint32 *to = self->pixels + (gsize) area->y * self->width + area->x;

  for (int y = 0; y < area->height; y++) {
    casement_pixels_convert (to, from, (guint) area->width, self->surface.format);
    from += self->surface.stride;
    to += self->width;
  }
}

static void
announce (CasementFramebuffer *self)
{
  if (self->announced)
    return;
  self->announced = TRUE;
  g_signal_emit (self, signals[DAMAGED], 0);
}

static void
clear_damage (CasementFramebuffer *self)
{
  g_clear_pointer (&self->dirty, casement_damage_free);
  g_clear_pointer (&self->changed, casement_damage_free);
}

static void
resize (CasementFramebuffer *self, guint width, guint height)
{
  if (self->width == width && self->height == height)
    return;

  self->columns = (width + TILE - 1) / TILE;
  self->rows = (height + TILE - 1) / TILE;
  g_ptr_array_set_size (self->tiles, 0);
  g_ptr_array_set_size (self->tiles, (int) (self->columns * self->rows));
  self->converted = FALSE;
  g_clear_pointer (&self->pixels, g_rc_box_release);
  self->pixels = g_rc_box_alloc0 ((gsize) width * height * BYTES_PER_PIXEL);
  clear_damage (self);
  self->dirty = casement_damage_new (width, height);
  self->changed = casement_damage_new (width, height);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->width != width) {
    self->width = width;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WIDTH]);
  }
  if (self->height != height) {
    self->height = height;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEIGHT]);
  }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
casement_framebuffer_finalize (GObject *object)
{
  CasementFramebuffer *self = CASEMENT_FRAMEBUFFER (object);

  g_ptr_array_unref (self->tiles);
  g_clear_pointer (&self->pixels, g_rc_box_release);
  clear_damage (self);
  G_OBJECT_CLASS (casement_framebuffer_parent_class)->finalize (object);
}

static void
casement_framebuffer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementFramebuffer *self = CASEMENT_FRAMEBUFFER (object);

  switch (prop_id) {
  case PROP_WIDTH:
    g_value_set_uint (value, self->width);
    break;
  case PROP_HEIGHT:
    g_value_set_uint (value, self->height);
    break;
  case PROP_LIVE:
    g_value_set_boolean (value, casement_framebuffer_get_live (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tile_unref (gpointer tile)
{
  if (tile != NULL)
    g_bytes_unref (tile);
}

static void
casement_framebuffer_class_init (CasementFramebufferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = casement_framebuffer_finalize;
  object_class->get_property = casement_framebuffer_get_property;

  properties[PROP_WIDTH]
      = g_param_spec_uint ("width", NULL, NULL, 0, CASEMENT_FRAMEBUFFER_MAX_SIDE, 0, flags);
  properties[PROP_HEIGHT]
      = g_param_spec_uint ("height", NULL, NULL, 0, CASEMENT_FRAMEBUFFER_MAX_SIDE, 0, flags);
  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[DAMAGED] = g_signal_new ("damaged", CASEMENT_TYPE_FRAMEBUFFER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
casement_framebuffer_init (CasementFramebuffer *self)
{
  self->tiles = g_ptr_array_new_with_free_func (tile_unref);
}

/**
 * casement_framebuffer_new:
 *
 * Returns: (transfer full): an empty framebuffer.
 */
CasementFramebuffer *
casement_framebuffer_new (void)
{
  return g_object_new (CASEMENT_TYPE_FRAMEBUFFER, NULL);
}

/**
 * casement_framebuffer_set_surface:
 * @surface: where the pixels are; they stay the caller's and must stay readable until
 *   casement_framebuffer_drop_surface() or another surface
 * @area: (nullable): the part to show, in the surface's pixels; cut to what the surface has, and the whole if
 * nothing is left or %NULL
 *
 * Shows @surface from now on, all of it new. The picture keeps its last tiles if @surface is refused.
 *
 * Returns: FALSE with @error set for a size or format that is not taken; then no surface is behind the
 * picture.
 */
gboolean
casement_framebuffer_set_surface (CasementFramebuffer *self,
                                  const CasementSurface *surface,
                                  const CasementArea *area,
                                  GError **error)
{
  gboolean was_live;

  g_return_val_if_fail (CASEMENT_IS_FRAMEBUFFER (self), FALSE);
  g_return_val_if_fail (surface != NULL, FALSE);

  if (!check_surface (surface, error)) {
    casement_framebuffer_drop_surface (self, FALSE);
    return FALSE;
  }
  was_live = casement_framebuffer_get_live (self);
  self->surface = *surface;
  self->area = choose_area (surface, area);
  resize (self, (guint) self->area.width, (guint) self->area.height);
  if (!was_live)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
  casement_framebuffer_damage (self, 0, 0, surface->width, surface->height);
  return TRUE;
}

/**
 * casement_framebuffer_shows:
 *
 * Returns: whether @surface is the one behind the picture, the same in all respects.
 */
gboolean
casement_framebuffer_shows (CasementFramebuffer *self, const CasementSurface *surface)
{
  g_return_val_if_fail (CASEMENT_IS_FRAMEBUFFER (self), FALSE);
  g_return_val_if_fail (surface != NULL, FALSE);

  return casement_framebuffer_get_live (self) && self->surface.data == surface->data
         && self->surface.format == surface->format && self->surface.width == surface->width
         && self->surface.height == surface->height && self->surface.stride == surface->stride;
}

/**
 * casement_framebuffer_set_area:
 * @area: (nullable): as in casement_framebuffer_set_surface()
 *
 * Shows another part of the same surface. Does nothing without a surface, or if the part stays the same.
 */
void
casement_framebuffer_set_area (CasementFramebuffer *self, const CasementArea *area)
{
  CasementArea chosen;

  g_return_if_fail (CASEMENT_IS_FRAMEBUFFER (self));

  if (!casement_framebuffer_get_live (self))
    return;
  chosen = choose_area (&self->surface, area);
  if (memcmp (&chosen, &self->area, sizeof chosen) == 0)
    return;
  self->area = chosen;
  resize (self, (guint) chosen.width, (guint) chosen.height);
  casement_framebuffer_damage (self, 0, 0, self->surface.width, self->surface.height);
}

/**
 * casement_framebuffer_drop_surface:
 * @readable: whether the surface's pixels may be read a last time
 *
 * The surface is about to go. The picture stays: with @readable, as the guest left it; without, as of the
 * last update.
 */
void
casement_framebuffer_drop_surface (CasementFramebuffer *self, gboolean readable)
{
  g_return_if_fail (CASEMENT_IS_FRAMEBUFFER (self));

  if (!casement_framebuffer_get_live (self))
    return;
  if (readable) {
    gboolean announced = self->announced;

    casement_framebuffer_update (self);
    /* Whoever was told has not looked yet. */
    self->announced = announced;
  }
  self->surface = (CasementSurface){ 0 };
  casement_damage_clear (self->dirty);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
}

/**
 * casement_framebuffer_damage:
 * @x: in the surface's pixels, as the others; any values
 *
 * Marks what changed. Costs a few writes; pixels are not touched.
 */
void
casement_framebuffer_damage (CasementFramebuffer *self, int x, int y, int width, int height)
{
  CasementArea wanted = { 0, 0, width, height };
  CasementArea hit;

  g_return_if_fail (CASEMENT_IS_FRAMEBUFFER (self));

  if (!casement_framebuffer_get_live (self))
    return;
  /* Cut to the surface first: a hostile x minus an offset could overflow. */
  wanted.x = x;
  wanted.y = y;
  hit = intersect (&wanted, self->surface.width, self->surface.height);
  hit.x -= self->area.x;
  hit.y -= self->area.y;
  hit = intersect (&hit, (int) self->width, (int) self->height);
  if (hit.width == 0 || hit.height == 0)
    return;

  casement_damage_add (self->dirty, &hit);
  announce (self);
}

/**
 * casement_framebuffer_update:
 *
 * Takes what is marked from the surface into the picture, and arms the "damaged" signal again.
 *
 * Returns: how many tiles changed.
 */
guint
casement_framebuffer_update (CasementFramebuffer *self)
{
  g_autoptr (GArray) areas = NULL;
  guint n_changed = 0;

  g_return_val_if_fail (CASEMENT_IS_FRAMEBUFFER (self), 0);

  self->announced = FALSE;
  if (self->dirty == NULL || casement_damage_is_empty (self->dirty))
    return 0;
  areas = casement_damage_get_areas (self->dirty, G_MAXUINT);
  for (guint i = 0; i < areas->len; i++)
    convert (self, &g_array_index (areas, CasementArea, i));
  for (guint i = 0; i < self->tiles->len; i++) {
    CasementArea area = tile_area (self, i);

    if (!casement_damage_touches (self->dirty, &area))
      continue;
    tile_unref (g_ptr_array_index (self->tiles, i));
    g_ptr_array_index (self->tiles, i) = NULL;
    n_changed++;
  }
  casement_damage_merge (self->changed, self->dirty);
  casement_damage_clear (self->dirty);
  self->converted = TRUE;
  return n_changed;
}

/**
 * casement_framebuffer_take_changes:
 * @max: how many areas at most
 *
 * Returns: (transfer full) (element-type CasementArea): what is new in the picture since this was asked last,
 * in guest pixels; more than that, if it would take more than @max areas to say.
 */
GArray *
casement_framebuffer_take_changes (CasementFramebuffer *self, guint max)
{
  GArray *areas;

  g_return_val_if_fail (CASEMENT_IS_FRAMEBUFFER (self), NULL);

  if (self->changed == NULL)
    return g_array_new (FALSE, FALSE, sizeof (CasementArea));
  areas = casement_damage_get_areas (self->changed, max);
  casement_damage_clear (self->changed);
  return areas;
}

/**
 * casement_framebuffer_ref_pixels:
 *
 * Returns: (transfer full) (nullable): the picture as of the last update, words of 0xffRRGGBB, rows without
 * padding; changes with each update. Let go of it with g_rc_box_release(). Another address than before means
 * another size.
 */
guint32 *
casement_framebuffer_ref_pixels (CasementFramebuffer *self)
{
  g_return_val_if_fail (CASEMENT_IS_FRAMEBUFFER (self), NULL);

  return self->pixels != NULL ? g_rc_box_acquire (self->pixels) : NULL;
}

/**
 * casement_framebuffer_get_width:
 *
 * Returns: in guest pixels; 0 before the first picture.
 */
guint
casement_framebuffer_get_width (CasementFramebuffer *self)
{
  g_return_val_if_fail (CASEMENT_IS_FRAMEBUFFER (self), 0);

  return self->width;
}

/**
 * casement_framebuffer_get_height:
 *
 * Returns: in guest pixels; 0 before the first picture.
 */
guint
casement_framebuffer_get_height (CasementFramebuffer *self)
{
  g_return_val_if_fail (CASEMENT_IS_FRAMEBUFFER (self), 0);

  return self->height;
}

/**
 * casement_framebuffer_get_live:
 *
 * Returns: whether a surface is behind the picture; otherwise it is what the guest showed last.
 */
gboolean
casement_framebuffer_get_live (CasementFramebuffer *self)
{
  g_return_val_if_fail (CASEMENT_IS_FRAMEBUFFER (self), FALSE);

  return self->surface.data != NULL;
}

/**
 * casement_framebuffer_get_n_tiles:
 *
 * Returns: the number of tiles, row by row from the top left.
 */
guint
casement_framebuffer_get_n_tiles (CasementFramebuffer *self)
{
  g_return_val_if_fail (CASEMENT_IS_FRAMEBUFFER (self), 0);

  return self->tiles->len;
}

/* Takes the picture's word for what is in it. */
static GBytes *
cut_out (CasementFramebuffer *self, const CasementArea *area)
{
  gsize row_size = (gsize) area->width * BYTES_PER_PIXEL;
  guint8 *bytes = g_malloc (row_size * (gsize) area->height);

  for (int y = 0; y < area->height; y++)
    memcpy (bytes + (gsize) y * row_size, self->pixels + (gsize) (area->y + y) * self->width + area->x,
            row_size);
  return g_bytes_new_take (bytes, row_size * (gsize) area->height);
}

/**
 * casement_framebuffer_get_tile:
 * @index: less than casement_framebuffer_get_n_tiles()
 * @area: (out) (optional): where the tile lies, in guest pixels
 *
 * Returns: (transfer none) (nullable): the tile's pixels as of the last update, words of 0xffRRGGBB, rows
 * without padding; %NULL before the first one. Equal bytes are the same object.
 */
GBytes *
casement_framebuffer_get_tile (CasementFramebuffer *self, guint index, CasementArea *area)
{
  CasementArea place;

  g_return_val_if_fail (CASEMENT_IS_FRAMEBUFFER (self), NULL);
  g_return_val_if_fail (index < self->tiles->len, NULL);

  place = tile_area (self, index);
  if (area != NULL)
    *area = place;
  if (g_ptr_array_index (self->tiles, index) == NULL && self->converted)
    g_ptr_array_index (self->tiles, index) = cut_out (self, &place);
  return g_ptr_array_index (self->tiles, index);
}

/**
 * casement_framebuffer_dup_frame:
 *
 * Returns: (transfer full) (nullable): the whole picture as of now, words of 0xffRRGGBB, rows without
 * padding; %NULL before the first one.
 */
GBytes *
casement_framebuffer_dup_frame (CasementFramebuffer *self)
{
  gboolean announced;

  g_return_val_if_fail (CASEMENT_IS_FRAMEBUFFER (self), NULL);

  if (self->pixels == NULL)
    return NULL;
  announced = self->announced;
  casement_framebuffer_update (self);
  /* Whoever was told has not looked yet. */
  self->announced = announced;
  return g_bytes_new (self->pixels, (gsize) self->width * self->height * BYTES_PER_PIXEL);
}
