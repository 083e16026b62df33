/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <unistd.h>

#include "casement-domain-install.h"
#include "casement-image-place.h"
#include "casement-libvirt-error.h"
#include "casement-removal-list.h"
#include "casement-storage.h"
#include "casement-undo-store.h"
#include "casement-xml.h"

/* Where libvirt's QEMU driver keeps what belongs to a machine and is not in its XML. It says this nowhere but in its
 * source (virQEMUDriverConfigNew() in src/qemu/qemu_conf.c); only shown, never deleted by path. */
#define SYSTEM_NVRAM "/var/lib/libvirt/qemu/nvram"
#define SYSTEM_SAVE "/var/lib/libvirt/qemu/save"
#define SYSTEM_TPM "/var/lib/libvirt/swtpm"

typedef struct {
  CasementConnection *connection;
  virConnectPtr handle;
  const char *machine;
  GHashTable *users;
  GPtrArray *items;
  CasementInstallMark *mark;
} Survey;

static void
add (Survey *survey, CasementRemovalKind kind, const char *path, guint64 size, const char *reason)
{
  CasementRemovalItem *item = g_new0 (CasementRemovalItem, 1);

  item->kind = kind;
  item->path = g_strdup (path);
  item->size = size;
  item->reason = g_strdup (reason);
  g_ptr_array_add (survey->items, item);
}

/* Bytes on the host; 0 where they cannot be counted. */
static guint64
measure (const char *path, guint depth)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint64 size = 0;
  GStatBuf info;

  if (g_lstat (path, &info) < 0)
    return 0;
  if (!S_ISDIR (info.st_mode))
    return (guint64) info.st_blocks * 512;
  dir = depth < 4 ? g_dir_open (path, 0, NULL) : NULL;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    size += measure (child, depth + 1);
  }
  return size;
}

/** casement_removal_find_volume: Has the pool of the file's directory look again where it does not know the file. */
virStorageVolPtr
casement_removal_find_volume (virConnectPtr handle, const char *path)
{
  virStorageVolPtr volume = virStorageVolLookupByPath (handle, path);

  if (volume == NULL) {
    g_autofree char *directory = g_path_get_dirname (path);
    virStoragePoolPtr pool = virStoragePoolLookupByTargetPath (handle, directory);

    if (pool != NULL && virStoragePoolIsActive (pool) == 1 && casement_storage_refresh (pool, NULL))
      volume = virStorageVolLookupByPath (handle, path);
    g_clear_pointer (&pool, virStoragePoolFree);
  }
  virResetLastError ();
  return volume;
}

static char *
dup_backing_path (virStorageVolPtr volume)
{
  char *xml = virStorageVolGetXMLDesc (volume, 0);
  g_autoptr (xmlDoc) doc = xml != NULL ? casement_xml_parse (xml, strlen (xml), "volume", NULL) : NULL;
  xmlNodePtr backing = casement_xml_child (xmlDocGetRootElement (doc), "backingStore");
  xmlNodePtr path = casement_xml_child (backing, "path");

  free (xml);
  return path != NULL ? casement_xml_dup_text (path) : NULL;
}

static void
survey_volume (Survey *survey, const char *path, virStorageVolPtr volume)
{
  g_autofree char *backing = dup_backing_path (volume);
  virStorageVolInfo info = { 0 };

  virStorageVolGetInfo (volume, &info);
  add (survey, CASEMENT_REMOVAL_DISK, path, info.allocation, NULL);
  if (backing != NULL)
    add (survey, CASEMENT_REMOVAL_KEPT, backing, 0, _("The disk was built on it, and others may be too"));
}

