/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mock-script.h"

#include <glib-unix.h>
#include <spice/protocol.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "mock-transport.h"

#define N_CHANNELS 16
#define N_TYPES 128
/* What the console sends to choose how it proves a password, and the encrypted password. */
#define TICKET_SIZE (sizeof (guint32) + SPICE_TICKET_KEY_PAIR_LENGTH / 8)

/* Any key will do: nobody decrypts what comes. */
static const guint8 public_key[SPICE_TICKET_PUBKEY_BYTES] = {
  0x30, 0x81, 0x9f, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
  0x03, 0x81, 0x8d, 0x00, 0x30, 0x81, 0x89, 0x02, 0x81, 0x81, 0x00, 0xa9, 0xb6, 0x25, 0xb9, 0x41, 0x9c, 0x29,
  0x4e, 0xbd, 0x26, 0x73, 0x61, 0x60, 0x08, 0xd1, 0xe9, 0x4d, 0x1b, 0x3a, 0x5b, 0xed, 0x99, 0x6c, 0x94, 0x28,
  0x44, 0xe3, 0xc4, 0xdc, 0x54, 0x04, 0x84, 0xe3, 0x8a, 0x4d, 0x81, 0x60, 0xfd, 0x72, 0x4a, 0xfb, 0x41, 0x71,
  0x5e, 0x50, 0x92, 0x84, 0xc8, 0xab, 0xd0, 0x30, 0x9e, 0x4d, 0x65, 0x72, 0x55, 0x7e, 0x5d, 0x01, 0x72, 0x99,
  0x81, 0x50, 0xab, 0xd9, 0xf2, 0x5a, 0x8b, 0x48, 0x36, 0x74, 0x86, 0xf2, 0x89, 0xea, 0x1d, 0x8a, 0x32, 0xd3,
  0xe4, 0x34, 0x69, 0xa5, 0x9e, 0x29, 0xe8, 0x59, 0x34, 0xbb, 0x01, 0xd9, 0x11, 0x26, 0x62, 0x4d, 0x63, 0x8f,
  0x3f, 0xb9, 0x34, 0x74, 0xb7, 0xdf, 0xdd, 0x96, 0x31, 0x99, 0x25, 0x22, 0x79, 0xfd, 0x3c, 0xfe, 0x49, 0xfe,
  0xe7, 0x49, 0x8f, 0x91, 0x6e, 0x87, 0x53, 0xdc, 0x89, 0xb9, 0x62, 0x80, 0x2f, 0x02, 0x03, 0x01, 0x00, 0x01,
};

typedef enum {
  LINK,
  TICKET,
  OPEN
} Stage;

typedef struct {
  MockScript *script;
  int fd;
  guint watch_id;
  Stage stage;
  guint channel;
  GByteArray *received;
  guint n_received[N_TYPES];
} Connection;

struct _MockScript {
  GPtrArray *connections;
  Connection *channels[N_CHANNELS];
};

static void
hang_up (Connection *connection)
{
  if (connection->script->channels[connection->channel] == connection)
    connection->script->channels[connection->channel] = NULL;
  g_clear_handle_id (&connection->watch_id, g_source_remove);
  if (connection->fd >= 0)
    close (connection->fd);
  connection->fd = -1;
}

static void
connection_free (gpointer data)
{
  Connection *connection = data;

  hang_up (connection);
  g_byte_array_unref (connection->received);
  g_free (connection);
}

static void
say (Connection *connection, gconstpointer data, gsize size)
{
  const guint8 *bytes = data;

  while (size > 0) {
    gssize n = send (connection->fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);

    /* What a full socket does not take is lost, which is one more way to misbehave. */
    if (n <= 0)
      return;
    bytes += n;
    size -= (gsize) n;
  }
}

static void
greet (Connection *connection)
{
  struct {
    SpiceLinkHeader header;
    SpiceLinkReply reply;
    guint32 caps[2];
  } __attribute__ ((packed)) answer = { .caps = { 0, 0xf } };

  answer.header.magic = GUINT32_TO_LE (SPICE_MAGIC);
  answer.header.major_version = GUINT32_TO_LE (SPICE_VERSION_MAJOR);
  answer.header.minor_version = GUINT32_TO_LE (SPICE_VERSION_MINOR);
  answer.header.size = GUINT32_TO_LE (sizeof answer - sizeof answer.header);
  memcpy (answer.reply.pub_key, public_key, sizeof public_key);
  answer.reply.num_common_caps = answer.reply.num_channel_caps = GUINT32_TO_LE (1);
  answer.reply.caps_offset = GUINT32_TO_LE (sizeof answer.reply);
  answer.caps[0] = GUINT32_TO_LE (1u << SPICE_COMMON_CAP_PROTOCOL_AUTH_SELECTION
                                  | 1u << SPICE_COMMON_CAP_AUTH_SPICE | 1u << SPICE_COMMON_CAP_MINI_HEADER);
  if (connection->channel == SPICE_CHANNEL_DISPLAY)
    answer.caps[1] = GUINT32_TO_LE (1u << SPICE_DISPLAY_CAP_MONITORS_CONFIG);
  say (connection, &answer, sizeof answer);
}

