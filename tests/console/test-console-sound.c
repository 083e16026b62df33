/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <spice.h>
#include "casement-console-session.h"
#include "mock-server.h"

/* Who hears the guest, and that nobody lets it hear the room. */

typedef struct {
  MockServer *server;
  CasementConsoleSession *session;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementTransport) transport = NULL;

  fixture->server = mock_server_new ();
  mock_server_create_primary (fixture->server, 64, 64, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_add_sound (fixture->server);
  transport = mock_server_new_transport (fixture->server);
  fixture->session = casement_console_session_new (transport);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  casement_console_session_stop (fixture->session);
  g_assert_finalize_object (fixture->session);
  mock_server_free (fixture->server);
}

static void
start (Fixture *fixture, guint n_channels)
{
  guint before = mock_server_get_n_sockets (fixture->server);

  casement_console_session_start (fixture->session);
  WAIT_FOR (casement_console_session_get_state (fixture->session) == CASEMENT_CONSOLE_CONNECTED);
  WAIT_FOR (casement_inputs_get_ready (casement_console_session_get_inputs (fixture->session)));
  WAIT_FOR (mock_server_get_n_sockets (fixture->server) >= before + n_channels);
  mock_server_wait_channels (fixture->server, before + n_channels);
  /* Nothing more is asked for. */
  for (guint i = 0; i < 20; i++)
    mock_iterate ();
  g_assert_cmpuint (mock_server_get_n_sockets (fixture->server), ==, before + n_channels);
}

/* Main, display, cursor, inputs and playback: the microphone is offered and left alone. */
static void
test_heard (Fixture *fixture, gconstpointer data)
{
  casement_console_session_set_sound (fixture->session, TRUE);
  start (fixture, 5);
  WAIT_FOR (mock_server_play (fixture->server));
  for (guint i = 0; i < 20; i++) {
    mock_server_play (fixture->server);
    mock_iterate ();
  }
  g_assert_cmpint (casement_console_session_get_state (fixture->session), ==, CASEMENT_CONSOLE_CONNECTED);
}

static void
test_silent (Fixture *fixture, gconstpointer data)
{
  start (fixture, 4);
  g_assert_false (mock_server_play (fixture->server));
}

/* The switch holds from the next connection on, either way. */
static void
test_switched (Fixture *fixture, gconstpointer data)
{
  casement_console_session_set_sound (fixture->session, TRUE);
  start (fixture, 5);
  WAIT_FOR (mock_server_play (fixture->server));
  casement_console_session_stop (fixture->session);
  casement_console_session_set_sound (fixture->session, FALSE);
  WAIT_FOR (!mock_server_play (fixture->server));
  start (fixture, 4);
  g_assert_false (mock_server_play (fixture->server));
}

#define ADD(name, func) g_test_add ("/console-sound/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("heard", test_heard);
  ADD ("silent", test_silent);
  ADD ("switched", test_switched);
  return g_test_run ();
}
