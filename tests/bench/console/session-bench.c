/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <linux/input-event-codes.h>
#include <locale.h>
#include <malloc.h>
#include <spice.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "casement-console-session.h"
#include "mock-server.h"

/* Usage: session-bench
 *
 * What the console takes below its widget, against a server in the same process over socket pairs: how long
 * from the start to the first frame, from a key to the server, for 5,000 changes, and how much memory a
 * screen takes. Medians; nothing fails. */

#define ROUNDS 9
#define WIDTH 1920
#define HEIGHT 1080
#define N_CHANNELS 4
#define N_CHANGES 5000

typedef struct {
  MockServer *server;
  CasementConsoleSession *session;
  CasementFramebuffer *framebuffer;
  CasementInputs *inputs;
  guint n_damaged;
} Bench;

static int
compare (gconstpointer a, gconstpointer b)
{
  const double *one = a, *other = b;

  return *one < *other ? -1 : *one > *other;
}

static double
median (double samples[ROUNDS])
{
  qsort (samples, ROUNDS, sizeof *samples, compare);
  return samples[ROUNDS / 2];
}

static double
now (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static void
damaged_cb (Bench *bench)
{
  bench->n_damaged++;
}

static double
connect_once (Bench *bench, double *work)
{
  g_autoptr (CasementTransport) transport = NULL;
  double start;

  bench->server = mock_server_new ();
  mock_server_create_primary (bench->server, WIDTH, HEIGHT, SPICE_SURFACE_FMT_32_xRGB);
  transport = mock_server_new_transport (bench->server);
  bench->session = casement_console_session_new (transport);
  bench->framebuffer
      = casement_guest_display_get_framebuffer (casement_console_session_get_display (bench->session));
  bench->inputs = casement_console_session_get_inputs (bench->session);
  bench->n_damaged = 0;
  g_signal_connect_swapped (bench->framebuffer, "damaged", G_CALLBACK (damaged_cb), bench);
  start = now (CLOCK_MONOTONIC);
  *work = now (CLOCK_PROCESS_CPUTIME_ID);
  casement_console_session_start (bench->session);
  while (bench->n_damaged == 0)
    mock_iterate ();
  casement_framebuffer_update (bench->framebuffer);
  *work = now (CLOCK_PROCESS_CPUTIME_ID) - *work;
  return now (CLOCK_MONOTONIC) - start;
}

static double
press_once (Bench *bench)
{
  double start;

  WAIT_FOR (casement_inputs_get_ready (bench->inputs));
  mock_server_wait_channels (bench->server, N_CHANNELS);
  start = now (CLOCK_MONOTONIC);
  casement_inputs_press_key (bench->inputs, KEY_A);
  while (*mock_server_get_keys (bench->server) == '\0')
    g_main_context_iteration (NULL, TRUE);
  casement_inputs_release_key (bench->inputs, KEY_A);
  return now (CLOCK_MONOTONIC) - start;
}

/* Processor time of this thread; the server draws in another. */
static double
change_once (Bench *bench)
{
  double start = now (CLOCK_THREAD_CPUTIME_ID);

  bench->n_damaged = 0;
  for (int i = 0; i < N_CHANGES; i++)
    casement_framebuffer_damage (bench->framebuffer, i * 7 % (WIDTH - 32), i * 13 % (HEIGHT - 32), 32, 32);
  g_assert_cmpuint (bench->n_damaged, ==, 1);
  casement_framebuffer_update (bench->framebuffer);
  return now (CLOCK_THREAD_CPUTIME_ID) - start;
}

static void
disconnect (Bench *bench)
{
  casement_console_session_stop (bench->session);
  g_clear_object (&bench->session);
  mock_server_free (bench->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static double
resident (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL)
      || (line = strstr (status, "RssAnon:")) == NULL)
    return 0.0;
  return g_ascii_strtod (line + strlen ("RssAnon:"), NULL) / 1024.0;
}

/* What a larger screen takes more, for each of its pixels, without the guest's own memory, which is here as
 * well. */
static void
print_memory (Bench *bench)
{
  static const guint sizes[][2] = { { WIDTH, HEIGHT }, { 3840, 2160 } };
  double memory[G_N_ELEMENTS (sizes)];
  double n_pixels = sizes[1][0] * sizes[1][1] - sizes[0][0] * sizes[0][1];

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    mock_server_create_primary (bench->server, sizes[i][0], sizes[i][1], SPICE_SURFACE_FMT_32_xRGB);
    mock_server_fill (bench->server, 0, 0, (int) sizes[i][0], (int) sizes[i][1], 0x123456 + i);
    for (guint32 last = 0; last != 0xff123456 + i;) {
      g_autoptr (GBytes) frame = NULL;

      mock_iterate ();
      frame = casement_framebuffer_dup_frame (bench->framebuffer);
      last = ((const guint32 *) g_bytes_get_data (frame, NULL))[g_bytes_get_size (frame) / 4 - 1];
    }
    for (guint n = 0; n < 20; n++)
      mock_iterate ();
    malloc_trim (0);
    memory[i] = resident ();
  }
  g_print ("memory        %6.1f bytes for each of the guest's pixels, the library's included\n",
           (memory[1] - memory[0]) * 1024 * 1024 / n_pixels - 4);
}

int
main (int argc, char **argv)
{
  double first[ROUNDS], work[ROUNDS], key[ROUNDS], changes[ROUNDS];

  setlocale (LC_ALL, "");
  mock_init ();
  for (guint i = 0; i < ROUNDS; i++) {
    Bench bench = { 0 };

    first[i] = connect_once (&bench, &work[i]);
    key[i] = press_once (&bench);
    changes[i] = change_once (&bench);
    if (i == ROUNDS - 1)
      print_memory (&bench);
    disconnect (&bench);
  }
  g_print ("first frame   %6.1f ms from the start of the session, %.1f ms of processor time with the "
           "server's, %d×%d\n",
           median (first), median (work), WIDTH, HEIGHT);
  g_print ("key           %6.2f ms until the server has it\n", median (key));
  g_print ("%d changes  %6.2f ms of processor time, one signal and one update\n", N_CHANGES,
           median (changes));
  return 0;
}
