/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "casement-preset.h"

G_BEGIN_DECLS

/**
 * CasementEdition:
 * @id: as `--edition` takes it
 * @title: Microsoft's name
 * @edition_ids: (nullable): Microsoft's edition ids in installer images, separated by spaces
 * @os_id: libosinfo's id of the Windows it is an edition of
 * @sockets_maximum: processors in Microsoft's sense: sockets
 * @memory_maximum: bytes
 *
 * What the licence of one edition allows, from Microsoft's tables.
 */
typedef struct {
  const char *id;
  const char *title;
  const char *edition_ids;
  const char *os_id;
  guint sockets_maximum;
  guint64 memory_maximum;
} CasementEdition;

const CasementEdition *casement_edition_find (const CasementPreset *preset, const char *id);
const CasementEdition *casement_edition_find_for_media (const CasementPreset *preset, const char *edition_id);
GPtrArray *casement_edition_list (const CasementPreset *preset);

G_END_DECLS
