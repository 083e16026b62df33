/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Driver images from a server in this process that does what servers do. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "casement-driver-download.h"
#include "casement-error.h"
#include "media-fixture.h"

#define TAG "\"one\""

typedef struct {
  GSocketService *service;
  char *folder;
  char *part;
  GBytes *image;
  guint16 port;
  /* What the server saw; touched in its threads. */
  gint n_requests;
  gint n_ranges;
  gint n_active;
  gint stop;
} Fixture;

static void
send (GOutputStream *out, const void *data, gsize length)
{
  g_output_stream_write_all (out, data, length, NULL, NULL, NULL);
  g_output_stream_flush (out, NULL, NULL);
}

static void
send_text (GOutputStream *out, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  send (out, text, strlen (text));
}

/* What is asked for: the path, and where the range begins if it is still the same file. */
static char *
read_request (GDataInputStream *in, gsize *start)
{
  g_autofree char *first = g_data_input_stream_read_line (in, NULL, NULL, NULL);
  g_auto (GStrv) words = first != NULL ? g_strsplit (first, " ", 3) : NULL;
  gsize range = 0;
  gboolean same = FALSE;
  char *line;

  while ((line = g_data_input_stream_read_line (in, NULL, NULL, NULL)) != NULL && *line != '\0' && *line != '\r') {
    g_autofree char *lower = g_ascii_strdown (line, -1);

    if (g_str_has_prefix (lower, "range: bytes="))
      range = (gsize) g_ascii_strtoull (lower + strlen ("range: bytes="), NULL, 10);
    if (g_str_has_prefix (lower, "if-range: " TAG))
      same = TRUE;
    g_free (line);
  }
  g_free (line);
  *start = same ? range : 0;
  return words != NULL && words[0] != NULL ? g_strdup (words[1]) : NULL;
}

static void
send_head (GOutputStream *out, gsize start, gsize all, const char *more)
{
  if (start > 0)
    send_text (out, "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %zu-%zu/%zu\r\n", start, all - 1, all);
  else
    send_text (out, "HTTP/1.1 200 OK\r\n");
  send_text (out, "Content-Length: %zu\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n%s\r\n", all - start, more);
}

