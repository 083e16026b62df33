/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib/gi18n.h>

static gboolean
act (CasementCli *cli, const char *name, CasementVmAction action, GError **error)
{
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  CasementVm *vm = casement_cli_find_vm (cli, &library, name, error);

  if (vm == NULL)
    return FALSE;
  if (!casement_vm_check_action (vm, action, error))
    return FALSE;
  casement_vm_act_async (vm, action, NULL, casement_cli_ready_cb, &result);
  return casement_vm_act_finish (vm, casement_cli_wait (&result), error);
}

static int
run_action (const CasementCliVerb *verb, CasementCli *cli, int argc, char **argv, CasementVmAction action)
{
  g_autoptr (GError) error = NULL;

  if (!casement_cli_parse (verb, cli, NULL, &argc, &argv, 1, 1, &error)
      || !act (cli, argv[1], action, &error))
    return casement_cli_fail (cli, error);
  return CASEMENT_CLI_DONE;
}

static int
run_start (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  return run_action (self, cli, argc, argv, CASEMENT_VM_ACTION_START);
}

static int
run_shutdown (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  return run_action (self, cli, argc, argv, CASEMENT_VM_ACTION_SHUTDOWN);
}

static int
run_stop (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  return run_action (self, cli, argc, argv, CASEMENT_VM_ACTION_FORCE_OFF);
}

const CasementCliVerb casement_cli_start_verb = {
  "start", "VM", N_("Start a virtual machine"), NULL, NULL, run_start,
};

const CasementCliVerb casement_cli_shutdown_verb = {
  "shutdown",
  "VM",
  N_("Ask Windows to shut down"),
  N_("Windows decides when; this does not wait for it."),
  NULL,
  run_shutdown,
};

const CasementCliVerb casement_cli_stop_verb = {
  "stop",
  "VM",
  N_("Turn a virtual machine off at once"),
  N_("Like pulling the plug: what Windows had not saved is lost."),
  NULL,
  run_stop,
};
