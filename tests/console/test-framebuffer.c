/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-framebuffer.h"

#include <string.h>
#include "casement-error.h"

static guint32
pixel_at (CasementFramebuffer *framebuffer, guint x, guint y)
{
  g_autoptr (GBytes) frame = casement_framebuffer_dup_frame (framebuffer);
  guint32 pixel;

  memcpy (&pixel, (const guint8 *) g_bytes_get_data (frame, NULL) + ((gsize) y * casement_framebuffer_get_width (framebuffer) + x) * 4,
          4);
  return pixel;
}

static void
count_cb (CasementFramebuffer *framebuffer, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
show (CasementFramebuffer *framebuffer, CasementPixelFormat format, int width, int height, int stride, gconstpointer data)
{
  CasementSurface surface = { format, width, height, stride, data };
  g_autoptr (GError) error = NULL;

  casement_framebuffer_set_surface (framebuffer, &surface, NULL, &error);
  g_assert_no_error (error);
}

static void
test_formats (void)
{
  g_autoptr (CasementFramebuffer) framebuffer = casement_framebuffer_new ();
  static const guint32 xrgb[] = { 0x12aabbcc, 0x00000000 };
  static const guint32 argb[] = { 0x80112233, 0xffffffff };
  static const guint16 rgb555[] = { 0x7fff, 0x7c00, 0x03e0, 0x001f, 0x8000, 0x4210 };
  static const guint16 rgb565[] = { 0xffff, 0xf800, 0x07e0, 0x001f, 0x0000, 0x8410 };
  static const guint32 want555[] = { 0xffffffff, 0xffff0000, 0xff00ff00, 0xff0000ff, 0xff000000, 0xff848484 };
  static const guint32 want565[] = { 0xffffffff, 0xffff0000, 0xff00ff00, 0xff0000ff, 0xff000000, 0xff848284 };

  show (framebuffer, CASEMENT_PIXELS_XRGB, 2, 1, 8, xrgb);
  g_assert_cmphex (pixel_at (framebuffer, 0, 0), ==, 0xffaabbcc);
  g_assert_cmphex (pixel_at (framebuffer, 1, 0), ==, 0xff000000);
  show (framebuffer, CASEMENT_PIXELS_ARGB, 2, 1, 8, argb);
  g_assert_cmphex (pixel_at (framebuffer, 0, 0), ==, 0xff112233);
  show (framebuffer, CASEMENT_PIXELS_555, 6, 1, 12, rgb555);
  for (guint i = 0; i < G_N_ELEMENTS (want555); i++)
    g_assert_cmphex (pixel_at (framebuffer, i, 0), ==, want555[i]);
  show (framebuffer, CASEMENT_PIXELS_565, 6, 1, 12, rgb565);
  for (guint i = 0; i < G_N_ELEMENTS (want565); i++)
    g_assert_cmphex (pixel_at (framebuffer, i, 0), ==, want565[i]);
  casement_framebuffer_drop_surface (framebuffer, FALSE);
}

/* SPICE's 16-bit surfaces have rows of four bytes a pixel. */
static void
test_wide_stride (void)
{
  g_autoptr (CasementFramebuffer) framebuffer = casement_framebuffer_new ();
  guint16 pixels[2 * 4] = { 0x001f, 0x001f, 0xdead, 0xdead, 0x03e0, 0x7c00, 0xdead, 0xdead };

  show (framebuffer, CASEMENT_PIXELS_555, 2, 2, 8, pixels);
  g_assert_cmphex (pixel_at (framebuffer, 1, 0), ==, 0xff0000ff);
  g_assert_cmphex (pixel_at (framebuffer, 0, 1), ==, 0xff00ff00);
  g_assert_cmphex (pixel_at (framebuffer, 1, 1), ==, 0xffff0000);
}

static guint
changed_tiles (CasementFramebuffer *framebuffer, GPtrArray *before)
{
  guint n = 0;

  for (guint i = 0; i < before->len; i++)
    n += casement_framebuffer_get_tile (framebuffer, i, NULL) != g_ptr_array_index (before, i) ? 1 : 0;
  return n;
}

static GPtrArray *
hold_tiles (CasementFramebuffer *framebuffer)
{
  GPtrArray *tiles = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < casement_framebuffer_get_n_tiles (framebuffer); i++)
    g_ptr_array_add (tiles, g_bytes_ref (casement_framebuffer_get_tile (framebuffer, i, NULL)));
  return tiles;
}

