/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  CASEMENT_FILE_TRANSFER_WAITING,
  CASEMENT_FILE_TRANSFER_RUNNING,
  CASEMENT_FILE_TRANSFER_DONE,
  CASEMENT_FILE_TRANSFER_FAILED,
  CASEMENT_FILE_TRANSFER_CANCELLED,
} CasementFileTransferState;

#define CASEMENT_TYPE_FILE_TRANSFER_STATE (casement_file_transfer_state_get_type ())
GType casement_file_transfer_state_get_type (void);

/* One file on its way into the guest; made by a CasementFileSender.
 * Properties (read-only): "state" (enum), "fraction" (0 to 1). */
#define CASEMENT_TYPE_FILE_TRANSFER (casement_file_transfer_get_type ())
G_DECLARE_FINAL_TYPE (CasementFileTransfer, casement_file_transfer, CASEMENT, FILE_TRANSFER, GObject)

CasementFileTransfer *casement_file_transfer_new (GFile *file);
GFile *casement_file_transfer_get_file (CasementFileTransfer *self);
const char *casement_file_transfer_get_name (CasementFileTransfer *self);
CasementFileTransferState casement_file_transfer_get_state (CasementFileTransfer *self);
double casement_file_transfer_get_fraction (CasementFileTransfer *self);
const GError *casement_file_transfer_get_error (CasementFileTransfer *self);
GCancellable *casement_file_transfer_get_cancellable (CasementFileTransfer *self);
gboolean casement_file_transfer_get_over (CasementFileTransfer *self);
void casement_file_transfer_cancel (CasementFileTransfer *self);

/* For the sender. */
void casement_file_transfer_start (CasementFileTransfer *self);
void casement_file_transfer_report (CasementFileTransfer *self, guint64 sent, guint64 total);
void casement_file_transfer_end (CasementFileTransfer *self, GError *error);

G_END_DECLS
