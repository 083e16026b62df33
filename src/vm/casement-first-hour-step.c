/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-first-hour-step.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "casement-disk-usage.h"
#include "casement-domain-drives.h"
#include "casement-error.h"
#include "casement-first-hour.h"
#include "casement-guest-agent.h"
#include "casement-guest-scripts.h"
#include "casement-media-info.h"
#include "casement-size.h"
#include "casement-vm-change.h"
#include "casement-vm-media-live.h"
#include "casement-vm-media.h"
#include "casement-xml.h"

/* An installer on a busy machine. */
#define SCRIPT_SECONDS 900

struct _CasementFirstHourStep {
  CasementOperation parent_instance;
  CasementVm *vm;
  char *id;
  char *outcome;
  gboolean undoable;
};

G_DEFINE_FINAL_TYPE (CasementFirstHourStep, casement_first_hour_step, CASEMENT_TYPE_OPERATION)

/* The drives as they are now, of CasementDrive. */
static GPtrArray *
list_drives (CasementFirstHourStep *self, gboolean *active, GError **error)
{
  virDomainPtr domain = casement_vm_change_open (self->vm, error);
  g_autofree char *xml = NULL;
  g_autoptr (xmlDoc) doc = NULL;

  if (domain == NULL)
    return NULL;
  *active = virDomainIsActive (domain) == 1;
  if (*active) {
    doc = casement_media_live_get (domain, error);
  } else {
    xml = casement_vm_change_dup_definition (domain, error);
    doc = xml != NULL ? casement_xml_parse (xml, strlen (xml), "domain", error) : NULL;
  }
  virDomainFree (domain);
  return doc != NULL ? casement_domain_list_drives (xmlDocGetRootElement (doc)) : NULL;
}

/* One change of a drive, as a part of this operation. */
static gboolean
run_media (CasementFirstHourStep *self, CasementVmMedia *media, GCancellable *cancellable, GError **error)
{
  const char *note;

  if (!CASEMENT_OPERATION_GET_CLASS (media)->run (CASEMENT_OPERATION (media), cancellable, error))
    return FALSE;
  self->undoable |= casement_vm_media_get_when (media) != CASEMENT_MEDIA_UNCHANGED;
  note = casement_vm_media_get_note (media);
  if (casement_vm_media_get_when (media) == CASEMENT_MEDIA_AT_POWER_OFF) {
    g_free (self->outcome);
    self->outcome = g_strdup (_("It is as you want it once the virtual machine was shut down and started again."));
  } else if (note != NULL) {
    g_free (self->outcome);
    self->outcome = g_strdup (note);
  }
  return TRUE;
}

static gboolean
is_drivers (const char *path, GCancellable *cancellable)
{
  g_autoptr (CasementMediaInfo) info = casement_media_info_identify (path, cancellable, NULL);

  return info != NULL && casement_media_info_get_kind (info) == CASEMENT_MEDIA_VIRTIO_WIN;
}

static gboolean
insert_drivers (CasementFirstHourStep *self, GPtrArray *drives, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) images = NULL;
  g_autoptr (CasementVmMedia) media = NULL;
  CasementDrive *place = NULL;
  const char *path;

  for (guint i = 0; i < drives->len; i++) {
    CasementDrive *drive = g_ptr_array_index (drives, i);

    if (drive->cdrom && drive->source != NULL && is_drivers (drive->source, cancellable)) {
      self->outcome = g_strdup (_("The driver image is in its drive: run “virtio-win-guest-tools.exe” from it in Windows."));
      return TRUE;
    }
    /* An empty one, else the last: the first is the one that Windows came from. */
    if (drive->cdrom && (place == NULL || drive->source == NULL || place->source != NULL))
      place = drive;
  }
  if (place == NULL) {
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL, _("The virtual machine has no CD drive: add one under “Drives”."));
    return FALSE;
  }
  casement_operation_report (CASEMENT_OPERATION (self), _("Looking for a driver image"), 0.2);
  images = casement_media_find_drivers (cancellable);
  if (images->len == 0) {
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL,
                        _("There is no driver image on this host: download it (casement drivers download), then try again."));
    return FALSE;
  }
  path = casement_media_info_get_path (g_ptr_array_index (images, 0));
  media = casement_vm_media_new_insert (self->vm, place->target, path, TRUE);
  if (!run_media (self, media, cancellable, error))
    return FALSE;
  if (self->outcome == NULL)
    self->outcome = g_strdup (_("The driver image is inserted: run “virtio-win-guest-tools.exe” from it in Windows."));
  return TRUE;
}

