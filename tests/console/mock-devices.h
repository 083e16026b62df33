/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <spice.h>

/* Keyboard, mouse and tablet of a guest, remembering what was done with them; MockServer tells how. */
typedef struct _MockDevices MockDevices;

MockDevices *mock_devices_new (SpiceServer *server);
/* After the server is gone. */
void mock_devices_free (MockDevices *self);
void mock_devices_set_tablet (MockDevices *self, gboolean tablet);
void mock_devices_set_leds (MockDevices *self, guint8 leds);
GString *mock_devices_get_keys (MockDevices *self);
GString *mock_devices_get_pointer (MockDevices *self);
