/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-channel-log.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/* The library does not tell in what state a channel is, only when it changes. */
#define STATE "casement-channel-state"

static void
event_cb (SpiceChannel *channel, SpiceChannelEvent event, gpointer user_data)
{
  g_autoptr (GEnumClass) events = g_type_class_ref (SPICE_TYPE_CHANNEL_EVENT);
  GEnumValue *value = g_enum_get_value (events, (int) event);

  g_object_set_data (G_OBJECT (channel), STATE, (gpointer) (value != NULL ? value->value_nick : "unknown"));
}

/** casement_channel_log_watch: Keeps in mind what happens to @channel, which has just been made. */
void
casement_channel_log_watch (SpiceChannel *channel)
{
  g_signal_connect (channel, "channel-event", G_CALLBACK (event_cb), NULL);
}

/** casement_channel_log_get_state: Returns: its last event, in the library's words; static. */
const char *
casement_channel_log_get_state (SpiceChannel *channel)
{
  const char *state = g_object_get_data (G_OBJECT (channel), STATE);

  return state != NULL ? state : "not used";
}

/**
 * casement_channel_log_get_latency:
 *
 * Returns: milliseconds there and back, as the kernel measures them on a network connection; below 0 where it is not known.
 */
double
casement_channel_log_get_latency (SpiceChannel *channel)
{
  g_autoptr (GSocket) sock = NULL;
  struct tcp_info info = { 0 };
  socklen_t size = sizeof info;

  g_object_get (channel, "socket", &sock, NULL);
  if (sock == NULL || g_socket_is_closed (sock)
      || getsockopt (g_socket_get_fd (sock), IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || info.tcpi_rtt == 0)
    return -1.0;
  return info.tcpi_rtt / 1000.0;
}
