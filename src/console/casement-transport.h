/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SpiceSession SpiceSession;

/* How the console's channels get their sockets. Abstract, so that the session is tested without a guest.
 * A transport either gives one connected socket per channel (descriptors from libvirt, socket pairs in tests) or names a
 * SPICE URI that the library connects to by itself. */
#define CASEMENT_TYPE_TRANSPORT (casement_transport_get_type ())
G_DECLARE_DERIVABLE_TYPE (CasementTransport, casement_transport, CASEMENT, TRANSPORT, GObject)

/**
 * CasementTransportClass:
 * @dup_uri: (nullable): the SPICE URI to connect to; %NULL when sockets are given
 * @configure: tells the library where to connect to and whom to trust, if there is a URI
 * @open_async: asks for a connected socket for one more channel
 * @open_finish: the socket, owned by the caller; -1 with @error set
 */
struct _CasementTransportClass {
  GObjectClass parent_class;

  char *(*dup_uri) (CasementTransport *self);
  void (*configure) (CasementTransport *self, SpiceSession *spice);
  void (*open_async) (CasementTransport *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  int (*open_finish) (CasementTransport *self, GAsyncResult *result, GError **error);
};

char *casement_transport_dup_uri (CasementTransport *self);
void casement_transport_configure (CasementTransport *self, SpiceSession *spice);
void casement_transport_open_async (CasementTransport *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
int casement_transport_open_finish (CasementTransport *self, GAsyncResult *result, GError **error);

G_END_DECLS
