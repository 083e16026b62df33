/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-vm-transport.h"

struct _CasementVmTransport {
  CasementTransport parent_instance;
  CasementVm *vm;
};

G_DEFINE_FINAL_TYPE (CasementVmTransport, casement_vm_transport, CASEMENT_TYPE_TRANSPORT)

static char *
casement_vm_transport_dup_uri (CasementTransport *transport)
{
  return NULL;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  int fd = casement_vm_open_graphics_finish (CASEMENT_VM (source), result, &error);

  if (fd < 0)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, fd);
}

static void
casement_vm_transport_open_async (CasementTransport *transport,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  CasementVmTransport *self = CASEMENT_VM_TRANSPORT (transport);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  /* A descriptor that arrives after a cancel would leak if the task threw the answer away. */
  g_task_set_check_cancellable (task, FALSE);
  /* Windows has one graphics device; libvirt counts them from 0. */
  casement_vm_open_graphics_async (self->vm, 0, cancellable, opened_cb, task);
}

static int
casement_vm_transport_open_finish (CasementTransport *transport, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), -1);
  return (int) g_task_propagate_int (G_TASK (result), error);
}

static void
casement_vm_transport_finalize (GObject *object)
{
  g_clear_object (&CASEMENT_VM_TRANSPORT (object)->vm);
  G_OBJECT_CLASS (casement_vm_transport_parent_class)->finalize (object);
}

static void
casement_vm_transport_class_init (CasementVmTransportClass *klass)
{
  CasementTransportClass *transport_class = CASEMENT_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = casement_vm_transport_finalize;
  transport_class->dup_uri = casement_vm_transport_dup_uri;
  transport_class->open_async = casement_vm_transport_open_async;
  transport_class->open_finish = casement_vm_transport_open_finish;
}

static void
casement_vm_transport_init (CasementVmTransport *self)
{
}

/**
 * casement_vm_transport_new:
 * @vm: whose screen
 *
 * Returns: (transfer full): a transport over libvirt for one session.
 */
CasementTransport *
casement_vm_transport_new (CasementVm *vm)
{
  CasementVmTransport *self;

  g_return_val_if_fail (CASEMENT_IS_VM (vm), NULL);

  self = g_object_new (CASEMENT_TYPE_VM_TRANSPORT, NULL);
  self->vm = g_object_ref (vm);
  return CASEMENT_TRANSPORT (self);
}
