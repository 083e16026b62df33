/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "casement-error.h"
#include "casement-libvirt-error.h"
#include "casement-vm-private.h"
#include "casement-watch.h"

struct _CasementWatch {
  gatomicrefcount ref_count;
  CasementWorker *worker;
  virConnectPtr handle; /* the worker's; gone once it has stopped */
  int lifecycle_id;
  int metadata_id;

  /* The main context's */
  const CasementWatchFuncs *funcs;
  gpointer user_data;
  gboolean stopped;
};

typedef struct {
  CasementWatch *watch;
  char *uuid;
  guint serial;
  GPtrArray *domains; /* CasementRecord with a domain to describe */
} Job;

void
casement_record_free (CasementRecord *record)
{
  g_clear_pointer (&record->domain, virDomainFree);
  g_free (record->uuid);
  g_free (record->name);
  g_free (record->os_title);
  g_free (record);
}

static void
watch_unref (gpointer data)
{
  CasementWatch *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->handle, virConnectClose);
  g_object_unref (self->worker);
  g_free (self);
}

static CasementWatch *
watch_ref (CasementWatch *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  watch_unref (job->watch);
  g_free (job->uuid);
  g_clear_pointer (&job->domains, g_ptr_array_unref);
  g_free (job);
}

static GPtrArray *
new_records (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) casement_record_free);
}

static void
queue (CasementWatch *self, Job *job, GAsyncReadyCallback callback, GTaskThreadFunc function)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, NULL);

  job->watch = watch_ref (self);
  g_task_set_task_data (task, job, job_free);
  casement_worker_queue (self->worker, task, function);
}

/* Takes @domain. %NULL if it is not there any more. */
static CasementRecord *
record_new (virDomainPtr domain)
{
  char uuid[VIR_UUID_STRING_BUFLEN];
  const char *name = virDomainGetName (domain);
  CasementRecord *record;

  if (name == NULL || virDomainGetUUIDString (domain, uuid) < 0) {
    virDomainFree (domain);
    return NULL;
  }
  record = g_new0 (CasementRecord, 1);
  record->uuid = g_strdup (uuid);
  record->name = g_strdup (name);
  record->domain = domain;
  return record;
}

static void
read_state (CasementRecord *record)
{
  int state = VIR_DOMAIN_NOSTATE;
  int saved = 0;

  if (virDomainGetState (record->domain, &state, NULL, 0) == 0 && state == VIR_DOMAIN_SHUTOFF)
    saved = virDomainHasManagedSaveImage (record->domain, 0);
  record->state = casement_vm_state_from_libvirt (state, saved > 0);
}

/* Reads the states of all that @flags ask for in one answer, where the driver can. */
static GHashTable *
list_states (virConnectPtr handle)
{
  g_autoptr (GHashTable) states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  virDomainStatsRecordPtr *stats = NULL;
  int n_stats = virConnectGetAllDomainStats (handle, VIR_DOMAIN_STATS_STATE, &stats,
                                             VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT);
  char uuid[VIR_UUID_STRING_BUFLEN];
  int state;

  if (n_stats < 0)
    return NULL;
  for (int i = 0; i < n_stats; i++) {
    if (virDomainGetUUIDString (stats[i]->dom, uuid) == 0
        && virTypedParamsGetInt (stats[i]->params, stats[i]->nparams, "state.state", &state) == 1)
      g_hash_table_insert (states, g_strdup (uuid), GINT_TO_POINTER (state));
  }
  virDomainStatsRecordListFree (stats);
  return g_steal_pointer (&states);
}

static GHashTable *
list_saved (virConnectPtr handle)
{
  g_autoptr (GHashTable) saved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  virDomainPtr *domains = NULL;
  int n_domains = virConnectListAllDomains (handle, &domains, VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE);
  char uuid[VIR_UUID_STRING_BUFLEN];

  for (int i = 0; i < n_domains; i++) {
    if (virDomainGetUUIDString (domains[i], uuid) == 0)
      g_hash_table_add (saved, g_strdup (uuid));
    virDomainFree (domains[i]);
  }
  free (domains);
  return g_steal_pointer (&saved);
}

