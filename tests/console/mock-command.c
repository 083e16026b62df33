/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mock-command.h"

#include <string.h>

void
mock_command_free (MockCommand *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->parts); i++)
    g_free (self->parts[i]);
  g_free (self);
}

static MockCommand *
finish (MockCommand *command, guint32 type)
{
  command->ext.cmd.type = type;
  command->ext.cmd.data = (uintptr_t) command->parts[0];
  return command;
}

static QXLDrawable *
add_drawable (MockCommand *command, guint type, int x, int y, int width, int height)
{
  QXLDrawable *drawable = g_new0 (QXLDrawable, 1);

  command->parts[0] = drawable;
  drawable->release_info.id = (uintptr_t) command;
  drawable->effect = QXL_EFFECT_OPAQUE;
  drawable->type = (guint8) type;
  drawable->bbox.left = x;
  drawable->bbox.top = y;
  drawable->bbox.right = x + width;
  drawable->bbox.bottom = y + height;
  drawable->clip.type = SPICE_CLIP_TYPE_NONE;
  for (guint i = 0; i < 3; i++)
    drawable->surfaces_dest[i] = -1;
  return drawable;
}

MockCommand *
mock_command_new_fill (int x, int y, int width, int height, guint32 color)
{
  MockCommand *command = g_new0 (MockCommand, 1);
  QXLDrawable *drawable = add_drawable (command, QXL_DRAW_FILL, x, y, width, height);

  drawable->u.fill.brush.type = SPICE_BRUSH_TYPE_SOLID;
  drawable->u.fill.brush.u.color = color;
  drawable->u.fill.rop_descriptor = SPICE_ROPD_OP_PUT;
  return finish (command, QXL_CMD_DRAW);
}

MockCommand *
mock_command_new_draw (int x, int y, int width, int height, const guint32 *pixels, guint unique)
{
  MockCommand *command = g_new0 (MockCommand, 1);
  QXLDrawable *drawable = add_drawable (command, QXL_DRAW_COPY, x, y, width, height);
  QXLImage *image = g_new0 (QXLImage, 1);

  command->parts[1] = image;
  command->parts[2] = g_memdup2 (pixels, (gsize) width * (gsize) height * 4);
  QXL_SET_IMAGE_ID (image, QXL_IMAGE_GROUP_DEVICE, unique);
  image->descriptor.type = SPICE_IMAGE_TYPE_BITMAP;
  image->descriptor.width = (guint32) width;
  image->descriptor.height = (guint32) height;
  image->bitmap.format = SPICE_BITMAP_FMT_32BIT;
  image->bitmap.flags = QXL_BITMAP_DIRECT | QXL_BITMAP_TOP_DOWN;
  image->bitmap.x = (guint32) width;
  image->bitmap.y = (guint32) height;
  image->bitmap.stride = (guint32) width * 4;
  image->bitmap.data = (uintptr_t) command->parts[2];
  drawable->u.copy.src_bitmap = (uintptr_t) image;
  drawable->u.copy.src_area.right = width;
  drawable->u.copy.src_area.bottom = height;
  drawable->u.copy.rop_descriptor = SPICE_ROPD_OP_PUT;
  return finish (command, QXL_CMD_DRAW);
}

MockCommand *
mock_command_new_copy_bits (int x, int y, int width, int height, int from_x, int from_y)
{
  MockCommand *command = g_new0 (MockCommand, 1);
  QXLDrawable *drawable = add_drawable (command, QXL_COPY_BITS, x, y, width, height);

  drawable->u.copy_bits.src_pos.x = from_x;
  drawable->u.copy_bits.src_pos.y = from_y;
  return finish (command, QXL_CMD_DRAW);
}

static QXLCursorCmd *
add_cursor_command (MockCommand *command, guint8 type)
{
  QXLCursorCmd *cursor = g_new0 (QXLCursorCmd, 1);

  command->parts[0] = cursor;
  cursor->release_info.id = (uintptr_t) command;
  cursor->type = type;
  return cursor;
}

MockCommand *
mock_command_new_set_cursor (guint width, guint height, guint hot_x, guint hot_y, const guint32 *argb)
{
  MockCommand *command = g_new0 (MockCommand, 1);
  QXLCursorCmd *set = add_cursor_command (command, QXL_CURSOR_SET);
  gsize size = (gsize) width * height * 4;
  QXLCursor *cursor = g_malloc0 (sizeof *cursor + size);

  command->parts[1] = cursor;
  cursor->header.unique = 0;
  cursor->header.type = SPICE_CURSOR_TYPE_ALPHA;
  cursor->header.width = (guint16) width;
  cursor->header.height = (guint16) height;
  cursor->header.hot_spot_x = (guint16) hot_x;
  cursor->header.hot_spot_y = (guint16) hot_y;
  cursor->data_size = (guint32) size;
  cursor->chunk.data_size = (guint32) size;
  memcpy ((guint8 *) (cursor + 1), argb, size);
  set->u.set.visible = TRUE;
  set->u.set.shape = (uintptr_t) cursor;
  return finish (command, QXL_CMD_CURSOR);
}

MockCommand *
mock_command_new_move_cursor (int x, int y)
{
  MockCommand *command = g_new0 (MockCommand, 1);
  QXLCursorCmd *move = add_cursor_command (command, QXL_CURSOR_MOVE);

  move->u.position.x = (gint16) x;
  move->u.position.y = (gint16) y;
  return finish (command, QXL_CMD_CURSOR);
}

MockCommand *
mock_command_new_hide_cursor (void)
{
  MockCommand *command = g_new0 (MockCommand, 1);

  add_cursor_command (command, QXL_CURSOR_HIDE);
  return finish (command, QXL_CMD_CURSOR);
}
