/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-guest-content.h"

struct _CasementGuestContent {
  GdkContentProvider parent_instance;
  CasementGuestClipboard *clipboard;
  CasementClipboardFormats formats;
};

G_DEFINE_FINAL_TYPE (CasementGuestContent, casement_guest_content, GDK_TYPE_CONTENT_PROVIDER)

/* GDK knows the names that X11 has for the same. */
static const struct {
  CasementClipboardFormats format;
  const char *mime_type;
} names[] = {
  { CASEMENT_CLIPBOARD_TEXT, "text/plain;charset=utf-8" },
  { CASEMENT_CLIPBOARD_TEXT, "text/plain" },
  { CASEMENT_CLIPBOARD_PNG, "image/png" },
  { CASEMENT_CLIPBOARD_BMP, "image/bmp" },
};

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *bytes = casement_guest_clipboard_read_finish (CASEMENT_GUEST_CLIPBOARD (source), result, &error);
  GOutputStream *stream;

  if (bytes == NULL) {
    g_task_return_error (task, error);
    return;
  }
  stream = g_object_ref (g_task_get_task_data (task));
  /* Outlives the writing with the task. */
  g_object_set_data_full (G_OBJECT (task), "bytes", bytes, (GDestroyNotify) g_bytes_unref);
  g_output_stream_write_all_async (stream, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                   g_task_get_priority (task), g_task_get_cancellable (task), written_cb, g_object_ref (task));
  g_object_unref (stream);
}

static void
casement_guest_content_write_mime_type_async (GdkContentProvider *provider,
                                              const char *mime_type,
                                              GOutputStream *stream,
                                              int io_priority,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data)
{
  CasementGuestContent *self = CASEMENT_GUEST_CONTENT (provider);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_priority (task, io_priority);
  g_task_set_source_tag (task, casement_guest_content_write_mime_type_async);
  g_task_set_task_data (task, g_object_ref (stream), g_object_unref);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if ((self->formats & names[i].format) != 0 && g_ascii_strcasecmp (mime_type, names[i].mime_type) == 0) {
      casement_guest_clipboard_read_async (self->clipboard, names[i].format, cancellable, read_cb, g_object_ref (task));
      return;
    }
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "The guest does not offer %s", mime_type);
}

static gboolean
casement_guest_content_write_mime_type_finish (GdkContentProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static GdkContentFormats *
casement_guest_content_ref_formats (GdkContentProvider *provider)
{
  CasementGuestContent *self = CASEMENT_GUEST_CONTENT (provider);
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if ((self->formats & names[i].format) != 0)
      gdk_content_formats_builder_add_mime_type (builder, names[i].mime_type);
  return gdk_content_formats_builder_free_to_formats (builder);
}

static void
casement_guest_content_finalize (GObject *object)
{
  g_clear_object (&CASEMENT_GUEST_CONTENT (object)->clipboard);
  G_OBJECT_CLASS (casement_guest_content_parent_class)->finalize (object);
}

static void
casement_guest_content_class_init (CasementGuestContentClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = casement_guest_content_finalize;
  provider_class->ref_formats = casement_guest_content_ref_formats;
  provider_class->write_mime_type_async = casement_guest_content_write_mime_type_async;
  provider_class->write_mime_type_finish = casement_guest_content_write_mime_type_finish;
}

static void
casement_guest_content_init (CasementGuestContent *self)
{
}

/** casement_guest_content_new: Returns: (transfer full): what @clipboard offers now, in these @formats. */
CasementGuestContent *
casement_guest_content_new (CasementGuestClipboard *clipboard, CasementClipboardFormats formats)
{
  CasementGuestContent *self = g_object_new (CASEMENT_TYPE_GUEST_CONTENT, NULL);

  self->clipboard = g_object_ref (clipboard);
  self->formats = formats;
  return self;
}

/** casement_guest_content_get_clipboard: Returns: (transfer none): whose content it is. */
CasementGuestClipboard *
casement_guest_content_get_clipboard (CasementGuestContent *self)
{
  g_return_val_if_fail (CASEMENT_IS_GUEST_CONTENT (self), NULL);

  return self->clipboard;
}
