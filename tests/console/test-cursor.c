/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-cursor.h"

static void
test_pixels (void)
{
  static const guint8 rgba[] = { 255, 10, 0, 128, 1, 2, 3, 255 };
  g_autoptr (CasementCursor) cursor = casement_cursor_new (2, 1, 1, 0, rgba);
  const guint8 *pixels;
  gsize size;
  guint x, y;

  g_assert_nonnull (cursor);
  g_assert_cmpuint (casement_cursor_get_width (cursor), ==, 2);
  g_assert_cmpuint (casement_cursor_get_height (cursor), ==, 1);
  casement_cursor_get_hotspot (cursor, &x, &y);
  g_assert_cmpuint (x, ==, 1);
  g_assert_cmpuint (y, ==, 0);
  pixels = g_bytes_get_data (casement_cursor_get_pixels (cursor), &size);
  g_assert_cmpmem (pixels, size, ((guint8[]){ 128, 10, 0, 128, 1, 2, 3, 255 }), 8);
}

static void
test_bounds (void)
{
  g_autofree guint8 *rgba = g_malloc0 (4 * CASEMENT_CURSOR_MAX_SIDE);
  g_autoptr (CasementCursor) largest = casement_cursor_new (CASEMENT_CURSOR_MAX_SIDE, 1, 65535, 65535, rgba);
  guint x, y;

  g_assert_nonnull (largest);
  casement_cursor_get_hotspot (largest, &x, &y);
  g_assert_cmpuint (x, ==, CASEMENT_CURSOR_MAX_SIDE - 1);
  g_assert_cmpuint (y, ==, 0);
  g_assert_null (casement_cursor_new (CASEMENT_CURSOR_MAX_SIDE + 1, 1, 0, 0, rgba));
  g_assert_null (casement_cursor_new (1, G_MAXUINT, 0, 0, rgba));
  g_assert_null (casement_cursor_new (0, 4, 0, 0, rgba));
  g_assert_null (casement_cursor_new (4, 0, 0, 0, rgba));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cursor/pixels", test_pixels);
  g_test_add_func ("/cursor/bounds", test_bounds);
  return g_test_run ();
}
