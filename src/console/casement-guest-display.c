/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-guest-display.h"

#include <spice-client.h>

struct _CasementGuestDisplay {
  GObject parent_instance;

  guint id;
  /* Of the channel's surface, of which several screens may be parts. */
  guint head;
  CasementFramebuffer *framebuffer;
  SpiceDisplayChannel *channel;
  SpiceCursorChannel *cursor_channel;
  CasementCursor *cursor;
  gboolean cursor_hidden;
  int cursor_x;
  int cursor_y;
};

G_DEFINE_FINAL_TYPE (CasementGuestDisplay, casement_guest_display, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_CURSOR,
  PROP_CURSOR_HIDDEN,
  PROP_CURSOR_X,
  PROP_CURSOR_Y,
  N_PROPS
};

enum {
  FAILED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
fail (CasementGuestDisplay *self, const GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, error);
}

/* With a single head its offset means nothing. A head can lie outside the surface for a moment, which the framebuffer cuts. */
static gboolean
find_head (CasementGuestDisplay *self, CasementArea *area)
{
  g_autoptr (GArray) heads = NULL;
  const SpiceDisplayMonitorConfig *head;

  g_object_get (self->channel, "monitors", &heads, NULL);
  if (heads == NULL || self->head >= heads->len)
    return FALSE;
  head = &g_array_index (heads, SpiceDisplayMonitorConfig, self->head);
  if (head->surface_id != 0 || head->width == 0 || head->height == 0 || head->width > G_MAXINT || head->height > G_MAXINT ||
      head->x > G_MAXINT || head->y > G_MAXINT)
    return FALSE;
  *area = (CasementArea){ 0, 0, (int) head->width, (int) head->height };
  if (heads->len > 1) {
    area->x = (int) head->x;
    area->y = (int) head->y;
  }
  return TRUE;
}

static void
show_surface (CasementGuestDisplay *self, const CasementSurface *surface)
{
  g_autoptr (GError) error = NULL;
  CasementArea area;
  gboolean has_area = find_head (self, &area);

  if (!casement_framebuffer_set_surface (self->framebuffer, surface, has_area ? &area : NULL, &error))
    fail (self, error);
}

static void
primary_create_cb (CasementGuestDisplay *self, int format, int width, int height, int stride, int shmid, gpointer data)
{
  CasementSurface surface = { (CasementPixelFormat) format, width, height, stride, data };

  show_surface (self, &surface);
}

static void
primary_destroy_cb (CasementGuestDisplay *self)
{
  /* The pixels are freed when this emission ends, and not before. */
  casement_framebuffer_drop_surface (self->framebuffer, TRUE);
}

static void
invalidate_cb (CasementGuestDisplay *self, int x, int y, int width, int height)
{
  casement_framebuffer_damage (self->framebuffer, x, y, width, height);
}

static void
monitors_cb (CasementGuestDisplay *self)
{
  SpiceDisplayPrimary primary;
  CasementSurface surface;

  if (!spice_display_channel_get_primary (SPICE_CHANNEL (self->channel), 0, &primary) || primary.data == NULL)
    return;
  surface = (CasementSurface){ (CasementPixelFormat) primary.format, primary.width, primary.height, primary.stride, primary.data };
  /* Comes again and again for the same layout, which would repaint everything. */
  if (casement_framebuffer_shows (self->framebuffer, &surface)) {
    CasementArea area = { 0, 0, surface.width, surface.height };

    find_head (self, &area);
    casement_framebuffer_set_area (self->framebuffer, &area);
  } else if (casement_framebuffer_get_live (self->framebuffer)) {
    show_surface (self, &surface);
  }
}

static void
gl_draw_cb (CasementGuestDisplay *self, guint x, guint y, guint width, guint height, SpiceDisplayChannel *channel)
{
  /* We ask for no GL, but a server that sends it anyway freezes until it gets its answer: one, whoever shares the channel. */
  if (self->head == 0)
    spice_display_channel_gl_draw_done (channel);
}

static void
set_cursor (CasementGuestDisplay *self, CasementCursor *cursor)
{
  if (self->cursor == cursor)
    return;
  g_clear_pointer (&self->cursor, casement_cursor_unref);
  self->cursor = cursor != NULL ? casement_cursor_ref (cursor) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURSOR]);
}

static void
set_cursor_hidden (CasementGuestDisplay *self, gboolean hidden)
{
  if (self->cursor_hidden == hidden)
    return;
  self->cursor_hidden = hidden;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURSOR_HIDDEN]);
}

