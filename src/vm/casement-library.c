/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <glib/gi18n-lib.h>
#include "casement-library.h"
#include "casement-vm-private.h"
#include "casement-watch.h"

/* Machines described in one go, so that other questions get their turn on the worker in between. */
#define DESCRIBE_AT_ONCE 64

struct _CasementLibrary {
  GObject parent_instance;
  CasementConnection *connection;
  CasementWatch *watch; /* NULL while the connection is not open */
  GPtrArray *vms;       /* CasementVm, in the order of their names */
  GHashTable *by_uuid;  /* the same, lent */
  GPtrArray *undescribed;
  gboolean loading;
  gboolean describing;
  GError *error;
};

static void casement_library_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CasementLibrary, casement_library, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, casement_library_list_model_init))

enum {
  PROP_0,
  PROP_CONNECTION,
  PROP_LOADING,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
  ATTENTION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static int
compare_vms (gconstpointer a, gconstpointer b)
{
  CasementVm *first = *(CasementVm *const *) a;
  CasementVm *second = *(CasementVm *const *) b;
  int order = g_strcmp0 (casement_vm_get_sort_key (first), casement_vm_get_sort_key (second));

  return order != 0 ? order : g_strcmp0 (casement_vm_get_uuid (first), casement_vm_get_uuid (second));
}

/* Where @vm belongs among the others. */
static guint
find_place (CasementLibrary *self, CasementVm *vm)
{
  guint low = 0;
  guint high = self->vms->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (compare_vms (&g_ptr_array_index (self->vms, middle), &vm) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void
insert_vm (CasementLibrary *self, CasementVm *vm)
{
  guint place = find_place (self, vm);

  g_ptr_array_insert (self->vms, (int) place, g_object_ref (vm));
  g_hash_table_insert (self->by_uuid, (gpointer) casement_vm_get_uuid (vm), vm);
  g_list_model_items_changed (G_LIST_MODEL (self), place, 0, 1);
}

static void
take_vm (CasementLibrary *self, CasementVm *vm)
{
  guint place;

  if (!g_ptr_array_find (self->vms, vm, &place))
    return;
  g_hash_table_remove (self->by_uuid, casement_vm_get_uuid (vm));
  g_ptr_array_remove_index (self->vms, place);
  g_list_model_items_changed (G_LIST_MODEL (self), place, 1, 0);
}

static void
remove_vm (CasementLibrary *self, CasementVm *lent)
{
  g_autoptr (CasementVm) vm = g_object_ref (lent);

  take_vm (self, vm);
  casement_vm_set_library (vm, NULL);
  casement_vm_set_handle (vm, NULL);
  casement_vm_set_state (vm, CASEMENT_VM_OFF);
  casement_vm_set_present (vm, FALSE);
}

static CasementVm *
new_vm (CasementLibrary *self, CasementRecord *record)
{
  CasementVm *vm = casement_vm_new (self->connection, record->uuid, record->name);

  casement_vm_set_library (vm, self);
  casement_vm_set_handle (vm, g_steal_pointer (&record->domain));
  casement_vm_set_state (vm, record->state);
  return vm;
}

static void
update_vm (CasementLibrary *self, CasementVm *lent, CasementRecord *record)
{
  g_autoptr (CasementVm) vm = g_object_ref (lent);

  casement_vm_set_handle (vm, g_steal_pointer (&record->domain));
  casement_vm_set_state (vm, record->state);
  if (g_strcmp0 (casement_vm_get_name (vm), record->name) != 0) {
    take_vm (self, vm);
    casement_vm_set_name (vm, record->name);
    insert_vm (self, vm);
  }
}

/* The whole first list at once: one signal for a view, whatever its length. */
static void
fill (CasementLibrary *self, GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++) {
    CasementVm *vm = new_vm (self, g_ptr_array_index (records, i));

    g_ptr_array_add (self->vms, vm);
    g_hash_table_insert (self->by_uuid, (gpointer) casement_vm_get_uuid (vm), vm);
  }
  g_ptr_array_sort (self->vms, compare_vms);
  if (self->vms->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, self->vms->len);
}

/* After a lost connection: what is still there stays the same object. */
static void
merge (CasementLibrary *self, GPtrArray *records)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < records->len; i++)
    g_hash_table_add (seen, ((CasementRecord *) g_ptr_array_index (records, i))->uuid);
  for (guint i = self->vms->len; i > 0; i--) {
    CasementVm *vm = g_ptr_array_index (self->vms, i - 1);

    if (!g_hash_table_contains (seen, casement_vm_get_uuid (vm)))
      remove_vm (self, vm);
  }
  for (guint i = 0; i < records->len; i++) {
    CasementRecord *record = g_ptr_array_index (records, i);
    CasementVm *vm = g_hash_table_lookup (self->by_uuid, record->uuid);
    g_autoptr (CasementVm) fresh = NULL;

    if (vm != NULL) {
      update_vm (self, vm, record);
    } else {
      fresh = new_vm (self, record);
      insert_vm (self, fresh);
    }
  }
}

