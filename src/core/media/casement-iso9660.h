/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-image-reader.h"

G_BEGIN_DECLS

/**
 * CasementVolume:
 * @volume_id: (nullable): from the primary volume descriptor, as are the next three
 * @system_id: (nullable): the system that it is for
 * @publisher_id: (nullable): who published it
 * @application_id: (nullable): the program that made it
 * @size: bytes that the volume says it has; 0 if there is no ISO 9660 volume
 * @bootable: whether there is an El Torito boot record
 * @udf: whether there is a UDF volume as well
 *
 * What the volume descriptors of an optical disc image say.
 */
typedef struct {
  char *volume_id;
  char *system_id;
  char *publisher_id;
  char *application_id;
  guint64 size;
  gboolean bootable;
  gboolean udf;
} CasementVolume;

CasementVolume *casement_volume_read (CasementImageReader *reader, GError **error);
void casement_volume_free (CasementVolume *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementVolume, casement_volume_free)

G_END_DECLS
