/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-uri-transport.h"

#include "casement-error.h"

static void
assert_good (const char *uri, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementTransport) transport = casement_uri_transport_new_for_uri (uri, &error);
  g_autofree char *normalized = NULL;

  g_assert_no_error (error);
  normalized = casement_transport_dup_uri (transport);
  g_assert_cmpstr (normalized, ==, expected);
}

static void
assert_bad (const char *uri, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (casement_uri_transport_new_for_uri (uri, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” gives “%s”, which does not mention “%s”", uri, error->message, part);
}

static void
test_good (void)
{
  assert_good ("spice://localhost:5900", "spice://localhost:5900");
  assert_good ("spice://192.0.2.1:65535/", "spice://192.0.2.1:65535");
  assert_good ("spice://[::1]:5930", "spice://[::1]:5930");
  assert_good ("spice+unix:///run/vm.sock", "spice+unix:///run/vm.sock");
  assert_good ("SPICE+UNIX:///run/vm.sock", "spice+unix:///run/vm.sock");
}

static void
test_bad (void)
{
  assert_bad ("", "not an address");
  assert_bad ("localhost:5900", "localhost:");
  assert_bad ("not an address", "not an address");
  assert_bad ("vnc://localhost:5900", "vnc:");
  assert_bad ("spice://", "computer");
  assert_bad ("spice://localhost", "port");
  assert_bad ("spice://localhost:", "port");
  assert_bad ("spice://localhost:0", "port");
  assert_bad ("spice://localhost:70000", "not an address");
  assert_bad ("spice://localhost:5900/path", "Only a computer");
  assert_bad ("spice://user:secret@localhost:5900", "Only a computer");
  assert_bad ("spice+unix://", "full path");
  assert_bad ("spice+unix:///", "full path");
  assert_bad ("spice+unix://host/path", "full path");
  assert_bad ("spice+unix:relative", "full path");
}

/* The password must not come back in what is shown or logged. */
static void
test_no_secret (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (casement_uri_transport_new_for_uri ("spice://user:secret@localhost:5900", &error));
  g_assert_null (strstr (error->message, "secret"));
  g_assert_null (casement_error_get_details (error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/uri-transport/good", test_good);
  g_test_add_func ("/uri-transport/bad", test_bad);
  g_test_add_func ("/uri-transport/no-secret", test_no_secret);
  return g_test_run ();
}
