/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib/gi18n.h>

static int
run (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  /* Wrong usage is said here, so that scripts get the same status for it whatever the verb. */
  if (!casement_cli_parse (self, cli, NULL, &argc, &argv, 1, 1, &error))
    return casement_cli_fail (cli, error);
  argv[0] = (char *) self->name;
  return casement_cli_exec_window (cli, argv);
}

const CasementCliVerb casement_cli_view_verb = {
  "view",
  "VM | URI",
  N_("Open the screen of a virtual machine in a window"),
  N_("Also takes the address of a SPICE server: spice://HOST:PORT or spice+unix:///PATH."),
  NULL,
  run,
};
