/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-boot-patch.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-error.h"
#include "casement-image-reader.h"
#include "casement-udf.h"

/* “El Torito” Bootable CD-ROM Format Specification, version 1.0, and the UEFI specification's platform for it. */
#define ENTRY_SIZE 32u
#define CATALOG_ENTRIES (CASEMENT_SECTOR_SIZE / ENTRY_SIZE)
#define PLATFORM_EFI 0xef
#define BOOTABLE 0x88
#define HEADER_MORE 0x90
#define HEADER_LAST 0x91
#define LOAD_RBA 8u

/* The boot record follows the primary volume descriptor, at most a few sectors later. */
#define FIRST_DESCRIPTOR 16u
#define MAX_DESCRIPTORS 16u
#define CATALOG_POINTER 71u

/* QEMU's format: docs/interop/qcow2.txt. */
#define CLUSTER_BITS 16u
#define CLUSTER (1u << CLUSTER_BITS)
#define L2_ENTRIES (CLUSTER / 8)
#define COPIED (G_GUINT64_CONSTANT (1) << 63)
#define SIZE_MAX_OVERLAY (G_GUINT64_CONSTANT (64) << 30)

/* Each boot image that asks, and the one beside it that does not. Newer media have a second pair, signed with Microsoft's key of 2023. */
static const struct {
  const char *asks;
  const char *silent;
} pairs[] = {
  { "efi/microsoft/boot/efisys_EX.bin", "efi/microsoft/boot/efisys_noprompt_EX.bin" },
  { "efi/microsoft/boot/efisys.bin", "efi/microsoft/boot/efisys_noprompt.bin" },
};

static guint32
get_u32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

static guint64
find_catalog (CasementImageReader *reader)
{
  guint8 sector[CASEMENT_SECTOR_SIZE];

  for (guint i = FIRST_DESCRIPTOR; i < FIRST_DESCRIPTOR + MAX_DESCRIPTORS; i++) {
    if (!casement_image_reader_read (reader, (guint64) i * CASEMENT_SECTOR_SIZE, sector, sizeof sector)
        || memcmp (sector + 1, "CD001", 5) != 0 || sector[0] == 255)
      return 0;
    if (sector[0] == 0 && memcmp (sector + 7, "EL TORITO SPECIFICATION", 23) == 0)
      return (guint64) get_u32 (sector + CATALOG_POINTER) * CASEMENT_SECTOR_SIZE;
  }
  return 0;
}

/* The offset of the first bootable entry for UEFI in the catalog; 0 if there is none. */
static guint
find_entry (const guint8 *catalog)
{
  gboolean efi = catalog[1] == PLATFORM_EFI;
  guint at = ENTRY_SIZE;

  if (catalog[0] != 1 || catalog[30] != 0x55 || catalog[31] != 0xaa)
    return 0;
  if (efi && catalog[at] == BOOTABLE)
    return at;
  for (at = 2 * ENTRY_SIZE; at < CATALOG_ENTRIES * ENTRY_SIZE;) {
    guint8 header = catalog[at];
    guint n = catalog[at + 2] | (guint) catalog[at + 3] << 8;

    if (header != HEADER_MORE && header != HEADER_LAST)
      return 0;
    efi = catalog[at + 1] == PLATFORM_EFI;
    at += ENTRY_SIZE;
    for (guint i = 0; i < n && at < CATALOG_ENTRIES * ENTRY_SIZE; i++, at += ENTRY_SIZE)
      if (efi && catalog[at] == BOOTABLE)
        return at;
    if (header == HEADER_LAST)
      return 0;
  }
  return 0;
}

/* A boot image is a FAT file system, whole inside of the disc. */
static gboolean
is_boot_image (CasementImageReader *reader, guint32 lba, guint64 size)
{
  guint8 sector[512];

  return lba > FIRST_DESCRIPTOR && (guint64) lba * CASEMENT_SECTOR_SIZE + size <= reader->size && size >= CASEMENT_SECTOR_SIZE
         && casement_image_reader_read (reader, (guint64) lba * CASEMENT_SECTOR_SIZE, sector, sizeof sector) && sector[510] == 0x55
         && sector[511] == 0xaa;
}

static guint32
find_silent (CasementImageReader *reader, guint32 booted)
{
  g_autoptr (CasementUdf) udf = casement_udf_open (reader);
  guint32 found = 0;

  for (guint i = 0; udf != NULL && i < G_N_ELEMENTS (pairs); i++) {
    g_autoptr (CasementUdfFile) asks = casement_udf_find (udf, pairs[i].asks);
    g_autoptr (CasementUdfFile) silent = casement_udf_find (udf, pairs[i].silent);
    guint32 lba = silent != NULL ? casement_udf_file_get_lba (silent) : 0;

    if (lba == 0 || !is_boot_image (reader, lba, casement_udf_file_get_size (silent)))
      continue;
    /* The other half of what is booted, whose signature the firmware may know or not; else any. */
    if (asks != NULL && casement_udf_file_get_lba (asks) == booted)
      return lba;
    found = lba;
  }
  return found;
}

