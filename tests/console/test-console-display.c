/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <spice.h>
#include <string.h>
#include "casement-console-session.h"
#include "casement-error.h"
#include "mock-server.h"

typedef struct {
  MockServer *server;
  CasementConsoleSession *session;
  CasementGuestDisplay *display;
  CasementFramebuffer *framebuffer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementTransport) transport = NULL;

  fixture->server = mock_server_new ();
  transport = mock_server_new_transport (fixture->server);
  fixture->session = casement_console_session_new (transport);
  fixture->display = casement_console_session_get_display (fixture->session);
  fixture->framebuffer = casement_guest_display_get_framebuffer (fixture->display);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer watched = fixture->session;

  mock_server_wait_channels (fixture->server, 4);
  g_object_add_weak_pointer (G_OBJECT (fixture->session), &watched);
  casement_console_session_stop (fixture->session);
  g_object_unref (fixture->session);
  WAIT_FOR (watched == NULL);
  mock_server_free (fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
connect_to (Fixture *fixture, guint width, guint height, guint format)
{
  mock_server_create_primary (fixture->server, width, height, format);
  casement_console_session_start (fixture->session);
  WAIT_FOR (casement_framebuffer_get_width (fixture->framebuffer) == width);
  g_assert_cmpuint (casement_framebuffer_get_height (fixture->framebuffer), ==, height);
}

static guint32
pixel_at (CasementFramebuffer *framebuffer, guint x, guint y)
{
  g_autoptr (GBytes) frame = casement_framebuffer_dup_frame (framebuffer);
  guint32 pixel;

  if (frame == NULL || x >= casement_framebuffer_get_width (framebuffer) || y >= casement_framebuffer_get_height (framebuffer))
    return 0;
  memcpy (&pixel, (const guint8 *) g_bytes_get_data (frame, NULL) + ((gsize) y * casement_framebuffer_get_width (framebuffer) + x) * 4,
          4);
  return pixel;
}

static void
test_first_frame (Fixture *fixture, gconstpointer data)
{
  gint64 start;

  mock_server_create_primary (fixture->server, 1280, 800, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, 1280, 800, 0x336699);
  start = g_get_monotonic_time ();
  casement_console_session_start (fixture->session);
  g_assert_cmpint (casement_console_session_get_state (fixture->session), ==, CASEMENT_CONSOLE_CONNECTING);
  WAIT_FOR (pixel_at (fixture->framebuffer, 1279, 799) == 0xff336699);
  g_test_minimized_result ((double) (g_get_monotonic_time () - start) / 1e6, "connect to first frame: %.1f ms",
                           (double) (g_get_monotonic_time () - start) / 1e3);
  g_test_message ("connect to first frame: %.1f ms", (double) (g_get_monotonic_time () - start) / 1e3);
  g_assert_cmpint (casement_console_session_get_state (fixture->session), ==, CASEMENT_CONSOLE_CONNECTED);
  g_assert_cmphex (pixel_at (fixture->framebuffer, 0, 0), ==, 0xff336699);
}

static void
test_formats (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint format;
    guint32 color;
    guint32 shown;
  } cases[] = {
    { SPICE_SURFACE_FMT_32_xRGB, 0x00123456, 0xff123456 },
    { SPICE_SURFACE_FMT_32_ARGB, 0x80abcdef, 0xffabcdef },
    { SPICE_SURFACE_FMT_16_555, 0x7c1f, 0xffff00ff },
    { SPICE_SURFACE_FMT_16_565, 0x07ff, 0xff00ffff },
  };

  connect_to (fixture, 64, 64, SPICE_SURFACE_FMT_32_xRGB);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint width = 300 + i;

    mock_server_create_primary (fixture->server, width, 260, cases[i].format);
    mock_server_fill (fixture->server, 10, 10, 280, 240, cases[i].color);
    WAIT_FOR (pixel_at (fixture->framebuffer, 289, 249) == cases[i].shown);
    g_assert_cmphex (pixel_at (fixture->framebuffer, 10, 10), ==, cases[i].shown);
    g_assert_cmphex (pixel_at (fixture->framebuffer, 9, 10), ==, 0xff000000);
    g_assert_cmphex (pixel_at (fixture->framebuffer, 290, 10), ==, 0xff000000);
  }
}

