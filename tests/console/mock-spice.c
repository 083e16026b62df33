/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>
#include <spice.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mock-screen.h"
#include "mock-server.h"

/* Usage: mock-spice SOCKET [PASSWORD], in an environment with MOCK_SECOND=1 with a second screen
 * A guest's screen at a socket, for tests of the whole program. Says "ready" once it listens; then takes a line at a time and
 * answers "ok", or what was asked for: "size W H", "second W H" (another screen; 0 0 to switch it off), "tablet", "keys", "clear", "quit". Ends with its input. */

static gboolean ended;
static MockScreen *second;

static void
show (MockServer *server, guint width, guint height)
{
  static const guint32 colors[] = { 0x0a5fb4, 0x1c71d8, 0x3584e4, 0x62a0ea };
  int step = (int) (width / G_N_ELEMENTS (colors));

  mock_server_create_primary (server, width, height, SPICE_SURFACE_FMT_32_xRGB);
  for (int i = 0; i < (int) G_N_ELEMENTS (colors); i++)
    mock_server_fill (server, i * step, 0, step, (int) height, colors[i]);
  mock_server_fill (server, 0, (int) height - 40, (int) width, 40, 0x202020);
}

static void
answer (MockServer *server, const char *line)
{
  guint width, height;

  if (sscanf (line, "size %u %u", &width, &height) == 2) {
    show (server, width, height);
  } else if (sscanf (line, "second %u %u", &width, &height) == 2) {
    if (width > 0) {
      mock_screen_create_primary (second, width, height, SPICE_SURFACE_FMT_32_xRGB);
      mock_screen_fill (second, 0, 0, (int) width, (int) height, 0x26a269);
    } else {
      mock_screen_destroy_primary (second);
    }
  } else if (strcmp (line, "tablet") == 0) {
    mock_server_set_tablet (server, TRUE);
  } else if (strcmp (line, "clear") == 0) {
    mock_server_clear_log (server);
  } else if (strcmp (line, "keys") == 0) {
    printf ("%s\n", mock_server_get_keys (server));
    return;
  } else if (strcmp (line, "quit") == 0) {
    ended = TRUE;
  }
  printf ("ok\n");
}

static gboolean
line_cb (GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
  g_autofree char *line = NULL;

  if (g_io_channel_read_line (channel, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL) {
    ended = TRUE;
    return G_SOURCE_REMOVE;
  }
  answer (user_data, g_strstrip (line));
  fflush (stdout);
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);
  MockServer *server;

  if (argc != 2 && argc != 3)
    return 2;
  server = mock_server_new_listening (argv[1]);
  if (g_getenv ("MOCK_SECOND") != NULL) {
    second = mock_screen_new (mock_server_get_spice (server), 1);
    answer (server, "second 800 600");
  }
  if (argc == 3)
    mock_server_set_password (server, argv[2]);
  show (server, 1024, 768);
  g_io_add_watch (input, G_IO_IN | G_IO_HUP, line_cb, server);
  printf ("ready\n");
  fflush (stdout);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  /* Whoever is connected goes with it; taking the server apart in order is for tests of the server's own process. */
  fflush (stdout);
  _Exit (0);
}
