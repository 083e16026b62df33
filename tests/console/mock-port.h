/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <spice.h>

/* A device of the guest that carries bytes: a named port, or a slot for USB redirection. */
typedef struct _MockPort MockPort;

MockPort *mock_port_new (SpiceServer *server, const char *subtype, const char *name);
void mock_port_free (MockPort *self);
/* Whoever listens in the guest comes or goes. */
void mock_port_set_open (MockPort *self, gboolean open);
void mock_port_send (MockPort *self, gconstpointer data, gsize size);
/* Everything that came so far. */
GByteArray *mock_port_get_data (MockPort *self);
/* Whether somebody is connected on the other side. */
gboolean mock_port_get_connected (MockPort *self);
