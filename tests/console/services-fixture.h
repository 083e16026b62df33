/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-console-session.h"
#include "mock-agent.h"
#include "mock-server.h"

/* A connected console without a face, and the guest's side of what passes beside the picture. */
typedef struct {
  MockServer *server;
  MockAgent *agent;
  CasementConsoleSession *session;
  CasementGuestServices *services;
} ServicesFixture;

void services_set_up (ServicesFixture *fixture, gconstpointer data);
/* Ends the connection, so that devices of the server can be freed; tearing down does it too. */
void services_disconnect (ServicesFixture *fixture);
void services_tear_down (ServicesFixture *fixture, gconstpointer data);
void services_connect (ServicesFixture *fixture, guint n_channels);
/* @caps are VD_AGENT_CAP_*, ended by -1, beside those for a clipboard with selections. */
void services_add_agent (ServicesFixture *fixture, const int *caps);
void services_remove_agent (ServicesFixture *fixture);
gboolean services_agent_heard (ServicesFixture *fixture, const char *line);
#define WAIT_FOR_AGENT(fixture, line) WAIT_FOR (services_agent_heard (fixture, line))
