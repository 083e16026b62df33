/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <unistd.h>

#include "casement-error.h"
#include "casement-guest-clock.h"
#include "casement-libvirt-error.h"
#include "casement-vm-private.h"

/* What one can do with a virtual machine. Each is one call of libvirt in a thread of its own: starting, saving or an agent
 * that does not answer take their time, and must hold up neither the list nor a "Force Off" that is to end just that. The
 * outcome shows in the state, which follows libvirt's events. */

/* Bigger than any screen: 16384 × 8192 pixels uncompressed. */
#define SCREENSHOT_MAX (16384u * 8192u * 3u + 64u)

#define STATE(name) (1u << CASEMENT_VM_##name)

typedef struct {
  guint states; /* where it makes sense */
  const char *failed;
  int (*act) (virDomainPtr domain);
} Action;

typedef struct {
  virDomainPtr domain;
  CasementVmAction action;
  guint index;
  gboolean stood_still; /* until now, so that its clock did too */
  char *name;
} Call;

static int
act_shut_down (virDomainPtr domain)
{
  /* Without flags libvirt asks the guest agent if it answers, and presses the power button if not. */
  return virDomainShutdownFlags (domain, VIR_DOMAIN_SHUTDOWN_DEFAULT);
}

static int
act_force_off (virDomainPtr domain)
{
  int result = virDomainDestroy (domain);

  /* Off by itself meanwhile, or ended by a daemon that was just taking it over after a restart: libvirt 9.0 then kills it
   * and says that it does not run. */
  if (result < 0 && virGetLastErrorCode () == VIR_ERR_OPERATION_INVALID)
    return virDomainIsActive (domain) == 0 ? 0 : -1;
  return result;
}

static int
act_reboot (virDomainPtr domain)
{
  return virDomainReboot (domain, VIR_DOMAIN_REBOOT_DEFAULT);
}

static int
act_reset (virDomainPtr domain)
{
  return virDomainReset (domain, 0);
}

static int
act_resume (virDomainPtr domain)
{
  int state = VIR_DOMAIN_NOSTATE;

  if (virDomainGetState (domain, &state, NULL, 0) == 0 && state == VIR_DOMAIN_PMSUSPENDED)
    return virDomainPMWakeup (domain, 0);
  return virDomainResume (domain);
}

static int
act_save (virDomainPtr domain)
{
  return virDomainManagedSave (domain, 0);
}

static const Action actions[] = {
  [CASEMENT_VM_ACTION_START]
  = { STATE (OFF) | STATE (SAVED), N_("“%s” cannot be started"), virDomainCreate },
  [CASEMENT_VM_ACTION_SHUTDOWN]
  = { STATE (RUNNING), N_("“%s” cannot be shut down"), act_shut_down },
  [CASEMENT_VM_ACTION_FORCE_OFF]
  = { STATE (RUNNING) | STATE (PAUSED) | STATE (SUSPENDED) | STATE (SHUTTING_DOWN) | STATE (CRASHED),
      N_("“%s” cannot be switched off"), act_force_off },
  [CASEMENT_VM_ACTION_REBOOT]
  = { STATE (RUNNING), N_("“%s” cannot be restarted"), act_reboot },
  [CASEMENT_VM_ACTION_RESET]
  = { STATE (RUNNING) | STATE (PAUSED) | STATE (CRASHED), N_("“%s” cannot be reset"), act_reset },
  [CASEMENT_VM_ACTION_PAUSE]
  = { STATE (RUNNING), N_("“%s” cannot be paused"), virDomainSuspend },
  [CASEMENT_VM_ACTION_RESUME]
  = { STATE (PAUSED) | STATE (SUSPENDED), N_("“%s” cannot be resumed"), act_resume },
  [CASEMENT_VM_ACTION_SAVE]
  = { STATE (RUNNING) | STATE (PAUSED), N_("The state of “%s” cannot be saved"), act_save },
};

static const char *const refusals[] = {
  [CASEMENT_VM_UNKNOWN] = N_("its state is not known while the connection to libvirt is lost; try again once it is back."),
  [CASEMENT_VM_OFF] = N_("it is off; start it first."),
  [CASEMENT_VM_RUNNING] = N_("it is running."),
  [CASEMENT_VM_PAUSED] = N_("it is paused; resume it first."),
  [CASEMENT_VM_SUSPENDED] = N_("it is asleep; resume it first."),
  [CASEMENT_VM_SHUTTING_DOWN] = N_("it is shutting down; wait until it is off, or force it off."),
  [CASEMENT_VM_CRASHED] = N_("it has crashed; force it off, then start it again."),
  [CASEMENT_VM_SAVED] = N_("it is off with its state saved; start it first."),
};

