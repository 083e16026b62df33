/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-plan.h"

G_BEGIN_DECLS

gboolean casement_cli_check_explained (const char *id, GError **error);
void casement_cli_explain (CasementPlan *plan, const char *id, gboolean with_change);

G_END_DECLS
