/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-storage-space.h"
#include "casement-storage.h"

typedef struct {
  guint64 available;
  char *where;
} Space;

static void
space_free (Space *space)
{
  g_free (space->where);
  g_free (space);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Space, space_free)

static void
measure_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  virConnectPtr handle = casement_connection_dup_handle (source_object);
  Space *space = g_new0 (Space, 1);

  if (handle != NULL) {
    casement_storage_measure (source_object, handle, &space->available, &space->where);
    virConnectClose (handle);
  }
  g_task_return_pointer (task, space, (GDestroyNotify) space_free);
}

/** casement_storage_space_measure_async: Measures in the connection's worker; makes nothing. */
void
casement_storage_space_measure_async (CasementConnection *connection,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (connection, cancellable, callback, user_data);

  g_task_set_source_tag (task, casement_storage_space_measure_async);
  casement_worker_queue (casement_connection_get_worker (connection), task, measure_thread);
}

/**
 * casement_storage_space_measure_finish:
 * @available: (out): free bytes
 * @where: (out) (transfer full): the directory
 *
 * Returns: whether it is known; %FALSE also after a cancel.
 */
gboolean
casement_storage_space_measure_finish (CasementConnection *connection, GAsyncResult *result, guint64 *available, char **where)
{
  g_autoptr (Space) space = NULL;

  g_return_val_if_fail (g_task_is_valid (result, connection), FALSE);

  space = g_task_propagate_pointer (G_TASK (result), NULL);
  if (space == NULL || space->where == NULL)
    return FALSE;
  *available = space->available;
  *where = g_steal_pointer (&space->where);
  return TRUE;
}
