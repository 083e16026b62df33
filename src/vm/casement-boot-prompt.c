/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-boot-prompt.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "casement-domain-install.h"
#include "casement-error.h"
#include "casement-libvirt-error.h"
#include "casement-xml.h"

/* Linux' code of the key, which any firmware has and no boot loader gives a meaning. */
#define KEY_ENTER 28
#define HOLD_MSEC 50
#define INTERVAL_MSEC 500

/* A machine that just ends refuses some calls before libvirt says that it is off. */
#define FAILURES_MAX 6

/* What an image takes on the host before anybody has written to it, tables of its format included. */
#define EMPTY_MAX (16 * 1024 * 1024)

#define CASEMENT_NS "https://casement.github.io/xmlns/domain/1.0"

struct _CasementBootPrompt {
  CasementOperation parent_instance;
  CasementConnection *connection;
  char *uuid;
  GMainContext *context;
  gboolean active;
  gboolean needed;
  CasementBootStep outcome;
};

/* Counts restarts; shared with libvirt, which may let go of it later. */
typedef struct {
  gatomicrefcount ref_count;
  int restarts;
} Restarts;

/* One run, in its thread. */
typedef struct {
  virDomainPtr domain;
  char *cd;
  char *disk;
  CasementBootJudge judge;
  Restarts *restarts;
  int callback_id;
} Watch;

typedef struct {
  CasementBootPrompt *self;
  gboolean active;
} Change;

G_DEFINE_FINAL_TYPE (CasementBootPrompt, casement_boot_prompt, CASEMENT_TYPE_OPERATION)

enum {
  PROP_0,
  PROP_ACTIVE,
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

  if (change->self->active != change->active) {
    change->self->active = change->active;
    g_object_notify_by_pspec (G_OBJECT (change->self), properties[PROP_ACTIVE]);
  }
  return G_SOURCE_REMOVE;
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->self);
  g_free (change);
}

static void
set_active (CasementBootPrompt *self, gboolean active)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Change *change = g_new0 (Change, 1);

  change->self = g_object_ref (self);
  change->active = active;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, change_cb, change, change_free);
  g_source_attach (source, self->context);
}

/* All below run in the operation's thread. */

static xmlNodePtr
find_disk (xmlNodePtr devices, gboolean cdrom)
{
  for (xmlNodePtr disk = casement_xml_child (devices, "disk"); disk != NULL; disk = casement_xml_next (disk, "disk")) {
    gboolean is_cdrom = casement_xml_attr_is (disk, "device", "cdrom");
    gboolean is_floppy = casement_xml_attr_is (disk, "device", "floppy");

    /* Only what the firmware boots from; the drivers' image may be there too. */
    if (cdrom ? is_cdrom && casement_xml_child (disk, "source") != NULL && casement_xml_child (disk, "boot") != NULL
              : !is_cdrom && !is_floppy)
      return disk;
  }
  return NULL;
}

/* Whether the machine was made here, and without declining the answer: nobody else's is typed into. */
static gboolean
is_wanted (xmlNodePtr root)
{
  xmlNodePtr metadata = casement_xml_child (root, "metadata");

  for (xmlNodePtr node = metadata != NULL ? metadata->children : NULL; node != NULL; node = node->next) {
    if (node->type == XML_ELEMENT_NODE && node->ns != NULL && xmlStrEqual (node->ns->href, BAD_CAST CASEMENT_NS))
      return !casement_xml_attr_is (node, "boot-prompt", "off");
  }
  return FALSE;
}

static gboolean
is_empty (virDomainPtr domain, const char *disk)
{
  virDomainBlockInfo info;

  return virDomainGetBlockInfo (domain, disk, &info, 0) == 0 && info.allocation <= EMPTY_MAX;
}

/* Reads what there is to watch. Leaves the disks' names unset where there is nothing to answer. */
static gboolean
look (Watch *watch, GError **error)
{
  char *xml = virDomainGetXMLDesc (watch->domain, 0);
  g_autoptr (xmlDoc) doc = NULL;
  g_autoptr (CasementInstallMark) mark = NULL;
  xmlNodePtr root, devices, cd, disk;
  gboolean uefi;

  if (xml == NULL) {
    casement_set_libvirt_error (error, _("The definition of the virtual machine cannot be read"));
    return FALSE;
  }
  doc = casement_xml_parse (xml, strlen (xml), "domain", error);
  free (xml);
  if (doc == NULL)
    return FALSE;
  root = xmlDocGetRootElement (doc);
  devices = casement_xml_child (root, "devices");
  cd = find_disk (devices, TRUE);
  disk = find_disk (devices, FALSE);
  mark = casement_install_mark_read (root);
  /* With BIOS firmware an empty disk lets the image boot without a question. */
  uefi = casement_xml_find (root, "os[firmware=efi]") != NULL || casement_xml_find (root, "os/loader[type=pflash]") != NULL;
  if (!uefi || cd == NULL || disk == NULL || !is_wanted (root))
    return TRUE;
  /* It boots without a question already. */
  if (mark != NULL && mark->boot != NULL)
    return TRUE;
  watch->judge.emulated = casement_xml_attr_is (root, "type", "qemu");
  watch->cd = casement_xml_dup_attr (casement_xml_child (cd, "target"), "dev");
  watch->disk = casement_xml_dup_attr (casement_xml_child (disk, "target"), "dev");
  if (watch->cd == NULL || watch->disk == NULL || !is_empty (watch->domain, watch->disk)) {
    g_clear_pointer (&watch->cd, g_free);
    g_clear_pointer (&watch->disk, g_free);
  }
  virResetLastError ();
  return TRUE;
}

