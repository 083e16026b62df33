/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-connection.h"
#include "casement-journal.h"
#include "casement-operation.h"

G_BEGIN_DECLS

/**
 * CasementImagePlace:
 * @path: where this program reads the image
 * @used: where the daemon finds it
 * @journal: (nullable): of the copy that was made for it
 *
 * An image that somebody chose, and what a machine's definition may call it.
 */
typedef struct {
  char *path;
  char *used;
  CasementJournal *journal;
} CasementImagePlace;

CasementImagePlace *casement_image_place_new (CasementConnection *connection,
                                              virConnectPtr handle,
                                              const char *machine,
                                              const char *path,
                                              gboolean upload,
                                              CasementOperation *operation,
                                              GCancellable *cancellable,
                                              GError **error);
char *casement_image_place_apply (GPtrArray *places, const char *xml, GError **error);
gboolean casement_image_place_is_copy (virConnectPtr handle, const char *machine, const char *path);
void casement_image_place_keep (CasementImagePlace *self);
void casement_image_place_remove (CasementImagePlace *self, CasementConnection *connection, virConnectPtr handle);
void casement_image_place_free (CasementImagePlace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementImagePlace, casement_image_place_free)

G_END_DECLS
