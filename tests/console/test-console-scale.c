/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdk/x11/gdkx.h>
#include <spice.h>
#include <string.h>
#include <X11/extensions/Xfixes.h>
#include "widget-fixture.h"

/* At two device pixels for a logical one (GDK_SCALE=2). */

G_GNUC_BEGIN_IGNORE_DEPRECATIONS

/* What the X server shows for a pointer now. */
static void
get_cursor_size (Fixture *fixture, guint *width, guint *height, guint *hot_x, guint32 *first)
{
  Display *display = gdk_x11_display_get_xdisplay (gtk_widget_get_display (fixture->window));
  XFixesCursorImage *image;
  int event, error;

  g_assert_true (XFixesQueryExtension (display, &event, &error));
  gdk_display_sync (gtk_widget_get_display (fixture->window));
  image = XFixesGetCursorImage (display);
  *width = image->width;
  *height = image->height;
  *hot_x = image->xhot;
  *first = (guint32) image->pixels[0];
  XFree (image);
}

G_GNUC_END_IGNORE_DEPRECATIONS

static gboolean
has_cursor (Fixture *fixture, guint size, guint hot)
{
  guint width, height, hot_x;
  guint32 first;

  mock_iterate ();
  get_cursor_size (fixture, &width, &height, &hot_x, &first);
  return width == size && height == size && hot_x == hot && first == 0xff00ff00;
}

/* As large as the picture is drawn, in device pixels. */
static void
test_cursor (Fixture *fixture, gconstpointer data)
{
  g_autofree guint32 *argb = g_new (guint32, 16 * 16);

  g_assert_cmpint (gtk_widget_get_scale_factor (fixture->window), ==, 2);
  for (guint i = 0; i < 16 * 16; i++)
    argb[i] = 0xff00ff00;
  fixture_use_tablet (fixture);
  fixture_move_pointer (fixture, 100, 100);
  mock_server_set_cursor (fixture->server, 16, 16, 8, 8, argb);
  /* The guest's screen is half as large as the console is in device pixels. */
  WAIT_FOR (has_cursor (fixture, 32, 16));
  casement_console_set_zoom (fixture->console, 100);
  WAIT_FOR (has_cursor (fixture, 16, 8));
  casement_console_set_zoom (fixture->console, 50);
  WAIT_FOR (has_cursor (fixture, 8, 4));
  casement_console_set_zoom (fixture->console, 0);
  WAIT_FOR (has_cursor (fixture, 32, 16));
  mock_server_set_tablet (fixture->server, FALSE);
}

/* Device pixels are what the guest's are measured in. */
static void
test_zoom (Fixture *fixture, gconstpointer data)
{
  int natural;

  g_assert_cmpuint (casement_console_get_drawn_zoom (fixture->console), ==, 200);
  casement_console_set_zoom (fixture->console, 100);
  g_assert_cmpuint (casement_console_get_drawn_zoom (fixture->console), ==, 100);
  gtk_widget_set_size_request (GTK_WIDGET (fixture->console), -1, -1);
  gtk_widget_measure (GTK_WIDGET (fixture->console), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, WIDTH / 2);
}

/* Every pixel of the guest's screen can be reached. */
static void
test_pointer (Fixture *fixture, gconstpointer data)
{
  fixture_use_tablet (fixture);
  fixture_move_pointer (fixture, WIDTH - 1, HEIGHT - 1);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 639 399 0\n") != NULL);
  fixture_move_pointer (fixture, 0, 0);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 0 0 0\n") != NULL);
  mock_server_set_tablet (fixture->server, FALSE);
}

#define ADD(name, func) g_test_add ("/console-scale/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  mock_init ();
  ADD ("cursor", test_cursor);
  ADD ("zoom", test_zoom);
  ADD ("pointer", test_pointer);
  return g_test_run ();
}
