/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Runs a target over its seeds, files given as arguments, and a number of mutations of them. The same seed
 * gives the same inputs, so that what fails can be run again: FUZZ_SEED, FUZZ_RUNS and FUZZ_ONLY (the number
 * of one run) come from the environment. Where libFuzzer is at hand, link the targets with it instead. */

#define DEFAULT_RUNS 2000
#define SECONDS_A_RUN 20

static volatile guint current_run;

static void
died_cb (int number)
{
  char text[64];
  int length = snprintf (text, sizeof text, "fuzz: signal %d in run %u\n", number, current_run);

  if (length > 0 && write (STDERR_FILENO, text, (size_t) length) < 0)
    _exit (2);
  signal (number, SIG_DFL);
  raise (number);
}

static guint
get_number (const char *name, guint fallback)
{
  const char *text = g_getenv (name);
  guint64 number = fallback;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &number, NULL)) {
    g_printerr ("fuzz: %s is not a number\n", name);
    exit (2);
  }
  return (guint) number;
}

/* Images are mostly zeros, which nobody reads. */
static gsize
pick_position (GRand *random, const GByteArray *bytes)
{
  gsize at = 0;

  for (guint i = 0; i < 64; i++) {
    at = (gsize) g_rand_int_range (random, 0, (gint32) bytes->len);
    if (bytes->data[at] != 0)
      break;
  }
  return at;
}

static void
mutate_once (GRand *random, GByteArray *bytes)
{
  static const guint32 interesting[]
      = { 0,       1,          0x7f,       0x80,       0xff,       0x7fff,     0x8000,     0xffff,
          0x10000, 0x3fffffff, 0x40000000, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 0x00200000 };
  gsize at = pick_position (random, bytes);
  gsize left = bytes->len - at;
  gsize length = (gsize) g_rand_int_range (random, 1, 64);

  length = MIN (length, left);
  switch (g_rand_int_range (random, 0, 7)) {
  case 0:
    bytes->data[at] ^= (guint8) (1 << g_rand_int_range (random, 0, 8));
    break;
  case 1:
    bytes->data[at] = (guint8) g_rand_int (random);
    break;
  case 2:
  case 3: {
    guint32 value = GUINT32_TO_LE (interesting[g_rand_int_range (random, 0, G_N_ELEMENTS (interesting))]);

    memcpy (bytes->data + at, &value, MIN (left, sizeof value));
    break;
  }
  case 4: {
    gsize from = pick_position (random, bytes);

    memmove (bytes->data + at, bytes->data + from, MIN (length, bytes->len - from));
    break;
  }
  case 5:
    memset (bytes->data + at, g_rand_int_range (random, 0, 2) == 0 ? 0 : 0xff, length);
    break;
  default:
    if (g_rand_int_range (random, 0, 4) == 0)
      g_byte_array_set_size (bytes, (guint) at + 1);
    else if (bytes->len > length + 1)
      g_byte_array_remove_range (bytes, (guint) at, (guint) MIN (length, left));
  }
}

static GByteArray *
mutate (GRand *random, GPtrArray *seeds)
{
  GBytes *seed = g_ptr_array_index (seeds, g_rand_int_range (random, 0, (gint32) seeds->len));
  GByteArray *bytes = g_byte_array_new ();
  int changes = 1 << g_rand_int_range (random, 0, 5);

  g_byte_array_append (bytes, g_bytes_get_data (seed, NULL), (guint) g_bytes_get_size (seed));
  for (int i = 0; i < changes && bytes->len > 1; i++)
    mutate_once (random, bytes);
  return bytes;
}

static void
run (const guint8 *data, gsize length)
{
  alarm (SECONDS_A_RUN);
  LLVMFuzzerTestOneInput (data, length);
  alarm (0);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) seeds = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (get_number ("FUZZ_SEED", 20240501));
  guint runs = get_number ("FUZZ_RUNS", DEFAULT_RUNS);
  guint only = get_number ("FUZZ_ONLY", 0);

  setlocale (LC_ALL, "");
  signal (SIGABRT, died_cb);
  signal (SIGALRM, died_cb);
  signal (SIGSEGV, died_cb);
  seeds = fuzz_target_seeds ();
  for (int i = 1; i < argc; i++) {
    g_autoptr (GError) error = NULL;
    char *data;
    gsize length;

    if (!g_file_get_contents (argv[i], &data, &length, &error)) {
      g_printerr ("fuzz: %s\n", error->message);
      return 2;
    }
    g_ptr_array_add (seeds, g_bytes_new_take (data, length));
  }
  for (guint i = 0; i < seeds->len; i++)
    run (g_bytes_get_data (g_ptr_array_index (seeds, i), NULL),
         g_bytes_get_size (g_ptr_array_index (seeds, i)));
  for (current_run = 1; seeds->len > 0 && current_run <= runs; current_run++) {
    g_autoptr (GByteArray) bytes = mutate (random, seeds);

    if (only == 0 || only == current_run)
      run (bytes->data, bytes->len);
  }
  printf ("%u seeds, %u mutations\n", seeds->len, runs);
  return 0;
}
