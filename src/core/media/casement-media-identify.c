/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-media-info.h"
#include "casement-media-info-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-error.h"
#include "casement-udf.h"
#include "casement-wim.h"
#include "casement-windows-release.h"

#define VIRTIO_WIN "virtio-win"

/* Where Setup's images are. Media for two architectures have a folder for each. */
static const char *const wim_paths[] = {
  "sources/install.wim",     "sources/install.esd",     "sources/install.swm",     "x64/sources/install.wim",
  "x64/sources/install.esd", "x64/sources/install.swm", "x86/sources/install.wim", "x86/sources/install.esd",
};

/* The volume id is what tells a driver image; its version follows. */
static gboolean
identify_drivers (CasementMediaInfo *self)
{
  const char *at;
  gsize length;

  if (self->volume_id == NULL || g_ascii_strncasecmp (self->volume_id, VIRTIO_WIN, strlen (VIRTIO_WIN)) != 0)
    return FALSE;
  self->kind = CASEMENT_MEDIA_VIRTIO_WIN;
  self->name = g_strdup (_("VirtIO drivers for Windows"));
  at = self->volume_id + strlen (VIRTIO_WIN);
  if (*at == '-' || *at == '_')
    at++;
  length = strspn (at, "0123456789.-");
  while (length > 0 && !g_ascii_isdigit (at[length - 1]))
    length--;
  if (length > 0 && g_ascii_isdigit (at[0]))
    self->driver_version = g_strndup (at, length);
  return TRUE;
}

static void
add_languages (CasementMediaInfo *self, GPtrArray *images)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; i < images->len; i++) {
    const CasementWimImage *image = g_ptr_array_index (images, i);

    for (guint j = 0; j < image->languages->len; j++) {
      char *language = g_ptr_array_index (image->languages, j);

      if (!g_ptr_array_find_with_equal_func (all, language, g_str_equal, NULL))
        g_ptr_array_add (all, language);
    }
  }
  if (all->len > 0) {
    g_ptr_array_add (all, NULL);
    self->languages = g_strdupv ((char **) all->pdata);
  }
}

/* Setup lists every image; the first one says which Windows the medium is. */
static void
take_images (CasementMediaInfo *self, GPtrArray *images)
{
  const CasementWimImage *first = g_ptr_array_index (images, 0);
  const CasementWindowsRelease *release = casement_windows_release_find (first->server, first->build);

  self->kind = CASEMENT_MEDIA_WINDOWS_INSTALL;
  self->build = first->build;
  self->arch = g_strdup (first->arch);
  self->version = g_strdup (casement_windows_release_get_version (first->server, first->build));
  if (release != NULL) {
    self->name = g_strdup (release->name);
    self->os_id = g_strdup (release->os_id);
  } else {
    self->name = g_strdup (first->server ? "Windows Server" : "Windows");
  }
  add_languages (self, images);
  for (guint i = 0; i < images->len; i++) {
    const CasementWimImage *image = g_ptr_array_index (images, i);
    CasementMediaEdition *edition = g_new0 (CasementMediaEdition, 1);

    edition->index = image->index > 0 ? image->index : i + 1;
    edition->name = g_strdup (image->name != NULL ? image->name : self->name);
    edition->edition_id = g_strdup (image->edition_id);
    g_ptr_array_add (self->editions, edition);
  }
}

static GPtrArray *
read_wim (CasementUdfFile *file, CasementImageReader *reader, GError **error)
{
  guint8 bytes[CASEMENT_WIM_HEADER_SIZE] = { 0 };
  g_autofree guint8 *xml = NULL;
  CasementWimHeader header;

  if (!casement_udf_file_read (file, 0, bytes, sizeof bytes) && !casement_image_reader_check (reader, error))
    return NULL;
  if (!casement_wim_header_parse (bytes, sizeof bytes, &header, error))
    return NULL;
  xml = g_malloc (header.xml_size);
  if (!casement_udf_file_read (file, header.xml_offset, xml, header.xml_size)) {
    if (casement_image_reader_check (reader, error))
      casement_set_error (error, CASEMENT_ERROR_MEDIA, "WIM XML lies outside of its file",
                          _("“%s” is damaged: download or copy it again."), reader->path);
    return NULL;
  }
  return casement_wim_xml_parse (xml, header.xml_size, error);
}

