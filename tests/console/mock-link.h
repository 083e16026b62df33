/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mock-server.h"

G_BEGIN_DECLS

/* A bad network between the console and the server: as many bytes pass in each direction as it is told, and
 * in portions. */
typedef struct _MockLink MockLink;

MockLink *mock_link_new (MockServer *server);
/* After the session and before the server. */
void mock_link_free (MockLink *self);
CasementTransport *mock_link_new_transport (MockLink *self);
/* Lets @n more bytes pass to the console in all; G_MAXUINT for no end. It begins with no end. */
void mock_link_allow (MockLink *self, guint n);
/* At most @n bytes at a time, every few milliseconds; 0 for as fast as it goes. */
void mock_link_set_portion (MockLink *self, guint n);

G_END_DECLS
