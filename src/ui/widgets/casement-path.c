/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-path.h"
#include <string.h>

/**
 * casement_path_display:
 * @path: a path in the encoding of file names
 *
 * Returns: (transfer full): the path for people to read, in UTF-8, with "~" for their home folder.
 */
char *
casement_path_display (const char *path)
{
  const char *home = g_get_home_dir ();
  g_autofree char *display = g_filename_display_name (path);
  g_autofree char *display_home = g_filename_display_name (home);
  gsize length = strlen (display_home);

  if (length > 1 && g_str_has_prefix (display, display_home) && display[length] == '/')
    return g_strconcat ("~", display + length, NULL);
  return g_steal_pointer (&display);
}
