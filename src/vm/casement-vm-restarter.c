/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-vm-restarter.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "casement-error.h"
#include "casement-libvirt-error.h"
#include "casement-vm-change.h"

/* Windows may install updates on its way down; asked twice, it does not hurry. */
#define LIMIT_SECONDS (15 * 60)
#define LOOK_EVERY_MS 250

struct _CasementVmRestarter {
  CasementOperation parent_instance;
  CasementVm *vm;
};

G_DEFINE_FINAL_TYPE (CasementVmRestarter, casement_vm_restarter, CASEMENT_TYPE_OPERATION)

/* Wakes up at once when it is cancelled. */
static void
pause_a_little (GCancellable *cancellable)
{
  GPollFD fd;

  if (g_cancellable_make_pollfd (cancellable, &fd)) {
    g_poll (&fd, 1, LOOK_EVERY_MS);
    g_cancellable_release_fd (cancellable);
  } else {
    g_usleep (LOOK_EVERY_MS * 1000);
  }
}

static gboolean
wait_until_off (virDomainPtr domain, GCancellable *cancellable, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + LIMIT_SECONDS * G_USEC_PER_SEC;
  int active;

  while ((active = virDomainIsActive (domain)) == 1) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (g_get_monotonic_time () > deadline) {
      casement_set_error (error, CASEMENT_ERROR_FAILED, NULL,
                          _("Windows did not shut down: do so in Windows itself, or force the virtual machine off; then start it."));
      return FALSE;
    }
    pause_a_little (cancellable);
  }
  if (active < 0)
    casement_set_libvirt_error (error, _("The virtual machine cannot be watched"));
  return active == 0;
}

static gboolean
restart (CasementVmRestarter *self, virDomainPtr domain, GCancellable *cancellable, GError **error)
{
  CasementOperation *operation = CASEMENT_OPERATION (self);

  if (virDomainIsActive (domain) == 1) {
    casement_operation_report (operation, _("Windows is asked to shut down"), 0.1);
    /* Without flags libvirt asks the guest agent if it answers, and presses the power button if not. */
    if (virDomainShutdownFlags (domain, VIR_DOMAIN_SHUTDOWN_DEFAULT) < 0 && virDomainIsActive (domain) == 1) {
      casement_set_libvirt_error (error, _("The virtual machine cannot be shut down"));
      return FALSE;
    }
    casement_operation_report (operation, _("Windows is shutting down"), 0.3);
    if (!wait_until_off (domain, cancellable, error))
      return FALSE;
  }
  casement_operation_report (operation, _("Starting"), 0.8);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (virDomainCreate (domain) < 0) {
    casement_set_libvirt_error (error, _("The virtual machine was shut down and cannot be started again"));
    return FALSE;
  }
  return TRUE;
}

static gboolean
casement_vm_restarter_run (CasementOperation *operation, GCancellable *cancellable, GError **error)
{
  CasementVmRestarter *self = CASEMENT_VM_RESTARTER (operation);
  virDomainPtr domain = casement_vm_change_open (self->vm, error);
  gboolean done;

  if (domain == NULL)
    return FALSE;
  done = restart (self, domain, cancellable, error);
  virDomainFree (domain);
  virResetLastError ();
  return done;
}

static void
casement_vm_restarter_finalize (GObject *object)
{
  CasementVmRestarter *self = CASEMENT_VM_RESTARTER (object);

  g_clear_object (&self->vm);
  G_OBJECT_CLASS (casement_vm_restarter_parent_class)->finalize (object);
}

static void
casement_vm_restarter_class_init (CasementVmRestarterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_vm_restarter_finalize;
  CASEMENT_OPERATION_CLASS (klass)->run = casement_vm_restarter_run;
}

static void
casement_vm_restarter_init (CasementVmRestarter *self)
{
}

/** casement_vm_restarter_new: Returns: (transfer full): the operation; cancelled while Windows shuts down, it only stops to wait. */
CasementVmRestarter *
casement_vm_restarter_new (CasementVm *vm)
{
  g_autofree char *title = g_strdup_printf (_("Restarting “%s”"), casement_vm_get_name (vm));
  CasementVmRestarter *self = g_object_new (CASEMENT_TYPE_VM_RESTARTER, "title", title, NULL);

  self->vm = g_object_ref (vm);
  return self;
}

/** casement_vm_restarter_run_sync: Runs it as a part of another operation, in that one's thread. */
gboolean
casement_vm_restarter_run_sync (CasementVmRestarter *self, GCancellable *cancellable, GError **error)
{
  return casement_vm_restarter_run (CASEMENT_OPERATION (self), cancellable, error);
}
