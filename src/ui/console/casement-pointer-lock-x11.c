/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-pointer-lock.h"

#include <gdk/x11/gdkx.h>
#include <glib-unix.h>
#include <X11/extensions/XInput2.h>

/* A grab confines the pointer to the window; raw events of XInput 2 keep coming at its edges, without any warping. They are
 * read on a connection of their own, because GDK drops what it does not know. */

/* GDK's calls for X11 are deprecated since GTK 4.18, with nothing in their place. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

#define CASEMENT_TYPE_POINTER_LOCK_X11 (casement_pointer_lock_x11_get_type ())
G_DECLARE_FINAL_TYPE (CasementPointerLockX11, casement_pointer_lock_x11, CASEMENT, POINTER_LOCK_X11, CasementPointerLock)

struct _CasementPointerLockX11 {
  CasementPointerLock parent_instance;

  GdkDisplay *display;
  gboolean grabbed;
  Display *raw;
  int xi_opcode;
  guint source_id;
};

G_DEFINE_FINAL_TYPE (CasementPointerLockX11, casement_pointer_lock_x11, CASEMENT_TYPE_POINTER_LOCK)

static void
take_motion (CasementPointerLockX11 *self, const XIRawEvent *event)
{
  const double *value = event->raw_values;
  double delta[2] = { 0, 0 };

  for (int axis = 0; axis < 2 && axis < event->valuators.mask_len * 8; axis++)
    if (XIMaskIsSet (event->valuators.mask, axis))
      delta[axis] = *value++;
  if (delta[0] < 0 || delta[0] > 0 || delta[1] < 0 || delta[1] > 0)
    casement_pointer_lock_moved (CASEMENT_POINTER_LOCK (self), delta[0], delta[1]);
}

static gboolean
raw_cb (int fd, GIOCondition condition, gpointer user_data)
{
  /* A handler may drop the lock. */
  g_autoptr (CasementPointerLockX11) self = g_object_ref (user_data);

  if ((condition & (G_IO_HUP | G_IO_ERR)) != 0) {
    self->source_id = 0;
    casement_pointer_lock_broken (CASEMENT_POINTER_LOCK (self));
    return G_SOURCE_REMOVE;
  }
  while (self->source_id != 0 && XPending (self->raw) > 0) {
    XEvent event;

    XNextEvent (self->raw, &event);
    if (event.type != GenericEvent || event.xcookie.extension != self->xi_opcode ||
        !XGetEventData (self->raw, &event.xcookie))
      continue;
    if (event.xcookie.evtype == XI_RawMotion)
      take_motion (self, event.xcookie.data);
    XFreeEventData (self->raw, &event.xcookie);
  }
  return self->source_id != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
listen_raw (CasementPointerLockX11 *self)
{
  unsigned char bits[XIMaskLen (XI_RawMotion)] = { 0 };
  XIEventMask mask = { XIAllMasterDevices, sizeof bits, bits };
  int event, error;
  /* Since 2.1 raw events come during a grab too. */
  int major = 2, minor = 2;

  self->raw = XOpenDisplay (gdk_display_get_name (self->display));
  if (self->raw == NULL || !XQueryExtension (self->raw, "XInputExtension", &self->xi_opcode, &event, &error) ||
      XIQueryVersion (self->raw, &major, &minor) != Success)
    return FALSE;
  XISetMask (bits, XI_RawMotion);
  XISelectEvents (self->raw, DefaultRootWindow (self->raw), &mask, 1);
  /* Once this returns no motion is missed. */
  XSync (self->raw, False);
  self->source_id = g_unix_fd_add (ConnectionNumber (self->raw), G_IO_IN | G_IO_HUP | G_IO_ERR, raw_cb, self);
  return TRUE;
}

static gboolean
grab (CasementPointerLockX11 *self, GdkSurface *surface)
{
  Display *display = gdk_x11_display_get_xdisplay (self->display);
  Window window = gdk_x11_surface_get_xid (surface);
  int status;

  gdk_x11_display_error_trap_push (self->display);
  status = XGrabPointer (display, window, True, ButtonPressMask | ButtonReleaseMask | PointerMotionMask, GrabModeAsync,
                         GrabModeAsync, window, None, CurrentTime);
  if (gdk_x11_display_error_trap_pop (self->display) != 0)
    return FALSE;
  return status == GrabSuccess;
}

static void
casement_pointer_lock_x11_finalize (GObject *object)
{
  CasementPointerLockX11 *self = (CasementPointerLockX11 *) object;

  g_clear_handle_id (&self->source_id, g_source_remove);
  if (self->raw != NULL)
    XCloseDisplay (self->raw);
  if (self->grabbed && !gdk_display_is_closed (self->display)) {
    XUngrabPointer (gdk_x11_display_get_xdisplay (self->display), CurrentTime);
    gdk_display_flush (self->display);
  }
  g_clear_object (&self->display);
  G_OBJECT_CLASS (casement_pointer_lock_x11_parent_class)->finalize (object);
}

static void
casement_pointer_lock_x11_class_init (CasementPointerLockX11Class *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_pointer_lock_x11_finalize;
}

static void
casement_pointer_lock_x11_init (CasementPointerLockX11 *self)
{
}

/**
 * casement_pointer_lock_x11_new:
 *
 * Returns: (transfer full) (nullable): the pointer, locked; %NULL on another windowing system, or if another program holds
 *   the pointer.
 */
CasementPointerLock *
casement_pointer_lock_x11_new (GdkSurface *surface, GdkDevice *pointer)
{
  g_autoptr (CasementPointerLockX11) self = NULL;

  if (!GDK_IS_X11_SURFACE (surface))
    return NULL;
  self = g_object_new (CASEMENT_TYPE_POINTER_LOCK_X11, NULL);
  self->display = g_object_ref (gdk_surface_get_display (surface));
  if (!listen_raw (self))
    return NULL;
  self->grabbed = grab (self, surface);
  return self->grabbed ? CASEMENT_POINTER_LOCK (g_steal_pointer (&self)) : NULL;
}

G_GNUC_END_IGNORE_DEPRECATIONS
