/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gtk/gtk.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#ifdef GDK_WINDOWING_X11
#include "casement-x11-upload-pool.h"
#endif

/* Usage: picture-bench WAY TILE WIDTH HEIGHT DAMAGE FRAMES
 *
 * Shows a changing picture in full screen by one WAY of giving GTK its pixels, and prints how many
 * milliseconds of processor time a frame took. WAY is textures (a texture for each tile, its pixels copied),
 * whole (one texture, all copied), rects (a texture for each damaged rectangle over the last whole one),
 * surfaces (a cairo node for each tile, its pixels copied), buffer (a cairo node for each tile, out of one
 * copy that is kept), live (a cairo node for each tile, out of the guest's memory), markers (one cairo node
 * out of one copy, and invisible nodes where it changed), markers-kept (the same, with memory that is kept
 * for the next frame) or none; surface-rows, live-rows and buffer-rows have a node for each row of tiles
 * around them. DAMAGE is full, half, rects-64 (32 of them), rects-16 (256) or idle. */

typedef struct _Bench Bench;

typedef struct {
  const char *name;
  void (*snapshot) (Bench *bench, GtkSnapshot *snapshot);
  gboolean grouped;
} Way;

struct _Bench {
  const Way *way;
  int tile, width, height, columns, rows;
  int n_rects, rect_width, rect_height;
  cairo_rectangle_int_t rects[256];
  guint32 *guest;
  guint32 *copy;
  gboolean *dirty;
  gpointer *tiles;
  GPtrArray *over;
  guint frame;
};

typedef struct {
  GtkWidget parent_instance;
} Show;

typedef GtkWidgetClass ShowClass;

GType show_get_type (void);

G_DEFINE_TYPE (Show, show, GTK_TYPE_WIDGET)

static Bench bench;

static void
copy_rect (guint32 *to, int to_stride, const cairo_rectangle_int_t *rect)
{
  for (int y = 0; y < rect->height; y++) {
    const guint32 *from = bench.guest + (gsize) (rect->y + y) * (gsize) bench.width + rect->x;

    for (int x = 0; x < rect->width; x++)
      to[x] = from[x] | 0xff000000;
    to += to_stride;
  }
}

static GdkTexture *
make_texture (const cairo_rectangle_int_t *rect)
{
  gsize size = (gsize) rect->width * (gsize) rect->height * 4;
  guint32 *pixels = g_malloc (size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, size);

  copy_rect (pixels, rect->width, rect);
  return gdk_memory_texture_new (rect->width, rect->height, GDK_MEMORY_DEFAULT, bytes,
                                 (gsize) rect->width * 4);
}

static cairo_rectangle_int_t
tile_rect (int i)
{
  int x = i % bench.columns * bench.tile, y = i / bench.columns * bench.tile;

  return (cairo_rectangle_int_t){ x, y, MIN (bench.tile, bench.width - x),
                                  MIN (bench.tile, bench.height - y) };
}

static graphene_rect_t
bounds (const cairo_rectangle_int_t *rect)
{
  return GRAPHENE_RECT_INIT ((float) rect->x, (float) rect->y, (float) rect->width, (float) rect->height);
}

static void
snapshot_textures (Bench *self, GtkSnapshot *snapshot)
{
  for (int i = 0; i < self->columns * self->rows; i++) {
    cairo_rectangle_int_t rect = tile_rect (i);
    graphene_rect_t area = bounds (&rect);

    if (self->dirty[i] || self->tiles[i] == NULL) {
      g_clear_object (&self->tiles[i]);
      self->tiles[i] = make_texture (&rect);
    }
    gtk_snapshot_append_texture (snapshot, self->tiles[i], &area);
  }
}

static void
snapshot_whole (Bench *self, GtkSnapshot *snapshot)
{
  cairo_rectangle_int_t rect = { 0, 0, self->width, self->height };
  graphene_rect_t area = bounds (&rect);

  if (self->n_rects > 0 || self->tiles[0] == NULL) {
    g_clear_object (&self->tiles[0]);
    self->tiles[0] = make_texture (&rect);
  }
  gtk_snapshot_append_texture (snapshot, self->tiles[0], &area);
}

