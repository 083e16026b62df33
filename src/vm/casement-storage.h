/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-connection.h"
#include <libxml/tree.h>
#include "casement-journal.h"

G_BEGIN_DECLS

/* Where a connection keeps its disks. All of these block. */

virStoragePoolPtr casement_storage_open_pool (CasementConnection *connection,
                                              virConnectPtr handle,
                                              CasementJournal *journal,
                                              GError **error);
gboolean casement_storage_refresh (virStoragePoolPtr pool, GError **error);
gboolean casement_storage_get_free (virStoragePoolPtr pool, guint64 *available, GError **error);
gboolean casement_storage_measure (CasementConnection *connection, virConnectPtr handle, guint64 *available, char **where);
gboolean casement_storage_has_volume (virStoragePoolPtr pool, const char *pool_path, const char *name, gboolean local);

gboolean casement_storage_undo_volume (virConnectPtr handle, CasementJournal *journal, gboolean local, GError **error);
void casement_storage_undo_pool (virConnectPtr handle, CasementJournal *journal);

/* (transfer full): the path that a volume's or pool's XML names, or %NULL. */
char *casement_storage_dup_pool_path (virStoragePoolPtr pool);

gboolean casement_storage_check_file (CasementConnection *connection, const char *path, GError **error);

char *casement_storage_dup_source (virConnectPtr handle, xmlNodePtr node);

/* Which machines use which files: path -> name of a machine, all but the one with @except_uuid. */
GHashTable *casement_storage_find_users (virConnectPtr handle, const char *except_uuid, GError **error);

G_END_DECLS
