/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-guest-agent.h"

G_BEGIN_DECLS

gboolean casement_guest_clock_set (CasementGuestAgent *agent, guint seconds, GError **error);
void casement_guest_clock_set_later (CasementVm *vm);
gboolean casement_guest_clock_wait (guint seconds);

G_END_DECLS
