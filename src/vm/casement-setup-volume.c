/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-setup-volume.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <stdlib.h>

#include "casement-error.h"
#include "casement-fault.h"
#include "casement-libvirt-error.h"
#include "casement-removal-list.h"

#define CHUNK (256u * 1024)

static virStorageVolPtr
create (virStoragePoolPtr pool, const char *name, gsize length, GError **error)
{
  /* Nobody but its owner may read it, from the first moment on. */
  g_autofree char *xml = g_markup_printf_escaped ("<volume type='file'><name>%s</name><capacity unit='bytes'>%" G_GSIZE_FORMAT
                                                  "</capacity><allocation>0</allocation><target><format type='raw'/>"
                                                  "<permissions><mode>0600</mode></permissions></target></volume>",
                                                  name, length);
  virStorageVolPtr volume = virStorageVolCreateXML (pool, xml, 0);

  if (volume == NULL)
    casement_set_libvirt_error (error, _("The disc with the answers for Setup cannot be made"));
  return volume;
}

static gboolean
send (virStreamPtr stream, const char *bytes, gsize length, GCancellable *cancellable, GError **error)
{
  gsize done = 0;

  while (done < length) {
    int n = virStreamSend (stream, bytes + done, MIN (length - done, CHUNK));

    if (n <= 0) {
      casement_set_libvirt_error (error, _("The disc with the answers for Setup cannot be written"));
      return FALSE;
    }
    done += (gsize) n;
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
  }
  if (virStreamFinish (stream) == 0)
    return TRUE;
  casement_set_libvirt_error (error, _("The disc with the answers for Setup cannot be written"));
  return FALSE;
}

static gboolean
upload (virStorageVolPtr volume, const void *bytes, gsize length, GCancellable *cancellable, GError **error)
{
  virStreamPtr stream = virStreamNew (virStorageVolGetConnect (volume), 0);
  gboolean done = FALSE;

  if (stream == NULL || virStorageVolUpload (volume, stream, 0, length, 0) < 0)
    casement_set_libvirt_error (error, _("The disc with the answers for Setup cannot be written"));
  else if (!(done = send (stream, bytes, length, cancellable, error)))
    virStreamAbort (stream);
  g_clear_pointer (&stream, virStreamFree);
  return done;
}

/**
 * casement_setup_volume_make:
 * @name: of the file, which nobody has
 *
 * Makes a volume with these bytes in it, through libvirt, so that the system's daemon has it too.
 *
 * Returns: (transfer full): its path, or %NULL with @error set; then it may be there nevertheless.
 */
char *
casement_setup_volume_make (virStoragePoolPtr pool, const char *name, const void *bytes, gsize length, GCancellable *cancellable, GError **error)
{
  virStorageVolPtr volume = create (pool, name, length, error);
  char *path = NULL;
  char *copy = NULL;

  if (volume == NULL)
    return NULL;
  if (casement_fault ("disc-made", cancellable, error) && !g_cancellable_set_error_if_cancelled (cancellable, error)
      && upload (volume, bytes, length, cancellable, error)) {
    path = virStorageVolGetPath (volume);
    if (path == NULL)
      casement_set_libvirt_error (error, _("The disc with the answers for Setup cannot be found again"));
  }
  copy = g_strdup (path);
  free (path);
  virStorageVolFree (volume);
  return copy;
}

/**
 * casement_setup_volume_delete:
 * @path: (nullable): of an image that was made so
 * @local: whether its file can be reached from here
 *
 * Returns: whether it is gone, or was already.
 */
gboolean
casement_setup_volume_delete (virConnectPtr handle, const char *path, gboolean local, GError **error)
{
  virStorageVolPtr volume = path != NULL ? casement_removal_find_volume (handle, path) : NULL;
  gboolean done = TRUE;

  if (volume != NULL && virStorageVolDelete (volume, 0) < 0 && virGetLastErrorCode () != VIR_ERR_NO_STORAGE_VOL) {
    casement_set_libvirt_error (error, _("The disc with the answers for Setup cannot be deleted"));
    done = FALSE;
  } else if (volume == NULL && path != NULL && local && g_unlink (path) < 0 && errno != ENOENT) {
    casement_set_error (error, CASEMENT_ERROR_PERMISSION, g_strerror (errno),
                        _("The disc with the answers for Setup cannot be deleted: delete “%s” yourself."), path);
    done = FALSE;
  }
  g_clear_pointer (&volume, virStorageVolFree);
  virResetLastError ();
  return done;
}
