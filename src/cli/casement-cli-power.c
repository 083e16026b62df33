/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib/gi18n.h>
#include "casement-guest-clock.h"

/* How long the end of the program is put off for the clock of Windows. */
#define CLOCK_SECONDS 15

static gboolean
act (CasementCli *cli, const char *name, CasementVmAction action, gboolean wait, GError **error)
{
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CasementBootPrompt) prompt = NULL;
  CasementVm *vm = casement_cli_find_vm (cli, &library, name, error);

  if (vm == NULL)
    return FALSE;
  if (!casement_vm_check_action (vm, action, error))
    return FALSE;
  casement_vm_act_async (vm, action, NULL, casement_cli_ready_cb, &result);
  if (!casement_vm_act_finish (vm, casement_cli_wait (&result), error))
    return FALSE;
  if (wait && !casement_guest_clock_wait (CLOCK_SECONDS))
    casement_cli_warn (_("Windows does not answer yet, and its clock was not set."));
  /* One that was made and not started has Setup's prompt still before it. */
  if (wait && action == CASEMENT_VM_ACTION_START) {
    prompt = casement_boot_prompt_new (casement_vm_get_connection (vm), casement_vm_get_uuid (vm), casement_vm_get_name (vm));
    casement_cli_answer_boot_prompt (prompt);
  }
  return TRUE;
}

static int
run_action (const CasementCliVerb *verb, CasementCli *cli, int argc, char **argv, CasementVmAction action)
{
  g_autoptr (GError) error = NULL;

  if (!casement_cli_parse (verb, cli, NULL, &argc, &argv, 1, 1, &error)
      || !act (cli, argv[1], action, FALSE, &error))
    return casement_cli_fail (cli, error);
  return CASEMENT_CLI_DONE;
}

static int
run_start (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  gboolean no_wait = FALSE;
  const GOptionEntry entries[] = {
    { "no-wait", 0, 0, G_OPTION_ARG_NONE, &no_wait, N_("Leave “Press any key to boot from CD” to you, and end at once"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;

  if (!casement_cli_parse (self, cli, entries, &argc, &argv, 1, 1, &error)
      || !act (cli, argv[1], CASEMENT_VM_ACTION_START, !no_wait, &error))
    return casement_cli_fail (cli, error);
  return CASEMENT_CLI_DONE;
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
  "start",
  "VM",
  N_("Start a virtual machine"),
  N_("On the first start “Press any key to boot from CD” of the installer image is answered, which may take a minute."),
  NULL,
  run_start,
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
