/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-install.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "casement-domain-drives.h"
#include "casement-error.h"
#include "casement-fault.h"
#include "casement-install-guest.h"
#include "casement-libvirt-error.h"
#include "casement-setup-volume.h"
#include "casement-vm-change.h"
#include "casement-vm-media-live.h"
#include "casement-xml.h"

#define INTERVAL_MSEC 2000

/* What an image takes on the host before anybody has written to it, tables of its format included. */
#define EMPTY_MAX (16 * 1024 * 1024)

/* A machine that just ends refuses some calls before libvirt says that it is off. */
#define FAILURES_MAX 10

struct _CasementInstall {
  CasementOperation parent_instance;
  CasementConnection *connection;
  char *uuid;
  char *name;
  GMainContext *context;
  int take_over;
  gboolean needed;
  CasementInstallPhase phase;
  CasementInstallStall stall;
  gint64 started;
  char *folder;
};

/* Counts restarts; shared with libvirt, which may let go of it later. */
typedef struct {
  gatomicrefcount ref_count;
  int restarts;
} Restarts;

/* One run, in its thread. */
typedef struct {
  CasementInstall *self;
  virDomainPtr domain;
  CasementInstallMark *mark;
  CasementInstallJudge judge;
  GPtrArray *discs; /* targets of the CD drives */
  char *disk;
  char *folder;
  gboolean by_hand; /* nothing to put away, and nothing kept */
  Restarts *restarts;
  int callback_id;
} Watch;

typedef struct {
  CasementInstall *self;
  gboolean needed;
  CasementInstallPhase phase;
  CasementInstallStall stall;
  gint64 started;
  char *folder;
} Change;

G_DEFINE_FINAL_TYPE (CasementInstall, casement_install, CASEMENT_TYPE_OPERATION)

enum {
  PROP_0,
  PROP_NEEDED,
  PROP_PHASE,
  PROP_STALL,
  PROP_STARTED,
  PROP_FOLDER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* Those that run, by the machine's UUID; the main thread's. */
static GHashTable *running;

static void
restarts_unref (gpointer data)
{
  Restarts *restarts = data;

  if (g_atomic_ref_count_dec (&restarts->ref_count))
    g_free (restarts);
}

static void
restarted_cb (virConnectPtr handle, virDomainPtr domain, void *user_data)
{
  Restarts *restarts = user_data;

  g_atomic_int_inc (&restarts->restarts);
}

static gboolean
change_cb (gpointer user_data)
{
  Change *change = user_data;
  CasementInstall *self = change->self;
  const gboolean changed[N_PROPS] = { FALSE, self->needed != change->needed, self->phase != change->phase, self->stall != change->stall,
                                      self->started != change->started, g_strcmp0 (self->folder, change->folder) != 0 };

  self->needed = change->needed;
  self->phase = change->phase;
  self->stall = change->stall;
  self->started = change->started;
  g_free (self->folder);
  self->folder = g_steal_pointer (&change->folder);
  for (guint i = PROP_NEEDED; i < N_PROPS; i++)
    if (changed[i])
      g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  return G_SOURCE_REMOVE;
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->self);
  g_free (change->folder);
  g_free (change);
}

/* All below run in the operation's thread. */

static void
report (Watch *watch)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Change *change = g_new0 (Change, 1);
  gboolean full = watch->mark->full;

  change->self = g_object_ref (watch->self);
  change->needed = full;
  change->phase = watch->mark->phase;
  change->stall = full ? watch->judge.stall : CASEMENT_INSTALL_STALL_NONE;
  change->started = watch->mark->started;
  /* When it matters: Setup is there, and has written nothing yet. */
  change->folder = !full && watch->mark->phase == CASEMENT_INSTALL_LOADING ? g_strdup (watch->folder) : NULL;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, change_cb, change, change_free);
  g_source_attach (source, watch->self->context);
  casement_operation_report (CASEMENT_OPERATION (watch->self), casement_install_phase_get_title (watch->mark->phase), watch->judge.fraction);
}

