/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>
#include "casement-error.h"
#include "casement-vm-creator.h"

/* What works while the main context is iterated: the connection, its machines, operations. */

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

static void
active_cb (CasementBootPrompt *prompt, GParamSpec *pspec, gpointer user_data)
{
  gboolean *said = user_data;

  if (!*said && casement_boot_prompt_get_active (prompt))
    casement_cli_say (_("Answering “Press any key to boot from CD” until Setup is loaded; Ctrl+C leaves that to you"));
  *said = TRUE;
}

/**
 * casement_cli_answer_boot_prompt:
 *
 * Stays until the installer image boots, and says so: the keys are pressed by this program. Ctrl+C leaves them to the user;
 * the machine runs on whatever comes of it. Ends at once where there is no prompt to expect.
 */
void
casement_cli_answer_boot_prompt (CasementBootPrompt *prompt)
{
  g_autoptr (GError) error = NULL;
  gboolean said = FALSE;

  fflush (stdout);
  g_signal_connect (prompt, "notify::active", G_CALLBACK (active_cb), &said);
  if (!casement_cli_run_operation (CASEMENT_OPERATION (prompt), &error)) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      casement_cli_warn ("%s", error->message);
  } else if (casement_boot_prompt_get_outcome (prompt) == CASEMENT_BOOT_LATE) {
    casement_cli_warn (_("The installer image did not boot in time: look at the screen with “casement view”."));
  }
  g_signal_handlers_disconnect_by_func (prompt, active_cb, &said);
}
