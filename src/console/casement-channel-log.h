/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <spice-client.h>

G_BEGIN_DECLS

void casement_channel_log_watch (SpiceChannel *channel);
const char *casement_channel_log_get_state (SpiceChannel *channel);
double casement_channel_log_get_latency (SpiceChannel *channel);

G_END_DECLS
