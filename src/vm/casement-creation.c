/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "casement-creation.h"
#include "casement-error.h"
#include "casement-fault.h"
#include "casement-libvirt-error.h"
#include "casement-storage.h"
#include "casement-vm-creator.h"

/* Drivers that know no firmware variables, TPM or checkpoints refuse the flags about them; the test driver is one. */
static int
undefine (virDomainPtr domain, guint flags)
{
  const guint plain = VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA;
  int result = virDomainUndefineFlags (domain, flags);

  if (result < 0 && virGetLastErrorCode () == VIR_ERR_INVALID_ARG && (flags & ~plain) != 0)
    result = virDomainUndefineFlags (domain, flags & plain);
  return result;
}

/** casement_creation_delete_domain: Forces @domain off, then undefines it. A domain that is gone already is no error. */
gboolean
casement_creation_delete_domain (virDomainPtr domain, guint flags, GError **error)
{
  if (virDomainIsActive (domain) == 1 && virDomainDestroy (domain) < 0 && virDomainIsActive (domain) == 1) {
    casement_set_libvirt_error (error, _("The virtual machine cannot be switched off"));
    return FALSE;
  }
  /* One that was never stored ended with that. */
  if (virDomainIsPersistent (domain) == 0)
    return TRUE;
  if (undefine (domain, flags) < 0 && virGetLastErrorCode () != VIR_ERR_NO_DOMAIN) {
    casement_set_libvirt_error (error, _("The virtual machine cannot be deleted"));
    return FALSE;
  }
  return TRUE;
}

static gboolean
undo_domain (virConnectPtr handle, CasementJournal *journal, GError **error)
{
  /* Never by name: that may be somebody else's. */
  virDomainPtr domain = virDomainLookupByUUIDString (handle, journal->uuid);
  gboolean done;

  if (domain == NULL) {
    if (virGetLastErrorCode () == VIR_ERR_NO_DOMAIN)
      return TRUE;
    casement_set_libvirt_error (error, _("What was made cannot be removed again"));
    return FALSE;
  }
  done = casement_creation_delete_domain (domain, CASEMENT_UNDEFINE_ALL, error);
  virDomainFree (domain);
  return done;
}

/**
 * casement_creation_undo:
 *
 * Removes all that the journal tells of, in the opposite order, then the journal.
 *
 * Returns: %TRUE, or %FALSE with @error set; then the journal stays, for the next start of the program.
 */
gboolean
casement_creation_undo (CasementConnection *connection, virConnectPtr handle, CasementJournal *journal, GError **error)
{
  if (!casement_journal_save (journal, "undo", error) || !casement_fault ("undo", NULL, error)
      || !undo_domain (handle, journal, error) || !casement_fault ("undo-volume", NULL, error)
      || !casement_storage_undo_volume (handle, journal, casement_connection_is_local (connection), error)
      || !casement_fault ("undo-pool", NULL, error))
    return FALSE;
  casement_storage_undo_pool (handle, journal);
  if (!casement_fault ("undone", NULL, error))
    return FALSE;
  casement_journal_remove (journal);
  return TRUE;
}


static gboolean
recover (CasementConnection *connection, virConnectPtr handle, CasementJournal *journal, GError **error)
{
  virDomainPtr domain;

  if (g_str_equal (journal->step, "undo"))
    return casement_creation_undo (connection, handle, journal, error);

  domain = virDomainLookupByUUIDString (handle, journal->uuid);
  if (domain != NULL) {
    /* Libvirt stores a definition whole or not at all, and everything else was made before it: the machine is complete. It
     * is not started now, when nobody asked for it. */
    virDomainFree (domain);
    casement_journal_remove (journal);
    return TRUE;
  }
  if (virGetLastErrorCode () != VIR_ERR_NO_DOMAIN) {
    casement_set_libvirt_error (error, _("What an earlier creation left cannot be removed"));
    return FALSE;
  }
  return casement_creation_undo (connection, handle, journal, error);
}

/* Whoever made the pool comes last: it can go only when nothing of the others is left in it. */
static int
compare_journals (gconstpointer a, gconstpointer b)
{
  const CasementJournal *one = *(const CasementJournal *const *) a;
  const CasementJournal *other = *(const CasementJournal *const *) b;

  return one->pool_made - other->pool_made;
}

static void
recover_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  CasementConnection *connection = source_object;
  g_autoptr (GPtrArray) journals = casement_journal_find_abandoned (casement_connection_get_uri (connection));
  virConnectPtr handle;
  GError *error = NULL;
  gssize n_recovered = 0;

  /* The usual case costs nothing. */
  if (journals->len == 0) {
    g_task_return_int (task, 0);
    return;
  }
  g_ptr_array_sort (journals, compare_journals);
  handle = casement_connection_acquire (connection, &error);
  for (guint i = 0; handle != NULL && i < journals->len && !g_cancellable_is_cancelled (cancellable); i++) {
    if (recover (connection, handle, g_ptr_array_index (journals, i), error == NULL ? &error : NULL))
      n_recovered++;
  }
  g_clear_pointer (&handle, virConnectClose);
  virResetLastError ();
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, n_recovered);
}

/**
 * casement_vm_creator_recover_async:
 * @connection: open
 *
 * Looks for creations that were killed, on this connection, and finishes or removes what they left; those that still run in
 * another process are let alone. Cheap when there is nothing to do; for each time the connection opens.
 */
void
casement_vm_creator_recover_async (CasementConnection *connection,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CASEMENT_IS_CONNECTION (connection));

  task = g_task_new (connection, cancellable, callback, user_data);
  g_task_set_source_tag (task, casement_vm_creator_recover_async);
  g_task_run_in_thread (task, recover_thread);
}

/** casement_vm_creator_recover_finish: Returns: how many were put right; 0 with @error set where one could not be. */
guint
casement_vm_creator_recover_finish (CasementConnection *connection, GAsyncResult *result, GError **error)
{
  gssize n_recovered;

  g_return_val_if_fail (g_task_is_valid (result, connection), 0);

  n_recovered = g_task_propagate_int (G_TASK (result), error);
  return n_recovered > 0 ? (guint) n_recovered : 0;
}
