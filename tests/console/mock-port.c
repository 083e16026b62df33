/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mock-port.h"

#include <spice/protocol.h>
#include <string.h>

struct _MockPort {
  SpiceCharDeviceInstance device;
  GByteArray *output;
  GByteArray *data;
  gboolean connected;
};

static MockPort *
of_device (SpiceCharDeviceInstance *device)
{
  return (MockPort *) ((guint8 *) device - G_STRUCT_OFFSET (MockPort, device));
}

static void
device_state (SpiceCharDeviceInstance *device, int connected)
{
  of_device (device)->connected = connected;
}

static int
device_write (SpiceCharDeviceInstance *device, const uint8_t *bytes, int length)
{
  g_byte_array_append (of_device (device)->data, bytes, (guint) length);
  return length;
}

static int
device_read (SpiceCharDeviceInstance *device, uint8_t *bytes, int length)
{
  GByteArray *output = of_device (device)->output;
  guint n = MIN ((guint) length, output->len);

  if (n == 0)
    return 0;
  memcpy (bytes, output->data, n);
  g_byte_array_remove_range (output, 0, n);
  return (int) n;
}

static const SpiceCharDeviceInterface device_interface = {
  .base = {
    .type = SPICE_INTERFACE_CHAR_DEVICE,
    .description = "test port",
    .major_version = SPICE_INTERFACE_CHAR_DEVICE_MAJOR,
    .minor_version = SPICE_INTERFACE_CHAR_DEVICE_MINOR,
  },
  .state = device_state,
  .write = device_write,
  .read = device_read,
};

MockPort *
mock_port_new (SpiceServer *server, const char *subtype, const char *name)
{
  MockPort *self = g_new0 (MockPort, 1);

  self->output = g_byte_array_new ();
  self->data = g_byte_array_new ();
  self->device.base.sif = &device_interface.base;
  self->device.subtype = subtype;
  self->device.portname = name;
  g_assert_cmpint (spice_server_add_interface (server, &self->device.base), ==, 0);
  return self;
}

void
mock_port_free (MockPort *self)
{
  spice_server_remove_interface (&self->device.base);
  g_byte_array_unref (self->output);
  g_byte_array_unref (self->data);
  g_free (self);
}

void
mock_port_set_open (MockPort *self, gboolean open)
{
  spice_server_port_event (&self->device, open ? SPICE_PORT_EVENT_OPENED : SPICE_PORT_EVENT_CLOSED);
}

void
mock_port_send (MockPort *self, gconstpointer data, gsize size)
{
  g_byte_array_append (self->output, data, (guint) size);
  spice_server_char_device_wakeup (&self->device);
}

GByteArray *
mock_port_get_data (MockPort *self)
{
  return self->data;
}

gboolean
mock_port_get_connected (MockPort *self)
{
  return self->connected;
}
