/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-gconfig.h"
#include "casement-domain-settings.h"
#include "casement-host-facts.h"
#include "casement-preset.h"
#include "casement-vm-spec.h"

G_BEGIN_DECLS

typedef enum {
  CASEMENT_ADVICE_FIRMWARE,
  CASEMENT_ADVICE_PROCESSOR,
  CASEMENT_ADVICE_HYPERV,
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

/**
 * CasementAdviceWeight:
 * @CASEMENT_WEIGHT_SAFETY: security, or data could be lost
 * @CASEMENT_WEIGHT_STABILITY: Windows may crash, or not start
 * @CASEMENT_WEIGHT_SPEED: slower than it need be
 * @CASEMENT_WEIGHT_COMFORT: something is missing that the user would like
 */
typedef enum {
  CASEMENT_WEIGHT_SAFETY,
  CASEMENT_WEIGHT_STABILITY,
  CASEMENT_WEIGHT_SPEED,
  CASEMENT_WEIGHT_COMFORT,
} CasementAdviceWeight;

/**
 * CasementAdviceRisk:
 * @CASEMENT_RISK_NONE: an installed Windows takes the change at its next start
 * @CASEMENT_RISK_DRIVER: an installed Windows needs a driver first, or it does not start or loses a device
 * @CASEMENT_RISK_REINSTALL: an installed Windows would not start any more
 *
 * What changing it does to a Windows that is installed already.
 */
typedef enum {
  CASEMENT_RISK_NONE,
  CASEMENT_RISK_DRIVER,
  CASEMENT_RISK_REINSTALL,
} CasementAdviceRisk;

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
 * @disk: (nullable): path of the system disk's image; %NULL while planning
 * @has_bios: whether it is a machine that is there and has BIOS firmware, whatever it should have
 * @disk_bus: (nullable): the bus that the system disk is on already, for a machine that is there; %NULL while planning
 * @disk_names: (nullable): the names that other disks have, ended by %NULL
 * @installer_name: (nullable): which of them is the drive of the installer image
 * @disk_alias: (nullable): the alias that the system disk has already, by which others may name it
 * @root: (nullable): the definition of a machine that is there; %NULL while planning
 */
typedef struct {
  CasementHostFacts *facts;
  CasementVmSpec *spec;
  const CasementPreset *preset;
  const char *disk;
  gboolean has_bios;
  const char *disk_bus;
  char **disk_names;
  const char *installer_name;
  const char *disk_alias;
  xmlNodePtr root;
} CasementAdviceContext;

/**
 * CasementChoice:
 * @value: as `--set ID=VALUE` takes it; a value ending in "=" stands for any text after it
 * @title: (translatable): what the user sees
 * @cost: (translatable): what choosing it means, one sentence
 * @check: (nullable): whether the text after "=" is well formed
 * @infer: (nullable): for a value ending in "=": what follows it in a domain that was made so; %NULL if it was not
 * @existing_only: whether it only describes machines that are there, and is not offered for a new one; such are last
 * @accepted: whether a check-up leaves a machine alone that was made this way: as good as the default, for someone
 */
typedef struct {
  const char *value;
  const char *title;
  const char *cost;
  gboolean (*check) (const char *argument);
  char *(*infer) (xmlNodePtr root);
  gboolean accepted;
  gboolean existing_only;
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
 * @required: (nullable): whether this Windows cannot live without it, so that creation is refused where the host cannot do it
 * @applies: (nullable): whether it applies, or cannot be done here: then @reason says why, in the user's words; %NULL: always
 * @satisfied: (nullable): whether a domain that says it in another way than @settings has what is wanted
 * @describe: (nullable): what a domain has, told also where that is as recommended; %NULL: @wanted tells it well enough
 * @weight: how much it matters
 * @risk: what the change does to a Windows that is installed
 * @fresh_variables: whether UEFI firmware that is there already must begin anew with its variables, which hold its keys
 * @live: whether it only adds devices that can be plugged into a running machine
 * @wanted: one line that says what would be set
 * @settings: (nullable): what it wants of the domain, as data that is applied and checked; none for one that shapes something
 *   else (the disk's image, the installation), which then is met by any machine that it can be described for
 *
 * One piece of advice: the only place that knows it.
 */
struct _CasementRecommendation {
  const char *id;
  CasementAdviceGroup group;
  const char *title;
  const char *why;
  const char *source;
  const char *consequence;
  const CasementChoice *choices;
  CasementAdviceWeight weight;
  CasementAdviceRisk risk;
  gboolean live;
  gboolean fresh_variables;
  gboolean (*satisfied) (xmlNodePtr root);
  char *(*describe) (xmlNodePtr root, const CasementAdviceContext *context);
  gboolean (*required) (const CasementAdviceContext *context);

  CasementAdviceState (*applies) (const CasementRecommendation *self,
                                  const CasementAdviceContext *context,
                                  char **reason);
  char *(*wanted) (const CasementRecommendation *self, const CasementAdviceContext *context);
  void (*settings) (const CasementRecommendation *self,
                    const CasementAdviceContext *context,
                    CasementDomainSettings *settings);
};

CasementAdviceState casement_recommendation_judge (const CasementRecommendation *self,
                                                   const CasementAdviceContext *context,
                                                   char **reason);
CasementAdviceState casement_recommendation_judge_choice (const CasementRecommendation *self,
                                                          const CasementAdviceContext *context,
                                                          const char *value,
                                                          char **reason);
gboolean casement_recommendation_is_open (const CasementRecommendation *self, const CasementAdviceContext *context);
gboolean casement_recommendation_has_off (const CasementRecommendation *self);
char *casement_recommendation_dup_wanted (const CasementRecommendation *self, const CasementAdviceContext *context);
const char *casement_recommendation_get_choice (const CasementRecommendation *self, const CasementAdviceContext *context);
void casement_recommendation_apply (const CasementRecommendation *self,
                                    xmlNodePtr root,
                                    const CasementAdviceContext *context);
CasementCheckState casement_recommendation_check (const CasementRecommendation *self,
                                                  xmlNodePtr root,
                                                  const CasementAdviceContext *context,
                                                  char **found,
                                                  char **place);

char *casement_advice_dup_missed (const CasementAdviceContext *context);
char **casement_advice_dup_bypassed (const CasementAdviceContext *context);

const CasementRecommendation *const *casement_recommendation_get_all (guint *n_recommendations);
const CasementRecommendation *casement_recommendation_find (const char *id);
const CasementChoice *casement_recommendation_find_choice (const CasementRecommendation *self, const char *value);
gboolean casement_recommendation_check_choice (const CasementRecommendation *self, const char *value, GError **error);
const char *casement_advice_group_get_title (CasementAdviceGroup group);
const char *casement_advice_weight_get_title (CasementAdviceWeight weight);
const char *casement_advice_state_to_string (CasementAdviceState state);

G_END_DECLS