typedef struct {
  cairo_rectangle_int_t rect;
  GdkTexture *texture;
} Over;

static void
over_free (gpointer data)
{
  Over *over = data;

  g_object_unref (over->texture);
  g_free (over);
}

static void
snapshot_rects (Bench *self, GtkSnapshot *snapshot)
{
  cairo_rectangle_int_t whole = { 0, 0, self->width, self->height };
  graphene_rect_t area = bounds (&whole);

  if (self->tiles[0] == NULL || self->over->len > 512) {
    g_ptr_array_set_size (self->over, 0);
    g_clear_object (&self->tiles[0]);
    self->tiles[0] = make_texture (&whole);
  } else {
    for (int i = 0; i < self->n_rects; i++) {
      Over *over = g_new0 (Over, 1);

      over->rect = self->rects[i];
      over->texture = make_texture (&over->rect);
      g_ptr_array_add (self->over, over);
    }
  }
  gtk_snapshot_append_texture (snapshot, self->tiles[0], &area);
  for (guint i = 0; i < self->over->len; i++) {
    Over *over = g_ptr_array_index (self->over, i);

    area = bounds (&over->rect);
    gtk_snapshot_append_texture (snapshot, over->texture, &area);
  }
}

/* In a node for each row: GTK 4.8 gives up comparing when too many of a node's children have changed. */
static void
append_grouped (Bench *self, GtkSnapshot *snapshot, int i)
{
  int row = i / self->columns;
  GskRenderNode *node;

  if (i % self->columns != self->columns - 1)
    return;
  node = gsk_container_node_new ((GskRenderNode **) &self->tiles[row * self->columns], (guint) self->columns);
  gtk_snapshot_append_node (snapshot, node);
  gsk_render_node_unref (node);
}

static void
append_tiles (Bench *self, GtkSnapshot *snapshot, cairo_surface_t *shared)
{
  for (int i = 0; i < self->columns * self->rows; i++) {
    cairo_rectangle_int_t rect = tile_rect (i);
    graphene_rect_t area = bounds (&rect);

    if (self->dirty[i] || self->tiles[i] == NULL) {
      cairo_surface_t *surface = shared;
      cairo_t *cr;

      if (surface == NULL) {
        surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, rect.width, rect.height);
        copy_rect ((guint32 *) (void *) cairo_image_surface_get_data (surface),
                   cairo_image_surface_get_stride (surface) / 4, &rect);
        cairo_surface_mark_dirty (surface);
      }
      g_clear_pointer ((GskRenderNode **) &self->tiles[i], gsk_render_node_unref);
      self->tiles[i] = gsk_cairo_node_new (&area);
      cr = gsk_cairo_node_get_draw_context (self->tiles[i]);
      cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
      cairo_set_source_surface (cr, surface, shared == NULL ? rect.x : 0, shared == NULL ? rect.y : 0);
      cairo_rectangle (cr, rect.x, rect.y, rect.width, rect.height);
      cairo_fill (cr);
      cairo_destroy (cr);
      if (shared == NULL)
        cairo_surface_destroy (surface);
    }
    if (self->way->grouped)
      append_grouped (self, snapshot, i);
    else
      gtk_snapshot_append_node (snapshot, self->tiles[i]);
  }
}

static void
snapshot_surfaces (Bench *self, GtkSnapshot *snapshot)
{
  append_tiles (self, snapshot, NULL);
}

static void
snapshot_buffer (Bench *self, GtkSnapshot *snapshot)
{
  cairo_surface_t *surface = cairo_image_surface_create_for_data ((guchar *) self->copy, CAIRO_FORMAT_ARGB32,
                                                                  self->width, self->height, self->width * 4);

  for (int i = 0; i < self->n_rects; i++)
    copy_rect (self->copy + self->rects[i].y * self->width + self->rects[i].x, self->width, &self->rects[i]);
  append_tiles (self, snapshot, surface);
  cairo_surface_destroy (surface);
}

