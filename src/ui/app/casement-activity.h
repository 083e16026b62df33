/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-operation.h"

G_BEGIN_DECLS

/* What must not be cut short: while it lasts the program stays, also without a window, and the computer is kept awake.
 * Property: "title" (read-only, nullable): what is going on, for people. */
#define CASEMENT_TYPE_ACTIVITY (casement_activity_get_type ())
G_DECLARE_FINAL_TYPE (CasementActivity, casement_activity, CASEMENT, ACTIVITY, GObject)

CasementActivity *casement_activity_new (GtkApplication *application);
void casement_activity_add (CasementActivity *self, CasementOperation *operation, const char *title);
const char *casement_activity_get_title (CasementActivity *self);

G_END_DECLS
