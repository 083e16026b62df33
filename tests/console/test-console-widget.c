/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <X11/Xutil.h>
#include <gdk/x11/gdkx.h>
#include <spice.h>
#include "widget-fixture.h"

/* GDK's calls for X11 are deprecated since GTK 4.18, with nothing in their place. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

/* What the console draws. */

typedef struct {
  guint32 *pixels;
  int width;
  int height;
} Shot;

static void
shot_clear (Shot *shot)
{
  g_clear_pointer (&shot->pixels, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shot, shot_clear)

/* %NULL while the console waits for its next layout. */
static GskRenderNode *
snapshot_console (Fixture *fixture, int width, int height)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (fixture->console));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  return gtk_snapshot_to_node (snapshot);
}

/* What the console draws at this size, through the renderer of its window. */
static Shot
render (Fixture *fixture, int width, int height)
{
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  Shot shot = { g_new (guint32, (gsize) width * (gsize) height), width, height };

  WAIT_FOR ((node = snapshot_console (fixture, width, height)) != NULL);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (fixture->window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gdk_texture_download (texture, (guchar *) shot.pixels, (gsize) width * 4);
  return shot;
}

static guint32
at (const Shot *shot, int x, int y)
{
  return shot->pixels[y * shot->width + x];
}

static int
console_width (Fixture *fixture)
{
  return gtk_widget_get_width (GTK_WIDGET (fixture->console));
}

static int
console_height (Fixture *fixture)
{
  return gtk_widget_get_height (GTK_WIDGET (fixture->console));
}

static void
test_renders (Fixture *fixture, gconstpointer data)
{
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);
  g_auto (Shot) shot = { 0 };

  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    pixels[i] = i * 2654435761u & 0xffffff;
  pixels[WIDTH * HEIGHT - 1] = 0x00beef;
  mock_server_draw (fixture->server, 0, 0, WIDTH, HEIGHT, pixels);
  WAIT_FOR (console_get_pixel (fixture->console, WIDTH - 1, HEIGHT - 1) == 0xff00beef);
  g_assert_cmpint (console_width (fixture), ==, WIDTH);
  g_assert_cmpint (console_height (fixture), ==, HEIGHT);
  shot = render (fixture, WIDTH, HEIGHT);
  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    if (shot.pixels[i] != (pixels[i] | 0xff000000))
      g_error ("pixel %u, %u is %x, not %x", i % WIDTH, i / WIDTH, shot.pixels[i], pixels[i]);
}

/* No background shines through between tiles, at any scale; black around it, the same on both sides. */
static void
test_scales (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint width;
    guint height;
  } guests[] = { { 320, 200 }, { 831, 519 }, { 1280, 800 }, { 1024, 768 }, { 300, 1000 }, { 1600, 300 }, { 3840, 2160 }, { 1, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (guests); i++) {
    double scale = MIN ((double) WIDTH / guests[i].width, (double) HEIGHT / guests[i].height);
    int width = (int) (guests[i].width * scale + 0.5);
    int height = (int) (guests[i].height * scale + 0.5);
    int left = (WIDTH - width) / 2;
    int top = (HEIGHT - height) / 2;
    guint guest_width, guest_height;
    g_auto (Shot) shot = { 0 };

    fixture_show (fixture, guests[i].width, guests[i].height, 0xff0000 + i);
    WAIT_FOR (console_get_pixel (fixture->console, guests[i].width - 1, guests[i].height - 1) == 0xffff0000 + i);
    g_object_get (fixture->console, "guest-width", &guest_width, "guest-height", &guest_height, NULL);
    g_assert_cmpuint (guest_width, ==, guests[i].width);
    g_assert_cmpuint (guest_height, ==, guests[i].height);
    WAIT_FOR (console_width (fixture) == WIDTH && console_height (fixture) == HEIGHT);
    shot = render (fixture, WIDTH, HEIGHT);
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++) {
        gboolean inside = x >= left && x < left + width && y >= top && y < top + height;

        if (at (&shot, x, y) != (inside ? 0xffff0000 + i : 0xff000000))
          g_error ("guest %u × %u: pixel %d, %d is %x", guests[i].width, guests[i].height, x, y, at (&shot, x, y));
      }
  }
}