/* Both the definition and, where it runs, the machine itself, whose metadata are its own. */
static void
save_mark (Watch *watch)
{
  g_autofree char *xml = NULL;

  if (watch->by_hand)
    return;
  xml = casement_install_mark_to_xml (watch->mark);
  if (virDomainSetMetadata (watch->domain, VIR_DOMAIN_METADATA_ELEMENT, xml, CASEMENT_INSTALL_KEY, CASEMENT_INSTALL_XMLNS,
                            VIR_DOMAIN_AFFECT_CONFIG) < 0)
    g_info ("How far the installation is cannot be kept: %s", virGetLastErrorMessage ());
  if (virDomainIsActive (watch->domain) == 1)
    virDomainSetMetadata (watch->domain, VIR_DOMAIN_METADATA_ELEMENT, xml, CASEMENT_INSTALL_KEY, CASEMENT_INSTALL_XMLNS, VIR_DOMAIN_AFFECT_LIVE);
  virResetLastError ();
}

static void
set_phase (Watch *watch, CasementInstallPhase phase)
{
  if (phase == watch->mark->phase)
    return;
  watch->mark->phase = phase;
  save_mark (watch);
}

/* With a Windows on it nobody needs to be told how to install one. */
static gboolean
is_disk_empty (Watch *watch, xmlDocPtr doc)
{
  g_autoptr (GPtrArray) drives = casement_domain_list_drives (xmlDocGetRootElement (doc));
  virDomainBlockInfo info;

  for (guint i = 0; i < drives->len; i++) {
    const CasementDrive *drive = g_ptr_array_index (drives, i);

    if (!drive->cdrom)
      return virDomainGetBlockInfo (watch->domain, drive->target, &info, 0) == 0 && info.allocation <= EMPTY_MAX;
  }
  return FALSE;
}

/* Which drives there are to watch, and what the mark says. */
static gboolean
look (Watch *watch, GError **error)
{
  g_autofree char *xml = casement_vm_change_dup_definition (watch->domain, error);
  g_autoptr (xmlDoc) doc = xml != NULL ? casement_xml_parse (xml, strlen (xml), "domain", error) : NULL;
  g_autoptr (GPtrArray) drives = NULL;

  if (doc == NULL)
    return FALSE;
  watch->mark = casement_install_mark_read (xmlDocGetRootElement (doc));
  watch->folder = casement_domain_dup_setup_folder (xmlDocGetRootElement (doc));
  if (watch->mark == NULL && watch->folder != NULL && casement_domain_is_installing (xmlDocGetRootElement (doc)) && is_disk_empty (watch, doc)) {
    watch->mark = g_new0 (CasementInstallMark, 1);
    watch->by_hand = TRUE;
  }
  if (watch->mark == NULL)
    return TRUE;
  watch->judge.emulated = casement_xml_attr_is (xmlDocGetRootElement (doc), "type", "qemu");
  watch->judge.key_asked = watch->mark->key_asked;
  watch->judge.expected = watch->mark->expected;
  watch->judge.phase = watch->mark->phase;
  watch->judge.fraction = -1.0;
  drives = casement_domain_list_drives (xmlDocGetRootElement (doc));
  for (guint i = 0; i < drives->len; i++) {
    CasementDrive *drive = g_ptr_array_index (drives, i);

    if (drive->cdrom)
      g_ptr_array_add (watch->discs, g_strdup (drive->target));
    else if (watch->disk == NULL)
      watch->disk = g_strdup (drive->target);
  }
  return TRUE;
}

static void
listen (Watch *watch)
{
  g_atomic_ref_count_inc (&watch->restarts->ref_count);
  watch->callback_id = virConnectDomainEventRegisterAny (virDomainGetConnect (watch->domain), watch->domain, VIR_DOMAIN_EVENT_ID_REBOOT,
                                                         VIR_DOMAIN_EVENT_CALLBACK (restarted_cb), watch->restarts, restarts_unref);
  if (watch->callback_id < 0)
    restarts_unref (watch->restarts);
}

