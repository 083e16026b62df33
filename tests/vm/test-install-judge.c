/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far an installation is, and when it stands still: from samples as a machine gives them. */
#include "casement-install-judge.h"

#define MIB (G_GUINT64_CONSTANT (1024) * 1024)
#define MINUTE 60000

static void
feed (CasementInstallJudge *judge, gint64 msec, guint restarts, guint64 cd, guint64 disk, guint steps)
{
  const CasementInstallSample sample = { .msec = msec, .active = TRUE, .running = TRUE, .restarts = restarts, .cd_read = cd, .disk_written = disk,
                                         .steps = steps };

  casement_install_judge (judge, &sample);
}

static void
test_whole (void)
{
  CasementInstallJudge judge = { .expected = 1000 * MIB };
  CasementInstallSample last = { .msec = 40 * MINUTE, .active = TRUE, .running = TRUE, .restarts = 3, .disk_written = 3000 * MIB, .done = TRUE };

  feed (&judge, 0, 0, 0, 0, 0);
  g_assert_cmpint (judge.phase, ==, CASEMENT_INSTALL_STARTING);
  g_assert_cmpfloat (judge.fraction, <, 0);
  feed (&judge, 20000, 0, 20 * MIB, 0, 0);
  g_assert_cmpint (judge.phase, ==, CASEMENT_INSTALL_LOADING);
  feed (&judge, 60000, 0, 900 * MIB, MIB, 0);
  g_assert_cmpint (judge.phase, ==, CASEMENT_INSTALL_COPYING);
  feed (&judge, 90000, 0, 2000 * MIB, 430 * MIB, 0);
  g_assert_cmpfloat_with_epsilon (judge.fraction, 0.43, 0.001);
  feed (&judge, 95000, 0, 2000 * MIB, 5000 * MIB, 0);
  g_assert_cmpfloat (judge.fraction, <, 1.0);
  feed (&judge, 99000, 1, 2000 * MIB, 5000 * MIB, 0);
  g_assert_cmpint (judge.phase, ==, CASEMENT_INSTALL_CONFIGURING);
  /* The firmware reads the disc again: nothing begins anew. */
  feed (&judge, 120000, 2, 10 * MIB, 0, 0);
  g_assert_cmpint (judge.phase, ==, CASEMENT_INSTALL_CONFIGURING);
  feed (&judge, 200000, 2, 10 * MIB, 100 * MIB, 1);
  g_assert_cmpint (judge.phase, ==, CASEMENT_INSTALL_TOOLS);
  g_assert_cmpint (judge.stall, ==, CASEMENT_INSTALL_STALL_NONE);
  casement_install_judge (&judge, &last);
  g_assert_cmpint (judge.phase, ==, CASEMENT_INSTALL_FINISHING);
}

/* An early restart is the firmware's or a user's in a hurry, before anything was copied. */
static void
test_early_restart (void)
{
  CasementInstallJudge judge = { 0 };

  feed (&judge, 0, 0, 0, 0, 0);
  feed (&judge, 1000, 1, 20 * MIB, 0, 0);
  g_assert_cmpint (judge.phase, ==, CASEMENT_INSTALL_LOADING);
  feed (&judge, 2000, 1, 20 * MIB, MIB, 0);
  g_assert_cmpint (judge.phase, ==, CASEMENT_INSTALL_COPYING);
}

static void
test_power_cycle (void)
{
  CasementInstallJudge judge = { .phase = CASEMENT_INSTALL_COPYING };
  const CasementInstallSample off = { .msec = 2000 };

  feed (&judge, 0, 0, 0, 100 * MIB, 0);
  casement_install_judge (&judge, &off);
  g_assert_cmpint (judge.phase, ==, CASEMENT_INSTALL_COPYING);
  feed (&judge, 3000, 0, 0, 0, 0);
  g_assert_cmpint (judge.phase, ==, CASEMENT_INSTALL_CONFIGURING);
}

/* A later run of the program begins where an earlier one was. */
static void
test_resumed (void)
{
  CasementInstallJudge judge = { .phase = CASEMENT_INSTALL_CONFIGURING };

  feed (&judge, 0, 0, 0, 0, 0);
  g_assert_cmpint (judge.phase, ==, CASEMENT_INSTALL_CONFIGURING);
}

static CasementInstallStall
stall_at (CasementInstallPhase phase, gboolean emulated, gboolean key_asked, guint minutes)
{
  CasementInstallJudge judge = { .phase = phase, .emulated = emulated, .key_asked = key_asked };

  feed (&judge, 0, 0, MIB, 0, 0);
  feed (&judge, minutes * MINUTE, 0, MIB + 1000, 0, 0);
  return judge.stall;
}

