/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "services-fixture.h"

#include <spice/vd_agent.h>
#include <string.h>

void
services_set_up (ServicesFixture *fixture, gconstpointer data)
{
  g_autoptr (CasementTransport) transport = NULL;

  fixture->server = mock_server_new ();
  mock_server_create_primary (fixture->server, 64, 64, SPICE_SURFACE_FMT_32_xRGB);
  transport = mock_server_new_transport (fixture->server);
  fixture->session = casement_console_session_new (transport);
  fixture->services = casement_console_session_get_services (fixture->session);
}

void
services_disconnect (ServicesFixture *fixture)
{
  casement_console_session_stop (fixture->session);
  /* What the library still holds goes in its idles. */
  for (guint i = 0; i < 20; i++)
    mock_iterate ();
}

void
services_tear_down (ServicesFixture *fixture, gconstpointer data)
{
  services_disconnect (fixture);
  g_assert_finalize_object (fixture->session);
  if (fixture->agent != NULL)
    mock_agent_free (fixture->agent);
  mock_server_free (fixture->server);
}

void
services_connect (ServicesFixture *fixture, guint n_channels)
{
  guint before = mock_server_get_n_sockets (fixture->server);

  casement_console_session_start (fixture->session);
  WAIT_FOR (casement_console_session_get_state (fixture->session) == CASEMENT_CONSOLE_CONNECTED);
  WAIT_FOR (casement_inputs_get_ready (casement_console_session_get_inputs (fixture->session)));
  WAIT_FOR (mock_server_get_n_sockets (fixture->server) >= before + n_channels);
  mock_server_wait_channels (fixture->server, before + n_channels);
}

void
services_add_agent (ServicesFixture *fixture, const int *caps)
{
  guint all[32] = { VD_AGENT_CAP_CLIPBOARD_BY_DEMAND, VD_AGENT_CAP_CLIPBOARD_SELECTION };
  guint n = 2;

  for (; caps != NULL && *caps >= 0; caps++)
    all[n++] = (guint) *caps;
  fixture->agent = mock_agent_new (mock_server_get_spice (fixture->server), all, n);
}

void
services_remove_agent (ServicesFixture *fixture)
{
  g_clear_pointer (&fixture->agent, mock_agent_free);
  WAIT_FOR (!casement_console_session_get_agent_connected (fixture->session));
}

gboolean
services_agent_heard (ServicesFixture *fixture, const char *line)
{
  g_autofree char *whole = g_strconcat (line, "\n", NULL);

  return strstr (mock_agent_get_log (fixture->agent), whole) != NULL;
}
