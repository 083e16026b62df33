/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include "mock-port.h"
#include "services-fixture.h"

/* A folder that the guest reads through the port, as its service does: requests of HTTP in frames of a client's number and a
 * length. */

#define PORT_NAME "org.spice-space.webdav.0"

typedef struct {
  ServicesFixture base;
  CasementSharedFolder *folder;
  MockPort *port;
  char *path;
  guint n_clients;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = NULL;

  services_set_up (&fixture->base, data);
  fixture->folder = casement_guest_services_get_shared_folder (fixture->base.services);
  fixture->path = g_dir_make_tmp ("casement-share-XXXXXX", NULL);
  file = g_build_filename (fixture->path, "hello.txt", NULL);
  g_assert_true (g_file_set_contents (file, "hello from here", -1, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->path, "hello.txt", NULL);
  g_autofree char *written = g_build_filename (fixture->path, "written.txt", NULL);

  services_disconnect (&fixture->base);
  g_clear_pointer (&fixture->port, mock_port_free);
  services_tear_down (&fixture->base, data);
  g_remove (file);
  g_remove (written);
  g_assert_cmpint (g_rmdir (fixture->path), ==, 0);
  g_free (fixture->path);
}

static void
add_port (Fixture *fixture)
{
  fixture->port = mock_port_new (mock_server_get_spice (fixture->base.server), "port", PORT_NAME);
}

/* Asks as a new client of the guest's service, and returns the whole answer, which must not be longer than one frame. */
static char *
ask (Fixture *fixture, const char *request)
{
  GByteArray *data = mock_port_get_data (fixture->port);
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  guint64 client = GUINT64_TO_LE ((guint64) ++fixture->n_clients);
  guint16 size = GUINT16_TO_LE ((guint16) strlen (request));
  GString *answer = g_string_new (NULL);
  gboolean ended = FALSE;

  g_byte_array_append (frame, (const guint8 *) &client, sizeof client);
  g_byte_array_append (frame, (const guint8 *) &size, sizeof size);
  g_byte_array_append (frame, (const guint8 *) request, (guint) strlen (request));
  g_byte_array_set_size (data, 0);
  mock_port_send (fixture->port, frame->data, frame->len);
  while (!ended) {
    guint16 n;

    WAIT_FOR (data->len >= 10);
    memcpy (&n, data->data + 8, sizeof n);
    n = GUINT16_FROM_LE (n);
    WAIT_FOR (data->len >= 10u + n);
    g_string_append_len (answer, (const char *) data->data + 10, n);
    g_byte_array_remove_range (data, 0, 10u + n);
    ended = n == 0;
  }
  return g_string_free (answer, FALSE);
}

#define GET "GET /hello.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
#define PUT "PUT /written.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 5\r\n\r\nthere"

static gboolean
has_file (Fixture *fixture, const char *name)
{
  g_autofree char *file = g_build_filename (fixture->path, name, NULL);

  return g_file_test (file, G_FILE_TEST_EXISTS);
}

static void
wait_state (Fixture *fixture, CasementSharedFolderState state)
{
  WAIT_FOR (casement_shared_folder_get_state (fixture->folder) == state);
}

static void
serve (Fixture *fixture, gboolean read_only)
{
  add_port (fixture);
  casement_shared_folder_share (fixture->folder, fixture->path, read_only);
  g_assert_cmpint (casement_shared_folder_get_state (fixture->folder), ==, CASEMENT_SHARED_FOLDER_NO_CONNECTION);
  services_connect (&fixture->base, 5);
  wait_state (fixture, CASEMENT_SHARED_FOLDER_WAITING);
  mock_port_set_open (fixture->port, TRUE);
  wait_state (fixture, CASEMENT_SHARED_FOLDER_SERVED);
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = NULL;
  g_autofree char *refusal = NULL;

  serve (fixture, TRUE);
  answer = ask (fixture, GET);
  g_assert_nonnull (strstr (answer, "hello from here"));
  refusal = ask (fixture, PUT);
  g_assert_true (g_str_has_prefix (refusal, "HTTP/1.1 403"));
  g_assert_false (has_file (fixture, "written.txt"));
}

static void
test_write (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = NULL;

  serve (fixture, FALSE);
  answer = ask (fixture, PUT);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 201"));
  g_assert_true (has_file (fixture, "written.txt"));
}

/* Nothing leaves the folder. */
static void
test_outside (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = NULL;
  g_autofree char *escaped = NULL;

  serve (fixture, TRUE);
  answer = ask (fixture, "GET /../../../etc/hostname HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  g_assert_false (g_str_has_prefix (answer, "HTTP/1.1 200"));
  escaped = ask (fixture, "GET /%2e%2e/%2e%2e/etc/hostname HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  g_assert_false (g_str_has_prefix (escaped, "HTTP/1.1 200"));
}

/* Not shared is not connected; and it can be taken back, and given again, while the guest runs. */
static void
test_switched (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = NULL;

  add_port (fixture);
  services_connect (&fixture->base, 4);
  for (guint i = 0; i < 40; i++)
    mock_iterate ();
  g_assert_cmpuint (mock_server_get_n_sockets (fixture->base.server), ==, 4);
  g_assert_cmpint (casement_shared_folder_get_state (fixture->folder), ==, CASEMENT_SHARED_FOLDER_OFF);
  mock_port_set_open (fixture->port, TRUE);
  WAIT_FOR (casement_guest_services_get_usb (fixture->base.services) != NULL);
  casement_shared_folder_share (fixture->folder, fixture->path, TRUE);
  wait_state (fixture, CASEMENT_SHARED_FOLDER_SERVED);
  WAIT_FOR (mock_port_get_connected (fixture->port));
  casement_shared_folder_share (fixture->folder, NULL, TRUE);
  g_assert_cmpint (casement_shared_folder_get_state (fixture->folder), ==, CASEMENT_SHARED_FOLDER_OFF);
  WAIT_FOR (!mock_port_get_connected (fixture->port));
  casement_shared_folder_share (fixture->folder, fixture->path, TRUE);
  wait_state (fixture, CASEMENT_SHARED_FOLDER_SERVED);
  answer = ask (fixture, GET);
  g_assert_nonnull (strstr (answer, "hello from here"));
  /* The guest's service ends. */
  mock_port_set_open (fixture->port, FALSE);
  wait_state (fixture, CASEMENT_SHARED_FOLDER_WAITING);
}

static void
test_no_channel (Fixture *fixture, gconstpointer data)
{
  casement_shared_folder_share (fixture->folder, fixture->path, TRUE);
  services_connect (&fixture->base, 4);
  wait_state (fixture, CASEMENT_SHARED_FOLDER_NO_CHANNEL);
  casement_console_session_stop (fixture->base.session);
  g_assert_cmpint (casement_shared_folder_get_state (fixture->folder), ==, CASEMENT_SHARED_FOLDER_NO_CONNECTION);
}

/* What the guest sends is its own affair: lengths that do not fit and clients that never were. */
static void
test_nonsense (Fixture *fixture, gconstpointer data)
{
  guint8 bytes[4096];

  serve (fixture, TRUE);
  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (i * 31 + 7);
  mock_port_send (fixture->port, bytes, sizeof bytes);
  for (guint i = 0; i < 40; i++)
    mock_iterate ();
  g_assert_cmpint (casement_console_session_get_state (fixture->base.session), ==, CASEMENT_CONSOLE_CONNECTED);
}

#define ADD(name, func) g_test_add ("/shared-folder/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("read", test_read);
  ADD ("write", test_write);
  ADD ("outside", test_outside);
  ADD ("switched", test_switched);
  ADD ("no-channel", test_no_channel);
  ADD ("nonsense", test_nonsense);
  return g_test_run ();
}
