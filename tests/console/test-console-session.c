/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <spice.h>
#include "casement-console-session.h"
#include "casement-error.h"
#include "casement-uri-transport.h"
#include "mock-server.h"

/* How many channels are connected: main, display, cursor, inputs. */
#define N_CHANNELS 4

typedef struct {
  MockServer *server;
  CasementConsoleSession *session;
  GString *states;
  guint n_channels;
} Fixture;

static void
state_cb (CasementConsoleSession *session, GParamSpec *pspec, GString *states)
{
  g_autoptr (GEnumClass) enum_class = g_type_class_ref (CASEMENT_TYPE_CONSOLE_STATE);

  g_string_append_printf (states, "%s ",
                          g_enum_get_value (enum_class, (int) casement_console_session_get_state (session))->value_nick);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementTransport) transport = NULL;

  fixture->server = mock_server_new ();
  mock_server_create_primary (fixture->server, 640, 480, SPICE_SURFACE_FMT_32_xRGB);
  transport = mock_server_new_transport (fixture->server);
  fixture->session = casement_console_session_new (transport);
  fixture->states = g_string_new (NULL);
  g_signal_connect (fixture->session, "notify::state", G_CALLBACK (state_cb), fixture->states);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer session = fixture->session;

  casement_console_session_stop (fixture->session);
  g_object_add_weak_pointer (G_OBJECT (fixture->session), &session);
  g_object_unref (fixture->session);
  /* Requests for sockets that are under way hold the session until they are cancelled. */
  WAIT_FOR (session == NULL);
  g_clear_pointer (&fixture->server, mock_server_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_string_free (fixture->states, TRUE);
}

static gboolean
is_up (Fixture *fixture)
{
  CasementGuestDisplay *display = casement_console_session_get_display (fixture->session);

  return casement_framebuffer_get_live (casement_guest_display_get_framebuffer (display)) &&
         casement_inputs_get_ready (casement_console_session_get_inputs (fixture->session));
}

static void
start (Fixture *fixture)
{
  casement_console_session_start (fixture->session);
  WAIT_FOR (is_up (fixture));
  fixture->n_channels += N_CHANNELS;
  mock_server_wait_channels (fixture->server, fixture->n_channels);
}

static CasementConsoleState
state (Fixture *fixture)
{
  return casement_console_session_get_state (fixture->session);
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (state (fixture), ==, CASEMENT_CONSOLE_IDLE);
  casement_console_session_stop (fixture->session);
  g_assert_cmpint (state (fixture), ==, CASEMENT_CONSOLE_IDLE);
  casement_console_session_start (fixture->session);
  start (fixture);
  g_assert_cmpuint (mock_server_get_n_sockets (fixture->server), ==, N_CHANNELS);
  g_assert_no_error (casement_console_session_get_error (fixture->session));
  g_assert_false (casement_console_session_get_agent_connected (fixture->session));
  casement_console_session_stop (fixture->session);
  casement_console_session_stop (fixture->session);
  g_assert_cmpstr (fixture->states->str, ==, "connecting connected closed ");
}

/* A session that is started again makes new channels, and the picture stays in between. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  CasementFramebuffer *framebuffer =
      casement_guest_display_get_framebuffer (casement_console_session_get_display (fixture->session));

  for (guint i = 1; i <= 3; i++) {
    start (fixture);
    g_assert_cmpuint (mock_server_get_n_sockets (fixture->server), ==, N_CHANNELS * i);
    casement_console_session_stop (fixture->session);
    g_assert_false (casement_framebuffer_get_live (framebuffer));
    g_assert_cmpuint (casement_framebuffer_get_width (framebuffer), ==, 640);
  }
}

static void
test_power_off (Fixture *fixture, gconstpointer data)
{
  CasementFramebuffer *framebuffer =
      casement_guest_display_get_framebuffer (casement_console_session_get_display (fixture->session));

  start (fixture);
  g_clear_pointer (&fixture->server, mock_server_free);
  WAIT_FOR (state (fixture) == CASEMENT_CONSOLE_CLOSED);
  g_assert_no_error (casement_console_session_get_error (fixture->session));
  g_assert_false (casement_inputs_get_ready (casement_console_session_get_inputs (fixture->session)));
  g_assert_cmpuint (casement_framebuffer_get_width (framebuffer), ==, 640);
  g_assert_nonnull (casement_framebuffer_get_tile (framebuffer, 0, NULL));
}

/* Whichever channel goes first, it ends the same way. */
static void
test_closing_orders (Fixture *fixture, gconstpointer data)
{
  for (guint first = 0; first < N_CHANNELS; first++) {
    guint base = mock_server_get_n_sockets (fixture->server);

    start (fixture);
    for (guint i = 0; i < N_CHANNELS; i++)
      mock_server_cut_socket (fixture->server, base + (first + i) % N_CHANNELS);
    WAIT_FOR (state (fixture) != CASEMENT_CONSOLE_CONNECTED);
    g_assert_cmpint (state (fixture), ==, CASEMENT_CONSOLE_CLOSED);
  }
}

