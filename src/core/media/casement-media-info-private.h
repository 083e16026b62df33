/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-media-info.h"
#include "casement-iso9660.h"

G_BEGIN_DECLS

/* Filled in by casement_media_info_identify() in one thread, then immutable. */
struct _CasementMediaInfo {
  GObject parent_instance;
  char *path;
  guint64 size;
  CasementMediaKind kind;
  char *name;
  char *version;
  guint build;
  char *arch;
  GStrv languages;
  char *volume_id;
  char *driver_version;
  char *os_id;
  gboolean bootable;
  GPtrArray *editions;
};

gboolean casement_media_osinfo_identify (CasementMediaInfo *self, const CasementVolume *volume);
GPtrArray *casement_media_find_drivers_in (const char *const *folders, GCancellable *cancellable);
int casement_media_compare_versions (const char *a, const char *b);

G_END_DECLS
