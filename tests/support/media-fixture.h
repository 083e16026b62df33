/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MediaFixtureFile:
 * @path: inside the image, with slashes
 * @bytes: its content
 */
typedef struct {
  const char *path;
  GBytes *bytes;
} MediaFixtureFile;

/* Images of discs, made while testing: no Windows is needed, and nothing is downloaded. */
gboolean media_fixture_can_make_udf (void);
GBytes *media_fixture_windows_xml (const char *type, guint build, guint arch, const char *const *editions);
GBytes *media_fixture_wim (GBytes *xml_utf8, guint64 xml_offset);
GBytes *media_fixture_volume (const char *volume_id, gboolean bootable, guint sectors);
void media_fixture_make_udf (const char *path,
                             const char *volume_id,
                             const MediaFixtureFile *files,
                             guint n_files);
void
media_fixture_make_windows (const char *path, const char *volume_id, const char *wim_path, GBytes *xml_utf8);
void media_fixture_write (const char *path, GBytes *bytes);
void media_fixture_remove_tree (const char *path);

G_END_DECLS
