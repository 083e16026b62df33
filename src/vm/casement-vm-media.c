/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-vm-media.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "casement-data-volume.h"
#include "casement-error.h"
#include "casement-image-place.h"
#include "casement-libvirt-error.h"
#include "casement-sandbox.h"
#include "casement-storage.h"
#include "casement-vm-change.h"
#include "casement-vm-media-live.h"
#include "casement-xml.h"

typedef enum {
  ACTION_EJECT,
  ACTION_INSERT,
  ACTION_SWAP,
  ACTION_REMOVE,
  ACTION_ADD_SCSI,
  ACTION_ADD_DISK,
} Action;

struct _CasementVmMedia {
  CasementOperation parent_instance;
  CasementVm *vm;
  Action action;
  char *drive;
  char *path;
  char *bus;
  char *format;
  guint64 bytes;
  CasementMediaWhen when;
  char *note;
};

/* One run, in its thread. */
typedef struct {
  CasementVmMedia *self;
  GCancellable *cancellable;
  virDomainPtr domain;
  gboolean active;
  gboolean persistent;
  char *before;
  xmlDocPtr doc; /* what it shall be at its next start */
  CasementDataVolume *volume;
  CasementImagePlace *place;
} Work;

G_DEFINE_FINAL_TYPE (CasementVmMedia, casement_vm_media, CASEMENT_TYPE_OPERATION)

static xmlNodePtr
get_root (Work *work)
{
  return xmlDocGetRootElement (work->doc);
}

static gboolean
fits (Action action, const CasementDrive *drive)
{
  switch (action) {
  case ACTION_EJECT:
  case ACTION_SWAP:
    return drive->cdrom && drive->source != NULL;
  case ACTION_INSERT:
    return drive->cdrom && drive->source == NULL;
  case ACTION_REMOVE:
    return drive->cdrom;
  case ACTION_ADD_SCSI:
  case ACTION_ADD_DISK:
  default:
    return FALSE;
  }
}

static const char *
get_complaint (Action action)
{
  switch (action) {
  case ACTION_INSERT:
    return _("There is no empty CD drive: eject a disc, swap it, or add a drive.");
  case ACTION_REMOVE:
    return _("There is no CD drive.");
  case ACTION_EJECT:
  case ACTION_SWAP:
  case ACTION_ADD_SCSI:
  case ACTION_ADD_DISK:
  default:
    return _("There is no disc in a CD drive.");
  }
}

/* The drive that is meant where none was named: an empty one is as good as another, a disc is not. */
static gboolean
choose_drive (Work *work, GError **error)
{
  CasementVmMedia *self = work->self;
  g_autoptr (GPtrArray) drives = casement_domain_list_drives (get_root (work));
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < drives->len; i++) {
    CasementDrive *drive = g_ptr_array_index (drives, i);

    if (!fits (self->action, drive))
      continue;
    g_string_append_printf (names, "%s%s", n++ > 0 ? ", " : "", drive->target);
    if (self->drive == NULL)
      self->drive = g_strdup (drive->target);
  }
  if (n == 0)
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL, "%s", get_complaint (self->action));
  else if (n > 1 && self->action != ACTION_INSERT)
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, _("Name the drive that is meant: %s."), names->str);
  return n == 1 || (n > 0 && self->action == ACTION_INSERT);
}

/* (transfer none): the drive that is meant in the definition. */
static xmlNodePtr
find_drive (Work *work, GError **error)
{
  CasementVmMedia *self = work->self;
  xmlNodePtr drive;

  if (self->drive == NULL && !choose_drive (work, error))
    return NULL;
  drive = casement_domain_find_drive (get_root (work), self->drive);
  if (drive == NULL || !casement_xml_attr_is (drive, "device", "cdrom")) {
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL,
                        drive == NULL ? _("There is no drive “%s”.") : _("“%s” is a disk and not a CD drive."), self->drive);
    return NULL;
  }
  return drive;
}

