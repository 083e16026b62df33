/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib/gi18n.h>
#include "casement-error.h"
#include "casement-xml.h"

/**
 * casement_cli_read_xml:
 * @path: a file that somebody named
 *
 * Returns: (transfer full) (nullable): its text, or %NULL with @error set where it is no text or larger than any of libvirt's
 * documents.
 */
char *
casement_cli_read_xml (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GError) read_error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  stream = g_file_read (file, NULL, &read_error);
  if (stream != NULL) {
    text = g_malloc (CASEMENT_XML_MAX_BYTES + 1);
    g_input_stream_read_all (G_INPUT_STREAM (stream), text, CASEMENT_XML_MAX_BYTES + 1, &length, NULL, &read_error);
  }
  if (read_error != NULL) {
    casement_set_error (error, CASEMENT_ERROR_FAILED, NULL, _("“%s” cannot be read: %s."), shown,
                        read_error->message);
    return NULL;
  }
  if (length > CASEMENT_XML_MAX_BYTES) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _("“%s” is too large to be a document of libvirt's."), shown);
    return NULL;
  }
  text[length] = '\0';
  if (!g_utf8_validate (text, (gssize) length, NULL)) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, _("“%s” is not UTF-8 text."), shown);
    return NULL;
  }
  return g_steal_pointer (&text);
}

/** casement_cli_is_file: Returns: whether @target means a file with a definition rather than a virtual machine's name. */
gboolean
casement_cli_is_file (const char *target)
{
  return strchr (target, '/') != NULL || (g_str_has_suffix (target, ".xml") && g_file_test (target, G_FILE_TEST_EXISTS));
}
