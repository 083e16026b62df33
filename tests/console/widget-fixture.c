/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widget-fixture.h"

#include <gdk/x11/gdkx.h>
#include <spice.h>
#include <string.h>

static gboolean
action_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  (*(guint *) user_data)++;
  return TRUE;
}

static void
click_cb (GtkButton *button, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

void
xdotool (const char *format, ...)
{
  g_autofree char *arguments = NULL;
  g_autofree char *line = NULL;
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  gboolean finished = FALSE;
  va_list args;

  va_start (args, format);
  arguments = g_strdup_vprintf (format, args);
  va_end (args);
  line = g_strconcat ("xdotool ", arguments, NULL);
  argv = g_strsplit (line, " ", -1);
  process = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, finished_cb, &finished);
  WAIT_FOR (finished);
}

gulong
window_get_xid (GtkWidget *window)
{
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  return gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (window)));
  G_GNUC_END_IGNORE_DEPRECATIONS
}

void
fixture_move_pointer (Fixture *fixture, int x, int y)
{
  graphene_point_t at;
  double dx, dy;

  gtk_native_get_surface_transform (GTK_NATIVE (fixture->window), &dx, &dy);
  g_assert_true (gtk_widget_compute_point (GTK_WIDGET (fixture->console), fixture->window,
                                           &GRAPHENE_POINT_INIT ((float) x, (float) y), &at));
  xdotool ("mousemove --window %lu %d %d", window_get_xid (fixture->window),
           (int) (at.x + dx) * gtk_widget_get_scale_factor (fixture->window),
           (int) (at.y + dy) * gtk_widget_get_scale_factor (fixture->window));
}

void
window_activate (GtkWidget *window)
{
  gtk_window_present (GTK_WINDOW (window));
  WAIT_FOR (gtk_widget_get_mapped (window));
  xdotool ("windowactivate --sync %lu", window_get_xid (window));
  WAIT_FOR (gtk_window_is_active (GTK_WINDOW (window)));
}

void
fixture_show (Fixture *fixture, guint width, guint height, guint32 color)
{
  mock_server_create_primary (fixture->server, width, height, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, (int) width, (int) height, color);
}

guint32
console_get_pixel (CasementConsole *console, guint x, guint y)
{
  g_autoptr (GdkTexture) frame = casement_console_dup_frame (console);
  g_autofree guint32 *pixels = NULL;
  guint width;

  if (frame == NULL)
    return 0;
  width = (guint) gdk_texture_get_width (frame);
  pixels = g_new (guint32, (gsize) width * (gsize) gdk_texture_get_height (frame));
  gdk_texture_download (frame, (guchar *) pixels, (gsize) width * 4);
  return x < width && y < (guint) gdk_texture_get_height (frame) ? pixels[y * width + x] : 0;
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementTransport) transport = NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *overlay = gtk_overlay_new ();
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  int button_height;

  fixture->server = mock_server_new ();
  fixture_show (fixture, WIDTH, HEIGHT, 0x336699);
  transport = mock_server_new_transport (fixture->server);
  fixture->session = casement_console_session_new (transport);
  fixture->inputs = casement_console_session_get_inputs (fixture->session);

  fixture->console = CASEMENT_CONSOLE (casement_console_new ());
  gtk_widget_set_size_request (GTK_WIDGET (fixture->console), WIDTH, HEIGHT);
  fixture->button = gtk_button_new_with_mnemonic ("_Menu");
  g_signal_connect (fixture->button, "clicked", G_CALLBACK (click_cb), &fixture->n_clicks);
  gtk_box_append (GTK_BOX (box), fixture->button);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (fixture->console));
  gtk_box_append (GTK_BOX (box), overlay);
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_child (GTK_WINDOW (fixture->window), box);
  gtk_widget_measure (fixture->button, GTK_ORIENTATION_VERTICAL, -1, NULL, &button_height, NULL, NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), WIDTH, HEIGHT + button_height);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (shortcuts), GTK_SHORTCUT_SCOPE_MANAGED);
  gtk_event_controller_set_propagation_phase (shortcuts, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_k, GDK_CONTROL_MASK),
                        gtk_callback_action_new (action_cb, &fixture->n_actions, NULL)));
  gtk_widget_add_controller (fixture->window, shortcuts);

  casement_console_set_session (fixture->console, fixture->session);
  window_activate (fixture->window);
  casement_console_session_start (fixture->session);
  WAIT_FOR (console_get_pixel (fixture->console, WIDTH - 1, HEIGHT - 1) == 0xff336699);
  WAIT_FOR (casement_inputs_get_ready (fixture->inputs));
  mock_server_wait_channels (fixture->server, 4);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  GtkWidget *console = GTK_WIDGET (fixture->console);

  g_object_add_weak_pointer (G_OBJECT (console), (gpointer *) &console);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  WAIT_FOR (console == NULL);
  casement_console_session_stop (fixture->session);
  g_assert_finalize_object (fixture->session);
  g_clear_pointer (&fixture->server, mock_server_free);
  /* The pointer must not be left where the next window comes up. */
  xdotool ("mousemove 1200 790");
}

void
fixture_use_tablet (Fixture *fixture)
{
  mock_server_set_tablet (fixture->server, TRUE);
  WAIT_FOR (casement_console_session_get_mouse_absolute (fixture->session));
}

void
fixture_capture (Fixture *fixture)
{
  casement_console_capture (fixture->console);
  WAIT_FOR (casement_console_get_captured (fixture->console));
  mock_server_clear_log (fixture->server);
}

void
fixture_expect_keys (Fixture *fixture, const char *keys)
{
  WAIT_FOR (strlen (mock_server_get_keys (fixture->server)) >= strlen (keys));
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, keys);
  mock_server_clear_keys (fixture->server);
}
