/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CasementBootPatch:
 * @offset: byte of the image where the UEFI entry of its boot catalog says what is booted
 * @lba: the sector that it is to say instead, little endian on the disc: Microsoft's own boot image that does not ask for a key
 * @size: bytes of the whole image
 */
typedef struct {
  guint64 offset;
  guint32 lba;
  guint64 size;
} CasementBootPatch;

gboolean casement_boot_patch_find (const char *path, CasementBootPatch *patch, GCancellable *cancellable, GError **error);
GBytes *casement_boot_patch_make_overlay (const CasementBootPatch *patch, const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
