/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Guests use 32 to 128 pixels; more than this is refused. */
#define CASEMENT_CURSOR_MAX_SIDE 512

/* A guest's pointer picture, immutable. The hot spot lies inside it whatever the guest said. */
typedef struct _CasementCursor CasementCursor;

#define CASEMENT_TYPE_CURSOR (casement_cursor_get_type ())
GType casement_cursor_get_type (void);

CasementCursor *casement_cursor_new (guint width, guint height, guint hot_x, guint hot_y, const guint8 *rgba);
CasementCursor *casement_cursor_ref (CasementCursor *self);
void casement_cursor_unref (CasementCursor *self);
guint casement_cursor_get_width (CasementCursor *self);
guint casement_cursor_get_height (CasementCursor *self);
void casement_cursor_get_hotspot (CasementCursor *self, guint *x, guint *y);
GBytes *casement_cursor_get_pixels (CasementCursor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementCursor, casement_cursor_unref)

G_END_DECLS
