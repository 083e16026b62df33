/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <spice-client.h>

G_BEGIN_DECLS

GError *casement_console_error_new (SpiceChannel *channel, SpiceChannelEvent event, const char *uri, gboolean had_password);

G_END_DECLS
