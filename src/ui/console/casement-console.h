/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-console-keyboard.h"
#include "casement-console-session.h"
#include "casement-resizer.h"

G_BEGIN_DECLS

/* The guest's screen as a widget: picture, keyboard, pointer, guest cursor. Focusable; everything around it (headers, status
 * pages, menus) belongs to the window. Properties: "session" (nullable; keeps and dims the last frame when it closes or is
 * unset), "zoom" (percent of device pixels; 0, the default, for as large as fits), "scaling" (boolean: zoom is 0), "captured" (read-only: keys go to the guest), "inhibited" (read-only: the desktop's
 * shortcuts too), "guest-width", "guest-height"
 * (read-only, pixels), "has-picture" (read-only boolean). */
#define CASEMENT_TYPE_CONSOLE (casement_console_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsole, casement_console, CASEMENT, CONSOLE, GtkWidget)

GtkWidget *casement_console_new (void);
/* Which of the guest's screens is shown, before there is a session; the first by default. */
void casement_console_set_head (CasementConsole *self, guint id);
void casement_console_set_session (CasementConsole *self, CasementConsoleSession *session);
CasementConsoleSession *casement_console_get_session (CasementConsole *self);
void casement_console_set_scaling (CasementConsole *self, gboolean scaling);
void casement_console_set_zoom (CasementConsole *self, guint zoom);
guint casement_console_get_drawn_zoom (CasementConsole *self);
gboolean casement_console_get_captured (CasementConsole *self);
gboolean casement_console_get_inhibited (CasementConsole *self);
void casement_console_set_inhibit_policy (CasementConsole *self, CasementInhibitPolicy policy);
void casement_console_set_release_chord (CasementConsole *self, const CasementReleaseChord *chord);
const CasementReleaseChord *casement_console_get_release_chord (CasementConsole *self);
gboolean casement_console_get_pointer_locked (CasementConsole *self);
void casement_console_capture (CasementConsole *self);
void casement_console_release (CasementConsole *self);
CasementResizer *casement_console_get_resizer (CasementConsole *self);
/* (transfer full) (nullable): the last frame. */
GdkTexture *casement_console_dup_frame (CasementConsole *self);

G_END_DECLS
