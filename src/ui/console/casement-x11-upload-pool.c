/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-x11-upload-pool.h"

#include <cairo-xlib.h>
#include <gdk/x11/gdkx.h>

/* GDK's calls for X11 are deprecated since GTK 4.18, with nothing in their place. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

/**
 * casement_x11_upload_pool_hold:
 * @surface: of a window that cairo draws
 * @width: of the largest upload, in device pixels
 * @height: likewise
 *
 * cairo gives pictures to the X server in shared memory, which it takes anew for each picture beyond some
 * size, and lets go of when none of it is in use. All of its pages are then new to both sides for every
 * frame, which cost more than half of the processor time of a full frame (seen with cairo 1.16). A picture
 * that nobody draws on keeps the memory in use; its own pages are never touched.
 *
 * Returns: (transfer full) (nullable): what to hold on to; %NULL where X11 is not what draws.
 */
cairo_surface_t *
casement_x11_upload_pool_hold (GdkSurface *surface, int width, int height)
{
  XWindowAttributes attributes;
  cairo_surface_t *window, *held;
  Display *display;
  Window xid;

  if (!GDK_IS_X11_SURFACE (surface))
    return NULL;
  display = gdk_x11_display_get_xdisplay (gdk_surface_get_display (surface));
  xid = gdk_x11_surface_get_xid (surface);
  if (XGetWindowAttributes (display, xid, &attributes) == 0)
    return NULL;
  window = cairo_xlib_surface_create (display, xid, attributes.visual, attributes.width, attributes.height);
  held = cairo_surface_create_similar_image (window, CAIRO_FORMAT_ARGB32, width, height);
  cairo_surface_destroy (window);
  return held;
}

G_GNUC_END_IGNORE_DEPRECATIONS
