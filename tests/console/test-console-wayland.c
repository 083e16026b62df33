/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <gtk/gtk.h>
#include <linux/input-event-codes.h>
#include <spice.h>
#include <spice/vd_agent.h>
#include <stdio.h>
#include <string.h>
#include "casement-console.h"
#include "mock-agent.h"
#include "mock-server.h"

/* The widget under a real compositor: whose are the shortcuts of the desktop, and who holds the pointer. Usage, below
 * with-compositor: test-console-wayland VIRTUAL-INPUT */

#define WIDTH 640
#define HEIGHT 400

/* One keyboard and one mouse for all tests: a seat that gains and loses its keyboard would be another matter. */
static GOutputStream *commands;
static GDataInputStream *answers;

typedef struct {
  MockServer *server;
  CasementConsoleSession *session;
  CasementInputs *inputs;
  GtkWidget *window;
  CasementConsole *console;
  guint n_actions;
} Fixture;

static gboolean
is_sway (void)
{
  return g_strcmp0 (g_getenv ("CASEMENT_TEST_COMPOSITOR"), "sway") == 0;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(char **) user_data = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (*(char **) user_data);
}

static void
expect_answer (const char *expected)
{
  g_autofree char *answer = NULL;

  g_data_input_stream_read_line_async (answers, G_PRIORITY_DEFAULT, NULL, answered_cb, &answer);
  WAIT_FOR (answer != NULL);
  g_assert_cmpstr (answer, ==, expected);
}

/* @format gives one of virtual-input's lines. */
static void G_GNUC_PRINTF (1, 2)
input (const char *format, ...)
{
  g_autofree char *words = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, format);
  words = g_strdup_vprintf (format, args);
  va_end (args);
  line = g_strconcat (words, "\n", NULL);
  g_output_stream_write_all (commands, line, strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
  expect_answer ("ok");
}

static gboolean
action_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  (*(guint *) user_data)++;
  return TRUE;
}

static gboolean
has_frame (Fixture *fixture)
{
  g_autoptr (GdkTexture) frame = casement_console_dup_frame (fixture->console);

  return frame != NULL;
}

static gboolean
is_inhibited (Fixture *fixture)
{
  gboolean inhibited;

  g_object_get (gtk_native_get_surface (GTK_NATIVE (fixture->window)), "shortcuts-inhibited", &inhibited, NULL);
  return inhibited;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementTransport) transport = NULL;
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  fixture->server = mock_server_new ();
  mock_server_create_primary (fixture->server, WIDTH, HEIGHT, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, WIDTH, HEIGHT, 0x336699);
  transport = mock_server_new_transport (fixture->server);
  fixture->session = casement_console_session_new (transport);
  fixture->inputs = casement_console_session_get_inputs (fixture->session);
  fixture->console = CASEMENT_CONSOLE (casement_console_new ());
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->console));
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_k, GDK_CONTROL_MASK),
                        gtk_callback_action_new (action_cb, &fixture->n_actions, NULL)));
  gtk_widget_add_controller (fixture->window, shortcuts);
  casement_console_set_session (fixture->console, fixture->session);
  gtk_window_present (GTK_WINDOW (fixture->window));
  WAIT_FOR (gtk_window_is_active (GTK_WINDOW (fixture->window)));
  casement_console_session_start (fixture->session);
  WAIT_FOR (has_frame (fixture));
  WAIT_FOR (casement_inputs_get_ready (fixture->inputs));
  mock_server_wait_channels (fixture->server, 4);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GtkWidget *console = GTK_WIDGET (fixture->console);

  g_object_add_weak_pointer (G_OBJECT (console), (gpointer *) &console);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  WAIT_FOR (console == NULL);
  casement_console_session_stop (fixture->session);
  g_assert_finalize_object (fixture->session);
  mock_server_free (fixture->server);
}

static void
capture (Fixture *fixture)
{
  casement_console_capture (fixture->console);
  WAIT_FOR (casement_console_get_captured (fixture->console));
  WAIT_FOR (is_inhibited (fixture));
  mock_server_clear_log (fixture->server);
}

static void
expect_keys (Fixture *fixture, const char *keys)
{
  WAIT_FOR (strlen (mock_server_get_keys (fixture->server)) >= strlen (keys));
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, keys);
  mock_server_clear_keys (fixture->server);
}

static void
release_by_chord (Fixture *fixture)
{
  input ("tap %d %d", KEY_LEFTCTRL, KEY_LEFTALT);
  WAIT_FOR (!casement_console_get_captured (fixture->console));
  WAIT_FOR (!is_inhibited (fixture));
  /* The compositor must hear of it before the next key. */
  gdk_display_sync (gtk_widget_get_display (fixture->window));
  expect_keys (fixture, "1d 38 b8 9d");
  g_assert_cmpuint (casement_inputs_get_n_pressed (fixture->inputs), ==, 0);
}

