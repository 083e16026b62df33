/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-driver-fetch.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "casement-error.h"

/* A large file over HTTP into a part that may be gone on with: only if the server says by its tag that it is still the same file
 * (https://www.rfc-editor.org/rfc/rfc9110#name-if-range). */

#define MAX_REDIRECTS 10
#define MAX_TRIES 4
#define CHUNK (256 * 1024)

static char *
get_note (const char *part)
{
  return g_strconcat (part, ".note", NULL);
}

/* (nullable): the tag of what the part is a part of. */
static char *
read_tag (const CasementFetch *fetch)
{
  g_autofree char *path = get_note (fetch->part);
  g_autoptr (GKeyFile) note = g_key_file_new ();
  g_autofree char *url = NULL;

  if (!g_key_file_load_from_file (note, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  url = g_key_file_get_string (note, "part", "url", NULL);
  return g_strcmp0 (url, fetch->url) == 0 ? g_key_file_get_string (note, "part", "tag", NULL) : NULL;
}

static void
write_tag (const CasementFetch *fetch, SoupMessageHeaders *headers)
{
  g_autofree char *path = get_note (fetch->part);
  g_autoptr (GKeyFile) note = g_key_file_new ();
  const char *tag = soup_message_headers_get_one (headers, "ETag");

  /* A weak tag does not promise the same bytes. */
  if (tag == NULL || g_str_has_prefix (tag, "W/"))
    tag = soup_message_headers_get_one (headers, "Last-Modified");
  if (tag == NULL) {
    g_unlink (path);
    return;
  }
  g_key_file_set_string (note, "part", "url", fetch->url);
  g_key_file_set_string (note, "part", "tag", tag);
  g_key_file_save_to_file (note, path, NULL);
}

static guint64
get_size (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 && status.st_size > 0 ? (guint64) status.st_size : 0;
}

/** casement_fetch_forget: deletes @part and what is known of it. */
void
casement_fetch_forget (const char *part)
{
  g_autofree char *note = get_note (part);

  g_unlink (part);
  g_unlink (note);
}

static void
set_network_error (GError **error, const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (cause));
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    casement_set_error (error, CASEMENT_ERROR_NO_SPACE, cause->message, _("There is no room for the driver image: free some, then try again."));
  else
    casement_set_error (error, CASEMENT_ERROR_CONNECTION, cause->message,
                        _("The download was broken off. Try again: it goes on where it stopped."));
}

/* Following is done here, since the next address must not be a less safe one. */
static SoupMessage *
follow (SoupMessage *message, GError **error)
{
  const char *location = soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
  GUri *from = soup_message_get_uri (message);
  g_autoptr (GUri) to = location != NULL ? g_uri_parse_relative (from, location, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  gboolean safe = to != NULL
                  && (g_str_equal (g_uri_get_scheme (to), "https")
                      || (g_str_equal (g_uri_get_scheme (to), "http") && g_str_equal (g_uri_get_scheme (from), "http")));

  if (safe)
    return soup_message_new_from_uri ("GET", to);
  casement_set_error (error, CASEMENT_ERROR_MEDIA, location, _("The server leads to an address that is not safe to download from."));
  return NULL;
}

static gboolean
check_answer (SoupMessage *message, guint64 start, guint64 max_bytes, guint64 *total, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  guint status = soup_message_get_status (message);
  goffset first = 0, last = 0, all = -1;
  g_autofree char *text = NULL;

  if (status != SOUP_STATUS_OK && status != SOUP_STATUS_PARTIAL_CONTENT) {
    text = g_strdup_printf ("%u %s", status, soup_message_get_reason_phrase (message));
    casement_set_error (error, CASEMENT_ERROR_MEDIA, text, _("The server does not have the driver image (%u). Try again later, or choose a file."),
                        status);
    return FALSE;
  }
  if (type != NULL && g_str_has_prefix (type, "text/")) {
    casement_set_error (error, CASEMENT_ERROR_MEDIA, type,
                        _("A web page came instead of the driver image: the network may ask for a sign-in, or the server is out of order."));
    return FALSE;
  }
  if (status == SOUP_STATUS_PARTIAL_CONTENT) {
    if (!soup_message_headers_get_content_range (headers, &first, &last, &all) || (guint64) first != start) {
      casement_set_error (error, CASEMENT_ERROR_CONNECTION, NULL, _("The server sent another part than was asked for."));
      return FALSE;
    }
    *total = all > 0 ? (guint64) all : 0;
  } else {
    goffset length = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
                         ? soup_message_headers_get_content_length (headers)
                         : 0;

    *total = length > 0 ? (guint64) length : 0;
  }
  if (*total > max_bytes) {
    casement_set_error (error, CASEMENT_ERROR_MEDIA, NULL, _("What the server offers is too large for a driver image."));
    return FALSE;
  }
  return TRUE;
}

static gboolean
receive (const CasementFetch *fetch,
         GInputStream *input,
         GOutputStream *output,
         guint64 received,
         guint64 total,
         GCancellable *cancellable,
         GError **error)
{
  g_autofree char *buffer = g_malloc (CHUNK);
  gssize n;

  while ((n = g_input_stream_read (input, buffer, CHUNK, cancellable, error)) > 0) {
    received += (guint64) n;
    if (received > fetch->max_bytes) {
      g_set_error_literal (error, CASEMENT_ERROR, CASEMENT_ERROR_MEDIA, _("What the server offers is too large for a driver image."));
      return FALSE;
    }
    if (!g_output_stream_write_all (output, buffer, (gsize) n, NULL, cancellable, error))
      return FALSE;
    fetch->progress (received, total, fetch->user_data);
  }
  if (n == 0 && total > 0 && received < total)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " bytes", received, total);
  return n == 0 && (total == 0 || received == total);
}

/* (transfer full): the stream of the answer, after all redirections. */
static GInputStream *
ask (const CasementFetch *fetch, SoupSession *session, guint64 start, const char *tag, SoupMessage **message, GCancellable *cancellable, GError **error)
{
  g_autofree char *range = g_strdup_printf ("bytes=%" G_GUINT64_FORMAT "-", start);

  *message = soup_message_new ("GET", fetch->url);
  if (*message == NULL) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, fetch->url, _("The address is not one to download from."));
    return NULL;
  }
  for (guint i = 0; i <= MAX_REDIRECTS; i++) {
    GInputStream *stream;
    SoupMessage *next;

    soup_message_add_flags (*message, SOUP_MESSAGE_NO_REDIRECT);
    if (start > 0) {
      soup_message_headers_replace (soup_message_get_request_headers (*message), "Range", range);
      soup_message_headers_replace (soup_message_get_request_headers (*message), "If-Range", tag);
    }
    stream = soup_session_send (session, *message, cancellable, error);
    if (stream == NULL || !SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (*message)))
      return stream;
    g_object_unref (stream);
    next = follow (*message, error);
    if (next == NULL)
      return NULL;
    g_object_unref (*message);
    *message = next;
  }
  casement_set_error (error, CASEMENT_ERROR_MEDIA, NULL, _("The server leads from one address to the next without end."));
  return NULL;
}