static guint64
count (virDomainPtr domain, const char *target, gboolean written)
{
  virDomainBlockStatsStruct stats = { 0 };

  if (target == NULL || virDomainBlockStats (domain, target, &stats, sizeof stats) < 0)
    return 0;
  return (guint64) MAX (written ? stats.wr_bytes : stats.rd_bytes, 0);
}

static gboolean
take_sample (Watch *watch, gint64 began, CasementInstallSample *sample, GError **error)
{
  int state = VIR_DOMAIN_NOSTATE;

  memset (sample, 0, sizeof *sample);
  sample->msec = (g_get_monotonic_time () - began) / 1000;
  if (virDomainGetState (watch->domain, &state, NULL, 0) < 0) {
    casement_set_libvirt_error (error, _("The virtual machine cannot be watched while it installs itself"));
    return FALSE;
  }
  if (state == VIR_DOMAIN_SHUTOFF || state == VIR_DOMAIN_CRASHED || state == VIR_DOMAIN_SHUTDOWN)
    return TRUE;
  sample->active = TRUE;
  sample->running = state == VIR_DOMAIN_RUNNING || state == VIR_DOMAIN_BLOCKED;
  sample->restarts = (guint) g_atomic_int_get (&watch->restarts->restarts);
  sample->disk_written = count (watch->domain, watch->disk, TRUE);
  for (guint i = 0; i < watch->discs->len; i++)
    sample->cd_read += count (watch->domain, g_ptr_array_index (watch->discs, i), FALSE);
  /* Setup has no agent; asking would only fill the daemon's log. */
  if (sample->running && watch->judge.phase >= CASEMENT_INSTALL_COPYING)
    sample->agent = casement_install_guest_read (watch->domain, &sample->steps, &sample->done);
  virResetLastError ();
  return TRUE;
}

static void
pause_until (GCancellable *cancellable, guint msec)
{
  GPollFD fd;

  if (!g_cancellable_make_pollfd (cancellable, &fd)) {
    g_usleep (msec * 1000);
    return;
  }
  g_poll (&fd, 1, (int) msec);
  g_cancellable_release_fd (cancellable);
}

/* The disc with the answers always goes; the others where Windows is installed. */
static void
eject_live (Watch *watch)
{
  g_autoptr (xmlDoc) doc = virDomainIsActive (watch->domain) == 1 ? casement_media_live_get (watch->domain, NULL) : NULL;
  g_autoptr (GPtrArray) drives = doc != NULL ? casement_domain_list_drives (xmlDocGetRootElement (doc)) : NULL;

  for (guint i = 0; drives != NULL && i < drives->len; i++) {
    CasementDrive *drive = g_ptr_array_index (drives, i);
    g_autoptr (GError) error = NULL;
    gboolean gone;

    if (!drive->cdrom || drive->source == NULL
        || (watch->mark->phase == CASEMENT_INSTALL_TAKEN_OVER && g_strcmp0 (drive->source, watch->mark->disc) != 0))
      continue;
    if (casement_media_live_set (watch->domain, drive->target, NULL, &gone, &error) != CASEMENT_LIVE_DONE)
      g_info ("A disc stays in “%s” until the next power-off", drive->target);
  }
  virResetLastError ();
}

static gboolean
is_read_live (Watch *watch, const char *path)
{
  g_autoptr (xmlDoc) doc = virDomainIsActive (watch->domain) == 1 ? casement_media_live_get (watch->domain, NULL) : NULL;
  g_autoptr (GPtrArray) drives = doc != NULL ? casement_domain_list_drives (xmlDocGetRootElement (doc)) : NULL;
  gboolean found = FALSE;

  for (guint i = 0; drives != NULL && i < drives->len; i++)
    found = found || g_strcmp0 (((const CasementDrive *) g_ptr_array_index (drives, i))->source, path) == 0;
  virResetLastError ();
  return found;
}

