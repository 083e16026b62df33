/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CasementDriverBuild:
 * @first: the first build of virtio-win with the fault: the third number of its version
 * @last: the last one
 * @problem: (translatable): one sentence
 * @source: URL of the report
 * @dangerous: whether data is at risk, and not only something missing
 *
 * Builds of the virtio drivers with a known fault.
 */
typedef struct {
  guint first;
  guint last;
  const char *problem;
  const char *source;
  gboolean dangerous;
} CasementDriverBuild;

GPtrArray *casement_driver_builds_find (const char *version);

G_END_DECLS
