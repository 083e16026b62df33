/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-first-hour.h"
#include "casement-guest-survey.h"

G_BEGIN_DECLS

/**
 * CasementFirstHourFacts:
 * @root: the definition
 * @live: (nullable): the domain as it runs
 * @preset: which Windows
 * @agent_answers: whether the guest agent did
 * @os: (nullable): what it said that runs there
 * @survey: (nullable): what Windows said of itself
 *
 * All that the list is made from.
 */
typedef struct {
  xmlNodePtr root;
  xmlNodePtr live;
  const CasementPreset *preset;
  gboolean agent_answers;
  CasementGuestOs *os;
  CasementGuestSurvey *survey;
} CasementFirstHourFacts;

/**
 * CasementFirstHourItem:
 * @record: the guide's row
 * @found: what was seen, or why nothing can be said
 * @step: (nullable): what is left to do
 * @action: (nullable): what Casement can do, the label of a button
 * @command: (nullable): to be copied into Windows
 *
 * One line of the list.
 */
typedef struct {
  const CasementFirstHourRecord *record;
  CasementFirstHourState state;
  char *found;
  char *step;
  char *action;
  char *command;
} CasementFirstHourItem;

void casement_first_hour_item_free (CasementFirstHourItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementFirstHourItem, casement_first_hour_item_free)

GPtrArray *casement_first_hour_check (const CasementFirstHourFacts *facts);
gboolean casement_first_hour_is_complete (GPtrArray *items);
CasementFirstHourItem *casement_first_hour_find_item (GPtrArray *items, const char *id);

G_END_DECLS
