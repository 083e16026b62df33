/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CasementGuideStage:
 * @CASEMENT_GUIDE_TRY: a second device of the kind is added, so that Windows loads the driver while nothing depends on it
 * @CASEMENT_GUIDE_CONFIRM: Windows is asked whether it sees it
 * @CASEMENT_GUIDE_SWITCH: the definition is changed
 * @CASEMENT_GUIDE_RESTART: the machine is shut down and started
 * @CASEMENT_GUIDE_VERIFY: Windows is asked whether it came up
 * @CASEMENT_GUIDE_TIDY: the second device goes
 * @CASEMENT_GUIDE_END: nothing is left to do
 *
 * A step of the way to a change that could break an installed Windows, in order.
 */
typedef enum {
  CASEMENT_GUIDE_TRY,
  CASEMENT_GUIDE_CONFIRM,
  CASEMENT_GUIDE_SWITCH,
  CASEMENT_GUIDE_RESTART,
  CASEMENT_GUIDE_VERIFY,
  CASEMENT_GUIDE_TIDY,
  CASEMENT_GUIDE_END,
} CasementGuideStage;

/**
 * CasementGuideState:
 * @id: the recommendation's
 * @stage: what comes next
 * @original: (nullable): the definition before the second device was added
 * @tried: (nullable): the definition with it
 * @device: (nullable): the second device: a disk's target or a network card's address
 * @image: (nullable): the second disk's file
 * @change: the number of the change in the undo store; 0 before there is one
 *
 * How far a guide has come; one a machine at a time.
 */
typedef struct {
  char *id;
  CasementGuideStage stage;
  char *original;
  char *tried;
  char *device;
  char *image;
  guint change;
} CasementGuideState;

CasementGuideState *casement_guide_state_load (const char *uuid);
gboolean casement_guide_state_save (CasementGuideState *self, const char *uuid, GError **error);
void casement_guide_state_remove (const char *uuid);
void casement_guide_state_free (CasementGuideState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementGuideState, casement_guide_state_free)

G_END_DECLS
