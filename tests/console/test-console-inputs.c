/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <linux/input-event-codes.h>
#include <math.h>
#include <spice.h>
#include "casement-console-session.h"
#include "mock-server.h"

typedef struct {
  MockServer *server;
  CasementConsoleSession *session;
  CasementInputs *inputs;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementTransport) transport = NULL;

  fixture->server = mock_server_new ();
  mock_server_create_primary (fixture->server, 640, 480, SPICE_SURFACE_FMT_32_xRGB);
  transport = mock_server_new_transport (fixture->server);
  fixture->session = casement_console_session_new (transport);
  fixture->inputs = casement_console_session_get_inputs (fixture->session);
  casement_console_session_start (fixture->session);
  WAIT_FOR (casement_inputs_get_ready (fixture->inputs));
  mock_server_wait_channels (fixture->server, 4);
  mock_server_clear_log (fixture->server);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  casement_console_session_stop (fixture->session);
  g_assert_finalize_object (fixture->session);
  mock_server_free (fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
expect_keys (Fixture *fixture, const char *keys)
{
  /* Shorter than expected means under way; a wrong byte shows at once. */
  WAIT_FOR (strlen (mock_server_get_keys (fixture->server)) >= strlen (keys));
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, keys);
  mock_server_clear_keys (fixture->server);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint key;
    const char *bytes;
  } cases[] = {
    { KEY_A, "1e 9e" },
    { KEY_ENTER, "1c 9c" },
    { KEY_KPENTER, "e0 1c e0 9c" },
    { KEY_LEFTMETA, "e0 5b e0 db" },
    { KEY_RIGHTALT, "e0 38 e0 b8" },
    { KEY_SYSRQ, "54 d4" },
    { KEY_PAUSE, "e1 1d 45 e1 9d c5" },
    { KEY_102ND, "56 d6" },
    { KEY_DELETE, "e0 53 e0 d3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_true (casement_inputs_press_key (fixture->inputs, cases[i].key));
    g_assert_true (casement_inputs_is_pressed (fixture->inputs, cases[i].key));
    g_assert_true (casement_inputs_release_key (fixture->inputs, cases[i].key));
    g_assert_cmpuint (casement_inputs_get_n_pressed (fixture->inputs), ==, 0);
    expect_keys (fixture, cases[i].bytes);
  }
}

static void
test_repeat_and_orphans (Fixture *fixture, gconstpointer data)
{
  g_assert_false (casement_inputs_release_key (fixture->inputs, KEY_B));
  g_assert_false (casement_inputs_press_key (fixture->inputs, 0));
  g_assert_false (casement_inputs_press_key (fixture->inputs, 5000));
  g_assert_false (casement_inputs_release_key (fixture->inputs, G_MAXUINT));
  casement_inputs_press_key (fixture->inputs, KEY_A);
  casement_inputs_press_key (fixture->inputs, KEY_A);
  casement_inputs_release_key (fixture->inputs, KEY_A);
  g_assert_false (casement_inputs_release_key (fixture->inputs, KEY_A));
  expect_keys (fixture, "1e 1e 9e");
}

static void
test_release_all (Fixture *fixture, gconstpointer data)
{
  casement_inputs_press_key (fixture->inputs, KEY_LEFTCTRL);
  casement_inputs_press_key (fixture->inputs, KEY_LEFTMETA);
  casement_inputs_press_button (fixture->inputs, CASEMENT_BUTTON_LEFT);
  expect_keys (fixture, "1d e0 5b");
  g_assert_cmpuint (casement_inputs_get_n_pressed (fixture->inputs), ==, 2);
  casement_inputs_release_all (fixture->inputs);
  g_assert_cmpuint (casement_inputs_get_n_pressed (fixture->inputs), ==, 0);
  expect_keys (fixture, "9d e0 db");
  WAIT_FOR (g_str_has_suffix (mock_server_get_pointer (fixture->server), "buttons 0\n"));
  casement_inputs_release_all (fixture->inputs);
  casement_inputs_press_key (fixture->inputs, KEY_A);
  expect_keys (fixture, "1e");
}

static void
test_send_keys (Fixture *fixture, gconstpointer data)
{
  static const guint keys[] = { KEY_LEFTCTRL, KEY_LEFTALT, KEY_DELETE, 0 };

  casement_console_session_send_keys (fixture->session, keys);
  expect_keys (fixture, "1d 38 e0 53 e0 d3 b8 9d");
}

static void
test_relative (Fixture *fixture, gconstpointer data)
{
  g_assert_false (casement_console_session_get_mouse_absolute (fixture->session));
  for (guint i = 0; i < 3; i++)
    casement_inputs_move_by (fixture->inputs, 0.4, 0.0);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "motion 1 0 0 0\n") != NULL);
  casement_inputs_move_by (fixture->inputs, 10.0, -7.5);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "motion 10 -7 0 0\n") != NULL);
  casement_inputs_press_button (fixture->inputs, CASEMENT_BUTTON_RIGHT);
  /* The server tells a mouse of a press by motion over no distance, in QEMU's order of buttons: right is the second. */
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "motion 0 0 0 2\n") != NULL);
  casement_inputs_move_by (fixture->inputs, G_MAXDOUBLE, -G_MAXDOUBLE);
  casement_inputs_move_by (fixture->inputs, (double) NAN, (double) INFINITY);
  casement_inputs_release_button (fixture->inputs, CASEMENT_BUTTON_RIGHT);
  WAIT_FOR (g_str_has_suffix (mock_server_get_pointer (fixture->server), "buttons 0\n"));
}

