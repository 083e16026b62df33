/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-uri-transport.h"

#include <glib/gi18n-lib.h>
#include "casement-error.h"

struct _CasementUriTransport {
  CasementTransport parent_instance;

  char *uri;
};

G_DEFINE_FINAL_TYPE (CasementUriTransport, casement_uri_transport, CASEMENT_TYPE_TRANSPORT)

/* What the library parses by itself it parses loosely: a missing port only shows as a connection that never comes. So the
 * address is taken apart here, and put together again in the one form that the library reads without doubt. */
static char *
normalize_tcp (GUri *parsed, const char *uri, GError **error)
{
  const char *host = g_uri_get_host (parsed);
  const char *path = g_uri_get_path (parsed);
  int port = g_uri_get_port (parsed);

  if (host == NULL || *host == '\0') {
    casement_set_error (error, CASEMENT_ERROR_INVALID, uri,
                        _ ("The address names no computer. Write it as spice://host:port."));
    return NULL;
  }
  if (port <= 0) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, uri,
                        _ ("The address has no port. Write it as spice://host:port; the first SPICE port is usually 5900."));
    return NULL;
  }
  if (g_uri_get_userinfo (parsed) != NULL || (*path != '\0' && g_strcmp0 (path, "/") != 0)) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _ ("Only a computer and a port can be given. Write the address as spice://host:port."));
    return NULL;
  }
  return g_strdup_printf (strchr (host, ':') != NULL ? "spice://[%s]:%d" : "spice://%s:%d", host, port);
}

static char *
normalize_unix (GUri *parsed, const char *uri, GError **error)
{
  const char *host = g_uri_get_host (parsed);
  const char *path = g_uri_get_path (parsed);
  g_autofree char *escaped = NULL;

  if ((host != NULL && *host != '\0') || !g_path_is_absolute (path) || g_strcmp0 (path, "/") == 0) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, uri,
                        _ ("The address has no full path to a socket. Write it as spice+unix:///path."));
    return NULL;
  }
  escaped = g_uri_escape_string (path, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, TRUE);
  return g_strconcat ("spice+unix://", escaped, NULL);
}

static char *
casement_uri_transport_dup_uri (CasementTransport *transport)
{
  return g_strdup (CASEMENT_URI_TRANSPORT (transport)->uri);
}

static void
casement_uri_transport_finalize (GObject *object)
{
  g_free (CASEMENT_URI_TRANSPORT (object)->uri);
  G_OBJECT_CLASS (casement_uri_transport_parent_class)->finalize (object);
}

static void
casement_uri_transport_class_init (CasementUriTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_uri_transport_finalize;
  CASEMENT_TRANSPORT_CLASS (klass)->dup_uri = casement_uri_transport_dup_uri;
}

static void
casement_uri_transport_init (CasementUriTransport *self)
{
}

/**
 * casement_uri_transport_new_for_uri:
 * @uri: spice://host:port or spice+unix:///path
 *
 * Returns: (transfer full): a transport; %NULL with %CASEMENT_ERROR_INVALID and a sentence that says what is wrong.
 */
CasementTransport *
casement_uri_transport_new_for_uri (const char *uri, GError **error)
{
  g_autoptr (GUri) parsed = NULL;
  g_autoptr (GError) parse_error = NULL;
  g_autofree char *normalized = NULL;
  CasementUriTransport *self;

  g_return_val_if_fail (uri != NULL, NULL);

  parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, &parse_error);
  if (parsed == NULL) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, parse_error->message,
                        _ ("This is not an address. Write it as spice://host:port or spice+unix:///path."));
    return NULL;
  }
  if (g_strcmp0 (g_uri_get_scheme (parsed), "spice") == 0) {
    normalized = normalize_tcp (parsed, uri, error);
  } else if (g_strcmp0 (g_uri_get_scheme (parsed), "spice+unix") == 0) {
    normalized = normalize_unix (parsed, uri, error);
  } else {
    casement_set_error (error, CASEMENT_ERROR_INVALID, uri,
                        _ ("Addresses that start with “%s:” cannot be shown. Write the address as spice://host:port or "
                           "spice+unix:///path."),
                        g_uri_get_scheme (parsed));
  }
  if (normalized == NULL)
    return NULL;
  self = g_object_new (CASEMENT_TYPE_URI_TRANSPORT, NULL);
  self->uri = g_steal_pointer (&normalized);
  return CASEMENT_TRANSPORT (self);
}
