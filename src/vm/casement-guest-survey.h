/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-guest-agent.h"

G_BEGIN_DECLS

/* What Windows says of itself when the guest agent has it look around: short texts by name. */
typedef struct _CasementGuestSurvey CasementGuestSurvey;

CasementGuestSurvey *casement_guest_survey_run (CasementGuestAgent *agent, GCancellable *cancellable, GError **error);
CasementGuestSurvey *casement_guest_survey_parse (const char *output, GError **error);
void casement_guest_survey_free (CasementGuestSurvey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementGuestSurvey, casement_guest_survey_free)

const char *casement_guest_survey_get (CasementGuestSurvey *self, const char *key);
gboolean casement_guest_survey_is (CasementGuestSurvey *self, const char *key, const char *value);
char *casement_guest_survey_dup_driver_version (CasementGuestSurvey *self);

G_END_DECLS