/* Three calls for any number of machines; one more for each where the driver has no bulk answer (the test driver, which
 * answers within this process). */
static GPtrArray *
list_records (virConnectPtr handle)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GHashTable) states = NULL;
  g_autoptr (GHashTable) saved = NULL;
  virDomainPtr *domains = NULL;
  int n_domains = virConnectListAllDomains (handle, &domains, 0);

  if (n_domains < 0)
    return NULL;
  records = new_records ();
  states = list_states (handle);
  saved = list_saved (handle);
  for (int i = 0; i < n_domains; i++) {
    CasementRecord *record = record_new (domains[i]);
    gpointer state;

    if (record == NULL)
      continue;
    if (states != NULL && g_hash_table_lookup_extended (states, record->uuid, NULL, &state))
      record->state = casement_vm_state_from_libvirt (GPOINTER_TO_INT (state), g_hash_table_contains (saved, record->uuid));
    else
      read_state (record);
    g_ptr_array_add (records, record);
  }
  free (domains);
  virResetLastError ();
  return g_steal_pointer (&records);
}

/* Events come on the main context, whatever thread read them from the socket: libvirt's own queue ends in a timer. */
static void
hand_on (CasementWatch *self, virDomainPtr domain, int event, int detail)
{
  char uuid[VIR_UUID_STRING_BUFLEN];

  if (!self->stopped && virDomainGetUUIDString (domain, uuid) == 0)
    self->funcs->event (uuid, event, detail, self->user_data);
}

static int
lifecycle_cb (virConnectPtr handle, virDomainPtr domain, int event, int detail, void *user_data)
{
  hand_on (user_data, domain, event, detail);
  return 0;
}

static void
metadata_cb (virConnectPtr handle, virDomainPtr domain, int type, const char *ns, void *user_data)
{
  hand_on (user_data, domain, -1, 0);
}

static void
start_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  CasementWatch *self = ((Job *) task_data)->watch;
  GPtrArray *records;
  GError *error = NULL;

  /* First listen, then look: what happens in between is heard. */
  self->lifecycle_id = virConnectDomainEventRegisterAny (self->handle, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                                         VIR_DOMAIN_EVENT_CALLBACK (lifecycle_cb), watch_ref (self),
                                                         watch_unref);
  if (self->lifecycle_id < 0)
    watch_unref (self);
  self->metadata_id = virConnectDomainEventRegisterAny (self->handle, NULL, VIR_DOMAIN_EVENT_ID_METADATA_CHANGE,
                                                        VIR_DOMAIN_EVENT_CALLBACK (metadata_cb), watch_ref (self),
                                                        watch_unref);
  if (self->metadata_id < 0)
    watch_unref (self);

  records = list_records (self->handle);
  if (records == NULL) {
    casement_set_libvirt_error (&error, _("The virtual machines cannot be listed"));
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, records, (GDestroyNotify) g_ptr_array_unref);
  }
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CasementWatch *self = ((Job *) g_task_get_task_data (G_TASK (result)))->watch;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = g_task_propagate_pointer (G_TASK (result), &error);

  if (!self->stopped)
    self->funcs->listed (records, error, self->user_data);
}

