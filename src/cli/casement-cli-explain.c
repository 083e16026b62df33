/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli-explain.h"

#include <glib/gi18n.h>
#include <string.h>
#include "casement-cli.h"
#include "casement-first-hour.h"
#include "casement-host-record.h"

/** casement_cli_check_explained: Returns: whether there is something to explain by the name of @id. */
gboolean
casement_cli_check_explained (const char *id, GError **error)
{
  if (casement_recommendation_find (id) != NULL || casement_host_find_record (id) != NULL || casement_first_hour_find (id) != NULL)
    return TRUE;
  casement_cli_set_usage_error (error, _("There is no recommendation called “%s”; “casement help plan” lists them."), id);
  return FALSE;
}

static const char *
get_outcome (CasementAdviceState state)
{
  switch (state) {
  case CASEMENT_ADVICE_APPLIED:
    return _("Will be set:");
  case CASEMENT_ADVICE_DECLINED:
    return _("Declined:");
  case CASEMENT_ADVICE_UNSUPPORTED:
    return _("Not possible on this host:");
  case CASEMENT_ADVICE_NOT_APPLICABLE:
  default:
    return _("Does not apply:");
  }
}

static void
write_choices (CasementPlan *plan, const CasementRecommendation *record)
{
  CasementVmSpec *spec = casement_plan_get_spec (plan);
  const CasementAdviceContext context
      = { .facts = casement_plan_get_facts (plan), .spec = spec, .preset = casement_vm_spec_get_preset (spec) };
  const char *value = casement_recommendation_get_choice (record, &context);
  const CasementChoice *chosen = value != NULL ? casement_recommendation_find_choice (record, value) : NULL;

  if (record->choices == NULL)
    return;
  g_print ("\n%s\n", _("Choices (* is in effect):"));
  for (const CasementChoice *choice = record->choices; choice->value != NULL; choice++) {
    g_autofree char *reason = NULL;

    g_print ("%s --set %s=%s%s\n", choice == chosen ? "*" : " ", record->id, choice->value,
             g_str_has_suffix (choice->value, "=") ? "…" : "");
    g_print ("    %s: %s\n", _(choice->title), _(choice->cost));
    if (!g_str_has_suffix (choice->value, "=")
        && casement_plan_judge_choice (plan, record->id, choice->value, &reason) == CASEMENT_ADVICE_UNSUPPORTED)
      /* Translators: comes before the reason */
      g_print (_("    Not possible here: %s\n"), reason);
  }
}

/* What is no part of a virtual machine's definition. */
static gboolean
explain_other (CasementPlan *plan, const char *id)
{
  const CasementPreset *preset = casement_vm_spec_get_preset (casement_plan_get_spec (plan));
  const CasementHostRecord *host = casement_host_find_record (id);
  const CasementFirstHourRecord *hour = casement_first_hour_find (id);

  if (host != NULL) {
    g_print ("%s (%s)\n%s\n", _(host->title), host->id, _("Looked at by “casement host-check”"));
    g_print ("\n%s\n<%s>\n", _(host->why), host->source);
  } else if (hour != NULL) {
    g_print ("%s (%s)\n%s\n", _(hour->title), hour->id, _("To do once Windows is installed"));
    g_print ("\n%s\n<%s>\n\n%s\n", _(hour->why), hour->source, casement_first_hour_get_step (hour, preset));
  }
  return host != NULL || hour != NULL;
}

/**
 * casement_cli_explain:
 * @id: of a recommendation, or of any other row of the guide
 * @with_change: whether to show what it changes in the domain's XML
 *
 * Writes all there is to know about one recommendation in @plan.
 */
void
casement_cli_explain (CasementPlan *plan, const char *id, gboolean with_change)
{
  CasementAdvice *advice = casement_plan_find (plan, id);
  const CasementRecommendation *record;
  CasementAdviceState state;
  const char *reason;

  if (explain_other (plan, id))
    return;
  record = casement_advice_get_recommendation (advice);
  state = casement_advice_get_state (advice);
  reason = casement_advice_get_reason (advice);
  g_print ("%s (%s)\n", _(record->title), record->id);
  g_print ("%s %s\n", get_outcome (state), casement_advice_get_wanted (advice));
  if (reason != NULL && state != CASEMENT_ADVICE_DECLINED)
    g_print ("%s\n", reason);
  g_print ("\n%s\n<%s>\n", _(record->why), record->source);
  write_choices (plan, record);
  if (record->consequence != NULL)
    g_print ("\n%s\n", _("Without it (--decline):"));
  else if (record->settings != NULL && !casement_recommendation_has_off (record))
    g_print ("\n%s\n", _("It cannot be declined."));
  if (record->consequence != NULL)
    g_print ("    %s\n", _(record->consequence));
  if (with_change) {
    g_autofree char *change = casement_plan_dup_change (plan, id);

    g_print ("\n%s\n", change != NULL ? _("What it changes in the domain:") : _("It changes nothing in the domain."));
    if (change != NULL)
      casement_cli_write (change);
  }
}