static gboolean
change_definition (Watch *watch, GError **error)
{
  g_autofree char *xml = casement_vm_change_dup_definition (watch->domain, error);
  g_autoptr (xmlDoc) doc = xml != NULL ? casement_xml_parse (xml, strlen (xml), "domain", error) : NULL;
  g_autofree char *wanted = NULL;
  xmlChar *text = NULL;
  int size = 0;

  if (doc == NULL)
    return FALSE;
  casement_domain_put_install_away (xmlDocGetRootElement (doc), watch->mark);
  xmlDocDumpMemoryEnc (doc, &text, &size, "UTF-8");
  wanted = g_strdup ((const char *) text);
  xmlFree (text);
  return casement_vm_change_define (watch->domain, wanted, error);
}

/* Each step finds what is left to do, so that it may be interrupted anywhere and begun again. The mark says where the disc is until it is gone. */
static gboolean
put_away (Watch *watch, CasementInstallPhase end, GError **error)
{
  virConnectPtr handle = virDomainGetConnect (watch->domain);
  gboolean local = casement_connection_is_local (watch->self->connection);

  if (end == CASEMENT_INSTALL_TAKEN_OVER)
    watch->mark->phase = end;
  else
    set_phase (watch, CASEMENT_INSTALL_FINISHING);
  watch->judge.stall = CASEMENT_INSTALL_STALL_NONE;
  watch->judge.fraction = -1.0;
  report (watch);
  if (!casement_fault ("install-define", NULL, error) || !change_definition (watch, error) || !casement_fault ("install-eject", NULL, error))
    return FALSE;
  eject_live (watch);
  if (!casement_fault ("install-delete", NULL, error) || !casement_setup_volume_delete (handle, watch->mark->disc, local, error))
    return FALSE;
  g_clear_pointer (&watch->mark->disc, g_free);
  /* A machine that is taken over in Setup goes on reading from it, until it is off. */
  if (watch->mark->boot != NULL && !is_read_live (watch, watch->mark->boot)) {
    if (!casement_setup_volume_delete (handle, watch->mark->boot, local, error))
      return FALSE;
    g_clear_pointer (&watch->mark->boot, g_free);
  }
  watch->mark->phase = end;
  save_mark (watch);
  report (watch);
  return TRUE;
}

static gboolean
is_over (Watch *watch)
{
  return watch->mark == NULL || (watch->mark->phase >= CASEMENT_INSTALL_DONE && watch->mark->disc == NULL && watch->mark->boot == NULL);
}

/* One look. Returns: whether to go on. */
static gboolean
step (Watch *watch, gint64 began, gboolean *off, GError **error)
{
  CasementInstallSample sample;

  if (!take_sample (watch, began, &sample, error))
    return FALSE;
  *off = !sample.active;
  casement_install_judge (&watch->judge, &sample);
  if (watch->by_hand && watch->judge.phase >= CASEMENT_INSTALL_COPYING)
    watch->judge.phase = CASEMENT_INSTALL_TAKEN_OVER;
  /* A disc that only leaves requirements out has done its part once Windows is copied. */
  if (!watch->mark->full && watch->judge.phase >= CASEMENT_INSTALL_CONFIGURING)
    watch->judge.phase = CASEMENT_INSTALL_FINISHING;
  if (watch->judge.phase != CASEMENT_INSTALL_FINISHING)
    set_phase (watch, watch->judge.phase);
  report (watch);
  return TRUE;
}

static gboolean
follow (Watch *watch, GCancellable *cancellable, GError **error)
{
  gint64 began = g_get_monotonic_time ();
  guint failures = 0;
  gboolean off = FALSE;

  while (!off && watch->judge.phase < CASEMENT_INSTALL_FINISHING) {
    g_autoptr (GError) local_error = NULL;

    if (g_atomic_int_get (&watch->self->take_over))
      return put_away (watch, CASEMENT_INSTALL_TAKEN_OVER, error);
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (step (watch, began, &off, &local_error)) {
      failures = 0;
    } else if (++failures >= FAILURES_MAX) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
    if (!off && watch->judge.phase < CASEMENT_INSTALL_FINISHING)
      pause_until (cancellable, INTERVAL_MSEC);
  }
  if (watch->by_hand)
    return TRUE;
  if (watch->judge.phase == CASEMENT_INSTALL_TAKEN_OVER)
    return put_away (watch, CASEMENT_INSTALL_TAKEN_OVER, error);
  /* It goes on when the machine is on again. */
  return watch->judge.phase < CASEMENT_INSTALL_FINISHING || put_away (watch, watch->mark->full ? CASEMENT_INSTALL_DONE : CASEMENT_INSTALL_TAKEN_OVER, error);
}

