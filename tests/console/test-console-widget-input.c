/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <spice.h>
#include <spice/vd_agent.h>
#include <stdio.h>
#include <string.h>
#include "casement-console-tools.h"
#include "mock-agent.h"
#include "widget-fixture.h"

/* What the console does with keys, clicks, motion and the focus. */

/* The next start of a machine is another session: the old picture stays until the new one has something. */
static void
test_next_session (Fixture *fixture, gconstpointer data)
{
  MockServer *server = mock_server_new ();
  g_autoptr (CasementTransport) transport = mock_server_new_transport (server);
  CasementConsoleSession *next = casement_console_session_new (transport);
  guint width;

  fixture_capture (fixture);
  casement_console_set_session (fixture->console, next);
  g_assert_false (casement_console_get_captured (fixture->console));
  casement_console_session_start (next);
  WAIT_FOR (casement_console_session_get_state (next) == CASEMENT_CONSOLE_CONNECTED);
  g_assert_cmphex (console_get_pixel (fixture->console, 0, 0), ==, 0xff336699);
  mock_server_create_primary (server, 123, 45, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (server, 0, 0, 123, 45, 0x00ffff);
  WAIT_FOR (console_get_pixel (fixture->console, 122, 44) == 0xff00ffff);
  g_object_get (fixture->console, "guest-width", &width, NULL);
  g_assert_cmpuint (width, ==, 123);
  /* And the keyboard, which the user had not given back, goes to it. */
  WAIT_FOR (casement_console_get_captured (fixture->console));
  xdotool ("key a");
  WAIT_FOR (g_strcmp0 (mock_server_get_keys (server), "1e 9e") == 0);
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, "");

  mock_server_wait_channels (server, 4);
  casement_console_set_session (fixture->console, fixture->session);
  casement_console_session_stop (next);
  g_assert_finalize_object (next);
  mock_server_free (server);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  fixture_capture (fixture);
  xdotool ("key a");
  fixture_expect_keys (fixture, "1e 9e");
  xdotool ("key shift+F10 Tab Menu KP_Enter Pause Print");
  fixture_expect_keys (fixture, "2a 44 aa c4 0f 8f e0 5d e0 dd e0 1c e0 9c e1 1d 45 e1 9d c5 54 d4");
  xdotool ("key Super_L Escape Right Delete");
  fixture_expect_keys (fixture, "e0 5b e0 db 01 81 e0 4d e0 cd e0 53 e0 d3");
}

/* Without capture nothing reaches the guest; Enter and a click capture, and the click goes to the guest. */
static void
test_not_captured (Fixture *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (GTK_WIDGET (fixture->console));
  xdotool ("key a ctrl+k alt+m");
  WAIT_FOR (fixture->n_actions == 1 && fixture->n_clicks == 1);
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, "");
  gtk_widget_grab_focus (GTK_WIDGET (fixture->console));
  xdotool ("key Return");
  WAIT_FOR (casement_console_get_captured (fixture->console));
  xdotool ("key b");
  fixture_expect_keys (fixture, "30 b0");
}

static void
test_accelerators (Fixture *fixture, gconstpointer data)
{
  fixture_capture (fixture);
  xdotool ("key ctrl+k alt+m F10 ctrl+Tab");
  fixture_expect_keys (fixture, "1d 25 9d a5 38 32 b8 b2 44 c4 1d 0f 9d 8f");
  g_assert_cmpuint (fixture->n_actions, ==, 0);
  g_assert_cmpuint (fixture->n_clicks, ==, 0);
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (fixture->console)));
  casement_console_release (fixture->console);
  g_assert_false (casement_console_get_captured (fixture->console));
  xdotool ("key ctrl+k alt+m");
  WAIT_FOR (fixture->n_actions == 1 && fixture->n_clicks == 1);
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, "");
}

/* Openbox shows the desktop on Super+D unless it is told not to. */
static void
test_system_shortcuts (Fixture *fixture, gconstpointer data)
{
  fixture_capture (fixture);
  xdotool ("key super+d");
  fixture_expect_keys (fixture, "e0 5b 20 e0 db a0");
  g_assert_true (gtk_window_is_active (GTK_WINDOW (fixture->window)));
  casement_console_release (fixture->console);
  xdotool ("key super+d");
  WAIT_FOR (!gtk_window_is_active (GTK_WINDOW (fixture->window)));
  xdotool ("key super+d");
  window_activate (fixture->window);
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, "");
}

