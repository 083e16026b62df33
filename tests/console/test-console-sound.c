/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <spice.h>
#include <spice/vd_agent.h>
#include <string.h>
#include "casement-console-session.h"
#include "mock-agent.h"
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

static void
wanted_cb (CasementMicrophone *microphone, guint *n_wanted)
{
  (*n_wanted)++;
}

/* Nobody has decided: it is heard that the guest records, and the guest hears nothing. */
static void
test_microphone_asked (Fixture *fixture, gconstpointer data)
{
  CasementMicrophone *microphone =
      casement_guest_services_get_microphone (casement_console_session_get_services (fixture->session));
  guint n_wanted = 0;

  g_signal_connect (microphone, "wanted", G_CALLBACK (wanted_cb), &n_wanted);
  casement_microphone_set_policy (microphone, CASEMENT_MICROPHONE_ASK);
  casement_console_session_set_sound (fixture->session, TRUE);
  start (fixture, 6);
  WAIT_FOR (n_wanted == 1);
  for (guint i = 0; i < 20; i++)
    mock_iterate ();
  g_assert_cmpuint (mock_server_record (fixture->server), ==, 0);
  /* Refused: the guest goes on with silence of its own. */
  casement_microphone_set_policy (microphone, CASEMENT_MICROPHONE_OFF);
  casement_console_session_stop (fixture->session);
  start (fixture, 5);
  g_assert_cmpuint (n_wanted, ==, 1);
}

/* Whoever has no sound is not asked for theirs. */
static void
test_microphone_without_sound (Fixture *fixture, gconstpointer data)
{
  CasementMicrophone *microphone =
      casement_guest_services_get_microphone (casement_console_session_get_services (fixture->session));

  casement_microphone_set_policy (microphone, CASEMENT_MICROPHONE_ASK);
  start (fixture, 4);
}

/* Allowed: the library takes the channel and sends what the source gives, here a tone. */
static void
test_microphone_allowed (Fixture *fixture, gconstpointer data)
{
  CasementMicrophone *microphone =
      casement_guest_services_get_microphone (casement_console_session_get_services (fixture->session));

  casement_microphone_set_policy (microphone, CASEMENT_MICROPHONE_ON);
  casement_console_session_set_sound (fixture->session, TRUE);
  start (fixture, 6);
}

static MockAgent *
add_agent (Fixture *fixture)
{
  static const guint caps[] = { VD_AGENT_CAP_AUDIO_VOLUME_SYNC };

  return mock_agent_new (mock_server_get_spice (fixture->server), caps, G_N_ELEMENTS (caps));
}

/* The guest's volume becomes this side's, and the next agent is told so; of the microphone it is told nothing. */
static void
test_volume (Fixture *fixture, gconstpointer data)
{
  MockAgent *agent;

  casement_console_session_set_sound (fixture->session, TRUE);
  start (fixture, 5);
  WAIT_FOR (mock_server_play (fixture->server));
  mock_server_set_volume (fixture->server, 0x4000);
  for (guint i = 0; i < 40; i++) {
    mock_server_play (fixture->server);
    mock_iterate ();
  }
  agent = add_agent (fixture);
  WAIT_FOR (strstr (mock_agent_get_log (agent), "volume playback 1638") != NULL);
  for (guint i = 0; i < 20; i++)
    mock_iterate ();
  g_assert_null (strstr (mock_agent_get_log (agent), "volume record"));
  casement_console_session_stop (fixture->session);
  mock_agent_free (agent);
}

#define ADD(name, func) g_test_add ("/console-sound/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* A sink with a volume, which the one of a machine without sound has not. */
  g_setenv ("SPICE_GST_AUDIOSINK", 
            "appsrc name=appsrc is-live=1 do-timestamp=0 format=time caps=\"audio/x-raw,format=S16LE,channels=2,"
            "rate=44100,layout=interleaved\" ! volume name=audiosink ! fakesink", TRUE);
  ADD ("heard", test_heard);
  ADD ("silent", test_silent);
  ADD ("switched", test_switched);
  ADD ("microphone-asked", test_microphone_asked);
  ADD ("microphone-without-sound", test_microphone_without_sound);
  ADD ("microphone-allowed", test_microphone_allowed);
  ADD ("volume", test_volume);
  return g_test_run ();
}