static gboolean
edit_media (Work *work, GError **error)
{
  CasementVmMedia *self = work->self;
  xmlNodePtr drive = find_drive (work, error);

  if (drive == NULL || !casement_storage_check_file (casement_vm_get_connection (self->vm), self->path, error))
    return FALSE;
  if (self->action == ACTION_INSERT && casement_xml_child (drive, "source") != NULL) {
    casement_set_error (error, CASEMENT_ERROR_IN_USE, NULL, _("There is a disc in “%s” already: eject it first, or swap it."),
                        self->drive);
    return FALSE;
  }
  casement_domain_set_media (drive, self->path);
  return TRUE;
}

static gboolean
edit_remove (Work *work, GError **error)
{
  xmlNodePtr drive = find_drive (work, error);

  if (drive == NULL)
    return FALSE;
  if (casement_domain_remove_drive (drive))
    work->self->note = g_strdup (_("Nothing is left on the SATA controller; it is a part of the machine type and stays."));
  return TRUE;
}

/* Setup reads its image by drivers that it has, and these are not among them; since Windows 11 24H2 it fails with its media
 * on virtio-scsi even with the driver (https://github.com/virtio-win/kvm-guest-drivers-windows/issues/1100). */
static gboolean
check_installed (Work *work, GError **error)
{
  g_autoptr (xmlDoc) live = work->active ? casement_media_live_get (work->domain, error) : NULL;

  if (work->active && live == NULL)
    return FALSE;
  if (!casement_domain_is_installing (live != NULL ? xmlDocGetRootElement (live) : get_root (work)))
    return TRUE;
  casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                      _("The installer image is still in its drive, and Windows Setup cannot read a virtio-scsi CD drive: "
                        "finish the installation and eject the image, then add the drive."));
  return FALSE;
}

static gboolean
note_drive (Work *work, xmlNodePtr drive, GError **error)
{
  if (drive == NULL) {
    casement_set_error (error, CASEMENT_ERROR_UNSUPPORTED, NULL, _("The virtual machine has no room for another drive: remove one."));
    return FALSE;
  }
  g_free (work->self->drive);
  work->self->drive = casement_xml_dup_attr (casement_xml_child (drive, "target"), "dev");
  return TRUE;
}

static gboolean
edit_add_scsi (Work *work, GError **error)
{
  CasementVmMedia *self = work->self;

  return casement_storage_check_file (casement_vm_get_connection (self->vm), self->path, error) && check_installed (work, error)
         && note_drive (work, casement_domain_add_cdrom (get_root (work), self->path), error);
}

static gboolean
edit_add_disk (Work *work, GError **error)
{
  CasementVmMedia *self = work->self;

  casement_operation_report (CASEMENT_OPERATION (self), _("Making the disk"), 0.3);
  work->volume = casement_data_volume_make (casement_vm_get_connection (self->vm), virDomainGetConnect (work->domain),
                                            casement_vm_get_name (self->vm), self->bytes, self->format, work->cancellable, error);
  if (work->volume == NULL)
    return FALSE;
  g_free (self->path);
  self->path = g_strdup (work->volume->path);
  return note_drive (work, casement_domain_add_disk (get_root (work), self->bus, self->path, work->volume->format), error);
}

static gboolean
edit (Work *work, GError **error)
{
  switch (work->self->action) {
  case ACTION_EJECT:
  case ACTION_INSERT:
  case ACTION_SWAP:
    return edit_media (work, error);
  case ACTION_REMOVE:
    return edit_remove (work, error);
  case ACTION_ADD_SCSI:
    return edit_add_scsi (work, error);
  case ACTION_ADD_DISK:
  default:
    return edit_add_disk (work, error);
  }
}

