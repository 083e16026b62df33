/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <unistd.h>

#include "casement-error.h"
#include "casement-libvirt-error.h"
#include "casement-sandbox.h"
#include "casement-storage.h"
#include "casement-xml.h"

#define SESSION_POOL "casement"
#define SYSTEM_POOL "default"

/* Where libvirt, virt-manager and their security policies expect the system's images. */
#define SYSTEM_PATH "/var/lib/libvirt/images"

/* A file that holds a Windows, however small, holds more. A volume that nobody has written to is far below. */
#define FRESH_MAX (16 * 1024 * 1024)

/* How long a daemon may take to finish what the program that was killed had asked for. */
#define BUSY_TRIES 50
#define BUSY_WAIT_USEC (200 * 1000)

static xmlDocPtr
read_pool (virStoragePoolPtr pool)
{
  char *xml = virStoragePoolGetXMLDesc (pool, 0);
  xmlDocPtr doc = xml != NULL ? casement_xml_parse (xml, strlen (xml), "pool", NULL) : NULL;

  free (xml);
  return doc;
}

/** casement_storage_dup_pool_path: Returns: (transfer full) (nullable): the directory of a pool that makes plain files. */
char *
casement_storage_dup_pool_path (virStoragePoolPtr pool)
{
  g_autoptr (xmlDoc) doc = read_pool (pool);
  xmlNodePtr root = xmlDocGetRootElement (doc);
  xmlNodePtr path = NULL;

  if (root == NULL)
    return NULL;
  if (casement_xml_attr_is (root, "type", "dir") || casement_xml_attr_is (root, "type", "fs")
      || casement_xml_attr_is (root, "type", "netfs"))
    path = casement_xml_find (root, "target/path");
  return path != NULL ? casement_xml_dup_text (path) : NULL;
}

/* Takes @pool. %NULL if it is of another kind. */
static virStoragePoolPtr
use_pool (virStoragePoolPtr pool, CasementJournal *journal)
{
  g_autofree char *path = pool != NULL ? casement_storage_dup_pool_path (pool) : NULL;

  if (path == NULL) {
    g_clear_pointer (&pool, virStoragePoolFree);
    return NULL;
  }
  g_free (journal->pool);
  journal->pool = g_strdup (virStoragePoolGetName (pool));
  g_free (journal->pool_path);
  journal->pool_path = g_steal_pointer (&path);
  return pool;
}

/* The first pool in @path, or in any directory if @path is %NULL. */
static virStoragePoolPtr
find_pool (virConnectPtr handle, const char *path, CasementJournal *journal)
{
  const guint flags = VIR_CONNECT_LIST_STORAGE_POOLS_DIR | VIR_CONNECT_LIST_STORAGE_POOLS_FS
                      | VIR_CONNECT_LIST_STORAGE_POOLS_NETFS;
  virStoragePoolPtr *pools = NULL;
  virStoragePoolPtr found = NULL;
  int n_pools = virConnectListAllStoragePools (handle, &pools, flags);

  for (int i = 0; i < n_pools; i++) {
    g_autofree char *there = found == NULL ? casement_storage_dup_pool_path (pools[i]) : NULL;

    if (there != NULL && (path == NULL || g_str_equal (there, path)))
      found = pools[i];
    else
      virStoragePoolFree (pools[i]);
  }
  free (pools);
  return found != NULL ? use_pool (found, journal) : NULL;
}

static char *
make_pool_xml (const char *name, const char *path, gboolean session)
{
  /* Without a mode libvirt makes a directory that everybody may look into, and resets an existing one to it. */
  return g_markup_printf_escaped ("<pool type='dir'><name>%s</name><target><path>%s</path>"
                                  "<permissions><mode>%s</mode></permissions></target></pool>",
                                  name, path, session ? "0700" : "0711");
}

