/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-spice-address.h"

G_BEGIN_DECLS

/**
 * CasementViewMode:
 * @full_screen: over the whole monitor to begin with
 * @kiosk: nothing but the screen, for good
 * @number: which of several this is: each on another monitor
 *
 * How a screen is opened that was asked for on the command line.
 */
typedef struct {
  gboolean full_screen;
  gboolean kiosk;
  guint number;
} CasementViewMode;

/* @error is lent. */
typedef void (*CasementViewerFailed) (const GError *error, gpointer user_data);

void casement_viewer_read_mode (GVariantDict *options, CasementViewMode *mode);
void casement_viewer_apply (GtkWindow *window, const CasementViewMode *mode);
void casement_viewer_open (GtkApplication *application,
                           CasementSpiceAddress *address,
                           GFile *authority,
                           const CasementViewMode *mode,
                           CasementViewerFailed failed,
                           GObject *data);
void casement_viewer_open_file (GtkApplication *application,
                                GFile *file,
                                const CasementViewMode *mode,
                                CasementViewerFailed failed,
                                GObject *data);
void casement_viewer_close_doors (GtkApplication *application);

G_END_DECLS
