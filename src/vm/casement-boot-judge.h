/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CasementBootSample:
 * @msec: since the first sample
 * @active: whether the machine is there and not off
 * @running: whether its processors run
 * @restarts: how often it was restarted since the first sample
 * @cd_read: bytes that were read from the installer image
 * @disk_written: bytes that were written to the system disk
 *
 * What can be seen from outside of a machine that boots.
 */
typedef struct {
  gint64 msec;
  gboolean active;
  gboolean running;
  guint restarts;
  guint64 cd_read;
  guint64 disk_written;
} CasementBootSample;

/**
 * CasementBootStep:
 * @CASEMENT_BOOT_WAIT: nothing to press yet
 * @CASEMENT_BOOT_PRESS: press a key now
 * @CASEMENT_BOOT_LOADING: Setup is being loaded: the prompt was answered, or there was none
 * @CASEMENT_BOOT_WRITTEN: something wrote to the disk, so Setup runs
 * @CASEMENT_BOOT_RESTARTED: the machine was restarted after it had begun to boot from the image
 * @CASEMENT_BOOT_OFF: the machine is off
 * @CASEMENT_BOOT_LATE: nothing came of it in time
 *
 * What follows from a sample; everything from %CASEMENT_BOOT_LOADING on is the end.
 */
typedef enum {
  CASEMENT_BOOT_WAIT,
  CASEMENT_BOOT_PRESS,
  CASEMENT_BOOT_LOADING,
  CASEMENT_BOOT_WRITTEN,
  CASEMENT_BOOT_RESTARTED,
  CASEMENT_BOOT_OFF,
  CASEMENT_BOOT_LATE,
} CasementBootStep;

/**
 * CasementBootJudge:
 * @emulated: whether the machine runs without KVM, and so takes longer
 *
 * Decides when to press a key. To be set to zero but for @emulated.
 */
typedef struct {
  gboolean emulated;

  /*< private >*/
  gboolean reading;
  gint64 reading_since;
  guint restarts;
  CasementBootStep last;
} CasementBootJudge;

CasementBootStep casement_boot_judge (CasementBootJudge *self, const CasementBootSample *sample);

G_END_DECLS