static void
cursor_cb (CasementGuestDisplay *self)
{
  g_autoptr (CasementCursor) cursor = NULL;
  SpiceCursorShape *shape = NULL;

  g_object_get (self->cursor_channel, "cursor", &shape, NULL);
  if (shape != NULL && shape->data != NULL)
    cursor = casement_cursor_new (shape->width, shape->height, shape->hot_spot_x, shape->hot_spot_y, shape->data);
  if (shape != NULL)
    g_boxed_free (SPICE_TYPE_CURSOR_SHAPE, shape);
  set_cursor (self, cursor);
  set_cursor_hidden (self, FALSE);
}

static void
cursor_move_cb (CasementGuestDisplay *self, int x, int y)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (self->cursor_x != x) {
    self->cursor_x = x;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURSOR_X]);
  }
  if (self->cursor_y != y) {
    self->cursor_y = y;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURSOR_Y]);
  }
  /* A guest that moves its pointer shows it; QEMU sends no other sign. */
  set_cursor_hidden (self, FALSE);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
cursor_hide_cb (CasementGuestDisplay *self)
{
  set_cursor_hidden (self, TRUE);
}

static void
cursor_reset_cb (CasementGuestDisplay *self)
{
  set_cursor (self, NULL);
  set_cursor_hidden (self, FALSE);
}

static void
detach (CasementGuestDisplay *self)
{
  SpiceDisplayPrimary primary;
  gboolean readable;

  if (self->channel == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->channel, self);
  readable = spice_display_channel_get_primary (SPICE_CHANNEL (self->channel), 0, &primary) && primary.data != NULL;
  if (readable) {
    CasementSurface surface = { (CasementPixelFormat) primary.format, primary.width, primary.height, primary.stride,
                                primary.data };

    readable = casement_framebuffer_shows (self->framebuffer, &surface);
  }
  casement_framebuffer_drop_surface (self->framebuffer, readable);
  g_clear_weak_pointer (&self->channel);
}

static void
casement_guest_display_dispose (GObject *object)
{
  CasementGuestDisplay *self = CASEMENT_GUEST_DISPLAY (object);

  casement_guest_display_set_channel (self, NULL);
  casement_guest_display_set_cursor_channel (self, NULL);
  g_clear_object (&self->framebuffer);
  g_clear_pointer (&self->cursor, casement_cursor_unref);
  G_OBJECT_CLASS (casement_guest_display_parent_class)->dispose (object);
}