static void
test_chord (Fixture *fixture, gconstpointer data)
{
  fixture_capture (fixture);
  /* With another key it belongs to the guest. */
  xdotool ("key ctrl+alt+Delete");
  fixture_expect_keys (fixture, "1d 38 e0 53 9d b8 e0 d3");
  g_assert_true (casement_console_get_captured (fixture->console));
  /* By keycode: xdotool adds a left Ctrl of its own to a right one. */
  xdotool ("keydown 105 keydown 64 keyup 64 keyup 105");
  fixture_expect_keys (fixture, "e0 1d 38 b8 e0 9d");
  g_assert_true (casement_console_get_captured (fixture->console));
  xdotool ("key Control_L+Alt_L");
  fixture_expect_keys (fixture, "1d 38 9d b8");
  WAIT_FOR (!casement_console_get_captured (fixture->console));
  g_assert_cmpuint (casement_inputs_get_n_pressed (fixture->inputs), ==, 0);
}

/* Keys that are held when the focus goes are released in the guest, and the capture comes back with the focus. */
static void
test_focus_loss (Fixture *fixture, gconstpointer data)
{
  GtkWidget *other = gtk_window_new ();

  fixture_capture (fixture);
  xdotool ("keydown shift keydown a");
  WAIT_FOR (casement_inputs_get_n_pressed (fixture->inputs) == 2);
  window_activate (other);
  WAIT_FOR (!casement_console_get_captured (fixture->console));
  g_assert_cmpuint (casement_inputs_get_n_pressed (fixture->inputs), ==, 0);
  WAIT_FOR (g_str_has_suffix (mock_server_get_keys (fixture->server), "9e aa"));
  xdotool ("keyup a keyup shift");
  mock_server_clear_log (fixture->server);
  window_activate (fixture->window);
  WAIT_FOR (casement_console_get_captured (fixture->console));
  xdotool ("key c");
  fixture_expect_keys (fixture, "2e ae");
  gtk_window_destroy (GTK_WINDOW (other));

  /* The focus moving within the window ends it as well. */
  window_activate (fixture->window);
  xdotool ("keydown a");
  WAIT_FOR (casement_inputs_get_n_pressed (fixture->inputs) == 1);
  gtk_widget_grab_focus (fixture->button);
  WAIT_FOR (!casement_console_get_captured (fixture->console));
  WAIT_FOR (g_str_has_suffix (mock_server_get_keys (fixture->server), "9e"));
  xdotool ("keyup a");
}

static void
test_unmap (Fixture *fixture, gconstpointer data)
{
  fixture_capture (fixture);
  xdotool ("keydown a");
  WAIT_FOR (casement_inputs_get_n_pressed (fixture->inputs) == 1);
  gtk_widget_set_visible (GTK_WIDGET (fixture->console), FALSE);
  g_assert_false (casement_console_get_captured (fixture->console));
  WAIT_FOR (g_str_has_suffix (mock_server_get_keys (fixture->server), "9e"));
  xdotool ("keyup a");
  gtk_widget_set_visible (GTK_WIDGET (fixture->console), TRUE);
}

static void
test_power_off_while_captured (Fixture *fixture, gconstpointer data)
{
  fixture_capture (fixture);
  xdotool ("keydown a");
  WAIT_FOR (casement_inputs_get_n_pressed (fixture->inputs) == 1);
  g_clear_pointer (&fixture->server, mock_server_free);
  WAIT_FOR (casement_console_session_get_state (fixture->session) == CASEMENT_CONSOLE_CLOSED);
  g_assert_false (casement_console_get_captured (fixture->console));
  xdotool ("keyup a");
  /* The keyboard is the window's again. */
  xdotool ("key ctrl+k");
  WAIT_FOR (fixture->n_actions == 1);
}

static void
test_absolute (Fixture *fixture, gconstpointer data)
{
  fixture_use_tablet (fixture);
  /* Half as large as the console. */
  fixture_show (fixture, WIDTH / 2, HEIGHT / 2, 0x101010);
  WAIT_FOR (console_get_pixel (fixture->console, WIDTH / 2 - 1, 0) == 0xff101010);
  fixture_move_pointer (fixture, 100, 60);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 50 30 0\n") != NULL);
  fixture_move_pointer (fixture, 0, 0);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 0 0 0\n") != NULL);
  fixture_move_pointer (fixture, WIDTH - 1, HEIGHT - 1);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 319 199 0\n") != NULL);
  g_assert_false (casement_console_get_captured (fixture->console));

  fixture_move_pointer (fixture, 200, 200);
  mock_server_clear_log (fixture->server);
  xdotool ("mousedown 1");
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "wheel 0 1\n") != NULL);
  WAIT_FOR (casement_console_get_captured (fixture->console));
  /* A drag that ends outside lets go at the edge. */
  xdotool ("mousemove 5 5");
  xdotool ("mousemove 1270 795");
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 319 199 1\n") != NULL);
  xdotool ("mouseup 1");
  WAIT_FOR (g_str_has_suffix (mock_server_get_pointer (fixture->server), "buttons 0\n"));

  fixture_move_pointer (fixture, 200, 200);
  mock_server_clear_log (fixture->server);
  xdotool ("click 5 click 4 click 4");
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "wheel 1 0\n") != NULL);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "wheel -1 0\n") != NULL);
  mock_server_clear_log (fixture->server);
  xdotool ("click 8 click 9 click 3");
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "wheel 0 2\n") != NULL);
  WAIT_FOR (g_str_has_suffix (mock_server_get_pointer (fixture->server), "buttons 0\n"));
  mock_server_set_tablet (fixture->server, FALSE);
}

