/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-boot-judge.h"

/* Before the prompt the firmware has read the boot image (1.4 MiB) and the boot loader's first part; after it come the boot
 * manager, its fonts and the RAM disk's descriptor, below 10 MiB in all, and then boot.wim, of hundreds. */
#define LOADING_BYTES (12u * 1024 * 1024)

/* A firmware asks the first sectors of every disc what is on it, long before it boots from one. */
#define READING_BYTES (16u * 1024)

/* How long the firmware may take until it reads the image, and the boot loader until it loads Setup. The prompt stands for
 * five seconds, soon after the first. */
#define LIMIT_MSEC (60 * 1000)
#define LIMIT_EMULATED_MSEC (300 * 1000)

static CasementBootStep
decide (CasementBootJudge *self, const CasementBootSample *sample)
{
  gint64 limit = self->emulated ? LIMIT_EMULATED_MSEC : LIMIT_MSEC;

  if (!sample->active)
    return CASEMENT_BOOT_OFF;
  if (sample->disk_written > 0)
    return CASEMENT_BOOT_WRITTEN;
  /* Before the image is read it was the firmware itself, or somebody in a hurry; the prompt is still to come. */
  if (self->reading && sample->restarts != self->restarts)
    return CASEMENT_BOOT_RESTARTED;
  if (sample->cd_read >= LOADING_BYTES)
    return CASEMENT_BOOT_LOADING;
  if (!self->reading && sample->cd_read >= READING_BYTES) {
    self->reading = TRUE;
    self->reading_since = sample->msec;
    self->restarts = sample->restarts;
  }
  if (sample->msec - self->reading_since >= limit)
    return CASEMENT_BOOT_LATE;
  return self->reading && sample->running ? CASEMENT_BOOT_PRESS : CASEMENT_BOOT_WAIT;
}

/**
 * casement_boot_judge:
 * @sample: taken just now, so that what is pressed cannot reach Setup: long before its first page it has read far more
 *
 * Returns: what to do; once it is an end it stays that.
 */
CasementBootStep
casement_boot_judge (CasementBootJudge *self, const CasementBootSample *sample)
{
  if (self->last < CASEMENT_BOOT_LOADING)
    self->last = decide (self, sample);
  return self->last;
}
