/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-console-canvas.h"

#include <math.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#ifdef HAVE_X11
#include "casement-x11-upload-pool.h"
#endif

/* GTK draws everything again when more than 30 rectangles changed (MAX_RECTS_IN_DIFF, seen in 4.8 to 4.18);
 * some are for what else is in the window. */
#define MAX_AREAS 24
/* Markers stay when their frame is over: taking them away would count as a change there. This many cost next
 * to nothing. */
#define MAX_MARKERS 512
/* The largest that glibc takes from the heap; a window of 3840 × 2160 is just below. */
#define LARGEST_KEPT (32 * 1024 * 1024)
/* Below this scale, bilinear filtering leaves out pixels. */
#define SMALLEST_BILINEAR 0.5

struct _CasementConsoleCanvas {
  GObject parent_instance;

  CasementFramebuffer *framebuffer;
  /* What the node draws from: cairo copies it for the node when it ends, as the node may live on in GTK. */
  cairo_surface_t *surface;
  const guint32 *pixels;
  CasementConsoleView view;
  GskRenderNode *node;
  GPtrArray *markers;

  /* For uploads to an X server, as large as the window. */
  cairo_surface_t *pool;
  int pool_width;
  int pool_height;
};

G_DEFINE_FINAL_TYPE (CasementConsoleCanvas, casement_console_canvas, G_TYPE_OBJECT)

static void
drop_node (CasementConsoleCanvas *self)
{
  g_ptr_array_set_size (self->markers, 0);
  g_clear_pointer (&self->node, gsk_render_node_unref);
}

static void
drop_surface (CasementConsoleCanvas *self)
{
  drop_node (self);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  self->pixels = NULL;
}

static void
casement_console_canvas_finalize (GObject *object)
{
  CasementConsoleCanvas *self = CASEMENT_CONSOLE_CANVAS (object);

  drop_surface (self);
  g_clear_pointer (&self->pool, cairo_surface_destroy);
  g_ptr_array_unref (self->markers);
  g_object_unref (self->framebuffer);
  G_OBJECT_CLASS (casement_console_canvas_parent_class)->finalize (object);
}

/* GTK takes memory as large as what is drawn for every frame and gives it back. By default it goes back to
 * the system each time, and every page of the next frame's is a fault: more than a third of a frame's
 * processor time. */
static void
keep_memory (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, LARGEST_KEPT);
  mallopt (M_TRIM_THRESHOLD, 2 * LARGEST_KEPT);
#endif
}

static void
casement_console_canvas_class_init (CasementConsoleCanvasClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_console_canvas_finalize;
  keep_memory ();
}

static void
casement_console_canvas_init (CasementConsoleCanvas *self)
{
  self->markers = g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);
}

/**
 * casement_console_canvas_new:
 *
 * Returns: (transfer full): a canvas of @framebuffer, for good.
 */
CasementConsoleCanvas *
casement_console_canvas_new (CasementFramebuffer *framebuffer)
{
  CasementConsoleCanvas *self;

  g_return_val_if_fail (CASEMENT_IS_FRAMEBUFFER (framebuffer), NULL);

  self = g_object_new (CASEMENT_TYPE_CONSOLE_CANVAS, NULL);
  self->framebuffer = g_object_ref (framebuffer);
  return self;
}

static void
take_surface (CasementConsoleCanvas *self)
{
  static const cairo_user_data_key_t key;
  guint32 *pixels = casement_framebuffer_ref_pixels (self->framebuffer);
  guint width = casement_framebuffer_get_width (self->framebuffer);

  if (pixels == self->pixels) {
    if (pixels != NULL)
      g_rc_box_release (pixels);
    return;
  }
  drop_surface (self);
  if (pixels == NULL)
    return;
  self->pixels = pixels;
  self->surface = cairo_image_surface_create_for_data (
      (guchar *) pixels, CAIRO_FORMAT_ARGB32, (int) width,
      (int) casement_framebuffer_get_height (self->framebuffer), (int) width * 4);
  cairo_surface_set_user_data (self->surface, &key, pixels, (cairo_destroy_func_t) g_rc_box_release);
}

static void
hold_pool (CasementConsoleCanvas *self, GdkSurface *window)
{
#ifdef HAVE_X11
  int scale = gdk_surface_get_scale_factor (window);
  int width = gdk_surface_get_width (window) * scale, height = gdk_surface_get_height (window) * scale;

  if (width == self->pool_width && height == self->pool_height)
    return;
  g_clear_pointer (&self->pool, cairo_surface_destroy);
  self->pool = casement_x11_upload_pool_hold (window, width, height);
  self->pool_width = width;
  self->pool_height = height;
#endif
}