/* Windows media are UDF; their ISO 9660 side holds only a text that says so. */
static gboolean
identify_wim (CasementMediaInfo *self, CasementImageReader *reader, gboolean *found, GError **error)
{
  g_autoptr (CasementUdf) udf = casement_udf_open (reader);
  g_autoptr (CasementUdfFile) file = NULL;
  g_autoptr (GPtrArray) images = NULL;

  *found = FALSE;
  if (udf == NULL)
    return casement_image_reader_check (reader, error);
  if (self->volume_id == NULL)
    self->volume_id = casement_udf_dup_volume_id (udf);
  for (guint i = 0; file == NULL && i < G_N_ELEMENTS (wim_paths); i++)
    file = casement_udf_find (udf, wim_paths[i]);
  if (file == NULL)
    return casement_image_reader_check (reader, error);
  *found = TRUE;
  images = read_wim (file, reader, error);
  if (images == NULL)
    return FALSE;
  take_images (self, images);
  return TRUE;
}

/* The third part of Microsoft's volume ids is a language, as in CCCOMA_X64FRE_EN-US_DV9. */
static void
take_volume_language (CasementMediaInfo *self)
{
  g_autoptr (GRegex) regex
      = g_regex_new ("_([A-Z]{2})-([A-Z]{2})(_|$)", G_REGEX_OPTIMIZE, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (g_regex_match (regex, self->volume_id, G_REGEX_MATCH_DEFAULT, &match)) {
    g_autofree char *language = g_match_info_fetch (match, 1);
    g_autofree char *region = g_match_info_fetch (match, 2);
    g_autofree char *small = g_ascii_strdown (language, -1);

    self->languages = g_new0 (char *, 2);
    self->languages[0] = g_strdup_printf ("%s-%s", small, region);
  }
}

static gboolean
identify_volume (CasementMediaInfo *self)
{
  const CasementWindowsVolume *volume
      = self->volume_id != NULL ? casement_windows_volume_find (self->volume_id) : NULL;

  if (volume == NULL)
    return FALSE;
  self->kind = CASEMENT_MEDIA_WINDOWS_INSTALL;
  self->name = g_strdup (volume->name);
  self->os_id = g_strdup (volume->os_id);
  self->arch = g_strdup (volume->arch);
  take_volume_language (self);
  return TRUE;
}

/**
 * casement_media_info_identify:
 * @path: an image file
 *
 * Says what an optical disc image is, from a few sectors of it: milliseconds, whatever its size, unless
 * libosinfo's database has to be loaded. Blocks; safe in any thread.
 *
 * The Windows image inside decides. Where there is none, the volume id says less: clients of all versions
 * share theirs, as do servers, and libosinfo would name one at random. Only what neither knows is asked of
 * libosinfo.
 *
 * Returns: (transfer full): what is known, or %NULL with @error: not found, permission, invalid (no file, or
 * a path that is not UTF-8), media (not an image, cut off, damaged).
 */
CasementMediaInfo *
casement_media_info_identify (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (CasementImageReader) reader = NULL;
  g_autoptr (CasementVolume) volume = NULL;
  g_autoptr (CasementMediaInfo) self = NULL;
  gboolean found = FALSE;

  g_return_val_if_fail (path != NULL, NULL);

  reader = casement_image_reader_open (path, cancellable, error);
  if (reader == NULL)
    return NULL;
  volume = casement_volume_read (reader, error);
  if (volume == NULL)
    return NULL;

  self = g_object_new (CASEMENT_TYPE_MEDIA_INFO, NULL);
  self->path = g_strdup (path);
  self->size = reader->size;
  self->volume_id = g_strdup (volume->volume_id);
  self->bootable = volume->bootable;
  if (identify_drivers (self))
    return g_steal_pointer (&self);
  if (volume->udf && !identify_wim (self, reader, &found, error))
    return NULL;
  if (!found && !identify_volume (self))
    casement_media_osinfo_identify (self, volume);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}
