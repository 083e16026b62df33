/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CASEMENT_WIM_HEADER_SIZE 208

/**
 * CasementWimHeader:
 * @xml_offset: bytes from the start of the WIM
 * @xml_size: bytes, at most 2 MiB
 */
typedef struct {
  guint64 xml_offset;
  guint32 xml_size;
} CasementWimHeader;

/**
 * CasementWimImage:
 * @index: from 1
 * @name: (nullable): what Setup shows
 * @edition_id: (nullable): such as "Professional"
 * @server: whether it is a Windows Server
 * @build: 0 if not known
 * @arch: (nullable): as libvirt names it
 * @languages: such as "en-US", the default first
 *
 * One image of a WIM. All text is safe to show.
 */
typedef struct {
  guint index;
  char *name;
  char *edition_id;
  gboolean server;
  guint build;
  const char *arch;
  GPtrArray *languages;
} CasementWimImage;

gboolean
casement_wim_header_parse (const guint8 *bytes, gsize length, CasementWimHeader *header, GError **error);
GPtrArray *casement_wim_xml_parse (const guint8 *bytes, gsize length, GError **error);
void casement_wim_image_free (CasementWimImage *image);

G_END_DECLS
