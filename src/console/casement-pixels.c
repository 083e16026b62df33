/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-pixels.h"

#include <string.h>

/* Two at a time, and four of those: compilers do better only when asked for more than is usual. */
static void
convert_row_32 (guint32 *to, const guint8 *from, guint n)
{
  static const guint64 opaque = G_GUINT64_CONSTANT (0xff000000ff000000);

  for (; n >= 8; n -= 8, to += 8, from += 32) {
    guint64 pairs[4];

    memcpy (pairs, from, sizeof pairs);
    for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
      pairs[i] |= opaque;
    memcpy (to, pairs, sizeof pairs);
  }
  for (guint i = 0; i < n; i++) {
    guint32 pixel;

    memcpy (&pixel, from + (gsize) i * 4, 4);
    to[i] = pixel | 0xff000000u;
  }
}

static void
convert_row_16 (guint32 *to, const guint8 *from, guint n, CasementPixelFormat format)
{
  for (guint i = 0; i < n; i++) {
    guint16 pixel;
    guint32 red, green, blue;

    memcpy (&pixel, from + (gsize) i * 2, 2);
    blue = pixel & 0x1f;
    if (format == CASEMENT_PIXELS_565) {
      green = (pixel >> 5) & 0x3f;
      red = pixel >> 11;
      green = (green << 2) | (green >> 4);
    } else {
      green = (pixel >> 5) & 0x1f;
      red = (pixel >> 10) & 0x1f;
      green = (green << 3) | (green >> 2);
    }
    /* The high bits fill the low ones, so that the brightest value is white and not nearly white. */
    red = (red << 3) | (red >> 2);
    blue = (blue << 3) | (blue >> 2);
    to[i] = 0xff000000u | (red << 16) | (green << 8) | blue;
  }
}

/**
 * casement_pixels_get_size:
 *
 * Returns: how many bytes a pixel takes; 0 for a format that is not known.
 */
guint
casement_pixels_get_size (CasementPixelFormat format)
{
  switch (format) {
  case CASEMENT_PIXELS_555:
  case CASEMENT_PIXELS_565:
    return 2;
  case CASEMENT_PIXELS_XRGB:
  case CASEMENT_PIXELS_ARGB:
    return 4;
  default:
    return 0;
  }
}

/**
 * casement_pixels_convert:
 * @to: words of 0xffRRGGBB, which is what GTK calls GDK_MEMORY_DEFAULT and cairo CAIRO_FORMAT_ARGB32: alpha
 * is forced to opaque, because the fourth byte of a screen means nothing
 * @from: @n pixels of @format, which is known; any alignment
 */
void
casement_pixels_convert (guint32 *to, const guint8 *from, guint n, CasementPixelFormat format)
{
  if (casement_pixels_get_size (format) == 4)
    convert_row_32 (to, from, n);
  else
    convert_row_16 (to, from, n, format);
}
