/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-clipboard-content.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-error.h"

static const guint8 png_magic[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
static const guint8 bmp_magic[] = { 'B', 'M' };

static gboolean
begins_with (gconstpointer data, gsize size, gconstpointer magic, gsize magic_size)
{
  return size >= magic_size && memcmp (data, magic, magic_size) == 0;
}

static gboolean
check_size (gsize size, GError **error)
{
  g_autofree char *limit = NULL;

  if (size <= CASEMENT_CLIPBOARD_MAX)
    return TRUE;
  limit = g_format_size_full (CASEMENT_CLIPBOARD_MAX, G_FORMAT_SIZE_IEC_UNITS);
  casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                      _("What was copied is larger than %s, which is too much for the shared clipboard. Copy it as a file."),
                      limit);
  return FALSE;
}

static void
set_mismatch (GError **error, const char *details)
{
  casement_set_error (error, CASEMENT_ERROR_INVALID, details,
                      _("Windows gave something else than it had offered. Copy it there once more."));
}

/* Line ends as they are here, and without the zero that Windows keeps at the end. */
static GBytes *
text_from_guest (const char *text, gsize size, GError **error)
{
  GString *plain;

  while (size > 0 && text[size - 1] == '\0')
    size--;
  if (!g_utf8_validate (text, (gssize) size, NULL)) {
    set_mismatch (error, "The text is not UTF-8.");
    return NULL;
  }
  plain = g_string_sized_new (size);
  for (gsize i = 0; i < size; i++)
    if (text[i] != '\r' || i + 1 == size || text[i + 1] != '\n')
      g_string_append_c (plain, text[i]);
  return g_string_free_to_bytes (plain);
}

static GBytes *
text_to_guest (GBytes *bytes, gboolean crlf)
{
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  GString *windows;

  if (!crlf)
    return g_bytes_ref (bytes);
  windows = g_string_sized_new (size + size / 32);
  for (gsize i = 0; i < size; i++) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
      g_string_append_c (windows, '\r');
    g_string_append_c (windows, text[i]);
  }
  return g_string_free_to_bytes (windows);
}

/**
 * casement_clipboard_content_from_guest:
 * @format: what was asked for
 * @data: what came; @size bytes
 *
 * A guest is not trusted: neither its sizes nor that a picture is one.
 *
 * Returns: (transfer full) (nullable): @data as it is on this side, or %NULL with @error set.
 */
GBytes *
casement_clipboard_content_from_guest (CasementClipboardFormats format, gconstpointer data, gsize size, GError **error)
{
  if (!check_size (size, error))
    return NULL;
  switch (format) {
  case CASEMENT_CLIPBOARD_TEXT:
    return text_from_guest (data, size, error);
  case CASEMENT_CLIPBOARD_PNG:
    if (begins_with (data, size, png_magic, sizeof png_magic))
      return g_bytes_new (data, size);
    set_mismatch (error, "The picture is not PNG.");
    return NULL;
  case CASEMENT_CLIPBOARD_BMP:
    if (begins_with (data, size, bmp_magic, sizeof bmp_magic))
      return g_bytes_new (data, size);
    set_mismatch (error, "The picture is not BMP.");
    return NULL;
  case CASEMENT_CLIPBOARD_NOTHING:
  default:
    g_return_val_if_reached (NULL);
  }
}

/**
 * casement_clipboard_content_to_guest:
 * @format: what the guest asked for
 * @crlf: whether it ends its lines by CRLF
 *
 * Returns: (transfer full) (nullable): @bytes as the guest wants them, or %NULL with @error set if they are too many.
 */
GBytes *
casement_clipboard_content_to_guest (CasementClipboardFormats format, GBytes *bytes, gboolean crlf, GError **error)
{
  g_autoptr (GBytes) content = NULL;

  if (!check_size (g_bytes_get_size (bytes), error))
    return NULL;
  content = format == CASEMENT_CLIPBOARD_TEXT ? text_to_guest (bytes, crlf) : g_bytes_ref (bytes);
  return check_size (g_bytes_get_size (content), error) ? g_steal_pointer (&content) : NULL;
}
