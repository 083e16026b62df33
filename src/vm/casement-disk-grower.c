/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-disk-grower.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "casement-domain-drives.h"
#include "casement-error.h"
#include "casement-guest-agent.h"
#include "casement-guest-scripts.h"
#include "casement-libvirt-error.h"
#include "casement-size.h"
#include "casement-vm-change.h"
#include "casement-vm-media-live.h"
#include "casement-xml.h"

#define EXTEND_SECONDS 120
/* What a disk's sectors are a part of. */
#define STEP ((guint64) 1024 * 1024)

struct _CasementDiskGrower {
  CasementOperation parent_instance;
  CasementVm *vm;
  char *drive;
  guint64 bytes;
  char *outcome;
};

/* One run, in its thread. */
typedef struct {
  CasementDiskGrower *self;
  virDomainPtr domain;
  gboolean active;
  gboolean system; /* the disk that Windows is on: the first */
  char *path;
} Work;

G_DEFINE_FINAL_TYPE (CasementDiskGrower, casement_disk_grower, CASEMENT_TYPE_OPERATION)

static xmlDocPtr
read_domain (Work *work, GError **error)
{
  g_autofree char *xml = NULL;

  if (work->active)
    return casement_media_live_get (work->domain, error);
  xml = casement_vm_change_dup_definition (work->domain, error);
  return xml != NULL ? casement_xml_parse (xml, strlen (xml), "domain", error) : NULL;
}

/* Which disk is meant, and where it is. */
static gboolean
find_disk (Work *work, GError **error)
{
  CasementDiskGrower *self = work->self;
  g_autoptr (xmlDoc) doc = read_domain (work, error);
  g_autoptr (GPtrArray) drives = doc != NULL ? casement_domain_list_drives (xmlDocGetRootElement (doc)) : NULL;
  guint n_disks = 0;

  if (drives == NULL)
    return FALSE;
  for (guint i = 0; i < drives->len && work->path == NULL; i++) {
    CasementDrive *drive = g_ptr_array_index (drives, i);

    if (drive->cdrom || drive->source == NULL)
      continue;
    n_disks++;
    if (self->drive != NULL && strcmp (self->drive, drive->target) != 0)
      continue;
    work->path = g_strdup (drive->source);
    work->system = n_disks == 1;
    if (self->drive == NULL)
      self->drive = g_strdup (drive->target);
  }
  if (work->path == NULL)
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL,
                        self->drive != NULL ? _("There is no disk “%s” with an image of its own.") : _("There is no disk with an image of its own."),
                        self->drive);
  return work->path != NULL;
}

static gboolean
check_size (Work *work, GError **error)
{
  virDomainBlockInfo info;
  g_autofree char *now = NULL;

  if (virDomainGetBlockInfo (work->domain, work->self->drive, &info, 0) < 0) {
    casement_set_libvirt_error (error, _("The size of the disk cannot be read"));
    return FALSE;
  }
  if (work->self->bytes >= info.capacity + STEP)
    return TRUE;
  now = casement_size_format (info.capacity);
  casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, _("The disk has %s already, and can only be made larger than that."), now);
  return FALSE;
}

static gboolean
resize_volume (Work *work, GError **error)
{
  virStorageVolPtr volume = virStorageVolLookupByPath (virDomainGetConnect (work->domain), work->path);
  int result;

  if (volume == NULL) {
    casement_set_error (error, CASEMENT_ERROR_UNSUPPORTED, work->path,
                        _("The image is in none of libvirt's storage pools: start the virtual machine, then the disk can be made larger."));
    return FALSE;
  }
  result = virStorageVolResize (volume, work->self->bytes, 0);
  if (result < 0)
    casement_set_libvirt_error (error, _("The disk was not made larger"));
  virStorageVolFree (volume);
  return result == 0;
}

static gboolean
resize (Work *work, GError **error)
{
  casement_operation_report (CASEMENT_OPERATION (work->self), _("Making the image larger"), 0.3);
  if (!work->active)
    return resize_volume (work, error);
  if (virDomainBlockResize (work->domain, work->self->drive, work->self->bytes, VIR_DOMAIN_BLOCK_RESIZE_BYTES) == 0)
    return TRUE;
  casement_set_libvirt_error (error, _("The disk was not made larger"));
  return FALSE;
}