static void
test_draw (Fixture *fixture, gconstpointer data)
{
  g_autofree guint32 *pixels = g_new (guint32, 33 * 17);

  for (guint i = 0; i < 33 * 17; i++)
    pixels[i] = i * 2654435761u & 0xffffff;
  connect_to (fixture, 800, 600, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_draw (fixture->server, 250, 250, 33, 17, pixels);
  WAIT_FOR (pixel_at (fixture->framebuffer, 282, 266) == (pixels[33 * 17 - 1] | 0xff000000));
  for (guint y = 0; y < 17; y++)
    for (guint x = 0; x < 33; x++)
      g_assert_cmphex (pixel_at (fixture->framebuffer, 250 + x, 250 + y), ==, pixels[y * 33 + x] | 0xff000000);
}

static void
test_damage_only_its_tiles (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  guint n_changed = 0;

  connect_to (fixture, 1024, 768, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, 1024, 768, 0x101010);
  WAIT_FOR (pixel_at (fixture->framebuffer, 1023, 767) == 0xff101010);
  casement_framebuffer_update (fixture->framebuffer);
  for (guint i = 0; i < 12; i++)
    g_ptr_array_add (before, g_bytes_ref (casement_framebuffer_get_tile (fixture->framebuffer, i, NULL)));
  mock_server_fill (fixture->server, 300, 300, 20, 20, 0xff0000);
  WAIT_FOR (pixel_at (fixture->framebuffer, 319, 319) == 0xffff0000);
  for (guint i = 0; i < 12; i++) {
    gboolean changed = casement_framebuffer_get_tile (fixture->framebuffer, i, NULL) != g_ptr_array_index (before, i);

    n_changed += changed ? 1 : 0;
    /* Column 1, row 1 of four columns. */
    g_assert_true (changed == (i == 5));
  }
  g_assert_cmpuint (n_changed, ==, 1);
}

static void
test_resize (Fixture *fixture, gconstpointer data)
{
  connect_to (fixture, 640, 480, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_create_primary (fixture->server, 1600, 900, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, 1600, 900, 0x00ff00);
  WAIT_FOR (pixel_at (fixture->framebuffer, 1599, 899) == 0xff00ff00);
  /* Back, at the address the first one may have had. */
  mock_server_create_primary (fixture->server, 640, 480, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, 640, 480, 0x0000ff);
  WAIT_FOR (pixel_at (fixture->framebuffer, 639, 479) == 0xff0000ff);
  g_assert_cmpuint (casement_framebuffer_get_width (fixture->framebuffer), ==, 640);
}

/* The guest shows less than its surface holds. */
static void
test_head (Fixture *fixture, gconstpointer data)
{
  connect_to (fixture, 1024, 768, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, 1024, 768, 0x00ff00);
  mock_server_set_head (fixture->server, 800, 600);
  WAIT_FOR (casement_framebuffer_get_width (fixture->framebuffer) == 800);
  g_assert_cmpuint (casement_framebuffer_get_height (fixture->framebuffer), ==, 600);
  WAIT_FOR (pixel_at (fixture->framebuffer, 799, 599) == 0xff00ff00);
}

static void
count_cb (CasementFramebuffer *framebuffer, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_primary_destroyed (Fixture *fixture, gconstpointer data)
{
  guint n_damaged = 0;

  connect_to (fixture, 640, 480, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, 640, 480, 0x336699);
  WAIT_FOR (pixel_at (fixture->framebuffer, 639, 479) == 0xff336699);
  casement_framebuffer_update (fixture->framebuffer);
  g_signal_connect (fixture->framebuffer, "damaged", G_CALLBACK (count_cb), &n_damaged);
  /* Drawn, and gone before anyone looked. */
  mock_server_fill (fixture->server, 0, 0, 640, 480, 0x996633);
  WAIT_FOR (n_damaged == 1);
  mock_server_destroy_primary (fixture->server);
  WAIT_FOR (!casement_framebuffer_get_live (fixture->framebuffer));
  g_assert_cmphex (pixel_at (fixture->framebuffer, 0, 0), ==, 0xff996633);
  g_assert_cmphex (pixel_at (fixture->framebuffer, 639, 479), ==, 0xff996633);
  g_assert_cmpint (casement_console_session_get_state (fixture->session), ==, CASEMENT_CONSOLE_CONNECTED);
}

/* A reboot keeps the channels and makes new surfaces. */
static void
test_reboot (Fixture *fixture, gconstpointer data)
{
  connect_to (fixture, 1280, 800, SPICE_SURFACE_FMT_32_xRGB);
  for (guint i = 0; i < 5; i++) {
    mock_server_destroy_primary (fixture->server);
    mock_server_create_primary (fixture->server, 720, 400, SPICE_SURFACE_FMT_32_xRGB);
    mock_server_create_primary (fixture->server, 1280, 800, SPICE_SURFACE_FMT_32_xRGB);
    mock_server_fill (fixture->server, 0, 0, 1280, 800, 0x10 + i);
    WAIT_FOR (pixel_at (fixture->framebuffer, 1279, 799) == 0xff000010 + i);
  }
  g_assert_cmpint (casement_console_session_get_state (fixture->session), ==, CASEMENT_CONSOLE_CONNECTED);
}

static void
test_coalesce (Fixture *fixture, gconstpointer data)
{
  guint n = 0;
  guint n_looks = 0;

  connect_to (fixture, 640, 480, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, 640, 480, 1);
  WAIT_FOR (pixel_at (fixture->framebuffer, 639, 479) == 0xff000001);
  casement_framebuffer_update (fixture->framebuffer);
  g_signal_connect (fixture->framebuffer, "damaged", G_CALLBACK (count_cb), &n);
  for (int i = 0; i < 5000; i++)
    mock_server_fill (fixture->server, i % 600, i % 400, 8, 8, (guint32) i);
  mock_server_fill (fixture->server, 639, 479, 1, 1, 0xabcdef);
  /* A look does not arm the signal again: all of it is one. Looks are dear, so they are few. */
  WAIT_FOR (++n_looks % 64 == 0 && pixel_at (fixture->framebuffer, 639, 479) == 0xffabcdef);
  g_assert_cmpuint (n, ==, 1);
}

static void
test_hostile_size (Fixture *fixture, gconstpointer data)
{
  connect_to (fixture, 64, 48, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, 64, 48, 0x336699);
  WAIT_FOR (pixel_at (fixture->framebuffer, 63, 47) == 0xff336699);
  mock_server_create_primary (fixture->server, 20000, 2, SPICE_SURFACE_FMT_32_xRGB);
  WAIT_FOR (casement_console_session_get_state (fixture->session) == CASEMENT_CONSOLE_FAILED);
  g_assert_error (casement_console_session_get_error (fixture->session), CASEMENT_ERROR, CASEMENT_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (casement_console_session_get_error (fixture->session)->message, "20000 × 2"));
  g_assert_cmpuint (casement_framebuffer_get_width (fixture->framebuffer), ==, 64);
  g_assert_cmphex (pixel_at (fixture->framebuffer, 63, 47), ==, 0xff336699);
}

static void
test_cursor (Fixture *fixture, gconstpointer data)
{
  g_autofree guint32 *argb = g_new (guint32, 32 * 32);
  CasementCursor *cursor;
  const guint8 *pixels;
  guint hot_x, hot_y;
  int x, y;

  for (guint i = 0; i < 32 * 32; i++)
    argb[i] = 0xff0000ff;
  connect_to (fixture, 640, 480, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_set_cursor (fixture->server, 32, 32, 32, 5, argb);
  WAIT_FOR (casement_guest_display_get_cursor (fixture->display) != NULL);
  cursor = casement_guest_display_get_cursor (fixture->display);
  g_assert_cmpuint (casement_cursor_get_width (cursor), ==, 32);
  casement_cursor_get_hotspot (cursor, &hot_x, &hot_y);
  g_assert_cmpuint (hot_x, ==, 31);
  g_assert_cmpuint (hot_y, ==, 5);
  pixels = g_bytes_get_data (casement_cursor_get_pixels (cursor), NULL);
  g_assert_cmpmem (pixels, 4, ((guint8[]){ 0, 0, 255, 255 }), 4);

  mock_server_move_cursor (fixture->server, 123, 45);
  WAIT_FOR ((casement_guest_display_get_cursor_position (fixture->display, &x, &y), x == 123 && y == 45));
  mock_server_hide_cursor (fixture->server);
  WAIT_FOR (casement_guest_display_get_cursor_hidden (fixture->display));
  mock_server_set_cursor (fixture->server, 16, 16, 0, 0, argb);
  WAIT_FOR (!casement_guest_display_get_cursor_hidden (fixture->display));
  g_assert_cmpuint (casement_cursor_get_width (casement_guest_display_get_cursor (fixture->display)), ==, 16);

  /* Larger than any pointer: dropped rather than shown. */
  g_free (argb);
  argb = g_new0 (guint32, 600 * 600);
  mock_server_set_cursor (fixture->server, 600, 600, 0, 0, argb);
  WAIT_FOR (casement_guest_display_get_cursor (fixture->display) == NULL);
}

#define ADD(name, func) g_test_add ("/console-display/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("first-frame", test_first_frame);
  ADD ("formats", test_formats);
  ADD ("draw", test_draw);
  ADD ("damage-only-its-tiles", test_damage_only_its_tiles);
  ADD ("resize", test_resize);
  ADD ("head", test_head);
  ADD ("primary-destroyed", test_primary_destroyed);
  ADD ("reboot", test_reboot);
  ADD ("coalesce", test_coalesce);
  ADD ("hostile-size", test_hostile_size);
  ADD ("cursor", test_cursor);
  return g_test_run ();
}
