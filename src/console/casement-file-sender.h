/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <spice-client.h>
#include "casement-file-transfer.h"

G_BEGIN_DECLS

/* Copies files into the guest, one after another; its agent puts them on the desktop of whoever is signed in.
 * Property (read-only): "available" (boolean): see casement_file_sender_check(). */
#define CASEMENT_TYPE_FILE_SENDER (casement_file_sender_get_type ())
G_DECLARE_FINAL_TYPE (CasementFileSender, casement_file_sender, CASEMENT, FILE_SENDER, GObject)

CasementFileSender *casement_file_sender_new (void);
void casement_file_sender_set_channel (CasementFileSender *self, SpiceMainChannel *channel);
gboolean casement_file_sender_check (CasementFileSender *self, GError **error);
void casement_file_sender_send (CasementFileSender *self, GFile *file);
GListModel *casement_file_sender_get_transfers (CasementFileSender *self);
void casement_file_sender_forget (CasementFileSender *self);

G_END_DECLS
