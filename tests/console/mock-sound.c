/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mock-sound.h"

#include <string.h>

struct _MockSound {
  SpicePlaybackInstance playback;
  SpiceRecordInstance record;
};

static const SpicePlaybackInterface playback_interface = {
  .base = {
    .type = SPICE_INTERFACE_PLAYBACK,
    .description = "test sound",
    .major_version = SPICE_INTERFACE_PLAYBACK_MAJOR,
    .minor_version = SPICE_INTERFACE_PLAYBACK_MINOR,
  },
};

static const SpiceRecordInterface record_interface = {
  .base = {
    .type = SPICE_INTERFACE_RECORD,
    .description = "test microphone",
    .major_version = SPICE_INTERFACE_RECORD_MAJOR,
    .minor_version = SPICE_INTERFACE_RECORD_MINOR,
  },
};

MockSound *
mock_sound_new (SpiceServer *server)
{
  MockSound *self = g_new0 (MockSound, 1);

  self->playback.base.sif = &playback_interface.base;
  self->record.base.sif = &record_interface.base;
  g_assert_cmpint (spice_server_add_interface (server, &self->playback.base), ==, 0);
  g_assert_cmpint (spice_server_add_interface (server, &self->record.base), ==, 0);
  spice_server_playback_start (&self->playback);
  spice_server_record_start (&self->record);
  return self;
}

void
mock_sound_free (MockSound *self)
{
  g_free (self);
}

gboolean
mock_sound_play (MockSound *self)
{
  guint32 *frame, n_samples;

  spice_server_playback_get_buffer (&self->playback, &frame, &n_samples);
  if (frame == NULL)
    return FALSE;
  memset (frame, 0, n_samples * sizeof *frame);
  spice_server_playback_put_samples (&self->playback, frame);
  return TRUE;
}

void
mock_sound_set_volume (MockSound *self, guint16 volume)
{
  guint16 volumes[2] = { volume, volume };

  spice_server_playback_set_volume (&self->playback, 2, volumes);
}

guint
mock_sound_record (MockSound *self)
{
  guint32 samples[4096];

  return spice_server_record_get_samples (&self->record, samples, G_N_ELEMENTS (samples));
}
