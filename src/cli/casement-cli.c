/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "casement-error.h"

G_DEFINE_QUARK (casement - cli - error, casement_cli_error)

/** casement_cli_set_usage_error: sets an error that ends the program with status 2. */
void
casement_cli_set_usage_error (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (CASEMENT_CLI_ERROR, 0, format, args));
  va_end (args);
}

/**
 * casement_cli_parse:
 * @entries: the verb's own options
 * @argc: (inout): the verb and what follows; the verb and its arguments on return
 *
 * Reads the options of a verb, and those that all have.
 *
 * Returns: whether the number of arguments left is within @min_arguments and @max_arguments; else @error
 *   ends the program with status 2.
 */
gboolean
casement_cli_parse (const CasementCliVerb *verb,
                    CasementCli *cli,
                    const GOptionEntry *entries,
                    int *argc,
                    char ***argv,
                    int min_arguments,
                    int max_arguments,
                    GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s %s", "casement", verb->name);
  g_autoptr (GOptionContext) context = g_option_context_new (verb->parameters);
  g_autofree char *uri = NULL;
  gboolean verbose = FALSE;
  const GOptionEntry common[] = {
    { "connect", 'c', 0, G_OPTION_ARG_STRING, &uri, N_("Use the libvirt connection URI"), N_("URI") },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, N_("Show details and reasons"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char *more = verb->describe != NULL ? verb->describe () : NULL;
  g_autofree char *description = g_strconcat (verb->description != NULL ? _(verb->description) : "",
                                              more != NULL ? "\n\n" : "", more, NULL);

  g_set_prgname (name);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _(verb->summary));
  g_option_context_set_description (context, description);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  g_set_prgname ("casement");

  /* What follows "--" may begin with a dash; GOption leaves the mark itself in place. */
  if (*argc > 1 && g_str_equal ((*argv)[1], "--")) {
    (*argv)[1] = (*argv)[0];
    (*argv)++;
    (*argc)--;
  }
  if (uri != NULL) {
    g_free (cli->uri);
    cli->uri = g_steal_pointer (&uri);
  }
  cli->verbose |= verbose;
  if (*argc - 1 < min_arguments) {
    casement_cli_set_usage_error (error, _("Something is missing: casement %s %s"), verb->name,
                                  verb->parameters);
    return FALSE;
  }
  if (*argc - 1 > max_arguments) {
    casement_cli_set_usage_error (error, _("“%s” is one argument too many: casement %s %s"),
                                  (*argv)[max_arguments + 1], verb->name, verb->parameters);
    return FALSE;
  }
  return TRUE;
}

static gboolean
is_usage (const GError *error)
{
  return error->domain == CASEMENT_CLI_ERROR || error->domain == G_OPTION_ERROR;
}

/**
 * casement_cli_fail:
 *
 * Says on stderr what went wrong, in one sentence; the raw text below it only to those who asked for it.
 *
 * Returns: the exit status.
 */
int
casement_cli_fail (CasementCli *cli, const GError *error)
{
  const char *details = casement_error_get_details (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_printerr ("casement: %s\n", _("Cancelled"));
  else
    g_printerr ("casement: %s\n", error->message);
  if (cli->verbose && details != NULL)
    g_printerr ("%s\n", details);
  return is_usage (error) ? CASEMENT_CLI_USAGE : CASEMENT_CLI_FAILED;
}

/** casement_cli_warn: says on stderr what the user should know, although it goes on. */
void
casement_cli_warn (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("casement: %s: %s\n", _("warning"), text);
}

/** casement_cli_say: says on stderr what is being done. */
void
casement_cli_say (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("casement: %s\n", text);
}

/**
 * casement_cli_write:
 * @text: XML or JSON
 *
 * Writes a document to stdout in UTF-8, whatever the locale, with a newline at its end.
 */
void
casement_cli_write (const char *text)
{
  fputs (text, stdout);
  if (!g_str_has_suffix (text, "\n"))
    fputc ('\n', stdout);
}

/**
 * casement_cli_write_row:
 * @cells: (array length=n_cells): the last one is not padded
 * @widths: columns of each cell
 */
void
casement_cli_write_row (const char *const *cells, const guint *widths, guint n_cells)
{
  for (guint i = 0; i < n_cells; i++) {
    const char *cell = cells[i] != NULL ? cells[i] : "";

    g_print ("%s", cell);
    for (glong at = g_utf8_strlen (cell, -1); i + 1 < n_cells && at < (glong) widths[i] + 2; at++)
      g_print (" ");
  }
  g_print ("\n");
}

/**
 * casement_cli_exec_window:
 * @options: (array zero-terminated) (nullable): the window's own
 * @arguments: (array zero-terminated): what follows the options
 *
 * Becomes the program with the window. It is another program so that the command line needs no display and
 * does not pay for the toolkit.
 *
 * Returns: an exit status, if it could not.
 */
int
casement_cli_exec_window (CasementCli *cli, const char *const *options, char **arguments)
{
  const char *folder = g_getenv ("CASEMENT_LIBEXECDIR");
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  path = g_build_filename (folder != NULL && *folder != '\0' ? folder : CASEMENT_LIBEXECDIR,
                           "casement-window", NULL);
  g_ptr_array_add (argv, (gpointer) "casement");
  if (cli->uri != NULL) {
    g_ptr_array_add (argv, (gpointer) "--connect");
    g_ptr_array_add (argv, cli->uri);
  }
  for (; options != NULL && *options != NULL; options++)
    g_ptr_array_add (argv, (gpointer) *options);
  /* A name may begin with a dash. */
  if (*arguments != NULL)
    g_ptr_array_add (argv, (gpointer) "--");
  for (char **at = arguments; *at != NULL; at++)
    g_ptr_array_add (argv, *at);
  g_ptr_array_add (argv, NULL);
  fflush (stdout);
  execv (path, (char **) argv->pdata);
  error = casement_error_new (
      errno == ENOENT ? CASEMENT_ERROR_NOT_FOUND : CASEMENT_ERROR_FAILED, g_strerror (errno),
      _("The window could not be opened: install “%s”, which belongs to Casement."), path);
  return casement_cli_fail (cli, error);
}
