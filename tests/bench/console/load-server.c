/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <spice.h>
#include <glib-unix.h>
#include <stdlib.h>
#include "mock-screen.h"
#include "mock-server.h"

/* Usage: load-server SOCKET WIDTH HEIGHT LOAD RATE
 *
 * A guest that draws LOAD at RATE frames a second until it is killed: idle, full, half, rects-64 (32 of
 * them), rects-16 (256), scroll, video. Each frame ends with a square in the middle whose colour is the
 * frame's number, for frame-watcher. A frame is left out while the server still has the one of before.
 * Colours of 0 are left out, too: black is what is there before. */

#define MARK 32
#define SCROLL 16
#define N_PATTERNS 4
#define MAX_BACKLOG 300

typedef struct _Load Load;

typedef struct {
  const char *name;
  void (*draw) (Load *load);
} Kind;

struct _Load {
  MockServer *server;
  MockScreen *screen;
  int width;
  int height;
  const Kind *kind;
  guint32 *patterns[N_PATTERNS];
  guint frame;
};

static const guint32 *
pattern (Load *load)
{
  return load->patterns[load->frame % N_PATTERNS];
}

static void
draw_nothing (Load *load)
{
}

static void
draw_full (Load *load)
{
  mock_screen_draw (load->screen, 0, 0, load->width, load->height, pattern (load));
}

static void
draw_half (Load *load)
{
  mock_screen_draw (load->screen, 0, load->height / 4, load->width, load->height / 2, pattern (load));
}

static void
draw_rects (Load *load, guint n, int side)
{
  for (guint i = 0; i < n; i++) {
    /* Spread, and other places for each frame, the same ones in each run. */
    guint place = (load->frame * n + i) * 2654435761u;
    int x = (int) (place % (guint) (load->width - side));
    int y = (int) (place / 65536 % (guint) (load->height - side));

    mock_screen_draw (load->screen, x, y, side, side, pattern (load) + i * 64);
  }
}

static void
draw_rects_64 (Load *load)
{
  draw_rects (load, 32, 64);
}

static void
draw_rects_16 (Load *load)
{
  draw_rects (load, 256, 16);
}

/* A page of text that moves up by a line. */
static void
draw_scroll (Load *load)
{
  mock_screen_copy (load->screen, 0, 0, load->width, load->height - SCROLL, 0, SCROLL);
  mock_screen_draw (load->screen, 0, load->height - SCROLL, load->width, SCROLL, pattern (load));
}

static void
draw_video (Load *load)
{
  mock_screen_draw (load->screen, load->width / 4, load->height / 4, load->width / 2, load->height / 2,
                    pattern (load));
}

static const Kind kinds[] = {
  { "idle", draw_nothing },      { "full", draw_full },         { "half", draw_half },
  { "rects-64", draw_rects_64 }, { "rects-16", draw_rects_16 }, { "scroll", draw_scroll },
  { "video", draw_video },
};

static gboolean
frame_cb (gpointer user_data)
{
  Load *load = user_data;

  if ((load->kind->draw == draw_nothing && load->frame > 0)
      || mock_screen_get_backlog (load->screen) > MAX_BACKLOG)
    return G_SOURCE_CONTINUE;
  load->frame++;
  load->kind->draw (load);
  mock_screen_fill (load->screen, (load->width - MARK) / 2, (load->height - MARK) / 2, MARK, MARK,
                    1 + load->frame * 0x10101 % 0xfffffe);
  return G_SOURCE_CONTINUE;
}

static gboolean
stop_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  Load load = { 0 };
  gboolean stopped = FALSE;
  gsize n_pixels;

  for (guint i = 0; argc == 6 && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (argv[4], kinds[i].name))
      load.kind = &kinds[i];
  if (load.kind == NULL) {
    g_printerr ("Usage: load-server SOCKET WIDTH HEIGHT LOAD RATE\n");
    return 2;
  }
  load.width = atoi (argv[2]);
  load.height = atoi (argv[3]);
  n_pixels = (gsize) load.width * (gsize) load.height;
  for (guint i = 0; i < N_PATTERNS; i++) {
    load.patterns[i] = g_new (guint32, n_pixels);
    for (gsize j = 0; j < n_pixels; j++)
      load.patterns[i][j] = (guint32) (j * (0x010203 + i * 0x331155)) & 0xffffff;
  }
  load.server = mock_server_new_listening (argv[1]);
  load.screen = mock_server_get_screen (load.server);
  mock_server_set_tablet (load.server, TRUE);
  mock_server_create_primary (load.server, (guint) load.width, (guint) load.height,
                              SPICE_SURFACE_FMT_32_xRGB);
  mock_server_set_head (load.server, (guint) load.width, (guint) load.height);
  g_timeout_add (1000 / MAX (1, (guint) atoi (argv[5])), frame_cb, &load);
  g_unix_signal_add (SIGTERM, stop_cb, &stopped);
  g_print ("ready\n");
  while (!stopped)
    g_main_context_iteration (NULL, TRUE);
  return 0;
}