static Call *
call_new (CasementVm *self, GError **error)
{
  virDomainPtr domain = casement_vm_dup_handle (self);
  Call *call;

  if (domain == NULL) {
    virConnectPtr connection = casement_connection_acquire (casement_vm_get_connection (self), error);

    if (connection != NULL) {
      virConnectClose (connection);
      casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL, _("“%s” does not exist any more."),
                          casement_vm_get_name (self));
    }
    return NULL;
  }
  call = g_new0 (Call, 1);
  call->domain = domain;
  call->name = g_strdup (casement_vm_get_name (self));
  return call;
}

static void
call_free (gpointer data)
{
  Call *call = data;

  virDomainFree (call->domain);
  g_free (call->name);
  g_free (call);
}

/* A task with a Call, or one that has failed already. */
static GTask *
start_call (CasementVm *self,
            gpointer tag,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data,
            Call **call)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, tag);
  *call = call_new (self, &error);
  if (*call == NULL)
    g_task_return_error (task, error);
  else
    g_task_set_task_data (task, *call, call_free);
  return task;
}

static void
return_libvirt_error (GTask *task, const char *format, const char *name)
{
  g_autoptr (GString) what = g_string_new (format);
  GError *error = NULL;

  g_string_replace (what, "%s", name, 1);
  casement_set_libvirt_error (&error, what->str);
  g_task_return_error (task, error);
}

static gboolean
refresh_cb (gpointer user_data)
{
  casement_vm_refresh (user_data);
  return G_SOURCE_REMOVE;
}

static void
act_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Call *call = task_data;
  const Action *action = &actions[call->action];

  if (action->act (call->domain) < 0)
    return_libvirt_error (task, _ (action->failed), call->name);
  else
    g_task_return_boolean (task, TRUE);
  if (call->stood_still && virDomainIsActive (call->domain) == 1)
    casement_guest_clock_set_later (source_object);
  /* Events tell what came of it, but not always: a machine that ends while a restarted daemon takes it over goes without
   * one, and what was refused may have been refused because the state shown is wrong. */
  g_idle_add_full (G_PRIORITY_DEFAULT, refresh_cb, g_object_ref (source_object), g_object_unref);
}

static void
xml_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Call *call = task_data;
  /* With the secrets in it: what is edited and defined again must lose nothing. */
  char *xml = virDomainGetXMLDesc (call->domain, VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE);

  if (xml == NULL)
    return_libvirt_error (task, _("The configuration of “%s” cannot be read"), call->name);
  else
    g_task_return_pointer (task, xml, free);
}

static GByteArray *
receive (virStreamPtr stream)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *buffer = g_malloc (256 * 1024);

  for (;;) {
    int n = virStreamRecv (stream, buffer, 256 * 1024);

    if (n < 0)
      return NULL;
    if (n == 0)
      return g_steal_pointer (&bytes);
    if (bytes->len > SCREENSHOT_MAX)
      return NULL;
    g_byte_array_append (bytes, (const guint8 *) buffer, n);
  }
}

static void
screenshot_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Call *call = task_data;
  virStreamPtr stream = virStreamNew (virDomainGetConnect (call->domain), 0);
  g_autoptr (GByteArray) data = NULL;
  char *mime = NULL;
  GBytes *png;
  GError *error = NULL;

  if (stream != NULL)
    mime = virDomainScreenshot (call->domain, stream, 0, 0);
  if (mime != NULL)
    data = receive (stream);
  if (data == NULL) {
    return_libvirt_error (task, _("No picture of the screen of “%s” can be taken"), call->name);
    if (mime != NULL)
      virStreamAbort (stream);
  } else {
    virStreamFinish (stream);
    png = casement_screenshot_to_png (data->data, data->len, &error);
    if (png != NULL)
      g_task_return_pointer (task, png, (GDestroyNotify) g_bytes_unref);
    else
      g_task_return_error (task, error);
  }
  g_clear_pointer (&stream, virStreamFree);
  free (mime);
}

static void
close_fd (gpointer data)
{
  int *fd = data;

  close (*fd);
  g_free (fd);
}

static void
open_graphics_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Call *call = task_data;
  /* Libvirt has checked who we are; the password that may guard the port is for others. */
  int fd = virDomainOpenGraphicsFD (call->domain, call->index, VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH);
  int *result;

  if (fd < 0) {
    return_libvirt_error (task, _("The screen of “%s” cannot be shown"), call->name);
    return;
  }
  result = g_new (int, 1);
  *result = fd;
  g_task_return_pointer (task, result, close_fd);
}

/* QEMU stores no state with a virtio-fs device (migration blocker of vhost-user-fs). */
static gboolean
is_blocked (CasementVm *self, CasementVmAction action)
{
  return action == CASEMENT_VM_ACTION_SAVE && casement_vm_get_shares_virtiofs (self);
}

