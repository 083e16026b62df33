/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <spice-client.h>
#include "casement-transport.h"

G_BEGIN_DECLS

/* Takes @error. */
typedef void (*CasementChannelOpenFailed) (GError *error, gpointer owner);

void casement_channel_opener_open (SpiceChannel *channel,
                                   CasementTransport *transport,
                                   GCancellable *cancellable,
                                   CasementChannelOpenFailed failed,
                                   GObject *owner);

G_END_DECLS
