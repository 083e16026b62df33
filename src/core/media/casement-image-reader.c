/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-image-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "casement-error.h"

/* An image is known from a few dozen sectors. A file that makes us read more than this is built to waste
 * time: its structures point in circles. */
#define READ_BUDGET (8 * 1024 * 1024)

/* Text taken from an image is shown on terminals and in labels. */
#define MAX_TEXT 256

static void
set_open_error (GError **error, const char *path, int code)
{
  g_autofree char *name = g_filename_display_name (path);
  const char *details = g_strerror (code);

  switch (code) {
  case ENOENT:
  case ENOTDIR:
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, details, _("There is no file “%s”."), name);
    break;
  case EACCES:
  case EPERM:
    casement_set_error (error, CASEMENT_ERROR_PERMISSION, details,
                        _("You may not read “%s”: change its permissions, or copy it to a folder of yours."),
                        name);
    break;
  default:
    casement_set_error (error, CASEMENT_ERROR_FAILED, details, _("“%s” could not be opened: %s"), name,
                        details);
  }
}

/**
 * casement_image_reader_open:
 * @path: a regular file
 *
 * Returns: (transfer full): a reader, or %NULL with @error: not found, permission, invalid (not a file, or a
 *   path that is not UTF-8, which libvirt's XML cannot carry).
 */
CasementImageReader *
casement_image_reader_open (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (CasementImageReader) self = NULL;
  struct stat info;
  int code = 0;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (!g_utf8_validate (path, -1, NULL)) {
    g_autofree char *name = g_filename_display_name (path);

    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _("The path “%s” is not valid UTF-8: rename the file or its folder."), name);
    return NULL;
  }

  self = g_new0 (CasementImageReader, 1);
  self->path = g_strdup (path);
  self->budget = READ_BUDGET;
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  /* Not blocking, since opening a pipe would wait for its writer. */
  self->fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (self->fd < 0 || fstat (self->fd, &info) < 0) {
    code = errno;
    set_open_error (error, path, code);
    return NULL;
  }
  if (!S_ISREG (info.st_mode)) {
    if (S_ISDIR (info.st_mode))
      casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                          _("“%s” is a folder: choose the ISO image itself."), path);
    else
      casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                          _("“%s” is not a file: copy the disc to an ISO image and choose that."), path);
    return NULL;
  }
  self->size = (guint64) info.st_size;
  return g_steal_pointer (&self);
}

void
casement_image_reader_free (CasementImageReader *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/**
 * casement_image_reader_read:
 * @offset: bytes from the start
 * @buffer: (out caller-allocates): @length bytes
 *
 * Returns: whether all of it was read; not if it lies beyond the end (which is noted), if the budget for one
 *   image is used up, on an I/O error, or once cancelled.
 */
gboolean
casement_image_reader_read (CasementImageReader *self, guint64 offset, void *buffer, gsize length)
{
  gsize done = 0;

  if (g_cancellable_is_cancelled (self->cancellable) || length > self->budget)
    return FALSE;
  if (offset > self->size || length > self->size - offset) {
    self->past_end = TRUE;
    return FALSE;
  }
  self->budget -= length;

  while (done < length) {
    gssize got = pread (self->fd, (char *) buffer + done, length - done, (off_t) (offset + done));

    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0) {
      self->past_end |= got == 0;
      return FALSE;
    }
    done += (gsize) got;
  }
  return TRUE;
}

/**
 * casement_image_reader_check:
 *
 * Turns what was noted on the way into the user's error.
 *
 * Returns: %FALSE with @error set if reading was cancelled or went past the end of the file.
 */
gboolean
casement_image_reader_check (CasementImageReader *self, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (self->past_end) {
    casement_set_error (error, CASEMENT_ERROR_MEDIA, NULL,
                        _("“%s” is cut off before its end: download or copy it again."), self->path);
    return FALSE;
  }
  return TRUE;
}

/**
 * casement_image_dup_text:
 * @bytes: text from an image, in no trusted encoding
 *
 * Returns: (transfer full) (nullable): the text as UTF-8 that is safe to show: no control or
 * direction-changing characters, trimmed and of bounded length; %NULL if nothing is left.
 */
char *
casement_image_dup_text (const void *bytes, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (bytes, (gssize) strnlen (bytes, length));
  GString *text = g_string_new (NULL);

  for (const char *at = valid; *at != '\0' && text->len < MAX_TEXT; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (g_unichar_isprint (c))
      g_string_append_unichar (text, c);
    else if (g_unichar_isspace (c))
      g_string_append_c (text, ' ');
  }
  g_strstrip (text->str);
  if (text->str[0] == '\0') {
    g_string_free (text, TRUE);
    return NULL;
  }
  return g_string_free (text, FALSE);
}
