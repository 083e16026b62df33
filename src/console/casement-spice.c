/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-spice.h"

#include <string.h>

#define UNIX_PREFIX "spice+unix://"

/**
 * casement_spice_is_unix:
 * @uri: from casement_transport_dup_uri()
 *
 * Returns: whether the server is on this machine for sure.
 */
gboolean
casement_spice_is_unix (const char *uri)
{
  return g_str_has_prefix (uri, UNIX_PREFIX);
}

/**
 * casement_spice_new:
 * @uri: (nullable): the server, which its transport configures; without one every channel asks for its socket
 * @password: (nullable): if the server wants one
 * @sound: whether the guest is to be heard
 *
 * Smart cards and dma-buf frames are left out until the console has them to offer. With USB the library connects the slots that
 * the machine has, and gives it no device by itself.
 *
 * Returns: (transfer full): a session that is not connected yet.
 */
SpiceSession *
casement_spice_new (const char *uri, const char *password, gboolean sound)
{
  SpiceSession *spice = spice_session_new ();

  g_object_set (spice, "enable-audio", sound, "enable-usbredir", TRUE, "enable-smartcard", FALSE, "gl-scanout", FALSE, NULL);
  if (password != NULL)
    g_object_set (spice, "password", password, NULL);
  if (uri == NULL)
    g_object_set (spice, "client-sockets", TRUE, NULL);
  return spice;
}

/**
 * casement_spice_end:
 * @handlers: the data of the signal handlers that are to be called no more
 *
 * Disconnects. The session's own disconnecting takes the channels away from it first, and a channel that is just being opened
 * then looks for it in vain, with complaints (seen in 0.42). So the channels end while they still have it.
 */
void
casement_spice_end (SpiceSession *spice, gpointer handlers)
{
  g_autoptr (GList) channels = spice_session_get_channels (spice);

  g_signal_handlers_disconnect_by_data (spice, handlers);
  for (GList *l = channels; l != NULL; l = l->next) {
    g_signal_handlers_disconnect_by_data (l->data, handlers);
    spice_channel_disconnect (l->data, SPICE_CHANNEL_NONE);
  }
  spice_session_disconnect (spice);
}
