/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-console-session.h"

#include <glib/gi18n-lib.h>
#include "casement-channel-log.h"
#include "casement-console-channels.h"
#include "casement-console-error.h"
#include "casement-error.h"
#include "casement-spice.h"

/* A server that takes the connection and then says nothing would leave the console waiting for ever, without an event. */
#define DEFAULT_TIMEOUT_SECONDS 30

struct _CasementConsoleSession {
  GObject parent_instance;

  CasementTransport *transport;
  char *password;
  char *uri;
  CasementConsoleState state;
  GError *error;
  gboolean agent_connected;
  gboolean mouse_absolute;
  gboolean sound;
  CasementGuestHeads *heads;
  CasementInputs *inputs;
  CasementGuestServices *services;

  /* Of the connection of now; a new one for every start. */
  CasementConsoleChannels *channels;
  guint timeout_id;
  guint timeout_seconds;
};

G_DEFINE_FINAL_TYPE (CasementConsoleSession, casement_console_session, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (CasementConsoleState, casement_console_state,
                    G_DEFINE_ENUM_VALUE (CASEMENT_CONSOLE_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_CONSOLE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_CONSOLE_CONNECTED, "connected"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_CONSOLE_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_CONSOLE_FAILED, "failed"))

enum {
  PROP_0,
  PROP_TRANSPORT,
  PROP_STATE,
  PROP_ERROR,
  PROP_AGENT_CONNECTED,
  PROP_MOUSE_ABSOLUTE,
  PROP_SOUND,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_agent_connected (CasementConsoleSession *self, gboolean connected)
{
  if (self->agent_connected == connected)
    return;
  self->agent_connected = connected;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AGENT_CONNECTED]);
}

static void
set_mouse_absolute (CasementConsoleSession *self, gboolean absolute)
{
  if (self->mouse_absolute == absolute)
    return;
  self->mouse_absolute = absolute;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MOUSE_ABSOLUTE]);
}

/* Lets go of the connection; the last picture stays. */
static void
end_connection (CasementConsoleSession *self)
{
  g_autoptr (CasementConsoleChannels) channels = g_steal_pointer (&self->channels);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (channels == NULL)
    return;
  g_signal_handlers_disconnect_by_data (channels, self);
  casement_console_channels_end (channels);
}

static void
set_state (CasementConsoleSession *self, CasementConsoleState state, GError *error)
{
  g_autoptr (GError) old_error = g_steal_pointer (&self->error);

  self->error = error;
  g_object_freeze_notify (G_OBJECT (self));
  if (old_error != error)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  if (state != CASEMENT_CONSOLE_CONNECTED) {
    set_agent_connected (self, FALSE);
    set_mouse_absolute (self, FALSE);
  }
  if (self->state != state) {
    self->state = state;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  }
  g_object_thaw_notify (G_OBJECT (self));
}

/* Takes @error. */
static void
fail (CasementConsoleSession *self, GError *error)
{
  g_debug ("console failed: %s (%s)", error->message, casement_error_get_details (error));
  end_connection (self);
  set_state (self, CASEMENT_CONSOLE_FAILED, error);
}

static void
close_quietly (CasementConsoleSession *self)
{
  end_connection (self);
  set_state (self, CASEMENT_CONSOLE_CLOSED, NULL);
}

/* On this machine a lost connection is the end of the virtual machine: a socket that still had something unread when QEMU
 * went away reports an error rather than its end. */
static gboolean
is_local (CasementConsoleSession *self)
{
  return self->uri == NULL || casement_spice_is_unix (self->uri);
}

static GError *
error_for_event (CasementConsoleSession *self, SpiceChannel *channel, SpiceChannelEvent event)
{
  return casement_console_error_new (channel, event, self->uri, self->password != NULL);
}

static void
vital_event_cb (CasementConsoleSession *self, SpiceChannel *channel, int event)
{
  gboolean connected = self->state == CASEMENT_CONSOLE_CONNECTED;

  switch ((SpiceChannelEvent) event) {
  case SPICE_CHANNEL_OPENED:
    if (SPICE_IS_MAIN_CHANNEL (channel) && !connected) {
      g_clear_handle_id (&self->timeout_id, g_source_remove);
      set_state (self, CASEMENT_CONSOLE_CONNECTED, NULL);
    }
    break;
  case SPICE_CHANNEL_NONE:
  case SPICE_CHANNEL_SWITCHING:
    break;
  case SPICE_CHANNEL_CLOSED:
    if (connected)
      close_quietly (self);
    else
      fail (self, error_for_event (self, channel, SPICE_CHANNEL_ERROR_LINK));
    break;
  case SPICE_CHANNEL_ERROR_IO:
  case SPICE_CHANNEL_ERROR_LINK:
    if (connected && is_local (self)) {
      close_quietly (self);
      break;
    }
    G_GNUC_FALLTHROUGH;
  default:
    fail (self, error_for_event (self, channel, (SpiceChannelEvent) event));
  }
}