static virStoragePoolPtr
make_pool (virConnectPtr handle, const char *name, const char *path, gboolean session, CasementJournal *journal, GError **error)
{
  g_autofree char *xml = make_pool_xml (name, path, session);
  virStoragePoolPtr pool;

  journal->pool = g_strdup (name);
  journal->pool_path = g_strdup (path);
  journal->pool_made = TRUE;
  journal->directory_made = !g_file_test (path, G_FILE_TEST_EXISTS);
  if (!casement_journal_save (journal, "pool", error))
    return NULL;

  pool = virStoragePoolDefineXML (handle, xml, 0);
  if (pool == NULL && (pool = virStoragePoolLookupByName (handle, name)) != NULL) {
    /* Another creation was faster. */
    journal->pool_made = journal->directory_made = FALSE;
    return pool;
  }
  if (pool == NULL || (journal->directory_made && virStoragePoolBuild (pool, VIR_STORAGE_POOL_BUILD_NEW) < 0)
      || virStoragePoolSetAutostart (pool, 1) < 0) {
    g_autofree char *what = g_strdup_printf (_("The storage pool “%s” cannot be made in “%s”"), name, path);

    casement_set_libvirt_error (error, what);
    g_clear_pointer (&pool, virStoragePoolFree);
  }
  return pool;
}

/* The pool for new disks if there is one; @path gets where it would be made if there is none and that is known. */
static virStoragePoolPtr
find_for_disks (CasementConnection *connection, virConnectPtr handle, CasementJournal *journal, char **path)
{
  gboolean session = casement_connection_is_session (connection);
  gboolean local = casement_connection_is_local (connection);
  virStoragePoolPtr pool;

  /* Libvirt does not say where a user's home is on another host. */
  *path = session ? (local ? g_build_filename (g_get_user_data_dir (), "libvirt", "images", NULL) : NULL)
                  : g_strdup (SYSTEM_PATH);
  pool = use_pool (virStoragePoolLookupByName (handle, session ? SESSION_POOL : SYSTEM_POOL), journal);
  return pool != NULL ? pool : find_pool (handle, *path, journal);
}

static virStoragePoolPtr
find_or_make (CasementConnection *connection, virConnectPtr handle, CasementJournal *journal, GError **error)
{
  gboolean session = casement_connection_is_session (connection);
  const char *name = session ? SESSION_POOL : SYSTEM_POOL;
  g_autofree char *path = NULL;
  virStoragePoolPtr pool = find_for_disks (connection, handle, journal, &path);

  if (pool != NULL)
    return pool;
  if (path == NULL) {
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL,
                        _("The other host has no storage pool in a directory: make one there, for example with "
                          "“virsh pool-define-as default dir --target DIRECTORY” and “virsh pool-start default”."));
    return NULL;
  }
  return make_pool (handle, name, path, session, journal, error);
}

/**
 * casement_storage_open_pool:
 * @journal: is told what is made, before it is made
 *
 * Finds the pool for new disks, or makes it: in the user's data directory, or where the system's images are.
 *
 * Returns: (transfer full): an active pool, or %NULL with @error set.
 */
virStoragePoolPtr
casement_storage_open_pool (CasementConnection *connection, virConnectPtr handle, CasementJournal *journal, GError **error)
{
  virStoragePoolPtr pool = find_or_make (connection, handle, journal, error);

  if (pool == NULL)
    return NULL;
  if (virStoragePoolIsActive (pool) != 1 && virStoragePoolCreate (pool, 0) < 0) {
    g_autofree char *what = g_strdup_printf (_("The storage pool “%s” in “%s” cannot be started"), journal->pool,
                                             journal->pool_path);

    /* Two creations at once both find it inactive. */
    if (virStoragePoolIsActive (pool) != 1) {
      casement_set_libvirt_error (error, what);
      g_clear_pointer (&pool, virStoragePoolFree);
    }
  }
  return pool;
}

/** casement_storage_refresh: Has libvirt look at the pool's files, and waits while it is busy making one. */
gboolean
casement_storage_refresh (virStoragePoolPtr pool, GError **error)
{
  for (int i = 0; virStoragePoolRefresh (pool, 0) < 0; i++) {
    const char *message = virGetLastErrorMessage ();

    if (i >= BUSY_TRIES || strstr (message, "asynchronous jobs running") == NULL) {
      casement_set_libvirt_error (error, _("The storage pool cannot be read"));
      return FALSE;
    }
    g_usleep (BUSY_WAIT_USEC);
  }
  return TRUE;
}

