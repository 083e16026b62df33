/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void casement_screenshot_save (GdkTexture *frame, const char *name, GtkWindow *parent);

G_END_DECLS