static gboolean
run_watch (Watch *watch, GCancellable *cancellable, GError **error)
{
  gboolean done;

  watch->discs = g_ptr_array_new_with_free_func (g_free);
  watch->restarts = g_new0 (Restarts, 1);
  watch->callback_id = -1;
  g_atomic_ref_count_init (&watch->restarts->ref_count);
  done = look (watch, error);
  if (done && !is_over (watch)) {
    report (watch);
    listen (watch);
    done = follow (watch, cancellable, error);
  }
  if (watch->callback_id >= 0)
    virConnectDomainEventDeregisterAny (virDomainGetConnect (watch->domain), watch->callback_id);
  restarts_unref (watch->restarts);
  g_clear_pointer (&watch->mark, casement_install_mark_free);
  g_ptr_array_unref (watch->discs);
  g_free (watch->disk);
  g_free (watch->folder);
  return done;
}

static gboolean
casement_install_run (CasementOperation *operation, GCancellable *cancellable, GError **error)
{
  CasementInstall *self = CASEMENT_INSTALL (operation);
  virConnectPtr handle = casement_connection_acquire (self->connection, error);
  Watch watch = { .self = self };
  gboolean done = FALSE;

  if (handle == NULL)
    return FALSE;
  watch.domain = virDomainLookupByUUIDString (handle, self->uuid);
  if (watch.domain != NULL)
    done = run_watch (&watch, cancellable, error);
  else
    casement_set_libvirt_error (error, _("The virtual machine cannot be found"));
  g_clear_pointer (&watch.domain, virDomainFree);
  virConnectClose (handle);
  virResetLastError ();
  return done;
}

static void
casement_install_finalize (GObject *object)
{
  CasementInstall *self = CASEMENT_INSTALL (object);

  g_clear_object (&self->connection);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->uuid);
  g_free (self->name);
  g_free (self->folder);
  G_OBJECT_CLASS (casement_install_parent_class)->finalize (object);
}