/** casement_storage_get_free: @available: (out): bytes. */
gboolean
casement_storage_get_free (virStoragePoolPtr pool, guint64 *available, GError **error)
{
  virStoragePoolInfo info;

  if (virStoragePoolGetInfo (pool, &info) < 0) {
    casement_set_libvirt_error (error, _("The free space of the storage pool cannot be read"));
    return FALSE;
  }
  *available = info.available;
  return TRUE;
}

/* What is free where a directory would be made. */
static gboolean
measure_path (const char *path, guint64 *available)
{
  g_autofree char *at = g_strdup (path);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInfo) info = NULL;

  while (!g_file_test (at, G_FILE_TEST_IS_DIR) && strlen (at) > 1) {
    char *parent = g_path_get_dirname (at);

    g_free (at);
    at = parent;
  }
  file = g_file_new_for_path (at);
  info = g_file_query_filesystem_info (file, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, NULL, NULL);
  if (info == NULL || !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE))
    return FALSE;
  *available = g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE);
  return TRUE;
}

/**
 * casement_storage_measure:
 * @available: bytes free where a new disk would be
 * @where: (transfer full): the directory
 *
 * Looks where casement_storage_open_pool() would put a disk, and makes and starts nothing. Blocks.
 *
 * Returns: %FALSE if that is not known.
 */
gboolean
casement_storage_measure (CasementConnection *connection, virConnectPtr handle, guint64 *available, char **where)
{
  /* Only told what is found: nothing of it is saved. */
  CasementJournal journal = { 0 };
  g_autofree char *path = NULL;
  virStoragePoolPtr pool = find_for_disks (connection, handle, &journal, &path);
  g_autofree char *name = g_steal_pointer (&journal.pool);
  g_autofree char *there = journal.pool_path != NULL ? journal.pool_path : g_strdup (path);
  gboolean known = FALSE;

  if (pool != NULL && virStoragePoolIsActive (pool) == 1 && virStoragePoolRefresh (pool, 0) == 0)
    known = casement_storage_get_free (pool, available, NULL);
  g_clear_pointer (&pool, virStoragePoolFree);
  if (!known && there != NULL && casement_connection_is_local (connection))
    known = measure_path (there, available);
  *where = known ? g_steal_pointer (&there) : NULL;
  return known;
}

/** casement_storage_has_volume: Returns: whether the name is taken, also by a file that libvirt does not list. */
gboolean
casement_storage_has_volume (virStoragePoolPtr pool, const char *pool_path, const char *name, gboolean local)
{
  g_autofree char *path = g_build_filename (pool_path, name, NULL);
  virStorageVolPtr volume = virStorageVolLookupByName (pool, name);

  if (volume != NULL) {
    virStorageVolFree (volume);
    return TRUE;
  }
  virResetLastError ();
  return local && g_file_test (path, G_FILE_TEST_EXISTS);
}

/**
 * casement_storage_check_file:
 * @path: (nullable): of an image
 *
 * Only what can be known from here: another host has its own files, and the system's daemon its own rights.
 *
 * Returns: whether a machine on @connection can have the image; else @error says what to do.
 */
gboolean
casement_storage_check_file (CasementConnection *connection, const char *path, GError **error)
{
  GStatBuf info;

  if (path == NULL || !casement_connection_is_local (connection))
    return TRUE;
  if (g_stat (path, &info) < 0) {
    int reason = errno;

    if (reason == EACCES && !casement_connection_is_session (connection))
      return TRUE;
    /* A sandbox does not see the host's files, and the daemon does. */
    if (reason == ENOENT && casement_sandbox_is_active ("/"))
      return TRUE;
    casement_set_error (error, reason == EACCES ? CASEMENT_ERROR_PERMISSION : CASEMENT_ERROR_NOT_FOUND, g_strerror (reason),
                        reason == EACCES ? _("The image “%s” cannot be read: check the permissions of its folder.")
                                         : _("The image “%s” is not there: choose another one."),
                        path);
    return FALSE;
  }
  if (S_ISDIR (info.st_mode)) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, _("“%s” is a folder: choose an image file in it."), path);
    return FALSE;
  }
  /* The session's daemon has our rights. */
  if (casement_connection_is_session (connection) && g_access (path, R_OK) < 0) {
    casement_set_error (error, CASEMENT_ERROR_PERMISSION, g_strerror (errno),
                        _("The image “%s” cannot be read: change its permissions, or copy it to a place of your own."), path);
    return FALSE;
  }
  return TRUE;
}

