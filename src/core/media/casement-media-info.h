/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  CASEMENT_MEDIA_OTHER,
  CASEMENT_MEDIA_WINDOWS_INSTALL,
  CASEMENT_MEDIA_VIRTIO_WIN,
} CasementMediaKind;

/**
 * CasementMediaEdition:
 * @index: the image's index in the WIM, from 1
 * @name: its name there
 * @edition_id: (nullable): Microsoft's edition id, such as "Professional"
 */
typedef struct {
  guint index;
  char *name;
  char *edition_id;
} CasementMediaEdition;

#define CASEMENT_TYPE_MEDIA_INFO (casement_media_info_get_type ())
G_DECLARE_FINAL_TYPE (CasementMediaInfo, casement_media_info, CASEMENT, MEDIA_INFO, GObject)

CasementMediaInfo *casement_media_info_identify (const char *path, GCancellable *cancellable, GError **error);
void casement_media_info_identify_async (const char *path,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
CasementMediaInfo *casement_media_info_identify_finish (GAsyncResult *result, GError **error);

const char *casement_media_info_get_path (CasementMediaInfo *self);
guint64 casement_media_info_get_size (CasementMediaInfo *self);
CasementMediaKind casement_media_info_get_kind (CasementMediaInfo *self);
const char *casement_media_kind_to_string (CasementMediaKind kind);
/* All of these are NULL or 0 when not known. */
const char *casement_media_info_get_name (CasementMediaInfo *self);
const char *casement_media_info_get_version (CasementMediaInfo *self);
guint casement_media_info_get_build (CasementMediaInfo *self);
const char *casement_media_info_get_arch (CasementMediaInfo *self);
const char *const *casement_media_info_get_languages (CasementMediaInfo *self);
const char *casement_media_info_get_volume_id (CasementMediaInfo *self);
const char *casement_media_info_get_driver_version (CasementMediaInfo *self);
const char *casement_media_info_get_os_id (CasementMediaInfo *self);
gboolean casement_media_info_get_bootable (CasementMediaInfo *self);
GPtrArray *casement_media_info_get_editions (CasementMediaInfo *self);
char *casement_media_info_dup_summary (CasementMediaInfo *self);
char *casement_media_info_to_json (CasementMediaInfo *self);

GPtrArray *casement_media_find_drivers (GCancellable *cancellable);

G_END_DECLS