static void
describe_next (CasementLibrary *self)
{
  g_autoptr (GPtrArray) next = g_ptr_array_new_with_free_func (g_object_unref);

  /* From the end, where taking out is cheap: the array is turned round when it is filled. */
  while (next->len < DESCRIBE_AT_ONCE && self->undescribed->len > 0)
    g_ptr_array_add (next, g_ptr_array_steal_index (self->undescribed, self->undescribed->len - 1));
  self->describing = next->len > 0;
  if (self->describing)
    casement_watch_describe (self->watch, next);
}

static void
set_loading (CasementLibrary *self, gboolean loading, const GError *error)
{
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
listed_cb (GPtrArray *records, const GError *error, gpointer user_data)
{
  CasementLibrary *self = user_data;

  if (records == NULL) {
    set_loading (self, FALSE, error);
    return;
  }
  if (self->vms->len == 0)
    fill (self, records);
  else
    merge (self, records);
  set_loading (self, FALSE, NULL);

  g_ptr_array_set_size (self->undescribed, 0);
  for (guint i = self->vms->len; i > 0; i--)
    g_ptr_array_add (self->undescribed, g_object_ref (g_ptr_array_index (self->vms, i - 1)));
  /* A view that was told of the list may have closed the connection. */
  if (self->watch != NULL)
    describe_next (self);
}

static void
described_cb (GPtrArray *records, gpointer user_data)
{
  CasementLibrary *self = user_data;

  for (guint i = 0; i < records->len; i++) {
    CasementRecord *record = g_ptr_array_index (records, i);
    CasementVm *vm = g_hash_table_lookup (self->by_uuid, record->uuid);

    if (vm != NULL) {
      casement_vm_set_description (vm, record->os_title, record->created_here);
      casement_vm_set_restart_needed (vm, record->restart_needed);
      casement_vm_set_shares_virtiofs (vm, record->shares_virtiofs);
    }
  }
  if (self->watch != NULL)
    describe_next (self);
}

static void
refreshed_cb (CasementRecord *record, gpointer user_data)
{
  CasementLibrary *self = user_data;
  CasementVm *vm = g_hash_table_lookup (self->by_uuid, record->uuid);
  g_autoptr (CasementVm) held = NULL;

  /* Something happened since this was asked, and was asked about too. */
  if (vm != NULL && casement_vm_get_serial (vm) != record->serial)
    return;
  if (record->domain == NULL) {
    if (vm != NULL)
      remove_vm (self, vm);
    return;
  }
  if (vm == NULL) {
    held = new_vm (self, record);
    casement_vm_set_description (held, record->os_title, record->created_here);
    casement_vm_set_restart_needed (held, record->restart_needed);
    casement_vm_set_shares_virtiofs (held, record->shares_virtiofs);
    insert_vm (self, held);
  } else {
    held = g_object_ref (vm);
    update_vm (self, held, record);
    casement_vm_set_description (held, record->os_title, record->created_here);
    casement_vm_set_restart_needed (held, record->restart_needed);
    casement_vm_set_shares_virtiofs (held, record->shares_virtiofs);
  }
}

/* How a machine came to be off, for whoever finds its window so. */
static const char *
get_ending (int detail)
{
  switch (detail) {
  case VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN:
    return _("Windows shut down.");
  case VIR_DOMAIN_EVENT_STOPPED_DESTROYED:
    return _("It was forced off.");
  case VIR_DOMAIN_EVENT_STOPPED_CRASHED:
    return _("It has crashed. What Windows had not saved is lost.");
  case VIR_DOMAIN_EVENT_STOPPED_MIGRATED:
    return _("It was moved to another computer.");
  case VIR_DOMAIN_EVENT_STOPPED_SAVED:
    return _("It was saved, and goes on where it was.");
  case VIR_DOMAIN_EVENT_STOPPED_FAILED:
    return _("It was stopped because QEMU failed. What Windows had not saved is lost.");
  default:
    return NULL;
  }
}

/* What an event says about the state by itself; the rest is asked. */
static void
apply_event (CasementVm *vm, int event, int detail)
{
  switch (event) {
  case VIR_DOMAIN_EVENT_STARTED:
  case VIR_DOMAIN_EVENT_RESUMED:
    casement_vm_set_ending (vm, NULL);
    casement_vm_set_state (vm, CASEMENT_VM_RUNNING);
    break;
  case VIR_DOMAIN_EVENT_SUSPENDED:
    casement_vm_set_state (vm, CASEMENT_VM_PAUSED);
    break;
  case VIR_DOMAIN_EVENT_SHUTDOWN:
    casement_vm_set_state (vm, CASEMENT_VM_SHUTTING_DOWN);
    break;
  case VIR_DOMAIN_EVENT_STOPPED:
    casement_vm_set_ending (vm, get_ending (detail));
    casement_vm_set_state (vm, detail == VIR_DOMAIN_EVENT_STOPPED_SAVED ? CASEMENT_VM_SAVED : CASEMENT_VM_OFF);
    break;
  case VIR_DOMAIN_EVENT_PMSUSPENDED:
    casement_vm_set_state (vm, CASEMENT_VM_SUSPENDED);
    break;
  case VIR_DOMAIN_EVENT_CRASHED:
    casement_vm_set_state (vm, CASEMENT_VM_CRASHED);
    break;
  default:
    break;
  }
}

/* What nobody asked for, and somebody must look at. */
static const char *
get_trouble (int event, int detail)
{
  if (event == VIR_DOMAIN_EVENT_SUSPENDED && detail == VIR_DOMAIN_EVENT_SUSPENDED_IOERROR)
    return N_("It is paused because its disk could not be written. Make room on this computer, then resume it.");
  if (event == VIR_DOMAIN_EVENT_SUSPENDED && detail == VIR_DOMAIN_EVENT_SUSPENDED_WATCHDOG)
    return N_("It is paused because its watchdog fired: Windows did not answer any more.");
  if (event == VIR_DOMAIN_EVENT_CRASHED
      || (event == VIR_DOMAIN_EVENT_STOPPED && detail == VIR_DOMAIN_EVENT_STOPPED_CRASHED))
    return N_("It has crashed. What Windows had not saved is lost.");
  if (event == VIR_DOMAIN_EVENT_STOPPED && detail == VIR_DOMAIN_EVENT_STOPPED_FAILED)
    return N_("It was stopped because QEMU failed. What Windows had not saved is lost.");
  return NULL;
}

static void
event_cb (const char *uuid, int event, int detail, gpointer user_data)
{
  CasementLibrary *self = user_data;
  CasementVm *vm = g_hash_table_lookup (self->by_uuid, uuid);
  guint serial = 0;

  if (vm != NULL) {
    casement_vm_bump_serial (vm);
    serial = casement_vm_get_serial (vm);
    apply_event (vm, event, detail);
    if (get_trouble (event, detail) != NULL)
      g_signal_emit (self, signals[ATTENTION], 0, vm, _(get_trouble (event, detail)));
  }
  if (self->watch != NULL)
    casement_watch_refresh (self->watch, uuid, serial);
}

static const CasementWatchFuncs watch_funcs = { listed_cb, refreshed_cb, described_cb, event_cb };

static void
stop (CasementLibrary *self)
{
  g_clear_pointer (&self->watch, casement_watch_stop);
  g_ptr_array_set_size (self->undescribed, 0);
  self->describing = FALSE;
  for (guint i = 0; i < self->vms->len; i++) {
    CasementVm *vm = g_ptr_array_index (self->vms, i);

    casement_vm_bump_serial (vm);
    casement_vm_set_handle (vm, NULL);
    casement_vm_set_state (vm, CASEMENT_VM_UNKNOWN);
  }
}

static void
connection_state_cb (CasementLibrary *self)
{
  gboolean open = casement_connection_get_state (self->connection) == CASEMENT_CONNECTION_OPEN;

  if (open && self->watch == NULL)
    self->watch = casement_watch_start (self->connection, &watch_funcs, self);
  else if (!open && self->watch != NULL)
    stop (self);
}

static GType
casement_library_get_item_type (GListModel *model)
{
  return CASEMENT_TYPE_VM;
}

static guint
casement_library_get_n_items (GListModel *model)
{
  return CASEMENT_LIBRARY (model)->vms->len;
}

static gpointer
casement_library_get_item (GListModel *model, guint position)
{
  CasementLibrary *self = CASEMENT_LIBRARY (model);

  return position < self->vms->len ? g_object_ref (g_ptr_array_index (self->vms, position)) : NULL;
}

static void
casement_library_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = casement_library_get_item_type;
  iface->get_n_items = casement_library_get_n_items;
  iface->get_item = casement_library_get_item;
}