/* One connection's worth. */
static gboolean
try_once (const CasementFetch *fetch, SoupSession *session, GCancellable *cancellable, GError **error)
{
  g_autofree char *tag = read_tag (fetch);
  guint64 start = tag != NULL ? get_size (fetch->part) : 0;
  g_autoptr (GFile) file = g_file_new_for_path (fetch->part);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GInputStream) input = NULL;
  g_autoptr (GFileOutputStream) output = NULL;
  guint64 total = 0;
  gboolean resumed, done;

  input = ask (fetch, session, start, tag, &message, cancellable, error);
  if (input == NULL)
    return FALSE;
  /* All of it was there, or it is no part of what the server has now. */
  if (start > 0 && soup_message_get_status (message) == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE) {
    casement_fetch_forget (fetch->part);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "range not satisfiable");
    return FALSE;
  }
  if (!check_answer (message, start, fetch->max_bytes, &total, error))
    return FALSE;
  resumed = start > 0 && soup_message_get_status (message) == SOUP_STATUS_PARTIAL_CONTENT;
  /* Written where it stays, so that it can be gone on with also when the program was killed. */
  if (!resumed)
    casement_fetch_forget (fetch->part);
  output = resumed ? g_file_append_to (file, G_FILE_CREATE_PRIVATE, cancellable, error)
                   : g_file_create (file, G_FILE_CREATE_PRIVATE, cancellable, error);
  if (output == NULL)
    return FALSE;
  write_tag (fetch, soup_message_get_response_headers (message));
  done = receive (fetch, input, G_OUTPUT_STREAM (output), resumed ? start : 0, total, cancellable, error);
  /* What came is kept either way; a stream that is closed while it is cancelled would throw it away. */
  return g_output_stream_close (G_OUTPUT_STREAM (output), NULL, done ? error : NULL) && done;
}

/** casement_fetch_run: Blocks, in a thread without a main loop. Returns: whether the part is all of it. */
gboolean
casement_fetch_run (const CasementFetch *fetch, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SoupSession) session = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean done = FALSE;

  g_main_context_push_thread_default (context);
  session = soup_session_new_with_options ("timeout", fetch->patience, "user-agent", "Casement/" CASEMENT_VERSION, NULL);
  for (guint i = 0; i < MAX_TRIES && !done; i++) {
    g_clear_error (&local_error);
    done = try_once (fetch, session, cancellable, &local_error);
    if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NO_SPACE)
        || (local_error != NULL && local_error->domain == CASEMENT_ERROR && local_error->code != CASEMENT_ERROR_CONNECTION))
      break;
  }
  soup_session_abort (session);
  g_clear_object (&session);
  g_main_context_pop_thread_default (context);
  if (!done && local_error->domain == CASEMENT_ERROR)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (!done)
    set_network_error (error, local_error);
  return done;
}
