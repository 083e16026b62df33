/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mock-transport.h"

struct _MockTransport {
  CasementTransport parent_instance;

  MockOpen open;
  gpointer data;
};

G_DEFINE_FINAL_TYPE (MockTransport, mock_transport, CASEMENT_TYPE_TRANSPORT)

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  g_object_unref (task);
}

/* Answers later, as libvirt does, so that channels are seen waiting for their socket. */
static gboolean
answer_cb (gpointer user_data)
{
  GTask *task = user_data;
  MockTransport *self = g_task_get_source_object (task);
  int fd = g_task_return_error_if_cancelled (task) ? MOCK_HOLD : self->open (self->data);

  if (fd >= 0)
    g_task_return_int (task, fd);
  else if (fd != MOCK_HOLD)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "no socket for you");
  else if (!g_task_get_completed (task) && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_cancellable_connect (g_task_get_cancellable (task), G_CALLBACK (cancelled_cb), g_object_ref (task), NULL);
  return G_SOURCE_REMOVE;
}

static void
mock_transport_open_async (CasementTransport *transport,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (transport, cancellable, callback, user_data);

  /* Otherwise a socket that was opened just before a cancel would be lost. */
  g_task_set_check_cancellable (task, FALSE);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, answer_cb, task, g_object_unref);
}

static void
mock_transport_class_init (MockTransportClass *klass)
{
  CASEMENT_TRANSPORT_CLASS (klass)->open_async = mock_transport_open_async;
}

static void
mock_transport_init (MockTransport *self)
{
}

CasementTransport *
mock_transport_new (MockOpen open, gpointer data)
{
  MockTransport *self = g_object_new (MOCK_TYPE_TRANSPORT, NULL);

  self->open = open;
  self->data = data;
  return CASEMENT_TRANSPORT (self);
}
