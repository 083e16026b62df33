/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "casement-error.h"
#include "casement-vm-creator.h"

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

/** casement_cli_ready_cb: keeps @result in the slot that casement_cli_wait() looks at. */
void
casement_cli_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

/**
 * casement_cli_wait:
 * @slot: as given to casement_cli_ready_cb()
 *
 * Returns: (transfer none): the result, after iterating the main context until it is there.
 */
GAsyncResult *
casement_cli_wait (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *slot;
}

/**
 * casement_cli_connect:
 *
 * Returns: (transfer full): an open connection to the URI that was named, or libvirt's default.
 */
CasementConnection *
casement_cli_connect (CasementCli *cli, GError **error)
{
  g_autoptr (CasementConnection) connection = NULL;

  connection = casement_connection_new (cli->uri != NULL ? cli->uri : casement_connection_default_uri ());
  if (!casement_connection_open_sync (connection, error))
    return NULL;
  return g_steal_pointer (&connection);
}

/**
 * casement_cli_connect_to_act:
 *
 * Like casement_cli_connect(), and puts right what a killed creation left there before.
 */
CasementConnection *
casement_cli_connect_to_act (CasementCli *cli, GError **error)
{
  g_autoptr (CasementConnection) connection = casement_cli_connect (cli, error);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) recover_error = NULL;
  guint n;

  if (connection == NULL)
    return NULL;
  casement_vm_creator_recover_async (connection, NULL, casement_cli_ready_cb, &result);
  n = casement_vm_creator_recover_finish (connection, casement_cli_wait (&result), &recover_error);
  if (n > 0)
    casement_cli_say (ngettext ("Removed what %u interrupted creation had left",
                                "Removed what %u interrupted creations had left", n),
                      n);
  /* It stays for the next time; what was asked for may still work. */
  if (recover_error != NULL)
    casement_cli_warn ("%s", recover_error->message);
  return g_steal_pointer (&connection);
}

/**
 * casement_cli_open_library:
 *
 * Returns: (transfer full): all virtual machines of @connection, once the list is complete; %NULL with @error
 * if the connection was lost meanwhile or does not tell.
 */
CasementLibrary *
casement_cli_open_library (CasementConnection *connection, GError **error)
{
  g_autoptr (CasementLibrary) library = casement_library_new (connection);
  g_autoptr (GError) list_error = NULL;

  while (casement_library_get_loading (library)
         && casement_connection_get_state (connection) == CASEMENT_CONNECTION_OPEN)
    g_main_context_iteration (NULL, TRUE);
  g_object_get (library, "error", &list_error, NULL);
  if (list_error == NULL && casement_library_get_loading (library)) {
    if (casement_connection_get_error (connection) != NULL)
      list_error = g_error_copy (casement_connection_get_error (connection));
    else
      list_error = casement_error_new (CASEMENT_ERROR_CONNECTION, NULL, _("The connection to %s was lost."),
                                       casement_connection_get_uri (connection));
  }
  if (list_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&list_error));
    return NULL;
  }
  return g_steal_pointer (&library);
}

/**
 * casement_cli_find_vm:
 * @library: (out): keeps the virtual machine alive
 * @name: its name or UUID
 *
 * Returns: (transfer none): the virtual machine on the connection that was named, or %NULL with @error.
 */
CasementVm *
casement_cli_find_vm (CasementCli *cli, CasementLibrary **library, const char *name, GError **error)
{
  g_autoptr (CasementConnection) connection = casement_cli_connect_to_act (cli, error);
  CasementVm *vm;

  *library = NULL;
  if (connection == NULL)
    return NULL;
  *library = casement_cli_open_library (connection, error);
  if (*library == NULL)
    return NULL;
  vm = casement_library_find (*library, name);
  if (vm == NULL)
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL,
                        _("There is no virtual machine “%s” on %s: “casement list” shows those that are."),
                        name, casement_connection_get_uri (connection));
  return vm;
}

static void
progress_cb (CasementOperation *operation, GParamSpec *pspec, gpointer user_data)
{
  const char *step = casement_operation_get_step (operation);
  double fraction = casement_operation_get_fraction (operation);

  if (step == NULL)
    return;
  if (fraction >= 0)
    g_printerr ("\r\033[K%3d %% %s", (int) (fraction * 100), step);
  else
    g_printerr ("\r\033[K      %s", step);
}

static gboolean
interrupt_cb (gpointer user_data)
{
  CasementOperation *operation = user_data;

  if (casement_operation_get_state (operation) == CASEMENT_OPERATION_RUNNING)
    casement_operation_cancel (operation);
  return G_SOURCE_CONTINUE;
}

/**
 * casement_cli_run_operation:
 *
 * Runs @operation, shows its progress where stderr is a terminal, and lets Ctrl+C cancel it, so that it
 * undoes what it made before the program ends.
 */
gboolean
casement_cli_run_operation (CasementOperation *operation, GError **error)
{
  static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  guint sources[G_N_ELEMENTS (signals)];
  gboolean terminal = isatty (STDERR_FILENO) == 1;
  gboolean done;

  if (terminal) {
    g_signal_connect (operation, "notify::step", G_CALLBACK (progress_cb), NULL);
    g_signal_connect (operation, "notify::fraction", G_CALLBACK (progress_cb), NULL);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    sources[i] = g_unix_signal_add (signals[i], interrupt_cb, operation);
  done = casement_operation_run_sync (operation, error);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_source_remove (sources[i]);
  if (terminal)
    g_printerr ("\r\033[K");
  return done;
}

/**
 * casement_cli_exec_window:
 * @arguments: (array zero-terminated): what follows the options
 *
 * Becomes the program with the window. It is another program so that the command line needs no display and
 * does not pay for the toolkit.
 *
 * Returns: an exit status, if it could not.
 */
int
casement_cli_exec_window (CasementCli *cli, char **arguments)
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
