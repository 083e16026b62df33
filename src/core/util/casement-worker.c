/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-worker.h"

struct _CasementWorker {
  GObject parent_instance;
  GThread *thread;
  GAsyncQueue *queue;
};

typedef struct {
  GTask *task;
  GTaskThreadFunc function;
} Job;

G_DEFINE_FINAL_TYPE (CasementWorker, casement_worker, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  g_clear_object (&job->task);
  g_free (job);
}

static gpointer
worker_thread (gpointer data)
{
  g_autoptr (GAsyncQueue) queue = data;

  for (;;) {
    Job *job = g_async_queue_pop (queue);

    if (job->function == NULL) {
      job_free (job);
      return NULL;
    }
    if (!g_task_return_error_if_cancelled (job->task))
      job->function (job->task, g_task_get_source_object (job->task), g_task_get_task_data (job->task),
                     g_task_get_cancellable (job->task));
    job_free (job);
  }
}

static void
casement_worker_finalize (GObject *object)
{
  CasementWorker *self = CASEMENT_WORKER (object);

  if (self->thread != NULL) {
    g_async_queue_push (self->queue, g_new0 (Job, 1));
    /* What is queued still runs; nobody waits for a library call that hangs. */
    g_clear_pointer (&self->thread, g_thread_unref);
  }
  g_clear_pointer (&self->queue, g_async_queue_unref);
  G_OBJECT_CLASS (casement_worker_parent_class)->finalize (object);
}

static void
casement_worker_class_init (CasementWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_worker_finalize;
}

static void
casement_worker_init (CasementWorker *self)
{
  self->queue = g_async_queue_new_full ((GDestroyNotify) job_free);
}

/**
 * casement_worker_new:
 * @name: the thread's name, for debuggers
 *
 * Returns: (transfer full): a new worker; its thread runs until the last reference is dropped.
 */
CasementWorker *
casement_worker_new (const char *name)
{
  CasementWorker *self = g_object_new (CASEMENT_TYPE_WORKER, NULL);

  self->thread = g_thread_new (name, worker_thread, g_async_queue_ref (self->queue));
  return self;
}

/**
 * casement_worker_queue:
 * @task: (transfer none): a task that nobody has run yet
 * @function: runs in the worker's thread and must return from @task; not called when @task was cancelled
 *   while it waited
 *
 * Queues a blocking piece of work behind those already there.
 */
void
casement_worker_queue (CasementWorker *self, GTask *task, GTaskThreadFunc function)
{
  Job *job;

  g_return_if_fail (CASEMENT_IS_WORKER (self));
  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (function != NULL);

  job = g_new0 (Job, 1);
  job->task = g_object_ref (task);
  job->function = function;
  g_async_queue_push (self->queue, job);
}
