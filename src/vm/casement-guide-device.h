/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-guest-agent.h"
#include "casement-guide-state.h"

G_BEGIN_DECLS

/* The second device by which Windows gets to know a driver, while nothing depends on it. All of these block. */

gboolean casement_guide_needs_device (const char *id);
gboolean casement_guide_device_add (CasementVm *vm, virDomainPtr domain, CasementGuideState *state, GCancellable *cancellable, GError **error);
gboolean casement_guide_device_remove (CasementVm *vm, virDomainPtr domain, CasementGuideState *state, GError **error);
gboolean casement_guide_device_is_there (CasementGuideState *state, const char *xml);
char *casement_guide_device_strip (CasementGuideState *state, const char *xml);
gboolean casement_guide_device_is_seen (CasementGuideState *state, CasementGuestAgent *agent, GCancellable *cancellable, GError **error);

G_END_DECLS
