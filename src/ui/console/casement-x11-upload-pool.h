/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Keeps cairo's shared memory with the X server while it is held. */
cairo_surface_t *casement_x11_upload_pool_hold (GdkSurface *surface, int width, int height);

G_END_DECLS
