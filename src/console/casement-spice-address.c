/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-spice-address.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-error.h"

/* Longer than any name a network knows, and than any socket's path can be. */
#define MAX_URI 4096
#define MAX_HOST 255
#define MAX_CA (256 * 1024)
#define MAX_SUBJECT 1024

G_DEFINE_BOXED_TYPE (CasementSpiceAddress, casement_spice_address, casement_spice_address_copy, casement_spice_address_free)

static const char *const schemes[] = { "spice", "spice+tls", "spice+unix" };

/* The form of other SPICE programs, which virsh domdisplay prints: spice://host?tls-port=5901. */
static gboolean
parse_query (CasementSpiceAddress *self, const char *query, GError **error)
{
  g_autoptr (GHashTable) params = NULL;
  GHashTableIter iter;
  gpointer key, value;

  if (query == NULL)
    return TRUE;
  params = g_uri_parse_params (query, -1, "&;", G_URI_PARAMS_NONE, error);
  if (params == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, params);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    guint64 port;

    if (g_str_equal (key, "tls-port") && g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT16, &port, NULL)) {
      self->tls_port = (guint) port;
      continue;
    }
    /* The value is not repeated: it may be a password. */
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _ ("The address has “%s” at its end, which cannot be used there. Only tls-port and a port number may "
                           "follow the question mark."),
                        (const char *) key);
    return FALSE;
  }
  return TRUE;
}

static gboolean
parse_network (CasementSpiceAddress *self, GUri *parsed, GError **error)
{
  const char *host = g_uri_get_host (parsed);
  const char *path = g_uri_get_path (parsed);
  int port = g_uri_get_port (parsed);
  gboolean tls = g_strcmp0 (g_uri_get_scheme (parsed), "spice+tls") == 0;

  if (g_uri_get_userinfo (parsed) != NULL || (*path != '\0' && g_strcmp0 (path, "/") != 0)) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _ ("Only a computer and a port can be given. Write the address as spice://host:port."));
    return FALSE;
  }
  if (!parse_query (self, g_uri_get_query (parsed), error))
    return FALSE;
  self->host = host != NULL && *host != '\0' ? g_strdup (host) : NULL;
  if (port > 0 && tls)
    self->tls_port = (guint) port;
  else if (port > 0)
    self->port = (guint) port;
  return casement_spice_address_validate (self, error);
}

static gboolean
parse_unix (CasementSpiceAddress *self, GUri *parsed, GError **error)
{
  const char *host = g_uri_get_host (parsed);
  const char *path = g_uri_get_path (parsed);

  if ((host == NULL || *host == '\0') && g_path_is_absolute (path) && g_strcmp0 (path, "/") != 0) {
    self->unix_path = g_strdup (path);
    return TRUE;
  }
  casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                      _ ("The address has no full path to a socket. Write it as spice+unix:///path."));
  return FALSE;
}

/** casement_spice_address_new: Returns: (transfer full): an address of nothing. */
CasementSpiceAddress *
casement_spice_address_new (void)
{
  return g_new0 (CasementSpiceAddress, 1);
}

/** casement_spice_address_copy: Returns: (transfer full): the same again. */
CasementSpiceAddress *
casement_spice_address_copy (const CasementSpiceAddress *self)
{
  CasementSpiceAddress *copy = g_memdup2 (self, sizeof *self);

  copy->host = g_strdup (self->host);
  copy->unix_path = g_strdup (self->unix_path);
  copy->ca = self->ca != NULL ? g_bytes_ref (self->ca) : NULL;
  copy->subject = g_strdup (self->subject);
  copy->secure_channels = g_strdupv (self->secure_channels);
  copy->proxy = g_strdup (self->proxy);
  copy->password = g_strdup (self->password);
  copy->title = g_strdup (self->title);
  return copy;
}

/** casement_spice_address_free: Frees it. */
void
casement_spice_address_free (CasementSpiceAddress *self)
{
  g_free (self->host);
  g_free (self->unix_path);
  g_clear_pointer (&self->ca, g_bytes_unref);
  g_free (self->subject);
  g_strfreev (self->secure_channels);
  g_free (self->proxy);
  g_free (self->password);
  g_free (self->title);
  g_free (self);
}

