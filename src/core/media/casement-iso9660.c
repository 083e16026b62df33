/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-iso9660.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-error.h"

/* Volume descriptors of ECMA-119 (ISO 9660), and the volume recognition sequence of ECMA-167 (UDF) that
 * follows them. Sector 16 is the first of both. */
#define FIRST_SECTOR 16
#define MAX_DESCRIPTORS 32

enum {
  DESCRIPTOR_BOOT_RECORD = 0,
  DESCRIPTOR_PRIMARY = 1,
};

/* Programs that write images round their length; a download that stops is short by far more. */
#define SIZE_SLACK (300 * CASEMENT_SECTOR_SIZE)

typedef struct {
  const char *magic;
  gsize length;
  const char *sentence;
} Foreign;

/* What people choose instead of an ISO image. */
static const Foreign foreign[] = {
  { "PK\003\004", 4, N_("“%s” is a ZIP archive: unpack it and choose the ISO image inside.") },
  { "7z\274\257", 4, N_("“%s” is a 7-Zip archive: unpack it and choose the ISO image inside.") },
  { "Rar!", 4, N_("“%s” is a RAR archive: unpack it and choose the ISO image inside.") },
  { "\037\213", 2, N_("“%s” is compressed: unpack it first, for example with gunzip.") },
  { "\3757zXZ", 5, N_("“%s” is compressed: unpack it first, for example with unxz.") },
  { "QFI\373", 4, N_("“%s” is a virtual disk, not an installer image: choose an ISO image.") },
  { "conectix", 8, N_("“%s” is a virtual disk, not an installer image: choose an ISO image.") },
  { "vhdxfile", 8, N_("“%s” is a virtual disk, not an installer image: choose an ISO image.") },
  { "MSWIM\0\0\0", 8, N_("“%s” is a Windows image file taken out of its disc: choose the whole ISO image.") },
  { "MZ", 2, N_("“%s” is a Windows program, not an ISO image: run it on Windows to download one.") },
};

static gboolean
looks_like_web_page (const char *head, gsize length)
{
  static const char *const starts[] = { "<!doctype", "<html", "<?xml", "<head", "<script" };
  gsize at = 0;

  if (length >= 3 && memcmp (head, "\357\273\277", 3) == 0)
    at = 3;
  while (at < length && g_ascii_isspace (head[at]))
    at++;
  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++) {
    gsize n = strlen (starts[i]);

    if (length - at >= n && g_ascii_strncasecmp (head + at, starts[i], n) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
set_foreign_error (CasementImageReader *reader, GError **error)
{
  char head[512] = { 0 };
  gsize length = (gsize) MIN (reader->size, sizeof head);

  if (reader->size == 0) {
    casement_set_error (error, CASEMENT_ERROR_MEDIA, NULL, _("“%s” is empty: download or copy it again."),
                        reader->path);
    return;
  }
  if (casement_image_reader_read (reader, 0, head, length)) {
    if (looks_like_web_page (head, length)) {
      casement_set_error (
          error, CASEMENT_ERROR_MEDIA, NULL,
          _("“%s” is a web page that was saved instead of the image: download it again in a browser."),
          reader->path);
      return;
    }
    for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++) {
      if (length >= foreign[i].length && memcmp (head, foreign[i].magic, foreign[i].length) == 0) {
        g_autofree char *sentence = g_strdup (_(foreign[i].sentence));
        g_auto (GStrv) parts = g_strsplit (sentence, "%s", 2);
        g_autofree char *whole = g_strjoinv (reader->path, parts);

        casement_set_error (error, CASEMENT_ERROR_MEDIA, NULL, "%s", whole);
        return;
      }
    }
  }
  if (g_cancellable_set_error_if_cancelled (reader->cancellable, error))
    return;
  casement_set_error (error, CASEMENT_ERROR_MEDIA, NULL,
                      _("“%s” is not an ISO image: choose the file that Microsoft's download page gives."),
                      reader->path);
}

static void
read_primary (CasementVolume *self, const guint8 *sector)
{
  guint32 blocks;
  guint16 block_size;

  self->system_id = casement_image_dup_text (sector + 8, 32);
  self->volume_id = casement_image_dup_text (sector + 40, 32);
  self->publisher_id = casement_image_dup_text (sector + 318, 128);
  self->application_id = casement_image_dup_text (sector + 574, 128);
  memcpy (&blocks, sector + 80, sizeof blocks);
  memcpy (&block_size, sector + 128, sizeof block_size);
  self->size = (guint64) GUINT32_FROM_LE (blocks) * GUINT16_FROM_LE (block_size);
}

static void
read_descriptors (CasementVolume *self, CasementImageReader *reader, gboolean *found)
{
  for (guint i = 0; i < MAX_DESCRIPTORS; i++) {
    guint8 sector[CASEMENT_SECTOR_SIZE];
    guint64 offset = (FIRST_SECTOR + (guint64) i) * sizeof sector;

    /* Ending with the descriptors is not being cut off. */
    if (offset + sizeof sector > reader->size
        || !casement_image_reader_read (reader, offset, sector, sizeof sector))
      return;
    if (memcmp (sector + 1, "CD001", 5) == 0) {
      *found = TRUE;
      if (sector[0] == DESCRIPTOR_PRIMARY && self->size == 0)
        read_primary (self, sector);
      else if (sector[0] == DESCRIPTOR_BOOT_RECORD && memcmp (sector + 7, "EL TORITO SPECIFICATION", 23) == 0)
        self->bootable = TRUE;
    } else if (memcmp (sector + 1, "NSR0", 4) == 0) {
      *found = TRUE;
      self->udf = TRUE;
    } else if (memcmp (sector + 1, "BEA01", 5) != 0 && memcmp (sector + 1, "TEA01", 5) != 0
               && memcmp (sector + 1, "BOOT2", 5) != 0) {
      return;
    }
  }
}

/**
 * casement_volume_read:
 *
 * Reads the volume descriptors, and refuses what is not an optical disc image, or less than all of it.
 *
 * Returns: (transfer full): the volume, or %NULL with @error (%CASEMENT_ERROR_MEDIA).
 */
CasementVolume *
casement_volume_read (CasementImageReader *reader, GError **error)
{
  g_autoptr (CasementVolume) self = g_new0 (CasementVolume, 1);
  gboolean found = FALSE;

  read_descriptors (self, reader, &found);
  if (g_cancellable_set_error_if_cancelled (reader->cancellable, error))
    return NULL;
  if (!found) {
    set_foreign_error (reader, error);
    return NULL;
  }
  if (self->size > reader->size + SIZE_SLACK)
    reader->past_end = TRUE;
  if (!casement_image_reader_check (reader, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
casement_volume_free (CasementVolume *self)
{
  if (self == NULL)
    return;
  g_free (self->volume_id);
  g_free (self->system_id);
  g_free (self->publisher_id);
  g_free (self->application_id);
  g_free (self);
}
