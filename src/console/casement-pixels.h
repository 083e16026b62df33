/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

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

guint casement_pixels_get_size (CasementPixelFormat format);
void casement_pixels_convert (guint32 *to, const guint8 *from, guint n, CasementPixelFormat format);

G_END_DECLS
