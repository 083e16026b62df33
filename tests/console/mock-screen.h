/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <spice.h>

/* A graphics device of a guest, with a drawing thread of its own in the server. MockServer has the first and
 * tells what the functions of the same names do. */
typedef struct _MockScreen MockScreen;

MockScreen *mock_screen_new (SpiceServer *server, guint id);
/* After the server is gone, which uses it until then. */
void mock_screen_free (MockScreen *self);
QXLInstance *mock_screen_get_qxl (MockScreen *self);
/* Runs the main loop until the drawing thread has done all it was asked. */
void mock_screen_flush (MockScreen *self);
void mock_screen_create_primary (MockScreen *self, guint width, guint height, guint format);
void mock_screen_destroy_primary (MockScreen *self);
void mock_screen_set_head (MockScreen *self, guint width, guint height);
/* Two beside each other on one surface. */
void mock_screen_set_two_heads (MockScreen *self, guint width, guint height);
/* Moves what is at another place here. */
void mock_screen_copy (MockScreen *self, int x, int y, int width, int height, int from_x, int from_y);
/* Drawings that the server has not taken yet: it does not while its client is slow. */
guint mock_screen_get_backlog (MockScreen *self);
void mock_screen_fill (MockScreen *self, int x, int y, int width, int height, guint32 color);
void mock_screen_draw (MockScreen *self, int x, int y, int width, int height, const guint32 *pixels);
void mock_screen_set_cursor (MockScreen *self,
                             guint width,
                             guint height,
                             guint hot_x,
                             guint hot_y,
                             const guint32 *argb);
void mock_screen_move_cursor (MockScreen *self, int x, int y);
void mock_screen_hide_cursor (MockScreen *self);
