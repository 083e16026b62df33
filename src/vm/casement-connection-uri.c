/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "casement-connection.h"

/* What a connection's URI says by itself (https://libvirt.org/uri.html). */

typedef struct {
  char *driver;
  char *host;
  char *path;
} Parts;

static void
parts_clear (Parts *parts)
{
  g_free (parts->driver);
  g_free (parts->host);
  g_free (parts->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static void
split (CasementConnection *self, Parts *parts)
{
  g_autoptr (GUri) uri = g_uri_parse (casement_connection_get_uri (self), G_URI_FLAGS_NON_DNS, NULL);

  memset (parts, 0, sizeof *parts);
  if (uri == NULL)
    return;
  /* "qemu+ssh" is the driver with the way to it. */
  parts->driver = g_strndup (g_uri_get_scheme (uri), strcspn (g_uri_get_scheme (uri), "+"));
  parts->host = g_strdup (g_uri_get_host (uri));
  parts->path = g_strdup (g_uri_get_path (uri));
}

/** casement_connection_is_local: Returns: whether libvirt and its machines run on this computer, as far as the URI tells. */
gboolean
casement_connection_is_local (CasementConnection *self)
{
  g_auto (Parts) parts = { NULL };

  g_return_val_if_fail (CASEMENT_IS_CONNECTION (self), FALSE);

  split (self, &parts);
  return parts.driver != NULL && (parts.host == NULL || *parts.host == '\0');
}

/** casement_connection_is_session: Returns: whether it is a user's own daemon (here or elsewhere). */
gboolean
casement_connection_is_session (CasementConnection *self)
{
  g_auto (Parts) parts = { NULL };

  g_return_val_if_fail (CASEMENT_IS_CONNECTION (self), FALSE);

  split (self, &parts);
  return g_strcmp0 (parts.driver, "qemu") == 0 && g_strcmp0 (parts.path, "/session") == 0;
}

/**
 * casement_connection_dup_title:
 *
 * Returns: (transfer full): what to call the connection in a heading, translated.
 */
char *
casement_connection_dup_title (CasementConnection *self)
{
  g_auto (Parts) parts = { NULL };
  gboolean session;

  g_return_val_if_fail (CASEMENT_IS_CONNECTION (self), NULL);

  split (self, &parts);
  session = g_strcmp0 (parts.path, "/session") == 0;
  if (g_strcmp0 (parts.driver, "test") == 0)
    return g_strdup (_("Test driver"));
  if (g_strcmp0 (parts.driver, "qemu") != 0)
    return g_strdup (casement_connection_get_uri (self));
  if (parts.host == NULL || *parts.host == '\0')
    return g_strdup (session ? _("This computer") : _("This computer (system)"));
  if (session)
    return g_strdup (parts.host);
  /* Translators: a host's name */
  return g_strdup_printf (_("%s (system)"), parts.host);
}