static void
display_failed_cb (CasementConsoleSession *self, const GError *error)
{
  if (self->channels != NULL)
    fail (self, g_error_copy (error));
}

static void
channels_failed_cb (CasementConsoleSession *self, const GError *error)
{
  fail (self, g_error_copy (error));
}

static void
main_gone_cb (CasementConsoleSession *self)
{
  if (self->state == CASEMENT_CONSOLE_CONNECTED)
    close_quietly (self);
}

static void
make_channels (CasementConsoleSession *self)
{
  SpiceSession *spice = casement_spice_new (self->uri, self->password, self->sound);

  casement_transport_configure (self->transport, spice);
  self->channels = casement_console_channels_new (spice, self->transport, self->heads, self->inputs,
                                                  self->services, self->sound);
  g_object_unref (spice);
  g_signal_connect_object (self->channels, "event", G_CALLBACK (vital_event_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->channels, "failed", G_CALLBACK (channels_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->channels, "main-gone", G_CALLBACK (main_gone_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->channels, "mouse-absolute", G_CALLBACK (set_mouse_absolute), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->channels, "agent-connected", G_CALLBACK (set_agent_connected), self, G_CONNECT_SWAPPED);
}

static gboolean
timeout_cb (gpointer user_data)
{
  CasementConsoleSession *self = user_data;

  self->timeout_id = 0;
  fail (self, casement_error_new (CASEMENT_ERROR_CONNECTION, NULL,
                                  _ ("The screen does not answer. Check that the virtual machine is not paused by an error, "
                                     "and connect again.")));
  return G_SOURCE_REMOVE;
}

static void
casement_console_session_dispose (GObject *object)
{
  CasementConsoleSession *self = CASEMENT_CONSOLE_SESSION (object);

  if (self->inputs != NULL)
    end_connection (self);
  g_clear_object (&self->inputs);
  g_clear_object (&self->services);
  g_clear_object (&self->heads);
  g_clear_object (&self->transport);
  G_OBJECT_CLASS (casement_console_session_parent_class)->dispose (object);
}

static void
casement_console_session_finalize (GObject *object)
{
  CasementConsoleSession *self = CASEMENT_CONSOLE_SESSION (object);

  g_clear_error (&self->error);
  g_free (self->password);
  g_free (self->uri);
  G_OBJECT_CLASS (casement_console_session_parent_class)->finalize (object);
}

static void
casement_console_session_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementConsoleSession *self = CASEMENT_CONSOLE_SESSION (object);

  switch (prop_id) {
  case PROP_TRANSPORT:
    g_value_set_object (value, self->transport);
    break;
  case PROP_STATE:
    g_value_set_enum (value, (int) self->state);
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, self->error);
    break;
  case PROP_AGENT_CONNECTED:
    g_value_set_boolean (value, self->agent_connected);
    break;
  case PROP_MOUSE_ABSOLUTE:
    g_value_set_boolean (value, self->mouse_absolute);
    break;
  case PROP_SOUND:
    g_value_set_boolean (value, self->sound);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_console_session_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CasementConsoleSession *self = CASEMENT_CONSOLE_SESSION (object);

  switch (prop_id) {
  case PROP_TRANSPORT:
    self->transport = g_value_dup_object (value);
    break;
  case PROP_SOUND:
    casement_console_session_set_sound (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_console_session_class_init (CasementConsoleSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = casement_console_session_dispose;
  object_class->finalize = casement_console_session_finalize;
  object_class->get_property = casement_console_session_get_property;
  object_class->set_property = casement_console_session_set_property;

  properties[PROP_TRANSPORT] =
      g_param_spec_object ("transport", NULL, NULL, CASEMENT_TYPE_TRANSPORT,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, CASEMENT_TYPE_CONSOLE_STATE, CASEMENT_CONSOLE_IDLE, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_AGENT_CONNECTED] = g_param_spec_boolean ("agent-connected", NULL, NULL, FALSE, flags);
  properties[PROP_MOUSE_ABSOLUTE] = g_param_spec_boolean ("mouse-absolute", NULL, NULL, FALSE, flags);
  properties[PROP_SOUND] = g_param_spec_boolean ("sound", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_console_session_init (CasementConsoleSession *self)
{
  self->timeout_seconds = DEFAULT_TIMEOUT_SECONDS;
  self->inputs = casement_inputs_new ();
  self->services = casement_guest_services_new ();
  self->heads = casement_guest_heads_new ();
  g_signal_connect_object (casement_guest_heads_get (self->heads, 0), "failed", G_CALLBACK (display_failed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * casement_console_session_new:
 * @transport: where the channels' sockets come from
 *
 * Returns: (transfer full): an idle session.
 */
CasementConsoleSession *
casement_console_session_new (CasementTransport *transport)
{
  g_return_val_if_fail (CASEMENT_IS_TRANSPORT (transport), NULL);

  return g_object_new (CASEMENT_TYPE_CONSOLE_SESSION, "transport", transport, NULL);
}

/**
 * casement_console_session_start:
 *
 * Connects. Does nothing while connecting or connected; after the end or a failure it starts afresh, keeping the last picture
 * until the new one comes.
 */
void
casement_console_session_start (CasementConsoleSession *self)
{
  /* Who listens to the state may drop the session. */
  g_autoptr (GObject) alive = NULL;
  gboolean started;

  g_return_if_fail (CASEMENT_IS_CONSOLE_SESSION (self));

  if (self->state == CASEMENT_CONSOLE_CONNECTING || self->state == CASEMENT_CONSOLE_CONNECTED)
    return;
  alive = g_object_ref (G_OBJECT (self));
  g_free (self->uri);
  self->uri = casement_transport_dup_uri (self->transport);
  make_channels (self);
  self->timeout_id = g_timeout_add_seconds (self->timeout_seconds, timeout_cb, self);
  set_state (self, CASEMENT_CONSOLE_CONNECTING, NULL);
  if (self->channels == NULL)
    return;

  started = casement_console_channels_connect (self->channels, self->uri == NULL);
  if (!started && self->state == CASEMENT_CONSOLE_CONNECTING)
    fail (self, casement_error_new (CASEMENT_ERROR_CONNECTION, NULL,
                                    _ ("The screen cannot be reached. Check the address, and that the virtual machine runs.")));
}

/**
 * casement_console_session_stop:
 *
 * Disconnects, if it was connected or connecting; the last picture stays.
 */
void
casement_console_session_stop (CasementConsoleSession *self)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_SESSION (self));

  if (self->state == CASEMENT_CONSOLE_CONNECTING || self->state == CASEMENT_CONSOLE_CONNECTED) {
    casement_inputs_release_all (self->inputs);
    close_quietly (self);
  }
}

/**
 * casement_console_session_get_state:
 *
 * Returns: how far it is.
 */
CasementConsoleState
casement_console_session_get_state (CasementConsoleSession *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SESSION (self), CASEMENT_CONSOLE_IDLE);

  return self->state;
}

/**
 * casement_console_session_get_error:
 *
 * Returns: (nullable): why it is %CASEMENT_CONSOLE_FAILED, for the user; %CASEMENT_ERROR_PERMISSION asks for a password.
 */
const GError *
casement_console_session_get_error (CasementConsoleSession *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SESSION (self), NULL);

  return self->error;
}

/**
 * casement_console_session_get_agent_connected:
 *
 * Returns: whether the SPICE agent runs in the guest.
 */
gboolean
casement_console_session_get_agent_connected (CasementConsoleSession *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SESSION (self), FALSE);

  return self->agent_connected;
}

/**
 * casement_console_session_get_mouse_absolute:
 *
 * Returns: whether the guest takes positions (a tablet or an agent), or only motion. Changes at any time.
 */
gboolean
casement_console_session_get_mouse_absolute (CasementConsoleSession *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SESSION (self), FALSE);

  return self->mouse_absolute;
}

/**
 * casement_console_session_set_password:
 * @password: (nullable): for the next start; never logged
 */
void
casement_console_session_set_password (CasementConsoleSession *self, const char *password)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_SESSION (self));

  if (g_strcmp0 (self->password, password) == 0)
    return;
  g_free (self->password);
  self->password = g_strdup (password);
}

/**
 * casement_console_session_set_sound:
 * @sound: whether the guest is heard from the next start on; not by default. The microphone is a service of its own.
 */
void
casement_console_session_set_sound (CasementConsoleSession *self, gboolean sound)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_SESSION (self));

  sound = sound != FALSE;
  if (self->sound == sound)
    return;
  self->sound = sound;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SOUND]);
}

