/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <spice.h>
#include <string.h>
#include "casement-console-session.h"
#include "casement-error.h"
#include "casement-uri-transport.h"
#include "mock-server.h"

/* Over the network, with certificates that are made here: who is let in, and whom the console believes. */

#define N_CHANNELS 4

static char *folder;

/* In @folder; fails the test unless it succeeds. */
static void
openssl (const char *arguments)
{
  g_autofree char *line = g_strconcat ("openssl ", arguments, NULL);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *messages = NULL;
  int status;

  g_assert_true (g_shell_parse_argv (line, NULL, &argv, &error));
  g_assert_no_error (error);
  g_spawn_sync (folder, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &messages, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("%s: %s", line, messages);
}

static void
make_authority (const char *name)
{
  g_autofree char *line = g_strdup_printf (
      "req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/O=Casement test/CN=%s' -keyout %s.key -out %s.pem", name, name, name);

  openssl (line);
}

static void
make_certificate (const char *name, const char *authority, const char *subject, const char *alternative)
{
  g_autofree char *extension = g_strdup_printf ("%s/%s.ext", folder, name);
  g_autofree char *content = g_strdup_printf ("subjectAltName=%s\n", alternative);
  g_autofree char *request = g_strdup_printf ("req -newkey rsa:2048 -nodes -subj '%s' -keyout %s.key -out %s.csr", subject, name,
                                              name);
  g_autofree char *sign = g_strdup_printf (
      "x509 -req -in %s.csr -CA %s.pem -CAkey %s.key -CAcreateserial -days 2 -extfile %s.ext -out %s.pem", name, authority,
      authority, name, name);

  g_assert_true (g_file_set_contents (extension, content, -1, NULL));
  openssl (request);
  openssl (sign);
}

static char *
in_folder (const char *name, const char *suffix)
{
  return g_strdup_printf ("%s/%s%s", folder, name, suffix);
}

typedef struct {
  const char *certificate;
  const char *authority;
  guint tls_port;
  guint port;
} Listen;

/* Nobody else takes a port that was free a moment ago. */
static guint
find_port (void)
{
  g_autoptr (GSocket) sock = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  g_assert_true (g_socket_bind (sock, any, FALSE, NULL));
  bound = g_socket_get_local_address (sock, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

static void
configure (SpiceServer *spice, gconstpointer data)
{
  const Listen *listen = data;
  g_autofree char *authority = in_folder (listen->authority, ".pem");
  g_autofree char *certificate = in_folder (listen->certificate, ".pem");
  g_autofree char *key = in_folder (listen->certificate, ".key");

  spice_server_set_addr (spice, "127.0.0.1", SPICE_ADDR_FLAG_IPV4_ONLY);
  if (listen->port > 0)
    g_assert_cmpint (spice_server_set_port (spice, (int) listen->port), ==, 0);
  if (listen->tls_port > 0)
    g_assert_cmpint (spice_server_set_tls (spice, (int) listen->tls_port, authority, certificate, key, NULL, NULL, NULL), ==, 0);
}

static MockServer *
new_server (Listen *listen)
{
  MockServer *server;

  listen->tls_port = find_port ();
  server = mock_server_new_configured (configure, listen);
  mock_server_create_primary (server, 320, 200, SPICE_SURFACE_FMT_32_xRGB);
  return server;
}

static CasementSpiceAddress *
new_address (const Listen *listen, const char *host, const char *authority)
{
  CasementSpiceAddress *address = casement_spice_address_new ();
  g_autofree char *path = in_folder (authority, ".pem");
  g_autofree char *ca = NULL;
  gsize size;

  address->host = g_strdup (host);
  address->tls_port = listen->tls_port;
  g_assert_true (g_file_get_contents (path, &ca, &size, NULL));
  address->ca = g_bytes_new (ca, size);
  return address;
}

static CasementConsoleSession *
start (const CasementSpiceAddress *address)
{
  g_autoptr (CasementTransport) transport = casement_uri_transport_new (address);
  CasementConsoleSession *session = casement_console_session_new (transport);

  casement_console_session_set_password (session, address->password);
  casement_console_session_start (session);
  WAIT_FOR (casement_console_session_get_state (session) != CASEMENT_CONSOLE_CONNECTING);
  return session;
}

static void
expect_picture (CasementConsoleSession *session, MockServer *server, guint n_channels)
{
  CasementFramebuffer *framebuffer =
      casement_guest_display_get_framebuffer (casement_console_session_get_display (session));

  g_assert_no_error (casement_console_session_get_error (session));
  g_assert_cmpint (casement_console_session_get_state (session), ==, CASEMENT_CONSOLE_CONNECTED);
  WAIT_FOR (casement_framebuffer_get_width (framebuffer) == 320);
  mock_server_wait_channels (server, n_channels);
}

static void
finish (CasementConsoleSession *session)
{
  casement_console_session_stop (session);
  g_assert_finalize_object (session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
expect_refused (const CasementSpiceAddress *address, CasementError code, const char *part)
{
  CasementConsoleSession *session = start (address);
  const GError *error = casement_console_session_get_error (session);

  g_assert_cmpint (casement_console_session_get_state (session), ==, CASEMENT_CONSOLE_FAILED);
  g_assert_error (error, CASEMENT_ERROR, (int) code);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” does not mention “%s”", error->message, part);
  finish (session);
}

static void
test_trusted (void)
{
  Listen listen = { .certificate = "server", .authority = "authority" };
  MockServer *server = new_server (&listen);
  guint n_channels = 0;

  /* By its name, by its number, and by what the certificate says of it. */
  for (guint i = 0; i < 3; i++) {
    g_autoptr (CasementSpiceAddress) address = new_address (&listen, i == 1 ? "127.0.0.1" : "localhost", "authority");
    CasementConsoleSession *session;

    if (i == 2)
      address->subject = g_strdup ("O=Casement test,CN=localhost");
    session = start (address);
    expect_picture (session, server, n_channels += N_CHANNELS);
    finish (session);
  }
  mock_server_free (server);
}

static void
test_wrong_authority (void)
{
  Listen listen = { .certificate = "server", .authority = "authority" };
  MockServer *server = new_server (&listen);
  g_autoptr (CasementSpiceAddress) address = new_address (&listen, "localhost", "stranger");

  expect_refused (address, CASEMENT_ERROR_FAILED, "certificate");
  /* And not by those that this system trusts either. */
  g_clear_pointer (&address->ca, g_bytes_unref);
  expect_refused (address, CASEMENT_ERROR_FAILED, "certificate");
  /* Nor by what is no certificate at all. */
  address->ca = g_bytes_new_static ("-----BEGIN CERTIFICATE-----\nrubbish\n", 36);
  expect_refused (address, CASEMENT_ERROR_FAILED, "certificate");
  mock_server_free (server);
}

static void
test_wrong_name (void)
{
  Listen listen = { .certificate = "other", .authority = "authority" };
  MockServer *server = new_server (&listen);
  g_autoptr (CasementSpiceAddress) address = new_address (&listen, "localhost", "authority");
  CasementConsoleSession *session;

  expect_refused (address, CASEMENT_ERROR_FAILED, "certificate");
  address->subject = g_strdup ("O=Casement test,CN=localhost");
  expect_refused (address, CASEMENT_ERROR_FAILED, "certificate");
  /* Whoever knows what the certificate says may say so. */
  g_free (address->subject);
  address->subject = g_strdup ("O=Casement test,CN=other.example");
  session = start (address);
  expect_picture (session, server, N_CHANNELS);
  finish (session);
  mock_server_free (server);
}

/* A server that has no encryption is no way around it. */
static void
test_in_the_clear (void)
{
  Listen listen = { .certificate = "server", .authority = "authority", .port = find_port () };
  MockServer *server = new_server (&listen);
  g_autoptr (CasementSpiceAddress) address = new_address (&listen, "localhost", "authority");

  address->tls_port = listen.port;
  expect_refused (address, CASEMENT_ERROR_FAILED, "certificate");
  mock_server_free (server);
}

static void
test_password (void)
{
  Listen listen = { .certificate = "server", .authority = "authority" };
  MockServer *server = new_server (&listen);
  g_autoptr (CasementSpiceAddress) address = new_address (&listen, "localhost", "authority");
  CasementConsoleSession *session;

  mock_server_set_password (server, "right");
  expect_refused (address, CASEMENT_ERROR_PERMISSION, "asks for a password");
  address->password = g_strdup ("wrong");
  expect_refused (address, CASEMENT_ERROR_PERMISSION, "refused the password");
  g_free (address->password);
  address->password = g_strdup ("right");
  session = start (address);
  expect_picture (session, server, N_CHANNELS);
  finish (session);
  mock_server_free (server);
}

int
main (int argc, char **argv)
{
  g_autofree char *openssl_path = g_find_program_in_path ("openssl");
  g_autofree char *clean = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (openssl_path == NULL)
    return 77;
  mock_init ();
  folder = g_dir_make_tmp ("casement-tls-XXXXXX", NULL);
  make_authority ("authority");
  make_authority ("stranger");
  make_certificate ("server", "authority", "/O=Casement test/CN=localhost", "DNS:localhost,IP:127.0.0.1");
  make_certificate ("other", "authority", "/O=Casement test/CN=other.example", "DNS:other.example");
  g_test_add_func ("/console-tls/trusted", test_trusted);
  g_test_add_func ("/console-tls/wrong-authority", test_wrong_authority);
  g_test_add_func ("/console-tls/wrong-name", test_wrong_name);
  g_test_add_func ("/console-tls/in-the-clear", test_in_the_clear);
  g_test_add_func ("/console-tls/password", test_password);
  status = g_test_run ();
  clean = g_strdup_printf ("rm -r %s", folder);
  g_spawn_command_line_sync (clean, NULL, NULL, NULL, NULL);
  g_free (folder);
  return status;
}
