/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <glib/gi18n-lib.h>

#include "casement-error.h"
#include "casement-vm-private.h"

struct _CasementVm {
  GObject parent_instance;
  CasementConnection *connection;
  CasementLibrary *library;
  char *uuid;
  char *name;
  char *sort_key;
  char *os_title;
  CasementVmState state;
  /* How it came to be off, static; NULL where nobody saw it. */
  const char *ending;
  gboolean active;
  gboolean created_here;
  gboolean present;
  gboolean restart_needed;
  gboolean shares_virtiofs;
  guint serial;

  GMutex lock;
  virDomainPtr handle; /* NULL while the connection is lost */
};

G_DEFINE_FINAL_TYPE (CasementVm, casement_vm, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (CasementVmState, casement_vm_state,
                    G_DEFINE_ENUM_VALUE (CASEMENT_VM_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_VM_OFF, "off"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_VM_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_VM_PAUSED, "paused"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_VM_SUSPENDED, "suspended"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_VM_SHUTTING_DOWN, "shutting-down"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_VM_CRASHED, "crashed"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_VM_SAVED, "saved"))

enum {
  PROP_0,
  PROP_CONNECTION,
  PROP_NAME,
  PROP_UUID,
  PROP_STATE,
  PROP_STATE_TITLE,
  PROP_OS_TITLE,
  PROP_ACTIVE,
  PROP_CREATED_HERE,
  PROP_PRESENT,
  PROP_RESTART_NEEDED,
  PROP_SHARES_VIRTIOFS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
casement_vm_finalize (GObject *object)
{
  CasementVm *self = CASEMENT_VM (object);

  g_clear_pointer (&self->handle, virDomainFree);
  g_free (self->uuid);
  g_free (self->name);
  g_free (self->sort_key);
  g_free (self->os_title);
  g_clear_object (&self->connection);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (casement_vm_parent_class)->finalize (object);
}

static void
casement_vm_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementVm *self = CASEMENT_VM (object);

  switch (prop_id) {
  case PROP_CONNECTION:
    g_value_set_object (value, self->connection);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_UUID:
    g_value_set_string (value, self->uuid);
    break;
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  case PROP_STATE_TITLE:
    g_value_set_string (value, casement_vm_state_get_title (self->state));
    break;
  case PROP_OS_TITLE:
    g_value_set_string (value, self->os_title);
    break;
  case PROP_ACTIVE:
    g_value_set_boolean (value, self->active);
    break;
  case PROP_CREATED_HERE:
    g_value_set_boolean (value, self->created_here);
    break;
  case PROP_PRESENT:
    g_value_set_boolean (value, self->present);
    break;
  case PROP_RESTART_NEEDED:
    g_value_set_boolean (value, self->restart_needed);
    break;
  case PROP_SHARES_VIRTIOFS:
    g_value_set_boolean (value, self->shares_virtiofs);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_vm_class_init (CasementVmClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = casement_vm_finalize;
  object_class->get_property = casement_vm_get_property;

  properties[PROP_CONNECTION] = g_param_spec_object ("connection", NULL, NULL, CASEMENT_TYPE_CONNECTION, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_UUID] = g_param_spec_string ("uuid", NULL, NULL, NULL, flags);
  properties[PROP_STATE]
      = g_param_spec_enum ("state", NULL, NULL, CASEMENT_TYPE_VM_STATE, CASEMENT_VM_UNKNOWN, flags);
  properties[PROP_STATE_TITLE] = g_param_spec_string ("state-title", NULL, NULL, NULL, flags);
  properties[PROP_OS_TITLE] = g_param_spec_string ("os-title", NULL, NULL, NULL, flags);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  properties[PROP_CREATED_HERE] = g_param_spec_boolean ("created-here", NULL, NULL, FALSE, flags);
  properties[PROP_PRESENT] = g_param_spec_boolean ("present", NULL, NULL, TRUE, flags);
  properties[PROP_RESTART_NEEDED] = g_param_spec_boolean ("restart-needed", NULL, NULL, FALSE, flags);
  properties[PROP_SHARES_VIRTIOFS] = g_param_spec_boolean ("shares-virtiofs", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_vm_init (CasementVm *self)
{
  g_mutex_init (&self->lock);
  self->present = TRUE;
}

/** casement_vm_new: Returns: (transfer full): an item for the library, its state not known yet. */
CasementVm *
casement_vm_new (CasementConnection *connection, const char *uuid, const char *name)
{
  CasementVm *self = g_object_new (CASEMENT_TYPE_VM, NULL);

  self->connection = g_object_ref (connection);
  self->uuid = g_strdup (uuid);
  casement_vm_set_name (self, name);
  return self;
}

/** casement_vm_set_handle: @handle: (transfer full) (nullable): libvirt's; %NULL when the connection is lost. */
void
casement_vm_set_handle (CasementVm *self, virDomainPtr handle)
{
  virDomainPtr old;

  g_mutex_lock (&self->lock);
  old = self->handle;
  self->handle = handle;
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&old, virDomainFree);
}

/** casement_vm_set_name: The key by which "vm 2" sorts before "VM 10" is made here, once. */
void
casement_vm_set_name (CasementVm *self, const char *name)
{
  g_autofree char *folded = NULL;

  if (g_strcmp0 (self->name, name) == 0)
    return;
  g_free (self->name);
  g_free (self->sort_key);
  /* Libvirt takes any bytes for a name. */
  self->name = g_utf8_make_valid (name, -1);
  folded = g_utf8_casefold (self->name, -1);
  self->sort_key = g_utf8_collate_key_for_filename (folded, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

/** casement_vm_set_ending: Before a new state is set: @ending: (nullable): translated, static. */
void
casement_vm_set_ending (CasementVm *self, const char *ending)
{
  self->ending = ending;
}

/** casement_vm_get_ending: Returns: (nullable): how it came to be off, a sentence; %NULL while it is on or if that is not known. */
const char *
casement_vm_get_ending (CasementVm *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM (self), NULL);
  return self->ending;
}

/** casement_vm_set_state: While the state is not known, "active" stays as it was last seen: the machine runs on. */
void
casement_vm_set_state (CasementVm *self, CasementVmState state)
{
  gboolean active = self->active;

  if (self->state == state)
    return;
  self->state = state;
  if (state != CASEMENT_VM_UNKNOWN)
    active = state != CASEMENT_VM_OFF && state != CASEMENT_VM_SAVED;

  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE_TITLE]);
  if (self->active != active) {
    self->active = active;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
  }
  g_object_thaw_notify (G_OBJECT (self));
}

/** casement_vm_set_description: What its XML says about it. */
void
casement_vm_set_description (CasementVm *self, const char *os_title, gboolean created_here)
{
  if (g_strcmp0 (self->os_title, os_title) != 0) {
    g_free (self->os_title);
    self->os_title = g_strdup (os_title);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OS_TITLE]);
  }
  if (self->created_here != created_here) {
    self->created_here = created_here;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CREATED_HERE]);
  }
}

