/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a key is pressed at the boot prompt, and when no more: samples in, steps out. */
#include "casement-boot-judge.h"

#define MIB (1024 * 1024)
#define ON TRUE, TRUE
#define PAUSED TRUE, FALSE
#define OFF FALSE, FALSE

typedef struct {
  const char *name;
  gboolean emulated;
  struct {
    CasementBootSample sample; /* msec, active, running, restarts, read, written */
    CasementBootStep wanted;
  } steps[8];
  guint n_steps;
} Case;

static const Case cases[] = {
  { "usual", FALSE,
    { { { 0, ON, 0, 0, 0 }, CASEMENT_BOOT_WAIT },
      { { 1000, ON, 0, 8192, 0 }, CASEMENT_BOOT_WAIT },
      { { 1500, ON, 0, 2 * MIB, 0 }, CASEMENT_BOOT_PRESS },
      { { 2000, ON, 0, 2 * MIB, 0 }, CASEMENT_BOOT_PRESS },
      { { 2500, ON, 0, 9 * MIB, 0 }, CASEMENT_BOOT_PRESS },
      { { 3000, ON, 0, 40 * MIB, 0 }, CASEMENT_BOOT_LOADING },
      { { 3500, ON, 0, 2 * MIB, 0 }, CASEMENT_BOOT_LOADING } },
    7 },
  { "no prompt on the image", FALSE, { { { 0, ON, 0, 0, 0 }, CASEMENT_BOOT_WAIT }, { { 500, ON, 0, 50 * MIB, 0 }, CASEMENT_BOOT_LOADING } }, 2 },
  { "too late to help", FALSE, { { { 0, ON, 0, 400 * MIB, 0 }, CASEMENT_BOOT_LOADING } }, 1 },
  { "disk written", FALSE,
    { { { 0, ON, 0, 2 * MIB, 0 }, CASEMENT_BOOT_PRESS }, { { 500, ON, 0, 2 * MIB, 512 }, CASEMENT_BOOT_WRITTEN }, { { 900, ON, 0, 2 * MIB, 0 }, CASEMENT_BOOT_WRITTEN } },
    3 },
  { "not into a second installation", FALSE, { { { 0, ON, 1, 2 * MIB, 4096 }, CASEMENT_BOOT_WRITTEN } }, 1 },
  { "restarted at the prompt", FALSE,
    { { { 0, ON, 0, 2 * MIB, 0 }, CASEMENT_BOOT_PRESS }, { { 500, ON, 1, 2 * MIB, 0 }, CASEMENT_BOOT_RESTARTED }, { { 900, ON, 1, 3 * MIB, 0 }, CASEMENT_BOOT_RESTARTED } },
    3 },
  { "the firmware restarts", FALSE,
    { { { 0, ON, 0, 0, 0 }, CASEMENT_BOOT_WAIT }, { { 500, ON, 1, 0, 0 }, CASEMENT_BOOT_WAIT }, { { 1500, ON, 1, 2 * MIB, 0 }, CASEMENT_BOOT_PRESS }, { { 2000, ON, 2, 2 * MIB, 0 }, CASEMENT_BOOT_RESTARTED } },
    4 },
  { "paused", FALSE,
    { { { 0, ON, 0, 2 * MIB, 0 }, CASEMENT_BOOT_PRESS }, { { 500, PAUSED, 0, 2 * MIB, 0 }, CASEMENT_BOOT_WAIT }, { { 1000, ON, 0, 2 * MIB, 0 }, CASEMENT_BOOT_PRESS } },
    3 },
  { "off", FALSE, { { { 0, ON, 0, 2 * MIB, 0 }, CASEMENT_BOOT_PRESS }, { { 500, OFF, 0, 0, 0 }, CASEMENT_BOOT_OFF }, { { 900, ON, 0, 2 * MIB, 0 }, CASEMENT_BOOT_OFF } }, 3 },
  { "never read", FALSE, { { { 59999, ON, 0, 0, 0 }, CASEMENT_BOOT_WAIT }, { { 60000, ON, 0, 0, 0 }, CASEMENT_BOOT_LATE } }, 2 },
  { "nothing comes of it", FALSE,
    { { { 50000, ON, 0, MIB, 0 }, CASEMENT_BOOT_PRESS }, { { 109999, ON, 0, MIB, 0 }, CASEMENT_BOOT_PRESS }, { { 110000, ON, 0, MIB, 0 }, CASEMENT_BOOT_LATE } },
    3 },
  { "emulated takes its time", TRUE,
    { { { 200000, ON, 0, 0, 0 }, CASEMENT_BOOT_WAIT }, { { 250000, ON, 0, MIB, 0 }, CASEMENT_BOOT_PRESS }, { { 549999, ON, 0, MIB, 0 }, CASEMENT_BOOT_PRESS }, { { 550000, ON, 0, MIB, 0 }, CASEMENT_BOOT_LATE } },
    4 },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  CasementBootJudge judge = { .emulated = c->emulated };

  for (guint i = 0; i < c->n_steps; i++) {
    CasementBootStep step = casement_boot_judge (&judge, &c->steps[i].sample);

    if (step != c->steps[i].wanted)
      g_error ("%s, step %u: %d instead of %d", c->name, i, step, c->steps[i].wanted);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/vm/boot-judge/%s", cases[i].name);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  return g_test_run ();
}