static void
test_stalls (void)
{
  static const struct {
    CasementInstallPhase phase;
    gboolean emulated;
    gboolean key_asked;
    guint minutes;
    CasementInstallStall stall;
  } rows[] = {
    { CASEMENT_INSTALL_STARTING, FALSE, FALSE, 1, CASEMENT_INSTALL_STALL_NONE },
    { CASEMENT_INSTALL_STARTING, FALSE, FALSE, 2, CASEMENT_INSTALL_STALL_BOOT },
    { CASEMENT_INSTALL_STARTING, TRUE, FALSE, 6, CASEMENT_INSTALL_STALL_NONE },
    { CASEMENT_INSTALL_LOADING, FALSE, FALSE, 5, CASEMENT_INSTALL_STALL_PAGE },
    { CASEMENT_INSTALL_LOADING, FALSE, TRUE, 5, CASEMENT_INSTALL_STALL_KEY },
    { CASEMENT_INSTALL_COPYING, FALSE, TRUE, 7, CASEMENT_INSTALL_STALL_NONE },
    { CASEMENT_INSTALL_COPYING, FALSE, TRUE, 8, CASEMENT_INSTALL_STALL_COPY },
    { CASEMENT_INSTALL_CONFIGURING, FALSE, TRUE, 15, CASEMENT_INSTALL_STALL_SETUP },
    { CASEMENT_INSTALL_TOOLS, TRUE, TRUE, 60, CASEMENT_INSTALL_STALL_NONE },
    { CASEMENT_INSTALL_TOOLS, TRUE, TRUE, 90, CASEMENT_INSTALL_STALL_TOOLS },
    { CASEMENT_INSTALL_FINISHING, FALSE, TRUE, 900, CASEMENT_INSTALL_STALL_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_assert_cmpint (stall_at (rows[i].phase, rows[i].emulated, rows[i].key_asked, rows[i].minutes), ==, rows[i].stall);
    g_assert_true ((casement_install_stall_get_text (rows[i].stall) == NULL) == (rows[i].stall == CASEMENT_INSTALL_STALL_NONE));
  }
}

/* It goes on by itself when something moves, and a pause is the user's. */
static void
test_not_stalled (void)
{
  CasementInstallJudge judge = { .phase = CASEMENT_INSTALL_LOADING };
  const CasementInstallSample paused = { .msec = 20 * MINUTE, .active = TRUE };

  feed (&judge, 0, 0, MIB, 0, 0);
  feed (&judge, 6 * MINUTE, 0, MIB, 0, 0);
  g_assert_cmpint (judge.stall, ==, CASEMENT_INSTALL_STALL_PAGE);
  feed (&judge, 7 * MINUTE, 0, 40 * MIB, 0, 0);
  g_assert_cmpint (judge.stall, ==, CASEMENT_INSTALL_STALL_NONE);
  casement_install_judge (&judge, &paused);
  g_assert_cmpint (judge.stall, ==, CASEMENT_INSTALL_STALL_NONE);
  feed (&judge, 21 * MINUTE, 0, 40 * MIB, 0, 0);
  g_assert_cmpint (judge.stall, ==, CASEMENT_INSTALL_STALL_NONE);
}

static void
test_mark (void)
{
  for (guint phase = CASEMENT_INSTALL_STARTING; phase <= CASEMENT_INSTALL_TAKEN_OVER; phase++) {
    CasementInstallMark mark = { .phase = phase, .started = 1234567890, .disc = (char *) "/a & <b> \"c\".iso", .expected = 5, .key_asked = phase % 2,
                                 .full = phase % 3 == 0 };
    g_autofree char *xml = casement_install_mark_to_xml (&mark);
    g_autoptr (CasementInstallMark) again = casement_install_mark_parse (xml);

    g_assert_nonnull (again);
    g_assert_cmpint (again->phase, ==, phase);
    g_assert_cmpint (again->started, ==, mark.started);
    g_assert_cmpstr (again->disc, ==, mark.disc);
    g_assert_null (again->boot);
    g_assert_cmpuint (again->expected, ==, 5);
    g_assert_true (again->key_asked == mark.key_asked && again->full == mark.full);
    g_assert_nonnull (casement_install_phase_get_title (phase));
  }
  g_assert_null (casement_install_mark_parse (NULL));
  g_assert_null (casement_install_mark_parse ("<install"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/install-judge/whole", test_whole);
  g_test_add_func ("/install-judge/early-restart", test_early_restart);
  g_test_add_func ("/install-judge/power-cycle", test_power_cycle);
  g_test_add_func ("/install-judge/resumed", test_resumed);
  g_test_add_func ("/install-judge/stalls", test_stalls);
  g_test_add_func ("/install-judge/not-stalled", test_not_stalled);
  g_test_add_func ("/install-judge/mark", test_mark);
  return g_test_run ();
}