/* The desktop's own shortcut: under sway Super+D makes a file, under mutter Super+H minimizes the window. */
static void
test_shortcut (Fixture *fixture, gconstpointer data)
{
  const char *file = g_getenv ("CASEMENT_TEST_SHORTCUT");
  guint key = is_sway () ? KEY_D : KEY_H;

  capture (fixture);
  input ("tap %d %u", KEY_LEFTMETA, key);
  expect_keys (fixture, is_sway () ? "e0 5b 20 a0 e0 db" : "e0 5b 23 a3 e0 db");
  input ("tap %d %d", KEY_LEFTALT, KEY_F4);
  expect_keys (fixture, "38 3e be b8");
  g_assert_true (gtk_window_is_active (GTK_WINDOW (fixture->window)));
  g_assert_true (casement_console_get_captured (fixture->console));
  if (is_sway ())
    g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));

  release_by_chord (fixture);
  input ("tap %d %u", KEY_LEFTMETA, key);
  if (is_sway ()) {
    WAIT_FOR (g_file_test (file, G_FILE_TEST_EXISTS));
    g_unlink (file);
  } else {
    WAIT_FOR (!gtk_window_is_active (GTK_WINDOW (fixture->window)));
  }
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, "");
}

static void
test_accelerators (Fixture *fixture, gconstpointer data)
{
  capture (fixture);
  input ("tap %d %d", KEY_LEFTCTRL, KEY_K);
  expect_keys (fixture, "1d 25 a5 9d");
  g_assert_cmpuint (fixture->n_actions, ==, 0);
  release_by_chord (fixture);
  input ("tap %d %d", KEY_LEFTCTRL, KEY_K);
  WAIT_FOR (fixture->n_actions == 1);
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, "");
}

/* The user takes the keyboard back by the compositor's own means, and the console may not pretend to have it. */
static void
test_revoke (Fixture *fixture, gconstpointer data)
{
  if (is_sway ()) {
    g_test_skip ("sway has no key for it");
    return;
  }
  capture (fixture);
  input ("key %d 1", KEY_LEFTMETA);
  input ("key %d 1", KEY_ESC);
  WAIT_FOR (!is_inhibited (fixture));
  WAIT_FOR (!casement_console_get_captured (fixture->console));
  g_assert_cmpuint (casement_inputs_get_n_pressed (fixture->inputs), ==, 0);
  input ("key %d 0", KEY_ESC);
  input ("key %d 0", KEY_LEFTMETA);
  /* And asking again works. */
  capture (fixture);
  input ("tap %d", KEY_A);
  expect_keys (fixture, "1e 9e");
}

/* The desktop keeps its shortcuts while the keyboard is the guest's, if that was chosen. */
static void
test_policy (Fixture *fixture, gconstpointer data)
{
  const char *file = g_getenv ("CASEMENT_TEST_SHORTCUT");

  casement_console_set_inhibit_policy (fixture->console, CASEMENT_INHIBIT_FULL_SCREEN);
  casement_console_capture (fixture->console);
  WAIT_FOR (casement_console_get_captured (fixture->console));
  g_assert_false (casement_console_get_inhibited (fixture->console));
  mock_server_clear_log (fixture->server);
  input ("tap %d", KEY_A);
  expect_keys (fixture, "1e 9e");

  gtk_window_fullscreen (GTK_WINDOW (fixture->window));
  WAIT_FOR (casement_console_get_inhibited (fixture->console));
  gdk_display_sync (gtk_widget_get_display (fixture->window));
  mock_server_clear_log (fixture->server);
  input ("tap %d %u", KEY_LEFTMETA, is_sway () ? KEY_D : KEY_H);
  expect_keys (fixture, is_sway () ? "e0 5b 20 a0 e0 db" : "e0 5b 23 a3 e0 db");
  g_assert_true (gtk_window_is_active (GTK_WINDOW (fixture->window)));

  gtk_window_unfullscreen (GTK_WINDOW (fixture->window));
  WAIT_FOR (!casement_console_get_inhibited (fixture->console));
  gdk_display_sync (gtk_widget_get_display (fixture->window));
  WAIT_FOR (casement_console_get_captured (fixture->console));
  mock_server_clear_log (fixture->server);
  input ("tap %d %u", KEY_LEFTMETA, is_sway () ? KEY_D : KEY_H);
  if (is_sway ()) {
    WAIT_FOR (g_file_test (file, G_FILE_TEST_EXISTS));
    g_unlink (file);
  } else {
    WAIT_FOR (!gtk_window_is_active (GTK_WINDOW (fixture->window)));
  }
  WAIT_FOR (casement_inputs_get_n_pressed (fixture->inputs) == 0);
  g_assert_null (strstr (mock_server_get_keys (fixture->server), is_sway () ? "20" : "23"));
}

