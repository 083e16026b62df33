/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <spice.h>
#include <spice/vd_agent.h>
#include "casement-resizer.h"
#include "mock-agent.h"
#include "mock-server.h"

/* When the guest is asked for another size, and when not. */

static const guint caps[] = { VD_AGENT_CAP_MONITORS_CONFIG, VD_AGENT_CAP_SPARSE_MONITORS_CONFIG };

typedef struct {
  MockServer *server;
  MockAgent *agent;
  CasementConsoleSession *session;
  CasementResizer *resizer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementTransport) transport = NULL;

  fixture->server = mock_server_new ();
  mock_server_create_primary (fixture->server, 640, 480, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, 640, 480, 0x336699);
  transport = mock_server_new_transport (fixture->server);
  fixture->session = casement_console_session_new (transport);
  fixture->resizer = casement_resizer_new ();
  casement_resizer_set_session (fixture->resizer, fixture->session);
  casement_resizer_set_enabled (fixture->resizer, TRUE);
  casement_console_session_start (fixture->session);
  WAIT_FOR (casement_console_session_get_state (fixture->session) == CASEMENT_CONSOLE_CONNECTED);
  mock_server_wait_channels (fixture->server, 4);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->resizer);
  casement_console_session_stop (fixture->session);
  g_assert_finalize_object (fixture->session);
  g_clear_pointer (&fixture->agent, mock_agent_free);
  mock_server_free (fixture->server);
}

static void
add_agent (Fixture *fixture)
{
  fixture->agent = mock_agent_new (mock_server_get_spice (fixture->server), caps, G_N_ELEMENTS (caps));
  WAIT_FOR (casement_console_session_get_agent_connected (fixture->session));
}

static void
expect_log (Fixture *fixture, const char *log)
{
  WAIT_FOR (mock_agent_get_log (fixture->agent)[0] != '\0');
  g_assert_cmpstr (mock_agent_get_log (fixture->agent), ==, log);
  mock_agent_clear_log (fixture->agent);
}

static void
show (Fixture *fixture, guint width, guint height)
{
  CasementFramebuffer *framebuffer =
      casement_guest_display_get_framebuffer (casement_console_session_get_display (fixture->session));

  mock_server_create_primary (fixture->server, width, height, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, (int) width, (int) height, 0x224466);
  WAIT_FOR (casement_framebuffer_get_width (framebuffer) == width && casement_framebuffer_get_height (framebuffer) == height);
}

/* For as long as a request would take to come, and longer. */
static void
expect_silence (Fixture *fixture)
{
  gint64 end = g_get_monotonic_time () + 700 * 1000;

  while (g_get_monotonic_time () < end)
    mock_iterate ();
  if (fixture->agent != NULL)
    g_assert_cmpstr (mock_agent_get_log (fixture->agent), ==, "");
}

/* A window being dragged is one request, rounded down to what drivers take. */
static void
test_follows (Fixture *fixture, gconstpointer data)
{
  add_agent (fixture);
  for (guint i = 0; i <= 20; i++)
    casement_resizer_set_size (fixture->resizer, 803 + i, 600 + i);
  expect_log (fixture, "monitors 816x620\n");
  show (fixture, 816, 620);
  /* Less than the rounding. */
  casement_resizer_set_size (fixture->resizer, 819, 620);
  expect_silence (fixture);
  casement_resizer_set_size (fixture->resizer, 10, 10);
  expect_log (fixture, "monitors 320x200\n");
  show (fixture, 320, 200);
  g_assert_false (casement_resizer_get_refused (fixture->resizer));
}

/* One in flight; what came meanwhile is asked for after the answer. An answer of another size is not answered. */
static void
test_one_at_a_time (Fixture *fixture, gconstpointer data)
{
  add_agent (fixture);
  casement_resizer_set_size (fixture->resizer, 800, 600);
  expect_log (fixture, "monitors 800x600\n");
  casement_resizer_set_size (fixture->resizer, 1000, 700);
  expect_silence (fixture);
  show (fixture, 800, 600);
  expect_log (fixture, "monitors 1000x700\n");
  show (fixture, 1024, 768);
  expect_silence (fixture);
  g_assert_false (casement_resizer_get_refused (fixture->resizer));
  /* The guest's own doing. */
  show (fixture, 720, 400);
  expect_silence (fixture);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  add_agent (fixture);
  casement_resizer_set_size (fixture->resizer, 800, 600);
  expect_log (fixture, "monitors 800x600\n");
  WAIT_FOR (casement_resizer_get_refused (fixture->resizer));
  expect_silence (fixture);
  casement_resizer_set_size (fixture->resizer, 904, 600);
  expect_log (fixture, "monitors 904x600\n");
  show (fixture, 904, 600);
  g_assert_false (casement_resizer_get_refused (fixture->resizer));
}

/* Nothing without an agent, while off, or while nothing is shown; each is made up for when it ends. */
static void
test_silent (Fixture *fixture, gconstpointer data)
{
  casement_resizer_set_size (fixture->resizer, 800, 600);
  expect_silence (fixture);
  g_assert_false (casement_resizer_get_refused (fixture->resizer));
  casement_resizer_set_enabled (fixture->resizer, FALSE);
  add_agent (fixture);
  expect_silence (fixture);
  casement_resizer_set_enabled (fixture->resizer, TRUE);
  expect_log (fixture, "monitors 800x600\n");
  show (fixture, 800, 600);
  casement_resizer_set_size (fixture->resizer, 0, 0);
  expect_silence (fixture);
  casement_resizer_set_size (fixture->resizer, 800, 600);
  expect_silence (fixture);
  casement_resizer_set_size (fixture->resizer, 640, 480);
  expect_log (fixture, "monitors 640x480\n");
  casement_console_session_stop (fixture->session);
  casement_resizer_set_size (fixture->resizer, 1640, 480);
  expect_silence (fixture);
}

#define ADD(name, func) g_test_add ("/resizer/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("follows", test_follows);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("refused", test_refused);
  ADD ("silent", test_silent);
  return g_test_run ();
}
