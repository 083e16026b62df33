/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A line across the window with one action, for what concerns all of it. Properties: "title", "button-label" and
 * "action-name" (nullable strings), "revealed" (boolean). libadwaita has one from 1.3 on. */
#define CASEMENT_TYPE_BANNER (casement_banner_get_type ())
G_DECLARE_FINAL_TYPE (CasementBanner, casement_banner, CASEMENT, BANNER, GtkWidget)

void casement_banner_set_title (CasementBanner *self, const char *title);
void casement_banner_set_revealed (CasementBanner *self, gboolean revealed);

G_END_DECLS