static void
test_cut_each (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_CHANNELS; i++) {
    guint base = mock_server_get_n_sockets (fixture->server);

    start (fixture);
    mock_server_cut_socket (fixture->server, base + i);
    /* The server answers a lost main channel by closing all; others leave the rest working. */
    for (guint n = 0; n < 20; n++)
      mock_iterate ();
    casement_console_session_stop (fixture->session);
    g_assert_cmpint (state (fixture), ==, CASEMENT_CONSOLE_CLOSED);
  }
}

static void
test_no_socket (Fixture *fixture, gconstpointer data)
{
  for (guint granted = 0; granted < N_CHANNELS; granted++) {
    mock_server_fail_sockets_after (fixture->server, mock_server_get_n_sockets (fixture->server) + granted);
    casement_console_session_start (fixture->session);
    WAIT_FOR (state (fixture) == CASEMENT_CONSOLE_FAILED);
    g_assert_cmpstr (casement_console_session_get_error (fixture->session)->message, ==, "no socket for you");
  }
  mock_server_fail_sockets_after (fixture->server, G_MAXUINT);
  casement_console_session_start (fixture->session);
  g_assert_no_error (casement_console_session_get_error (fixture->session));
  WAIT_FOR (is_up (fixture));
}

static void
test_stop_while_opening (Fixture *fixture, gconstpointer data)
{
  for (guint granted = 0; granted < N_CHANNELS; granted++) {
    guint base = mock_server_get_n_sockets (fixture->server);

    mock_server_hold_sockets_after (fixture->server, base + granted);
    casement_console_session_start (fixture->session);
    WAIT_FOR (mock_server_get_n_sockets (fixture->server) == base + granted);
    fixture->n_channels += granted;
    mock_server_wait_channels (fixture->server, fixture->n_channels);
    casement_console_session_stop (fixture->session);
    g_assert_cmpint (state (fixture), ==, CASEMENT_CONSOLE_CLOSED);
  }
}

/* A server that says nothing is given up. */
static void
test_timeout (Fixture *fixture, gconstpointer data)
{
  mock_server_hold_sockets_after (fixture->server, 0);
  casement_console_session_set_timeout (fixture->session, 1);
  casement_console_session_start (fixture->session);
  WAIT_FOR (state (fixture) == CASEMENT_CONSOLE_FAILED);
  g_assert_error (casement_console_session_get_error (fixture->session), CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION);
  g_assert_nonnull (strstr (casement_console_session_get_error (fixture->session)->message, "does not answer"));
  mock_server_hold_sockets_after (fixture->server, G_MAXUINT);
  start (fixture);
}

/* Stopped right away, the sockets that come later are closed. */
static void
test_stop_at_once (Fixture *fixture, gconstpointer data)
{
  casement_console_session_start (fixture->session);
  casement_console_session_stop (fixture->session);
  start (fixture);
}

static void
drop_cb (CasementConsoleSession *session, GParamSpec *pspec, gpointer user_data)
{
  if (casement_console_session_get_state (session) == CASEMENT_CONSOLE_CONNECTED)
    g_object_unref (session);
}

