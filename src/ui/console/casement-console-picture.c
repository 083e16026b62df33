/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-console-picture.h"

#include <math.h>
#include "casement-console-canvas.h"

typedef struct {
  /* What the texture was made from; held, so that an equal address means equal pixels. */
  GBytes *bytes;
  GdkTexture *texture;
} Tile;

struct _CasementConsolePicture {
  GObject parent_instance;

  CasementFramebuffer *framebuffer;
  GArray *tiles;
  /* Instead of the tiles, where the cairo renderer draws. */
  CasementConsoleCanvas *canvas;
};

G_DEFINE_FINAL_TYPE (CasementConsolePicture, casement_console_picture, G_TYPE_OBJECT)

static void
tile_clear (gpointer data)
{
  Tile *tile = data;

  g_clear_pointer (&tile->bytes, g_bytes_unref);
  g_clear_object (&tile->texture);
}

static GdkTexture *
get_texture (CasementConsolePicture *self, guint index, CasementArea *area)
{
  GBytes *bytes = casement_framebuffer_get_tile (self->framebuffer, index, area);
  Tile *tile = &g_array_index (self->tiles, Tile, index);

  if (bytes == NULL || tile->bytes == bytes)
    return tile->texture;
  tile_clear (tile);
  tile->bytes = g_bytes_ref (bytes);
  tile->texture = gdk_memory_texture_new (area->width, area->height, GDK_MEMORY_DEFAULT, bytes,
                                          (gsize) area->width * 4);
  return tile->texture;
}

static void
casement_console_picture_finalize (GObject *object)
{
  CasementConsolePicture *self = CASEMENT_CONSOLE_PICTURE (object);

  g_array_unref (self->tiles);
  g_clear_object (&self->canvas);
  g_object_unref (self->framebuffer);
  G_OBJECT_CLASS (casement_console_picture_parent_class)->finalize (object);
}

static void
casement_console_picture_class_init (CasementConsolePictureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_console_picture_finalize;
}

static void
casement_console_picture_init (CasementConsolePicture *self)
{
  self->tiles = g_array_new (FALSE, TRUE, sizeof (Tile));
  g_array_set_clear_func (self->tiles, tile_clear);
}

/**
 * casement_console_picture_new:
 *
 * Returns: (transfer full): a picture of @framebuffer, for good.
 */
CasementConsolePicture *
casement_console_picture_new (CasementFramebuffer *framebuffer)
{
  CasementConsolePicture *self;

  g_return_val_if_fail (CASEMENT_IS_FRAMEBUFFER (framebuffer), NULL);

  self = g_object_new (CASEMENT_TYPE_CONSOLE_PICTURE, NULL);
  self->framebuffer = g_object_ref (framebuffer);
  return self;
}

/**
 * casement_console_picture_get_framebuffer:
 *
 * Returns: (transfer none): what it is a picture of.
 */
CasementFramebuffer *
casement_console_picture_get_framebuffer (CasementConsolePicture *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_PICTURE (self), NULL);

  return self->framebuffer;
}

/**
 * casement_console_picture_place:
 * @width: of the widget, in logical pixels
 * @height: likewise
 * @scale_factor: device pixels in a logical one
 * @zoom: device pixels for a guest pixel; 0 for as large as fits, with the guest's aspect
 * @view: (out): where the picture goes, centred, on whole device pixels; empty before the first picture
 */
void
casement_console_picture_place (CasementConsolePicture *self,
                                int width,
                                int height,
                                int scale_factor,
                                double zoom,
                                CasementConsoleView *view)
{
  int guest_width, guest_height;
  int room_x = width * scale_factor;
  int room_y = height * scale_factor;

  g_return_if_fail (CASEMENT_IS_CONSOLE_PICTURE (self));

  guest_width = (int) casement_framebuffer_get_width (self->framebuffer);
  guest_height = (int) casement_framebuffer_get_height (self->framebuffer);
  *view = (CasementConsoleView){ 0, 0, guest_width, guest_height, scale_factor };
  if (guest_width == 0 || guest_height == 0)
    return;
  if (zoom <= 0)
    zoom = MIN ((double) room_x / guest_width, (double) room_y / guest_height);
  view->width = MAX (1, (int) (guest_width * zoom + 0.5));
  view->height = MAX (1, (int) (guest_height * zoom + 0.5));
  view->x = (room_x - view->width) / 2;
  view->y = (room_y - view->height) / 2;
}

