/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-media-info.h"

G_BEGIN_DECLS

/* Looks at disc images that come into the user's downloads; signal "found" (CasementMediaInfo) for one that installs Windows. */
#define CASEMENT_TYPE_DOWNLOADS_WATCH (casement_downloads_watch_get_type ())
G_DECLARE_FINAL_TYPE (CasementDownloadsWatch, casement_downloads_watch, CASEMENT, DOWNLOADS_WATCH, GObject)

CasementDownloadsWatch *casement_downloads_watch_new (void);

G_END_DECLS
