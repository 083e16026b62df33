/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-operation.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/* What Casement itself can do about one row of the first hour, such as "post-trim". */
#define CASEMENT_TYPE_FIRST_HOUR_STEP (casement_first_hour_step_get_type ())
G_DECLARE_FINAL_TYPE (CasementFirstHourStep, casement_first_hour_step, CASEMENT, FIRST_HOUR_STEP, CasementOperation)

CasementFirstHourStep *casement_first_hour_step_new (CasementVm *vm, const char *id);
const char *casement_first_hour_step_get_outcome (CasementFirstHourStep *self);
gboolean casement_first_hour_step_get_undoable (CasementFirstHourStep *self);
char **casement_first_hour_step_dup_ids (void);

G_END_DECLS
