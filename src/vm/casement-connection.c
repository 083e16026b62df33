/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <libvirt-glib/libvirt-glib.h>
#include <signal.h>
#include <unistd.h>

#include "casement-connection.h"
#include "casement-daemons.h"
#include "casement-error.h"
#include "casement-life.h"

/* Opening is the one call that keepalive does not cover. Over SSH a person may have to type a password. */
#define OPEN_TIMEOUT_LOCAL_SECONDS 20
#define OPEN_TIMEOUT_REMOTE_SECONDS 90

#define RETRY_FIRST_SECONDS 1
#define RETRY_LAST_SECONDS 30

/* Objects live on the default main context, which is also where libvirt's events arrive; only the handle is shared with
 * other threads. */
struct _CasementConnection {
  GObject parent_instance;
  char *uri;
  CasementConnectionState state;
  GError *error;
  CasementWorker *worker;

  GMutex lock;
  CasementLife *life; /* NULL while it is not open */

  CasementLife *attempt; /* an open call is under way, perhaps beyond its time */
  gboolean was_open;
  guint timeout_id;
  guint retry_id;
  guint delay;
  GPtrArray *waiting; /* GTask of casement_connection_open_async() */
};

G_DEFINE_FINAL_TYPE (CasementConnection, casement_connection, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (CasementConnectionState, casement_connection_state,
                    G_DEFINE_ENUM_VALUE (CASEMENT_CONNECTION_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_CONNECTION_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_CONNECTION_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_CONNECTION_LOST, "lost"))

enum {
  PROP_0,
  PROP_URI,
  PROP_STATE,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void start_attempt (CasementConnection *self);

static void
quiet_cb (void *user_data, virErrorPtr error)
{
  /* Libvirt prints every error on stderr unless somebody takes them; ours go through casement_set_libvirt_error(). */
}

static void
set_up_libvirt (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;
  virSetErrorFunc (NULL, quiet_cb);
  /* Libvirt's client writes to its socket without guarding against a daemon that has just died, and the default is to die
   * with it. Programs that GLib starts get the default back. */
  signal (SIGPIPE, SIG_IGN);
  /* Before any connection is opened, and only once in the process: libvirt's rule. */
  gvir_event_register ();
  g_once_init_leave (&done, 1);
}

static void
set_state (CasementConnection *self, CasementConnectionState state, const GError *error)
{
  gboolean changed = self->state != state;
  gboolean error_changed = error != self->error;

  if (error_changed) {
    g_clear_error (&self->error);
    self->error = error != NULL ? g_error_copy (error) : NULL;
  }
  self->state = state;
  g_object_freeze_notify (G_OBJECT (self));
  if (error_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
answer (GTask *task, const GError *error)
{
  GSource *cancel = g_task_get_task_data (task);

  if (cancel != NULL)
    g_source_destroy (cancel);
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Answers everybody who waits for casement_connection_open_async(). */
static void
answer_waiting (CasementConnection *self, const GError *error)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    answer (g_ptr_array_index (waiting, i), error);
}

static CasementLife *
steal_life (CasementConnection *self)
{
  CasementLife *life;

  g_mutex_lock (&self->lock);
  life = g_steal_pointer (&self->life);
  g_mutex_unlock (&self->lock);
  return life;
}

static gboolean
retry_cb (gpointer user_data)
{
  CasementConnection *self = user_data;

  self->retry_id = 0;
  start_attempt (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_retry (CasementConnection *self)
{
  if (self->retry_id != 0)
    return;
  self->retry_id = g_timeout_add_seconds (self->delay, retry_cb, self);
  self->delay = MIN (self->delay * 2, RETRY_LAST_SECONDS);
}

/* An attempt failed or takes too long. */
static void
fail (CasementConnection *self, const GError *error)
{
  set_state (self, self->was_open ? CASEMENT_CONNECTION_LOST : CASEMENT_CONNECTION_CLOSED, error);
  answer_waiting (self, error);
  /* Where a password was refused, asking again every few seconds would put up one question after the other. */
  if (self->was_open && self->attempt == NULL && !g_error_matches (error, CASEMENT_ERROR, CASEMENT_ERROR_PERMISSION))
    schedule_retry (self);
}

static void
lost_cb (CasementConnection *self, CasementLife *life, const GError *error)
{
  CasementLife *ended;

  if (self->life != life)
    return;

  ended = steal_life (self);
  self->delay = RETRY_FIRST_SECONDS;
  /* First the news, so that everybody lets go of the handle, then the close: the last one to let go may block. */
  set_state (self, CASEMENT_CONNECTION_LOST, error);
  casement_life_close_later (ended, self->worker);
  if (self->state == CASEMENT_CONNECTION_LOST)
    schedule_retry (self);
}

static void
open_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (casement_life_open (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CasementLife *life = g_task_get_task_data (G_TASK (result));
  g_autoptr (CasementConnection) self = casement_life_dup_connection (life);
  g_autoptr (GError) error = NULL;
  gboolean opened = g_task_propagate_boolean (G_TASK (result), &error);

  if (self == NULL || self->attempt != life) {
    if (opened) {
      g_autoptr (CasementWorker) worker = casement_worker_new ("casement-close");

      casement_life_close_later (casement_life_ref (life), worker);
    }
    return;
  }

  g_clear_pointer (&self->attempt, casement_life_unref);
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (!opened) {
    fail (self, error);
    return;
  }

  g_mutex_lock (&self->lock);
  self->life = casement_life_ref (life);
  g_mutex_unlock (&self->lock);
  self->was_open = TRUE;
  self->delay = RETRY_FIRST_SECONDS;
  set_state (self, CASEMENT_CONNECTION_OPEN, NULL);
  answer_waiting (self, NULL);
  casement_life_check (life);
}

static gboolean
open_timeout_cb (gpointer user_data)
{
  CasementConnection *self = user_data;
  g_autoptr (GError) error = NULL;

  self->timeout_id = 0;
  error = casement_error_new (CASEMENT_ERROR_CONNECTION, "timeout",
                              _("Libvirt at “%s” does not answer; restart its daemon, or go on waiting."), self->uri);
  /* The call cannot be called off. Should it succeed after all, the connection opens then. */
  fail (self, error);
  return G_SOURCE_REMOVE;
}

static void
start_attempt (CasementConnection *self)
{
  g_autoptr (GTask) task = NULL;
  guint timeout = casement_connection_is_local (self) ? OPEN_TIMEOUT_LOCAL_SECONDS : OPEN_TIMEOUT_REMOTE_SECONDS;

  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->timeout_id = g_timeout_add_seconds (timeout, open_timeout_cb, self);
  if (self->attempt != NULL)
    return;

  self->attempt = casement_life_new (self, lost_cb);
  task = g_task_new (NULL, NULL, opened_cb, NULL);
  g_task_set_task_data (task, casement_life_ref (self->attempt), (GDestroyNotify) casement_life_unref);
  /* Not on the worker, whose queue may stand behind a call to the daemon that hangs. */
  g_task_run_in_thread (task, open_thread);
}

static void
casement_connection_dispose (GObject *object)
{
  CasementConnection *self = CASEMENT_CONNECTION (object);
  CasementLife *life = steal_life (self);

  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (life != NULL)
    casement_life_close_later (life, self->worker);
  G_OBJECT_CLASS (casement_connection_parent_class)->dispose (object);
}

static void
casement_connection_finalize (GObject *object)
{
  CasementConnection *self = CASEMENT_CONNECTION (object);

  g_free (self->uri);
  g_clear_error (&self->error);
  g_clear_pointer (&self->attempt, casement_life_unref);
  g_clear_object (&self->worker);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (casement_connection_parent_class)->finalize (object);
}

static void
casement_connection_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementConnection *self = CASEMENT_CONNECTION (object);

  switch (prop_id) {
  case PROP_URI:
    g_value_set_string (value, self->uri);
    break;
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, self->error);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_connection_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CasementConnection *self = CASEMENT_CONNECTION (object);

  switch (prop_id) {
  case PROP_URI:
    self->uri = g_value_dup_string (value);
    if (self->uri == NULL || *self->uri == '\0') {
      g_free (self->uri);
      self->uri = g_strdup (casement_connection_default_uri ());
    }
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_connection_class_init (CasementConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = casement_connection_dispose;
  object_class->finalize = casement_connection_finalize;
  object_class->get_property = casement_connection_get_property;
  object_class->set_property = casement_connection_set_property;

  properties[PROP_URI] = g_param_spec_string (
      "uri", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATE]
      = g_param_spec_enum ("state", NULL, NULL, CASEMENT_TYPE_CONNECTION_STATE, CASEMENT_CONNECTION_CLOSED,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR]
      = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_connection_init (CasementConnection *self)
{
  set_up_libvirt ();
  g_mutex_init (&self->lock);
  self->worker = casement_worker_new ("casement-libvirt");
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->delay = RETRY_FIRST_SECONDS;
}

/**
 * casement_connection_new:
 * @uri: (nullable): a libvirt URI; %NULL or empty for casement_connection_default_uri()
 *
 * Returns: (transfer full): a connection, not opened yet. To be used from the thread of the default main context.
 */
CasementConnection *
casement_connection_new (const char *uri)
{
  return g_object_new (CASEMENT_TYPE_CONNECTION, "uri", uri, NULL);
}

/**
 * casement_connection_default_uri:
 *
 * Always ours, not LIBVIRT_DEFAULT_URI nor libvirt's configuration: what a window shows must not depend on the shell that
 * it was started from. Root has no session daemon of its own (libvirt: qemu:///session as root is the system's); a Flatpak
 * cannot start one.
 *
 * Returns: the URI that is used where none was chosen.
 */
const char *
casement_connection_default_uri (void)
{
  CasementDaemons daemons;

  if (geteuid () == 0)
    return "qemu:///system";
  casement_daemons_look (&daemons, "/", g_get_user_runtime_dir ());
  return casement_daemons_get_uri (&daemons);
}

static gboolean
waiting_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  CasementConnection *self = g_task_get_source_object (task);
  guint index;

  if (g_ptr_array_find (self->waiting, task, &index)) {
    g_autoptr (GTask) waiting = g_ptr_array_steal_index (self->waiting, index);

    g_task_return_error_if_cancelled (waiting);
  }
  return G_SOURCE_REMOVE;
}

static void
wait_for_attempt (CasementConnection *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_ptr_array_add (self->waiting, g_object_ref (task));
  if (cancellable != NULL) {
    GSource *source = g_cancellable_source_new (cancellable);

    g_source_set_callback (source, G_SOURCE_FUNC (waiting_cancelled_cb), task, NULL);
    g_source_attach (source, NULL);
    g_task_set_task_data (task, source, (GDestroyNotify) g_source_unref);
  }
}

/**
 * casement_connection_open_async:
 *
 * Opens the connection; answers at once if it is open already. Cancelling stops the waiting, not the opening.
 */
void
casement_connection_open_async (CasementConnection *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CASEMENT_IS_CONNECTION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, casement_connection_open_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->state == CASEMENT_CONNECTION_OPEN) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  wait_for_attempt (self, task);
  casement_connection_retry (self);
}

/**
 * casement_connection_open_finish:
 *
 * Returns: %TRUE once it is open; else @error is set: %CASEMENT_ERROR_PERMISSION or %CASEMENT_ERROR_CONNECTION.
 */
gboolean
casement_connection_open_finish (CasementConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
sync_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/**
 * casement_connection_open_sync:
 *
 * The same, iterating the default main context until it is answered; for the command line and for tests.
 */
gboolean
casement_connection_open_sync (CasementConnection *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  casement_connection_open_async (self, NULL, sync_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return casement_connection_open_finish (self, result, error);
}

/**
 * casement_connection_retry:
 *
 * Tries now instead of when the time comes; does nothing while the connection is open.
 */
void
casement_connection_retry (CasementConnection *self)
{
  g_return_if_fail (CASEMENT_IS_CONNECTION (self));

  if (self->state == CASEMENT_CONNECTION_OPEN)
    return;
  if (self->state == CASEMENT_CONNECTION_CONNECTING && self->timeout_id != 0)
    return;
  self->delay = RETRY_FIRST_SECONDS;
  set_state (self, CASEMENT_CONNECTION_CONNECTING, NULL);
  start_attempt (self);
}

/**
 * casement_connection_close:
 *
 * Closes the connection and stops reopening it. Who waits for it to open is told that it was cancelled.
 */
void
casement_connection_close (CasementConnection *self)
{
  g_autoptr (GError) cancelled = NULL;
  CasementLife *life;

  g_return_if_fail (CASEMENT_IS_CONNECTION (self));

  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_pointer (&self->attempt, casement_life_unref);
  self->was_open = FALSE;
  life = steal_life (self);
  set_state (self, CASEMENT_CONNECTION_CLOSED, NULL);
  if (life != NULL)
    casement_life_close_later (life, self->worker);
  cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The connection was closed"));
  answer_waiting (self, cancelled);
}

/** casement_connection_get_uri: Returns: the URI it was made for, lent. */
const char *
casement_connection_get_uri (CasementConnection *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONNECTION (self), NULL);
  return self->uri;
}

/** casement_connection_get_state: Returns: whether it can be used now. */
CasementConnectionState
casement_connection_get_state (CasementConnection *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONNECTION (self), CASEMENT_CONNECTION_CLOSED);
  return self->state;
}

/** casement_connection_get_error: Returns: (nullable): why it is closed or lost, lent. */
const GError *
casement_connection_get_error (CasementConnection *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONNECTION (self), NULL);
  return self->error;
}

/**
 * casement_connection_get_worker:
 *
 * The queue for questions to libvirt. What takes its time (starting, saving) runs in a thread of its own instead, so that
 * it does not hold up the list.
 *
 * Returns: the worker, lent.
 */
CasementWorker *
casement_connection_get_worker (CasementConnection *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONNECTION (self), NULL);
  return self->worker;
}

/**
 * casement_connection_dup_handle:
 *
 * From any thread.
 *
 * Returns: (transfer full) (nullable): libvirt's handle, %NULL while the connection is not open; virConnectClose() it.
 */
virConnectPtr
casement_connection_dup_handle (CasementConnection *self)
{
  virConnectPtr handle = NULL;

  g_return_val_if_fail (CASEMENT_IS_CONNECTION (self), NULL);

  g_mutex_lock (&self->lock);
  if (self->life != NULL) {
    handle = casement_life_get_handle (self->life);
    virConnectRef (handle);
  }
  g_mutex_unlock (&self->lock);
  return handle;
}

/**
 * casement_connection_acquire:
 *
 * casement_connection_dup_handle() with %CASEMENT_ERROR_CONNECTION where there is none.
 *
 * Returns: (transfer full): libvirt's handle, or %NULL with @error set.
 */
virConnectPtr
casement_connection_acquire (CasementConnection *self, GError **error)
{
  virConnectPtr handle = casement_connection_dup_handle (self);

  if (handle == NULL)
    casement_set_error (error, CASEMENT_ERROR_CONNECTION, NULL,
                        _("There is no connection to libvirt at “%s” now; connect first, then try again."), self->uri);
  return handle;
}
