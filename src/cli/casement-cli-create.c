/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli-spec.h"
#include "casement-cli-unattend.h"

#include <glib/gi18n.h>
#include "casement-cli-choices.h"
#include "casement-plan.h"
#include "casement-vm-creator.h"

static CasementPlan *
make_plan (CasementCliSpec *options, CasementVmSpec *spec, CasementConnection *connection, GError **error)
{
  g_autoptr (CasementHostFacts) facts = casement_connection_probe_host (connection, NULL, error);
  g_autoptr (CasementPlan) plan = NULL;

  if (facts == NULL || !casement_cli_spec_apply (options, spec, facts, error))
    return NULL;
  plan = casement_plan_new (spec, facts);
  if (!casement_plan_check (plan, error))
    return NULL;
  return g_steal_pointer (&plan);
}

static void
find_drivers (CasementCliSpec *options, CasementVmSpec *spec)
{
  if (!casement_cli_spec_find_drivers (options, spec))
    casement_cli_warn (
        _("No driver image (virtio-win) was found: without it, Windows Setup does not see the disk. "
           "Download one and name it with --drivers, or say “--drivers none”."));
  else if (options->drivers == NULL)
    casement_cli_say (_("Using the drivers in “%s”"), casement_vm_spec_get_drivers_path (spec));
}

static gboolean
create (CasementCli *cli, CasementCliSpec *options, CasementCliUnattend *unattend, const char *name, gboolean start,
        gboolean upload, gboolean wait, gboolean follow, GError **error)
{
  g_autoptr (CasementVmSpec) spec = NULL;
  g_autoptr (CasementConnection) connection = NULL;
  g_autoptr (CasementPlan) plan = NULL;
  g_autoptr (CasementVmCreator) creator = NULL;
  g_autoptr (CasementBootPrompt) prompt = NULL;

  /* What needs no connection comes first. */
  spec = casement_cli_spec_new_vm_spec (options, name, error);
  if (spec == NULL || !casement_cli_spec_name_drivers (options, spec, error) || !casement_cli_unattend_apply (unattend, spec, error))
    return FALSE;
  find_drivers (options, spec);
  connection = casement_cli_connect_to_act (cli, error);
  if (connection == NULL)
    return FALSE;
  plan = make_plan (options, spec, connection, error);
  if (plan == NULL)
    return FALSE;
  creator = casement_vm_creator_new (connection, plan, start);
  casement_vm_creator_set_upload (creator, upload);
  if (!casement_cli_run_operation (CASEMENT_OPERATION (creator), error))
    return FALSE;
  g_print (_("Created “%s” (%s)\n"), casement_vm_spec_get_name (casement_plan_get_spec (plan)),
           casement_vm_creator_get_uuid (creator));
  prompt = wait ? casement_vm_creator_new_boot_prompt (creator) : NULL;
  if (prompt != NULL)
    casement_cli_answer_boot_prompt (prompt);
  if (follow) {
    g_autoptr (CasementInstall) install
        = casement_install_new (connection, casement_vm_creator_get_uuid (creator), casement_vm_spec_get_name (spec));

    return casement_cli_follow_install (install, error);
  }
  return TRUE;
}

static int
run (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  g_auto (CasementCliSpec) options = { NULL };
  g_auto (CasementCliUnattend) unattend = { FALSE };
  GOptionEntry entries[CASEMENT_CLI_SPEC_N_ENTRIES + 4 + CASEMENT_CLI_UNATTEND_N_ENTRIES + 1] = { G_OPTION_ENTRY_NULL };
  gboolean start = FALSE;
  gboolean no_wait = FALSE;
  gboolean upload = FALSE;
  gboolean follow = FALSE;
  g_autoptr (GError) error = NULL;

  casement_cli_spec_add_entries (&options, entries);
  entries[CASEMENT_CLI_SPEC_N_ENTRIES]
      = (GOptionEntry){ "start", 0, 0, G_OPTION_ARG_NONE, &start, N_("Start it when it is made"), NULL };
  entries[CASEMENT_CLI_SPEC_N_ENTRIES + 1]
      = (GOptionEntry){ "no-wait", 0, 0, G_OPTION_ARG_NONE, &no_wait,
                        N_("Leave “Press any key to boot from CD” to you, and end at once"), NULL };
  entries[CASEMENT_CLI_SPEC_N_ENTRIES + 2]
      = (GOptionEntry){ "upload", 0, 0, G_OPTION_ARG_NONE, &upload,
                        N_("Copy the images to the host, which cannot see the files here"), NULL };
  entries[CASEMENT_CLI_SPEC_N_ENTRIES + 3]
      = (GOptionEntry){ "wait", 0, 0, G_OPTION_ARG_NONE, &follow, N_("With --unattended --start: stay until Windows is installed"), NULL };
  casement_cli_unattend_add_entries (&unattend, entries + CASEMENT_CLI_SPEC_N_ENTRIES + 4);
  if (!casement_cli_parse (self, cli, entries, &argc, &argv, 1, 1, &error) || !casement_cli_spec_check (&options, &error)
      || !casement_cli_unattend_check (&unattend, &error))
    return casement_cli_fail (cli, error);
  if (options.iso == NULL) {
    casement_cli_set_usage_error (
        &error, _("Name the Windows installer image: casement create %s --iso FILE."), argv[1]);
    return casement_cli_fail (cli, error);
  }
  if (follow && (!unattend.unattended || !start || no_wait)) {
    casement_cli_set_usage_error (&error, _("--wait goes with --unattended --start, and not with --no-wait."));
    return casement_cli_fail (cli, error);
  }
  if (!create (cli, &options, &unattend, argv[1], start, upload, !no_wait, follow, &error))
    return casement_cli_fail (cli, error);
  return CASEMENT_CLI_DONE;
}

const CasementCliVerb casement_cli_create_verb = {
  "create",
  "NAME --iso FILE",
  N_("Create a Windows virtual machine"),
  N_("On failure and on Ctrl+C everything that was made is removed again."),
  casement_cli_choices_describe,
  run,
};
