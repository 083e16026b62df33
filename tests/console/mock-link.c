/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mock-link.h"

#include <errno.h>
#include <spice.h>
#include <sys/socket.h>
#include <unistd.h>
#include "mock-transport.h"

#define TICK_MILLISECONDS 2

/* One channel's two sockets, and what was read from one and not yet taken by the other. */
typedef struct {
  int ends[2];
  GByteArray *waiting[2];
} Pipe;

struct _MockLink {
  MockServer *server;
  GPtrArray *pipes;
  guint tick_id;
  guint allowed;
  guint portion;
};

static void
pipe_free (gpointer data)
{
  Pipe *channel = data;

  for (guint i = 0; i < 2; i++) {
    if (channel->ends[i] >= 0)
      close (channel->ends[i]);
    g_byte_array_unref (channel->waiting[i]);
  }
  g_free (channel);
}

static void
hang_up (Pipe *channel)
{
  for (guint i = 0; i < 2; i++) {
    close (channel->ends[i]);
    channel->ends[i] = -1;
  }
}

/* From end @from to the other; what is not allowed to pass stays in the socket, so that the sender feels it.
 */
static void
pump (MockLink *self, Pipe *channel, guint from)
{
  gboolean to_console = from == 1;
  guint8 buffer[65536];
  gsize limit = sizeof buffer;
  gssize n;

  if (channel->ends[from] < 0)
    return;
  if (self->portion > 0)
    limit = MIN (limit, self->portion);
  if (to_console)
    limit = MIN (limit, self->allowed);
  if (channel->waiting[from]->len == 0 && limit > 0) {
    n = recv (channel->ends[from], buffer, limit, MSG_DONTWAIT);
    if (n == 0 || (n < 0 && errno != EAGAIN)) {
      hang_up (channel);
      return;
    }
    if (n < 0)
      return;
    if (to_console && self->allowed != G_MAXUINT)
      self->allowed -= (guint) n;
    g_byte_array_append (channel->waiting[from], buffer, (guint) n);
  }
  if (channel->waiting[from]->len == 0)
    return;
  n = send (channel->ends[!from], channel->waiting[from]->data, channel->waiting[from]->len,
            MSG_DONTWAIT | MSG_NOSIGNAL);
  if (n > 0)
    g_byte_array_remove_range (channel->waiting[from], 0, (guint) n);
  else if (errno != EAGAIN)
    hang_up (channel);
}

static gboolean
tick_cb (gpointer user_data)
{
  MockLink *self = user_data;

  for (guint i = 0; i < self->pipes->len; i++)
    for (guint from = 0; from < 2; from++)
      for (guint n = 0; n < (self->portion > 0 ? 1 : 16); n++)
        pump (self, g_ptr_array_index (self->pipes, i), from);
  return G_SOURCE_CONTINUE;
}

static int
open_socket (gpointer data)
{
  MockLink *self = data;
  Pipe *channel = g_new0 (Pipe, 1);
  int to_console[2], to_server[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, to_console), ==, 0);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, to_server), ==, 0);
  g_assert_cmpint (spice_server_add_client (mock_server_get_spice (self->server), to_server[1], TRUE), ==, 0);
  channel->ends[0] = to_console[1];
  channel->ends[1] = to_server[0];
  for (guint i = 0; i < 2; i++)
    channel->waiting[i] = g_byte_array_new ();
  g_ptr_array_add (self->pipes, channel);
  return to_console[0];
}

MockLink *
mock_link_new (MockServer *server)
{
  MockLink *self = g_new0 (MockLink, 1);

  self->server = server;
  self->pipes = g_ptr_array_new_with_free_func (pipe_free);
  self->allowed = G_MAXUINT;
  self->tick_id = g_timeout_add (TICK_MILLISECONDS, tick_cb, self);
  return self;
}

void
mock_link_free (MockLink *self)
{
  g_source_remove (self->tick_id);
  g_ptr_array_unref (self->pipes);
  g_free (self);
}

CasementTransport *
mock_link_new_transport (MockLink *self)
{
  return mock_transport_new (open_socket, self);
}

void
mock_link_allow (MockLink *self, guint n)
{
  self->allowed = n;
}

void
mock_link_set_portion (MockLink *self, guint n)
{
  self->portion = n;
}
