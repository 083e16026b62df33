/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mock-devices.h"

struct _MockDevices {
  SpiceServer *server;
  SpiceKbdInstance keyboard;
  SpiceMouseInstance mouse;
  SpiceTabletInstance tablet;
  gboolean has_tablet;
  guint8 leds;
  GString *keys;
  GString *pointer;
};

static GString *
keys_of (SpiceKbdInstance *keyboard)
{
  return ((MockDevices *) ((guint8 *) keyboard - G_STRUCT_OFFSET (MockDevices, keyboard)))->keys;
}

static GString *
pointer_of_mouse (SpiceMouseInstance *mouse)
{
  return ((MockDevices *) ((guint8 *) mouse - G_STRUCT_OFFSET (MockDevices, mouse)))->pointer;
}

static GString *
pointer_of_tablet (SpiceTabletInstance *tablet)
{
  return ((MockDevices *) ((guint8 *) tablet - G_STRUCT_OFFSET (MockDevices, tablet)))->pointer;
}

static void
push_scan_freg (SpiceKbdInstance *keyboard, uint8_t byte)
{
  GString *keys = keys_of (keyboard);

  g_string_append_printf (keys, keys->len > 0 ? " %02x" : "%02x", byte);
}

static uint8_t
get_leds (SpiceKbdInstance *keyboard)
{
  return ((MockDevices *) ((guint8 *) keyboard - G_STRUCT_OFFSET (MockDevices, keyboard)))->leds;
}

static const SpiceKbdInterface keyboard_interface = {
  .base = {
    .type = SPICE_INTERFACE_KEYBOARD,
    .description = "test keyboard",
    .major_version = SPICE_INTERFACE_KEYBOARD_MAJOR,
    .minor_version = SPICE_INTERFACE_KEYBOARD_MINOR,
  },
  .push_scan_freg = push_scan_freg,
  .get_leds = get_leds,
};

static void
mouse_motion (SpiceMouseInstance *mouse, int dx, int dy, int dz, uint32_t buttons)
{
  g_string_append_printf (pointer_of_mouse (mouse), "motion %d %d %d %u\n", dx, dy, dz, buttons);
}

static void
mouse_buttons (SpiceMouseInstance *mouse, uint32_t buttons)
{
  g_string_append_printf (pointer_of_mouse (mouse), "buttons %u\n", buttons);
}

static const SpiceMouseInterface mouse_interface = {
  .base = {
    .type = SPICE_INTERFACE_MOUSE,
    .description = "test mouse",
    .major_version = SPICE_INTERFACE_MOUSE_MAJOR,
    .minor_version = SPICE_INTERFACE_MOUSE_MINOR,
  },
  .motion = mouse_motion,
  .buttons = mouse_buttons,
};

static void
tablet_set_logical_size (SpiceTabletInstance *tablet, int width, int height)
{
}

static void
tablet_position (SpiceTabletInstance *tablet, int x, int y, uint32_t buttons)
{
  g_string_append_printf (pointer_of_tablet (tablet), "position %d %d %u\n", x, y, buttons);
}

static void
tablet_wheel (SpiceTabletInstance *tablet, int motion, uint32_t buttons)
{
  g_string_append_printf (pointer_of_tablet (tablet), "wheel %d %u\n", motion, buttons);
}

static void
tablet_buttons (SpiceTabletInstance *tablet, uint32_t buttons)
{
  g_string_append_printf (pointer_of_tablet (tablet), "buttons %u\n", buttons);
}

static const SpiceTabletInterface tablet_interface = {
  .base = {
    .type = SPICE_INTERFACE_TABLET,
    .description = "test tablet",
    .major_version = SPICE_INTERFACE_TABLET_MAJOR,
    .minor_version = SPICE_INTERFACE_TABLET_MINOR,
  },
  .set_logical_size = tablet_set_logical_size,
  .position = tablet_position,
  .wheel = tablet_wheel,
  .buttons = tablet_buttons,
};

MockDevices *
mock_devices_new (SpiceServer *server)
{
  MockDevices *self = g_new0 (MockDevices, 1);

  self->server = server;
  self->keys = g_string_new (NULL);
  self->pointer = g_string_new (NULL);
  self->keyboard.base.sif = &keyboard_interface.base;
  self->mouse.base.sif = &mouse_interface.base;
  self->tablet.base.sif = &tablet_interface.base;
  g_assert_cmpint (spice_server_add_interface (server, &self->keyboard.base), ==, 0);
  g_assert_cmpint (spice_server_add_interface (server, &self->mouse.base), ==, 0);
  return self;
}

void
mock_devices_free (MockDevices *self)
{
  /* The server forgets what it allocated for these two, which cannot be removed. */
  g_free (self->keyboard.st);
  g_free (self->mouse.st);
  g_string_free (self->keys, TRUE);
  g_string_free (self->pointer, TRUE);
  g_free (self);
}

void
mock_devices_set_tablet (MockDevices *self, gboolean tablet)
{
  if (self->has_tablet == tablet)
    return;
  self->has_tablet = tablet;
  if (tablet)
    g_assert_cmpint (spice_server_add_interface (self->server, &self->tablet.base), ==, 0);
  else
    spice_server_remove_interface (&self->tablet.base);
}

void
mock_devices_set_leds (MockDevices *self, guint8 leds)
{
  self->leds = leds;
  spice_server_kbd_leds (&self->keyboard, leds);
}

GString *
mock_devices_get_keys (MockDevices *self)
{
  return self->keys;
}

GString *
mock_devices_get_pointer (MockDevices *self)
{
  return self->pointer;
}
