/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-sandbox.h"

#include <string.h>
#include <sys/xattr.h>

#define OS_RELEASE_MAX 65536
#define HOST_PATH_MAX 4096

/**
 * casement_sandbox_is_active:
 * @root: where the file system begins; "/" but in tests
 *
 * Returns: whether this process runs in a Flatpak, which sees the runtime's files in place of the host's (flatpak-run(1):
 * /.flatpak-info).
 */
gboolean
casement_sandbox_is_active (const char *root)
{
  g_autofree char *path = g_build_filename (root, ".flatpak-info", NULL);

  g_return_val_if_fail (root != NULL, FALSE);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/**
 * casement_sandbox_dup_os_release:
 * @root: where the file system begins; "/" but in tests
 *
 * Returns: (transfer full) (nullable): what the host's os-release says; in a Flatpak that of the host, not of the runtime.
 */
char *
casement_sandbox_dup_os_release (const char *root)
{
  /* Flatpak shows the host's where it says (flatpak-run(1)); else as os-release(5) has it. */
  static const char *const inside[] = { "run/host/os-release", "run/host/etc/os-release", NULL };
  static const char *const outside[] = { "etc/os-release", "usr/lib/os-release", NULL };
  const char *const *paths;

  g_return_val_if_fail (root != NULL, NULL);

  paths = casement_sandbox_is_active (root) ? inside : outside;
  for (guint i = 0; paths[i] != NULL; i++) {
    g_autofree char *path = g_build_filename (root, paths[i], NULL);
    char *text = NULL;
    gsize length;

    if (!g_file_get_contents (path, &text, &length, NULL))
      continue;
    if (length <= OS_RELEASE_MAX && g_utf8_validate (text, (gssize) length, NULL))
      return text;
    g_free (text);
  }
  return NULL;
}

/**
 * casement_sandbox_is_document:
 * @path: (nullable): absolute
 *
 * Returns: whether @path is one of the document portal, through which a sandbox sees single files of the host. Such a path
 * may be the same on the host, and yet QEMU cannot use it: the portal's file system has no locks.
 */
gboolean
casement_sandbox_is_document (const char *path)
{
  g_auto (GStrv) parts = path != NULL && *path == '/' ? g_strsplit (path + 1, "/", 5) : NULL;

  if (parts == NULL || g_strcmp0 (parts[0], "run") != 0 || parts[1] == NULL || parts[2] == NULL)
    return FALSE;
  if (strcmp (parts[1], "flatpak") == 0 && strcmp (parts[2], "doc") == 0)
    return TRUE;
  return strcmp (parts[1], "user") == 0 && g_strcmp0 (parts[3], "doc") == 0;
}

/**
 * casement_sandbox_dup_host_path:
 * @path: of a document
 *
 * Asks the document portal's file system, which says it since xdg-desktop-portal 1.19 in the attribute
 * user.document-portal.host-path. May block; call it off the main thread.
 *
 * Returns: (transfer full) (nullable): where the file lies on the host; %NULL where that is not known.
 */
char *
casement_sandbox_dup_host_path (const char *path)
{
  char value[HOST_PATH_MAX + 1];
  ssize_t length;

  g_return_val_if_fail (path != NULL, NULL);

  length = getxattr (path, "user.document-portal.host-path", value, HOST_PATH_MAX);
  if (length <= 0)
    return NULL;
  value[length] = '\0';
  return *value == '/' && !casement_sandbox_is_document (value) ? g_strdup (value) : NULL;
}
