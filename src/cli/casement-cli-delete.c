/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>
#include "casement-error.h"
#include "casement-size.h"
#include "casement-vm-remover.h"

static void
write_item (const CasementRemovalItem *item)
{
  g_autofree char *size = item->size > 0 ? casement_size_format (item->size) : NULL;

  if (item->kind == CASEMENT_REMOVAL_KEPT)
    g_printerr ("  %s", item->path);
  else
    g_printerr ("  %s: %s", casement_removal_kind_get_title (item->kind), item->path);
  if (size != NULL)
    g_printerr (" (%s)", size);
  if (item->reason != NULL)
    g_printerr (" – %s", item->reason);
  g_printerr ("\n");
}

static guint
write_some (GPtrArray *items, gboolean kept)
{
  guint n = 0;

  for (guint i = 0; i < items->len; i++) {
    const CasementRemovalItem *item = g_ptr_array_index (items, i);

    if ((item->kind == CASEMENT_REMOVAL_KEPT) != kept)
      continue;
    if (kept && n == 0)
      g_printerr ("%s\n", _("What stays:"));
    write_item (item);
    n++;
  }
  return n;
}

static void
write_items (CasementVm *vm, GPtrArray *items)
{
  g_printerr (_("Deleting “%s” deletes:\n"), casement_vm_get_name (vm));
  if (write_some (items, FALSE) == 0)
    g_printerr ("  %s\n", _("nothing but the virtual machine itself"));
  write_some (items, TRUE);
}

static gboolean
ask (GError **error)
{
  char answer[16] = "";

  /* Translators: "y" is the only letter that agrees. */
  g_printerr ("%s ", _("Delete all of it? Type y to agree:"));
  if (fgets (answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y')
      && (answer[1] == '\n' || answer[1] == '\0'))
    return TRUE;
  casement_set_error (error, CASEMENT_ERROR_FAILED, NULL, _("Nothing was deleted."));
  return FALSE;
}

static gboolean delete (CasementCli *cli, const char *name, gboolean yes, GError **error)
{
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (CasementVmRemover) remover = NULL;
  CasementVm *vm = casement_cli_find_vm (cli, &library, name, error);

  if (vm == NULL)
    return FALSE;
  if (casement_vm_get_active (vm)) {
    casement_set_error (
        error, CASEMENT_ERROR_IN_USE, NULL,
        _("“%s” is running: shut it down first with “casement shutdown”, or “casement stop”."),
        casement_vm_get_name (vm));
    return FALSE;
  }
  casement_vm_remover_list_async (vm, NULL, casement_cli_ready_cb, &result);
  items = casement_vm_remover_list_finish (vm, casement_cli_wait (&result), error);
  if (items == NULL)
    return FALSE;
  write_items (vm, items);
  if (!yes && !ask (error))
    return FALSE;
  remover = casement_vm_remover_new (vm, items);
  return casement_cli_run_operation (CASEMENT_OPERATION (remover), error);
}

static int
run (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_("Do not ask"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;

  if (!casement_cli_parse (self, cli, entries, &argc, &argv, 1, 1, &error))
    return casement_cli_fail (cli, error);
  if (!yes && isatty (STDIN_FILENO) != 1) {
    casement_cli_set_usage_error (&error,
                                  _("Nobody can be asked here: add --yes to delete without a question."));
    return casement_cli_fail (cli, error);
  }
  if (!delete (cli, argv[1], yes, &error))
    return casement_cli_fail (cli, error);
  return CASEMENT_CLI_DONE;
}

const CasementCliVerb casement_cli_delete_verb = {
  "delete",
  "VM",
  N_("Delete a virtual machine with its disks"),
  N_("What would go is listed first: disks, firmware settings, TPM state. Installer and driver images "
      "stay."),
  NULL,
  run,
};