/* A disk that names a volume of a pool instead of a file. */
static char *
dup_volume_path (virConnectPtr handle, const char *pool_name, const char *volume_name)
{
  virStoragePoolPtr pool = virStoragePoolLookupByName (handle, pool_name);
  virStorageVolPtr volume = pool != NULL ? virStorageVolLookupByName (pool, volume_name) : NULL;
  char *path = volume != NULL ? virStorageVolGetPath (volume) : NULL;

  g_clear_pointer (&volume, virStorageVolFree);
  g_clear_pointer (&pool, virStoragePoolFree);
  return path;
}

/**
 * casement_storage_dup_source:
 * @node: a <source> of a disk in a domain's XML
 *
 * Returns: (transfer full) (nullable): the file that it means.
 */
char *
casement_storage_dup_source (virConnectPtr handle, xmlNodePtr node)
{
  g_autofree char *pool = casement_xml_dup_attr (node, "pool");
  g_autofree char *volume = casement_xml_dup_attr (node, "volume");

  if (pool != NULL && volume != NULL)
    return dup_volume_path (handle, pool, volume);
  return casement_xml_dup_attr (node, "file");
}

static void
add_users (GHashTable *users, virDomainPtr domain, guint flags)
{
  char *xml = virDomainGetXMLDesc (domain, flags);
  g_autoptr (xmlDoc) doc = xml != NULL ? casement_xml_parse (xml, strlen (xml), "domain", NULL) : NULL;
  xmlNodePtr devices = casement_xml_child (xmlDocGetRootElement (doc), "devices");

  for (xmlNodePtr disk = casement_xml_child (devices, "disk"); disk != NULL; disk = casement_xml_next (disk, "disk")) {
    /* The images below an overlay too, which the XML of a running machine lists. */
    for (xmlNodePtr layer = disk; layer != NULL; layer = casement_xml_child (layer, "backingStore")) {
      char *path = casement_storage_dup_source (virDomainGetConnect (domain), casement_xml_child (layer, "source"));

      if (path != NULL)
        g_hash_table_insert (users, path, g_strdup (virDomainGetName (domain)));
    }
  }
  free (xml);
}

/**
 * casement_storage_find_users:
 * @except_uuid: (nullable): a machine that does not count
 *
 * Returns: (transfer full): paths of files, and the name of a machine that uses each; %NULL with @error set.
 */
GHashTable *
casement_storage_find_users (virConnectPtr handle, const char *except_uuid, GError **error)
{
  GHashTable *users = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  virDomainPtr *domains = NULL;
  int n_domains = virConnectListAllDomains (handle, &domains, 0);
  char uuid[VIR_UUID_STRING_BUFLEN];

  if (n_domains < 0) {
    casement_set_libvirt_error (error, _("The virtual machines cannot be listed"));
    g_hash_table_unref (users);
    return NULL;
  }
  for (int i = 0; i < n_domains; i++) {
    if (virDomainGetUUIDString (domains[i], uuid) == 0 && g_strcmp0 (uuid, except_uuid) != 0) {
      add_users (users, domains[i], VIR_DOMAIN_XML_INACTIVE);
      if (virDomainIsActive (domains[i]) == 1)
        add_users (users, domains[i], 0);
    }
    virDomainFree (domains[i]);
  }
  free (domains);
  virResetLastError ();
  return users;
}

/* Whether the volume that goes by the journal's name is the one that the creation made. Once that is written down there is no
 * doubt; if it was killed around the call, it is ours if it is what we asked for and holds nothing yet. */
static gboolean
is_ours (virStorageVolPtr volume, const char *known_path, guint64 capacity)
{
  virStorageVolInfo info;

  if (known_path != NULL)
    return TRUE;
  return virStorageVolGetInfo (volume, &info) == 0 && info.capacity == capacity && info.allocation <= FRESH_MAX;
}