static CasementLive
apply_live (Work *work, GError **error)
{
  CasementVmMedia *self = work->self;
  gboolean gone = FALSE;
  CasementLive live;

  casement_operation_report (CASEMENT_OPERATION (self), _("Changing the running virtual machine"), 0.7);
  switch (self->action) {
  case ACTION_EJECT:
  case ACTION_INSERT:
  case ACTION_SWAP:
    live = casement_media_live_set (work->domain, self->drive, self->path, &gone, error);
    if (gone)
      self->note = g_strdup (_("This libvirt had to take the drive out over it; it is back once the virtual machine was off."));
    return live;
  case ACTION_REMOVE:
    return casement_media_live_remove (work->domain, self->drive);
  case ACTION_ADD_SCSI:
  case ACTION_ADD_DISK:
  default:
    return casement_media_live_add (work->domain, casement_domain_find_drive (get_root (work), self->drive), error);
  }
}

static gboolean
open_work (Work *work, GError **error)
{
  work->domain = casement_vm_change_open (work->self->vm, error);
  if (work->domain == NULL)
    return FALSE;
  work->active = virDomainIsActive (work->domain) == 1;
  work->persistent = virDomainIsPersistent (work->domain) == 1;
  work->before = casement_vm_change_dup_definition (work->domain, error);
  if (work->before == NULL)
    return FALSE;
  work->doc = casement_xml_parse (work->before, strlen (work->before), "domain", error);
  return work->doc != NULL;
}

/* First the definition, which is refused or not and can be put back; then the running machine. */
static gboolean
apply (Work *work, GError **error)
{
  CasementVmMedia *self = work->self;
  g_autofree char *same = casement_xml_to_string (work->doc);
  g_autofree char *wanted = NULL;
  g_autoptr (CasementUndoEntry) entry = NULL;
  CasementLive live;

  if (!edit (work, error))
    return FALSE;
  wanted = casement_xml_to_string (work->doc);
  if (work->persistent && !g_str_equal (wanted, same)) {
    entry = casement_vm_change_apply (work->domain, work->before, wanted, NULL, work->cancellable, error);
    if (entry == NULL)
      return FALSE;
  }
  if (!work->active) {
    self->when = entry != NULL ? CASEMENT_MEDIA_NOW : CASEMENT_MEDIA_UNCHANGED;
    return TRUE;
  }
  live = apply_live (work, error);
  if (live == CASEMENT_LIVE_REFUSED) {
    if (entry != NULL)
      casement_vm_change_revert (work->domain, entry, NULL, NULL);
    return FALSE;
  }
  if (live == CASEMENT_LIVE_LATER && !work->persistent) {
    casement_set_error (error, CASEMENT_ERROR_UNSUPPORTED, NULL,
                        _("This cannot be changed while the virtual machine runs, and it will not be there any more once it is off."));
    return FALSE;
  }
  if (live == CASEMENT_LIVE_DONE && entry != NULL)
    casement_vm_change_applied_live (work->domain, entry);
  self->when = live == CASEMENT_LIVE_DONE ? CASEMENT_MEDIA_NOW : CASEMENT_MEDIA_AT_POWER_OFF;
  return TRUE;
}

/* What a portal shows has another path where the daemon is. */
static gboolean
place_image (Work *work, GError **error)
{
  CasementVmMedia *self = work->self;
  CasementConnection *connection = casement_vm_get_connection (self->vm);

  if (!casement_sandbox_is_document (self->path))
    return TRUE;
  work->place = casement_image_place_new (connection, virDomainGetConnect (work->domain), casement_vm_get_name (self->vm), self->path,
                                          FALSE, CASEMENT_OPERATION (self), work->cancellable, error);
  if (work->place == NULL)
    return FALSE;
  g_free (self->path);
  self->path = g_strdup (work->place->used);
  return TRUE;
}

