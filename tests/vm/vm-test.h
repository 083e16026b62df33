/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libvirt/libvirt.h>

#include "casement-connection.h"
#include "casement-library.h"

/* Iterates the main context until @condition holds; what takes longer than 30 seconds never comes. */
#define WAIT_UNTIL(condition) \
  G_STMT_START \
  { \
    gboolean late_ = FALSE; \
    guint deadline_ = g_timeout_add_seconds (30, vm_test_late_cb, &late_); \
    while (!(condition) && !late_) \
      g_main_context_iteration (NULL, TRUE); \
    if (late_) \
      g_error ("%s:%d: waited in vain for: %s", __FILE__, __LINE__, #condition); \
    g_source_remove (deadline_); \
  } \
  G_STMT_END

static inline gboolean
vm_test_late_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static inline void
vm_test_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Lets the worker finish what is queued, so that its thread drops what it holds before the leak check. */
static inline void
vm_test_worker_cb (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_boolean (task, TRUE);
}

static inline void
vm_test_drain (CasementWorker *worker)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, vm_test_result_cb, &result);

  casement_worker_queue (worker, task, vm_test_worker_cb);
  WAIT_UNTIL (result != NULL);
}

static inline CasementConnection *
vm_test_open (const char *uri)
{
  CasementConnection *connection = casement_connection_new (uri);
  g_autoptr (GError) error = NULL;

  casement_connection_open_sync (connection, &error);
  g_assert_no_error (error);
  return connection;
}

static inline void
vm_test_close (CasementConnection *connection)
{
  g_autoptr (CasementWorker) worker = g_object_ref (casement_connection_get_worker (connection));

  casement_connection_close (connection);
  g_object_unref (connection);
  vm_test_drain (worker);
}

static inline CasementLibrary *
vm_test_load (CasementConnection *connection)
{
  CasementLibrary *library = casement_library_new (connection);

  WAIT_UNTIL (!casement_library_get_loading (library));
  return library;
}

static inline gboolean
vm_test_act (CasementVm *vm, CasementVmAction action, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  casement_vm_act_async (vm, action, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  return casement_vm_act_finish (vm, result, error);
}
