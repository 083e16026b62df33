/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-error.h"
#include "casement-operation.h"
#include "casement-worker.h"

/* An operation that waits for the test to say what becomes of it. */
typedef struct {
  CasementOperation parent_instance;
  GAsyncQueue *orders;
} Probe;

typedef CasementOperationClass ProbeClass;

static GType probe_get_type (void);
G_DEFINE_TYPE (Probe, probe, casement_operation_get_type ())
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Probe, g_object_unref)

static gboolean
probe_run (CasementOperation *operation, GCancellable *cancellable, GError **error)
{
  Probe *self = (Probe *) operation;
  char *order;

  casement_operation_report (operation, "Working", 0.5);
  order = g_async_queue_pop (self->orders);
  if (g_str_equal (order, "fail")) {
    casement_set_error (error, CASEMENT_ERROR_FAILED, NULL, "It broke");
    return FALSE;
  }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
probe_finalize (GObject *object)
{
  g_async_queue_unref (((Probe *) object)->orders);
  G_OBJECT_CLASS (probe_parent_class)->finalize (object);
}

static void
probe_class_init (ProbeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = probe_finalize;
  klass->run = probe_run;
}

static void
probe_init (Probe *self)
{
  self->orders = g_async_queue_new ();
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(int *) user_data)++;
}

static void
done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GError **error = user_data;

  if (casement_operation_run_finish (CASEMENT_OPERATION (object), result, error))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "done");
}

static GError *
run_probe (Probe *probe, const char *order, gboolean cancel, int *steps)
{
  GError *error = NULL;

  g_signal_connect (probe, "notify::step", G_CALLBACK (count_cb), steps);
  casement_operation_run_async (CASEMENT_OPERATION (probe), done_cb, &error);
  g_assert_true (casement_operation_get_running (CASEMENT_OPERATION (probe)));
  while (*steps == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (casement_operation_get_step (CASEMENT_OPERATION (probe)), ==, "Working");
  if (cancel)
    casement_operation_cancel (CASEMENT_OPERATION (probe));
  g_async_queue_push (probe->orders, (gpointer) order);
  while (error == NULL)
    g_main_context_iteration (NULL, TRUE);
  return error;
}

static void
test_ends (gconstpointer data)
{
  CasementOperationState wanted = GPOINTER_TO_INT (data);
  g_autoptr (Probe) probe = g_object_new (probe_get_type (), "title", "Probe", NULL);
  g_autoptr (GError) error = NULL;
  int steps = 0;

  error = run_probe (probe, wanted == CASEMENT_OPERATION_FAILED ? "fail" : "go",
                     wanted == CASEMENT_OPERATION_CANCELLED, &steps);
  g_assert_cmpint (casement_operation_get_state (CASEMENT_OPERATION (probe)), ==, wanted);
  g_assert_cmpint (steps, ==, 1);
  g_assert_false (casement_operation_get_running (CASEMENT_OPERATION (probe)));
  if (wanted == CASEMENT_OPERATION_DONE)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  else if (wanted == CASEMENT_OPERATION_FAILED)
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_FAILED);
  else
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (wanted != CASEMENT_OPERATION_DONE)
    g_assert_cmpstr (casement_operation_get_error (CASEMENT_OPERATION (probe))->message, ==, error->message);
}

static void
append_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_async_queue_push (source != NULL ? NULL : data, GINT_TO_POINTER (1));
  g_task_return_boolean (task, TRUE);
}

static void
test_worker_order_and_shutdown (void)
{
  g_autoptr (CasementWorker) worker = casement_worker_new ("test");
  GAsyncQueue *queue = g_async_queue_new ();

  for (int i = 0; i < 10; i++) {
    g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

    g_task_set_task_data (task, queue, NULL);
    casement_worker_queue (worker, task, append_thread);
  }
  g_clear_object (&worker);
  for (int i = 0; i < 10; i++)
    g_assert_nonnull (g_async_queue_timeout_pop (queue, 10 * G_USEC_PER_SEC));
  g_async_queue_unref (queue);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/core/operation/done", GINT_TO_POINTER (CASEMENT_OPERATION_DONE), test_ends);
  g_test_add_data_func ("/core/operation/failed", GINT_TO_POINTER (CASEMENT_OPERATION_FAILED), test_ends);
  g_test_add_data_func ("/core/operation/cancelled", GINT_TO_POINTER (CASEMENT_OPERATION_CANCELLED), test_ends);
  g_test_add_func ("/core/worker/order-and-shutdown", test_worker_order_and_shutdown);
  return g_test_run ();
}
