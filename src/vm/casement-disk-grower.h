/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-operation.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/* Makes a disk larger: its image, and where Windows can be asked, its system partition. Cannot be taken back. */
#define CASEMENT_TYPE_DISK_GROWER (casement_disk_grower_get_type ())
G_DECLARE_FINAL_TYPE (CasementDiskGrower, casement_disk_grower, CASEMENT, DISK_GROWER, CasementOperation)

CasementDiskGrower *casement_disk_grower_new (CasementVm *vm, const char *drive, guint64 bytes);
const char *casement_disk_grower_get_outcome (CasementDiskGrower *self);

G_END_DECLS
