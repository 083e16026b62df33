/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libvirt/libvirt.h>
#include <libvirt-gobject/libvirt-gobject.h>
#include "casement-host-facts.h"
#include "casement-worker.h"

G_BEGIN_DECLS

typedef enum {
  CASEMENT_CONNECTION_CLOSED,
  CASEMENT_CONNECTION_CONNECTING,
  CASEMENT_CONNECTION_OPEN,
  CASEMENT_CONNECTION_LOST,
} CasementConnectionState;

#define CASEMENT_TYPE_CONNECTION_STATE (casement_connection_state_get_type ())
GType casement_connection_state_get_type (void);

/* One libvirt connection, reopened by itself when the daemon went away. Properties: "uri" (construct-only),
 * "state" (read-only), "error" (boxed GError, read-only: why it is closed or lost). */
#define CASEMENT_TYPE_CONNECTION (casement_connection_get_type ())
G_DECLARE_FINAL_TYPE (CasementConnection, casement_connection, CASEMENT, CONNECTION, GObject)

CasementConnection *casement_connection_new (const char *uri);
const char *casement_connection_default_uri (void);

void casement_connection_open_async (CasementConnection *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean casement_connection_open_finish (CasementConnection *self, GAsyncResult *result, GError **error);
gboolean casement_connection_open_sync (CasementConnection *self, GError **error);
void casement_connection_retry (CasementConnection *self);
void casement_connection_close (CasementConnection *self);

const char *casement_connection_get_uri (CasementConnection *self);
CasementConnectionState casement_connection_get_state (CasementConnection *self);
const GError *casement_connection_get_error (CasementConnection *self);
char *casement_connection_dup_title (CasementConnection *self);
CasementWorker *casement_connection_get_worker (CasementConnection *self);
/* (transfer full) (nullable): for use in the worker's thread; release with virConnectClose(). */
virConnectPtr casement_connection_dup_handle (CasementConnection *self);
/* The same with an error for the user when the connection is not open. */
virConnectPtr casement_connection_acquire (CasementConnection *self, GError **error);

/* What the URI says: whether libvirt runs on this computer, and whether it is the user's own daemon. */
gboolean casement_connection_is_local (CasementConnection *self);
gboolean casement_connection_is_session (CasementConnection *self);

/* Facts for the machine that a new Windows VM would get here; judged anew each time (free memory changes). */
CasementHostFacts *casement_connection_probe_host (CasementConnection *self, GCancellable *cancellable, GError **error);
void casement_connection_probe_host_async (CasementConnection *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CasementHostFacts *casement_connection_probe_host_finish (CasementConnection *self, GAsyncResult *result, GError **error);

G_END_DECLS