/** casement_vm_set_restart_needed: Whether it runs and is not as it is defined by now. */
void
casement_vm_set_restart_needed (CasementVm *self, gboolean restart_needed)
{
  if (self->restart_needed == restart_needed)
    return;
  self->restart_needed = restart_needed;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESTART_NEEDED]);
}

/** casement_vm_set_shares_virtiofs: Whether a folder is attached to it by virtio-fs. */
void
casement_vm_set_shares_virtiofs (CasementVm *self, gboolean shares_virtiofs)
{
  if (self->shares_virtiofs == shares_virtiofs)
    return;
  self->shares_virtiofs = shares_virtiofs;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHARES_VIRTIOFS]);
}

/** casement_vm_set_present: %FALSE once it is undefined; it stays so. */
void
casement_vm_set_present (CasementVm *self, gboolean present)
{
  if (self->present == present)
    return;
  self->present = present;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PRESENT]);
}

/** casement_vm_set_library: @library: (nullable): who asks libvirt for its state. */
void
casement_vm_set_library (CasementVm *self, CasementLibrary *library)
{
  self->library = library;
}

/** casement_vm_refresh: Has the state asked for anew, for when events may have missed something. */
void
casement_vm_refresh (CasementVm *self)
{
  if (self->library != NULL)
    casement_library_refresh (self->library, self);
}

const char *
casement_vm_get_sort_key (CasementVm *self)
{
  return self->sort_key;
}

guint
casement_vm_get_serial (CasementVm *self)
{
  return self->serial;
}

void
casement_vm_bump_serial (CasementVm *self)
{
  self->serial++;
}

