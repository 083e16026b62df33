/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "casement-host-facts.h"
#include "casement-vm-spec.h"

G_BEGIN_DECLS

/* The system disk's image as libvirt's storage API will be asked to make it. Immutable. */
#define CASEMENT_TYPE_DISK_PLAN (casement_disk_plan_get_type ())
G_DECLARE_FINAL_TYPE (CasementDiskPlan, casement_disk_plan, CASEMENT, DISK_PLAN, GObject)

CasementDiskPlan *casement_disk_plan_new (CasementVmSpec *spec, CasementHostFacts *facts);

const char *casement_disk_plan_get_format (CasementDiskPlan *self);
guint64 casement_disk_plan_get_capacity (CasementDiskPlan *self);
guint64 casement_disk_plan_get_space_needed (CasementDiskPlan *self);
gboolean casement_disk_plan_check_space (CasementDiskPlan *self, guint64 available, const char *where, GError **error);
char *casement_disk_plan_dup_volume_name (CasementDiskPlan *self, const char *suffix);
char *casement_disk_plan_to_volume_xml (CasementDiskPlan *self, const char *volume_name);

G_END_DECLS
