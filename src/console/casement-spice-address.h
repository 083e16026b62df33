/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CasementSpiceAddress:
 * @host: (nullable): the computer; %NULL with @unix_path
 * @port: for connections in the clear; 0 for none
 * @tls_port: for encrypted ones; 0 for none
 * @unix_path: (nullable): a socket on this machine
 * @ca: (nullable): PEM: whose signature on the server's certificate counts; %NULL for those the system trusts
 * @subject: (nullable): what the server's certificate must be issued to, instead of @host
 * @secure_channels: (nullable): those that must be encrypted though there is a port for others, or "all"
 * @proxy: (nullable): an HTTP proxy to connect through
 * @password: (nullable): never shown, never logged
 * @title: (nullable): what to call it
 * @full_screen: to begin with
 *
 * Where a SPICE server is, and how to know that it is the right one.
 */
typedef struct {
  char *host;
  guint port;
  guint tls_port;
  char *unix_path;
  GBytes *ca;
  char *subject;
  char **secure_channels;
  char *proxy;
  char *password;
  char *title;
  gboolean full_screen;
} CasementSpiceAddress;

#define CASEMENT_TYPE_SPICE_ADDRESS (casement_spice_address_get_type ())
GType casement_spice_address_get_type (void);

CasementSpiceAddress *casement_spice_address_new (void);
CasementSpiceAddress *casement_spice_address_new_for_uri (const char *uri, GError **error);
CasementSpiceAddress *casement_spice_address_copy (const CasementSpiceAddress *self);
void casement_spice_address_free (CasementSpiceAddress *self);
gboolean casement_spice_address_validate (const CasementSpiceAddress *self, GError **error);
char *casement_spice_address_to_uri (const CasementSpiceAddress *self);
gboolean casement_spice_address_is_uri (const char *text);
gboolean casement_spice_address_is_encrypted (const CasementSpiceAddress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementSpiceAddress, casement_spice_address_free)

G_END_DECLS
