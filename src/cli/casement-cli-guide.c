/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli-guide.h"

#include <glib/gi18n.h>

/* What "tune" does with a change that could break an installed Windows: it is explained, and made step by step. */

static void
write_steps (const CasementRecommendation *record, CasementGuideStage stage)
{
  g_autoptr (GArray) steps = casement_guide_list_steps (record);

  for (guint i = 0; i < steps->len; i++) {
    const CasementGuideStep *step = &g_array_index (steps, CasementGuideStep, i);
    /* Translators: the state of a step in a list, in the same width each */
    const char *mark = step->stage < stage ? _("[done]") : step->stage == stage ? _("[next]") : _("[    ]");

    g_print ("  %s %u. %s\n", mark, i + 1, _(step->title));
    if (step->stage == stage)
      g_print ("            %s\n", _(step->text));
  }
}

static const CasementGuideStep *
find_step (const CasementRecommendation *record, CasementGuideStage stage, CasementGuideStep *place)
{
  g_autoptr (GArray) steps = casement_guide_list_steps (record);

  for (guint i = 0; i < steps->len; i++)
    if (g_array_index (steps, CasementGuideStep, i).stage == stage) {
      *place = g_array_index (steps, CasementGuideStep, i);
      return place;
    }
  return NULL;
}

static void
write_advice (const CasementRecommendation *record, const char *name, CasementVmGuide *guide)
{
  CasementGuideStage stage = casement_vm_guide_get_stage (guide);
  CasementGuideStep place;
  const CasementGuideStep *step = find_step (record, stage, &place);
  g_autofree char *quoted = g_shell_quote (name);

  if (step == NULL) {
    casement_cli_say (_("Done; “casement undo” takes it back."));
    return;
  }
  casement_cli_say (_("The next step: casement tune --step %s %s"), quoted, record->id);
  if (step->by_hand != NULL)
    casement_cli_say (_("If you looked in Windows yourself: casement tune --confirmed %s %s"), quoted, record->id);
  if (casement_vm_guide_get_begun (guide))
    casement_cli_say (_("To take everything back: casement tune --give-up %s %s"), quoted, record->id);
}

/**
 * casement_cli_guide:
 * @record: one that casement_guide_covers()
 * @action: %CASEMENT_GUIDE_LOOK only explains
 *
 * Returns: whether the step was done; else @error.
 */
gboolean
casement_cli_guide (CasementVm *vm, const CasementRecommendation *record, CasementGuideAction action, GError **error)
{
  g_autoptr (CasementVmGuide) guide = casement_vm_guide_new (vm, record->id, action);

  if (!casement_cli_run_operation (CASEMENT_OPERATION (guide), error))
    return FALSE;
  if (action == CASEMENT_GUIDE_GIVE_UP) {
    casement_cli_say (_("Taken back."));
    return TRUE;
  }
  g_print ("%s (%s)\n", _(record->title), record->id);
  g_print ("%s\n", casement_guide_get_warning (record));
  write_steps (record, casement_vm_guide_get_stage (guide));
  write_advice (record, casement_vm_get_name (vm), guide);
  return TRUE;
}