static void
test_dropped_in_handler (void)
{
  MockServer *server = mock_server_new ();
  g_autoptr (CasementTransport) transport = mock_server_new_transport (server);
  CasementConsoleSession *session = casement_console_session_new (transport);
  gpointer watched = session;

  mock_server_create_primary (server, 64, 64, SPICE_SURFACE_FMT_32_xRGB);
  g_object_add_weak_pointer (G_OBJECT (session), &watched);
  g_signal_connect (session, "notify::state", G_CALLBACK (drop_cb), NULL);
  casement_console_session_start (session);
  WAIT_FOR (watched == NULL);
  mock_server_free (server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

typedef struct {
  char *folder;
  char *path;
  char *uri;
} Socket;

static void
socket_init (Socket *sock)
{
  g_autofree char *escaped = NULL;

  sock->folder = g_dir_make_tmp ("casement-XXXXXX", NULL);
  g_assert_nonnull (sock->folder);
  sock->path = g_build_filename (sock->folder, "a socket, ünïcode & 100%", NULL);
  escaped = g_uri_escape_string (sock->path, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE);
  sock->uri = g_strconcat ("spice+unix://", escaped, NULL);
}

static void
socket_clear (Socket *sock)
{
  g_remove (sock->path);
  g_assert_cmpint (g_rmdir (sock->folder), ==, 0);
  g_free (sock->folder);
  g_free (sock->path);
  g_free (sock->uri);
}

static CasementConsoleSession *
session_for_uri (const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementTransport) transport = casement_uri_transport_new_for_uri (uri, &error);

  g_assert_no_error (error);
  return casement_console_session_new (transport);
}

static void
finish (CasementConsoleSession *session, MockServer *server)
{
  casement_console_session_stop (session);
  g_assert_finalize_object (session);
  if (server != NULL)
    mock_server_free (server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_unix_uri (void)
{
  Socket sock;
  MockServer *server;
  CasementConsoleSession *session;
  CasementFramebuffer *framebuffer;

  socket_init (&sock);
  server = mock_server_new_listening (sock.path);
  mock_server_create_primary (server, 320, 200, SPICE_SURFACE_FMT_32_xRGB);
  session = session_for_uri (sock.uri);
  framebuffer = casement_guest_display_get_framebuffer (casement_console_session_get_display (session));
  casement_console_session_start (session);
  WAIT_FOR (casement_framebuffer_get_width (framebuffer) == 320);
  mock_server_wait_channels (server, N_CHANNELS);
  g_clear_pointer (&server, mock_server_free);
  WAIT_FOR (casement_console_session_get_state (session) == CASEMENT_CONSOLE_CLOSED);
  finish (session, NULL);
  socket_clear (&sock);
}

static void
test_nobody_there (void)
{
  static const char *const uris[] = { "spice+unix:///nonexistent/socket", "spice://127.0.0.1:1" };

  for (guint i = 0; i < G_N_ELEMENTS (uris); i++) {
    CasementConsoleSession *session = session_for_uri (uris[i]);

    casement_console_session_start (session);
    WAIT_FOR (casement_console_session_get_state (session) == CASEMENT_CONSOLE_FAILED);
    g_assert_error (casement_console_session_get_error (session), CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION);
    g_assert_nonnull (strstr (casement_console_session_get_error (session)->message, uris[i]));
    finish (session, NULL);
  }
}

static void
test_password (void)
{
  Socket sock;
  MockServer *server;
  CasementConsoleSession *session;

  socket_init (&sock);
  server = mock_server_new_listening (sock.path);
  mock_server_set_password (server, "right");
  mock_server_create_primary (server, 320, 200, SPICE_SURFACE_FMT_32_xRGB);
  session = session_for_uri (sock.uri);

  casement_console_session_start (session);
  WAIT_FOR (casement_console_session_get_state (session) == CASEMENT_CONSOLE_FAILED);
  g_assert_error (casement_console_session_get_error (session), CASEMENT_ERROR, CASEMENT_ERROR_PERMISSION);
  g_assert_nonnull (strstr (casement_console_session_get_error (session)->message, "asks for a password"));

  casement_console_session_set_password (session, "wrong");
  casement_console_session_start (session);
  WAIT_FOR (casement_console_session_get_state (session) == CASEMENT_CONSOLE_FAILED);
  g_assert_error (casement_console_session_get_error (session), CASEMENT_ERROR, CASEMENT_ERROR_PERMISSION);
  g_assert_nonnull (strstr (casement_console_session_get_error (session)->message, "refused the password"));

  casement_console_session_set_password (session, "right");
  casement_console_session_start (session);
  WAIT_FOR (casement_console_session_get_state (session) == CASEMENT_CONSOLE_CONNECTED);
  mock_server_wait_channels (server, N_CHANNELS);
  finish (session, server);
  socket_clear (&sock);
}

/* Something that listens and says the wrong thing, or hangs up. */
static gboolean
answer_nonsense_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  const char *answer = user_data;

  if (*answer != '\0')
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), answer, strlen (answer), NULL, NULL,
                               NULL);
  return FALSE;
}

static void
test_not_spice (void)
{
  static const char *const answers[] = { "", "HTTP/1.0 400 Bad Request\r\nServer: something else entirely\r\n\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (GSocketService) service = g_socket_service_new ();
    guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
    g_autofree char *uri = g_strdup_printf ("spice://localhost:%u", port);
    CasementConsoleSession *session = session_for_uri (uri);

    g_signal_connect (service, "incoming", G_CALLBACK (answer_nonsense_cb), (gpointer) answers[i]);
    casement_console_session_start (session);
    WAIT_FOR (casement_console_session_get_state (session) == CASEMENT_CONSOLE_FAILED);
    g_assert_error (casement_console_session_get_error (session), CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION);
    finish (session, NULL);
    g_socket_service_stop (service);
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_socket_listener_close (G_SOCKET_LISTENER (service));
  }
}

#define ADD(name, func) g_test_add ("/console-session/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mock_init ();
  ADD ("states", test_states);
  ADD ("again", test_again);
  ADD ("power-off", test_power_off);
  ADD ("closing-orders", test_closing_orders);
  ADD ("cut-each", test_cut_each);
  ADD ("no-socket", test_no_socket);
  ADD ("stop-while-opening", test_stop_while_opening);
  ADD ("timeout", test_timeout);
  ADD ("stop-at-once", test_stop_at_once);
  g_test_add_func ("/console-session/dropped-in-handler", test_dropped_in_handler);
  g_test_add_func ("/console-session/unix-uri", test_unix_uri);
  g_test_add_func ("/console-session/nobody-there", test_nobody_there);
  g_test_add_func ("/console-session/password", test_password);
  g_test_add_func ("/console-session/not-spice", test_not_spice);
  return g_test_run ();
}