static gboolean
casement_vm_media_run (CasementOperation *operation, GCancellable *cancellable, GError **error)
{
  CasementVmMedia *self = CASEMENT_VM_MEDIA (operation);
  Work work = { .self = self, .cancellable = cancellable };
  gboolean done;

  casement_operation_report (operation, _("Looking at the virtual machine"), 0.1);
  done = open_work (&work, error) && place_image (&work, error) && apply (&work, error);
  if (work.place != NULL && done)
    casement_image_place_keep (work.place);
  else if (work.place != NULL)
    casement_image_place_remove (work.place, casement_vm_get_connection (self->vm), virDomainGetConnect (work.domain));
  g_clear_pointer (&work.place, casement_image_place_free);
  if (work.volume != NULL && done)
    casement_data_volume_keep (work.volume);
  else if (work.volume != NULL)
    casement_data_volume_remove (work.volume, casement_vm_get_connection (self->vm), virDomainGetConnect (work.domain));
  g_clear_pointer (&work.volume, casement_data_volume_free);
  g_clear_pointer (&work.doc, xmlFreeDoc);
  g_clear_pointer (&work.domain, virDomainFree);
  g_free (work.before);
  virResetLastError ();
  return done;
}

static void
casement_vm_media_finalize (GObject *object)
{
  CasementVmMedia *self = CASEMENT_VM_MEDIA (object);

  g_clear_object (&self->vm);
  g_free (self->drive);
  g_free (self->path);
  g_free (self->bus);
  g_free (self->format);
  g_free (self->note);
  G_OBJECT_CLASS (casement_vm_media_parent_class)->finalize (object);
}

static void
casement_vm_media_class_init (CasementVmMediaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_vm_media_finalize;
  CASEMENT_OPERATION_CLASS (klass)->run = casement_vm_media_run;
}

static void
casement_vm_media_init (CasementVmMedia *self)
{
}

static CasementVmMedia *
media_new (CasementVm *vm, Action action, const char *title_format, const char *drive, const char *path)
{
  g_autoptr (GString) title = g_string_new (title_format);
  CasementVmMedia *self;

  g_return_val_if_fail (CASEMENT_IS_VM (vm), NULL);

  g_string_replace (title, "%s", casement_vm_get_name (vm), 1);
  self = g_object_new (CASEMENT_TYPE_VM_MEDIA, "title", title->str, NULL);
  self->vm = g_object_ref (vm);
  self->action = action;
  self->drive = g_strdup (drive);
  self->path = g_strdup (path);
  return self;
}

/** casement_vm_media_new_eject: @drive: (nullable): such as "sdb"; %NULL: the only one with a disc. Returns: (transfer full): the operation. */
CasementVmMedia *
casement_vm_media_new_eject (CasementVm *vm, const char *drive)
{
  return media_new (vm, ACTION_EJECT, _("Ejecting the disc of “%s”"), drive, NULL);
}

/**
 * casement_vm_media_new_insert:
 * @drive: (nullable): such as "sdb"; %NULL: an empty one, or with @swap the only one with a disc
 * @path: absolute, of an image
 * @swap: whether a disc that is in the drive gives way
 *
 * Returns: (transfer full): the operation.
 */
CasementVmMedia *
casement_vm_media_new_insert (CasementVm *vm, const char *drive, const char *path, gboolean swap)
{
  return media_new (vm, swap ? ACTION_SWAP : ACTION_INSERT, _("Inserting a disc into “%s”"), drive, path);
}

/** casement_vm_media_new_remove: @drive: (nullable): a CD drive, which goes with the disc in it; %NULL: the only one. Returns: (transfer full): the operation. */
CasementVmMedia *
casement_vm_media_new_remove (CasementVm *vm, const char *drive)
{
  return media_new (vm, ACTION_REMOVE, _("Removing a CD drive of “%s”"), drive, NULL);
}

/**
 * casement_vm_media_new_add_scsi:
 * @path: (nullable): the image to be in the drive
 *
 * Adds a virtio-scsi CD drive, and the controller where it is missing. Refused while Windows may still be in Setup.
 *
 * Returns: (transfer full): the operation.
 */
CasementVmMedia *
casement_vm_media_new_add_scsi (CasementVm *vm, const char *path)
{
  return media_new (vm, ACTION_ADD_SCSI, _("Adding a CD drive to “%s”"), NULL, path);
}