/**
 * casement_spice_address_new_for_uri:
 * @uri: spice://host:port, spice+tls://host:port, spice://host?tls-port=port or spice+unix:///path
 *
 * What the library parses by itself it parses loosely: a missing port only shows as a connection that never comes. So the
 * address is taken apart here.
 *
 * Returns: (transfer full): the address; %NULL with %CASEMENT_ERROR_INVALID and a sentence that says what is wrong.
 */
CasementSpiceAddress *
casement_spice_address_new_for_uri (const char *uri, GError **error)
{
  g_autoptr (CasementSpiceAddress) self = casement_spice_address_new ();
  g_autoptr (GUri) parsed = NULL;
  g_autoptr (GError) parse_error = NULL;
  const char *scheme;

  g_return_val_if_fail (uri != NULL, NULL);

  if (strnlen (uri, MAX_URI + 1) <= MAX_URI)
    parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, &parse_error);
  if (parsed == NULL) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, parse_error != NULL ? parse_error->message : NULL,
                        _ ("This is not an address. Write it as spice://host:port or spice+unix:///path."));
    return NULL;
  }
  scheme = g_uri_get_scheme (parsed);
  if (!g_strv_contains ((const char *const[]){ schemes[0], schemes[1], schemes[2], NULL }, scheme)) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _ ("Addresses that start with “%s:” cannot be shown. Write the address as spice://host:port or "
                           "spice+unix:///path."),
                        scheme);
    return NULL;
  }
  if (g_str_equal (scheme, "spice+unix") ? !parse_unix (self, parsed, error) : !parse_network (self, parsed, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * casement_spice_address_validate:
 *
 * Returns: whether it can be connected to; else %CASEMENT_ERROR_INVALID.
 */
gboolean
casement_spice_address_validate (const CasementSpiceAddress *self, GError **error)
{
  if (self->unix_path != NULL)
    return TRUE;
  if (self->host == NULL || strlen (self->host) > MAX_HOST || strpbrk (self->host, " \t\r\n/@?#") != NULL) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _ ("The address names no computer. Write it as spice://host:port."));
  } else if (self->port == 0 && self->tls_port == 0) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _ ("The address has no port. Write it as spice://host:port; the first SPICE port is usually 5900."));
  } else if ((self->ca != NULL && g_bytes_get_size (self->ca) > MAX_CA)
             || (self->subject != NULL && strlen (self->subject) > MAX_SUBJECT)) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _ ("The certificate given for the server is too long to be one. Ask for it again."));
  } else {
    return TRUE;
  }
  return FALSE;
}

/**
 * casement_spice_address_to_uri:
 *
 * Returns: (transfer full): the address to be read, without anything secret.
 */
char *
casement_spice_address_to_uri (const CasementSpiceAddress *self)
{
  gboolean is_v6;

  if (self->unix_path != NULL) {
    g_autofree char *escaped = g_uri_escape_string (self->unix_path, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, TRUE);

    return g_strconcat ("spice+unix://", escaped, NULL);
  }
  is_v6 = strchr (self->host, ':') != NULL;
  if (self->port == 0)
    return g_strdup_printf (is_v6 ? "spice+tls://[%s]:%u" : "spice+tls://%s:%u", self->host, self->tls_port);
  if (self->tls_port == 0)
    return g_strdup_printf (is_v6 ? "spice://[%s]:%u" : "spice://%s:%u", self->host, self->port);
  return g_strdup_printf (is_v6 ? "spice://[%s]:%u?tls-port=%u" : "spice://%s:%u?tls-port=%u", self->host, self->port,
                          self->tls_port);
}

/** casement_spice_address_is_uri: Returns: whether @text is meant as an address, right or wrong. */
gboolean
casement_spice_address_is_uri (const char *text)
{
  g_autofree char *scheme = g_uri_parse_scheme (text);

  if (scheme == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strcasecmp (scheme, schemes[i]) == 0 && strstr (text, "://") != NULL)
      return TRUE;
  return FALSE;
}

/** casement_spice_address_is_encrypted: Returns: whether nothing goes over the network in the clear. */
gboolean
casement_spice_address_is_encrypted (const CasementSpiceAddress *self)
{
  return self->unix_path == NULL && self->port == 0;
}
