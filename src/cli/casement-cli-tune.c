/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib/gi18n.h>
#include "casement-audit.h"
#include "casement-cli-guide.h"
#include "casement-error.h"
#include "casement-vm-tuner.h"

typedef struct {
  gboolean all;
  gboolean dry_run;
  gboolean at_once;
  gboolean step;
  gboolean confirmed;
  gboolean give_up;
} Options;

/* What was named, or all that is safe. */
static char **
choose_ids (CasementAudit *audit, const Options *options, char **names, GError **error)
{
  if (options->all)
    return casement_audit_dup_safe_ids (audit);
  for (guint i = 0; names[i] != NULL; i++)
    if (casement_audit_find (audit, names[i]) == NULL) {
      casement_cli_set_usage_error (error, _("There is no recommendation called “%s”; “casement check” lists them."), names[i]);
      return NULL;
    }
  return g_strdupv (names);
}

/* Says what changes, unless @silent; what an installed Windows does not take by itself is warned of in any case. */
static void
announce (CasementAudit *audit, char **ids, gboolean silent)
{
  for (guint i = 0; ids[i] != NULL; i++) {
    CasementAuditItem *item = casement_audit_find (audit, ids[i]);
    const CasementRecommendation *record = casement_audit_item_get_recommendation (item);

    if (casement_audit_item_get_state (item) != CASEMENT_AUDIT_UNMET)
      continue;
    if (!silent)
      g_print ("%s: %s\n", ids[i], casement_audit_item_get_wanted (item));
    if (record->risk != CASEMENT_RISK_NONE)
      casement_cli_warn (record->risk == CASEMENT_RISK_DRIVER
                             ? _("“%s”, made at once, may keep an installed Windows from starting")
                             : _("after “%s” an installed Windows would have to be installed again"),
                         ids[i]);
  }
}

static gboolean
tune_file (CasementCli *cli, const Options *options, const char *path, char **names, GError **error)
{
  g_autoptr (CasementAudit) audit = casement_cli_audit_file (cli, path, error);
  g_auto (GStrv) ids = audit != NULL ? choose_ids (audit, options, names, error) : NULL;
  g_autofree char *tuned = NULL;

  if (ids == NULL)
    return FALSE;
  announce (audit, ids, !options->dry_run);
  if (options->dry_run)
    return TRUE;
  tuned = casement_audit_tune (audit, (const char *const *) ids, error);
  if (tuned == NULL)
    return FALSE;
  casement_cli_write (tuned);
  return TRUE;
}

static CasementGuideAction
get_guide_action (const Options *options)
{
  if (options->give_up)
    return CASEMENT_GUIDE_GIVE_UP;
  if (options->confirmed)
    return CASEMENT_GUIDE_CONFIRMED;
  return options->step ? CASEMENT_GUIDE_NEXT : CASEMENT_GUIDE_LOOK;
}

/* Whether what was named is for the guide; with @error where it is for neither. */
static const CasementRecommendation *
choose_guided (CasementAudit *audit, const Options *options, char **ids, GError **error)
{
  gboolean continues = options->step || options->confirmed || options->give_up;
  const CasementRecommendation *guided = NULL;

  for (guint i = 0; ids[i] != NULL; i++) {
    CasementAuditItem *item = casement_audit_find (audit, ids[i]);
    const CasementRecommendation *record = casement_audit_item_get_recommendation (item);

    if (casement_guide_covers (record) && (continues || casement_audit_item_get_state (item) == CASEMENT_AUDIT_UNMET))
      guided = record;
    else if (record->risk == CASEMENT_RISK_REINSTALL && casement_audit_item_get_state (item) == CASEMENT_AUDIT_UNMET) {
      casement_cli_set_usage_error (error,
                                    _("After “%s” an installed Windows would not start any more. If there is none, or you will "
                                      "install it again, use --at-once."),
                                    record->id);
      return NULL;
    }
  }
  if ((guided != NULL || continues) && g_strv_length (ids) != 1)
    casement_cli_set_usage_error (error, _("What is made step by step is named alone: %s"), guided != NULL ? guided->id : ids[0]);
  else if (continues && guided == NULL)
    casement_cli_set_usage_error (error, _("“%s” needs no steps: name it without --step."), ids[0]);
  return guided;
}