/* On the black beside the picture a press takes the keyboard, and is not the guest's. */
static void
test_border (Fixture *fixture, gconstpointer data)
{
  fixture_use_tablet (fixture);
  fixture_show (fixture, 100, 400, 0x202020);
  WAIT_FOR (console_get_pixel (fixture->console, 99, 399) == 0xff202020);
  fixture_move_pointer (fixture, 20, 200);
  mock_server_clear_log (fixture->server);
  xdotool ("click 1");
  WAIT_FOR (casement_console_get_captured (fixture->console));
  xdotool ("key a");
  fixture_expect_keys (fixture, "1e 9e");
  g_assert_null (strstr (mock_server_get_pointer (fixture->server), "wheel"));
  mock_server_set_tablet (fixture->server, FALSE);
}

static gboolean
sums_to (Fixture *fixture, int want_x, int want_y)
{
  g_auto (GStrv) lines = g_strsplit (mock_server_get_pointer (fixture->server), "\n", -1);
  int sum_x = 0, sum_y = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    int dx, dy, dz, buttons;

    if (sscanf (lines[i], "motion %d %d %d %d", &dx, &dy, &dz, &buttons) == 4) {
      sum_x += dx;
      sum_y += dy;
    }
  }
  return sum_x == want_x && sum_y == want_y;
}

static void
test_relative (Fixture *fixture, gconstpointer data)
{
  g_assert_false (casement_console_session_get_mouse_absolute (fixture->session));
  fixture_move_pointer (fixture, 300, 200);
  mock_server_clear_log (fixture->server);
  /* The first click is ours. */
  xdotool ("click 1");
  WAIT_FOR (casement_console_get_captured (fixture->console));
  /* Held from the release of the button on; what moves before that is nobody's. */
  WAIT_FOR (casement_console_get_pointer_locked (fixture->console));
  for (guint i = 0; i < 6; i++)
    xdotool ("mousemove_relative -- -150 10");
  /* Far beyond the edge of the window and of the screen. */
  WAIT_FOR (sums_to (fixture, -900, 60));
  g_assert_null (strstr (mock_server_get_pointer (fixture->server), " 1\n"));
  xdotool ("click 1");
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "motion 0 0 0 1\n") != NULL);
  WAIT_FOR (g_str_has_suffix (mock_server_get_pointer (fixture->server), "buttons 0\n"));
  xdotool ("click 5");
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "motion 0 0 1 0\n") != NULL);

  xdotool ("key Control_L+Alt_L");
  WAIT_FOR (!casement_console_get_captured (fixture->console));
  mock_server_clear_log (fixture->server);
  xdotool ("mousemove 1200 790");
  xdotool ("mousemove_relative -- -5 -5");
  for (guint i = 0; i < 10; i++)
    mock_iterate ();
  g_assert_cmpstr (mock_server_get_pointer (fixture->server), ==, "");
}

/* A tablet that appears while the pointer is held lets it go. */
static void
test_mode_flips (Fixture *fixture, gconstpointer data)
{
  fixture_move_pointer (fixture, 300, 200);
  xdotool ("click 1");
  WAIT_FOR (casement_console_get_captured (fixture->console));
  fixture_use_tablet (fixture);
  mock_server_clear_log (fixture->server);
  xdotool ("mousemove 1270 795");
  fixture_move_pointer (fixture, 10, 10);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 10 10 0\n") != NULL);
  g_assert_true (casement_console_get_captured (fixture->console));
  mock_server_set_tablet (fixture->server, FALSE);
}