static void
listen (Watch *watch)
{
  g_atomic_ref_count_inc (&watch->restarts->ref_count);
  watch->callback_id = virConnectDomainEventRegisterAny (virDomainGetConnect (watch->domain), watch->domain,
                                                         VIR_DOMAIN_EVENT_ID_REBOOT, VIR_DOMAIN_EVENT_CALLBACK (restarted_cb),
                                                         watch->restarts, restarts_unref);
  if (watch->callback_id < 0)
    restarts_unref (watch->restarts);
}

/* What is not seen is not pressed into. */
static gboolean
take_sample (Watch *watch, gint64 began, CasementBootSample *sample, GError **error)
{
  virDomainBlockStatsStruct cd = { 0 }, disk = { 0 };
  int state = VIR_DOMAIN_NOSTATE;

  memset (sample, 0, sizeof *sample);
  sample->msec = (g_get_monotonic_time () - began) / 1000;
  if (virDomainGetState (watch->domain, &state, NULL, 0) < 0) {
    if (virGetLastErrorCode () == VIR_ERR_NO_DOMAIN)
      return TRUE;
    casement_set_libvirt_error (error, _("The virtual machine cannot be watched while it boots"));
    return FALSE;
  }
  if (state == VIR_DOMAIN_SHUTOFF || state == VIR_DOMAIN_CRASHED || state == VIR_DOMAIN_SHUTDOWN)
    return TRUE;
  if (virDomainBlockStats (watch->domain, watch->cd, &cd, sizeof cd) < 0
      || virDomainBlockStats (watch->domain, watch->disk, &disk, sizeof disk) < 0) {
    casement_set_libvirt_error (error, _("The virtual machine cannot be watched while it boots"));
    return FALSE;
  }
  sample->active = TRUE;
  sample->running = state == VIR_DOMAIN_RUNNING || state == VIR_DOMAIN_BLOCKED;
  sample->restarts = (guint) g_atomic_int_get (&watch->restarts->restarts);
  sample->cd_read = (guint64) MAX (cd.rd_bytes, 0);
  sample->disk_written = (guint64) MAX (disk.wr_bytes, 0);
  return TRUE;
}

static gboolean
press (Watch *watch, GError **error)
{
  unsigned int key = KEY_ENTER;

  if (virDomainSendKey (watch->domain, VIR_KEYCODE_SET_LINUX, HOLD_MSEC, &key, 1, 0) == 0)
    return TRUE;
  casement_set_libvirt_error (error, _("The key that starts Setup cannot be pressed"));
  return FALSE;
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

static gboolean
look_and_press (CasementBootPrompt *self, Watch *watch, gint64 began, CasementBootStep *step, GError **error)
{
  CasementBootSample sample;

  if (!take_sample (watch, began, &sample, error))
    return FALSE;
  *step = casement_boot_judge (&watch->judge, &sample);
  set_active (self, *step == CASEMENT_BOOT_PRESS);
  if (*step != CASEMENT_BOOT_PRESS)
    return TRUE;
  casement_operation_report (CASEMENT_OPERATION (self), _("Answering “Press any key to boot from CD”"), -1.0);
  return press (watch, error);
}

static gboolean
answer (CasementBootPrompt *self, Watch *watch, GCancellable *cancellable, GError **error)
{
  gint64 began = g_get_monotonic_time ();
  CasementBootStep step = CASEMENT_BOOT_WAIT;
  guint failures = 0;

  casement_operation_report (CASEMENT_OPERATION (self), _("Waiting for the installer image to boot"), -1.0);
  while (step < CASEMENT_BOOT_LOADING) {
    g_autoptr (GError) local_error = NULL;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (look_and_press (self, watch, began, &step, &local_error)) {
      failures = 0;
    } else if (++failures >= FAILURES_MAX) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
    if (step < CASEMENT_BOOT_LOADING)
      pause_until (cancellable, INTERVAL_MSEC);
  }
  self->outcome = step;
  return TRUE;
}

static gboolean
casement_boot_prompt_run (CasementOperation *operation, GCancellable *cancellable, GError **error)
{
  CasementBootPrompt *self = CASEMENT_BOOT_PROMPT (operation);
  virConnectPtr handle = casement_connection_acquire (self->connection, error);
  Watch watch = { .callback_id = -1 };
  gboolean done;

  if (handle == NULL)
    return FALSE;
  watch.domain = virDomainLookupByUUIDString (handle, self->uuid);
  if (watch.domain == NULL) {
    casement_set_libvirt_error (error, _("The virtual machine cannot be found"));
    virConnectClose (handle);
    return FALSE;
  }
  watch.restarts = g_new0 (Restarts, 1);
  g_atomic_ref_count_init (&watch.restarts->ref_count);
  done = look (&watch, error);
  self->needed = done && watch.cd != NULL;
  if (self->needed) {
    listen (&watch);
    done = answer (self, &watch, cancellable, error);
    set_active (self, FALSE);
  }
  if (watch.callback_id >= 0)
    virConnectDomainEventDeregisterAny (handle, watch.callback_id);
  restarts_unref (watch.restarts);
  virDomainFree (watch.domain);
  virConnectClose (handle);
  virResetLastError ();
  g_free (watch.cd);
  g_free (watch.disk);
  return done;
}

static void
casement_boot_prompt_finalize (GObject *object)
{
  CasementBootPrompt *self = CASEMENT_BOOT_PROMPT (object);

  g_clear_object (&self->connection);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->uuid);
  G_OBJECT_CLASS (casement_boot_prompt_parent_class)->finalize (object);
}