/* A disk of its own that the machine writes to. */
static void
survey_own_file (Survey *survey, const char *path)
{
  gboolean local = casement_connection_is_local (survey->connection);
  g_autofree char *directory = g_path_get_dirname (path);
  virStorageVolPtr volume = casement_removal_find_volume (survey->handle, path);

  if (volume != NULL) {
    survey_volume (survey, path, volume);
    virStorageVolFree (volume);
  } else if (local && g_access (path, F_OK) == 0 && g_access (directory, W_OK) == 0) {
    add (survey, CASEMENT_REMOVAL_DISK, path, measure (path, 0), NULL);
  } else if (!local || g_access (path, F_OK) == 0) {
    add (survey, CASEMENT_REMOVAL_KEPT, path, 0, _("It is in no storage pool, so libvirt cannot delete it"));
  }
}

static const char *
find_reason_to_keep (xmlNodePtr disk)
{
  if (casement_xml_attr_is (disk, "device", "cdrom") || casement_xml_attr_is (disk, "device", "floppy"))
    return _("An image that the virtual machine only reads");
  if (casement_xml_attr_is (disk, "type", "block"))
    return _("A disk of the host");
  if (casement_xml_child (disk, "readonly") != NULL)
    return _("An image that the virtual machine only reads");
  if (casement_xml_child (disk, "shareable") != NULL)
    return _("Meant to be shared with other virtual machines");
  return NULL;
}

/* The disc with the answers for Setup is ours, though the machine only reads it. */
static gboolean
is_install_image (Survey *survey, const char *path)
{
  return survey->mark != NULL && path != NULL
         && (g_strcmp0 (survey->mark->disc, path) == 0 || g_strcmp0 (survey->mark->boot, path) == 0);
}

static void
survey_disk (Survey *survey, xmlNodePtr disk)
{
  xmlNodePtr source = casement_xml_child (disk, "source");
  g_autofree char *path = source != NULL ? casement_storage_dup_source (survey->handle, source) : NULL;
  const char *reason = find_reason_to_keep (disk);
  const char *user;

  if (path == NULL && source != NULL)
    path = casement_xml_dup_attr (source, "dev");
  if (path == NULL && source != NULL) {
    path = casement_xml_dup_attr (source, "name");
    reason = _("It lies on another server");
  }
  if (path == NULL)
    return;
  if (is_install_image (survey, path))
    reason = NULL;

  /* A copy that was made because the daemon could not see the image goes with the machine. */
  if (reason != NULL && casement_image_place_is_copy (survey->handle, survey->machine, path))
    reason = NULL;
  user = g_hash_table_lookup (survey->users, path);
  if (reason != NULL) {
    add (survey, CASEMENT_REMOVAL_KEPT, path, 0, reason);
  } else if (user != NULL) {
    g_autofree char *shared = g_strdup_printf (_("“%s” uses it too"), user);

    add (survey, CASEMENT_REMOVAL_KEPT, path, 0, shared);
  } else {
    survey_own_file (survey, path);
  }
}

/* What libvirt deletes along with the definition. Not listed where it can be seen not to be there. */
static void
survey_state (Survey *survey, CasementRemovalKind kind, const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);
  gboolean visible = casement_connection_is_local (survey->connection) && g_access (directory, X_OK) == 0;

  if (!visible || g_access (path, F_OK) == 0)
    add (survey, kind, path, visible ? measure (path, 0) : 0, NULL);
}

static char *
build_state_path (Survey *survey, const char *session, const char *system, const char *name)
{
  if (!casement_connection_is_session (survey->connection))
    return g_build_filename (system, name, NULL);
  return g_build_filename (g_get_user_config_dir (), "libvirt", "qemu", session, name, NULL);
}

/* Libvirt 9.0 names the file with the firmware's variables only in the XML of a machine that runs, newer ones always. */
static void
survey_nvram (Survey *survey, virDomainPtr domain, xmlNodePtr root)
{
  xmlNodePtr os = casement_xml_child (root, "os");
  xmlNodePtr nvram = casement_xml_child (os, "nvram");
  g_autofree char *path = nvram != NULL ? casement_xml_dup_text (nvram) : NULL;

  if (path != NULL && *path == '/') {
    survey_state (survey, CASEMENT_REMOVAL_NVRAM, path);
  } else if (casement_xml_attr_is (os, "firmware", "efi")
             || casement_xml_attr_is (casement_xml_child (os, "loader"), "type", "pflash")) {
    g_autofree char *file = g_strconcat (virDomainGetName (domain), "_VARS.fd", NULL);
    g_autofree char *usual = build_state_path (survey, "nvram", SYSTEM_NVRAM, file);

    survey_state (survey, CASEMENT_REMOVAL_NVRAM, usual);
  }
}

