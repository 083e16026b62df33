/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

/* Usage: frame-watcher SECONDS
 *
 * Counts the colours that the middle of the screen takes, one a frame of load-server: what a person sees,
 * whoever shows it. First waits until there is something other than black, and prints how long that took. */

#define INTERVAL 4000
#define PATIENCE (20 * G_USEC_PER_SEC)

int
main (int argc, char **argv)
{
  Display *display = XOpenDisplay (NULL);
  gint64 start = g_get_monotonic_time (), end;
  unsigned long last = 0;
  guint n_frames = 0;

  if (argc != 2 || display == NULL)
    return 2;
  end = start + PATIENCE;
  for (gboolean counting = FALSE; g_get_monotonic_time () < end; g_usleep (INTERVAL)) {
    int screen = DefaultScreen (display);
    XImage *image = XGetImage (display, RootWindow (display, screen), DisplayWidth (display, screen) / 2,
                               DisplayHeight (display, screen) / 2, 1, 1, AllPlanes, ZPixmap);
    unsigned long pixel = XGetPixel (image, 0, 0) & 0xffffff;

    XDestroyImage (image);
    if (pixel != last)
      n_frames++;
    last = pixel;
    if (!counting && pixel != 0) {
      counting = TRUE;
      n_frames = 0;
      end = g_get_monotonic_time () + (gint64) (atof (argv[1]) * G_USEC_PER_SEC);
    }
  }
  printf ("%.2f\n", n_frames / atof (argv[1]));
  XCloseDisplay (display);
  return 0;
}