/** casement_vm_state_from_libvirt: @state: a virDomainState; @saved: whether it has a saved image to go on from. */
CasementVmState
casement_vm_state_from_libvirt (int state, gboolean saved)
{
  switch (state) {
  case VIR_DOMAIN_RUNNING:
  case VIR_DOMAIN_BLOCKED:
    return CASEMENT_VM_RUNNING;
  case VIR_DOMAIN_PAUSED:
    return CASEMENT_VM_PAUSED;
  case VIR_DOMAIN_SHUTDOWN:
    return CASEMENT_VM_SHUTTING_DOWN;
  case VIR_DOMAIN_SHUTOFF:
    return saved ? CASEMENT_VM_SAVED : CASEMENT_VM_OFF;
  case VIR_DOMAIN_CRASHED:
    return CASEMENT_VM_CRASHED;
  case VIR_DOMAIN_PMSUSPENDED:
    return CASEMENT_VM_SUSPENDED;
  default:
    return CASEMENT_VM_UNKNOWN;
  }
}

/** casement_vm_state_to_string: Returns: a stable word, for --json. */
const char *
casement_vm_state_to_string (CasementVmState state)
{
  static const char *const words[]
      = { "unknown", "off", "running", "paused", "suspended", "shutting-down", "crashed", "saved" };

  g_return_val_if_fail (state < G_N_ELEMENTS (words), "unknown");
  return words[state];
}

/** casement_vm_state_get_title: Returns: the state in the user's language. */
const char *
casement_vm_state_get_title (CasementVmState state)
{
  static const char *const titles[]
      = { N_("Unknown"), N_("Off"), N_("Running"), N_("Paused"), N_("Asleep"), N_("Shutting down"), N_("Crashed"),
          N_("Saved") };

  g_return_val_if_fail (state < G_N_ELEMENTS (titles), "");
  return _ (titles[state]);
}

/** casement_vm_get_name: Returns: the name, lent. */
const char *
casement_vm_get_name (CasementVm *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM (self), NULL);
  return self->name;
}

/** casement_vm_get_uuid: Returns: the UUID in its usual spelling, lent. */
const char *
casement_vm_get_uuid (CasementVm *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM (self), NULL);
  return self->uuid;
}

/** casement_vm_get_state: Returns: what it is doing. */
CasementVmState
casement_vm_get_state (CasementVm *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM (self), CASEMENT_VM_UNKNOWN);
  return self->state;
}

/** casement_vm_get_os_title: Returns: (nullable): its operating system, lent; %NULL if not known, or not read yet. */
const char *
casement_vm_get_os_title (CasementVm *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM (self), NULL);
  return self->os_title;
}

/** casement_vm_get_active: Returns: whether it runs, paused included; the last known while the connection is lost. */
gboolean
casement_vm_get_active (CasementVm *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM (self), FALSE);
  return self->active;
}

/** casement_vm_get_created_here: Returns: whether this program made it. */
gboolean
casement_vm_get_created_here (CasementVm *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM (self), FALSE);
  return self->created_here;
}

/** casement_vm_get_shares_virtiofs: Returns: whether a folder is attached to it by virtio-fs, so that its state cannot be stored. */
gboolean
casement_vm_get_shares_virtiofs (CasementVm *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM (self), FALSE);

  return self->shares_virtiofs;
}

/** casement_vm_get_restart_needed: Returns: whether a change of its definition waits for it to be shut down and started again. */
gboolean
casement_vm_get_restart_needed (CasementVm *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM (self), FALSE);
  return self->restart_needed;
}

/** casement_vm_get_present: Returns: %FALSE once it was undefined. */
gboolean
casement_vm_get_present (CasementVm *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM (self), FALSE);
  return self->present;
}

/** casement_vm_get_connection: Returns: the connection it belongs to, lent. */
CasementConnection *
casement_vm_get_connection (CasementVm *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM (self), NULL);
  return self->connection;
}

/**
 * casement_vm_dup_handle:
 *
 * From any thread; costs no call.
 *
 * Returns: (transfer full) (nullable): libvirt's handle, %NULL while the connection is lost; virDomainFree() it.
 */
virDomainPtr
casement_vm_dup_handle (CasementVm *self)
{
  virDomainPtr handle;

  g_return_val_if_fail (CASEMENT_IS_VM (self), NULL);

  g_mutex_lock (&self->lock);
  handle = self->handle;
  if (handle != NULL)
    virDomainRef (handle);
  g_mutex_unlock (&self->lock);
  return handle;
}
