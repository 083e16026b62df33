/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib/gi18n.h>

static int
run (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  gboolean full_screen = FALSE;
  gboolean kiosk = FALSE;
  g_autofree char *ca_file = NULL;
  g_autofree char *subject = NULL;
  const GOptionEntry entries[] = {
    { "full-screen", 'f', 0, G_OPTION_ARG_NONE, &full_screen, N_("Begin in full screen"), NULL },
    { "kiosk", 0, 0, G_OPTION_ARG_NONE, &kiosk, N_("Show nothing but the screen, and never leave it"), NULL },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &ca_file, N_("Certificates that a server’s is to be signed by"), N_("FILE") },
    { "host-subject", 0, 0, G_OPTION_ARG_STRING, &subject, N_("What a server’s certificate is to say"), N_("SUBJECT") },
    { NULL },
  };
  g_autoptr (GPtrArray) options = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  /* Wrong usage is said here, so that scripts get the same status for it whatever the verb. */
  if (!casement_cli_parse (self, cli, entries, &argc, &argv, 1, 64, &error))
    return casement_cli_fail (cli, error);
  if (full_screen)
    g_ptr_array_add (options, (gpointer) "--full-screen");
  if (kiosk)
    g_ptr_array_add (options, (gpointer) "--kiosk");
  if (ca_file != NULL) {
    g_ptr_array_add (options, (gpointer) "--ca-file");
    g_ptr_array_add (options, ca_file);
  }
  if (subject != NULL) {
    g_ptr_array_add (options, (gpointer) "--host-subject");
    g_ptr_array_add (options, subject);
  }
  g_ptr_array_add (options, NULL);
  argv[0] = (char *) self->name;
  return casement_cli_exec_window (cli, (const char *const *) options->pdata, argv);
}

const CasementCliVerb casement_cli_view_verb = {
  "view",
  "VM | URI | FILE.vv …",
  N_("Open the screens of virtual machines in windows"),
  N_("Also takes addresses of SPICE servers (spice://HOST:PORT, spice+tls://HOST:PORT or spice+unix:///PATH) and virt-viewer’s "
     "connection files. A password is asked for in the window."),
  NULL,
  run,
};
