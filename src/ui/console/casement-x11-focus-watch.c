/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-x11-focus-watch.h"

#include <gdk/x11/gdkx.h>
#include <glib-unix.h>

/* GDK's calls for X11 are deprecated since GTK 4.18, with nothing in their place. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

struct _CasementX11FocusWatch {
  /* A connection of its own: on GDK's, selecting events would change what GDK gets. */
  Display *display;
  guint source_id;
  CasementX11FocusLost lost;
  gpointer user_data;
};

static gboolean
is_loss (const XEvent *event)
{
  return event->type == FocusOut && event->xfocus.detail != NotifyInferior && event->xfocus.detail != NotifyPointer &&
         (event->xfocus.mode == NotifyNormal || event->xfocus.mode == NotifyWhileGrabbed);
}

static gboolean
focus_cb (int fd, GIOCondition condition, gpointer user_data)
{
  CasementX11FocusWatch *self = user_data;
  gboolean lost = FALSE;

  if ((condition & (G_IO_HUP | G_IO_ERR)) != 0) {
    self->source_id = 0;
    return G_SOURCE_REMOVE;
  }
  while (XPending (self->display) > 0) {
    XEvent event;

    XNextEvent (self->display, &event);
    lost |= is_loss (&event);
  }
  /* May free the watch, and this source with it. */
  if (lost)
    self->lost (self->user_data);
  return G_SOURCE_CONTINUE;
}

/**
 * casement_x11_focus_watch_new:
 * @surface: the window
 * @lost: called in the main loop
 *
 * Returns: (transfer full) (nullable): the watch; %NULL on another windowing system.
 */
CasementX11FocusWatch *
casement_x11_focus_watch_new (GdkSurface *surface, CasementX11FocusLost lost, gpointer user_data)
{
  CasementX11FocusWatch *self;
  Display *display;

  if (!GDK_IS_X11_SURFACE (surface))
    return NULL;
  display = XOpenDisplay (gdk_display_get_name (gdk_surface_get_display (surface)));
  if (display == NULL)
    return NULL;
  self = g_new0 (CasementX11FocusWatch, 1);
  self->display = display;
  self->lost = lost;
  self->user_data = user_data;
  XSelectInput (display, gdk_x11_surface_get_xid (surface), FocusChangeMask);
  XFlush (display);
  self->source_id = g_unix_fd_add (ConnectionNumber (display), G_IO_IN | G_IO_HUP | G_IO_ERR, focus_cb, self);
  return self;
}

/**
 * casement_x11_focus_watch_free:
 *
 * Ends the watch.
 */
void
casement_x11_focus_watch_free (CasementX11FocusWatch *self)
{
  g_clear_handle_id (&self->source_id, g_source_remove);
  XCloseDisplay (self->display);
  g_free (self);
}

G_GNUC_END_IGNORE_DEPRECATIONS
