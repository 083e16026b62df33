/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt-gconfig/libvirt-gconfig.h>
#include "casement-host-facts.h"
#include "casement-preset.h"
#include "casement-vm-spec.h"

G_BEGIN_DECLS

typedef enum {
  CASEMENT_ADVICE_FIRMWARE,
  CASEMENT_ADVICE_PROCESSOR,
  CASEMENT_ADVICE_CLOCK,
  CASEMENT_ADVICE_MEMORY,
  CASEMENT_ADVICE_STORAGE,
  CASEMENT_ADVICE_DEVICES,
  CASEMENT_ADVICE_SHARING,
  CASEMENT_ADVICE_INSTALL,
} CasementAdviceGroup;

typedef enum {
  CASEMENT_ADVICE_APPLIED,
  CASEMENT_ADVICE_DECLINED,
  CASEMENT_ADVICE_NOT_APPLICABLE,
  CASEMENT_ADVICE_UNSUPPORTED,
} CasementAdviceState;

typedef enum {
  CASEMENT_CHECK_MET,
  CASEMENT_CHECK_UNMET,
  CASEMENT_CHECK_NOT_APPLICABLE,
} CasementCheckState;

/**
 * CasementAdviceContext:
 * @facts: what the host can do
 * @spec: what the user chose
 * @preset: which Windows
 * @disk: (nullable): path of the system disk's image, for records that name it; %NULL while planning
 */
typedef struct {
  CasementHostFacts *facts;
  CasementVmSpec *spec;
  const CasementPreset *preset;
  const char *disk;
} CasementAdviceContext;

/**
 * CasementChoice:
 * @value: as `--set ID=VALUE` takes it; a value ending in "=" stands for any text after it
 * @title: what the user sees
 * @cost: what choosing it means, one sentence
 */
typedef struct {
  const char *value;
  const char *title;
  const char *cost;
} CasementChoice;

typedef struct _CasementRecommendation CasementRecommendation;

/**
 * CasementRecommendation:
 * @id: the guide's id; stable
 * @group: where faces list it
 * @title: (translatable): the thing recommended, a noun phrase
 * @why: (translatable): plain sentences
 * @source: URL of the page the advice comes from
 * @consequence: (translatable) (nullable): what declining it means; %NULL if it cannot be declined
 * @choices: (nullable): the first is the default; ended by a %NULL value
 * @required: whether Windows cannot live without it, so that creation is refused where the host cannot do it
 * @applies: whether it applies, or cannot be done here: then @reason says why, in the user's words
 * @wanted: (nullable): one line that says what would be set
 * @apply: changes the domain in place; touches nothing it does not own; twice is once
 * @check: compares the domain; @found gets what is there where it differs
 */
struct _CasementRecommendation {
  const char *id;
  CasementAdviceGroup group;
  const char *title;
  const char *why;
  const char *source;
  const char *consequence;
  const CasementChoice *choices;
  gboolean required;

  CasementAdviceState (*applies) (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason);
  char *(*wanted) (const CasementRecommendation *self, const CasementAdviceContext *context);
  void (*apply) (const CasementRecommendation *self, GVirConfigDomain *domain, const CasementAdviceContext *context);
  CasementCheckState (*check) (const CasementRecommendation *self,
                               GVirConfigDomain *domain,
                               const CasementAdviceContext *context,
                               char **found);
};

const CasementRecommendation *const *casement_recommendation_get_all (guint *n_recommendations);
const CasementRecommendation *casement_recommendation_find (const char *id);
const CasementChoice *casement_recommendation_find_choice (const CasementRecommendation *self, const char *value);
gboolean casement_recommendation_check_choice (const CasementRecommendation *self, const char *value, GError **error);
const char *casement_advice_group_get_title (CasementAdviceGroup group);
const char *casement_advice_state_to_string (CasementAdviceState state);

G_END_DECLS
