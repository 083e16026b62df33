/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-install-judge.h"

#include <glib/gi18n-lib.h>

/* As for the boot prompt: more than the boot manager and its files. */
#define LOADING_BYTES (12u * 1024 * 1024)

/* The firmware writes nothing to the disk; the first thing that Setup writes is the table of partitions. */
#define COPYING_BYTES (64u * 1024)

/* A Windows that does something moves more than this; one that waits for the user now and then writes a log. */
#define MOVED_BYTES (512u * 1024)

#define MINUTES(n) ((n) * G_GINT64_CONSTANT (60000))

/* Without KVM everything takes about so much longer. */
#define EMULATED_FACTOR 6

static gint64
get_limit (CasementInstallJudge *self)
{
  gint64 limit;

  switch (self->phase) {
  case CASEMENT_INSTALL_STARTING:
    limit = MINUTES (2);
    break;
  case CASEMENT_INSTALL_LOADING:
    limit = MINUTES (5);
    break;
  case CASEMENT_INSTALL_COPYING:
    limit = MINUTES (8);
    break;
  default:
    limit = MINUTES (15);
  }
  return self->emulated ? limit * EMULATED_FACTOR : limit;
}

static CasementInstallPhase
find_phase (CasementInstallJudge *self, const CasementInstallSample *sample)
{
  if (sample->done)
    return CASEMENT_INSTALL_FINISHING;
  /* Setup itself has no agent. */
  if (sample->steps > 0 || (sample->agent && self->phase >= CASEMENT_INSTALL_CONFIGURING))
    return CASEMENT_INSTALL_TOOLS;
  /* Off and on again is a restart too, for whoever looks at the disk. */
  if (self->phase == CASEMENT_INSTALL_COPYING && (sample->restarts != self->restarts || self->was_off))
    return CASEMENT_INSTALL_CONFIGURING;
  if (sample->disk_written >= COPYING_BYTES)
    return CASEMENT_INSTALL_COPYING;
  return sample->cd_read >= LOADING_BYTES ? CASEMENT_INSTALL_LOADING : CASEMENT_INSTALL_STARTING;
}

static CasementInstallStall
find_stall (CasementInstallJudge *self, const CasementInstallSample *sample)
{
  /* What the user stopped does not stand still. */
  if (!sample->running || sample->msec - self->moved_at < get_limit (self))
    return CASEMENT_INSTALL_STALL_NONE;
  switch (self->phase) {
  case CASEMENT_INSTALL_STARTING:
    return CASEMENT_INSTALL_STALL_BOOT;
  case CASEMENT_INSTALL_LOADING:
    return self->key_asked ? CASEMENT_INSTALL_STALL_KEY : CASEMENT_INSTALL_STALL_PAGE;
  case CASEMENT_INSTALL_COPYING:
    return CASEMENT_INSTALL_STALL_COPY;
  case CASEMENT_INSTALL_CONFIGURING:
    return CASEMENT_INSTALL_STALL_SETUP;
  case CASEMENT_INSTALL_TOOLS:
    return CASEMENT_INSTALL_STALL_TOOLS;
  default:
    return CASEMENT_INSTALL_STALL_NONE;
  }
}

/* A step of the first logon, a restart or a new phase is a movement too. */
static void
follow_movement (CasementInstallJudge *self, const CasementInstallSample *sample, gboolean new_phase)
{
  guint64 moved = sample->cd_read + sample->disk_written;
  guint64 by = moved > self->moved ? moved - self->moved : self->moved - moved;

  if (by < MOVED_BYTES && !new_phase && sample->restarts == self->restarts && sample->steps == self->steps && sample->running)
    return;
  self->moved = moved;
  self->moved_at = sample->msec;
}

/**
 * casement_install_judge:
 * @sample: the newest
 *
 * Brings the phase, its fraction and the stall up to date. A phase that was reached is not left again but for a later one.
 */
void
casement_install_judge (CasementInstallJudge *self, const CasementInstallSample *sample)
{
  CasementInstallPhase phase;
  gboolean new_phase;

  if (!sample->active) {
    self->was_off = self->was_off || self->was_active;
    self->stall = CASEMENT_INSTALL_STALL_NONE;
    return;
  }
  self->was_active = TRUE;
  phase = MAX (find_phase (self, sample), self->phase);
  new_phase = phase != self->phase;
  self->phase = phase;
  follow_movement (self, sample, new_phase);
  self->restarts = sample->restarts;
  self->steps = sample->steps;
  self->was_off = FALSE;
  self->fraction = -1.0;
  if (phase == CASEMENT_INSTALL_COPYING && self->expected > 0)
    self->fraction = MIN ((double) sample->disk_written / (double) self->expected, 0.99);
  self->stall = find_stall (self, sample);
}

/** casement_install_stall_get_text: Returns: (nullable): what the user is told, and what to do; %NULL for none. */
const char *
casement_install_stall_get_text (CasementInstallStall stall)
{
  switch (stall) {
  case CASEMENT_INSTALL_STALL_BOOT:
    return _("The installer image did not start. Restart the virtual machine and press a key when it says so.");
  case CASEMENT_INSTALL_STALL_KEY:
    return _("Setup seems to ask for the product key, since there is none for this edition. Enter it in the console, or choose "
             "“I don’t have a product key”.");
  case CASEMENT_INSTALL_STALL_PAGE:
    return _("Setup seems to wait: it may show no disk because a driver is missing, ask for the edition, or refuse this virtual "
             "machine. Look at the console.");
  case CASEMENT_INSTALL_STALL_COPY:
    return _("Setup has not written to the disk for a while. Look at the console: it may show an error.");
  case CASEMENT_INSTALL_STALL_SETUP:
    return _("Windows takes unusually long to set itself up. Look at the console: it may ask something.");
  case CASEMENT_INSTALL_STALL_TOOLS:
    return _("The guest tools take unusually long. Look at the console: Windows may ask whether to trust a driver.");
  case CASEMENT_INSTALL_STALL_NONE:
  default:
    return NULL;
  }
}
