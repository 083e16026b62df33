/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <spice.h>

/* A sound card with a microphone, both in use. */
typedef struct _MockSound MockSound;

MockSound *mock_sound_new (SpiceServer *server);
void mock_sound_free (MockSound *self);
gboolean mock_sound_play (MockSound *self);
void mock_sound_set_volume (MockSound *self, guint16 volume);
guint mock_sound_record (MockSound *self);
