/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @received: bytes that are there; @total: of all, 0 if not known. */
typedef void (*CasementFetchProgress) (guint64 received, guint64 total, gpointer user_data);

/**
 * CasementFetch:
 * @url: whence
 * @part: the file that is filled, and gone on with
 * @patience: seconds without a byte after which the other side is given up
 * @max_bytes: what is too large
 */
typedef struct {
  const char *url;
  const char *part;
  guint patience;
  guint64 max_bytes;
  CasementFetchProgress progress;
  gpointer user_data;
} CasementFetch;

gboolean casement_fetch_run (const CasementFetch *fetch, GCancellable *cancellable, GError **error);
void casement_fetch_forget (const char *part);

G_END_DECLS
