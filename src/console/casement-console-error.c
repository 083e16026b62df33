/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-console-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-error.h"

/**
 * casement_console_error_new:
 * @channel: the channel that failed
 * @event: how it failed
 * @uri: (nullable): the server's address, if it has one
 * @had_password: whether a password was given
 *
 * Returns: (transfer full): what to tell the user, with the library's own words as details.
 */
GError *
casement_console_error_new (SpiceChannel *channel, SpiceChannelEvent event, const char *uri, gboolean had_password)
{
  const GError *cause = spice_channel_get_error (channel);
  const char *details = cause != NULL ? cause->message : NULL;

  switch (event) {
  case SPICE_CHANNEL_ERROR_CONNECT:
    return casement_error_new (CASEMENT_ERROR_CONNECTION, details,
                               _ ("The screen cannot be reached at %s. Check the address, and that the virtual machine runs."),
                               uri != NULL ? uri : _ ("its socket"));
  case SPICE_CHANNEL_ERROR_TLS:
    if (uri != NULL && strstr (uri, "tls") != NULL)
      return casement_error_new (CASEMENT_ERROR_FAILED, details,
                                 _ ("The server at %s did not prove with a certificate that it is the right one, so nothing was "
                                    "sent to it. Check the address and the port; if they are right, ask who runs the server for "
                                    "the certificate that signed its own."),
                                 uri);
    return casement_error_new (CASEMENT_ERROR_UNSUPPORTED, details,
                               _ ("The screen takes encrypted connections only. Use its encrypted port, as "
                                  "spice+tls://host:port, or its libvirt connection."));
  case SPICE_CHANNEL_ERROR_AUTH:
    if (had_password)
      return casement_error_new (CASEMENT_ERROR_PERMISSION, details,
                                 _ ("The screen refused the password. Enter it again."));
    return casement_error_new (CASEMENT_ERROR_PERMISSION, details, _ ("The screen asks for a password. Enter it to connect."));
  case SPICE_CHANNEL_ERROR_LINK:
    return casement_error_new (CASEMENT_ERROR_CONNECTION, details,
                               _ ("What answers there does not speak SPICE, or ended while connecting. Check that the virtual "
                                  "machine still runs and has a SPICE screen."));
  default:
    return casement_error_new (CASEMENT_ERROR_CONNECTION, details,
                               _ ("The connection to the screen was lost. Connect again to go on."));
  }
}
