/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-channel-opener.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include "casement-error.h"

/* A socket that is on its way to a channel, which may be gone when it comes. */
typedef struct {
  GWeakRef channel;
  GCancellable *cancellable;
  CasementChannelOpenFailed failed;
  GObject *owner;
} Opening;

static void
opening_free (Opening *opening)
{
  g_weak_ref_clear (&opening->channel);
  g_object_unref (opening->cancellable);
  g_object_unref (opening->owner);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  g_autoptr (GObject) channel = g_weak_ref_get (&opening->channel);
  g_autoptr (GError) error = NULL;
  int fd = casement_transport_open_finish (CASEMENT_TRANSPORT (source), result, &error);

  if (g_cancellable_is_cancelled (opening->cancellable) || (fd >= 0 && channel == NULL)) {
    if (fd >= 0)
      g_close (fd, NULL);
    return;
  }
  /* The library must never be given -1 here: it would ask again, for ever. */
  if (fd >= 0) {
    /* The channel owns the descriptor from here on. */
    if (spice_channel_open_fd (SPICE_CHANNEL (channel), fd))
      return;
  }
  if (error == NULL)
    error = casement_error_new (CASEMENT_ERROR_CONNECTION, NULL,
                                _ ("The screen gave no connection. Start the virtual machine again."));
  opening->failed (g_steal_pointer (&error), opening->owner);
}

/**
 * casement_channel_opener_open:
 * @channel: a channel that asks for a socket ("open-fd")
 * @transport: where sockets come from
 * @cancellable: after which neither @channel nor @failed is touched
 * @failed: called with the reason if there is no socket
 * @owner: for @failed; kept alive meanwhile
 *
 * Gets a socket and gives it to @channel.
 */
void
casement_channel_opener_open (SpiceChannel *channel,
                              CasementTransport *transport,
                              GCancellable *cancellable,
                              CasementChannelOpenFailed failed,
                              GObject *owner)
{
  Opening *opening = g_new0 (Opening, 1);

  g_weak_ref_init (&opening->channel, channel);
  opening->cancellable = g_object_ref (cancellable);
  opening->failed = failed;
  opening->owner = g_object_ref (owner);
  casement_transport_open_async (transport, cancellable, opened_cb, opening);
}