/* Takes one thing from what was received; FALSE if it is not all there. */
static gboolean
take_one (Connection *connection)
{
  static const guint32 welcome = 0;
  const guint8 *data = connection->received->data;
  gsize left = connection->received->len, size = 0;

  switch (connection->stage) {
  case LINK: {
    const SpiceLinkHeader *header = (const SpiceLinkHeader *) data;

    if (left < sizeof *header || left < (size = sizeof *header + GUINT32_FROM_LE (header->size)))
      return FALSE;
    connection->channel = data[sizeof *header + G_STRUCT_OFFSET (SpiceLinkMess, channel_type)] % N_CHANNELS;
    greet (connection);
    break;
  }
  case TICKET:
    if (left < (size = TICKET_SIZE))
      return FALSE;
    say (connection, &welcome, sizeof welcome);
    connection->script->channels[connection->channel] = connection;
    break;
  default: {
    const SpiceMiniDataHeader *header = (const SpiceMiniDataHeader *) data;

    if (left < sizeof *header || left < (size = sizeof *header + GUINT32_FROM_LE (header->size)))
      return FALSE;
    connection->n_received[GUINT16_FROM_LE (header->type) % N_TYPES]++;
  }
  }
  if (connection->stage < OPEN)
    connection->stage++;
  g_byte_array_remove_range (connection->received, 0, (guint) size);
  return TRUE;
}

static gboolean
read_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Connection *connection = user_data;
  guint8 buffer[4096];
  gssize n = recv (fd, buffer, sizeof buffer, MSG_DONTWAIT);

  if (n <= 0) {
    connection->watch_id = 0;
    hang_up (connection);
    return G_SOURCE_REMOVE;
  }
  g_byte_array_append (connection->received, buffer, (guint) n);
  while (take_one (connection))
    ;
  return G_SOURCE_CONTINUE;
}

static int
open_socket (gpointer data)
{
  MockScript *self = data;
  Connection *connection = g_new0 (Connection, 1);
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  connection->script = self;
  connection->fd = fds[1];
  connection->received = g_byte_array_new ();
  connection->watch_id = g_unix_fd_add (fds[1], G_IO_IN | G_IO_HUP | G_IO_ERR, read_cb, connection);
  g_ptr_array_add (self->connections, connection);
  return fds[0];
}

MockScript *
mock_script_new (void)
{
  MockScript *self = g_new0 (MockScript, 1);

  self->connections = g_ptr_array_new_with_free_func (connection_free);
  return self;
}

void
mock_script_free (MockScript *self)
{
  g_ptr_array_unref (self->connections);
  g_free (self);
}

CasementTransport *
mock_script_new_transport (MockScript *self)
{
  return mock_transport_new (open_socket, self);
}

static gboolean
is_open (MockScript *self)
{
  return mock_script_has (self, SPICE_CHANNEL_DISPLAY) && mock_script_has (self, SPICE_CHANNEL_CURSOR) &&
         mock_script_has (self, SPICE_CHANNEL_INPUTS);
}

void
mock_script_open (MockScript *self)
{
  static const guint32 init[]
      = { 1, 1, SPICE_MOUSE_MODE_SERVER | SPICE_MOUSE_MODE_CLIENT, SPICE_MOUSE_MODE_CLIENT, 1, 10, 0, 0 };
  static const guint8 list[] = { 3, 0, 0, 0, SPICE_CHANNEL_DISPLAY, 0, SPICE_CHANNEL_CURSOR, 0, SPICE_CHANNEL_INPUTS, 0 };
  static const guint8 modifiers[] = { 0, 0 };
  /* Place, trail, visible, and no shape. */
  static const guint8 cursor[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, SPICE_CURSOR_FLAGS_NONE, 0 };

  while (!mock_script_has (self, SPICE_CHANNEL_MAIN))
    g_main_context_iteration (NULL, TRUE);
  mock_script_send (self, SPICE_CHANNEL_MAIN, SPICE_MSG_MAIN_INIT, init, sizeof init);
  mock_script_send (self, SPICE_CHANNEL_MAIN, SPICE_MSG_MAIN_CHANNELS_LIST, list, sizeof list);
  while (!is_open (self))
    g_main_context_iteration (NULL, TRUE);
  mock_script_send (self, SPICE_CHANNEL_CURSOR, SPICE_MSG_CURSOR_INIT, cursor, sizeof cursor);
  mock_script_send (self, SPICE_CHANNEL_INPUTS, SPICE_MSG_INPUTS_INIT, modifiers, sizeof modifiers);
}

gboolean
mock_script_has (MockScript *self, guint channel)
{
  return channel < N_CHANNELS && self->channels[channel] != NULL;
}

gboolean
mock_script_send (MockScript *self, guint channel, guint type, gconstpointer data, gsize size)
{
  SpiceMiniDataHeader header = { GUINT16_TO_LE ((guint16) type), GUINT32_TO_LE ((guint32) size) };

  if (!mock_script_has (self, channel))
    return FALSE;
  say (self->channels[channel], &header, sizeof header);
  say (self->channels[channel], data, size);
  return TRUE;
}

void
mock_script_send_bytes (MockScript *self, guint channel, gconstpointer data, gsize size)
{
  if (mock_script_has (self, channel))
    say (self->channels[channel], data, size);
}

void
mock_script_close (MockScript *self, guint channel)
{
  if (mock_script_has (self, channel))
    hang_up (self->channels[channel]);
}

guint
mock_script_get_n_received (MockScript *self, guint channel, guint type)
{
  return mock_script_has (self, channel) ? self->channels[channel]->n_received[type % N_TYPES] : 0;
}