static void
snapshot_live (Bench *self, GtkSnapshot *snapshot)
{
  cairo_surface_t *surface = cairo_image_surface_create_for_data ((guchar *) self->guest, CAIRO_FORMAT_RGB24,
                                                                  self->width, self->height, self->width * 4);

  append_tiles (self, snapshot, surface);
  cairo_surface_destroy (surface);
}

/* One node that draws from a copy that changes under it, and never changes itself; what has to be drawn again
 * is said by invisible nodes over it, one a rectangle. */
static void
snapshot_markers (Bench *self, GtkSnapshot *snapshot)
{
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) self->width, (float) self->height);

  if (self->tiles[0] == NULL || self->over->len > 512) {
    g_ptr_array_set_size (self->over, 0);
    g_clear_pointer ((GskRenderNode **) &self->tiles[0], gsk_render_node_unref);
  }
  if (self->tiles[0] == NULL) {
    cairo_surface_t *surface = cairo_image_surface_create_for_data (
        (guchar *) self->copy, CAIRO_FORMAT_ARGB32, self->width, self->height, self->width * 4);
    cairo_t *cr;

    self->tiles[0] = gsk_cairo_node_new (&all);
    cr = gsk_cairo_node_get_draw_context (self->tiles[0]);
    cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
    cairo_set_source_surface (cr, surface, 0, 0);
    cairo_paint (cr);
    cairo_destroy (cr);
    /* Never let go of: cairo would copy it for the node. */
  }
  for (int i = 0; i < self->n_rects; i++) {
    static const GdkRGBA nothing = { 0, 0, 0, 0 };
    graphene_rect_t area = bounds (&self->rects[i]);

    copy_rect (self->copy + self->rects[i].y * self->width + self->rects[i].x, self->width, &self->rects[i]);
    g_ptr_array_add (self->over, gsk_color_node_new (&nothing, &area));
  }
  gtk_snapshot_append_node (snapshot, self->tiles[0]);
  for (guint i = 0; i < self->over->len; i++)
    gtk_snapshot_append_node (snapshot, g_ptr_array_index (self->over, i));
}

static void
snapshot_none (Bench *self, GtkSnapshot *snapshot)
{
}

static const Way ways[] = {
  { "textures", snapshot_textures },
  { "whole", snapshot_whole },
  { "rects", snapshot_rects },
  { "surfaces", snapshot_surfaces },
  { "buffer", snapshot_buffer },
  { "live", snapshot_live },
  { "none", snapshot_none },
  { "markers", snapshot_markers },
  { "markers-kept", snapshot_markers },
  { "surface-rows", snapshot_surfaces, TRUE },
  { "live-rows", snapshot_live, TRUE },
  { "buffer-rows", snapshot_buffer, TRUE },
};

static void
show_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  bench.way->snapshot (&bench, snapshot);
  memset (bench.dirty, 0, sizeof *bench.dirty * (gsize) (bench.columns * bench.rows));
}

static void
show_class_init (ShowClass *klass)
{
  klass->snapshot = show_snapshot;
}

static void
show_init (Show *self)
{
}

static void
damage (const cairo_rectangle_int_t *rect)
{
  for (int y = 0; y < rect->height; y++) {
    guint32 *to = bench.guest + (gsize) (rect->y + y) * (gsize) bench.width + rect->x;

    for (int x = 0; x < rect->width; x++)
      to[x] += 0x010305;
  }
  for (int row = rect->y / bench.tile; row <= (rect->y + rect->height - 1) / bench.tile; row++)
    for (int column = rect->x / bench.tile; column <= (rect->x + rect->width - 1) / bench.tile; column++)
      bench.dirty[row * bench.columns + column] = TRUE;
}