static gboolean
run_script (CasementFirstHourStep *self, CasementGuestScript script, const char *outcome, GCancellable *cancellable, GError **error)
{
  g_autoptr (CasementGuestAgent) agent = casement_guest_agent_open (self->vm, error);
  g_autofree char *output = NULL;
  g_autoptr (GError) local_error = NULL;

  if (agent == NULL)
    return FALSE;
  casement_operation_report (CASEMENT_OPERATION (self), _("Windows is at work"), -1);
  output = casement_guest_agent_run (agent, casement_guest_script_get_argv (script), SCRIPT_SECONDS, cancellable, &local_error);
  /* The guest tools replace the agent that started them. */
  if (output == NULL && !(script == CASEMENT_GUEST_SCRIPT_TOOLS && g_error_matches (local_error, CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION))) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  g_free (self->outcome);
  self->outcome = g_strdup (outcome);
  return TRUE;
}

static gboolean
do_tools (CasementFirstHourStep *self, GCancellable *cancellable, GError **error)
{
  gboolean active;
  g_autoptr (GPtrArray) drives = list_drives (self, &active, error);
  g_autoptr (CasementGuestAgent) agent = NULL;

  if (drives == NULL || !insert_drivers (self, drives, cancellable, error))
    return FALSE;
  agent = active ? casement_guest_agent_open (self->vm, NULL) : NULL;
  if (agent == NULL || !casement_guest_agent_ping (agent, NULL))
    return TRUE;
  return run_script (self, CASEMENT_GUEST_SCRIPT_TOOLS, _("The guest tools are installed. Windows may want a restart."), cancellable, error);
}

static gboolean
do_eject (CasementFirstHourStep *self, GCancellable *cancellable, GError **error)
{
  gboolean active;
  g_autoptr (GPtrArray) drives = list_drives (self, &active, error);

  if (drives == NULL)
    return FALSE;
  for (guint i = 0; i < drives->len; i++) {
    CasementDrive *drive = g_ptr_array_index (drives, i);
    g_autoptr (CasementVmMedia) media = NULL;

    if (!drive->cdrom || drive->source == NULL || g_strcmp0 (drive->bus, "sata") != 0)
      continue;
    media = casement_vm_media_new_eject (self->vm, drive->target);
    if (!run_media (self, media, cancellable, error))
      return FALSE;
  }
  if (self->outcome == NULL)
    self->outcome = g_strdup (_("The drives are empty."));
  return TRUE;
}

static gboolean
do_add_scsi (CasementFirstHourStep *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (CasementVmMedia) media = casement_vm_media_new_add_scsi (self->vm, NULL);

  if (!run_media (self, media, cancellable, error))
    return FALSE;
  if (self->outcome == NULL)
    self->outcome = g_strdup (_("The drive is there."));
  return TRUE;
}

static gboolean
do_trim (CasementFirstHourStep *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (CasementGuestAgent) agent = casement_guest_agent_open (self->vm, error);
  g_autofree char *before_text = NULL, *after_text = NULL;
  guint64 before, after;

  if (agent == NULL || !casement_disk_usage_measure (self->vm, &before, error))
    return FALSE;
  casement_operation_report (CASEMENT_OPERATION (self), _("Windows gives back what it does not use"), -1);
  if (!casement_guest_agent_trim (agent, error) || !casement_disk_usage_measure (self->vm, &after, error))
    return FALSE;
  before_text = casement_size_format (before);
  after_text = casement_size_format (after);
  self->outcome = g_strdup_printf (_("The disks took %s on the host and now take %s."), before_text, after_text);
  return TRUE;
}