/* Tile edges fall on whole device pixels: otherwise the background shines through between scaled tiles. */
static void
snapshot_tiles (CasementConsolePicture *self, GtkSnapshot *snapshot, const CasementConsoleView *view)
{
  double guest_width = casement_framebuffer_get_width (self->framebuffer);
  double guest_height = casement_framebuffer_get_height (self->framebuffer);
  guint n_tiles = casement_framebuffer_get_n_tiles (self->framebuffer);
  float unit = 1.0f / (float) view->scale_factor;

  if (self->tiles->len != n_tiles)
    g_array_set_size (self->tiles, n_tiles);
  for (guint i = 0; i < n_tiles; i++) {
    CasementArea area;
    GdkTexture *texture = get_texture (self, i, &area);
    double x1, y1, x2, y2;

    if (texture == NULL)
      continue;
    x1 = view->x + round (area.x * view->width / guest_width);
    y1 = view->y + round (area.y * view->height / guest_height);
    x2 = view->x + round ((area.x + area.width) * view->width / guest_width);
    y2 = view->y + round ((area.y + area.height) * view->height / guest_height);
    if (x2 <= x1 || y2 <= y1)
      continue;
    gtk_snapshot_append_texture (snapshot, texture,
                                 &GRAPHENE_RECT_INIT ((float) x1 * unit, (float) y1 * unit,
                                                      (float) (x2 - x1) * unit, (float) (y2 - y1) * unit));
  }
}

/**
 * casement_console_picture_snapshot:
 * @view: from casement_console_picture_place()
 * @renderer: (nullable): that will draw it
 *
 * Draws. Only what changed since the last time costs anything.
 */
void
casement_console_picture_snapshot (CasementConsolePicture *self,
                                   GtkSnapshot *snapshot,
                                   const CasementConsoleView *view,
                                   GskRenderer *renderer)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_PICTURE (self));

  casement_framebuffer_update (self->framebuffer);
  if (renderer == NULL || !GSK_IS_CAIRO_RENDERER (renderer)) {
    g_clear_object (&self->canvas);
    snapshot_tiles (self, snapshot, view);
    return;
  }
  if (self->canvas == NULL) {
    self->canvas = casement_console_canvas_new (self->framebuffer);
    g_array_set_size (self->tiles, 0);
  }
  casement_console_canvas_snapshot (self->canvas, snapshot, view, gsk_renderer_get_surface (renderer));
}

/* The outermost pixels map to the outermost pixels, so that a guest's screen corners can be reached at any
 * scale. */
static int
map_axis (double position, int start, int length, guint guest_length)
{
  double scale = length > 1 ? (guest_length - 1.0) / (length - 1.0) : 0.0;
  double mapped = floor (position - start) * scale + 0.5;

  return (int) CLAMP (mapped, 0.0, guest_length - 1.0);
}

/**
 * casement_console_view_to_guest:
 * @x: in the widget's logical pixels
 * @y: likewise
 * @guest_x: (out): in guest pixels, always inside the guest's screen
 * @guest_y: (out): likewise
 *
 * Returns: whether the point lies on the picture; FALSE on the black around it.
 */
gboolean
casement_console_view_to_guest (const CasementConsoleView *view,
                                guint guest_width,
                                guint guest_height,
                                double x,
                                double y,
                                int *guest_x,
                                int *guest_y)
{
  double device_x = x * view->scale_factor;
  double device_y = y * view->scale_factor;

  *guest_x = *guest_y = 0;
  if (guest_width == 0 || guest_height == 0 || view->width <= 0 || view->height <= 0)
    return FALSE;
  *guest_x = map_axis (device_x, view->x, view->width, guest_width);
  *guest_y = map_axis (device_y, view->y, view->height, guest_height);
  return device_x >= view->x && device_x < view->x + view->width && device_y >= view->y
         && device_y < view->y + view->height;
}