static double
cpu_time (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static gboolean
frame_cb (gpointer user_data)
{
  for (int i = 0; i < bench.n_rects; i++) {
    cairo_rectangle_int_t *rect = &bench.rects[i];
    guint place = (bench.frame * (guint) bench.n_rects + (guint) i) * 2654435761u;

    rect->width = bench.rect_width;
    rect->height = bench.rect_height;
    rect->x = bench.n_rects > 1 ? (int) (place % (guint) (bench.width - rect->width)) : 0;
    rect->y = bench.n_rects > 1 ? (int) (place / 65536 % (guint) (bench.height - rect->height)) : 0;
    damage (rect);
  }
  bench.frame++;
  gtk_widget_queue_draw (GTK_WIDGET (user_data));
  return G_SOURCE_CONTINUE;
}

static gboolean
parse (int argc, char **argv)
{
  if (argc != 7)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_str_equal (argv[1], ways[i].name))
      bench.way = &ways[i];
  bench.tile = atoi (argv[2]);
  bench.width = bench.rect_width = atoi (argv[3]);
  bench.height = bench.rect_height = atoi (argv[4]);
  if (bench.way == NULL || bench.tile < 1 || bench.width < 64 || bench.height < 64)
    return FALSE;
  bench.n_rects = 1;
  if (g_str_equal (argv[5], "half")) {
    bench.rect_height /= 2;
  } else if (g_str_equal (argv[5], "rects-64")) {
    bench.n_rects = 32;
    bench.rect_width = bench.rect_height = 64;
  } else if (g_str_equal (argv[5], "rects-16")) {
    bench.n_rects = 256;
    bench.rect_width = bench.rect_height = 16;
  } else if (g_str_equal (argv[5], "idle")) {
    bench.n_rects = 0;
  } else if (!g_str_equal (argv[5], "full")) {
    return FALSE;
  }
  bench.columns = (bench.width + bench.tile - 1) / bench.tile;
  bench.rows = (bench.height + bench.tile - 1) / bench.tile;
  bench.guest = g_new0 (guint32, (gsize) bench.width * (gsize) bench.height);
  bench.copy = g_new0 (guint32, (gsize) bench.width * (gsize) bench.height);
  bench.dirty = g_new0 (gboolean, bench.columns * bench.rows);
  bench.tiles = g_new0 (gpointer, bench.columns * bench.rows);
  bench.over = g_ptr_array_new_with_free_func (
      bench.way->snapshot == snapshot_markers ? (GDestroyNotify) gsk_render_node_unref : over_free);
  return TRUE;
}

int
main (int argc, char **argv)
{
  GtkWidget *window, *child;
  guint n_frames, first;
  double before;

  gtk_init ();
  if (!parse (argc, argv)) {
    g_printerr ("Usage: picture-bench WAY TILE WIDTH HEIGHT DAMAGE FRAMES\n");
    return 2;
  }
  n_frames = (guint) atoi (argv[6]);
  window = gtk_window_new ();
  child = g_object_new (show_get_type (), NULL);
  if (g_getenv ("BENCH_TRANSPARENT") != NULL) {
    GtkCssProvider *provider = gtk_css_provider_new ();

    gtk_css_provider_load_from_data (provider, "window { background: none; }", -1);
    gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                                1000);
  }
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_fullscreen (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  g_timeout_add (33, frame_cb, child);
  while (bench.frame < 15)
    g_main_context_iteration (NULL, TRUE);
  if (g_str_equal (bench.way->name, "markers-kept")) {
    mallopt (M_MMAP_THRESHOLD, 32 * 1024 * 1024);
    mallopt (M_TRIM_THRESHOLD, 64 * 1024 * 1024);
#ifdef GDK_WINDOWING_X11
    casement_x11_upload_pool_hold (gtk_native_get_surface (GTK_NATIVE (window)), bench.width, bench.height);
#endif
  }
  first = bench.frame;
  before = cpu_time ();
  while (bench.frame < first + n_frames)
    g_main_context_iteration (NULL, TRUE);
  g_print ("%.2f\n", (cpu_time () - before) / n_frames);
  return 0;
}
