/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-guest-display.h"

G_BEGIN_DECLS

/* More than any device or agent has. */
#define CASEMENT_GUEST_HEADS_MAX 16

/* The screens of a guest, as a list of those that show something: the first always, the others while they are live, by their
 * numbers. A guest has a display channel for each, or several on one surface of the first. */
#define CASEMENT_TYPE_GUEST_HEADS (casement_guest_heads_get_type ())
G_DECLARE_FINAL_TYPE (CasementGuestHeads, casement_guest_heads, CASEMENT, GUEST_HEADS, GObject)

CasementGuestHeads *casement_guest_heads_new (void);
CasementGuestDisplay *casement_guest_heads_get (CasementGuestHeads *self, guint id);

/* For the session's channels. */
gboolean casement_guest_heads_adopt_display (CasementGuestHeads *self, SpiceDisplayChannel *channel, int id);
gboolean casement_guest_heads_adopt_cursor (CasementGuestHeads *self, SpiceCursorChannel *channel, int id);
void casement_guest_heads_drop_display (CasementGuestHeads *self, SpiceDisplayChannel *channel);
void casement_guest_heads_end (CasementGuestHeads *self);

G_END_DECLS
