/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-spice-address.h"
#include "casement-transport.h"

G_BEGIN_DECLS

/* A SPICE server named by its address. */
#define CASEMENT_TYPE_URI_TRANSPORT (casement_uri_transport_get_type ())
G_DECLARE_FINAL_TYPE (CasementUriTransport, casement_uri_transport, CASEMENT, URI_TRANSPORT, CasementTransport)

CasementTransport *casement_uri_transport_new (const CasementSpiceAddress *address);
CasementTransport *casement_uri_transport_new_for_uri (const char *uri, GError **error);

G_END_DECLS
