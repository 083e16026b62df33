/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-connection.h"

G_BEGIN_DECLS

typedef enum {
  CASEMENT_VM_UNKNOWN,
  CASEMENT_VM_OFF,
  CASEMENT_VM_RUNNING,
  CASEMENT_VM_PAUSED,
  CASEMENT_VM_SUSPENDED,
  CASEMENT_VM_SHUTTING_DOWN,
  CASEMENT_VM_CRASHED,
  CASEMENT_VM_SAVED,
} CasementVmState;

#define CASEMENT_TYPE_VM_STATE (casement_vm_state_get_type ())
GType casement_vm_state_get_type (void);
const char *casement_vm_state_to_string (CasementVmState state); /* stable, for --json: "off", "running" … */
const char *casement_vm_state_get_title (CasementVmState state); /* translated */

/* One virtual machine of a connection. Properties (read-only, notified on the main context): "name", "uuid",
 * "state", "state-title", "os-title" (e.g. "Windows 11"; NULL if not known), "active" (boolean), "created-here" (boolean: made by Casement),
 * "present" (boolean: FALSE once it is undefined), "restart-needed" (boolean: a change waits for it to be shut down and started again),
 * "shares-virtiofs" (boolean: a folder is attached by virtio-fs, and its state cannot be stored meanwhile). */
#define CASEMENT_TYPE_VM (casement_vm_get_type ())
G_DECLARE_FINAL_TYPE (CasementVm, casement_vm, CASEMENT, VM, GObject)

const char *casement_vm_get_name (CasementVm *self);
const char *casement_vm_get_uuid (CasementVm *self);
CasementVmState casement_vm_get_state (CasementVm *self);
const char *casement_vm_get_ending (CasementVm *self);
const char *casement_vm_get_os_title (CasementVm *self);
gboolean casement_vm_get_active (CasementVm *self);
gboolean casement_vm_get_created_here (CasementVm *self);
gboolean casement_vm_get_present (CasementVm *self);
gboolean casement_vm_get_restart_needed (CasementVm *self);
gboolean casement_vm_get_shares_virtiofs (CasementVm *self);
CasementConnection *casement_vm_get_connection (CasementVm *self);
/* (transfer full) (nullable): release with virDomainFree(). */
virDomainPtr casement_vm_dup_handle (CasementVm *self);

typedef enum {
  CASEMENT_VM_ACTION_START,
  CASEMENT_VM_ACTION_SHUTDOWN,
  CASEMENT_VM_ACTION_FORCE_OFF,
  CASEMENT_VM_ACTION_REBOOT,
  CASEMENT_VM_ACTION_RESET,
  CASEMENT_VM_ACTION_PAUSE,
  CASEMENT_VM_ACTION_RESUME,
  CASEMENT_VM_ACTION_SAVE,
} CasementVmAction;

gboolean casement_vm_can (CasementVm *self, CasementVmAction action);
/* The same with the reason, as an action that cannot be done now would answer. */
gboolean casement_vm_check_action (CasementVm *self, CasementVmAction action, GError **error);
void casement_vm_act_async (CasementVm *self, CasementVmAction action, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean casement_vm_act_finish (CasementVm *self, GAsyncResult *result, GError **error);

/* The inactive (persistent) XML where there is one. */
void casement_vm_get_xml_async (CasementVm *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char *casement_vm_get_xml_finish (CasementVm *self, GAsyncResult *result, GError **error);

/* PNG bytes of the screen as libvirt sees it (virDomainScreenshot, converted). */
void casement_vm_screenshot_async (CasementVm *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes *casement_vm_screenshot_finish (CasementVm *self, GAsyncResult *result, GError **error);

/* A connected socket for one SPICE channel (virDomainOpenGraphicsFD with SKIPAUTH); the caller owns the descriptor. */
void casement_vm_open_graphics_async (CasementVm *self, guint index, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
int casement_vm_open_graphics_finish (CasementVm *self, GAsyncResult *result, GError **error);

G_END_DECLS
