/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib/gi18n.h>
#include "casement-error.h"

static gboolean
save (const char *path, GBytes *png, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GError) write_error = NULL;

  /* As a whole or not at all. */
  if (g_file_set_contents_full (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png),
                                G_FILE_SET_CONTENTS_CONSISTENT, 0666, &write_error))
    return TRUE;
  casement_set_error (error, CASEMENT_ERROR_FAILED, write_error->message,
                      _("The picture could not be saved as “%s”: %s"), shown, write_error->message);
  return FALSE;
}

static gboolean
take (CasementCli *cli, const char *name, const char *path, GError **error)
{
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) png = NULL;
  CasementVm *vm = casement_cli_find_vm (cli, &library, name, error);

  if (vm == NULL)
    return FALSE;
  if (!casement_vm_get_active (vm)) {
    casement_set_error (error, CASEMENT_ERROR_FAILED, NULL,
                        _("“%s” is off and shows nothing: start it first."), casement_vm_get_name (vm));
    return FALSE;
  }
  casement_vm_screenshot_async (vm, NULL, casement_cli_ready_cb, &result);
  png = casement_vm_screenshot_finish (vm, casement_cli_wait (&result), error);
  return png != NULL && save (path, png, error);
}

static int
run (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (!casement_cli_parse (self, cli, NULL, &argc, &argv, 2, 2, &error)
      || !take (cli, argv[1], argv[2], &error))
    return casement_cli_fail (cli, error);
  return CASEMENT_CLI_DONE;
}

const CasementCliVerb casement_cli_screenshot_verb = {
  "screenshot", "VM FILE.png", N_("Save a picture of a virtual machine’s screen"), NULL, NULL, run,
};
