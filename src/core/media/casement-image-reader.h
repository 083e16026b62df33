/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CASEMENT_SECTOR_SIZE 2048

/**
 * CasementImageReader:
 * @fd: the open file
 * @path: as the user gave it
 * @size: bytes
 * @budget: bytes that may still be read; see casement_image_reader_read()
 * @past_end: whether a read went beyond the end of the file, as happens with a cut-off download
 *
 * Bounded reads of an untrusted image. Used by one thread at a time.
 */
typedef struct {
  int fd;
  char *path;
  guint64 size;
  guint64 budget;
  gboolean past_end;
  GCancellable *cancellable;
} CasementImageReader;

CasementImageReader *casement_image_reader_open (const char *path, GCancellable *cancellable, GError **error);
void casement_image_reader_free (CasementImageReader *self);
gboolean casement_image_reader_read (CasementImageReader *self, guint64 offset, void *buffer, gsize length);
gboolean casement_image_reader_check (CasementImageReader *self, GError **error);
char *casement_image_dup_text (const void *bytes, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementImageReader, casement_image_reader_free)

G_END_DECLS