/**
 * casement_boot_patch_find:
 * @path: an installer image
 * @patch: (out): what to change so that it boots without a question
 *
 * Returns: whether the image has a boot image that does not ask; %FALSE without @error where it has none.
 */
gboolean
casement_boot_patch_find (const char *path, CasementBootPatch *patch, GCancellable *cancellable, GError **error)
{
  g_autoptr (CasementImageReader) reader = casement_image_reader_open (path, cancellable, error);
  guint8 catalog[CASEMENT_SECTOR_SIZE];
  guint64 where;
  guint entry;

  if (reader == NULL)
    return FALSE;
  where = find_catalog (reader);
  if (where == 0 || !casement_image_reader_read (reader, where, catalog, sizeof catalog))
    return FALSE;
  entry = find_entry (catalog);
  if (entry == 0)
    return FALSE;
  patch->offset = where + entry + LOAD_RBA;
  patch->lba = find_silent (reader, get_u32 (catalog + entry + LOAD_RBA));
  patch->size = reader->size;
  return patch->lba != 0;
}

static void
put_u32 (guint8 *at, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (at, &value, sizeof value);
}

static void
put_u64 (guint8 *at, guint64 value)
{
  value = GUINT64_TO_BE (value);
  memcpy (at, &value, sizeof value);
}

/* Clusters: header, table of reference counts, their block, first and second table, the one that differs. */
static void
put_tables (guint8 *bytes, const CasementBootPatch *patch, const char *path)
{
  guint64 cluster = patch->offset >> CLUSTER_BITS;
  guint64 n_l1 = (((patch->size + CLUSTER - 1) >> CLUSTER_BITS) + L2_ENTRIES - 1) / L2_ENTRIES;
  const guint name_at = 128;

  memcpy (bytes, "QFI\373", 4);
  put_u32 (bytes + 4, 3);
  put_u64 (bytes + 8, name_at);
  put_u32 (bytes + 16, (guint32) strlen (path));
  put_u32 (bytes + 20, CLUSTER_BITS);
  put_u64 (bytes + 24, (patch->size + 511) / 512 * 512);
  put_u32 (bytes + 36, (guint32) n_l1);
  put_u64 (bytes + 40, 3 * CLUSTER);
  put_u64 (bytes + 48, CLUSTER);
  put_u32 (bytes + 56, 1);
  put_u32 (bytes + 96, 4);
  put_u32 (bytes + 100, 104);
  /* The format of what is below, so that nobody guesses. */
  put_u32 (bytes + 104, 0xe2792aca);
  put_u32 (bytes + 108, 3);
  memcpy (bytes + 112, "raw", 3);
  memcpy (bytes + name_at, path, strlen (path));
  put_u64 (bytes + CLUSTER, 2 * CLUSTER);
  for (guint i = 0; i < 6; i++)
    bytes[2 * CLUSTER + 2 * i + 1] = 1;
  put_u64 (bytes + 3 * CLUSTER + 8 * (cluster / L2_ENTRIES), COPIED | (4 * CLUSTER));
  put_u64 (bytes + 4 * CLUSTER + 8 * (cluster % L2_ENTRIES), COPIED | (5 * CLUSTER));
}

/**
 * casement_boot_patch_make_overlay:
 * @patch: for the image at @path
 *
 * Returns: (transfer full): an image in QEMU's format that is the one at @path but for those four bytes, or %NULL with @error.
 */
GBytes *
casement_boot_patch_make_overlay (const CasementBootPatch *patch, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (CasementImageReader) reader = casement_image_reader_open (path, cancellable, error);
  guint64 start = patch->offset >> CLUSTER_BITS << CLUSTER_BITS;
  guint32 lba = GUINT32_TO_LE (patch->lba);
  g_autofree guint8 *bytes = NULL;

  if (reader == NULL)
    return NULL;
  bytes = g_malloc0 (6 * CLUSTER);
  if (patch->size > SIZE_MAX_OVERLAY || strlen (path) > 1023 || patch->offset + sizeof lba > start + CLUSTER
      || patch->offset + sizeof lba > reader->size
      || !casement_image_reader_read (reader, start, bytes + 5 * CLUSTER, MIN (CLUSTER, reader->size - start))) {
    casement_set_error (error, CASEMENT_ERROR_MEDIA, NULL, _("“%s” is damaged: download or copy it again."), path);
    return NULL;
  }
  put_tables (bytes, patch, path);
  memcpy (bytes + 5 * CLUSTER + (patch->offset - start), &lba, sizeof lba);
  return g_bytes_new_take (g_steal_pointer (&bytes), 6 * CLUSTER);
}