/* Windows come and go beside it, and the guest is asked for what room is left, once. */
static void
test_resize (Fixture *fixture, gconstpointer data)
{
  static const guint caps[] = { VD_AGENT_CAP_MONITORS_CONFIG, VD_AGENT_CAP_SPARSE_MONITORS_CONFIG };
  MockAgent *agent;
  GtkWidget *other;
  g_autofree char *expected = NULL;
  int width = gtk_widget_get_width (GTK_WIDGET (fixture->console));

  if (!is_sway ()) {
    g_test_skip ("windows do not lie beside each other");
    return;
  }
  agent = mock_agent_new (mock_server_get_spice (fixture->server), caps, G_N_ELEMENTS (caps));
  WAIT_FOR (casement_console_session_get_agent_connected (fixture->session));
  other = gtk_window_new ();
  gtk_window_present (GTK_WINDOW (other));
  WAIT_FOR (gtk_widget_get_width (GTK_WIDGET (fixture->console)) < width);
  casement_resizer_set_enabled (casement_console_get_resizer (fixture->console), TRUE);
  expected = g_strdup_printf ("monitors %dx%d\n", gtk_widget_get_width (GTK_WIDGET (fixture->console)) / 8 * 8,
                              gtk_widget_get_height (GTK_WIDGET (fixture->console)));
  WAIT_FOR (strcmp (mock_agent_get_log (agent), expected) == 0);
  mock_server_create_primary (fixture->server, (guint) gtk_widget_get_width (GTK_WIDGET (fixture->console)) / 8 * 8,
                              (guint) gtk_widget_get_height (GTK_WIDGET (fixture->console)), SPICE_SURFACE_FMT_32_xRGB);
  gtk_window_destroy (GTK_WINDOW (other));
  WAIT_FOR (gtk_widget_get_width (GTK_WIDGET (fixture->console)) == width);
  mock_agent_clear_log (agent);
  g_free (expected);
  expected = g_strdup_printf ("monitors %dx%d\n", width / 8 * 8, gtk_widget_get_height (GTK_WIDGET (fixture->console)));
  WAIT_FOR (strcmp (mock_agent_get_log (agent), expected) == 0);
  mock_agent_free (agent);
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

/* Slow motion adds up, and the edges of window and screen end nothing. */
static void
test_relative (Fixture *fixture, gconstpointer data)
{
  g_assert_false (casement_console_session_get_mouse_absolute (fixture->session));
  if (is_sway ())
    input ("place 640 400");
  else
    for (guint i = 0; i < 2; i++)
      input ("move %d %d", i == 0 ? -2000 : 640, i == 0 ? -2000 : 400);
  mock_server_clear_log (fixture->server);
  input ("button %d 1", BTN_LEFT);
  input ("button %d 0", BTN_LEFT);
  WAIT_FOR (casement_console_get_captured (fixture->console));
  /* The compositor takes its time to hold the pointer, and says nothing of it. */
  while (mock_server_get_pointer (fixture->server)[0] == '\0') {
    input ("move 1 0");
    for (guint i = 0; i < 20; i++)
      mock_iterate ();
  }
  mock_server_clear_log (fixture->server);
  for (guint i = 0; i < 4; i++)
    input ("move 0.25 0");
  WAIT_FOR (sums_to (fixture, 1, 0));
  for (guint i = 0; i < 6; i++)
    input ("move -300 10");
  WAIT_FOR (sums_to (fixture, 1 - 1800, 60));
  input ("button %d 1", BTN_LEFT);
  input ("button %d 0", BTN_LEFT);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "motion 0 0 0 1\n") != NULL);
  WAIT_FOR (g_str_has_suffix (mock_server_get_pointer (fixture->server), "buttons 0\n"));

  mock_server_clear_log (fixture->server);
  release_by_chord (fixture);
  input ("move 5 5");
  for (guint i = 0; i < 10; i++)
    mock_iterate ();
  g_assert_cmpstr (mock_server_get_pointer (fixture->server), ==, "");
}

#define ADD(name, func) g_test_add ("/console-wayland/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autoptr (GSubprocess) devices = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_cmpint (argc, >=, 2);
  /* GLib takes its own arguments, and the program's first is the devices'. */
  devices = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, argv[1], NULL);
  g_assert_no_error (error);
  commands = g_subprocess_get_stdin_pipe (devices);
  answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (devices));
  expect_answer ("ready");
  gtk_test_init (&argc, &argv, NULL);
  mock_init ();
  ADD ("shortcut", test_shortcut);
  ADD ("accelerators", test_accelerators);
  ADD ("revoke", test_revoke);
  ADD ("policy", test_policy);
  ADD ("resize", test_resize);
  ADD ("relative", test_relative);
  status = g_test_run ();
  g_output_stream_close (commands, NULL, NULL);
  g_subprocess_wait (devices, NULL, NULL);
  g_object_unref (answers);
  return status;
}
