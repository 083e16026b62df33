/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include <locale.h>
#include "casement-application.h"

/* Without a GPU, GL is emulated in software: an empty window then takes about twice the memory and half as much
 * time again as with the cairo renderer. Who wants GL nevertheless sets the variable. */
static void
choose_renderer (void)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (g_getenv ("GSK_RENDERER") != NULL)
    return;
  dir = g_dir_open ("/dev/dri", 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "renderD"))
      return;
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
}

int
main (int argc, char *argv[])
{
  g_autoptr (CasementApplication) application = NULL;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, CASEMENT_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  choose_renderer ();
  g_set_application_name (_("Casement"));

  application = casement_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status != 0 ? status : casement_application_get_exit_status (application);
}
