/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what the guest's input devices say, one line an event, and shuts the machine down when its power button is
 * pressed. Statically linked: it runs in the stand-in guest, which has nothing else. */
#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MAX_DEVICES 32

static int
open_devices (struct pollfd *fds, char (*names)[64])
{
  char path[32];
  int n = 0;

  for (int i = 0; i < MAX_DEVICES; i++) {
    snprintf (path, sizeof path, "/dev/input/event%d", i);
    fds[n].fd = open (path, O_RDONLY);
    if (fds[n].fd < 0)
      continue;
    fds[n].events = POLLIN;
    if (ioctl (fds[n].fd, EVIOCGNAME (sizeof names[n]), names[n]) < 0)
      snprintf (names[n], sizeof names[n], "?");
    n++;
  }
  return n;
}

static void
log_event (FILE *serial, const char *name, const struct input_event *event)
{
  static const char *const types[] = { [EV_KEY] = "key", [EV_REL] = "rel", [EV_ABS] = "abs" };

  if (event->type >= sizeof types / sizeof types[0] || types[event->type] == NULL)
    return;
  printf ("%s %u %d %s\n", types[event->type], event->code, event->value, name);
  /* Every motion over a serial line in emulation would take longer than the motion. */
  if (serial != NULL && event->type == EV_KEY)
    fprintf (serial, "standin: input key %u %d %s\n", event->code, event->value, name);
}

int
main (void)
{
  struct pollfd fds[MAX_DEVICES];
  char names[MAX_DEVICES][64];
  int n = open_devices (fds, names);
  FILE *serial = getenv ("has_serial") != NULL && *getenv ("has_serial") ? fopen ("/dev/ttyS0", "w") : NULL;

  setvbuf (stdout, NULL, _IOLBF, 0);
  if (serial != NULL)
    setvbuf (serial, NULL, _IOLBF, 0);
  while (n > 0 && poll (fds, n, -1) > 0) {
    for (int i = 0; i < n; i++) {
      struct input_event event;

      if (!(fds[i].revents & POLLIN) || read (fds[i].fd, &event, sizeof event) != sizeof event)
        continue;
      log_event (serial, names[i], &event);
      if (event.type == EV_KEY && event.code == KEY_POWER && event.value == 1)
        execl ("/sbin/shutdown", "shutdown", (char *) NULL);
    }
  }
  return 1;
}
