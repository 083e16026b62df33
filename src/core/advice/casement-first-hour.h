/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-recommendation.h"

G_BEGIN_DECLS

/**
 * CasementFirstHourState:
 * @CASEMENT_FIRST_HOUR_UNKNOWN: nobody has looked yet, or nobody can from outside
 * @CASEMENT_FIRST_HOUR_DONE: nothing left to do
 * @CASEMENT_FIRST_HOUR_TODO: still to be done
 * @CASEMENT_FIRST_HOUR_NOT_APPLICABLE: this machine or this Windows has no use for it
 */
typedef enum {
  CASEMENT_FIRST_HOUR_UNKNOWN,
  CASEMENT_FIRST_HOUR_DONE,
  CASEMENT_FIRST_HOUR_TODO,
  CASEMENT_FIRST_HOUR_NOT_APPLICABLE,
} CasementFirstHourState;

typedef struct _CasementFirstHourRecord CasementFirstHourRecord;

/**
 * CasementFirstHourRecord:
 * @id: the guide's id; stable
 * @title: (translatable): the thing to be there, a noun phrase
 * @why: (translatable): plain sentences
 * @source: URL of the page the advice comes from
 * @step: (translatable): what to do, one or two sentences
 * @older_step: (translatable) (nullable): the same for a Windows that the guest tools do not support
 * @weight: how much it matters
 * @optional: whether the first hour is complete without it
 * @needs_agent: whether only the guest agent can say how it stands
 * @judge: (nullable): how it stands as far as the definition alone says; %NULL: it says nothing
 *
 * One thing to do once Windows is installed: the only place that knows it.
 */
struct _CasementFirstHourRecord {
  const char *id;
  const char *title;
  const char *why;
  const char *source;
  const char *step;
  const char *older_step;
  CasementAdviceWeight weight;
  gboolean optional;
  gboolean needs_agent;
  CasementFirstHourState (*judge) (xmlNodePtr root, const CasementPreset *preset, char **reason);
};

const CasementFirstHourRecord *casement_first_hour_get_records (guint *n_records);
const CasementFirstHourRecord *casement_first_hour_find (const char *id);
CasementFirstHourState casement_first_hour_judge (const CasementFirstHourRecord *self,
                                                  xmlNodePtr root,
                                                  const CasementPreset *preset,
                                                  char **reason);
const char *casement_first_hour_get_step (const CasementFirstHourRecord *self, const CasementPreset *preset);
const char *casement_first_hour_state_to_string (CasementFirstHourState state);

G_END_DECLS
