/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-microphone.h"

#define ALLOWED "casement-microphone-allowed"

struct _CasementMicrophone {
  GObject parent_instance;
  CasementMicrophonePolicy policy;
  /* Only while nobody has decided: it is connected and given nothing, to hear whether the guest records. */
  SpiceChannel *channel;
};

G_DEFINE_FINAL_TYPE (CasementMicrophone, casement_microphone, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (CasementMicrophonePolicy, casement_microphone_policy,
                    G_DEFINE_ENUM_VALUE (CASEMENT_MICROPHONE_ASK, "ask"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_MICROPHONE_OFF, "off"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_MICROPHONE_ON, "on"))

enum {
  WANTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];
/* The library's own way to learn the microphone's volume, which opens the microphone. */
static gboolean (*get_record_volume_info_finish) (SpiceAudio *audio,
                                                  GAsyncResult *result,
                                                  gboolean *mute,
                                                  guint8 *n_channels,
                                                  guint16 **volume,
                                                  GError **error);

static void
record_start_cb (CasementMicrophone *self)
{
  if (self->policy == CASEMENT_MICROPHONE_ASK)
    g_signal_emit (self, signals[WANTED], 0);
}

static gboolean
record_volume_finish (SpiceAudio *audio, GAsyncResult *result, gboolean *mute, guint8 *n_channels, guint16 **volume, GError **error)
{
  if (g_object_get_data (G_OBJECT (audio), ALLOWED) != NULL)
    return get_record_volume_info_finish (audio, result, mute, n_channels, volume, error);
  if (volume != NULL)
    *volume = NULL;
  if (n_channels != NULL)
    *n_channels = 0;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "the microphone is not the guest's");
  return FALSE;
}

static void
casement_microphone_dispose (GObject *object)
{
  casement_microphone_end (CASEMENT_MICROPHONE (object));
  G_OBJECT_CLASS (casement_microphone_parent_class)->dispose (object);
}

static void
casement_microphone_class_init (CasementMicrophoneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_microphone_dispose;

  signals[WANTED] = g_signal_new ("wanted", CASEMENT_TYPE_MICROPHONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
casement_microphone_init (CasementMicrophone *self)
{
  self->policy = CASEMENT_MICROPHONE_OFF;
}

/** casement_microphone_new: Returns: (transfer full): a microphone that is not the guest's. */
CasementMicrophone *
casement_microphone_new (void)
{
  return g_object_new (CASEMENT_TYPE_MICROPHONE, NULL);
}

/**
 * casement_microphone_set_policy:
 * @policy: whether the guest hears this side, from the next connection on; asking ends at once
 */
void
casement_microphone_set_policy (CasementMicrophone *self, CasementMicrophonePolicy policy)
{
  g_return_if_fail (CASEMENT_IS_MICROPHONE (self));

  self->policy = policy;
  if (policy != CASEMENT_MICROPHONE_ASK)
    casement_microphone_end (self);
}

/** casement_microphone_get_policy: Returns: whether the guest hears this side. */
CasementMicrophonePolicy
casement_microphone_get_policy (CasementMicrophone *self)
{
  g_return_val_if_fail (CASEMENT_IS_MICROPHONE (self), CASEMENT_MICROPHONE_OFF);

  return self->policy;
}

/**
 * casement_microphone_guard:
 * @spice: a session whose agent has just come
 *
 * The library (0.42) tells an agent that wants to know it the microphone's volume, and opens the microphone to learn it, even
 * where the guest has no sound at all. This is the only way to keep it from that: the class is public.
 */
void
casement_microphone_guard (CasementMicrophone *self, SpiceSession *spice)
{
  SpiceAudio *audio;

  g_return_if_fail (CASEMENT_IS_MICROPHONE (self));

  audio = spice_audio_get (spice, NULL);
  if (audio == NULL)
    return;
  if (get_record_volume_info_finish == NULL) {
    get_record_volume_info_finish = SPICE_AUDIO_GET_CLASS (audio)->get_record_volume_info_finish;
    SPICE_AUDIO_GET_CLASS (audio)->get_record_volume_info_finish = record_volume_finish;
  }
  g_object_set_data (G_OBJECT (audio), ALLOWED, self->policy == CASEMENT_MICROPHONE_ON ? audio : NULL);
}

/**
 * casement_microphone_takes:
 * @channel: a new one, whose sockets are cared for
 *
 * Connects @channel if it is to be known whether the guest records.
 *
 * Returns: whether @channel must be hidden from the library's audio, which would connect the microphone to it.
 */
gboolean
casement_microphone_takes (CasementMicrophone *self, SpiceRecordChannel *channel)
{
  g_return_val_if_fail (CASEMENT_IS_MICROPHONE (self), TRUE);

  if (self->policy == CASEMENT_MICROPHONE_ASK && self->channel == NULL) {
    g_set_weak_pointer (&self->channel, SPICE_CHANNEL (channel));
    g_signal_connect_object (channel, "record-start", G_CALLBACK (record_start_cb), self, G_CONNECT_SWAPPED);
    spice_channel_connect (self->channel);
  }
  return self->policy != CASEMENT_MICROPHONE_ON;
}

/** casement_microphone_end: Wants to know nothing more of the connection of now. */
void
casement_microphone_end (CasementMicrophone *self)
{
  SpiceChannel *channel = self->channel;

  g_return_if_fail (CASEMENT_IS_MICROPHONE (self));

  if (channel == NULL)
    return;
  g_signal_handlers_disconnect_by_data (channel, self);
  g_clear_weak_pointer (&self->channel);
  /* The guest then records silence again, instead of waiting. */
  spice_channel_disconnect (channel, SPICE_CHANNEL_CLOSED);
}