/* What a change of the firmware left beside them, for taking it back; libvirt does not know of it. */
static void
survey_old_nvram (Survey *survey, const char *uuid)
{
  g_auto (GStrv) files = casement_undo_store_list_nvram (uuid);

  for (guint i = 0; files[i] != NULL; i++) {
    g_autofree char *folder = g_path_get_dirname (files[i]);

    if (!casement_connection_is_local (survey->connection) || g_access (files[i], F_OK) != 0)
      continue;
    if (g_access (folder, W_OK) == 0)
      add (survey, CASEMENT_REMOVAL_NVRAM, files[i], measure (files[i], 0), NULL);
    else
      add (survey, CASEMENT_REMOVAL_KEPT, files[i], 0, _("libvirt does not know of it any more"));
  }
}

static void
survey_domain (Survey *survey, virDomainPtr domain, xmlNodePtr root)
{
  xmlNodePtr devices = casement_xml_child (root, "devices");
  xmlNodePtr tpm = casement_xml_child (casement_xml_child (devices, "tpm"), "backend");
  char uuid[VIR_UUID_STRING_BUFLEN];

  for (xmlNodePtr disk = casement_xml_child (devices, "disk"); disk != NULL; disk = casement_xml_next (disk, "disk"))
    survey_disk (survey, disk);
  survey_nvram (survey, domain, root);
  if (virDomainGetUUIDString (domain, uuid) == 0)
    survey_old_nvram (survey, uuid);
  if (casement_xml_attr_is (tpm, "type", "emulator") && virDomainGetUUIDString (domain, uuid) == 0) {
    g_autofree char *path = build_state_path (survey, "swtpm", SYSTEM_TPM, uuid);

    survey_state (survey, CASEMENT_REMOVAL_TPM, path);
  }
  if (virDomainHasManagedSaveImage (domain, 0) == 1) {
    g_autofree char *file = g_strconcat (virDomainGetName (domain), ".save", NULL);
    g_autofree char *path = build_state_path (survey, "save", SYSTEM_SAVE, file);

    add (survey, CASEMENT_REMOVAL_SAVED_STATE, path, measure (path, 0), NULL);
  }
}

/** casement_removal_list: Returns: (transfer full): #CasementRemovalItem, or %NULL with @error set. */
GPtrArray *
casement_removal_list (CasementConnection *connection, virDomainPtr domain, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) casement_removal_item_free);
  char *xml = virDomainGetXMLDesc (domain, VIR_DOMAIN_XML_INACTIVE);
  g_autoptr (GHashTable) users = NULL;
  g_autoptr (CasementInstallMark) mark = NULL;
  g_autoptr (xmlDoc) doc = NULL;
  char uuid[VIR_UUID_STRING_BUFLEN] = "";
  Survey survey = { connection, virDomainGetConnect (domain), virDomainGetName (domain), NULL, items, NULL };

  if (xml == NULL) {
    casement_set_libvirt_error (error, _("What belongs to the virtual machine cannot be read"));
    return NULL;
  }
  doc = casement_xml_parse (xml, strlen (xml), "domain", error);
  free (xml);
  if (doc == NULL)
    return NULL;
  virDomainGetUUIDString (domain, uuid);
  users = casement_storage_find_users (survey.handle, uuid, error);
  if (users == NULL)
    return NULL;
  survey.users = users;
  mark = casement_install_mark_read (xmlDocGetRootElement (doc));
  survey.mark = mark;
  survey_domain (&survey, domain, xmlDocGetRootElement (doc));
  virResetLastError ();
  return g_steal_pointer (&items);
}
