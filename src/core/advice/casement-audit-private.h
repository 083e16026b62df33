/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-audit.h"

G_BEGIN_DECLS

CasementAuditItem *casement_audit_item_new (const CasementRecommendation *recommendation,
                                            xmlNodePtr root,
                                            xmlNodePtr running,
                                            const CasementAdviceContext *context);
gboolean casement_spec_has_uefi (xmlNodePtr root);
CasementVmSpec *casement_spec_infer (xmlNodePtr root, CasementHostFacts *facts, GError **error);

G_END_DECLS
