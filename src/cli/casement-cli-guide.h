/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-cli.h"
#include "casement-vm-guide.h"

G_BEGIN_DECLS

gboolean casement_cli_guide (CasementVm *vm, const CasementRecommendation *record, CasementGuideAction action, GError **error);

G_END_DECLS