static void
test_absolute (Fixture *fixture, gconstpointer data)
{
  mock_server_set_tablet (fixture->server, TRUE);
  WAIT_FOR (casement_console_session_get_mouse_absolute (fixture->session));
  casement_inputs_move_to (fixture->inputs, 0, 0, 0);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 0 0 0\n") != NULL);
  casement_inputs_move_to (fixture->inputs, 0, 639, 479);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 639 479 0\n") != NULL);
  casement_inputs_press_button (fixture->inputs, CASEMENT_BUTTON_LEFT);
  /* A press reaches a tablet as a wheel that does not turn. */
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "wheel 0 1\n") != NULL);
  casement_inputs_move_to (fixture->inputs, 0, 100, 50);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 100 50 1\n") != NULL);
  casement_inputs_release_button (fixture->inputs, CASEMENT_BUTTON_LEFT);
  WAIT_FOR (g_str_has_suffix (mock_server_get_pointer (fixture->server), "buttons 0\n"));

  mock_server_set_tablet (fixture->server, FALSE);
  WAIT_FOR (!casement_console_session_get_mouse_absolute (fixture->session));
  mock_server_set_tablet (fixture->server, TRUE);
  WAIT_FOR (casement_console_session_get_mouse_absolute (fixture->session));
  mock_server_set_tablet (fixture->server, FALSE);
}

static guint
count_lines (const char *log, const char *line)
{
  guint n = 0;

  for (const char *at = log; (at = strstr (at, line)) != NULL; at++)
    n++;
  return n;
}

static void
test_wheel (Fixture *fixture, gconstpointer data)
{
  mock_server_set_tablet (fixture->server, TRUE);
  WAIT_FOR (casement_console_session_get_mouse_absolute (fixture->session));
  casement_inputs_scroll (fixture->inputs, 1.0);
  WAIT_FOR (count_lines (mock_server_get_pointer (fixture->server), "wheel 1 0\n") == 1);
  casement_inputs_scroll (fixture->inputs, -2.0);
  WAIT_FOR (count_lines (mock_server_get_pointer (fixture->server), "wheel -1 0\n") == 2);
  mock_server_clear_log (fixture->server);
  for (guint i = 0; i < 4; i++)
    casement_inputs_scroll (fixture->inputs, 0.3);
  WAIT_FOR (count_lines (mock_server_get_pointer (fixture->server), "wheel 1 0\n") == 1);
  /* The rest of one direction does not eat into the other. */
  casement_inputs_scroll (fixture->inputs, -1.0);
  WAIT_FOR (count_lines (mock_server_get_pointer (fixture->server), "wheel -1 0\n") == 1);
  casement_inputs_scroll (fixture->inputs, 1e300);
  WAIT_FOR (count_lines (mock_server_get_pointer (fixture->server), "wheel 1 0\n") == 21);
  mock_server_set_tablet (fixture->server, FALSE);
}

static void
test_side_buttons (Fixture *fixture, gconstpointer data)
{
  mock_server_set_tablet (fixture->server, TRUE);
  WAIT_FOR (casement_console_session_get_mouse_absolute (fixture->session));
  casement_inputs_press_button (fixture->inputs, CASEMENT_BUTTON_SIDE);
  casement_inputs_press_button (fixture->inputs, CASEMENT_BUTTON_EXTRA);
  WAIT_FOR (count_lines (mock_server_get_pointer (fixture->server), "wheel 0 ") == 2);
  casement_inputs_release_all (fixture->inputs);
  WAIT_FOR (g_str_has_suffix (mock_server_get_pointer (fixture->server), "buttons 0\n"));
  casement_inputs_press_button (fixture->inputs, (CasementButton) 77);
  mock_server_set_tablet (fixture->server, FALSE);
}

/* Without an open channel everything is dropped, without a word from the library. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  casement_inputs_press_key (fixture->inputs, KEY_A);
  casement_inputs_press_button (fixture->inputs, CASEMENT_BUTTON_LEFT);
  expect_keys (fixture, "1e");
  casement_console_session_stop (fixture->session);
  expect_keys (fixture, "9e");
  g_assert_false (casement_inputs_get_ready (fixture->inputs));
  g_assert_cmpuint (casement_inputs_get_n_pressed (fixture->inputs), ==, 0);
  g_assert_false (casement_inputs_press_key (fixture->inputs, KEY_A));
  casement_inputs_move_by (fixture->inputs, 5, 5);
  casement_inputs_move_to (fixture->inputs, 0, 5, 5);
  casement_inputs_scroll (fixture->inputs, 3);
  casement_inputs_press_button (fixture->inputs, CASEMENT_BUTTON_LEFT);
  casement_inputs_set_locks (fixture->inputs, TRUE, TRUE, TRUE);
  casement_inputs_release_all (fixture->inputs);
}

#define ADD(name, func) g_test_add ("/console-inputs/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("keys", test_keys);
  ADD ("repeat-and-orphans", test_repeat_and_orphans);
  ADD ("release-all", test_release_all);
  ADD ("send-keys", test_send_keys);
  ADD ("relative", test_relative);
  ADD ("absolute", test_absolute);
  ADD ("wheel", test_wheel);
  ADD ("side-buttons", test_side_buttons);
  ADD ("closed", test_closed);
  return g_test_run ();
}
