/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-console-picture.h"
#include "casement-console-session.h"

G_BEGIN_DECLS

/* The pointer over a console: positions for guests that take them, motion of a held pointer for those that do not, buttons,
 * wheel, and the guest's cursor.
 * Signal "clicked": the user clicked into the picture, on which the console takes the keyboard. Property (read-only):
 * "locked" (boolean). */
#define CASEMENT_TYPE_CONSOLE_POINTER (casement_console_pointer_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsolePointer, casement_console_pointer, CASEMENT, CONSOLE_POINTER, GObject)

CasementConsolePointer *casement_console_pointer_new (GtkWidget *widget);
void casement_console_pointer_set_session (CasementConsolePointer *self, CasementConsoleSession *session, CasementGuestDisplay *display);
void casement_console_pointer_set_view (CasementConsolePointer *self,
                                        const CasementConsoleView *view,
                                        guint guest_width,
                                        guint guest_height);
gboolean casement_console_pointer_get_locked (CasementConsolePointer *self);
void casement_console_pointer_set_captured (CasementConsolePointer *self, gboolean captured);
void casement_console_pointer_unlock (CasementConsolePointer *self);
void casement_console_pointer_snapshot (CasementConsolePointer *self, GtkSnapshot *snapshot);

gboolean casement_console_pointer_touch (CasementConsolePointer *self,
                                         GdkEventType type,
                                         gboolean first,
                                         gboolean inside,
                                         int x,
                                         int y);

G_END_DECLS
