/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-application-private.h"
#include "casement-vm-action-group.h"
#include "casement-vm-window.h"

void
casement_pending_free (CasementPending *pending)
{
  g_free (pending->target);
  g_clear_object (&pending->command_line);
  g_free (pending);
}

static GtkWindow *
open_vm (CasementApplication *self, CasementVm *vm, const CasementViewMode *mode)
{
  GtkWindow *window;

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (CASEMENT_IS_VM_WINDOW (l->data) && casement_vm_window_get_vm (l->data) == vm) {
      casement_viewer_apply (l->data, mode);
      gtk_window_present (l->data);
      return l->data;
    }
  window = casement_vm_window_new (GTK_APPLICATION (self), vm);
  casement_viewer_apply (window, mode);
  gtk_window_present (window);
  return window;
}

static void
give_up (CasementApplication *self, CasementPending *pending)
{
  const GError *error = casement_connection_get_error (self->connection);
  GApplicationCommandLine *command_line = pending->command_line;

  if (casement_connection_get_state (self->connection) != CASEMENT_CONNECTION_OPEN && error != NULL)
    g_application_command_line_printerr (command_line, "%s\n", error->message);
  else
    g_application_command_line_printerr (command_line, _("There is no virtual machine “%s” here.\n"), pending->target);
  g_application_command_line_set_exit_status (command_line, 1);
  if (!g_application_command_line_get_is_remote (command_line))
    self->exit_status = 1;
}

static void
show_pending (CasementApplication *self, CasementPending *pending, CasementVm *vm)
{
  GtkWindow *window = open_vm (self, vm, &pending->mode);

  if (pending->start && casement_vm_can (vm, CASEMENT_VM_ACTION_START))
    casement_vm_action_group_run (vm, CASEMENT_VM_ACTION_START, GTK_WIDGET (window));
}

/* Opens what the library has got to know by now; a name from a command line waits only for the first list. */
void
casement_application_open_pending (CasementApplication *self)
{
  CasementConnectionState state = casement_connection_get_state (self->connection);
  gboolean settled = (state == CASEMENT_CONNECTION_OPEN && !casement_library_get_loading (self->library))
                     || casement_connection_get_error (self->connection) != NULL;
  GList *next;

  for (GList *l = self->pending; l != NULL; l = next) {
    CasementPending *pending = l->data;
    CasementVm *vm = casement_library_find (self->library, pending->target);

    next = l->next;
    if (vm == NULL && (!settled || !pending->once))
      continue;
    self->pending = g_list_delete_link (self->pending, l);
    if (vm != NULL)
      show_pending (self, pending, vm);
    else if (pending->command_line != NULL)
      give_up (self, pending);
    casement_pending_free (pending);
    g_application_release (G_APPLICATION (self));
  }
}

CasementPending *
casement_pending_new (const char *target)
{
  CasementPending *pending = g_new0 (CasementPending, 1);

  pending->target = g_strdup (target);
  return pending;
}

/* Takes @pending. */
void
casement_application_add_pending (CasementApplication *self, CasementPending *pending)
{
  self->pending = g_list_append (self->pending, pending);
  g_application_hold (G_APPLICATION (self));
  casement_application_open_pending (self);
}