/**
 * casement_console_session_set_timeout:
 * @seconds: how long the next start may take until it fails; 30 by default
 */
void
casement_console_session_set_timeout (CasementConsoleSession *self, guint seconds)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_SESSION (self));

  self->timeout_seconds = seconds;
}

/**
 * casement_console_session_get_display:
 *
 * Returns: (transfer none): the guest's first screen.
 */
CasementGuestDisplay *
casement_console_session_get_display (CasementConsoleSession *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SESSION (self), NULL);

  return casement_guest_heads_get (self->heads, 0);
}

/**
 * casement_console_session_get_inputs:
 *
 * Returns: (transfer none): the way to the guest's keyboard and pointer.
 */
CasementInputs *
casement_console_session_get_inputs (CasementConsoleSession *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SESSION (self), NULL);

  return self->inputs;
}

/**
 * casement_console_session_get_services:
 *
 * Returns: (transfer none): what passes between this side and the guest beside picture, keys and sound.
 */
CasementGuestServices *
casement_console_session_get_services (CasementConsoleSession *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SESSION (self), NULL);

  return self->services;
}

/**
 * casement_console_session_send_keys:
 * @evdev_codes: Linux input codes, ended by 0
 *
 * Presses keys in order and releases them in reverse. Nothing happens without a connection.
 */