static guint64
find_number (const char *output, const char *key)
{
  const char *at = strstr (output, key);

  return at != NULL ? g_ascii_strtoull (at + strlen (key), NULL, 10) : 0;
}

/* The image has grown whatever comes of this. */
static void
extend_partition (Work *work, GCancellable *cancellable)
{
  CasementDiskGrower *self = work->self;
  g_autoptr (CasementGuestAgent) agent = work->active && work->system ? casement_guest_agent_open (self->vm, NULL) : NULL;
  g_autofree char *output = NULL;
  g_autofree char *size = NULL;
  guint64 before, after;

  if (!work->system) {
    self->outcome = g_strdup (_("The disk is larger. Extend its partition in Windows' Disk Management."));
    return;
  }
  if (agent == NULL || !casement_guest_agent_ping (agent, NULL)) {
    self->outcome = g_strdup (_("The disk is larger. Windows could not be asked: extend drive C: in its Disk Management."));
    return;
  }
  casement_operation_report (CASEMENT_OPERATION (self), _("Extending the partition in Windows"), 0.7);
  output = casement_guest_agent_run (agent, casement_guest_script_get_argv (CASEMENT_GUEST_SCRIPT_EXTEND), EXTEND_SECONDS, cancellable, NULL);
  before = output != NULL ? find_number (output, "before=") : 0;
  after = output != NULL ? find_number (output, "after=") : 0;
  if (after > before) {
    size = casement_size_format (after);
    self->outcome = g_strdup_printf (_("The disk is larger, and Windows' drive C: now has %s."), size);
  } else if (output != NULL && strstr (output, "blocked-by=Recovery") != NULL) {
    self->outcome = g_strdup (_("The disk is larger, but Windows' recovery partition lies between drive C: and the new space. Turn it off "
                                "(reagentc /disable), delete it in diskpart, extend drive C:, and turn it on again (reagentc /enable)."));
  } else {
    self->outcome = g_strdup (_("The disk is larger. Windows could not extend drive C:; see its Disk Management for what is in the way."));
  }
}

static gboolean
casement_disk_grower_run (CasementOperation *operation, GCancellable *cancellable, GError **error)
{
  CasementDiskGrower *self = CASEMENT_DISK_GROWER (operation);
  Work work = { .self = self };
  gboolean done;

  work.domain = casement_vm_change_open (self->vm, error);
  if (work.domain == NULL)
    return FALSE;
  work.active = virDomainIsActive (work.domain) == 1;
  done = find_disk (&work, error) && check_size (&work, error) && !g_cancellable_set_error_if_cancelled (cancellable, error)
         && resize (&work, error);
  if (done)
    extend_partition (&work, cancellable);
  g_free (work.path);
  virDomainFree (work.domain);
  virResetLastError ();
  return done;
}

static void
casement_disk_grower_finalize (GObject *object)
{
  CasementDiskGrower *self = CASEMENT_DISK_GROWER (object);

  g_clear_object (&self->vm);
  g_free (self->drive);
  g_free (self->outcome);
  G_OBJECT_CLASS (casement_disk_grower_parent_class)->finalize (object);
}

static void
casement_disk_grower_class_init (CasementDiskGrowerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_disk_grower_finalize;
  CASEMENT_OPERATION_CLASS (klass)->run = casement_disk_grower_run;
}

static void
casement_disk_grower_init (CasementDiskGrower *self)
{
}

/**
 * casement_disk_grower_new:
 * @drive: (nullable): such as "vda"; %NULL: the first disk
 * @bytes: how big Windows shall see it
 *
 * Returns: (transfer full): the operation.
 */
CasementDiskGrower *
casement_disk_grower_new (CasementVm *vm, const char *drive, guint64 bytes)
{
  CasementDiskGrower *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (CASEMENT_IS_VM (vm), NULL);

  title = g_strdup_printf (_("Making a disk of “%s” larger"), casement_vm_get_name (vm));
  self = g_object_new (CASEMENT_TYPE_DISK_GROWER, "title", title, NULL);
  self->vm = g_object_ref (vm);
  self->drive = g_strdup (drive);
  self->bytes = bytes / STEP * STEP;
  return self;
}

/** casement_disk_grower_get_outcome: Returns: (nullable): what came of it and what is left to do, once it is done. */
const char *
casement_disk_grower_get_outcome (CasementDiskGrower *self)
{
  return self->outcome;
}