static graphene_rect_t
logical_rect (const CasementConsoleView *view, double x, double y, double width, double height)
{
  float unit = 1.0f / (float) view->scale_factor;

  return GRAPHENE_RECT_INIT ((float) x * unit, (float) y * unit, (float) width * unit, (float) height * unit);
}

static cairo_filter_t
choose_filter (double scale_x, double scale_y)
{
  /* Whole factors stay crisp. */
  if (scale_x == scale_y && scale_x == floor (scale_x))
    return CAIRO_FILTER_NEAREST;
  return MIN (scale_x, scale_y) < SMALLEST_BILINEAR ? CAIRO_FILTER_GOOD : CAIRO_FILTER_BILINEAR;
}

static void
make_node (CasementConsoleCanvas *self)
{
  const CasementConsoleView *view = &self->view;
  graphene_rect_t bounds = logical_rect (view, view->x, view->y, view->width, view->height);
  int width = cairo_image_surface_get_width (self->surface);
  int height = cairo_image_surface_get_height (self->surface);
  double unit = 1.0 / view->scale_factor;
  double scale_x = (double) view->width / width, scale_y = (double) view->height / height;
  cairo_t *cr;

  self->node = gsk_cairo_node_new (&bounds);
  cr = gsk_cairo_node_get_draw_context (self->node);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_rectangle (cr, view->x * unit, view->y * unit, view->width * unit, view->height * unit);
  cairo_translate (cr, view->x * unit, view->y * unit);
  cairo_scale (cr, scale_x * unit, scale_y * unit);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), choose_filter (scale_x, scale_y));
  if (scale_x != 1.0 || scale_y != 1.0)
    /* Or what is outside, which is nothing, shines through at the edges. */
    cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
mark (CasementConsoleCanvas *self, const CasementArea *area)
{
  static const GdkRGBA nothing = { 0, 0, 0, 0 };
  const CasementConsoleView *view = &self->view;
  double scale_x = (double) view->width / cairo_image_surface_get_width (self->surface);
  double scale_y = (double) view->height / cairo_image_surface_get_height (self->surface);
  /* A scaled pixel is mixed with its neighbours. */
  double reach_x = scale_x == 1.0 ? 0.0 : ceil (scale_x) + 1.0,
         reach_y = scale_y == 1.0 ? 0.0 : ceil (scale_y) + 1.0;
  double x1 = MAX (floor (area->x * scale_x) - reach_x, 0.0);
  double y1 = MAX (floor (area->y * scale_y) - reach_y, 0.0);
  double x2 = MIN (ceil ((area->x + area->width) * scale_x) + reach_x, view->width);
  double y2 = MIN (ceil ((area->y + area->height) * scale_y) + reach_y, view->height);
  graphene_rect_t bounds = logical_rect (view, view->x + x1, view->y + y1, x2 - x1, y2 - y1);

  g_ptr_array_add (self->markers, gsk_color_node_new (&nothing, &bounds));
}

/**
 * casement_console_canvas_snapshot:
 * @view: from casement_console_picture_place()
 * @window: (nullable): that it is drawn on
 *
 * Draws the framebuffer as of its last update; only what changed since the last time costs anything.
 */
void
casement_console_canvas_snapshot (CasementConsoleCanvas *self,
                                  GtkSnapshot *snapshot,
                                  const CasementConsoleView *view,
                                  GdkSurface *window)
{
  g_autoptr (GArray) areas = NULL;
  GskRenderNode *markers;

  g_return_if_fail (CASEMENT_IS_CONSOLE_CANVAS (self));

  take_surface (self);
  if (window != NULL)
    hold_pool (self, window);
  if (self->surface == NULL || view->width <= 0 || view->height <= 0)
    return;
  areas = casement_framebuffer_take_changes (self->framebuffer, MAX_AREAS);
  if (memcmp (view, &self->view, sizeof *view) != 0 || self->markers->len + areas->len > MAX_MARKERS)
    drop_node (self);
  self->view = *view;
  if (self->node == NULL)
    make_node (self);
  else
    for (guint i = 0; i < areas->len; i++)
      mark (self, &g_array_index (areas, CasementArea, i));
  gtk_snapshot_append_node (snapshot, self->node);
  if (self->markers->len == 0)
    return;
  markers = gsk_container_node_new ((GskRenderNode **) self->markers->pdata, self->markers->len);
  gtk_snapshot_append_node (snapshot, markers);
  gsk_render_node_unref (markers);
}