/**
 * casement_vm_media_new_add_disk:
 * @bytes: its size; nothing is allocated ahead
 * @bus: "virtio" or "scsi"
 * @format: "qcow2" or "raw"
 *
 * Makes an image in the storage pool for new disks and adds it. Taking the change back leaves the image.
 *
 * Returns: (transfer full): the operation.
 */
CasementVmMedia *
casement_vm_media_new_add_disk (CasementVm *vm, guint64 bytes, const char *bus, const char *format)
{
  CasementVmMedia *self = media_new (vm, ACTION_ADD_DISK, _("Adding a disk to “%s”"), NULL, NULL);

  self->bytes = bytes;
  self->bus = g_strdup (bus);
  self->format = g_strdup (format);
  return self;
}

/** casement_vm_media_get_when: Returns: once it is done, from when on it holds. */
CasementMediaWhen
casement_vm_media_get_when (CasementVmMedia *self)
{
  return self->when;
}

/** casement_vm_media_get_drive: Returns: (nullable): the drive that was changed or added, once it is done. */
const char *
casement_vm_media_get_drive (CasementVmMedia *self)
{
  return self->drive;
}

/** casement_vm_media_get_file: Returns: (nullable): the image that is in it now, or that was made for it. */
const char *
casement_vm_media_get_file (CasementVmMedia *self)
{
  return self->path;
}

/** casement_vm_media_get_note: Returns: (nullable): a sentence that the user should read. */
const char *
casement_vm_media_get_note (CasementVmMedia *self)
{
  return self->note;
}

typedef struct {
  GPtrArray *now;
  GPtrArray *next;
} Drives;

static void
drives_free (gpointer data)
{
  Drives *drives = data;

  g_clear_pointer (&drives->now, g_ptr_array_unref);
  g_clear_pointer (&drives->next, g_ptr_array_unref);
  g_free (drives);
}

static void
list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work work = { .cancellable = cancellable };
  Drives *drives = g_new0 (Drives, 1);
  g_autoptr (xmlDoc) live = NULL;
  GError *error = NULL;

  work.domain = casement_vm_change_open (source, &error);
  work.before = work.domain != NULL ? casement_vm_change_dup_definition (work.domain, &error) : NULL;
  work.doc = work.before != NULL ? casement_xml_parse (work.before, strlen (work.before), "domain", &error) : NULL;
  if (work.doc != NULL) {
    drives->next = casement_domain_list_drives (get_root (&work));
    live = virDomainIsActive (work.domain) == 1 ? casement_media_live_get (work.domain, NULL) : NULL;
    drives->now = casement_domain_list_drives (live != NULL ? xmlDocGetRootElement (live) : get_root (&work));
  }
  g_clear_pointer (&work.doc, xmlFreeDoc);
  g_clear_pointer (&work.domain, virDomainFree);
  g_free (work.before);
  virResetLastError ();
  if (error == NULL) {
    g_task_return_pointer (task, drives, drives_free);
  } else {
    drives_free (drives);
    g_task_return_error (task, error);
  }
}

/** casement_vm_list_drives_async: asks for the machine's drives, off the main thread. */
void
casement_vm_list_drives_async (CasementVm *vm, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (vm, cancellable, callback, user_data);

  g_task_set_source_tag (task, casement_vm_list_drives_async);
  g_task_run_in_thread (task, list_thread);
}

/**
 * casement_vm_list_drives_finish:
 * @next: (out) (optional) (transfer full): the drives from the next power-off on
 *
 * Returns: (transfer full): the drives now, of CasementDrive; %NULL with @error.
 */
GPtrArray *
casement_vm_list_drives_finish (CasementVm *vm, GAsyncResult *result, GPtrArray **next, GError **error)
{
  Drives *drives;
  GPtrArray *now;

  g_return_val_if_fail (g_task_is_valid (result, vm), NULL);

  drives = g_task_propagate_pointer (G_TASK (result), error);
  if (drives == NULL)
    return NULL;
  now = g_steal_pointer (&drives->now);
  if (next != NULL)
    *next = g_steal_pointer (&drives->next);
  drives_free (drives);
  return now;
}
