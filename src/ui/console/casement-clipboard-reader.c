/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-clipboard-reader.h"

#define CHUNK_SIZE 65536

/* In the order of preference, ended by NULL. */
static const char *text_types[] = { "text/plain;charset=utf-8", "text/plain;charset=UTF-8", "UTF8_STRING", "text/plain", NULL };
static const char *png_types[] = { "image/png", NULL };
static const char *bmp_types[] = { "image/bmp", NULL };

static gboolean
has_any (const GdkContentFormats *formats, const char **mime_types)
{
  for (; *mime_types != NULL; mime_types++)
    if (gdk_content_formats_contain_mime_type (formats, *mime_types))
      return TRUE;
  return FALSE;
}

/* Content of this process may be an object that can become any of some files. */
static GdkContentFormats *
dup_formats (GdkClipboard *clipboard)
{
  GdkContentFormats *formats = gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard));

  return gdk_clipboard_is_local (clipboard) ? gdk_content_formats_union_serialize_mime_types (formats) : formats;
}

static gboolean
has_texture (GdkClipboard *clipboard)
{
  g_autoptr (GdkContentFormats) formats =
      gdk_content_formats_union_deserialize_gtypes (gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));

  return gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE);
}

/**
 * casement_clipboard_reader_get_formats:
 * @clipboard: a desktop's
 *
 * Copied files are nothing to a guest: their names would be there as text, which nobody meant to give away.
 *
 * Returns: the formats that casement_clipboard_reader_read_async() can give now.
 */
CasementClipboardFormats
casement_clipboard_reader_get_formats (GdkClipboard *clipboard)
{
  g_autoptr (GdkContentFormats) formats = dup_formats (clipboard);
  CasementClipboardFormats result = CASEMENT_CLIPBOARD_NOTHING;

  if (gdk_content_formats_contain_mime_type (formats, "text/uri-list"))
    return CASEMENT_CLIPBOARD_NOTHING;
  if (has_any (formats, text_types))
    result |= CASEMENT_CLIPBOARD_TEXT;
  if (has_any (formats, png_types) || has_texture (clipboard))
    result |= CASEMENT_CLIPBOARD_PNG;
  if (has_any (formats, bmp_types) && !gdk_clipboard_is_local (clipboard))
    result |= CASEMENT_CLIPBOARD_BMP;
  return result;
}

static void read_chunk (GTask *task);

/* As much as the guest may have and one byte more, which shows that there is more. */
static void
chunk_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  GByteArray *content = g_object_get_data (G_OBJECT (task), "content");

  if (chunk == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_byte_array_append (content, g_bytes_get_data (chunk, NULL), (guint) g_bytes_get_size (chunk));
  if (g_bytes_get_size (chunk) > 0 && content->len <= CASEMENT_CLIPBOARD_MAX)
    read_chunk (task);
  else
    g_task_return_pointer (task, g_byte_array_free_to_bytes (g_byte_array_ref (content)), (GDestroyNotify) g_bytes_unref);
}

static void
read_chunk (GTask *task)
{
  g_input_stream_read_bytes_async (g_task_get_task_data (task), CHUNK_SIZE, G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                   chunk_cb, g_object_ref (task));
}

static void
stream_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GInputStream *stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, &error);

  if (stream == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, stream, g_object_unref);
  g_object_set_data_full (G_OBJECT (task), "content", g_byte_array_new (), (GDestroyNotify) g_byte_array_unref);
  read_chunk (task);
}

static void
encode (GTask *task, gpointer source, gpointer texture, GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (texture), (GDestroyNotify) g_bytes_unref);
}

static void
texture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GdkTexture *texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, &error);

  if (texture == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, texture, g_object_unref);
  g_task_run_in_thread (task, encode);
}

/**
 * casement_clipboard_reader_read_async:
 * @format: one of casement_clipboard_reader_get_formats()
 *
 * Reads what is copied, from whatever program that has it, or says that it is too much by giving one byte more than
 * %CASEMENT_CLIPBOARD_MAX.
 */
void
casement_clipboard_reader_read_async (GdkClipboard *clipboard,
                                      CasementClipboardFormats format,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (clipboard, cancellable, callback, user_data);
  g_autoptr (GdkContentFormats) formats = dup_formats (clipboard);
  const char **types = format == CASEMENT_CLIPBOARD_TEXT ? text_types : format == CASEMENT_CLIPBOARD_PNG ? png_types : bmp_types;

  g_task_set_source_tag (task, casement_clipboard_reader_read_async);
  if (format == CASEMENT_CLIPBOARD_PNG && !has_any (formats, png_types))
    gdk_clipboard_read_texture_async (clipboard, cancellable, texture_cb, g_object_ref (task));
  else
    gdk_clipboard_read_async (clipboard, types, G_PRIORITY_DEFAULT, cancellable, stream_cb, g_object_ref (task));
}

/** casement_clipboard_reader_read_finish: Returns: (transfer full) (nullable): the content, or %NULL with @error set. */
GBytes *
casement_clipboard_reader_read_finish (GdkClipboard *clipboard, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, clipboard), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
