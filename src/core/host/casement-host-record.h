/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CasementHostRecord:
 * @id: the guide's id; stable
 * @title: (translatable): what is looked at, a noun phrase
 * @why: (translatable): plain sentences
 * @source: URL of the page the advice comes from
 *
 * One line of the host check, whatever the host: the only place that knows why it is looked at.
 */
typedef struct {
  const char *id;
  const char *title;
  const char *why;
  const char *source;
} CasementHostRecord;

const CasementHostRecord *casement_host_get_records (guint *n_records);
const CasementHostRecord *casement_host_find_record (const char *id);

G_END_DECLS
