/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-image-place.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "casement-creation.h"
#include "casement-error.h"
#include "casement-fault.h"
#include "casement-libvirt-error.h"
#include "casement-sandbox.h"
#include "casement-storage.h"
#include "casement-xml.h"

/* Libvirt's own packets carry 256 KiB at most. */
#define BLOCK (256 * 1024)

#define NAMES_MAX 1000

/* Between a machine's name and that of the image; by this a copy is known as one. */
#define COPY ".copy"

/* One copy under way. */
typedef struct {
  CasementImagePlace *place;
  CasementOperation *operation;
  GCancellable *cancellable;
  virConnectPtr handle;
  int fd;
  guint64 size;
} Upload;

/** casement_image_place_free: frees it; a copy that was made stays. */
void
casement_image_place_free (CasementImagePlace *self)
{
  g_free (self->path);
  g_free (self->used);
  g_clear_pointer (&self->journal, casement_journal_free);
  g_free (self);
}

static gboolean
send_block (Upload *upload, virStreamPtr stream, const char *block, gsize length, GError **error)
{
  while (length > 0) {
    int sent = virStreamSend (stream, block, length);

    if (sent < 0) {
      casement_set_libvirt_error (error, _("The image cannot be copied to where libvirt keeps its disks"));
      return FALSE;
    }
    block += sent;
    length -= (gsize) sent;
  }
  return TRUE;
}

