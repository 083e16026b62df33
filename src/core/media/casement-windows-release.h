/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CasementWindowsRelease:
 * @name: the product's name
 * @os_id: libosinfo's id
 *
 * One Windows by name.
 */
typedef struct {
  const char *name;
  const char *os_id;
} CasementWindowsRelease;

/**
 * CasementWindowsVolume:
 * @name: what it may be, in words
 * @os_id: libosinfo's id of the most demanding Windows that it may be
 * @arch: as libvirt names it
 *
 * What a volume id alone tells.
 */
typedef struct {
  const char *name;
  const char *os_id;
  const char *arch;
} CasementWindowsVolume;

const CasementWindowsRelease *casement_windows_release_find (gboolean server, guint build);
const char *casement_windows_release_get_version (gboolean server, guint build);
const CasementWindowsVolume *casement_windows_volume_find (const char *volume_id);

G_END_DECLS
