/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-udf.h"

#include <string.h>
#include <udfread/blockinput.h>
#include <udfread/udfread.h>

struct _CasementUdf {
  struct udfread_block_input input;
  CasementImageReader *reader;
  udfread *udf;
  gboolean opened;
};

struct _CasementUdfFile {
  UDFFILE *file;
};

/* ECMA-167 3/7.2.1: tag of the logical volume descriptor, and where in it the file set's extent is. */
#define TAG_LOGICAL_VOLUME 6
#define FILE_SET_EXTENT 248

/* A file set is one sector and its terminator. */
#define MAX_FILE_SET (16 * UDF_BLOCK_SIZE)

/* libudfread walks the extent of the file set without a bound of its own: a length of zero wraps around to
 * two million sectors, and one that ends at the last sector number never ends. Such a descriptor is not
 * given to it. Anything else it does is bounded by the reader's budget. */
static gboolean
is_safe (const guint8 *sector)
{
  guint16 tag;
  guint32 length;
  guint32 position;

  memcpy (&tag, sector, sizeof tag);
  if (GUINT16_FROM_LE (tag) != TAG_LOGICAL_VOLUME)
    return TRUE;
  memcpy (&length, sector + FILE_SET_EXTENT, sizeof length);
  memcpy (&position, sector + FILE_SET_EXTENT + 4, sizeof position);
  length = GUINT32_FROM_LE (length) & 0x3fffffff;
  return length > 0 && length <= MAX_FILE_SET && GUINT32_FROM_LE (position) < G_MAXUINT32 / 2;
}

static int
read_cb (udfread_block_input *input, uint32_t lba, void *buffer, uint32_t n_blocks, int flags)
{
  /* The input is the first member. */
  CasementUdf *self = (CasementUdf *) (void *) input;
  guint8 *at = buffer;

  if (n_blocks > G_MAXINT
      || !casement_image_reader_read (self->reader, (guint64) lba * UDF_BLOCK_SIZE, buffer,
                                      (gsize) n_blocks * UDF_BLOCK_SIZE))
    return -1;
  /* Later sectors are data, which may look like anything. */
  for (uint32_t i = 0; i < n_blocks && !self->opened; i++) {
    if (!is_safe (at + (gsize) i * UDF_BLOCK_SIZE))
      return -1;
  }
  return (int) n_blocks;
}

static uint32_t
size_cb (udfread_block_input *input)
{
  CasementUdf *self = (CasementUdf *) (void *) input;

  return (uint32_t) MIN (self->reader->size / UDF_BLOCK_SIZE, G_MAXUINT32);
}

/**
 * casement_udf_open:
 * @reader: outlives the result
 *
 * Returns: (transfer full) (nullable): the volume, or %NULL if there is none that can be read.
 */
CasementUdf *
casement_udf_open (CasementImageReader *reader)
{
  g_autoptr (CasementUdf) self = g_new0 (CasementUdf, 1);

  self->input.read = read_cb;
  self->input.size = size_cb;
  self->reader = reader;
  self->udf = udfread_init ();
  if (self->udf == NULL || udfread_open_input (self->udf, &self->input) < 0)
    return NULL;
  self->opened = TRUE;
  return g_steal_pointer (&self);
}

void
casement_udf_free (CasementUdf *self)
{
  if (self == NULL)
    return;
  udfread_close (self->udf);
  g_free (self);
}

/** casement_udf_dup_volume_id: Returns: (transfer full) (nullable): the volume's name. */
char *
casement_udf_dup_volume_id (CasementUdf *self)
{
  const char *id = udfread_get_volume_id (self->udf);

  return id != NULL ? casement_image_dup_text (id, strlen (id)) : NULL;
}

static char *
find_entry (UDFDIR *dir, const char *name, guint type)
{
  struct udfread_dirent entry;

  while (udfread_readdir (dir, &entry) != NULL) {
    if (entry.d_type == type && g_ascii_strcasecmp (entry.d_name, name) == 0)
      return g_strdup (entry.d_name);
  }
  return NULL;
}

/**
 * casement_udf_find:
 * @path: from the root, with slashes
 *
 * Returns: (transfer full) (nullable): the file, or %NULL if it is not there.
 */
CasementUdfFile *
casement_udf_find (CasementUdf *self, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  UDFDIR *dir = udfread_opendir (self->udf, "/");
  UDFFILE *file = NULL;
  CasementUdfFile *result = NULL;

  for (guint i = 0; dir != NULL && parts[i] != NULL; i++) {
    gboolean last = parts[i + 1] == NULL;
    g_autofree char *name = find_entry (dir, parts[i], last ? UDF_DT_REG : UDF_DT_DIR);
    UDFDIR *next = NULL;

    if (name != NULL && last)
      file = udfread_file_openat (dir, name);
    else if (name != NULL)
      next = udfread_opendir_at (dir, name);
    udfread_closedir (dir);
    dir = next;
  }
  if (file != NULL) {
    result = g_new0 (CasementUdfFile, 1);
    result->file = file;
  }
  return result;
}

void
casement_udf_file_free (CasementUdfFile *file)
{
  if (file == NULL)
    return;
  udfread_file_close (file->file);
  g_free (file);
}

/** casement_udf_file_get_lba: Returns: the sector of the image that it begins at; 0 if it has none of its own. */
guint32
casement_udf_file_get_lba (CasementUdfFile *file)
{
  return udfread_file_lba (file->file, 0);
}

/** casement_udf_file_get_size: Returns: its length in bytes. */
guint64
casement_udf_file_get_size (CasementUdfFile *file)
{
  return (guint64) MAX (udfread_file_size (file->file), 0);
}

/**
 * casement_udf_file_read:
 *
 * Returns: whether all of @length bytes at @offset were read.
 */
gboolean
casement_udf_file_read (CasementUdfFile *file, guint64 offset, void *buffer, gsize length)
{
  if (offset > G_MAXINT64 || udfread_file_seek (file->file, (gint64) offset, UDF_SEEK_SET) < 0)
    return FALSE;
  return udfread_file_read (file->file, buffer, length) == (gssize) length;
}
