/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <spice-client.h>
#include "casement-guest-heads.h"
#include "casement-guest-services.h"
#include "casement-inputs.h"
#include "casement-transport.h"

G_BEGIN_DECLS

/* The channels of one connection: which are taken, where their sockets come from, and what hears of them.
 * Made anew for every start of a CasementConsoleSession, and of no use after its end. Signals: "event"
 * (SpiceChannel, int: SpiceChannelEvent) of the main and the first display channel, without which there is no
 * console; "failed" (GError): a channel gets no socket; "main-gone": the main channel is being freed;
 * "mouse-absolute" and "agent-connected" (boolean): the main channel says so. */
#define CASEMENT_TYPE_CONSOLE_CHANNELS (casement_console_channels_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsoleChannels, casement_console_channels, CASEMENT, CONSOLE_CHANNELS, GObject)

CasementConsoleChannels *casement_console_channels_new (SpiceSession *spice,
                                                        CasementTransport *transport,
                                                        CasementGuestHeads *heads,
                                                        CasementInputs *inputs,
                                                        CasementGuestServices *services,
                                                        gboolean sound);
gboolean casement_console_channels_connect (CasementConsoleChannels *self, gboolean client_sockets);
void casement_console_channels_end (CasementConsoleChannels *self);
SpiceMainChannel *casement_console_channels_get_main (CasementConsoleChannels *self);
SpiceSession *casement_console_channels_get_spice (CasementConsoleChannels *self);

G_END_DECLS
