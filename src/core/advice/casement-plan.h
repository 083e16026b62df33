/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-gconfig.h"
#include "casement-advice.h"
#include "casement-disk-plan.h"

G_BEGIN_DECLS

/* What would be created: the recommendations judged for one spec on one host, the disk, and the domain.
 * A GListModel of CasementAdvice in the order of the guide. Immutable; make a new one when the spec changes. */
#define CASEMENT_TYPE_PLAN (casement_plan_get_type ())
G_DECLARE_FINAL_TYPE (CasementPlan, casement_plan, CASEMENT, PLAN, GObject)

CasementPlan *casement_plan_new (CasementVmSpec *spec, CasementHostFacts *facts);

CasementVmSpec *casement_plan_get_spec (CasementPlan *self);
CasementHostFacts *casement_plan_get_facts (CasementPlan *self);
CasementAdviceState casement_plan_judge_choice (CasementPlan *self, const char *id, const char *value, char **reason);
char *casement_plan_dup_missed (CasementPlan *self);
CasementAdvice *casement_plan_find (CasementPlan *self, const char *id);
CasementDiskPlan *casement_plan_get_disk (CasementPlan *self);

gboolean casement_plan_check (CasementPlan *self, GError **error);
gboolean casement_plan_uses_uefi (CasementPlan *self);
char **casement_plan_dup_bypassed (CasementPlan *self);
GVirConfigDomain *casement_plan_build_domain (CasementPlan *self, const char *uuid, const char *disk_path);
char *casement_plan_dup_change (CasementPlan *self, const char *id);
char *casement_plan_to_json (CasementPlan *self);

G_END_DECLS
