/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-recommendation.h"

G_BEGIN_DECLS

/* One recommendation as it stands for one plan: an item for a list. Immutable. */
#define CASEMENT_TYPE_ADVICE (casement_advice_get_type ())
G_DECLARE_FINAL_TYPE (CasementAdvice, casement_advice, CASEMENT, ADVICE, GObject)

CasementAdvice *casement_advice_new (const CasementRecommendation *recommendation, const CasementAdviceContext *context);

/* Properties (read-only): "id", "title", "why", "source", "wanted", "reason", "consequence" (strings). */
const CasementRecommendation *casement_advice_get_recommendation (CasementAdvice *self);
CasementAdviceState casement_advice_get_state (CasementAdvice *self);
gboolean casement_advice_get_open (CasementAdvice *self);
const char *casement_advice_get_wanted (CasementAdvice *self);
const char *casement_advice_get_reason (CasementAdvice *self);

G_END_DECLS