/** casement_vm_can: Returns: whether @action makes sense in the state that the machine is in now. */
gboolean
casement_vm_can (CasementVm *self, CasementVmAction action)
{
  g_return_val_if_fail (CASEMENT_IS_VM (self), FALSE);
  g_return_val_if_fail (action < G_N_ELEMENTS (actions), FALSE);

  return casement_vm_get_present (self) && (actions[action].states & (1u << casement_vm_get_state (self))) != 0
         && !is_blocked (self, action);
}

/** casement_vm_check_action: casement_vm_can() with @error saying why not (%CASEMENT_ERROR_INVALID). */
gboolean
casement_vm_check_action (CasementVm *self, CasementVmAction action, GError **error)
{
  g_autoptr (GString) what = NULL;

  if (casement_vm_can (self, action))
    return TRUE;

  what = g_string_new (_ (actions[action].failed));
  g_string_replace (what, "%s", casement_vm_get_name (self), 1);
  if (!casement_vm_get_present (self))
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL, _("%s: %s"), what->str, _("it was deleted."));
  else if (is_blocked (self, action))
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, _("%s: %s"), what->str,
                        _("a folder is shared with it by virtio-fs; shut it down instead, or remove the folder while it is off."));
  else
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, _("%s: %s"), what->str,
                        _ (refusals[casement_vm_get_state (self)]));
  return FALSE;
}

/**
 * casement_vm_act_async:
 *
 * Answers when libvirt has taken the order, which for %CASEMENT_VM_ACTION_SHUTDOWN and %CASEMENT_VM_ACTION_REBOOT means:
 * the guest was asked. What came of it shows in "state". Not to be cancelled once libvirt was called.
 */
void
casement_vm_act_async (CasementVm *self,
                       CasementVmAction action,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  Call *call;

  g_return_if_fail (CASEMENT_IS_VM (self));
  g_return_if_fail (action < G_N_ELEMENTS (actions));

  if (!casement_vm_check_action (self, action, &error)) {
    g_task_report_error (self, callback, user_data, casement_vm_act_async, error);
    return;
  }
  task = start_call (self, casement_vm_act_async, cancellable, callback, user_data, &call);
  if (call == NULL)
    return;
  call->action = action;
  call->stood_still = action == CASEMENT_VM_ACTION_RESUME
                      || (action == CASEMENT_VM_ACTION_START && casement_vm_get_state (self) == CASEMENT_VM_SAVED);
  g_task_run_in_thread (task, act_thread);
}

/** casement_vm_act_finish: Returns: %TRUE, or %FALSE with @error set. */
gboolean
casement_vm_act_finish (CasementVm *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/** casement_vm_get_xml_async: Asks for the persistent configuration, or for what runs where there is none. */
void
casement_vm_get_xml_async (CasementVm *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Call *call;

  g_return_if_fail (CASEMENT_IS_VM (self));

  task = start_call (self, casement_vm_get_xml_async, cancellable, callback, user_data, &call);
  if (call != NULL)
    casement_worker_queue (casement_connection_get_worker (casement_vm_get_connection (self)), task, xml_thread);
}

/** casement_vm_get_xml_finish: Returns: (transfer full): the XML, secrets included: not for logs. */
char *
casement_vm_get_xml_finish (CasementVm *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/** casement_vm_screenshot_async: Asks libvirt for a picture of the first screen. */
void
casement_vm_screenshot_async (CasementVm *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Call *call;

  g_return_if_fail (CASEMENT_IS_VM (self));

  if (!casement_vm_get_active (self)) {
    g_task_report_new_error (self, callback, user_data, casement_vm_screenshot_async, CASEMENT_ERROR,
                             CASEMENT_ERROR_INVALID, _("“%s” is off and shows nothing; start it first."),
                             casement_vm_get_name (self));
    return;
  }
  task = start_call (self, casement_vm_screenshot_async, cancellable, callback, user_data, &call);
  if (call != NULL)
    g_task_run_in_thread (task, screenshot_thread);
}

/** casement_vm_screenshot_finish: Returns: (transfer full): a PNG file's bytes. */
GBytes *
casement_vm_screenshot_finish (CasementVm *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/** casement_vm_open_graphics_async: @index: of the graphics device, 0 for the first. One socket for each SPICE channel. */
void
casement_vm_open_graphics_async (CasementVm *self,
                                 guint index,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Call *call;

  g_return_if_fail (CASEMENT_IS_VM (self));

  task = start_call (self, casement_vm_open_graphics_async, cancellable, callback, user_data, &call);
  if (call == NULL)
    return;
  call->index = index;
  g_task_run_in_thread (task, open_graphics_thread);
}

/** casement_vm_open_graphics_finish: Returns: a descriptor that is the caller's to close, or -1 with @error set. */
int
casement_vm_open_graphics_finish (CasementVm *self, GAsyncResult *result, GError **error)
{
  g_autofree int *fd = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  fd = g_task_propagate_pointer (G_TASK (result), error);
  return fd != NULL ? *fd : -1;
}
