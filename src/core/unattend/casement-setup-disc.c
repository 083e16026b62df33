/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-setup-disc.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-driver-set.h"
#include "casement-error.h"

/* Setup looks for drivers below this folder of every disc. Source: Microsoft, KB2686316. */
#define DRIVER_FOLDER "$WinPEDriver$"

static gssize
write_cb (struct archive *archive, void *user_data, const void *bytes, size_t length)
{
  casement_secret_append (user_data, bytes, (gssize) length);
  return (gssize) length;
}

static gboolean
check (struct archive *archive, int status, GError **error)
{
  if (status >= ARCHIVE_WARN)
    return TRUE;
  casement_set_error (error, CASEMENT_ERROR_FAILED, archive_error_string (archive),
                      _("The disc with the answers for Setup cannot be made: check that there is room for temporary files."));
  return FALSE;
}

static gboolean
add_entry (struct archive *archive, const char *path, gboolean folder, const void *bytes, gsize length, GError **error)
{
  struct archive_entry *entry = archive_entry_new ();
  gboolean done;

  archive_entry_set_pathname (entry, path);
  archive_entry_set_filetype (entry, folder ? AE_IFDIR : AE_IFREG);
  archive_entry_set_perm (entry, folder ? 0700 : 0600);
  archive_entry_set_size (entry, (gint64) length);
  done = check (archive, archive_write_header (archive, entry), error)
         && (folder || archive_write_data (archive, bytes, length) == (gssize) length || check (archive, ARCHIVE_FATAL, error));
  archive_entry_free (entry);
  return done;
}

/* Every folder on the way, once. */
static gboolean
add_folders (struct archive *archive, const char *path, GHashTable *folders, GError **error)
{
  for (const char *slash = strchr (path, '/'); slash != NULL; slash = strchr (slash + 1, '/')) {
    char *folder = g_strndup (path, (gsize) (slash - path));

    if (!g_hash_table_add (folders, folder))
      continue;
    if (!add_entry (archive, folder, TRUE, NULL, 0, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_file (struct archive *archive, const char *path, const void *bytes, gsize length, GHashTable *folders, GError **error)
{
  return add_folders (archive, path, folders, error) && add_entry (archive, path, FALSE, bytes, length, error);
}

static gboolean
add_all (struct archive *archive, CasementAnswer *answer, GPtrArray *drivers, GHashTable *folders, GError **error)
{
  g_autoptr (CasementSecret) xml = casement_answer_to_xml (answer);
  g_autofree char *script = casement_first_logon_script (answer);

  if (!add_file (archive, "Autounattend.xml", casement_secret_get_text (xml), casement_secret_get_length (xml), folders, error)
      || (!answer->partial && !add_file (archive, CASEMENT_FIRST_LOGON_PATH, script, strlen (script), folders, error)))
    return FALSE;
  for (guint i = 0; i < drivers->len; i++) {
    const CasementDriverFile *file = g_ptr_array_index (drivers, i);
    g_autofree char *path = g_strconcat (DRIVER_FOLDER "/", file->path, NULL);
    gsize length;
    const void *bytes = g_bytes_get_data (file->bytes, &length);

    if (!add_file (archive, path, bytes, length, folders, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * casement_setup_disc_make:
 * @drivers_image: (nullable): virtio-win; %NULL where Setup needs no driver
 *
 * Makes the disc that answers Setup: ISO 9660 with Joliet, without which Windows would see AUTOUNAT.XML. In memory; libarchive's own
 * temporary file has no name and ends with it. Blocks.
 *
 * Returns: (transfer full): the image, or %NULL with @error set.
 */
CasementSecret *
casement_setup_disc_make (CasementAnswer *answer,
                          const CasementPreset *preset,
                          const char *drivers_image,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (CasementSecret) image = casement_secret_new (NULL, 0);
  g_autoptr (GPtrArray) drivers = NULL;
  g_autoptr (GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  struct archive *archive;
  gboolean done;

  if (drivers_image != NULL)
    drivers = casement_driver_set_read (drivers_image, casement_driver_set_os (preset), casement_driver_set_arch (answer->arch),
                                        cancellable, error);
  else
    drivers = g_ptr_array_new ();
  if (drivers == NULL)
    return NULL;
  archive = archive_write_new ();
  done = check (archive, archive_write_set_format_iso9660 (archive), error)
         && check (archive, archive_write_set_options (archive, "iso9660:joliet,iso9660:volume-id=" CASEMENT_SETUP_DISC_ID), error)
         && check (archive, archive_write_open (archive, image, NULL, write_cb, NULL), error)
         && add_all (archive, answer, drivers, folders, error) && check (archive, archive_write_close (archive), error);
  archive_write_free (archive);
  return done ? g_steal_pointer (&image) : NULL;
}
