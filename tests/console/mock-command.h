/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <spice.h>

/* One request of a graphics driver to the server. */
typedef struct {
  QXLCommandExt ext;
  /* All of a command's parts, which the server keeps pointers into until it releases the command. */
  gpointer parts[4];
} MockCommand;

void mock_command_free (MockCommand *self);
MockCommand *mock_command_new_fill (int x, int y, int width, int height, guint32 color);
MockCommand *mock_command_new_draw (int x, int y, int width, int height, const guint32 *pixels, guint unique);
MockCommand *mock_command_new_copy_bits (int x, int y, int width, int height, int from_x, int from_y);
MockCommand *mock_command_new_set_cursor (guint width, guint height, guint hot_x, guint hot_y, const guint32 *argb);
MockCommand *mock_command_new_move_cursor (int x, int y);
MockCommand *mock_command_new_hide_cursor (void);
