/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-drive-actions.h"

G_BEGIN_DECLS

/* A machine's CD drives and disks, with what can be done with each. */
#define CASEMENT_TYPE_DRIVES_VIEW (casement_drives_view_get_type ())
G_DECLARE_FINAL_TYPE (CasementDrivesView, casement_drives_view, CASEMENT, DRIVES_VIEW, AdwBin)

GtkWidget *casement_drives_view_new (void);
void casement_drives_view_set_actions (CasementDrivesView *self, CasementDriveActions *actions);

G_END_DECLS
