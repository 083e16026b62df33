/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-operation.h"

/* One long piece of work: a title, what is happening now, how far it is, Cancel, and how it ended, as
 * properties that any face binds to. Properties change on the main context only; the work itself runs in
 * a worker thread as one plain function. */

typedef struct {
  char *title;
  char *step;
  double fraction;
  CasementOperationState state;
  GError *error;
  GCancellable *cancellable;
  GMainContext *context;
} CasementOperationPrivate;

typedef struct {
  GWeakRef operation;
  char *step;
  double fraction;
} Report;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CasementOperation, casement_operation, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (CasementOperationState, casement_operation_state,
                    G_DEFINE_ENUM_VALUE (CASEMENT_OPERATION_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_OPERATION_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_OPERATION_CANCELLING, "cancelling"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_OPERATION_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_OPERATION_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_OPERATION_CANCELLED, "cancelled"))

enum {
  PROP_0,
  PROP_TITLE,
  PROP_STEP,
  PROP_FRACTION,
  PROP_STATE,
  PROP_RUNNING,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static CasementOperationPrivate *
get_private (CasementOperation *self)
{
  return casement_operation_get_instance_private (self);
}

static void
set_state (CasementOperation *self, CasementOperationState state)
{
  CasementOperationPrivate *priv = get_private (self);
  gboolean was_running = casement_operation_get_running (self);

  if (priv->state == state)
    return;
  priv->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (was_running != casement_operation_get_running (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

static void
set_progress (CasementOperation *self, const char *step, double fraction)
{
  CasementOperationPrivate *priv = get_private (self);

  if (step != NULL && g_strcmp0 (priv->step, step) != 0) {
    g_free (priv->step);
    priv->step = g_strdup (step);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
  }
  if (priv->fraction < fraction || priv->fraction > fraction) {
    priv->fraction = fraction;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
  }
}

static void
end_with (CasementOperation *self, const GError *error)
{
  CasementOperationPrivate *priv = get_private (self);

  if (error == NULL) {
    set_progress (self, NULL, 1.0);
    set_state (self, CASEMENT_OPERATION_DONE);
  } else {
    g_clear_error (&priv->error);
    priv->error = g_error_copy (error);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
    set_state (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? CASEMENT_OPERATION_CANCELLED
                                                                               : CASEMENT_OPERATION_FAILED);
  }
}

static void
report_free (Report *report)
{
  g_weak_ref_clear (&report->operation);
  g_free (report->step);
  g_free (report);
}

static gboolean
report_cb (gpointer user_data)
{
  Report *report = user_data;
  g_autoptr (CasementOperation) self = g_weak_ref_get (&report->operation);

  if (self != NULL && casement_operation_get_running (self))
    set_progress (self, report->step, report->fraction);
  return G_SOURCE_REMOVE;
}

static void
run_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  CasementOperation *self = source_object;
  GError *error = NULL;

  if (CASEMENT_OPERATION_GET_CLASS (self)->run (self, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
casement_operation_finalize (GObject *object)
{
  CasementOperationPrivate *priv = get_private (CASEMENT_OPERATION (object));

  g_free (priv->title);
  g_free (priv->step);
  g_clear_error (&priv->error);
  g_clear_object (&priv->cancellable);
  g_clear_pointer (&priv->context, g_main_context_unref);
  G_OBJECT_CLASS (casement_operation_parent_class)->finalize (object);
}

static void
casement_operation_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementOperation *self = CASEMENT_OPERATION (object);
  CasementOperationPrivate *priv = get_private (self);

  switch (prop_id) {
  case PROP_TITLE:
    g_value_set_string (value, priv->title);
    break;
  case PROP_STEP:
    g_value_set_string (value, priv->step);
    break;
  case PROP_FRACTION:
    g_value_set_double (value, priv->fraction);
    break;
  case PROP_STATE:
    g_value_set_enum (value, priv->state);
    break;
  case PROP_RUNNING:
    g_value_set_boolean (value, casement_operation_get_running (self));
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, priv->error);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_operation_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CasementOperationPrivate *priv = get_private (CASEMENT_OPERATION (object));

  switch (prop_id) {
  case PROP_TITLE:
    priv->title = g_value_dup_string (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_operation_class_init (CasementOperationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = casement_operation_finalize;
  object_class->get_property = casement_operation_get_property;
  object_class->set_property = casement_operation_set_property;

  properties[PROP_TITLE] = g_param_spec_string (
      "title", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STEP]
      = g_param_spec_string ("step", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /* Negative while the length of the step is not known. */
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1.0, 1.0, 0.0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATE]
      = g_param_spec_enum ("state", NULL, NULL, CASEMENT_TYPE_OPERATION_STATE, CASEMENT_OPERATION_READY,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_RUNNING]
      = g_param_spec_boolean ("running", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR]
      = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_operation_init (CasementOperation *self)
{
  CasementOperationPrivate *priv = get_private (self);

  priv->cancellable = g_cancellable_new ();
  priv->context = g_main_context_ref_thread_default ();
}

static void
run_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CasementOperation *self = CASEMENT_OPERATION (source);
  g_autoptr (GTask) outer = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error)) {
    end_with (self, NULL);
    g_task_return_boolean (outer, TRUE);
  } else {
    end_with (self, error);
    g_task_return_error (outer, error);
  }
}

/**
 * casement_operation_run_async:
 *
 * Starts the work in a worker thread. An operation runs once. @callback comes on the main context of the
 * thread that created the operation, after the state property changed.
 */
void
casement_operation_run_async (CasementOperation *self, GAsyncReadyCallback callback, gpointer user_data)
{
  CasementOperationPrivate *priv = get_private (self);
  g_autoptr (GTask) task = NULL;
  GTask *outer;

  g_return_if_fail (CASEMENT_IS_OPERATION (self));
  g_return_if_fail (priv->state == CASEMENT_OPERATION_READY);

  outer = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (outer, casement_operation_run_async);
  set_state (self, CASEMENT_OPERATION_RUNNING);

  task = g_task_new (self, priv->cancellable, run_done_cb, outer);
  /* The work itself decides when to stop, so that what it made is undone before it answers. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, run_thread);
}

/**
 * casement_operation_run_finish:
 *
 * Returns: %TRUE if the work was done; else @error is set, %G_IO_ERROR_CANCELLED after a cancel.
 */
gboolean
casement_operation_run_finish (CasementOperation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
sync_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

/**
 * casement_operation_run_sync:
 *
 * Runs the operation and iterates the main context until it ends; for the command line and for tests.
 */
gboolean
casement_operation_run_sync (CasementOperation *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  casement_operation_run_async (self, sync_done_cb, &result);
  while (result == NULL)
    g_main_context_iteration (get_private (self)->context, TRUE);
  return casement_operation_run_finish (self, result, error);
}

/**
 * casement_operation_cancel:
 *
 * Asks the work to stop. It undoes what it made and then ends as cancelled; safe to call at any time.
 */
void
casement_operation_cancel (CasementOperation *self)
{
  g_return_if_fail (CASEMENT_IS_OPERATION (self));

  if (get_private (self)->state == CASEMENT_OPERATION_RUNNING)
    set_state (self, CASEMENT_OPERATION_CANCELLING);
  g_cancellable_cancel (get_private (self)->cancellable);
}

/**
 * casement_operation_report:
 * @step: (nullable): what is happening now, a short sentence for the user; %NULL leaves it as it is
 * @fraction: 0.0 to 1.0, or negative when not known
 *
 * Reports progress; callable from any thread.
 */
void
casement_operation_report (CasementOperation *self, const char *step, double fraction)
{
  Report *report = g_new0 (Report, 1);
  g_autoptr (GSource) source = NULL;

  g_weak_ref_init (&report->operation, self);
  report->step = g_strdup (step);
  report->fraction = CLAMP (fraction, -1.0, 1.0);
  /* Not g_main_context_invoke(): that runs here and now, in this thread, while nobody iterates the context. */
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, report_cb, report, (GDestroyNotify) report_free);
  g_source_attach (source, get_private (self)->context);
}

/** casement_operation_get_title: Returns: (nullable): the title, lent. */
const char *
casement_operation_get_title (CasementOperation *self)
{
  g_return_val_if_fail (CASEMENT_IS_OPERATION (self), NULL);
  return get_private (self)->title;
}

/** casement_operation_get_step: Returns: (nullable): what is happening now, lent. */
const char *
casement_operation_get_step (CasementOperation *self)
{
  g_return_val_if_fail (CASEMENT_IS_OPERATION (self), NULL);
  return get_private (self)->step;
}

/** casement_operation_get_fraction: Returns: 0.0 to 1.0, negative when not known. */
double
casement_operation_get_fraction (CasementOperation *self)
{
  g_return_val_if_fail (CASEMENT_IS_OPERATION (self), 0.0);
  return get_private (self)->fraction;
}

/** casement_operation_get_state: Returns: where the operation is in its life. */
CasementOperationState
casement_operation_get_state (CasementOperation *self)
{
  g_return_val_if_fail (CASEMENT_IS_OPERATION (self), CASEMENT_OPERATION_READY);
  return get_private (self)->state;
}

/** casement_operation_get_running: Returns: whether work is under way, cancelling included. */
gboolean
casement_operation_get_running (CasementOperation *self)
{
  CasementOperationPrivate *priv = get_private (self);

  return priv->state == CASEMENT_OPERATION_RUNNING || priv->state == CASEMENT_OPERATION_CANCELLING;
}

/** casement_operation_get_error: Returns: (nullable): why it ended early, lent. */
const GError *
casement_operation_get_error (CasementOperation *self)
{
  g_return_val_if_fail (CASEMENT_IS_OPERATION (self), NULL);
  return get_private (self)->error;
}