static void
test_damage (void)
{
  static const struct {
    int x, y, width, height;
    guint n_tiles;
  } cases[] = {
    { 0, 0, 1, 1, 1 },          { 255, 255, 2, 2, 4 },       { 256, 0, 256, 256, 1 },       { 0, 0, 600, 520, 9 },
    { 599, 519, 1, 1, 1 },      { -10, -10, 5, 5, 0 },       { -10, -10, 11, 11, 1 },       { 600, 0, 100, 100, 0 },
    { 0, 0, 0, 10, 0 },         { 10, 10, -5, 10, 0 },       { G_MININT, 0, G_MAXINT, 1, 0 }, { 5, 5, G_MAXINT, G_MAXINT, 9 },
    { G_MAXINT, G_MAXINT, G_MAXINT, G_MAXINT, 0 },
  };
  g_autoptr (CasementFramebuffer) framebuffer = casement_framebuffer_new ();
  g_autofree guint32 *pixels = g_new0 (guint32, 600 * 520);

  show (framebuffer, CASEMENT_PIXELS_XRGB, 600, 520, 2400, pixels);
  g_assert_cmpuint (casement_framebuffer_get_n_tiles (framebuffer), ==, 9);
  g_assert_cmpuint (casement_framebuffer_update (framebuffer), ==, 9);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) before = hold_tiles (framebuffer);

    casement_framebuffer_damage (framebuffer, cases[i].x, cases[i].y, cases[i].width, cases[i].height);
    g_assert_cmpuint (casement_framebuffer_update (framebuffer), ==, cases[i].n_tiles);
    g_assert_cmpuint (changed_tiles (framebuffer, before), ==, cases[i].n_tiles);
  }
  casement_framebuffer_drop_surface (framebuffer, TRUE);
}

static void
test_tiles_cover (void)
{
  g_autoptr (CasementFramebuffer) framebuffer = casement_framebuffer_new ();
  g_autofree guint32 *pixels = g_new0 (guint32, 257 * 300);
  guint area = 0;

  show (framebuffer, CASEMENT_PIXELS_XRGB, 257, 300, 257 * 4, pixels);
  casement_framebuffer_update (framebuffer);
  for (guint i = 0; i < casement_framebuffer_get_n_tiles (framebuffer); i++) {
    CasementArea tile;
    GBytes *bytes = casement_framebuffer_get_tile (framebuffer, i, &tile);

    g_assert_cmpuint (g_bytes_get_size (bytes), ==, (gsize) tile.width * (gsize) tile.height * 4);
    area += (guint) (tile.width * tile.height);
  }
  g_assert_cmpuint (area, ==, 257 * 300);
}

