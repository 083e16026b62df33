/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "casement-cursor.h"
#include "casement-framebuffer.h"

G_BEGIN_DECLS

typedef struct _SpiceDisplayChannel SpiceDisplayChannel;
typedef struct _SpiceCursorChannel SpiceCursorChannel;

/* One screen of the guest: a display channel feeding a framebuffer, and the cursor channel that belongs to it. Outlives its
 * channels, so that the last picture stays and the next channels continue it.
 * Properties (read-only): "cursor" (nullable CasementCursor), "cursor-hidden" (boolean), "cursor-x" and "cursor-y" (where the
 * guest puts its pointer, in guest pixels; what a relative pointer is drawn at).
 * Signal "failed" (GError): the guest sends what cannot be shown. */
#define CASEMENT_TYPE_GUEST_DISPLAY (casement_guest_display_get_type ())
G_DECLARE_FINAL_TYPE (CasementGuestDisplay, casement_guest_display, CASEMENT, GUEST_DISPLAY, GObject)

CasementGuestDisplay *casement_guest_display_new (guint id);
guint casement_guest_display_get_id (CasementGuestDisplay *self);
CasementFramebuffer *casement_guest_display_get_framebuffer (CasementGuestDisplay *self);
CasementCursor *casement_guest_display_get_cursor (CasementGuestDisplay *self);
gboolean casement_guest_display_get_cursor_hidden (CasementGuestDisplay *self);
void casement_guest_display_get_cursor_position (CasementGuestDisplay *self, int *x, int *y);

/* Which part of its channel's surface it is, where there are several. */
void casement_guest_display_set_head (CasementGuestDisplay *self, guint head);
void casement_guest_display_set_channel (CasementGuestDisplay *self, SpiceDisplayChannel *channel);
void casement_guest_display_set_cursor_channel (CasementGuestDisplay *self, SpiceCursorChannel *channel);

G_END_DECLS