static void
casement_guest_display_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementGuestDisplay *self = CASEMENT_GUEST_DISPLAY (object);

  switch (prop_id) {
  case PROP_CURSOR:
    g_value_set_boxed (value, self->cursor);
    break;
  case PROP_CURSOR_HIDDEN:
    g_value_set_boolean (value, self->cursor_hidden);
    break;
  case PROP_CURSOR_X:
    g_value_set_int (value, self->cursor_x);
    break;
  case PROP_CURSOR_Y:
    g_value_set_int (value, self->cursor_y);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_guest_display_class_init (CasementGuestDisplayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = casement_guest_display_dispose;
  object_class->get_property = casement_guest_display_get_property;

  properties[PROP_CURSOR] = g_param_spec_boxed ("cursor", NULL, NULL, CASEMENT_TYPE_CURSOR, flags);
  properties[PROP_CURSOR_HIDDEN] = g_param_spec_boolean ("cursor-hidden", NULL, NULL, FALSE, flags);
  properties[PROP_CURSOR_X] = g_param_spec_int ("cursor-x", NULL, NULL, G_MININT, G_MAXINT, 0, flags);
  properties[PROP_CURSOR_Y] = g_param_spec_int ("cursor-y", NULL, NULL, G_MININT, G_MAXINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[FAILED] = g_signal_new ("failed", CASEMENT_TYPE_GUEST_DISPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
casement_guest_display_init (CasementGuestDisplay *self)
{
  self->framebuffer = casement_framebuffer_new ();
}

/**
 * casement_guest_display_new:
 * @id: the number that the inputs channel knows the screen by
 *
 * Returns: (transfer full): a screen without a channel.
 */
CasementGuestDisplay *
casement_guest_display_new (guint id)
{
  CasementGuestDisplay *self = g_object_new (CASEMENT_TYPE_GUEST_DISPLAY, NULL);

  self->id = id;
  return self;
}

/**
 * casement_guest_display_get_id:
 *
 * Returns: the number for casement_inputs_move_to().
 */
guint
casement_guest_display_get_id (CasementGuestDisplay *self)
{
  g_return_val_if_fail (CASEMENT_IS_GUEST_DISPLAY (self), 0);

  return self->id;
}

/**
 * casement_guest_display_get_framebuffer:
 *
 * Returns: (transfer none): the picture; the same object for good.
 */
CasementFramebuffer *
casement_guest_display_get_framebuffer (CasementGuestDisplay *self)
{
  g_return_val_if_fail (CASEMENT_IS_GUEST_DISPLAY (self), NULL);

  return self->framebuffer;
}

/**
 * casement_guest_display_get_cursor:
 *
 * Returns: (transfer none) (nullable): the guest's pointer; %NULL before it set one.
 */
CasementCursor *
casement_guest_display_get_cursor (CasementGuestDisplay *self)
{
  g_return_val_if_fail (CASEMENT_IS_GUEST_DISPLAY (self), NULL);

  return self->cursor;
}

/**
 * casement_guest_display_get_cursor_hidden:
 *
 * Returns: whether the guest hides its pointer.
 */
gboolean
casement_guest_display_get_cursor_hidden (CasementGuestDisplay *self)
{
  g_return_val_if_fail (CASEMENT_IS_GUEST_DISPLAY (self), FALSE);

  return self->cursor_hidden;
}

/**
 * casement_guest_display_get_cursor_position:
 * @x: (out): in guest pixels
 * @y: (out): in guest pixels
 *
 * Where the guest has its pointer. Any values: the guest says so.
 */
void
casement_guest_display_get_cursor_position (CasementGuestDisplay *self, int *x, int *y)
{
  g_return_if_fail (CASEMENT_IS_GUEST_DISPLAY (self));

  *x = self->cursor_x;
  *y = self->cursor_y;
}

/** casement_guest_display_set_head: Before a channel is set: which part of its surface this is. */
void
casement_guest_display_set_head (CasementGuestDisplay *self, guint head)
{
  g_return_if_fail (CASEMENT_IS_GUEST_DISPLAY (self));

  self->head = head;
}

/* A channel that is shared has a surface already. */
static void
show_what_is_there (CasementGuestDisplay *self)
{
  SpiceDisplayPrimary primary;

  if (!spice_display_channel_get_primary (SPICE_CHANNEL (self->channel), 0, &primary) || primary.data == NULL)
    return;
  show_surface (self, &(CasementSurface){ (CasementPixelFormat) primary.format, primary.width, primary.height, primary.stride,
                                          primary.data });
}

/**
 * casement_guest_display_set_channel:
 * @channel: (nullable): a display channel that is not connected yet, or whose surface is shared; %NULL when it goes, while its surface is still there
 *
 * Shows what @channel draws. Without one the last picture stays.
 */
void
casement_guest_display_set_channel (CasementGuestDisplay *self, SpiceDisplayChannel *channel)
{
  g_return_if_fail (CASEMENT_IS_GUEST_DISPLAY (self));
  g_return_if_fail (channel == NULL || SPICE_IS_DISPLAY_CHANNEL (channel));

  if (self->channel == channel)
    return;
  detach (self);
  if (channel == NULL)
    return;
  g_set_weak_pointer (&self->channel, channel);
  g_signal_connect_object (channel, "display-primary-create", G_CALLBACK (primary_create_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "display-primary-destroy", G_CALLBACK (primary_destroy_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "display-invalidate", G_CALLBACK (invalidate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "notify::monitors", G_CALLBACK (monitors_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "gl-draw", G_CALLBACK (gl_draw_cb), self, G_CONNECT_SWAPPED);
  if (self->head > 0)
    show_what_is_there (self);
}

/**
 * casement_guest_display_set_cursor_channel:
 * @channel: (nullable): a cursor channel that is not connected yet
 *
 * Takes the pointer's shape from @channel. Without one there is no guest pointer.
 */
void
casement_guest_display_set_cursor_channel (CasementGuestDisplay *self, SpiceCursorChannel *channel)
{
  g_return_if_fail (CASEMENT_IS_GUEST_DISPLAY (self));
  g_return_if_fail (channel == NULL || SPICE_IS_CURSOR_CHANNEL (channel));

  if (self->cursor_channel == channel)
    return;
  if (self->cursor_channel != NULL)
    g_signal_handlers_disconnect_by_data (self->cursor_channel, self);
  g_set_weak_pointer (&self->cursor_channel, channel);
  set_cursor (self, NULL);
  set_cursor_hidden (self, FALSE);
  if (channel == NULL)
    return;
  g_signal_connect_object (channel, "notify::cursor", G_CALLBACK (cursor_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "cursor-move", G_CALLBACK (cursor_move_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "cursor-hide", G_CALLBACK (cursor_hide_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "cursor-reset", G_CALLBACK (cursor_reset_cb), self, G_CONNECT_SWAPPED);
}