/* The guest is asked for what the console has room for, and not on behalf of a window that is gone. */
static void
test_resize (Fixture *fixture, gconstpointer data)
{
  static const guint caps[] = { VD_AGENT_CAP_MONITORS_CONFIG, VD_AGENT_CAP_SPARSE_MONITORS_CONFIG };
  MockAgent *agent = mock_agent_new (mock_server_get_spice (fixture->server), caps, G_N_ELEMENTS (caps));
  g_autofree char *expected = NULL;
  int height;

  WAIT_FOR (casement_console_session_get_agent_connected (fixture->session));
  casement_resizer_set_enabled (casement_console_get_resizer (fixture->console), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 803, 600);
  WAIT_FOR (gtk_widget_get_width (GTK_WIDGET (fixture->console)) == 803);
  height = gtk_widget_get_height (GTK_WIDGET (fixture->console));
  expected = g_strdup_printf ("monitors 800x%d\n", height);
  WAIT_FOR (strcmp (mock_agent_get_log (agent), expected) == 0);
  fixture_show (fixture, 800, (guint) height, 0x102030);
  WAIT_FOR (console_get_pixel (fixture->console, 799, 0) == 0xff102030);
  gtk_widget_set_visible (fixture->window, FALSE);
  g_assert_cmpstr (mock_agent_get_log (agent), ==, expected);
  mock_agent_free (agent);
}

static void
failed_cb (CasementConsoleTools *tools, const char *title, GError *error, gpointer user_data)
{
  g_assert_nonnull (title);
  g_assert_nonnull (error);
  (*(guint *) user_data)++;
}

/* What the window's menu does, on the clipboard of this display. */
static void
test_tools (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = fixture->window;
  CasementConsoleTools *tools = casement_console_tools_new (fixture->console, window, "spice://tools");
  GdkClipboard *clipboard = gtk_widget_get_clipboard (window);
  GdkTexture *texture;
  guint n_failed = 0;

  g_signal_connect (tools, "failed", G_CALLBACK (failed_cb), &n_failed);
  gdk_clipboard_set_text (clipboard, "bZ");
  g_assert_true (gtk_widget_activate_action (window, "console.type-clipboard", "s", "us"));
  fixture_expect_keys (fixture, "30 b0 2a 2c ac aa");
  g_assert_true (gtk_widget_activate_action (window, "console.type-clipboard", "s", "de"));
  fixture_expect_keys (fixture, "30 b0 2a 15 95 aa");
  gdk_clipboard_set_text (clipboard, "漢");
  g_assert_true (gtk_widget_activate_action (window, "console.type-clipboard", "s", "us"));
  WAIT_FOR (n_failed == 1);

  g_assert_true (gtk_widget_activate_action (window, "console.copy-screenshot", NULL));
  g_assert_true (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), "image/png"));
  {
    g_auto (GValue) value = G_VALUE_INIT;

    g_value_init (&value, GDK_TYPE_TEXTURE);
    g_assert_true (gdk_content_provider_get_value (gdk_clipboard_get_content (clipboard), &value, NULL));
    texture = g_value_get_object (&value);
    g_assert_cmpint (gdk_texture_get_width (texture), ==, WIDTH);
    g_assert_cmpint (gdk_texture_get_height (texture), ==, HEIGHT);
  }
  /* A picture is no text. */
  g_assert_true (gtk_widget_activate_action (window, "console.type-clipboard", "s", "us"));
  WAIT_FOR (n_failed == 2);
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, "");
  casement_console_session_stop (fixture->session);
  gtk_widget_activate_action (window, "console.type-clipboard", "s", "us");
  for (guint i = 0; i < 10; i++)
    mock_iterate ();
  g_assert_cmpuint (n_failed, ==, 2);

  gdk_clipboard_set_content (clipboard, NULL);
  gtk_widget_insert_action_group (window, "console", NULL);
  g_assert_finalize_object (tools);
}

#define ADD(name, func) g_test_add ("/console-widget-input/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  mock_init ();
  ADD ("next-session", test_next_session);
  ADD ("keys", test_keys);
  ADD ("not-captured", test_not_captured);
  ADD ("accelerators", test_accelerators);
  ADD ("system-shortcuts", test_system_shortcuts);
  ADD ("chord", test_chord);
  ADD ("focus-loss", test_focus_loss);
  ADD ("unmap", test_unmap);
  ADD ("power-off-while-captured", test_power_off_while_captured);
  ADD ("absolute", test_absolute);
  ADD ("border", test_border);
  ADD ("relative", test_relative);
  ADD ("mode-flips", test_mode_flips);
  ADD ("resize", test_resize);
  ADD ("tools", test_tools);
  return g_test_run ();
}
