/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Tells that a window loses the focus while GDK holds the keyboard for it. GDK then ignores focus events of X11 and waits for
 * the window manager to say it in _NET_WM_STATE_FOCUSED, which not every one does (Openbox): the keyboard would stay with a
 * window that the user has left. */
typedef struct _CasementX11FocusWatch CasementX11FocusWatch;

typedef void (*CasementX11FocusLost) (gpointer user_data);

CasementX11FocusWatch *casement_x11_focus_watch_new (GdkSurface *surface, CasementX11FocusLost lost, gpointer user_data);
void casement_x11_focus_watch_free (CasementX11FocusWatch *self);

G_END_DECLS
