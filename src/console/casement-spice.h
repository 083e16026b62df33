/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <spice-client.h>

G_BEGIN_DECLS

gboolean casement_spice_is_unix (const char *uri);
SpiceSession *casement_spice_new (const char *uri, const char *password, gboolean sound);
void casement_spice_end (SpiceSession *spice, gpointer handlers);

G_END_DECLS
