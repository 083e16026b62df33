/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-vv-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "casement-error.h"

/* The files of virt-viewer, which oVirt, Proxmox and others hand out: a key file with one group (its keys are those of
 * remote-viewer(1), "Connection file"). They come from the network, often with a password that works once. */

#define GROUP "virt-viewer"
/* With two chains of certificates still far below. */
#define MAX_SIZE (512 * 1024)
#define MAX_VALUE 1024
#define MAX_CHANNELS 32

static char *
get_text (GKeyFile *keys, const char *key, gsize max)
{
  g_autofree char *value = g_key_file_get_string (keys, GROUP, key, NULL);

  if (value == NULL || *value == '\0' || strlen (value) > max)
    return NULL;
  return g_steal_pointer (&value);
}

static gboolean
get_flag (GKeyFile *keys, const char *key)
{
  g_autofree char *value = get_text (keys, key, 8);

  return g_strcmp0 (value, "1") == 0 || g_strcmp0 (value, "true") == 0;
}

/* Absent, 0 and -1 all mean that there is none. */
static gboolean
get_port (GKeyFile *keys, const char *key, guint *port, GError **error)
{
  g_autofree char *value = get_text (keys, key, MAX_VALUE);
  gint64 number;

  if (value == NULL)
    return TRUE;
  if (!g_ascii_string_to_signed (g_strstrip (value), 10, -1, G_MAXUINT16, &number, NULL)) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _ ("The connection file has no valid number for “%s”. Get the file again."), key);
    return FALSE;
  }
  *port = (guint) MAX (number, 0);
  return TRUE;
}

static char **
get_channels (GKeyFile *keys)
{
  g_auto (GStrv) list = g_key_file_get_string_list (keys, GROUP, "secure-channels", NULL, NULL);

  return list != NULL && list[0] != NULL && g_strv_length (list) <= MAX_CHANNELS ? g_steal_pointer (&list) : NULL;
}

static gboolean
read_server (CasementSpiceAddress *self, GKeyFile *keys, GError **error)
{
  g_autofree char *ca = get_text (keys, "ca", MAX_SIZE);

  if (!get_port (keys, "port", &self->port, error) || !get_port (keys, "tls-port", &self->tls_port, error))
    return FALSE;
  self->host = get_text (keys, "host", MAX_VALUE);
  self->unix_path = get_text (keys, "unix-path", MAX_VALUE);
  if (self->unix_path != NULL && !g_path_is_absolute (self->unix_path))
    g_clear_pointer (&self->unix_path, g_free);
  if (ca != NULL)
    self->ca = g_bytes_new (ca, strlen (ca));
  self->subject = get_text (keys, "host-subject", MAX_VALUE);
  self->proxy = get_text (keys, "proxy", MAX_VALUE);
  self->password = get_text (keys, "password", MAX_VALUE);
  self->secure_channels = get_channels (keys);
  return casement_spice_address_validate (self, error);
}

/**
 * casement_vv_file_parse:
 * @text: need not be text at all
 * @size: its bytes
 * @delete_file: (out): whether whoever made the file wants it removed once it was read
 *
 * Returns: (transfer full): the server it names; %NULL with %CASEMENT_ERROR_INVALID, without quoting the file, which may hold
 *   a password.
 */
CasementSpiceAddress *
casement_vv_file_parse (const char *text, gsize size, gboolean *delete_file, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (CasementSpiceAddress) self = casement_spice_address_new ();
  g_autofree char *type = NULL;

  *delete_file = FALSE;
  /* GLib's message would quote the line it stumbled over. */
  if (size > MAX_SIZE || !g_key_file_load_from_data (keys, text, size, G_KEY_FILE_NONE, NULL)
      || !g_key_file_has_group (keys, GROUP)) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _ ("This is not a connection file of virt-viewer. Get the file again."));
    return NULL;
  }
  type = get_text (keys, "type", MAX_VALUE);
  if (g_strcmp0 (type, "spice") != 0) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _ ("The connection file asks for a screen of another kind than SPICE. Choose SPICE where the file comes "
                           "from, or open it with another program."));
    return NULL;
  }
  if (!read_server (self, keys, error))
    return NULL;
  self->title = get_text (keys, "title", MAX_VALUE);
  self->full_screen = get_flag (keys, "fullscreen");
  *delete_file = get_flag (keys, "delete-this-file");
  return g_steal_pointer (&self);
}

/* A file that asks for it goes, if the path still leads to what was read and is no link to something else. */
static void
delete_safely (const char *path, const struct stat *read)
{
  struct stat now;

  if (lstat (path, &now) != 0 || !S_ISREG (now.st_mode) || now.st_dev != read->st_dev || now.st_ino != read->st_ino
      || now.st_uid != geteuid ())
    return;
  if (g_unlink (path) != 0)
    g_message ("The connection file asked to be deleted and could not be: %s", g_strerror (errno));
}

static GBytes *
read_file (const char *path, struct stat *status, GError **error)
{
  /* Neither a pipe without a writer nor a device may hold us up. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  g_autofree char *data = NULL;
  gsize size = 0;
  ssize_t n = -1;

  if (fd < 0 || fstat (fd, status) != 0) {
    casement_set_error (error, errno == ENOENT ? CASEMENT_ERROR_NOT_FOUND : CASEMENT_ERROR_PERMISSION, g_strerror (errno),
                        _ ("The connection file “%s” cannot be read. Check where it is."), path);
  } else if (S_ISREG (status->st_mode) && status->st_size <= MAX_SIZE) {
    data = g_malloc (MAX_SIZE + 1);
    while (size <= MAX_SIZE && (n = read (fd, data + size, MAX_SIZE + 1 - size)) > 0)
      size += (gsize) n;
  }
  if (fd >= 0)
    close (fd);
  if (n == 0 && size <= MAX_SIZE)
    return g_bytes_new (data, size);
  if (fd >= 0)
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _ ("This is not a connection file of virt-viewer. Get the file again."));
  return NULL;
}

static void
load_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  g_autofree char *path = g_file_get_path (G_FILE (source_object));
  g_autoptr (GBytes) bytes = NULL;
  CasementSpiceAddress *address;
  struct stat status;
  gboolean delete_file;
  GError *error = NULL;

  if (path == NULL) {
    g_task_return_error (task, casement_error_new (CASEMENT_ERROR_UNSUPPORTED, NULL,
                                                   _ ("Connection files are read from this computer only. Save it here first.")));
    return;
  }
  bytes = read_file (path, &status, &error);
  if (bytes == NULL) {
    g_task_return_error (task, error);
    return;
  }
  address = casement_vv_file_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &delete_file, &error);
  if (address == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (delete_file)
    delete_safely (path, &status);
  g_task_return_pointer (task, address, (GDestroyNotify) casement_spice_address_free);
}

/**
 * casement_vv_file_load_async:
 * @file: on this computer
 *
 * Reads a connection file in a thread, and deletes it if it says so and could be understood.
 */
void
casement_vv_file_load_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (file, cancellable, callback, user_data);

  g_task_run_in_thread (task, load_thread);
}

/** casement_vv_file_load_finish: Returns: (transfer full): the server it names; %NULL with a %CASEMENT_ERROR. */
CasementSpiceAddress *
casement_vv_file_load_finish (GFile *file, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, file), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/** casement_vv_file_is_name: Returns: whether a file of this name is meant as a connection file. */
gboolean
casement_vv_file_is_name (const char *name)
{
  gsize length = strlen (name);

  return length > 3 && g_ascii_strcasecmp (name + length - 3, ".vv") == 0;
}