static void
test_signal_once (void)
{
  g_autoptr (CasementFramebuffer) framebuffer = casement_framebuffer_new ();
  guint32 pixels[16] = { 0 };
  guint n = 0;

  g_signal_connect (framebuffer, "damaged", G_CALLBACK (count_cb), &n);
  show (framebuffer, CASEMENT_PIXELS_XRGB, 4, 4, 16, pixels);
  for (guint i = 0; i < 5000; i++)
    casement_framebuffer_damage (framebuffer, 0, 0, 1, 1);
  g_assert_cmpuint (n, ==, 1);
  casement_framebuffer_update (framebuffer);
  casement_framebuffer_damage (framebuffer, 0, 0, 1, 1);
  g_assert_cmpuint (n, ==, 2);
  /* A look at the whole frame is not the update that the widget will make. */
  g_bytes_unref (casement_framebuffer_dup_frame (framebuffer));
  casement_framebuffer_damage (framebuffer, 0, 0, 1, 1);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_keeps_last (void)
{
  g_autoptr (CasementFramebuffer) framebuffer = casement_framebuffer_new ();
  g_autofree guint32 *pixels = g_new0 (guint32, 4);

  pixels[0] = 0x112233;
  show (framebuffer, CASEMENT_PIXELS_XRGB, 2, 2, 8, pixels);
  casement_framebuffer_update (framebuffer);
  pixels[0] = 0x445566;
  casement_framebuffer_damage (framebuffer, 0, 0, 1, 1);
  casement_framebuffer_drop_surface (framebuffer, TRUE);
  g_clear_pointer (&pixels, g_free);
  g_assert_false (casement_framebuffer_get_live (framebuffer));
  g_assert_cmphex (pixel_at (framebuffer, 0, 0), ==, 0xff445566);
  casement_framebuffer_damage (framebuffer, 0, 0, 2, 2);
  g_assert_cmpuint (casement_framebuffer_update (framebuffer), ==, 0);
  g_assert_cmphex (pixel_at (framebuffer, 0, 0), ==, 0xff445566);

  pixels = g_new0 (guint32, 4);
  show (framebuffer, CASEMENT_PIXELS_XRGB, 2, 2, 8, pixels);
  /* Not readable any more: what was not converted is lost, what was stays. */
  casement_framebuffer_drop_surface (framebuffer, FALSE);
  g_assert_cmphex (pixel_at (framebuffer, 0, 0), ==, 0xff445566);
}

static void
test_area (void)
{
  g_autoptr (CasementFramebuffer) framebuffer = casement_framebuffer_new ();
  guint32 pixels[4 * 4];
  CasementSurface surface = { CASEMENT_PIXELS_XRGB, 4, 4, 16, (const guint8 *) pixels };

  for (guint i = 0; i < G_N_ELEMENTS (pixels); i++)
    pixels[i] = i;
  g_assert_true (casement_framebuffer_set_surface (framebuffer, &surface, &(CasementArea){ 1, 2, 2, 100 }, NULL));
  g_assert_cmpuint (casement_framebuffer_get_width (framebuffer), ==, 2);
  g_assert_cmpuint (casement_framebuffer_get_height (framebuffer), ==, 2);
  g_assert_cmphex (pixel_at (framebuffer, 0, 0), ==, 0xff000009);
  g_assert_cmphex (pixel_at (framebuffer, 1, 1), ==, 0xff00000e);
  casement_framebuffer_update (framebuffer);
  casement_framebuffer_damage (framebuffer, 0, 0, 1, 4);
  g_assert_cmpuint (casement_framebuffer_update (framebuffer), ==, 0);
  casement_framebuffer_damage (framebuffer, 2, 3, 1, 1);
  g_assert_cmpuint (casement_framebuffer_update (framebuffer), ==, 1);
  g_assert_true (casement_framebuffer_set_surface (framebuffer, &surface, &(CasementArea){ 9, 9, 2, 2 }, NULL));
  g_assert_cmpuint (casement_framebuffer_get_width (framebuffer), ==, 4);
  casement_framebuffer_set_area (framebuffer, &(CasementArea){ 0, 0, 3, 1 });
  g_assert_cmpuint (casement_framebuffer_get_width (framebuffer), ==, 3);
  g_assert_cmpuint (casement_framebuffer_get_height (framebuffer), ==, 1);
}

static void
test_hostile (void)
{
  static const guint8 some[64];
  static const CasementSurface bad[] = {
    { CASEMENT_PIXELS_XRGB, 0, 1, 4, some },
    { CASEMENT_PIXELS_XRGB, 1, 0, 4, some },
    { CASEMENT_PIXELS_XRGB, -1, 1, 4, some },
    { CASEMENT_PIXELS_XRGB, 1, G_MININT, 4, some },
    { CASEMENT_PIXELS_XRGB, CASEMENT_FRAMEBUFFER_MAX_SIDE + 1, 1, G_MAXINT, some },
    { CASEMENT_PIXELS_XRGB, 1, CASEMENT_FRAMEBUFFER_MAX_SIDE + 1, 4, some },
    { CASEMENT_PIXELS_XRGB, 16384, 16384, 65536, some },
    { CASEMENT_PIXELS_XRGB, G_MAXINT, G_MAXINT, G_MAXINT, some },
    { CASEMENT_PIXELS_XRGB, 4, 4, 15, some },
    { CASEMENT_PIXELS_555, 4, 4, 7, some },
    { CASEMENT_PIXELS_XRGB, 4, 4, -16, some },
    { CASEMENT_PIXELS_XRGB, 4, 4, 16, NULL },
    { (CasementPixelFormat) 8, 4, 4, 16, some },
    { (CasementPixelFormat) 0, 4, 4, 16, some },
  };
  g_autoptr (CasementFramebuffer) framebuffer = casement_framebuffer_new ();
  guint32 pixels[4] = { 0xaa, 0xbb, 0xcc, 0xdd };

  show (framebuffer, CASEMENT_PIXELS_XRGB, 2, 2, 8, pixels);
  casement_framebuffer_update (framebuffer);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (casement_framebuffer_set_surface (framebuffer, &bad[i], NULL, &error));
    g_assert_true (error != NULL && error->domain == CASEMENT_ERROR);
    g_assert_false (casement_framebuffer_get_live (framebuffer));
    g_assert_cmpuint (casement_framebuffer_get_width (framebuffer), ==, 2);
    g_assert_cmphex (pixel_at (framebuffer, 3 % 2, 1), ==, 0xff0000dd);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/framebuffer/formats", test_formats);
  g_test_add_func ("/framebuffer/wide-stride", test_wide_stride);
  g_test_add_func ("/framebuffer/damage", test_damage);
  g_test_add_func ("/framebuffer/tiles-cover", test_tiles_cover);
  g_test_add_func ("/framebuffer/signal-once", test_signal_once);
  g_test_add_func ("/framebuffer/keeps-last", test_keeps_last);
  g_test_add_func ("/framebuffer/area", test_area);
  g_test_add_func ("/framebuffer/hostile", test_hostile);
  return g_test_run ();
}
