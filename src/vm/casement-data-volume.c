/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-data-volume.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdlib.h>

#include "casement-creation.h"
#include "casement-error.h"
#include "casement-fault.h"
#include "casement-libvirt-error.h"
#include "casement-storage.h"

/* What even an empty image and its file system's own needs take. */
#define SPACE_MIN (64 * 1024 * 1024)

#define NAMES_MAX 1000

/** casement_data_volume_free: frees it; the image stays. */
void
casement_data_volume_free (CasementDataVolume *self)
{
  g_free (self->path);
  g_free (self->format);
  g_clear_pointer (&self->journal, casement_journal_free);
  g_free (self);
}

static gboolean
choose_name (CasementJournal *journal, virStoragePoolPtr pool, CasementDiskPlan *plan, gboolean local, GError **error)
{
  for (guint i = 1; i < NAMES_MAX; i++) {
    g_autofree char *suffix = i > 1 ? g_strdup_printf ("data-%u", i) : g_strdup ("data");
    g_autofree char *name = casement_disk_plan_dup_volume_name (plan, suffix);

    if (!casement_storage_has_volume (pool, journal->pool_path, name, local)) {
      journal->volume = g_steal_pointer (&name);
      return TRUE;
    }
  }
  casement_set_error (error, CASEMENT_ERROR_EXISTS, journal->pool_path,
                      _("The storage pool is full of disks of this name: remove those that are not needed any more."));
  return FALSE;
}

static gboolean
make (CasementJournal *journal, virStoragePoolPtr pool, CasementDiskPlan *plan, GError **error)
{
  g_autofree char *xml = casement_disk_plan_to_volume_xml (plan, journal->volume);
  virStorageVolPtr volume = virStorageVolCreateXML (pool, xml, 0);
  char *path;

  if (volume == NULL) {
    /* Made by somebody else since we looked: not ours to delete. */
    if (virGetLastErrorCode () == VIR_ERR_STORAGE_VOL_EXIST)
      g_clear_pointer (&journal->volume, g_free);
    casement_set_libvirt_error (error, _("The disk cannot be made"));
    return FALSE;
  }
  path = virStorageVolGetPath (volume);
  virStorageVolFree (volume);
  if (path == NULL) {
    casement_set_libvirt_error (error, _("The disk cannot be found again"));
    return FALSE;
  }
  journal->volume_path = g_strdup (path);
  free (path);
  return TRUE;
}

static gboolean
fill (CasementConnection *connection, virConnectPtr handle, CasementJournal *journal, CasementDiskPlan *plan, GError **error)
{
  virStoragePoolPtr pool = casement_storage_open_pool (connection, handle, journal, error);
  guint64 available = 0;
  gboolean done;

  if (pool == NULL)
    return FALSE;
  done = casement_storage_refresh (pool, error) && casement_storage_get_free (pool, &available, error);
  if (done && available < SPACE_MIN) {
    casement_set_error (error, CASEMENT_ERROR_NO_SPACE, journal->pool_path,
                        _("There is no room for another disk where libvirt keeps them: make room and try again."));
    done = FALSE;
  }
  done = done && choose_name (journal, pool, plan, casement_connection_is_local (connection), error)
         && casement_journal_save (journal, "volume", error) && make (journal, pool, plan, error)
         && casement_fault ("disk-made", NULL, error);
  virStoragePoolFree (pool);
  return done;
}

/**
 * casement_data_volume_make:
 * @machine: the machine's name, after which the file is called
 * @bytes: what Windows sees; nothing of it is allocated ahead
 *
 * Blocks. Journalled like a creation, under an identifier that no machine has: what a kill leaves is removed by the next start of
 * the program unless a machine uses it.
 *
 * Returns: (transfer full): the new image, or %NULL with @error and nothing left.
 */
CasementDataVolume *
casement_data_volume_make (CasementConnection *connection,
                           virConnectPtr handle,
                           const char *machine,
                           guint64 bytes,
                           const char *format,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (CasementHostFacts) facts = casement_connection_probe_host (connection, cancellable, error);
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_new (casement_preset_get_default ());
  g_autoptr (CasementDiskPlan) plan = NULL;
  g_autoptr (CasementDataVolume) self = g_new0 (CasementDataVolume, 1);
  g_autofree char *uuid = g_uuid_string_random ();

  if (facts == NULL)
    return NULL;
  casement_vm_spec_set_name (spec, machine);
  casement_vm_spec_set_disk_size (spec, bytes);
  casement_vm_spec_set_choice (spec, "disk-format", format);
  plan = casement_disk_plan_new (spec, facts);
  self->journal = casement_journal_new (casement_connection_get_uri (connection), uuid, machine, error);
  if (self->journal == NULL)
    return NULL;
  self->journal->capacity = casement_disk_plan_get_capacity (plan);
  self->format = g_strdup (casement_disk_plan_get_format (plan));
  if (!casement_journal_save (self->journal, "begin", error) || !fill (connection, handle, self->journal, plan, error)) {
    casement_data_volume_remove (self, connection, handle);
    return NULL;
  }
  self->path = g_strdup (self->journal->volume_path);
  return g_steal_pointer (&self);
}

/** casement_data_volume_keep: a machine has it now. */
void
casement_data_volume_keep (CasementDataVolume *self)
{
  casement_journal_remove (self->journal);
}

/** casement_data_volume_remove: deletes what was made, unless a machine uses it. */
void
casement_data_volume_remove (CasementDataVolume *self, CasementConnection *connection, virConnectPtr handle)
{
  g_autoptr (GError) error = NULL;

  if (!casement_creation_undo (connection, handle, self->journal, &error))
    g_info ("Left for the next start: %s", error->message);
}