/* No more is read than the volume has room for, whatever becomes of the file meanwhile. */
static gboolean
send_file (Upload *upload, virStreamPtr stream, GError **error)
{
  g_autofree char *block = g_malloc (BLOCK);
  guint64 done = 0;

  while (done < upload->size) {
    gssize length = read (upload->fd, block, MIN ((guint64) BLOCK, upload->size - done));

    if (length < 0 && errno == EINTR)
      continue;
    if (length <= 0) {
      casement_set_error (error, CASEMENT_ERROR_INVALID, length < 0 ? g_strerror (errno) : NULL,
                          _("The image “%s” cannot be read to its end: copy it to this computer anew."), upload->place->path);
      return FALSE;
    }
    if (!send_block (upload, stream, block, (gsize) length, error))
      return FALSE;
    done += (guint64) length;
    casement_operation_report (upload->operation, _("Copying the image"), (double) done / (double) upload->size);
    if (!casement_fault ("image-copy", upload->cancellable, error)
        || g_cancellable_set_error_if_cancelled (upload->cancellable, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
fill_volume (Upload *upload, virStorageVolPtr volume, GError **error)
{
  virStreamPtr stream = virStreamNew (upload->handle, 0);
  gboolean done;

  if (stream == NULL || virStorageVolUpload (volume, stream, 0, upload->size, 0) < 0) {
    casement_set_libvirt_error (error, _("The image cannot be copied to where libvirt keeps its disks"));
    g_clear_pointer (&stream, virStreamFree);
    return FALSE;
  }
  done = send_file (upload, stream, error);
  if (!done) {
    virStreamAbort (stream);
  } else if (virStreamFinish (stream) < 0) {
    casement_set_libvirt_error (error, _("The image cannot be copied to where libvirt keeps its disks"));
    done = FALSE;
  }
  virStreamFree (stream);
  return done;
}

static gboolean
choose_name (CasementImagePlace *self, virStoragePoolPtr pool, const char *machine, gboolean local, GError **error)
{
  g_autofree char *base = g_path_get_basename (self->path);

  for (guint i = 1; i < NAMES_MAX; i++) {
    g_autofree char *name = i > 1 ? g_strdup_printf ("%s" COPY "-%u-of-%s", machine, i, base)
                                  : g_strdup_printf ("%s" COPY "-of-%s", machine, base);

    g_strdelimit (name, "/", '_');
    if (!casement_storage_has_volume (pool, self->journal->pool_path, name, local)) {
      self->journal->volume = g_steal_pointer (&name);
      return TRUE;
    }
  }
  casement_set_error (error, CASEMENT_ERROR_EXISTS, self->journal->pool_path,
                      _("The storage pool is full of copies of this image: remove those that are not needed any more."));
  return FALSE;
}

static virStorageVolPtr
make_volume (Upload *upload, virStoragePoolPtr pool, GError **error)
{
  CasementJournal *journal = upload->place->journal;
  g_autofree char *name = g_markup_escape_text (journal->volume, -1);
  g_autofree char *xml = g_strdup_printf ("<volume><name>%s</name><capacity unit='bytes'>%" G_GUINT64_FORMAT "</capacity>"
                                          "<allocation unit='bytes'>0</allocation><target><format type='raw'/></target></volume>",
                                          name, upload->size);
  virStorageVolPtr volume = virStorageVolCreateXML (pool, xml, 0);

  if (volume == NULL) {
    /* Made by somebody else since we looked: not ours to delete. */
    if (virGetLastErrorCode () == VIR_ERR_STORAGE_VOL_EXIST)
      g_clear_pointer (&journal->volume, g_free);
    casement_set_libvirt_error (error, _("The image cannot be copied to where libvirt keeps its disks"));
    return NULL;
  }
  journal->volume_path = virStorageVolGetPath (volume);
  upload->place->used = g_strdup (journal->volume_path);
  return volume;
}

static gboolean
copy (Upload *upload, CasementConnection *connection, const char *machine, GError **error)
{
  CasementJournal *journal = upload->place->journal;
  virStoragePoolPtr pool;
  virStorageVolPtr volume = NULL;
  g_autofree char *needed = g_format_size_full (upload->size, G_FORMAT_SIZE_IEC_UNITS);
  guint64 available = 0;
  gboolean done;

  if (!casement_journal_save (journal, "begin", error))
    return FALSE;
  pool = casement_storage_open_pool (connection, upload->handle, journal, error);
  if (pool == NULL)
    return FALSE;
  done = casement_storage_refresh (pool, error) && casement_storage_get_free (pool, &available, error);
  if (done && available < upload->size) {
    casement_set_error (error, CASEMENT_ERROR_NO_SPACE, journal->pool_path,
                        _("The image has to be copied to where libvirt keeps its disks, and there is no room for its %s: make "
                          "room and try again."),
                        needed);
    done = FALSE;
  }
  done = done && choose_name (upload->place, pool, machine, casement_connection_is_local (connection), error)
         && casement_journal_save (journal, "volume", error);
  volume = done ? make_volume (upload, pool, error) : NULL;
  done = volume != NULL && upload->place->used != NULL && fill_volume (upload, volume, error);
  g_clear_pointer (&volume, virStorageVolFree);
  virStoragePoolFree (pool);
  return done;
}

static gboolean
copy_file (CasementImagePlace *self,
           CasementConnection *connection,
           virConnectPtr handle,
           const char *machine,
           CasementOperation *operation,
           GCancellable *cancellable,
           GError **error)
{
  Upload upload = { .place = self, .operation = operation, .cancellable = cancellable, .handle = handle };
  g_autofree char *uuid = g_uuid_string_random ();
  struct stat info;
  gboolean done;

  upload.fd = g_open (self->path, O_RDONLY | O_CLOEXEC, 0);
  if (upload.fd < 0 || fstat (upload.fd, &info) < 0 || !S_ISREG (info.st_mode) || info.st_size <= 0) {
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, upload.fd < 0 ? g_strerror (errno) : NULL,
                        _("The image “%s” cannot be read: choose it again."), self->path);
    if (upload.fd >= 0)
      close (upload.fd);
    return FALSE;
  }
  upload.size = (guint64) info.st_size;
  self->journal = casement_journal_new (casement_connection_get_uri (connection), uuid, machine, error);
  if (self->journal != NULL)
    self->journal->capacity = upload.size;
  done = self->journal != NULL && copy (&upload, connection, machine, error);
  close (upload.fd);
  return done;
}

/**
 * casement_image_place_new:
 * @machine: the machine's name, after which a copy is called
 * @path: of an image that this program can read
 * @upload: whether the daemon cannot see this computer's files
 * @operation: reports how far a copy is
 *
 * Finds out what the daemon calls the image. A document of the portal has a path of its own on the host, which is used where
 * the user's own daemon runs (it may read what the user may); where that is not known, and for another computer, the image is
 * copied into the storage pool. Blocks. A copy is journalled under an identifier that no machine has: what a kill leaves is
 * removed by the next start of the program unless a machine uses it.
 *
 * Returns: (transfer full): the place, or %NULL with @error and nothing left.
 */
CasementImagePlace *
casement_image_place_new (CasementConnection *connection,
                          virConnectPtr handle,
                          const char *machine,
                          const char *path,
                          gboolean upload,
                          CasementOperation *operation,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (CasementImagePlace) self = g_new0 (CasementImagePlace, 1);

  g_return_val_if_fail (path != NULL, NULL);

  self->path = g_strdup (path);
  if (casement_sandbox_is_document (path) && casement_connection_is_local (connection)
      && casement_connection_is_session (connection))
    self->used = casement_sandbox_dup_host_path (path);
  else if (!casement_sandbox_is_document (path) && !upload)
    self->used = g_strdup (path);
  if (self->used == NULL && !copy_file (self, connection, handle, machine, operation, cancellable, error)) {
    casement_image_place_remove (self, connection, handle);
    return NULL;
  }
  return g_steal_pointer (&self);
}

static gboolean
place_source (GPtrArray *places, xmlNodePtr source, GError **error)
{
  g_autofree char *file = casement_xml_dup_attr (source, "file");

  for (guint i = 0; file != NULL && i < places->len; i++) {
    const CasementImagePlace *place = g_ptr_array_index (places, i);

    if (g_str_equal (place->path, file)) {
      casement_xml_set_attr (source, "file", place->used);
      return TRUE;
    }
  }
  if (!casement_sandbox_is_document (file))
    return TRUE;
  casement_set_error (error, CASEMENT_ERROR_INVALID, file,
                      _("QEMU cannot use a file that a portal shows: copy it into a folder of your own first."));
  return FALSE;
}

/**
 * casement_image_place_apply:
 * @places: (element-type CasementImagePlace): what became of the images
 * @xml: a definition that names them by where this program reads them
 *
 * The one door to a definition: a portal's path never gets through it.
 *
 * Returns: (transfer full): the definition with the paths of the daemon, or %NULL with @error.
 */
char *
casement_image_place_apply (GPtrArray *places, const char *xml, GError **error)
{
  g_autoptr (xmlDoc) doc = casement_xml_parse (xml, strlen (xml), "domain", error);
  xmlNodePtr disk;

  if (doc == NULL)
    return NULL;
  disk = casement_xml_child (casement_xml_child (xmlDocGetRootElement (doc), "devices"), "disk");
  for (; disk != NULL; disk = casement_xml_next (disk, "disk")) {
    xmlNodePtr source = casement_xml_child (disk, "source");

    if (source != NULL && !place_source (places, source, error))
      return NULL;
  }
  return casement_xml_to_string (doc);
}

/**
 * casement_image_place_is_copy:
 * @machine: a machine's name
 * @path: of an image in one of its drives
 *
 * Returns: whether it is a copy that was made for this machine: it is called so.
 */
gboolean
casement_image_place_is_copy (virConnectPtr handle, const char *machine, const char *path)
{
  virStorageVolPtr volume = virStorageVolLookupByPath (handle, path);
  g_autofree char *prefix = g_strconcat (machine, COPY "-", NULL);
  gboolean ours = volume != NULL && g_str_has_prefix (virStorageVolGetName (volume), prefix);

  g_clear_pointer (&volume, virStorageVolFree);
  virResetLastError ();
  return ours;
}

/** casement_image_place_keep: a machine has it now. */
void
casement_image_place_keep (CasementImagePlace *self)
{
  if (self->journal != NULL)
    casement_journal_remove (self->journal);
}

/** casement_image_place_remove: deletes a copy that was made, unless a machine uses it. */
void
casement_image_place_remove (CasementImagePlace *self, CasementConnection *connection, virConnectPtr handle)
{
  g_autoptr (GError) error = NULL;

  if (self->journal != NULL && handle != NULL && !casement_creation_undo (connection, handle, self->journal, &error))
    g_info ("Left for the next start: %s", error->message);
}