/* What the X server has of the window, where the console is. */
static Shot
look (Fixture *fixture)
{
  Display *display = gdk_x11_display_get_xdisplay (gtk_widget_get_display (fixture->window));
  graphene_point_t at;
  double dx, dy;
  XImage *image;
  Shot shot = { g_new (guint32, WIDTH * HEIGHT), WIDTH, HEIGHT };

  gtk_native_get_surface_transform (GTK_NATIVE (fixture->window), &dx, &dy);
  g_assert_true (
      gtk_widget_compute_point (GTK_WIDGET (fixture->console), fixture->window, &GRAPHENE_POINT_INIT (0, 0), &at));
  image = XGetImage (display, window_get_xid (fixture->window), (int) (at.x + dx), (int) (at.y + dy), WIDTH, HEIGHT, AllPlanes,
                     ZPixmap);
  g_assert_nonnull (image);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      shot.pixels[y * WIDTH + x] = (guint32) XGetPixel (image, x, y) | 0xff000000;
  XDestroyImage (image);
  return shot;
}

static gboolean
is_near (guint32 one, guint32 other)
{
  for (guint shift = 0; shift < 24; shift += 8)
    if (ABS ((int) (one >> shift & 0xff) - (int) (other >> shift & 0xff)) > 2)
      return FALSE;
  return TRUE;
}

/* What is on the screen after many small changes is what a frame drawn in one go has: no change is missed, at any scale. */
static void
test_on_screen (Fixture *fixture, gconstpointer data)
{
  static const guint guests[][2] = { { WIDTH, HEIGHT }, { 831, 519 }, { 320, 200 }, { 1600, 1000 } };
  g_autofree guint32 *noise = g_new (guint32, 64 * 64);

  for (guint i = 0; i < 64 * 64; i++)
    noise[i] = i * 2654435761u & 0xffffff;
  for (guint i = 0; i < G_N_ELEMENTS (guests); i++) {
    guint width = guests[i][0], height = guests[i][1];
    gboolean same = FALSE;
    guint n_looks = 0;

    fixture_show (fixture, width, height, 0x224466);
    WAIT_FOR (console_get_pixel (fixture->console, width - 1, height - 1) == 0xff224466);
    for (guint n = 0; n < 60; n++) {
      guint place = n * 2654435761u;

      mock_server_draw (fixture->server, (int) (place % (width - 64)), (int) (place / 65536 % (height - 64)), 64,
                        (int) (1 + n % 64), noise);
      if (n % 10 == 0)
        mock_iterate ();
    }
    mock_server_fill (fixture->server, (int) width - 1, (int) height - 1, 1, 1, 0xabcdef);
    WAIT_FOR (++n_looks % 32 == 0 && console_get_pixel (fixture->console, width - 1, height - 1) == 0xffabcdef);
    /* The last frame may still be on its way. */
    for (gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC; !same && g_get_monotonic_time () < end;) {
      g_auto (Shot) shown = { 0 };
      g_auto (Shot) whole = { 0 };

      mock_iterate ();
      shown = look (fixture);
      whole = render (fixture, WIDTH, HEIGHT);
      same = TRUE;
      for (guint j = 0; same && j < WIDTH * HEIGHT; j++)
        same = is_near (shown.pixels[j], whole.pixels[j]);
    }
    g_assert_true (same);
  }
}

static void
test_unscaled (Fixture *fixture, gconstpointer data)
{
  int minimum, natural;

  gtk_widget_set_size_request (GTK_WIDGET (fixture->console), -1, -1);
  gtk_widget_measure (GTK_WIDGET (fixture->console), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 0);
  g_assert_cmpint (natural, ==, WIDTH);
  g_object_set (fixture->console, "scaling", FALSE, NULL);
  gtk_widget_measure (GTK_WIDGET (fixture->console), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, WIDTH);
  fixture_show (fixture, 320, 200, 0x00ff00);
  WAIT_FOR (console_get_pixel (fixture->console, 319, 199) == 0xff00ff00);
  WAIT_FOR (console_width (fixture) >= 320);
  {
    g_auto (Shot) shot = render (fixture, console_width (fixture), console_height (fixture));
    int left = (shot.width - 320) / 2;
    int top = (shot.height - 200) / 2;

    g_assert_cmphex (at (&shot, left, top), ==, 0xff00ff00);
    g_assert_cmphex (at (&shot, left + 319, top + 199), ==, 0xff00ff00);
    if (left > 0)
      g_assert_cmphex (at (&shot, left - 1, top), ==, 0xff000000);
  }
}

