/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CasementJournal:
 * @uri: the connection it is made on
 * @uuid: of the machine, chosen beforehand
 * @name: of the machine
 * @step: how far it came: "begin", "pool", "volume", "define", "start", or "undo"
 * @pool: (nullable): name of the storage pool
 * @pool_path: (nullable): its directory
 * @pool_made: whether the pool is ours
 * @directory_made: whether its directory is ours
 * @volume: (nullable): name of the disk's volume
 * @volume_path: (nullable): its file; known once it is made
 * @capacity: bytes, of the volume
 * @disc: (nullable): name of the volume with the answers for Setup
 * @disc_path: (nullable): its file; known once it is made
 * @disc_size: bytes, of it
 * @boot: (nullable): name of the volume that stands for the installer image without its prompt
 * @boot_path: (nullable): its file; known once it is made
 * @boot_size: bytes, of it
 *
 * What one creation has made and is about to make, on disk before it is made, so that the next start of the program can
 * put right what a kill left. Locked for as long as the creation lives.
 */
typedef struct {
  char *uri;
  char *uuid;
  char *name;
  char *step;
  char *pool;
  char *pool_path;
  gboolean pool_made;
  gboolean directory_made;
  char *volume;
  char *volume_path;
  guint64 capacity;
  char *disc;
  char *disc_path;
  guint64 disc_size;
  char *boot;
  char *boot_path;
  guint64 boot_size;

  /*< private >*/
  char *file;
  int lock;
} CasementJournal;

CasementJournal *casement_journal_new (const char *uri, const char *uuid, const char *name, GError **error);
gboolean casement_journal_save (CasementJournal *self, const char *step, GError **error);
void casement_journal_remove (CasementJournal *self);
void casement_journal_free (CasementJournal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementJournal, casement_journal_free)

GPtrArray *casement_journal_find_abandoned (const char *uri);

G_END_DECLS
