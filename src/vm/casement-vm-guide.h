/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-guide-state.h"
#include "casement-operation.h"
#include "casement-recommendation.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/**
 * CasementGuideAction:
 * @CASEMENT_GUIDE_LOOK: only finds out what comes next
 * @CASEMENT_GUIDE_NEXT: does the step that comes next
 * @CASEMENT_GUIDE_CONFIRMED: the user answers for Windows what @CASEMENT_GUIDE_NEXT would ask it
 * @CASEMENT_GUIDE_GIVE_UP: takes everything back
 */
typedef enum {
  CASEMENT_GUIDE_LOOK,
  CASEMENT_GUIDE_NEXT,
  CASEMENT_GUIDE_CONFIRMED,
  CASEMENT_GUIDE_GIVE_UP,
} CasementGuideAction;

/**
 * CasementGuideStep:
 * @title: what is done
 * @text: how, and what to see to
 * @action: what a button for it says
 * @by_hand: (nullable): what a button says by which the user answers for Windows
 */
typedef struct {
  CasementGuideStage stage;
  const char *title;
  const char *text;
  const char *action;
  const char *by_hand;
} CasementGuideStep;

/* A change that could break an installed Windows, step by step; each step is an operation of its own. */
#define CASEMENT_TYPE_VM_GUIDE (casement_vm_guide_get_type ())
G_DECLARE_FINAL_TYPE (CasementVmGuide, casement_vm_guide, CASEMENT, VM_GUIDE, CasementOperation)

CasementVmGuide *casement_vm_guide_new (CasementVm *vm, const char *id, CasementGuideAction action);
CasementGuideStage casement_vm_guide_get_stage (CasementVmGuide *self);
gboolean casement_vm_guide_get_begun (CasementVmGuide *self);

GArray *casement_guide_list_steps (const CasementRecommendation *recommendation);
gboolean casement_guide_covers (const CasementRecommendation *recommendation);
const char *casement_guide_get_warning (const CasementRecommendation *recommendation);

G_END_DECLS