static void
test_dims (Fixture *fixture, gconstpointer data)
{
  gboolean has_picture;

  g_clear_pointer (&fixture->server, mock_server_free);
  WAIT_FOR (casement_console_session_get_state (fixture->session) == CASEMENT_CONSOLE_CLOSED);
  {
    g_auto (Shot) shot = render (fixture, WIDTH, HEIGHT);
    guint32 blue = at (&shot, WIDTH / 2, HEIGHT / 2) & 0xff;

    /* 0x99 under 60 % of black. */
    g_assert_cmpint (ABS ((int) blue - 0x3d), <=, 2);
  }
  /* Without any session it stays, and so does the screenshot in full light. */
  casement_console_set_session (fixture->console, NULL);
  g_object_get (fixture->console, "has-picture", &has_picture, NULL);
  g_assert_true (has_picture);
  g_assert_cmphex (console_get_pixel (fixture->console, 0, 0), ==, 0xff336699);
  {
    g_auto (Shot) shot = render (fixture, WIDTH, HEIGHT);

    g_assert_cmpint (ABS ((int) (at (&shot, WIDTH / 2, HEIGHT / 2) & 0xff) - 0x3d), <=, 2);
  }
}

static void
test_cursor (Fixture *fixture, gconstpointer data)
{
  g_autofree guint32 *argb = g_new (guint32, 16 * 16);
  GtkWidget *widget = GTK_WIDGET (fixture->console);

  for (guint i = 0; i < 16 * 16; i++)
    argb[i] = 0xff00ff00;
  /* Drawn into the picture while motion is relative. */
  mock_server_set_cursor (fixture->server, 16, 16, 0, 0, argb);
  mock_server_move_cursor (fixture->server, 40, 50);
  WAIT_FOR (casement_guest_display_get_cursor (casement_console_session_get_display (fixture->session)) != NULL);
  for (gboolean drawn = FALSE; !drawn;) {
    g_auto (Shot) shot = { 0 };

    mock_iterate ();
    shot = render (fixture, WIDTH, HEIGHT);
    drawn = at (&shot, 40, 50) == 0xff00ff00 && at (&shot, 55, 65) == 0xff00ff00 && at (&shot, 56, 65) == 0xff336699 &&
            at (&shot, 39, 50) == 0xff336699;
  }
  g_assert_null (gtk_widget_get_cursor (widget));
  /* The desktop's pointer has its shape once it is absolute. */
  fixture_use_tablet (fixture);
  WAIT_FOR (gtk_widget_get_cursor (widget) != NULL);
  g_assert_nonnull (gdk_cursor_get_texture (gtk_widget_get_cursor (widget)));
  {
    g_auto (Shot) shot = render (fixture, WIDTH, HEIGHT);

    g_assert_cmphex (at (&shot, 40, 50), ==, 0xff336699);
  }
  mock_server_hide_cursor (fixture->server);
  WAIT_FOR (g_strcmp0 (gdk_cursor_get_name (gtk_widget_get_cursor (widget)), "none") == 0);
  mock_server_set_tablet (fixture->server, FALSE);
  WAIT_FOR (gtk_widget_get_cursor (widget) == NULL);
}

static void
count_cb (GdkFrameClock *clock, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_coalesces (Fixture *fixture, gconstpointer data)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (fixture->window);
  guint n_frames = 0;
  guint n_looks = 0;
  gulong id = g_signal_connect (clock, "paint", G_CALLBACK (count_cb), &n_frames);
  gint64 start = g_get_monotonic_time ();

  for (int i = 0; i < 5000; i++)
    mock_server_fill (fixture->server, i % 600, i % 380, 8, 8, (guint32) i);
  mock_server_fill (fixture->server, WIDTH - 1, HEIGHT - 1, 1, 1, 0xabcdef);
  WAIT_FOR (++n_looks % 64 == 0 && console_get_pixel (fixture->console, WIDTH - 1, HEIGHT - 1) == 0xffabcdef);
  g_test_message ("5000 damages in %u frames and %.0f ms", n_frames, (double) (g_get_monotonic_time () - start) / 1e3);
  g_assert_cmpuint (n_frames, <, 2500);
  g_signal_handler_disconnect (clock, id);
}

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture->console), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->console), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Screen of the virtual machine. Press Enter to send keys to the guest.");
  fixture_capture (fixture);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->console), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Screen of the virtual machine. Keys go to the guest; press and release left Ctrl and "
                                       "left Alt together to get the keyboard back.");
}

#define ADD(name, func) g_test_add ("/console-widget/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  mock_init ();
  ADD ("renders", test_renders);
  ADD ("scales", test_scales);
  ADD ("on-screen", test_on_screen);
  ADD ("unscaled", test_unscaled);
  ADD ("dims", test_dims);
  ADD ("cursor", test_cursor);
  ADD ("coalesces", test_coalesces);
  ADD ("accessible", test_accessible);
  return g_test_run ();
}
