/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-spice-address.h"

#include <string.h>
#include "casement-error.h"

static void
test_good (void)
{
  static const struct {
    const char *uri;
    const char *host;
    guint port;
    guint tls_port;
    const char *shown;
  } good[] = {
    { "spice://localhost:5900", "localhost", 5900, 0, "spice://localhost:5900" },
    { "spice+tls://localhost:5901/", "localhost", 0, 5901, "spice+tls://localhost:5901" },
    { "spice://localhost?tls-port=5901", "localhost", 0, 5901, "spice+tls://localhost:5901" },
    { "SPICE://[::1]:5900?tls-port=5901", "::1", 5900, 5901, "spice://[::1]:5900?tls-port=5901" },
    { "spice+tls://[fe80::1]:1", "fe80::1", 0, 1, "spice+tls://[fe80::1]:1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (CasementSpiceAddress) address = casement_spice_address_new_for_uri (good[i].uri, &error);
    g_autofree char *shown = NULL;

    g_assert_no_error (error);
    g_assert_cmpstr (address->host, ==, good[i].host);
    g_assert_cmpuint (address->port, ==, good[i].port);
    g_assert_cmpuint (address->tls_port, ==, good[i].tls_port);
    g_assert_true (casement_spice_address_is_encrypted (address) == (good[i].port == 0));
    shown = casement_spice_address_to_uri (address);
    g_assert_cmpstr (shown, ==, good[i].shown);
  }
}

/* Nothing that may be a password comes back. */
static void
test_bad (void)
{
  static const char *const bad[] = {
    "spice://localhost?password=secret", "spice://localhost:5900?tls-port=0",     "spice://localhost:5900?tls-port=secret",
    "spice+tls://localhost",             "spice+tls://user:secret@localhost:5901", "spice://localhost:5900/secret",
    "spice://two words:5900",            "spice+unix://host/secret",
  };
  g_autofree char *long_uri = g_strnfill (10000, 'a');
  g_autofree char *long_host = g_strdup_printf ("spice://%.300s:5900", long_uri);
  g_autoptr (GError) long_error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (casement_spice_address_new_for_uri (bad[i], &error));
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
    g_assert_null (strstr (error->message, "secret"));
    g_assert_true (casement_error_get_details (error) == NULL || strstr (casement_error_get_details (error), "secret") == NULL);
  }
  memcpy (long_uri, "spice://", 8);
  g_assert_null (casement_spice_address_new_for_uri (long_uri, &long_error));
  g_clear_error (&long_error);
  g_assert_null (casement_spice_address_new_for_uri (long_host, &long_error));
  g_assert_error (long_error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
}

static void
test_is_uri (void)
{
  g_assert_true (casement_spice_address_is_uri ("spice://host"));
  g_assert_true (casement_spice_address_is_uri ("Spice+TLS://"));
  g_assert_true (casement_spice_address_is_uri ("spice+unix:///socket"));
  g_assert_false (casement_spice_address_is_uri ("spice"));
  g_assert_false (casement_spice_address_is_uri ("spice: a machine"));
  g_assert_false (casement_spice_address_is_uri ("vnc://host:1"));
  g_assert_false (casement_spice_address_is_uri ("Windows 11"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spice-address/good", test_good);
  g_test_add_func ("/spice-address/bad", test_bad);
  g_test_add_func ("/spice-address/is-uri", test_is_uri);
  return g_test_run ();
}
