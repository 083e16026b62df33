/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

/* Every verb once; help, completion and the manual page follow this order. */
static const CasementCliVerb *const verbs[] = {
  &casement_cli_create_verb, &casement_cli_plan_verb,       &casement_cli_host_check_verb,
  &casement_cli_media_verb, &casement_cli_drivers_verb, &casement_cli_list_verb,       &casement_cli_view_verb,
  &casement_cli_start_verb,  &casement_cli_shutdown_verb,   &casement_cli_stop_verb,
  &casement_cli_delete_verb, &casement_cli_screenshot_verb, &casement_cli_check_verb,
  &casement_cli_tune_verb,   &casement_cli_undo_verb,      &casement_cli_status_verb,
  &casement_cli_first_hour_verb, &casement_cli_cd_verb,
  &casement_cli_disk_verb,
};

static const CasementCliVerb *
find_verb (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++) {
    if (g_str_equal (verbs[i]->name, name))
      return verbs[i];
  }
  return NULL;
}

static char *
describe_verbs (void)
{
  GString *text = g_string_new (_("Commands:"));

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    g_string_append_printf (text, "\n  %-12s %s", verbs[i]->name, _(verbs[i]->summary));
  g_string_append_printf (
      text, "\n\n%s",
      _("“casement help COMMAND” says more about one. Without a command, the window opens."));
  return g_string_free (text, FALSE);
}

static int
run_verb (CasementCli *cli, const CasementCliVerb *verb, int argc, char **argv)
{
  return verb->run (verb, cli, argc, argv);
}

static int
run_help (CasementCli *cli, const char *name)
{
  const CasementCliVerb *verb = find_verb (name);
  g_autofree char *copy = g_strdup (name);
  g_autofree char *help = g_strdup ("--help");
  char *argv[] = { copy, help, NULL };
  g_autoptr (GError) error = NULL;

  if (verb != NULL)
    return run_verb (cli, verb, 2, argv);
  casement_cli_set_usage_error (&error, _("There is no command “%s”: see “casement --help”."), name);
  return casement_cli_fail (cli, error);
}

/* A disc image, a connection file or the address of a screen, as from "Open with". */
static gboolean
is_file (const char *argument)
{
  return strchr (argument, G_DIR_SEPARATOR) != NULL || strstr (argument, ":/") != NULL
         || g_file_test (argument, G_FILE_TEST_EXISTS);
}

static int
run_rest (CasementCli *cli, int argc, char **argv)
{
  const CasementCliVerb *verb;
  g_autoptr (GError) error = NULL;

  if (argc < 1)
    return casement_cli_exec_window (cli, NULL, argv);
  verb = find_verb (argv[0]);
  if (verb != NULL)
    return run_verb (cli, verb, argc, argv);
  if (g_str_equal (argv[0], "help") && argc == 2)
    return run_help (cli, argv[1]);
  if (is_file (argv[0]))
    return casement_cli_exec_window (cli, NULL, argv);
  casement_cli_set_usage_error (&error, _("“%s” is neither a command nor a file: see “casement --help”."),
                                argv[0]);
  return casement_cli_fail (cli, error);
}

static gboolean
parse (CasementCli *cli, int *argc, char ***argv, gboolean *done, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_("[COMMAND | FILE]"));
  g_autofree char *description = describe_verbs ();
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "connect", 'c', 0, G_OPTION_ARG_STRING, &cli->uri, N_("Use the libvirt connection URI"), N_("URI") },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &cli->verbose, N_("Show details and reasons"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_("Show the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("Create and run Windows virtual machines."));
  g_option_context_set_description (context, description);
  /* A verb's options are its own. */
  g_option_context_set_strict_posix (context, TRUE);
  if (*argc == 2 && g_str_equal ((*argv)[1], "help")) {
    g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

    g_print ("%s", help);
    *done = TRUE;
    return TRUE;
  }
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (version) {
    g_print ("casement %s\n", CASEMENT_VERSION);
    *done = TRUE;
  }
  return TRUE;
}

int
main (int argc, char **argv)
{
  CasementCli cli = { NULL, FALSE };
  g_auto (GStrv) all = g_strdupv (argv);
  /* GOption takes out what it knows, and the strings belong to whoever holds the array. */
  g_autofree char **rest = g_memdup2 (all, sizeof (char *) * ((gsize) argc + 1));
  char **at = rest;
  gboolean done = FALSE;
  g_autoptr (GError) error = NULL;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, CASEMENT_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("casement");

  if (!parse (&cli, &argc, &at, &done, &error))
    status = casement_cli_fail (&cli, error);
  else if (done)
    status = CASEMENT_CLI_DONE;
  else
    status = run_rest (&cli, argc - 1, at + 1);
  g_free (cli.uri);
  return status;
}
