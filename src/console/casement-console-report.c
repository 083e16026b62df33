/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-console-report.h"

#include <spice-client.h>
#include "casement-channel-log.h"
#include "casement-error.h"

/* For reports of bugs, hence in English. Nothing that was typed or is secret gets here. */

static const char *
nick (GType type, int value)
{
  g_autoptr (GEnumClass) values = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (values, value);

  /* Static types: the string outlives the class reference. */
  return found != NULL ? found->value_nick : "unknown";
}

static const char *
describe_way (SpiceSession *spice)
{
  g_autofree char *path = NULL;
  g_autofree char *port = NULL;
  g_autofree char *tls_port = NULL;
  gboolean client_sockets;

  g_object_get (spice, "unix-path", &path, "port", &port, "tls-port", &tls_port, "client-sockets", &client_sockets, NULL);
  if (client_sockets)
    return "sockets from libvirt";
  if (path != NULL)
    return "socket on this computer";
  if (port != NULL && tls_port != NULL)
    return "network, encrypted in part";
  return tls_port != NULL ? "network, encrypted" : "network, not encrypted";
}

static int
compare_channels (gconstpointer a, gconstpointer b)
{
  int type_a, type_b, id_a, id_b;

  g_object_get ((gpointer) a, "channel-type", &type_a, "channel-id", &id_a, NULL);
  g_object_get ((gpointer) b, "channel-type", &type_b, "channel-id", &id_b, NULL);
  return type_a != type_b ? type_a - type_b : id_a - id_b;
}

static void
add_channel (GString *text, SpiceChannel *channel)
{
  double latency = casement_channel_log_get_latency (channel);
  gulong n_bytes;
  int type, id;

  g_object_get (channel, "channel-type", &type, "channel-id", &id, "total-read-bytes", &n_bytes, NULL);
  g_string_append_printf (text, "  %s:%d: %s, %lu bytes read", spice_channel_type_to_string (type), id,
                          casement_channel_log_get_state (channel), n_bytes);
  if (latency >= 0)
    g_string_append_printf (text, ", %.1f ms", latency);
  g_string_append_c (text, '\n');
}

static void
add_channels (GString *text, SpiceSession *spice)
{
  g_autoptr (GList) channels = g_list_sort (spice_session_get_channels (spice), compare_channels);

  g_string_append_printf (text, "Connection: %s\nChannels:\n", describe_way (spice));
  for (GList *l = channels; l != NULL; l = l->next)
    add_channel (text, l->data);
}

static void
add_displays (GString *text, CasementConsoleSession *session)
{
  GListModel *heads = G_LIST_MODEL (casement_console_session_get_heads (session));

  for (guint i = 0; i < g_list_model_get_n_items (heads); i++) {
    g_autoptr (CasementGuestDisplay) display = g_list_model_get_item (heads, i);
    CasementFramebuffer *framebuffer = casement_guest_display_get_framebuffer (display);

    g_string_append_printf (text, "Screen %u: %u × %u, %s\n", casement_guest_display_get_id (display),
                            casement_framebuffer_get_width (framebuffer), casement_framebuffer_get_height (framebuffer),
                            casement_framebuffer_get_live (framebuffer) ? "live" : "not live");
  }
}

/**
 * casement_console_report:
 *
 * Returns: (transfer full): how @session stands, line by line, for somebody who looks for a mistake. Without secrets.
 */
char *
casement_console_report (CasementConsoleSession *session)
{
  GString *text = g_string_new (NULL);
  SpiceSession *spice;
  const GError *error;

  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SESSION (session), NULL);

  spice = casement_console_session_get_spice (session);
  error = casement_console_session_get_error (session);
  g_string_append_printf (text, "Session: %s\n",
                          nick (CASEMENT_TYPE_CONSOLE_STATE, (int) casement_console_session_get_state (session)));
  if (error != NULL)
    g_string_append_printf (text, "Error: %s %d: %s\n", g_quark_to_string (error->domain), error->code,
                            casement_error_get_details (error) != NULL ? casement_error_get_details (error) : "no details");
  g_string_append_printf (text, "Agent: %s\nPointer: %s\nKeyboard: %s\n",
                          casement_console_session_get_agent_connected (session) ? "running" : "not running",
                          casement_console_session_get_mouse_absolute (session) ? "absolute" : "relative",
                          casement_inputs_get_ready (casement_console_session_get_inputs (session)) ? "ready" : "not ready");
  g_string_append_printf (text, "USB devices in use: %u\n",
                          casement_usb_manager_count_redirected (
                              casement_guest_services_get_usb (casement_console_session_get_services (session))));
  add_displays (text, session);
  if (spice != NULL)
    add_channels (text, spice);
  return g_string_free (text, FALSE);
}
