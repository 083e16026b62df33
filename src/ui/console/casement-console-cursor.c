/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-console-cursor.h"

#include <math.h>
#ifdef HAVE_X11
#include <gdk/x11/gdkx.h>
#endif

/* Compositors refuse or clip larger ones. */
#define MAX_SIDE 256

/* Area average when shrinking, the nearest pixel when growing; cursors are small and change seldom. */
static void
scale_pixel (const guint8 *from, guint width, guint height, double x1, double y1, double x2, double y2, guint8 to[4])
{
  guint left = MIN ((guint) x1, width - 1);
  guint top = MIN ((guint) y1, height - 1);
  guint right = CLAMP ((guint) ceil (x2), left + 1, width);
  guint bottom = CLAMP ((guint) ceil (y2), top + 1, height);
  guint sum[4] = { 0 };
  guint n = (right - left) * (bottom - top);

  for (guint y = top; y < bottom; y++)
    for (guint x = left; x < right; x++)
      for (guint c = 0; c < 4; c++)
        sum[c] += from[((gsize) y * width + x) * 4 + c];
  for (guint c = 0; c < 4; c++)
    to[c] = (guint8) (sum[c] / n);
}

static GdkTexture *
scale_texture (CasementCursor *cursor, guint width, guint height)
{
  guint from_width = casement_cursor_get_width (cursor);
  guint from_height = casement_cursor_get_height (cursor);
  const guint8 *from = g_bytes_get_data (casement_cursor_get_pixels (cursor), NULL);
  gsize size = (gsize) width * height * 4;
  guint8 *to = g_malloc (size);
  double step_x = (double) from_width / width;
  double step_y = (double) from_height / height;
  g_autoptr (GBytes) bytes = NULL;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      scale_pixel (from, from_width, from_height, x * step_x, y * step_y, (x + 1) * step_x, (y + 1) * step_y,
                   to + ((gsize) y * width + x) * 4);
  bytes = g_bytes_new_take (to, size);
  return gdk_memory_texture_new ((int) width, (int) height, GDK_MEMORY_R8G8B8A8_PREMULTIPLIED, bytes, (gsize) width * 4);
}

/**
 * casement_console_cursor_to_texture:
 *
 * Returns: (transfer full): the guest's pointer in its own size.
 */
GdkTexture *
casement_console_cursor_to_texture (CasementCursor *cursor)
{
  int width = (int) casement_cursor_get_width (cursor);
  int height = (int) casement_cursor_get_height (cursor);

  return gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8A8_PREMULTIPLIED, casement_cursor_get_pixels (cursor),
                                 (gsize) width * 4);
}

/**
 * casement_console_cursor_get_unit:
 *
 * Returns: how many device pixels a pixel of a cursor covers over @widget: X11 takes cursors as they are, Wayland takes them for
 *   logical pixels (seen in GTK 4.8).
 */
int
casement_console_cursor_get_unit (GtkWidget *widget)
{
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
#ifdef HAVE_X11
  if (GDK_IS_X11_DISPLAY (gtk_widget_get_display (widget)))
    return 1;
#endif
  G_GNUC_END_IGNORE_DEPRECATIONS
  return MAX (1, gtk_widget_get_scale_factor (widget));
}

/**
 * casement_console_cursor_to_gdk:
 * @scale: cursor pixels for one guest pixel
 *
 * Returns: (transfer full): the guest's pointer, as large as the picture is drawn.
 */
GdkCursor *
casement_console_cursor_to_gdk (CasementCursor *cursor, double scale)
{
  g_autoptr (GdkTexture) texture = NULL;
  guint width = casement_cursor_get_width (cursor);
  guint height = casement_cursor_get_height (cursor);
  guint hot_x, hot_y;

  casement_cursor_get_hotspot (cursor, &hot_x, &hot_y);
  scale = MIN (scale, (double) MAX_SIDE / MAX (width, height));
  if (scale > 0.99 && scale < 1.01) {
    texture = casement_console_cursor_to_texture (cursor);
  } else {
    width = MAX (1, (guint) (width * scale + 0.5));
    height = MAX (1, (guint) (height * scale + 0.5));
    texture = scale_texture (cursor, width, height);
    /* GDK wants it strictly inside. */
    hot_x = MIN ((guint) (hot_x * scale), width - 1);
    hot_y = MIN ((guint) (hot_y * scale), height - 1);
  }
  return gdk_cursor_new_from_texture (texture, (int) hot_x, (int) hot_y, NULL);
}