static gboolean
delete_volume (virStorageVolPtr volume, GError **error)
{
  for (int i = 0; virStorageVolDelete (volume, 0) < 0; i++) {
    const char *message = virGetLastErrorMessage ();

    if (virGetLastErrorCode () == VIR_ERR_NO_STORAGE_VOL)
      return TRUE;
    if (i >= BUSY_TRIES || strstr (message, "still being allocated") == NULL) {
      casement_set_libvirt_error (error, _("The disk that was made cannot be deleted again"));
      return FALSE;
    }
    g_usleep (BUSY_WAIT_USEC);
  }
  return TRUE;
}

/* What libvirt does not list as a volume although it lies there: a file that its maker did not get to finish. */
static void
delete_stray (const char *path, gboolean local)
{
  GStatBuf info;

  if (local && g_lstat (path, &info) == 0 && S_ISREG (info.st_mode) && info.st_size <= FRESH_MAX)
    g_unlink (path);
}

static gboolean
undo_in_pool (virStoragePoolPtr pool, CasementJournal *journal, const char *name, const char *known_path, guint64 capacity, gboolean local,
              GHashTable *users, GError **error)
{
  g_autofree char *path = NULL;
  virStorageVolPtr volume;
  gboolean done = TRUE;

  if (name == NULL || strchr (name, '/') != NULL)
    return TRUE;
  path = g_build_filename (journal->pool_path, name, NULL);
  if (g_hash_table_contains (users, path))
    return TRUE;
  volume = virStorageVolLookupByName (pool, name);
  if (volume == NULL)
    delete_stray (path, local);
  else if (is_ours (volume, known_path, capacity))
    done = delete_volume (volume, error);
  g_clear_pointer (&volume, virStorageVolFree);
  return done;
}

/** casement_storage_undo_volume: Deletes the images that the journal tells of, unless a machine uses them. */
gboolean
casement_storage_undo_volume (virConnectPtr handle, CasementJournal *journal, gboolean local, GError **error)
{
  g_autoptr (GHashTable) users = NULL;
  virStoragePoolPtr pool;
  gboolean done;

  if ((journal->volume == NULL && journal->disc == NULL && journal->boot == NULL) || journal->pool == NULL || journal->pool_path == NULL)
    return TRUE;
  users = casement_storage_find_users (handle, NULL, error);
  if (users == NULL)
    return FALSE;
  pool = virStoragePoolLookupByName (handle, journal->pool);
  if (pool == NULL) {
    /* Whoever removed the pool looked after what was in it. */
    if (virGetLastErrorCode () == VIR_ERR_NO_STORAGE_POOL)
      return TRUE;
    casement_set_libvirt_error (error, _("The disk that was made cannot be deleted again"));
    return FALSE;
  }
  if (virStoragePoolIsActive (pool) != 1)
    virStoragePoolCreate (pool, 0);
  done = casement_storage_refresh (pool, error)
         && undo_in_pool (pool, journal, journal->disc, journal->disc_path, journal->disc_size, local, users, error)
         && undo_in_pool (pool, journal, journal->boot, journal->boot_path, journal->boot_size, local, users, error)
         && undo_in_pool (pool, journal, journal->volume, journal->volume_path, journal->capacity, local, users, error);
  virStoragePoolFree (pool);
  return done;
}

/** casement_storage_undo_pool: Removes the pool that the journal tells of, if nothing else came into it meanwhile. */
void
casement_storage_undo_pool (virConnectPtr handle, CasementJournal *journal)
{
  virStoragePoolPtr pool;
  g_autofree char *path = NULL;

  if (!journal->pool_made || journal->pool == NULL)
    return;
  pool = virStoragePoolLookupByName (handle, journal->pool);
  if (pool != NULL)
    path = casement_storage_dup_pool_path (pool);
  if (path != NULL && g_strcmp0 (path, journal->pool_path) == 0) {
    gboolean empty = TRUE;

    if (virStoragePoolIsActive (pool) == 1)
      empty = casement_storage_refresh (pool, NULL) && virStoragePoolNumOfVolumes (pool) == 0;
    if (empty) {
      virStoragePoolDestroy (pool);
      /* Deletes the directory only while nothing is in it. */
      if (journal->directory_made)
        virStoragePoolDelete (pool, 0);
      virStoragePoolUndefine (pool);
    }
  }
  g_clear_pointer (&pool, virStoragePoolFree);
  virResetLastError ();
}
