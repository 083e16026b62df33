/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-uri-transport.h"

#include <spice-client.h>

struct _CasementUriTransport {
  CasementTransport parent_instance;

  CasementSpiceAddress *address;
};

G_DEFINE_FINAL_TYPE (CasementUriTransport, casement_uri_transport, CASEMENT_TYPE_TRANSPORT)

static char *
casement_uri_transport_dup_uri (CasementTransport *transport)
{
  return casement_spice_address_to_uri (CASEMENT_URI_TRANSPORT (transport)->address);
}

static void
set_port (SpiceSession *spice, const char *property, guint port)
{
  g_autofree char *text = port > 0 ? g_strdup_printf ("%u", port) : NULL;

  g_object_set (spice, property, text, NULL);
}

static void
set_trust (SpiceSession *spice, const CasementSpiceAddress *address)
{
  /* Any one of what is asked for would do for the library, so it is asked for one thing only. */
  SpiceSessionVerify verify = address->subject != NULL ? SPICE_SESSION_VERIFY_SUBJECT : SPICE_SESSION_VERIFY_HOSTNAME;

  g_object_set (spice, "verify", verify, "cert-subject", address->subject, NULL);
  if (address->ca != NULL) {
    gsize size;
    const guint8 *data = g_bytes_get_data (address->ca, &size);
    g_autoptr (GByteArray) ca = g_byte_array_append (g_byte_array_new (), data, (guint) size);

    g_object_set (spice, "ca", ca, NULL);
  }
}

static void
casement_uri_transport_configure (CasementTransport *transport, SpiceSession *spice)
{
  const CasementSpiceAddress *address = CASEMENT_URI_TRANSPORT (transport)->address;

  if (address->unix_path != NULL) {
    g_object_set (spice, "unix-path", address->unix_path, NULL);
    return;
  }
  g_object_set (spice, "host", address->host, NULL);
  set_port (spice, "port", address->port);
  set_port (spice, "tls-port", address->tls_port);
  if (address->secure_channels != NULL)
    g_object_set (spice, "secure-channels", address->secure_channels, NULL);
  if (address->proxy != NULL)
    g_object_set (spice, "proxy", address->proxy, NULL);
  set_trust (spice, address);
}

static void
casement_uri_transport_finalize (GObject *object)
{
  g_clear_pointer (&CASEMENT_URI_TRANSPORT (object)->address, casement_spice_address_free);
  G_OBJECT_CLASS (casement_uri_transport_parent_class)->finalize (object);
}

static void
casement_uri_transport_class_init (CasementUriTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_uri_transport_finalize;
  CASEMENT_TRANSPORT_CLASS (klass)->dup_uri = casement_uri_transport_dup_uri;
  CASEMENT_TRANSPORT_CLASS (klass)->configure = casement_uri_transport_configure;
}

static void
casement_uri_transport_init (CasementUriTransport *self)
{
}

/**
 * casement_uri_transport_new:
 * @address: valid; copied. Its password is the session's to be given.
 *
 * Returns: (transfer full): a transport to it.
 */
CasementTransport *
casement_uri_transport_new (const CasementSpiceAddress *address)
{
  CasementUriTransport *self;

  g_return_val_if_fail (casement_spice_address_validate (address, NULL), NULL);

  self = g_object_new (CASEMENT_TYPE_URI_TRANSPORT, NULL);
  self->address = casement_spice_address_copy (address);
  return CASEMENT_TRANSPORT (self);
}

/**
 * casement_uri_transport_new_for_uri:
 * @uri: see casement_spice_address_new_for_uri()
 *
 * Returns: (transfer full): a transport; %NULL with %CASEMENT_ERROR_INVALID and a sentence that says what is wrong.
 */
CasementTransport *
casement_uri_transport_new_for_uri (const char *uri, GError **error)
{
  g_autoptr (CasementSpiceAddress) address = casement_spice_address_new_for_uri (uri, error);

  return address != NULL ? casement_uri_transport_new (address) : NULL;
}
