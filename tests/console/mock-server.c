/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mock-server.h"

#include <gio/gio.h>
#include "mock-core.h"
#include "mock-devices.h"
#include "mock-log.h"
#include "mock-screen.h"
#include "mock-sound.h"
#include "mock-transport.h"

#define MAX_SOCKETS 128

struct _MockServer {
  SpiceServer *spice;
  MockScreen *screen;
  MockDevices *devices;
  MockSound *sound;
  gboolean vm_started;

  int first_channel;
  guint granted;
  guint fail_after;
  guint hold_after;
  int sockets[MAX_SOCKETS];
};

void
mock_init (void)
{
  mock_log_init ();
}

static MockServer *
make (MockConfigure configure, gconstpointer data)
{
  MockServer *self = g_new0 (MockServer, 1);

  mock_init ();
  self->first_channel = mock_core_get_n_initialized ();
  self->fail_after = self->hold_after = G_MAXUINT;
  for (guint i = 0; i < MAX_SOCKETS; i++)
    self->sockets[i] = -1;

  self->spice = spice_server_new ();
  spice_server_set_noauth (self->spice);
  spice_server_set_image_compression (self->spice, SPICE_IMAGE_COMPRESSION_OFF);
  spice_server_set_streaming_video (self->spice, SPICE_STREAM_VIDEO_OFF);
  if (configure != NULL)
    configure (self->spice, data);
  g_assert_cmpint (spice_server_init (self->spice, &mock_core), ==, 0);
  self->screen = mock_screen_new (self->spice, 0);
  self->devices = mock_devices_new (self->spice);
  return self;
}

static void
listen_at (SpiceServer *spice, gconstpointer socket_path)
{
  spice_server_set_addr (spice, socket_path, SPICE_ADDR_FLAG_UNIX_ONLY);
}

MockServer *
mock_server_new (void)
{
  return make (NULL, NULL);
}

MockServer *
mock_server_new_listening (const char *socket_path)
{
  return make (listen_at, socket_path);
}

MockServer *
mock_server_new_configured (MockConfigure configure, gconstpointer data)
{
  return make (configure, data);
}

void
mock_server_free (MockServer *self)
{
  /* Clients that live in this thread first say goodbye: the server waits for those that do not, and in vain. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  spice_server_destroy (self->spice);
  mock_screen_free (self->screen);
  mock_devices_free (self->devices);
  g_clear_pointer (&self->sound, mock_sound_free);
  g_free (self);
}

void
mock_server_set_password (MockServer *self, const char *password)
{
  spice_server_set_ticket (self->spice, password, 0, FALSE, FALSE);
}

static int
open_socket (gpointer data)
{
  MockServer *self = data;
  int fds[2];

  if (self->granted >= self->hold_after)
    return MOCK_HOLD;
  if (self->granted >= self->fail_after)
    return -1;
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  g_assert_cmpint (spice_server_add_client (self->spice, fds[1], TRUE), ==, 0);
  g_assert_cmpuint (self->granted, <, MAX_SOCKETS);
  self->sockets[self->granted++] = fds[1];
  return fds[0];
}

CasementTransport *
mock_server_new_transport (MockServer *self)
{
  return mock_transport_new (open_socket, self);
}

SpiceServer *
mock_server_get_spice (MockServer *self)
{
  return self->spice;
}

MockScreen *
mock_server_get_screen (MockServer *self)
{
  return self->screen;
}

void
mock_server_fail_sockets_after (MockServer *self, guint n_granted)
{
  self->fail_after = n_granted;
}

void
mock_server_hold_sockets_after (MockServer *self, guint n_granted)
{
  self->hold_after = n_granted;
}

guint
mock_server_get_n_sockets (MockServer *self)
{
  return self->granted;
}

void
mock_server_wait_channels (MockServer *self, guint n)
{
  WAIT_FOR (mock_core_get_n_initialized () - self->first_channel >= (int) n);
  /* The thread says so before it is through with it, and takes its requests in order. */
  mock_screen_flush (self->screen);
}

void
mock_server_cut_socket (MockServer *self, guint n)
{
  g_assert_cmpuint (n, <, self->granted);
  shutdown (self->sockets[n], SHUT_RDWR);
}

void
mock_server_create_primary (MockServer *self, guint width, guint height, guint format)
{
  mock_screen_create_primary (self->screen, width, height, format);
  if (!self->vm_started)
    spice_server_vm_start (self->spice);
  self->vm_started = TRUE;
}

void
mock_server_destroy_primary (MockServer *self)
{
  mock_screen_destroy_primary (self->screen);
}

void
mock_server_set_head (MockServer *self, guint width, guint height)
{
  mock_screen_set_head (self->screen, width, height);
}

void
mock_server_fill (MockServer *self, int x, int y, int width, int height, guint32 color)
{
  mock_screen_fill (self->screen, x, y, width, height, color);
}

void
mock_server_draw (MockServer *self, int x, int y, int width, int height, const guint32 *pixels)
{
  mock_screen_draw (self->screen, x, y, width, height, pixels);
}

void
mock_server_set_cursor (MockServer *self, guint width, guint height, guint hot_x, guint hot_y, const guint32 *argb)
{
  mock_screen_set_cursor (self->screen, width, height, hot_x, hot_y, argb);
}

void
mock_server_move_cursor (MockServer *self, int x, int y)
{
  mock_screen_move_cursor (self->screen, x, y);
}

void
mock_server_hide_cursor (MockServer *self)
{
  mock_screen_hide_cursor (self->screen);
}

void
mock_server_set_tablet (MockServer *self, gboolean tablet)
{
  mock_devices_set_tablet (self->devices, tablet);
}

void
mock_server_add_sound (MockServer *self)
{
  self->sound = mock_sound_new (self->spice);
}

gboolean
mock_server_play (MockServer *self)
{
  return mock_sound_play (self->sound);
}

void
mock_server_set_volume (MockServer *self, guint16 volume)
{
  mock_sound_set_volume (self->sound, volume);
}

guint
mock_server_record (MockServer *self)
{
  return mock_sound_record (self->sound);
}

void
mock_server_set_two_heads (MockServer *self, guint width, guint height)
{
  mock_screen_set_two_heads (self->screen, width, height);
}

void
mock_server_set_leds (MockServer *self, guint leds)
{
  mock_devices_set_leds (self->devices, (guint8) leds);
}

const char *
mock_server_get_keys (MockServer *self)
{
  return mock_devices_get_keys (self->devices)->str;
}

const char *
mock_server_get_pointer (MockServer *self)
{
  return mock_devices_get_pointer (self->devices)->str;
}

void
mock_server_clear_keys (MockServer *self)
{
  g_string_truncate (mock_devices_get_keys (self->devices), 0);
}

void
mock_server_clear_log (MockServer *self)
{
  g_string_truncate (mock_devices_get_keys (self->devices), 0);
  g_string_truncate (mock_devices_get_pointer (self->devices), 0);
}
