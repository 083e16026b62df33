/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <spice-client.h>

G_BEGIN_DECLS

/**
 * CasementSharedFolderState:
 * @CASEMENT_SHARED_FOLDER_OFF: nothing is shared
 * @CASEMENT_SHARED_FOLDER_NO_CONNECTION: it will be, once the console is connected
 * @CASEMENT_SHARED_FOLDER_NO_CHANNEL: the machine has no device for it
 * @CASEMENT_SHARED_FOLDER_WAITING: it is there, and nobody in the guest has asked for it: its service does not run
 * @CASEMENT_SHARED_FOLDER_SERVED: the guest's service has it
 */
typedef enum {
  CASEMENT_SHARED_FOLDER_OFF,
  CASEMENT_SHARED_FOLDER_NO_CONNECTION,
  CASEMENT_SHARED_FOLDER_NO_CHANNEL,
  CASEMENT_SHARED_FOLDER_WAITING,
  CASEMENT_SHARED_FOLDER_SERVED,
} CasementSharedFolderState;

#define CASEMENT_TYPE_SHARED_FOLDER_STATE (casement_shared_folder_state_get_type ())
GType casement_shared_folder_state_get_type (void);

/* A folder of this side that the guest may read, and write if allowed, by WebDAV. Nothing is shared unless it was set, and the
 * channel is connected only then. Property (read-only): "state" (enum). */
#define CASEMENT_TYPE_SHARED_FOLDER (casement_shared_folder_get_type ())
G_DECLARE_FINAL_TYPE (CasementSharedFolder, casement_shared_folder, CASEMENT, SHARED_FOLDER, GObject)

CasementSharedFolder *casement_shared_folder_new (void);
void casement_shared_folder_set_spice (CasementSharedFolder *self, SpiceSession *spice);
void casement_shared_folder_set_connected (CasementSharedFolder *self, gboolean connected);
void casement_shared_folder_add_channel (CasementSharedFolder *self, SpiceWebdavChannel *channel);
void casement_shared_folder_share (CasementSharedFolder *self, const char *path, gboolean read_only);
CasementSharedFolderState casement_shared_folder_get_state (CasementSharedFolder *self);

G_END_DECLS