static void
casement_boot_prompt_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_ACTIVE:
    g_value_set_boolean (value, CASEMENT_BOOT_PROMPT (object)->active);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_boot_prompt_class_init (CasementBootPromptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = casement_boot_prompt_finalize;
  object_class->get_property = casement_boot_prompt_get_property;
  CASEMENT_OPERATION_CLASS (klass)->run = casement_boot_prompt_run;

  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_boot_prompt_init (CasementBootPrompt *self)
{
  self->context = g_main_context_ref_thread_default ();
}

/**
 * casement_boot_prompt_new:
 * @connection: open
 * @uuid: of a machine that was just started
 * @name: its name
 *
 * Does nothing, and succeeds, where there is no prompt to answer: without an installer image in a drive that is booted from,
 * with BIOS firmware, with something on the disk, where the user declined, or for a machine that others made.
 *
 * Returns: (transfer full): an operation to run, or to give to casement_boot_prompt_start().
 */
CasementBootPrompt *
casement_boot_prompt_new (CasementConnection *connection, const char *uuid, const char *name)
{
  g_autofree char *title = g_strdup_printf (_("Starting Setup in “%s”"), name);
  CasementBootPrompt *self;

  g_return_val_if_fail (CASEMENT_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  self = g_object_new (CASEMENT_TYPE_BOOT_PROMPT, "title", title, NULL);
  self->connection = g_object_ref (connection);
  self->uuid = g_strdup (uuid);
  return self;
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CasementBootPrompt *self = CASEMENT_BOOT_PROMPT (source);
  g_autoptr (GError) error = NULL;

  if (!casement_operation_run_finish (CASEMENT_OPERATION (self), result, &error))
    g_info ("The boot prompt was left to the user: %s", error->message);
  if (g_hash_table_lookup (running, self->uuid) == self)
    g_hash_table_remove (running, self->uuid);
}

/**
 * casement_boot_prompt_start:
 *
 * Runs it in the background, where casement_boot_prompt_find() finds it. It ends by itself; if it fails, the prompt is on
 * the screen for the user to answer.
 */
void
casement_boot_prompt_start (CasementBootPrompt *self)
{
  CasementBootPrompt *other;

  g_return_if_fail (CASEMENT_IS_BOOT_PROMPT (self));

  other = casement_boot_prompt_find (self->uuid);
  if (other != NULL)
    casement_operation_cancel (CASEMENT_OPERATION (other));
  if (running == NULL)
    running = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  g_hash_table_replace (running, self->uuid, g_object_ref (self));
  casement_operation_run_async (CASEMENT_OPERATION (self), ended_cb, NULL);
}

/** casement_boot_prompt_find: Returns: (transfer none) (nullable): the one that runs for the machine with @uuid. */
CasementBootPrompt *
casement_boot_prompt_find (const char *uuid)
{
  return running != NULL && uuid != NULL ? g_hash_table_lookup (running, uuid) : NULL;
}

/** casement_boot_prompt_get_active: Returns: whether keys are being pressed now. */
gboolean
casement_boot_prompt_get_active (CasementBootPrompt *self)
{
  g_return_val_if_fail (CASEMENT_IS_BOOT_PROMPT (self), FALSE);
  return self->active;
}

/** casement_boot_prompt_get_needed: Returns: once it has ended, whether there was a prompt to expect. */
gboolean
casement_boot_prompt_get_needed (CasementBootPrompt *self)
{
  g_return_val_if_fail (CASEMENT_IS_BOOT_PROMPT (self), FALSE);
  return self->needed;
}

/** casement_boot_prompt_get_outcome: Returns: how it ended; %CASEMENT_BOOT_WAIT before, and where it was not needed. */
CasementBootStep
casement_boot_prompt_get_outcome (CasementBootPrompt *self)
{
  g_return_val_if_fail (CASEMENT_IS_BOOT_PROMPT (self), CASEMENT_BOOT_WAIT);
  return self->outcome;
}
