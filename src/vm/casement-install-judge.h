/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "casement-domain-install.h"

G_BEGIN_DECLS

/**
 * CasementInstallSample:
 * @msec: since the first sample
 * @active: whether the machine is there and not off
 * @running: whether its processors run
 * @restarts: how often it was restarted since the first sample
 * @cd_read: bytes that were read from the discs
 * @disk_written: bytes that were written to the system disk
 * @agent: whether the guest agent answers
 * @steps: how many steps of the first logon have begun
 * @done: whether the script of the first logon came to its end
 *
 * What can be seen of a machine that installs itself.
 */
typedef struct {
  gint64 msec;
  gboolean active;
  gboolean running;
  guint restarts;
  guint64 cd_read;
  guint64 disk_written;
  gboolean agent;
  guint steps;
  gboolean done;
} CasementInstallSample;

/**
 * CasementInstallStall:
 * @CASEMENT_INSTALL_STALL_NONE: it goes on
 * @CASEMENT_INSTALL_STALL_BOOT: the installer image did not boot
 * @CASEMENT_INSTALL_STALL_KEY: Setup waits before the disk is written to, and has no product key
 * @CASEMENT_INSTALL_STALL_PAGE: Setup waits before the disk is written to, for another reason
 * @CASEMENT_INSTALL_STALL_COPY: nothing was written for long
 * @CASEMENT_INSTALL_STALL_SETUP: Windows sets itself up for very long
 * @CASEMENT_INSTALL_STALL_TOOLS: the guest tools do not come to their end
 *
 * Why it is thought to stand still.
 */
typedef enum {
  CASEMENT_INSTALL_STALL_NONE,
  CASEMENT_INSTALL_STALL_BOOT,
  CASEMENT_INSTALL_STALL_KEY,
  CASEMENT_INSTALL_STALL_PAGE,
  CASEMENT_INSTALL_STALL_COPY,
  CASEMENT_INSTALL_STALL_SETUP,
  CASEMENT_INSTALL_STALL_TOOLS,
} CasementInstallStall;

/**
 * CasementInstallJudge:
 * @emulated: whether the machine runs without KVM, and so takes longer
 * @key_asked: whether Setup may ask for a product key
 * @expected: bytes that Windows writes until the first restart, about; 0 if not known
 * @phase: how far it is; to begin with, what an earlier run saw
 * @fraction: of the phase, from 0 to 1; less than 0 where it is not known
 * @stall: whether it stands still
 *
 * Says how far an installation is. To be set to zero but for what is named above.
 */
typedef struct {
  gboolean emulated;
  gboolean key_asked;
  guint64 expected;
  CasementInstallPhase phase;
  double fraction;
  CasementInstallStall stall;

  /*< private >*/
  gboolean was_active;
  gboolean was_off;
  guint restarts;
  guint steps;
  guint64 moved;
  gint64 moved_at;
} CasementInstallJudge;

void casement_install_judge (CasementInstallJudge *self, const CasementInstallSample *sample);
const char *casement_install_stall_get_text (CasementInstallStall stall);

G_END_DECLS