static gboolean
do_resolution (CasementFirstHourStep *self, GCancellable *cancellable, GError **error)
{
  gboolean active;
  g_autoptr (GPtrArray) drives = list_drives (self, &active, error);

  return drives != NULL && insert_drivers (self, drives, cancellable, error)
         && run_script (self, CASEMENT_GUEST_SCRIPT_RESOLUTION, _("The resolution service is installed. Sign in again to see it work."),
                        cancellable, error);
}

static gboolean
do_virtiofs (CasementFirstHourStep *self, GCancellable *cancellable, GError **error)
{
  return run_script (self, CASEMENT_GUEST_SCRIPT_VIRTIOFS, _("The service runs, now and after each start."), cancellable, error);
}

static const struct {
  const char *id;
  gboolean (*run) (CasementFirstHourStep *self, GCancellable *cancellable, GError **error);
} steps[] = {
  { "post-tools", do_tools },
  { "post-display", do_resolution },
  { "post-virtiofs", do_virtiofs },
  { "post-remove-cdroms", do_eject },
  { "post-scsi-cdrom", do_add_scsi },
  { "post-trim", do_trim },
};

static gboolean
casement_first_hour_step_run (CasementOperation *operation, GCancellable *cancellable, GError **error)
{
  CasementFirstHourStep *self = CASEMENT_FIRST_HOUR_STEP (operation);
  g_autofree char *names = NULL;
  g_auto (GStrv) ids = casement_first_hour_step_dup_ids ();

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (strcmp (steps[i].id, self->id) == 0)
      return steps[i].run (self, cancellable, error);
  names = g_strjoinv (", ", ids);
  casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL, _("“%s” is nothing that Casement can do by itself; these are: %s."), self->id,
                      names);
  return FALSE;
}

static void
casement_first_hour_step_finalize (GObject *object)
{
  CasementFirstHourStep *self = CASEMENT_FIRST_HOUR_STEP (object);

  g_clear_object (&self->vm);
  g_free (self->id);
  g_free (self->outcome);
  G_OBJECT_CLASS (casement_first_hour_step_parent_class)->finalize (object);
}

static void
casement_first_hour_step_class_init (CasementFirstHourStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_first_hour_step_finalize;
  CASEMENT_OPERATION_CLASS (klass)->run = casement_first_hour_step_run;
}

static void
casement_first_hour_step_init (CasementFirstHourStep *self)
{
}

/** casement_first_hour_step_new: @id: the guide's, such as "post-trim". Returns: (transfer full): the operation. */
CasementFirstHourStep *
casement_first_hour_step_new (CasementVm *vm, const char *id)
{
  const CasementFirstHourRecord *record = casement_first_hour_find (id);
  CasementFirstHourStep *self;

  g_return_val_if_fail (CASEMENT_IS_VM (vm), NULL);

  self = g_object_new (CASEMENT_TYPE_FIRST_HOUR_STEP, "title", record != NULL ? _(record->title) : id, NULL);
  self->vm = g_object_ref (vm);
  self->id = g_strdup (id);
  return self;
}

/** casement_first_hour_step_get_outcome: Returns: (nullable): what came of it, a sentence, once it is done. */
const char *
casement_first_hour_step_get_outcome (CasementFirstHourStep *self)
{
  return self->outcome;
}

/** casement_first_hour_step_get_undoable: Returns: whether it changed the definition, which can be taken back. */
gboolean
casement_first_hour_step_get_undoable (CasementFirstHourStep *self)
{
  return self->undoable;
}

/** casement_first_hour_step_dup_ids: Returns: (transfer full): the rows that it can do. */
char **
casement_first_hour_step_dup_ids (void)
{
  char **ids = g_new0 (char *, G_N_ELEMENTS (steps) + 1);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    ids[i] = g_strdup (steps[i].id);
  return ids;
}