static void
casement_library_constructed (GObject *object)
{
  CasementLibrary *self = CASEMENT_LIBRARY (object);

  G_OBJECT_CLASS (casement_library_parent_class)->constructed (object);
  g_signal_connect_object (self->connection, "notify::state", G_CALLBACK (connection_state_cb), self, G_CONNECT_SWAPPED);
  connection_state_cb (self);
}

static void
casement_library_dispose (GObject *object)
{
  CasementLibrary *self = CASEMENT_LIBRARY (object);

  g_clear_pointer (&self->watch, casement_watch_stop);
  for (guint i = 0; i < self->vms->len; i++)
    casement_vm_set_library (g_ptr_array_index (self->vms, i), NULL);
  G_OBJECT_CLASS (casement_library_parent_class)->dispose (object);
}

static void
casement_library_finalize (GObject *object)
{
  CasementLibrary *self = CASEMENT_LIBRARY (object);

  g_ptr_array_unref (self->undescribed);
  g_hash_table_unref (self->by_uuid);
  g_ptr_array_unref (self->vms);
  g_clear_error (&self->error);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (casement_library_parent_class)->finalize (object);
}

static void
casement_library_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementLibrary *self = CASEMENT_LIBRARY (object);

  switch (prop_id) {
  case PROP_CONNECTION:
    g_value_set_object (value, self->connection);
    break;
  case PROP_LOADING:
    g_value_set_boolean (value, self->loading);
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, self->error);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_library_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CasementLibrary *self = CASEMENT_LIBRARY (object);

  switch (prop_id) {
  case PROP_CONNECTION:
    self->connection = g_value_dup_object (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_library_class_init (CasementLibraryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = casement_library_constructed;
  object_class->dispose = casement_library_dispose;
  object_class->finalize = casement_library_finalize;
  object_class->get_property = casement_library_get_property;
  object_class->set_property = casement_library_set_property;

  properties[PROP_CONNECTION]
      = g_param_spec_object ("connection", NULL, NULL, CASEMENT_TYPE_CONNECTION,
                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOADING]
      = g_param_spec_boolean ("loading", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR]
      = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ATTENTION] = g_signal_new ("attention", CASEMENT_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                     CASEMENT_TYPE_VM, G_TYPE_STRING);
}

static void
casement_library_init (CasementLibrary *self)
{
  self->vms = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_uuid = g_hash_table_new (g_str_hash, g_str_equal);
  self->undescribed = g_ptr_array_new_with_free_func (g_object_unref);
  self->loading = TRUE;
}

/** casement_library_new: Returns: (transfer full): the machines of @connection, which somebody else opens. */
CasementLibrary *
casement_library_new (CasementConnection *connection)
{
  g_return_val_if_fail (CASEMENT_IS_CONNECTION (connection), NULL);

  return g_object_new (CASEMENT_TYPE_LIBRARY, "connection", connection, NULL);
}

/** casement_library_refresh: Asks libvirt how @vm is now. */
void
casement_library_refresh (CasementLibrary *self, CasementVm *vm)
{
  if (self->watch != NULL)
    casement_watch_refresh (self->watch, casement_vm_get_uuid (vm), casement_vm_get_serial (vm));
}

/** casement_library_get_connection: Returns: the connection, lent. */
CasementConnection *
casement_library_get_connection (CasementLibrary *self)
{
  g_return_val_if_fail (CASEMENT_IS_LIBRARY (self), NULL);
  return self->connection;
}

/** casement_library_get_loading: Returns: %TRUE until the first list is complete. */
gboolean
casement_library_get_loading (CasementLibrary *self)
{
  g_return_val_if_fail (CASEMENT_IS_LIBRARY (self), TRUE);
  return self->loading;
}

/**
 * casement_library_get_describing:
 *
 * Returns: whether some machines do not know their system yet: that is asked after the list, machine by machine. Does
 *   not announce itself; the machines do.
 */
gboolean
casement_library_get_describing (CasementLibrary *self)
{
  g_return_val_if_fail (CASEMENT_IS_LIBRARY (self), FALSE);
  return self->describing;
}

/**
 * casement_library_find:
 * @name_or_uuid: a name, which goes first, or a UUID
 *
 * Returns: (nullable): the machine, lent.
 */
CasementVm *
casement_library_find (CasementLibrary *self, const char *name_or_uuid)
{
  g_autofree char *uuid = NULL;

  g_return_val_if_fail (CASEMENT_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (name_or_uuid != NULL, NULL);

  for (guint i = 0; i < self->vms->len; i++) {
    CasementVm *vm = g_ptr_array_index (self->vms, i);

    if (g_str_equal (casement_vm_get_name (vm), name_or_uuid))
      return vm;
  }
  uuid = g_ascii_strdown (name_or_uuid, -1);
  return g_hash_table_lookup (self->by_uuid, uuid);
}