static void
refresh_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  virDomainPtr domain = virDomainLookupByUUIDString (job->watch->handle, job->uuid);
  CasementRecord *record = NULL;

  if (domain != NULL) {
    record = record_new (domain);
    if (record != NULL) {
      read_state (record);
      casement_vm_describe (record->domain, &record->os_title, &record->created_here, &record->restart_needed,
                            &record->shares_virtiofs);
    }
  } else if (virGetLastErrorCode () == VIR_ERR_NO_DOMAIN) {
    record = g_new0 (CasementRecord, 1);
    record->uuid = g_strdup (job->uuid);
  }
  virResetLastError ();
  if (record != NULL)
    record->serial = job->serial;
  g_task_return_pointer (task, record, (GDestroyNotify) casement_record_free);
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CasementWatch *self = ((Job *) g_task_get_task_data (G_TASK (result)))->watch;
  g_autoptr (CasementRecord) record = g_task_propagate_pointer (G_TASK (result), NULL);

  /* No record: the connection broke meanwhile, and everything is asked anew when it is back. */
  if (!self->stopped && record != NULL)
    self->funcs->refreshed (record, self->user_data);
}

static void
describe_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;

  for (guint i = 0; i < job->domains->len; i++) {
    CasementRecord *record = g_ptr_array_index (job->domains, i);

    casement_vm_describe (record->domain, &record->os_title, &record->created_here, &record->restart_needed,
                            &record->shares_virtiofs);
    g_clear_pointer (&record->domain, virDomainFree);
  }
  g_task_return_boolean (task, TRUE);
}

static void
described_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  if (!job->watch->stopped)
    job->watch->funcs->described (job->domains, job->watch->user_data);
}

static void
stop_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  CasementWatch *self = ((Job *) task_data)->watch;

  /* Each callback holds a reference on the connection, a dead one included. */
  if (self->lifecycle_id >= 0)
    virConnectDomainEventDeregisterAny (self->handle, self->lifecycle_id);
  if (self->metadata_id >= 0)
    virConnectDomainEventDeregisterAny (self->handle, self->metadata_id);
  g_clear_pointer (&self->handle, virConnectClose);
  virResetLastError ();
  g_task_return_boolean (task, TRUE);
}

/**
 * casement_watch_start:
 * @connection: open
 *
 * Asks for the list and for all events from now on.
 *
 * Returns: (transfer full) (nullable): to be ended by casement_watch_stop(); %NULL if the connection is not open after all.
 */
CasementWatch *
casement_watch_start (CasementConnection *connection, const CasementWatchFuncs *funcs, gpointer user_data)
{
  virConnectPtr handle = casement_connection_dup_handle (connection);
  CasementWatch *self;

  if (handle == NULL)
    return NULL;
  self = g_new0 (CasementWatch, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->worker = g_object_ref (casement_connection_get_worker (connection));
  self->handle = handle;
  self->lifecycle_id = self->metadata_id = -1;
  self->funcs = funcs;
  self->user_data = user_data;
  queue (self, g_new0 (Job, 1), started_cb, start_thread);
  return self;
}

/** casement_watch_refresh: Asks how one machine is now; @serial comes back with the answer. */
void
casement_watch_refresh (CasementWatch *self, const char *uuid, guint serial)
{
  Job *job = g_new0 (Job, 1);

  job->uuid = g_strdup (uuid);
  job->serial = serial;
  queue (self, job, refreshed_cb, refresh_thread);
}

/** casement_watch_describe: Asks what the XML of @vms (CasementVm) says. */
void
casement_watch_describe (CasementWatch *self, GPtrArray *vms)
{
  Job *job = g_new0 (Job, 1);

  job->domains = new_records ();
  for (guint i = 0; i < vms->len; i++) {
    CasementVm *vm = g_ptr_array_index (vms, i);
    CasementRecord *record;
    virDomainPtr domain = casement_vm_dup_handle (vm);

    if (domain == NULL)
      continue;
    record = g_new0 (CasementRecord, 1);
    record->uuid = g_strdup (casement_vm_get_uuid (vm));
    record->domain = domain;
    g_ptr_array_add (job->domains, record);
  }
  queue (self, job, described_cb, describe_thread);
}

/** casement_watch_stop: Ends it; what is under way is not answered any more. Takes the reference. */
void
casement_watch_stop (CasementWatch *self)
{
  self->stopped = TRUE;
  queue (self, g_new0 (Job, 1), NULL, stop_thread);
  watch_unref (self);
}
