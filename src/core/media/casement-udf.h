/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-image-reader.h"

G_BEGIN_DECLS

/* Read-only view of a UDF volume inside an image, over libudfread. */
typedef struct _CasementUdf CasementUdf;
typedef struct _CasementUdfFile CasementUdfFile;

CasementUdf *casement_udf_open (CasementImageReader *reader);
void casement_udf_free (CasementUdf *self);
char *casement_udf_dup_volume_id (CasementUdf *self);

/* (nullable): names are compared without case. */
CasementUdfFile *casement_udf_find (CasementUdf *self, const char *path);
void casement_udf_file_free (CasementUdfFile *file);
guint32 casement_udf_file_get_lba (CasementUdfFile *file);
guint64 casement_udf_file_get_size (CasementUdfFile *file);
gboolean casement_udf_file_read (CasementUdfFile *file, guint64 offset, void *buffer, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementUdf, casement_udf_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementUdfFile, casement_udf_file_free)

G_END_DECLS
