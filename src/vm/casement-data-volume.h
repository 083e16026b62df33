/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-connection.h"
#include "casement-disk-plan.h"
#include "casement-journal.h"

G_BEGIN_DECLS

/**
 * CasementDataVolume:
 * @path: the image's file
 * @format: "qcow2" or "raw"
 * @journal: tells the next start of the program of it, until it is kept or removed
 *
 * An image that was made for a further disk of a machine.
 */
typedef struct {
  char *path;
  char *format;
  CasementJournal *journal;
} CasementDataVolume;

CasementDataVolume *casement_data_volume_make (CasementConnection *connection,
                                               virConnectPtr handle,
                                               const char *machine,
                                               guint64 bytes,
                                               const char *format,
                                               GCancellable *cancellable,
                                               GError **error);
void casement_data_volume_keep (CasementDataVolume *self);
void casement_data_volume_remove (CasementDataVolume *self, CasementConnection *connection, virConnectPtr handle);
void casement_data_volume_free (CasementDataVolume *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementDataVolume, casement_data_volume_free)

G_END_DECLS
