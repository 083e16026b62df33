/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-guest-agent.h"

/* A guest agent at the other end of a socket, in a thread of its own: answers each command as it was told to. */
typedef struct _FakeAgent FakeAgent;

FakeAgent *fake_agent_new (void);
void fake_agent_free (FakeAgent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeAgent, fake_agent_free)

/* @answer: the whole line; each is given once, but the last one for ever. %NULL: nothing ever comes. */
void fake_agent_answer (FakeAgent *self, const char *command, const char *answer);
/* What it was asked, all of it, a command a line. */
char *fake_agent_dup_log (FakeAgent *self);
/* Lent to the agent: the fake one lives longer. */
CasementGuestAgent *fake_agent_connect (FakeAgent *self);