static gboolean
tune_vm (CasementCli *cli, const Options *options, const char *name, char **names, GError **error)
{
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (CasementAudit) audit = NULL;
  g_autoptr (CasementVmTuner) tuner = NULL;
  g_auto (GStrv) ids = NULL;
  CasementVm *vm = casement_cli_find_vm (cli, &library, name, error);

  if (vm == NULL)
    return FALSE;
  audit = casement_cli_audit_vm (vm, error);
  ids = audit != NULL ? choose_ids (audit, options, names, error) : NULL;
  if (ids == NULL)
    return FALSE;
  if (!options->all && !options->dry_run && !options->at_once) {
    g_autoptr (GError) local_error = NULL;
    const CasementRecommendation *guided = choose_guided (audit, options, ids, &local_error);

    if (local_error != NULL) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
    if (guided != NULL)
      return casement_cli_guide (vm, guided, get_guide_action (options), error);
  }
  announce (audit, ids, FALSE);
  if (options->dry_run)
    return TRUE;
  tuner = casement_vm_tuner_new (vm, (const char *const *) ids);
  if (!casement_cli_run_operation (CASEMENT_OPERATION (tuner), error))
    return FALSE;
  if (!casement_vm_tuner_get_changed (tuner))
    casement_cli_say (_("There was nothing to change."));
  else if (casement_vm_tuner_get_restart_needed (tuner))
    casement_cli_say (_("It takes effect after a restart of the virtual machine, once it was shut down and started again; “casement undo” takes it back."));
  else
    casement_cli_say (_("Done; “casement undo” takes it back."));
  return TRUE;
}

static int
run_tune (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &options.all, N_("Put right all that an installed Windows takes without harm"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run, N_("Only show what would be changed"), NULL },
    { "step", 0, 0, G_OPTION_ARG_NONE, &options.step, N_("Do the next step of a change that is made step by step"), NULL },
    { "confirmed", 0, 0, G_OPTION_ARG_NONE, &options.confirmed, N_("Do it, and answer for Windows what the step asks"), NULL },
    { "give-up", 0, 0, G_OPTION_ARG_NONE, &options.give_up, N_("Take back what such a change has done so far"), NULL },
    { "at-once", 0, 0, G_OPTION_ARG_NONE, &options.at_once, N_("Make it all at once, whatever that does to an installed Windows"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (!casement_cli_parse (self, cli, entries, &argc, &argv, 1, G_MAXINT, &error))
    return casement_cli_fail (cli, error);
  if (options.all == (argc > 2)) {
    casement_cli_set_usage_error (&error, _("Name what to put right, or use --all."));
    return casement_cli_fail (cli, error);
  }
  if (options.step + options.confirmed + options.give_up + options.at_once + options.dry_run > 1
      || ((options.step || options.confirmed || options.give_up) && (options.all || casement_cli_is_file (argv[1])))) {
    casement_cli_set_usage_error (&error, _("These options do not go together."));
    return casement_cli_fail (cli, error);
  }
  done = casement_cli_is_file (argv[1]) ? tune_file (cli, &options, argv[1], argv + 2, &error)
                                        : tune_vm (cli, &options, argv[1], argv + 2, &error);
  return done ? CASEMENT_CLI_DONE : casement_cli_fail (cli, error);
}

static int
run_undo (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  gboolean force = FALSE;
  const GOptionEntry entries[] = {
    { "force", 0, 0, G_OPTION_ARG_NONE, &force, N_("Also undo what others changed since"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (CasementVmTuner) tuner = NULL;
  g_autoptr (GError) error = NULL;
  CasementVm *vm;

  if (!casement_cli_parse (self, cli, entries, &argc, &argv, 1, 1, &error))
    return casement_cli_fail (cli, error);
  vm = casement_cli_find_vm (cli, &library, argv[1], &error);
  if (vm == NULL)
    return casement_cli_fail (cli, error);
  tuner = casement_vm_tuner_new_undo (vm, force);
  if (!casement_cli_run_operation (CASEMENT_OPERATION (tuner), &error))
    return casement_cli_fail (cli, error);
  casement_cli_say (casement_vm_tuner_get_restart_needed (tuner)
                        ? _("Taken back; it takes effect once the virtual machine was shut down and started again.")
                        : _("Taken back."));
  return CASEMENT_CLI_DONE;
}

const CasementCliVerb casement_cli_tune_verb = {
  "tune",
  "VM|FILE.xml [ID…|--all]",
  N_("Change a virtual machine as recommended"),
  N_("The old definition is kept, so that it can be taken back. Of a file, the new definition is written out."),
  NULL,
  run_tune,
};

const CasementCliVerb casement_cli_undo_verb = {
  "undo",
  "VM",
  N_("Take back the last change made by tune, cd or disk"),
  N_("Brings back exactly the definition from before; several times, change after change."),
  NULL,
  run_undo,
};