static void
answer (Fixture *f, GOutputStream *out, const char *path, gsize start)
{
  gsize all;
  const guint8 *data = g_bytes_get_data (f->image, &all);
  gint n = g_atomic_int_add (&f->n_requests, 1);

  if (start > 0)
    g_atomic_int_inc (&f->n_ranges);
  if (g_str_equal (path, "/good")) {
    send_head (out, start, all, "ETag: " TAG "\r\n");
    send (out, data + start, all - start);
  } else if (g_str_equal (path, "/chunked")) {
    send_text (out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n%zx\r\n", all);
    send (out, data, all);
    send_text (out, "\r\n0\r\n\r\n");
  } else if (g_str_equal (path, "/slow")) {
    send_head (out, start, all, "ETag: " TAG "\r\n");
    for (gsize at = start; at < all && !g_atomic_int_get (&f->stop); at += 4096) {
      send (out, data + at, MIN (4096, all - at));
      g_usleep (20000);
    }
  } else if (g_str_equal (path, "/truncated")) {
    /* A quarter more each time. */
    send_head (out, start, all, "ETag: " TAG "\r\n");
    send (out, data + start, MIN (all / 4 + 1, all - start));
  } else if (g_str_equal (path, "/no-range")) {
    send_head (out, 0, all, "");
    send (out, data, n == 0 ? all / 2 : all);
  } else if (g_str_equal (path, "/range-refused")) {
    if (start > 0) {
      send_text (out, "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    } else {
      send_head (out, 0, all, "ETag: " TAG "\r\n");
      send (out, data, n == 0 ? all / 2 : all);
    }
  } else if (g_str_equal (path, "/wrong-range")) {
    send_text (out, start > 0 ? "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 7-%zu/%zu\r\n" : "HTTP/1.1 200 OK\r\n", all - 1, all);
    send_text (out, "Content-Length: %zu\r\nETag: " TAG "\r\nConnection: close\r\n\r\n", all);
    send (out, data, all / 2);
  } else if (g_str_equal (path, "/stall")) {
    send_head (out, start, all, "ETag: " TAG "\r\n");
    send (out, data, all / 8);
    while (!g_atomic_int_get (&f->stop))
      g_usleep (20000);
  } else if (g_str_equal (path, "/html")) {
    send_text (out, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n<html>Sign in</html>");
  } else if (g_str_equal (path, "/html-as-iso")) {
    send_text (out, "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n\r\n<html>Sign in</html>");
  } else if (g_str_equal (path, "/huge")) {
    send_text (out, "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\nConnection: close\r\n\r\n");
  } else if (g_str_equal (path, "/loop")) {
    send_text (out, "HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  } else if (g_str_equal (path, "/moved")) {
    send_text (out, "HTTP/1.1 301 Moved\r\nLocation: /good\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  } else if (g_str_equal (path, "/to-a-file")) {
    send_text (out, "HTTP/1.1 301 Moved\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  } else if (g_str_equal (path, "/nowhere")) {
    send_text (out, "HTTP/1.1 301 Moved\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  } else {
    send_text (out, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }
}

static gboolean
run_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  gsize start = 0;
  g_autofree char *path = NULL;
  Fixture *f = user_data;

  g_atomic_int_inc (&f->n_active);
  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_ANY);
  path = read_request (in, &start);
  if (path != NULL)
    answer (f, g_io_stream_get_output_stream (G_IO_STREAM (connection)), path, start);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_atomic_int_add (&f->n_active, -1);
  return TRUE;
}

static void
setup (Fixture *f, gconstpointer volume_id)
{
  g_autoptr (GBytes) volume = media_fixture_volume (volume_id, FALSE, 40);
  gsize size;
  const guint8 *data = g_bytes_get_data (volume, &size);
  g_autofree guint8 *large = g_malloc0 (400 * 1024);

  memcpy (large, data, MIN (size, 400 * 1024));
  f->image = g_bytes_new (large, 400 * 1024);
  f->folder = g_dir_make_tmp ("casement-test-XXXXXX", NULL);
  f->part = g_build_filename (f->folder, "virtio-win.iso.part", NULL);
  f->service = g_threaded_socket_service_new (8);
  f->port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (f->service), NULL, NULL);
  g_assert_cmpuint (f->port, !=, 0);
  g_signal_connect (f->service, "run", G_CALLBACK (run_cb), f);
  g_socket_service_start (f->service);
}

static void
teardown (Fixture *f, gconstpointer volume_id)
{
  g_atomic_int_set (&f->stop, 1);
  g_socket_service_stop (f->service);
  g_socket_listener_close (G_SOCKET_LISTENER (f->service));
  g_object_unref (f->service);
  /* Whoever was sending to a client that has gone notices. */
  while (g_atomic_int_get (&f->n_active) > 0)
    g_usleep (1000);
  media_fixture_remove_tree (f->folder);
  g_bytes_unref (f->image);
  g_free (f->folder);
  g_free (f->part);
}

static CasementDriverDownload *
download (Fixture *f, const char *path, GError **error)
{
  g_autofree char *url = g_strdup_printf ("http://localhost:%u%s", f->port, path);
  CasementDriverDownload *download = casement_driver_download_new (url, f->folder);

  casement_driver_download_set_patience (download, 1);
  casement_operation_run_sync (CASEMENT_OPERATION (download), error);
  return download;
}

static void
assert_good (Fixture *f, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementDriverDownload) done = download (f, path, &error);
  g_autofree char *wanted = g_build_filename (f->folder, "virtio-win-0.1.999.iso", NULL);
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, f->image);
  g_autofree char *note = g_strconcat (f->part, ".note", NULL);
  g_autofree char *found = NULL;
  gsize size;

  g_assert_no_error (error);
  g_assert_cmpstr (casement_driver_download_get_path (done), ==, wanted);
  g_assert_cmpstr (casement_driver_download_get_version (done), ==, "0.1.999");
  g_assert_cmpstr (casement_driver_download_get_sha256 (done), ==, sha256);
  g_assert_false (casement_driver_download_get_known (done));
  g_assert_true (g_file_get_contents (wanted, &found, &size, NULL));
  g_assert_cmpmem (found, size, g_bytes_get_data (f->image, NULL), g_bytes_get_size (f->image));
  g_assert_false (g_file_test (f->part, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (note, G_FILE_TEST_EXISTS));
  g_unlink (wanted);
}

static void
assert_refused (Fixture *f, const char *path, int code, gboolean keeps_part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementDriverDownload) done = download (f, path, &error);

  g_assert_error (error, CASEMENT_ERROR, code);
  g_assert_null (casement_driver_download_get_path (done));
  g_assert_cmpint (g_file_test (f->part, G_FILE_TEST_EXISTS), ==, keeps_part);
  g_unlink (f->part);
}

static void
test_good (Fixture *f, gconstpointer data)
{
  assert_good (f, "/good");
  assert_good (f, "/good"); /* a second time, over the first */
  assert_good (f, "/chunked");
  assert_good (f, "/moved");
}

static void
test_broken_off (Fixture *f, gconstpointer data)
{
  assert_good (f, "/truncated");
  g_assert_cmpint (f->n_ranges, ==, 3);
  f->n_requests = f->n_ranges = 0;
  assert_good (f, "/no-range");
  g_assert_cmpint (f->n_ranges, ==, 0);
  f->n_requests = 0;
  assert_good (f, "/range-refused");
  assert_refused (f, "/wrong-range", CASEMENT_ERROR_CONNECTION, TRUE);
  assert_refused (f, "/stall", CASEMENT_ERROR_CONNECTION, TRUE);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  assert_refused (f, "/html", CASEMENT_ERROR_MEDIA, FALSE);
  assert_refused (f, "/html-as-iso", CASEMENT_ERROR_MEDIA, FALSE);
  assert_refused (f, "/huge", CASEMENT_ERROR_MEDIA, FALSE);
  assert_refused (f, "/loop", CASEMENT_ERROR_MEDIA, FALSE);
  assert_refused (f, "/to-a-file", CASEMENT_ERROR_MEDIA, FALSE);
  assert_refused (f, "/nowhere", CASEMENT_ERROR_MEDIA, FALSE);
  assert_refused (f, "/none", CASEMENT_ERROR_MEDIA, FALSE);
  g_socket_service_stop (f->service);
  g_socket_listener_close (G_SOCKET_LISTENER (f->service));
  assert_refused (f, "/good", CASEMENT_ERROR_CONNECTION, FALSE);
}

static void
fraction_cb (CasementOperation *operation, GParamSpec *pspec, gpointer user_data)
{
  double *fraction = user_data;

  *fraction = casement_operation_get_fraction (operation);
  if (*fraction > 0.1)
    casement_operation_cancel (operation);
}

/* Cancelled in the middle, and then gone on with where it was. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autofree char *url = g_strdup_printf ("http://localhost:%u/slow", f->port);
  g_autoptr (CasementDriverDownload) broken = casement_driver_download_new (url, f->folder);
  g_autoptr (CasementDriverDownload) whole = casement_driver_download_new (url, f->folder);
  g_autoptr (GError) error = NULL;
  double fraction = 0;
  GStatBuf status;

  g_signal_connect (broken, "notify::fraction", G_CALLBACK (fraction_cb), &fraction);
  casement_operation_run_sync (CASEMENT_OPERATION (broken), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpfloat (fraction, <, 0.9);
  g_assert_cmpint (g_stat (f->part, &status), ==, 0);
  g_assert_cmpint (status.st_size, >, 0);
  g_assert_cmpint (status.st_size, <, (goffset) g_bytes_get_size (f->image));
  casement_operation_run_sync (CASEMENT_OPERATION (whole), &error);
  g_assert_no_error (error);
  g_assert_cmpint (f->n_requests, ==, 2);
  g_assert_cmpint (f->n_ranges, ==, 1);
}

/* Says to be a version whose hash is known. */
static void
test_known (Fixture *f, gconstpointer data)
{
  assert_refused (f, "/good", CASEMENT_ERROR_MEDIA, FALSE);
}

static void
test_other_disc (Fixture *f, gconstpointer data)
{
  assert_refused (f, "/good", CASEMENT_ERROR_MEDIA, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, volume_id, function) g_test_add ("/driver-download/" name, Fixture, volume_id, setup, function, teardown)
  ADD ("good", "virtio-win-0.1.999", test_good);
  ADD ("broken-off", "virtio-win-0.1.999", test_broken_off);
  ADD ("refused", "virtio-win-0.1.999", test_refused);
  ADD ("cancel", "virtio-win-0.1.999", test_cancel);
  ADD ("known", "virtio-win-0.1.285", test_known);
  ADD ("other-disc", "SOMETHING_ELSE", test_other_disc);
  return g_test_run ();
}
