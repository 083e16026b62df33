/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-cursor.h"

struct _CasementCursor {
  gatomicrefcount ref_count;
  guint width;
  guint height;
  guint hot_x;
  guint hot_y;
  GBytes *pixels;
};

G_DEFINE_BOXED_TYPE (CasementCursor, casement_cursor, casement_cursor_ref, casement_cursor_unref)

/**
 * casement_cursor_new:
 * @width: in pixels, 1 to %CASEMENT_CURSOR_MAX_SIDE
 * @height: in pixels, likewise
 * @hot_x: the pixel that points; moved inside if it lies outside, as some guests say one too much
 * @hot_y: likewise
 * @rgba: @width x @height x 4 bytes: red, green, blue, alpha. Copied, and made premultiplied by bounding every colour by
 *   its alpha: guests differ in what they send, and this leaves both kinds right where it matters.
 *
 * Returns: (transfer full) (nullable): a cursor; %NULL for a size that is refused.
 */
CasementCursor *
casement_cursor_new (guint width, guint height, guint hot_x, guint hot_y, const guint8 *rgba)
{
  CasementCursor *self;
  gsize size;
  guint8 *pixels;

  g_return_val_if_fail (rgba != NULL, NULL);

  if (width == 0 || height == 0 || width > CASEMENT_CURSOR_MAX_SIDE || height > CASEMENT_CURSOR_MAX_SIDE)
    return NULL;

  size = (gsize) width * height * 4;
  pixels = g_malloc (size);
  for (gsize i = 0; i < size; i += 4) {
    guint8 alpha = rgba[i + 3];

    for (gsize c = 0; c < 3; c++)
      pixels[i + c] = MIN (rgba[i + c], alpha);
    pixels[i + 3] = alpha;
  }

  self = g_new0 (CasementCursor, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->width = width;
  self->height = height;
  self->hot_x = MIN (hot_x, width - 1);
  self->hot_y = MIN (hot_y, height - 1);
  self->pixels = g_bytes_new_take (pixels, size);
  return self;
}

/**
 * casement_cursor_ref:
 *
 * Returns: (transfer full): @self
 */
CasementCursor *
casement_cursor_ref (CasementCursor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * casement_cursor_unref:
 *
 * Drops a reference; the last one frees.
 */
void
casement_cursor_unref (CasementCursor *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_bytes_unref (self->pixels);
  g_free (self);
}

/**
 * casement_cursor_get_width:
 *
 * Returns: in guest pixels.
 */
guint
casement_cursor_get_width (CasementCursor *self)
{
  return self->width;
}

/**
 * casement_cursor_get_height:
 *
 * Returns: in guest pixels.
 */
guint
casement_cursor_get_height (CasementCursor *self)
{
  return self->height;
}

/**
 * casement_cursor_get_hotspot:
 * @x: (out): in guest pixels, less than the width
 * @y: (out): in guest pixels, less than the height
 */
void
casement_cursor_get_hotspot (CasementCursor *self, guint *x, guint *y)
{
  *x = self->hot_x;
  *y = self->hot_y;
}

/**
 * casement_cursor_get_pixels:
 *
 * Returns: (transfer none): premultiplied red, green, blue, alpha; rows without padding.
 */
GBytes *
casement_cursor_get_pixels (CasementCursor *self)
{
  return self->pixels;
}
