/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "casement-error.h"
#include "casement-libvirt-error.h"
#include "casement-life.h"

/* How often the daemon is asked whether it lives, and how many silent answers make it dead. */
#define KEEPALIVE_SECONDS 5
#define KEEPALIVE_COUNT 3

struct _CasementLife {
  GWeakRef connection;
  CasementLifeLostFunc lost;
  char *uri;
  virConnectPtr handle;
  int reason; /* why it ended; set before lost_cb() is queued */
};

static void
life_clear (gpointer data)
{
  CasementLife *self = data;

  g_weak_ref_clear (&self->connection);
  g_free (self->uri);
}

static GError *
new_lost_error (int reason)
{
  switch (reason) {
  case VIR_CONNECT_CLOSE_REASON_KEEPALIVE:
    return casement_error_new (CASEMENT_ERROR_CONNECTION, "keepalive timeout",
                               _("Libvirt stopped answering; trying again."));
  case VIR_CONNECT_CLOSE_REASON_EOF:
    return casement_error_new (CASEMENT_ERROR_CONNECTION, "end of file",
                               _("Libvirt's daemon ended or was restarted; trying to reach it again."));
  default:
    return casement_error_new (CASEMENT_ERROR_CONNECTION, "input/output error",
                               _("The connection to libvirt broke; trying again."));
  }
}

static gboolean
lost_cb (gpointer user_data)
{
  CasementLife *self = user_data;
  g_autoptr (CasementConnection) connection = casement_life_dup_connection (self);
  g_autoptr (GError) error = new_lost_error (self->reason);

  if (connection != NULL)
    self->lost (connection, self, error);
  return G_SOURCE_REMOVE;
}

static void
queue_lost (CasementLife *self, int reason)
{
  self->reason = reason;
  g_idle_add_full (G_PRIORITY_DEFAULT, lost_cb, casement_life_ref (self), (GDestroyNotify) casement_life_unref);
}

/* In whatever thread found out. */
static void
closed_cb (virConnectPtr handle, int reason, void *user_data)
{
  if (reason != VIR_CONNECT_CLOSE_REASON_CLIENT)
    queue_lost (user_data, reason);
}

static void
close_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  CasementLife *self = task_data;

  /* The callback holds a reference on the handle: without this it would never be closed. */
  virConnectUnregisterCloseCallback (self->handle, closed_cb);
  virConnectClose (self->handle);
  virResetLastError ();
  g_task_return_boolean (task, TRUE);
}

/** casement_life_new: Returns: (transfer full): a life that begins with casement_life_open(). */
CasementLife *
casement_life_new (CasementConnection *connection, CasementLifeLostFunc lost)
{
  CasementLife *self = g_atomic_rc_box_new0 (CasementLife);

  g_weak_ref_init (&self->connection, connection);
  self->uri = g_strdup (casement_connection_get_uri (connection));
  self->lost = lost;
  return self;
}

CasementLife *
casement_life_ref (CasementLife *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
casement_life_unref (CasementLife *self)
{
  g_atomic_rc_box_release_full (self, life_clear);
}

/** casement_life_open: Blocks; in any thread. Returns: %TRUE, and then casement_life_close_later() must follow some time. */
gboolean
casement_life_open (CasementLife *self, GError **error)
{
  g_autofree char *what = NULL;
  GError *local_error = NULL;

  /* No callback for credentials: SSH and polkit ask by themselves, and nothing else is on offer. */
  self->handle = virConnectOpen (self->uri);
  if (self->handle == NULL) {
    what = g_strdup_printf (_("Cannot connect to “%s”"), self->uri);
    casement_set_libvirt_error (&local_error, what);
    /* Whatever else it may be, as an answer to opening it is this. */
    if (!g_error_matches (local_error, CASEMENT_ERROR, CASEMENT_ERROR_PERMISSION))
      local_error->code = CASEMENT_ERROR_CONNECTION;
    g_propagate_error (error, local_error);
    return FALSE;
  }

  /* Neither exists for a driver inside this process, such as the test driver. Libvirt would drop a reference given to such
   * a one without ever freeing it, so it gets none: close_thread() keeps the life for as long as the callback may come. */
  virConnectRegisterCloseCallback (self->handle, closed_cb, self, NULL);
  virConnectSetKeepAlive (self->handle, KEEPALIVE_SECONDS, KEEPALIVE_COUNT);
  virResetLastError ();
  return TRUE;
}

/** casement_life_check: Reports a death from before anybody listened. Costs no call. */
void
casement_life_check (CasementLife *self)
{
  if (virConnectIsAlive (self->handle) == 0)
    queue_lost (self, VIR_CONNECT_CLOSE_REASON_ERROR);
}

/**
 * casement_life_close_later:
 * @self: (transfer full): what was opened
 *
 * Closing is a call to the daemon too, and that one may hang: it goes behind what is queued on @worker, which may use the
 * handle.
 */
void
casement_life_close_later (CasementLife *self, CasementWorker *worker)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_task_data (task, self, (GDestroyNotify) casement_life_unref);
  casement_worker_queue (worker, task, close_thread);
}

/** casement_life_dup_connection: On the main context. Returns: (transfer full) (nullable): whose life it is. */
CasementConnection *
casement_life_dup_connection (CasementLife *self)
{
  return g_weak_ref_get (&self->connection);
}

/** casement_life_get_handle: Returns: libvirt's handle, lent. */
virConnectPtr
casement_life_get_handle (CasementLife *self)
{
  return self->handle;
}
