/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CasementUndoEntry:
 * @number: counts up; the highest is undone first
 * @before: the definition that undoing brings back
 * @after: the definition as libvirt had it when the change was made
 * @ids: (nullable): recommendations that were put right
 * @nvram: (nullable): the file with the firmware's variables before, if the change begins with fresh ones
 * @new_nvram: (nullable): the file with the fresh ones
 * @nvram_data: (nullable): what was in the old file, where it could be read
 *
 * One change of a machine's definition that can be taken back.
 */
typedef struct {
  guint number;
  char *before;
  char *after;
  char **ids;
  char *nvram;
  char *new_nvram;
  GBytes *nvram_data;
} CasementUndoEntry;

void casement_undo_entry_free (CasementUndoEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementUndoEntry, casement_undo_entry_free)

gboolean casement_undo_store_save (const char *uuid, CasementUndoEntry *entry, GError **error);
CasementUndoEntry *casement_undo_store_peek (const char *uuid);
void casement_undo_store_remove (const char *uuid, guint number);
guint casement_undo_store_count (const char *uuid);
char **casement_undo_store_list_nvram (const char *uuid);
void casement_undo_store_forget (const char *uuid);

G_END_DECLS
