/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-console-channels.h"

#include "casement-channel-log.h"
#include "casement-channel-opener.h"
#include "casement-spice.h"

struct _CasementConsoleChannels {
  GObject parent_instance;

  CasementTransport *transport;
  CasementGuestHeads *heads;
  CasementInputs *inputs;
  CasementGuestServices *services;
  gboolean sound;

  /* Until the end. */
  SpiceSession *spice;
  GCancellable *cancellable;
  SpiceChannel *main_channel;
  SpiceChannel *display_channel;
};

G_DEFINE_FINAL_TYPE (CasementConsoleChannels, casement_console_channels, G_TYPE_OBJECT)

enum {
  EVENT,
  FAILED,
  MAIN_GONE,
  MOUSE_ABSOLUTE,
  AGENT_CONNECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
vital_event_cb (CasementConsoleChannels *self, SpiceChannelEvent event, SpiceChannel *channel)
{
  if (channel == self->main_channel || channel == self->display_channel)
    g_signal_emit (self, signals[EVENT], 0, channel, (int) event);
}

static void
mouse_update_cb (CasementConsoleChannels *self, SpiceChannel *channel)
{
  int mode;

  g_object_get (channel, "mouse-mode", &mode, NULL);
  g_signal_emit (self, signals[MOUSE_ABSOLUTE], 0, mode == SPICE_MOUSE_MODE_CLIENT);
}

static void
agent_update_cb (CasementConsoleChannels *self, SpiceChannel *channel)
{
  gboolean connected;

  g_object_get (channel, "agent-connected", &connected, NULL);
  g_signal_emit (self, signals[AGENT_CONNECTED], 0, connected);
}

static void
open_failed_cb (GError *error, gpointer user_data)
{
  g_signal_emit (user_data, signals[FAILED], 0, error);
  g_error_free (error);
}

static void
open_fd_cb (CasementConsoleChannels *self, int with_tls, SpiceChannel *channel)
{
  if (with_tls)
    g_signal_emit (self, signals[EVENT], 0, channel, (int) SPICE_CHANNEL_ERROR_TLS);
  else
    casement_channel_opener_open (channel, self->transport, self->cancellable, open_failed_cb,
                                  G_OBJECT (self));
}

/* The console does without it. */
static void
service_failed_cb (GError *error, gpointer user_data)
{
  g_message ("A channel beside the screen could not be opened: %s", error->message);
  g_error_free (error);
}

static void
service_open_fd_cb (CasementConsoleChannels *self, int with_tls, SpiceChannel *channel)
{
  if (!with_tls)
    casement_channel_opener_open (channel, self->transport, self->cancellable, service_failed_cb, G_OBJECT (self));
}

static gboolean
adopt (CasementConsoleChannels *self, SpiceChannel *channel)
{
  int id;

  g_object_get (channel, "channel-id", &id, NULL);
  if (SPICE_IS_MAIN_CHANNEL (channel)) {
    g_set_weak_pointer (&self->main_channel, channel);
    g_signal_connect_object (channel, "main-mouse-update", G_CALLBACK (mouse_update_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (channel, "main-agent-update", G_CALLBACK (agent_update_cb), self,
                             G_CONNECT_SWAPPED);
    casement_guest_services_set_main (self->services, SPICE_MAIN_CHANNEL (channel));
  } else if (SPICE_IS_DISPLAY_CHANNEL (channel)) {
    if (id == 0)
      g_set_weak_pointer (&self->display_channel, channel);
    return casement_guest_heads_adopt_display (self->heads, SPICE_DISPLAY_CHANNEL (channel), id);
  } else if (SPICE_IS_CURSOR_CHANNEL (channel)) {
    return casement_guest_heads_adopt_cursor (self->heads, SPICE_CURSOR_CHANNEL (channel), id);
  } else if (SPICE_IS_INPUTS_CHANNEL (channel)) {
    casement_inputs_set_channel (self->inputs, SPICE_INPUTS_CHANNEL (channel));
  } else {
    return FALSE;
  }
  return TRUE;
}

static void
channel_new_cb (CasementConsoleChannels *self, SpiceChannel *channel)
{
  casement_channel_log_watch (channel);
  if (casement_guest_services_wants (self->services, channel)) {
    g_signal_connect_object (channel, "open-fd", G_CALLBACK (service_open_fd_cb), self, G_CONNECT_SWAPPED);
    /* What is heard here is not the guest's to hear: the library's audio would connect the microphone by itself. It listens
     * to this signal too, and was made later. */
    if (casement_guest_services_adopt (self->services, channel, self->sound))
      g_signal_stop_emission_by_name (self->spice, "channel-new");
    return;
  }
  if (self->sound && SPICE_IS_PLAYBACK_CHANNEL (channel)) {
    g_signal_connect_object (channel, "open-fd", G_CALLBACK (open_fd_cb), self, G_CONNECT_SWAPPED);
    return;
  }
  /* A channel that is not connected costs the guest nothing. */
  if (!adopt (self, channel))
    return;
  g_signal_connect_object (channel, "channel-event", G_CALLBACK (vital_event_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "open-fd", G_CALLBACK (open_fd_cb), self, G_CONNECT_SWAPPED);
  /* The main channel is being connected by whoever made it. */
  if (channel != self->main_channel)
    spice_channel_connect (channel);
}

static void
channel_destroy_cb (CasementConsoleChannels *self, SpiceChannel *channel)
{
  if (SPICE_IS_DISPLAY_CHANNEL (channel))
    casement_guest_heads_drop_display (self->heads, SPICE_DISPLAY_CHANNEL (channel));
  if (channel == self->main_channel)
    g_signal_emit (self, signals[MAIN_GONE], 0);
}

static void
casement_console_channels_dispose (GObject *object)
{
  CasementConsoleChannels *self = CASEMENT_CONSOLE_CHANNELS (object);

  if (self->spice != NULL)
    casement_console_channels_end (self);
  g_clear_object (&self->transport);
  g_clear_object (&self->heads);
  g_clear_object (&self->inputs);
  g_clear_object (&self->services);
  G_OBJECT_CLASS (casement_console_channels_parent_class)->dispose (object);
}

static void
casement_console_channels_class_init (CasementConsoleChannelsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_console_channels_dispose;

  signals[EVENT] = g_signal_new ("event", CASEMENT_TYPE_CONSOLE_CHANNELS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 2, SPICE_TYPE_CHANNEL, G_TYPE_INT);
  signals[FAILED] = g_signal_new ("failed", CASEMENT_TYPE_CONSOLE_CHANNELS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[MAIN_GONE] = g_signal_new ("main-gone", CASEMENT_TYPE_CONSOLE_CHANNELS, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  signals[MOUSE_ABSOLUTE] = g_signal_new ("mouse-absolute", CASEMENT_TYPE_CONSOLE_CHANNELS, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[AGENT_CONNECTED]
      = g_signal_new ("agent-connected", CASEMENT_TYPE_CONSOLE_CHANNELS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
casement_console_channels_init (CasementConsoleChannels *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * casement_console_channels_new:
 * @spice: a session that is not connected yet
 * @transport: where the channels' sockets come from
 * @heads: what the display channels feed
 * @inputs: what the inputs channel takes from
 * @services: what uses the channels beside
 * @sound: whether the guest is heard
 *
 * Returns: (transfer full): no channels yet.
 */
CasementConsoleChannels *
casement_console_channels_new (SpiceSession *spice,
                               CasementTransport *transport,
                               CasementGuestHeads *heads,
                               CasementInputs *inputs,
                               CasementGuestServices *services,
                               gboolean sound)
{
  CasementConsoleChannels *self = g_object_new (CASEMENT_TYPE_CONSOLE_CHANNELS, NULL);

  self->spice = g_object_ref (spice);
  self->transport = g_object_ref (transport);
  self->heads = g_object_ref (heads);
  self->inputs = g_object_ref (inputs);
  self->services = g_object_ref (services);
  casement_guest_services_begin (services, spice);
  self->sound = sound;
  g_signal_connect_object (spice, "channel-new", G_CALLBACK (channel_new_cb), self, G_CONNECT_SWAPPED);
  /* Before any channel, so that it hears of them after we do. The session keeps it. */
  if (sound)
    spice_audio_get (spice, NULL);
  g_signal_connect_object (spice, "channel-destroy", G_CALLBACK (channel_destroy_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * casement_console_channels_connect:
 * @client_sockets: whether the transport opens the sockets, and not the library
 *
 * Returns: whether a connection was begun. Signals may have come by then.
 */
gboolean
casement_console_channels_connect (CasementConsoleChannels *self, gboolean client_sockets)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_CHANNELS (self), FALSE);

  if (self->spice == NULL)
    return FALSE;
  return client_sockets ? spice_session_open_fd (self->spice, -1) : spice_session_connect (self->spice);
}

/**
 * casement_console_channels_end:
 *
 * Lets go of the connection; no signal comes after it. Disconnecting happens in an idle of the library, which
 * holds its own reference until then.
 */
void
casement_console_channels_end (CasementConsoleChannels *self)
{
  SpiceSession *spice;

  g_return_if_fail (CASEMENT_IS_CONSOLE_CHANNELS (self));

  spice = g_steal_pointer (&self->spice);
  if (spice == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  casement_inputs_set_channel (self->inputs, NULL);
  casement_guest_services_end (self->services);
  casement_guest_heads_end (self->heads);
  g_clear_weak_pointer (&self->main_channel);
  g_clear_weak_pointer (&self->display_channel);
  casement_spice_end (spice, self);
  g_object_unref (spice);
}

/**
 * casement_console_channels_get_main:
 *
 * Returns: (transfer none) (nullable): the channel that speaks to the agent.
 */
SpiceMainChannel *
casement_console_channels_get_main (CasementConsoleChannels *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_CHANNELS (self), NULL);

  return self->main_channel != NULL ? SPICE_MAIN_CHANNEL (self->main_channel) : NULL;
}

/** casement_console_channels_get_spice: Returns: (transfer none) (nullable): the library's session; %NULL after the end. */
SpiceSession *
casement_console_channels_get_spice (CasementConsoleChannels *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_CHANNELS (self), NULL);

  return self->spice;
}
