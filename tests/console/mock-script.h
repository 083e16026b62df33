/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-transport.h"

G_BEGIN_DECLS

/* A server that greets as SPICE does and then says what it is told, byte by byte, which no real one would.
 * One channel of each kind, the latest; what the console says is read and forgotten. Channels are those of
 * SpiceChannelType (SPICE_CHANNEL_MAIN…). */
typedef struct _MockScript MockScript;

MockScript *mock_script_new (void);
/* After the session. */
void mock_script_free (MockScript *self);
CasementTransport *mock_script_new_transport (MockScript *self);
/* Greets a console that has been started, in order: runs the main loop until it has main, display, cursor and inputs channel. */
void mock_script_open (MockScript *self);
gboolean mock_script_has (MockScript *self, guint channel);
/* Whether the channel was there to be told. */
gboolean mock_script_send (MockScript *self, guint channel, guint type, gconstpointer data, gsize size);
/* Bytes without a header in front; of use where a header lies. */
void mock_script_send_bytes (MockScript *self, guint channel, gconstpointer data, gsize size);
void mock_script_close (MockScript *self, guint channel);
/* How many messages of @type the console has sent on @channel. */
guint mock_script_get_n_received (MockScript *self, guint channel, guint type);

G_END_DECLS