static void
casement_install_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementInstall *self = CASEMENT_INSTALL (object);

  switch (prop_id) {
  case PROP_NEEDED:
    g_value_set_boolean (value, self->needed);
    break;
  case PROP_PHASE:
    g_value_set_int (value, self->phase);
    break;
  case PROP_STALL:
    g_value_set_int (value, self->stall);
    break;
  case PROP_STARTED:
    g_value_set_int64 (value, self->started);
    break;
  case PROP_FOLDER:
    g_value_set_string (value, self->folder);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_install_class_init (CasementInstallClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = casement_install_finalize;
  object_class->get_property = casement_install_get_property;
  CASEMENT_OPERATION_CLASS (klass)->run = casement_install_run;

  properties[PROP_NEEDED] = g_param_spec_boolean ("needed", NULL, NULL, FALSE, flags);
  properties[PROP_PHASE] = g_param_spec_int ("phase", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_STALL] = g_param_spec_int ("stall", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_STARTED] = g_param_spec_int64 ("started", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_FOLDER] = g_param_spec_string ("folder", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_install_init (CasementInstall *self)
{
  self->context = g_main_context_ref_thread_default ();
}

/**
 * casement_install_new:
 * @connection: open
 * @uuid: of a machine
 * @name: its name
 *
 * Does nothing, and succeeds, where the machine does not install itself, or is ready. Ends when Windows is installed, or the machine is off.
 *
 * Returns: (transfer full): an operation to run. Cancelling it stops the watching, and nothing else.
 */
CasementInstall *
casement_install_new (CasementConnection *connection, const char *uuid, const char *name)
{
  g_autofree char *title = g_strdup_printf (_("Installing Windows in “%s”"), name);
  CasementInstall *self;

  g_return_val_if_fail (CASEMENT_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  self = g_object_new (CASEMENT_TYPE_INSTALL, "title", title, NULL);
  self->connection = g_object_ref (connection);
  self->uuid = g_strdup (uuid);
  self->name = g_strdup (name);
  return self;
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CasementInstall *self = CASEMENT_INSTALL (source);
  g_autoptr (GError) error = NULL;

  if (!casement_operation_run_finish (CASEMENT_OPERATION (self), result, &error))
    g_info ("The installation is not followed any more: %s", error->message);
  if (g_hash_table_lookup (running, self->uuid) == self)
    g_hash_table_remove (running, self->uuid);
}

/**
 * casement_install_watch:
 *
 * Follows the machine in the background, where casement_install_find() finds it; once, however often it is called.
 *
 * Returns: (transfer none): the one that runs.
 */
CasementInstall *
casement_install_watch (CasementConnection *connection, const char *uuid, const char *name)
{
  CasementInstall *self = casement_install_find (uuid);

  if (self != NULL)
    return self;
  self = casement_install_new (connection, uuid, name);
  if (running == NULL)
    running = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  g_hash_table_replace (running, self->uuid, self);
  casement_operation_run_async (CASEMENT_OPERATION (self), ended_cb, NULL);
  return self;
}

/** casement_install_find: Returns: (transfer none) (nullable): the one that runs for the machine with @uuid. */
CasementInstall *
casement_install_find (const char *uuid)
{
  return running != NULL && uuid != NULL ? g_hash_table_lookup (running, uuid) : NULL;
}

/** casement_install_get_needed: Returns: whether there is an installation to follow. */
gboolean
casement_install_get_needed (CasementInstall *self)
{
  g_return_val_if_fail (CASEMENT_IS_INSTALL (self), FALSE);
  return self->needed;
}

/** casement_install_get_phase: Returns: how far it is. */
CasementInstallPhase
casement_install_get_phase (CasementInstall *self)
{
  g_return_val_if_fail (CASEMENT_IS_INSTALL (self), CASEMENT_INSTALL_STARTING);
  return self->phase;
}

/** casement_install_get_stall: Returns: why it is thought to stand still, if it does. */
CasementInstallStall
casement_install_get_stall (CasementInstall *self)
{
  g_return_val_if_fail (CASEMENT_IS_INSTALL (self), CASEMENT_INSTALL_STALL_NONE);
  return self->stall;
}

/** casement_install_get_started: Returns: seconds since 1970; 0 if not known. */
gint64
casement_install_get_started (CasementInstall *self)
{
  g_return_val_if_fail (CASEMENT_IS_INSTALL (self), 0);
  return self->started;
}

/** casement_install_get_folder: Returns: (nullable): from where the disk's driver is to be loaded now, lent. */
const char *
casement_install_get_folder (CasementInstall *self)
{
  g_return_val_if_fail (CASEMENT_IS_INSTALL (self), NULL);
  return self->folder;
}

/** casement_install_get_name: Returns: the machine's, lent. */
const char *
casement_install_get_name (CasementInstall *self)
{
  g_return_val_if_fail (CASEMENT_IS_INSTALL (self), NULL);
  return self->name;
}

/** casement_install_get_uuid: Returns: the machine's, lent. */
const char *
casement_install_get_uuid (CasementInstall *self)
{
  g_return_val_if_fail (CASEMENT_IS_INSTALL (self), NULL);
  return self->uuid;
}

/** casement_install_take_over: The user does the rest by hand: the disc with the answers is taken out and deleted, and nothing else is touched. */
void
casement_install_take_over (CasementInstall *self)
{
  g_return_if_fail (CASEMENT_IS_INSTALL (self));
  g_atomic_int_set (&self->take_over, 1);
}

