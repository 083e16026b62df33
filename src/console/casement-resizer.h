/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-console-session.h"

G_BEGIN_DECLS

/* Asks the guest for a screen of the size of what shows it. Never asks twice at once, never answers the guest's answer, and
 * is silent while it is not enabled, nothing is shown, or no agent runs in the guest.
 * Properties: "enabled" (boolean, default FALSE), "refused" (read-only boolean: the guest was asked and did not follow). */
#define CASEMENT_TYPE_RESIZER (casement_resizer_get_type ())
G_DECLARE_FINAL_TYPE (CasementResizer, casement_resizer, CASEMENT, RESIZER, GObject)

CasementResizer *casement_resizer_new (void);
void casement_resizer_set_head (CasementResizer *self, guint id);
void casement_resizer_set_session (CasementResizer *self, CasementConsoleSession *session);
void casement_resizer_set_enabled (CasementResizer *self, gboolean enabled);
void casement_resizer_set_size (CasementResizer *self, guint width, guint height);
gboolean casement_resizer_get_refused (CasementResizer *self);

G_END_DECLS