void
casement_console_session_send_keys (CasementConsoleSession *self, const guint *evdev_codes)
{
  guint n = 0;

  g_return_if_fail (CASEMENT_IS_CONSOLE_SESSION (self));
  g_return_if_fail (evdev_codes != NULL);

  for (; evdev_codes[n] != 0; n++)
    casement_inputs_press_key (self->inputs, evdev_codes[n]);
  while (n-- > 0)
    casement_inputs_release_key (self->inputs, evdev_codes[n]);
}

/** casement_console_session_get_heads: Returns: (transfer none): all screens of the guest that show something. */
CasementGuestHeads *
casement_console_session_get_heads (CasementConsoleSession *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SESSION (self), NULL);

  return self->heads;
}

/**
 * casement_console_session_request_size:
 * @id: which of the guest's screens
 * @width: guest pixels; 0 to switch the screen off
 * @height: likewise
 *
 * Asks the guest for a screen of this size, at once. Needs an agent in the guest, or nothing is sent, even to devices that need
 * none (seen in 0.42).
 *
 * Returns: whether it was asked.
 */
gboolean
casement_console_session_request_size (CasementConsoleSession *self, guint id, guint width, guint height)
{
  SpiceMainChannel *channel;
  gboolean on = width > 0 && height > 0;

  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SESSION (self), FALSE);
  g_return_val_if_fail (id < CASEMENT_GUEST_HEADS_MAX, FALSE);
  g_return_val_if_fail (width <= G_MAXINT16 && height <= G_MAXINT16, FALSE);

  channel = self->channels != NULL ? casement_console_channels_get_main (self->channels) : NULL;
  if (channel == NULL || !self->agent_connected)
    return FALSE;
  spice_main_channel_update_display_enabled (channel, (int) id, on, FALSE);
  if (on)
    spice_main_channel_update_display (channel, (int) id, 0, 0, (int) width, (int) height, FALSE);
  return spice_main_channel_send_monitor_config (channel);
}

/** casement_console_session_get_latency: Returns: milliseconds to the server and back; below 0 where it is not known. */
double
casement_console_session_get_latency (CasementConsoleSession *self)
{
  SpiceMainChannel *channel;

  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SESSION (self), -1.0);

  channel = self->channels != NULL ? casement_console_channels_get_main (self->channels) : NULL;
  return channel != NULL ? casement_channel_log_get_latency (SPICE_CHANNEL (channel)) : -1.0;
}

/** casement_console_session_get_spice: Returns: (transfer none) (nullable): the library's session, while there is one. */
SpiceSession *
casement_console_session_get_spice (CasementConsoleSession *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SESSION (self), NULL);

  return self->channels != NULL ? casement_console_channels_get_spice (self->channels) : NULL;
}
