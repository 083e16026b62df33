/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-transport.h"

G_DEFINE_ABSTRACT_TYPE (CasementTransport, casement_transport, G_TYPE_OBJECT)

static char *
casement_transport_real_dup_uri (CasementTransport *self)
{
  return NULL;
}

static void
casement_transport_real_configure (CasementTransport *self, SpiceSession *spice)
{
}

static void
casement_transport_real_open_async (CasementTransport *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_task_report_new_error (self, callback, user_data, casement_transport_real_open_async, G_IO_ERROR,
                           G_IO_ERROR_NOT_SUPPORTED, "%s opens no sockets", G_OBJECT_TYPE_NAME (self));
}

static int
casement_transport_real_open_finish (CasementTransport *self, GAsyncResult *result, GError **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

static void
casement_transport_class_init (CasementTransportClass *klass)
{
  klass->dup_uri = casement_transport_real_dup_uri;
  klass->configure = casement_transport_real_configure;
  klass->open_async = casement_transport_real_open_async;
  klass->open_finish = casement_transport_real_open_finish;
}

static void
casement_transport_init (CasementTransport *self)
{
}

/**
 * casement_transport_dup_uri:
 *
 * Returns: (transfer full) (nullable): the SPICE URI to connect to; %NULL when casement_transport_open_async() gives
 *   one socket per channel.
 */
char *
casement_transport_dup_uri (CasementTransport *self)
{
  g_return_val_if_fail (CASEMENT_IS_TRANSPORT (self), NULL);

  return CASEMENT_TRANSPORT_GET_CLASS (self)->dup_uri (self);
}

/**
 * casement_transport_configure:
 * @spice: not connected yet
 *
 * Tells the library where the server of casement_transport_dup_uri() is and how to know it.
 */
void
casement_transport_configure (CasementTransport *self, SpiceSession *spice)
{
  g_return_if_fail (CASEMENT_IS_TRANSPORT (self));

  CASEMENT_TRANSPORT_GET_CLASS (self)->configure (self, spice);
}

/**
 * casement_transport_open_async:
 * @cancellable: (nullable): cancelled when the session ends first
 * @callback: called in the thread-default main context; more than one request may be under way
 *
 * Asks for a connected socket for one more channel. A subclass overrides this one alone if it uses a #GTask that
 * returns the descriptor with g_task_return_int(); with g_task_set_check_cancellable() off, so that a descriptor that comes
 * after a cancel is not lost but given to the session, which closes it.
 */
void
casement_transport_open_async (CasementTransport *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (CASEMENT_IS_TRANSPORT (self));

  CASEMENT_TRANSPORT_GET_CLASS (self)->open_async (self, cancellable, callback, user_data);
}

/**
 * casement_transport_open_finish:
 *
 * Returns: (transfer full): the socket, to be closed by the caller; -1 with @error set.
 */
int
casement_transport_open_finish (CasementTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CASEMENT_IS_TRANSPORT (self), -1);

  return CASEMENT_TRANSPORT_GET_CLASS (self)->open_finish (self, result, error);
}
