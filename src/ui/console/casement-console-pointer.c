/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-console-pointer.h"

#include <math.h>
#include "casement-console-cursor.h"
#include "casement-pointer-lock.h"

/* Touchpads report pixels; so many make one click of a wheel. */
#define PIXELS_PER_STEP 12.0

struct _CasementConsolePointer {
  GObject parent_instance;

  /* Owns this object. */
  GtkWidget *widget;
  CasementConsoleSession *session;
  CasementInputs *inputs;
  CasementGuestDisplay *display;
  CasementConsoleView view;
  guint guest_width;
  guint guest_height;

  CasementPointerLock *lock;
  /* Whether keys go to the guest: only then is there a way out of a held pointer. */
  gboolean captured;
  /* A click asked for the pointer before the keyboard could be had. */
  gboolean lock_wanted;
  GdkTexture *cursor_texture;
  double cursor_scale;
};

G_DEFINE_FINAL_TYPE (CasementConsolePointer, casement_console_pointer, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_LOCKED,
  N_PROPS
};

enum {
  CLICKED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
is_absolute (CasementConsolePointer *self)
{
  return self->session != NULL && casement_console_session_get_mouse_absolute (self->session);
}

static void
update_cursor (CasementConsolePointer *self)
{
  g_autoptr (GdkCursor) cursor = NULL;
  CasementCursor *guest_cursor = self->display != NULL ? casement_guest_display_get_cursor (self->display) : NULL;

  if (self->lock != NULL) {
    cursor = gdk_cursor_new_from_name ("none", NULL);
  } else if (is_absolute (self) && self->guest_width > 0) {
    /* Where motion is relative the guest draws its own, and ours is not where the guest's is. */
    if (casement_guest_display_get_cursor_hidden (self->display))
      cursor = gdk_cursor_new_from_name ("none", NULL);
    else if (guest_cursor != NULL)
      cursor = casement_console_cursor_to_gdk (guest_cursor, self->cursor_scale);
  }
  gtk_widget_set_cursor (self->widget, cursor);
}

static void
cursor_changed_cb (CasementConsolePointer *self)
{
  g_clear_object (&self->cursor_texture);
  update_cursor (self);
  gtk_widget_queue_draw (self->widget);
}

static void
cursor_moved_cb (CasementConsolePointer *self)
{
  if (!is_absolute (self))
    gtk_widget_queue_draw (self->widget);
}

static void
lock_moved_cb (CasementConsolePointer *self, double dx, double dy)
{
  if (self->inputs != NULL)
    casement_inputs_move_by (self->inputs, dx, dy);
}

static gboolean
lock (CasementConsolePointer *self)
{
  if (self->lock != NULL)
    return TRUE;
  self->lock_wanted = !self->captured;
  if (self->lock_wanted)
    return TRUE;
  self->lock = casement_pointer_lock_new (self->widget, NULL);
  if (self->lock == NULL)
    return FALSE;
  g_signal_connect_object (self->lock, "moved", G_CALLBACK (lock_moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lock, "broken", G_CALLBACK (casement_console_pointer_unlock), self, G_CONNECT_SWAPPED);
  update_cursor (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCKED]);
  return TRUE;
}

static void
mouse_mode_cb (CasementConsolePointer *self)
{
  if (is_absolute (self))
    casement_console_pointer_unlock (self);
  update_cursor (self);
  gtk_widget_queue_draw (self->widget);
}

static gboolean
event_to_guest (CasementConsolePointer *self, GdkEvent *event, int *guest_x, int *guest_y)
{
  GtkNative *native = gtk_widget_get_native (self->widget);
  graphene_point_t point, at;
  double x, y, native_x, native_y;

  if (!gdk_event_get_position (event, &x, &y))
    return FALSE;
  gtk_native_get_surface_transform (native, &native_x, &native_y);
  graphene_point_init (&at, (float) (x - native_x), (float) (y - native_y));
  if (!gtk_widget_compute_point (GTK_WIDGET (native), self->widget, &at, &point))
    return FALSE;
  return casement_console_view_to_guest (&self->view, self->guest_width, self->guest_height, point.x, point.y, guest_x,
                                         guest_y);
}

static gboolean
move (CasementConsolePointer *self, GdkEvent *event)
{
  int x, y;
  gboolean inside = event_to_guest (self, event, &x, &y);

  /* Outside it goes to the nearest edge, so that a drag can be let go there. */
  if (is_absolute (self) && self->guest_width > 0)
    casement_inputs_move_to (self->inputs, casement_guest_display_get_id (self->display), x, y);
  return inside;
}

static gboolean
press (CasementConsolePointer *self, GdkEvent *event)
{
  gboolean inside = move (self, event);
  gboolean was_locked = self->lock != NULL;

  gtk_widget_grab_focus (self->widget);
  g_signal_emit (self, signals[CLICKED], 0);
  if (is_absolute (self)) {
    if (inside)
      casement_inputs_press_button (self->inputs, (CasementButton) gdk_button_event_get_button (event));
  } else if (was_locked || (inside && !lock (self))) {
    /* The click that takes the pointer is ours, unless the pointer cannot be taken. */
    casement_inputs_press_button (self->inputs, (CasementButton) gdk_button_event_get_button (event));
  }
  return TRUE;
}

static gboolean
scroll (CasementConsolePointer *self, GdkEvent *event)
{
  double dx, dy = 0;

  if (!is_absolute (self) && self->lock == NULL)
    return FALSE;
  switch (gdk_scroll_event_get_direction (event)) {
  case GDK_SCROLL_UP:
    dy = -1;
    break;
  case GDK_SCROLL_DOWN:
    dy = 1;
    break;
  case GDK_SCROLL_SMOOTH:
    gdk_scroll_event_get_deltas (event, &dx, &dy);
    if (gdk_scroll_event_get_unit (event) == GDK_SCROLL_UNIT_SURFACE)
      dy /= PIXELS_PER_STEP;
    break;
  case GDK_SCROLL_LEFT:
  case GDK_SCROLL_RIGHT:
  default:
    break;
  }
  casement_inputs_scroll (self->inputs, dy);
  return TRUE;
}

static gboolean
touch (CasementConsolePointer *self, GdkEvent *event)
{
  int x, y;
  gboolean inside = event_to_guest (self, event, &x, &y);

  return casement_console_pointer_touch (self, gdk_event_get_event_type (event), gdk_touch_event_get_emulating_pointer (event),
                                         inside, x, y);
}

static gboolean
event_cb (CasementConsolePointer *self, GdkEvent *event)
{
  if (self->inputs == NULL || !casement_inputs_get_ready (self->inputs))
    return FALSE;
  switch ((int) gdk_event_get_event_type (event)) {
  case GDK_MOTION_NOTIFY:
    move (self, event);
    /* Not ours alone: a window in full screen watches for its upper edge. */
    return FALSE;
  case GDK_BUTTON_PRESS:
    return press (self, event);
  case GDK_BUTTON_RELEASE:
    move (self, event);
    casement_inputs_release_button (self->inputs, (CasementButton) gdk_button_event_get_button (event));
    return TRUE;
  case GDK_SCROLL:
    return scroll (self, event);
  case GDK_TOUCH_BEGIN:
  case GDK_TOUCH_UPDATE:
  case GDK_TOUCH_END:
  case GDK_TOUCH_CANCEL:
    return touch (self, event);
  default:
    return FALSE;
  }
}

static void
unmap_cb (CasementConsolePointer *self)
{
  casement_console_pointer_unlock (self);
  if (self->inputs != NULL)
    casement_inputs_release_all (self->inputs);
}

static void
casement_console_pointer_dispose (GObject *object)
{
  CasementConsolePointer *self = CASEMENT_CONSOLE_POINTER (object);

  g_clear_object (&self->lock);
  g_clear_object (&self->session);
  g_clear_object (&self->inputs);
  g_clear_object (&self->display);
  g_clear_object (&self->cursor_texture);
  G_OBJECT_CLASS (casement_console_pointer_parent_class)->dispose (object);
}

static void
casement_console_pointer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_LOCKED:
    g_value_set_boolean (value, CASEMENT_CONSOLE_POINTER (object)->lock != NULL);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_console_pointer_class_init (CasementConsolePointerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = casement_console_pointer_dispose;
  object_class->get_property = casement_console_pointer_get_property;

  properties[PROP_LOCKED] = g_param_spec_boolean (
      "locked", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CLICKED] = g_signal_new ("clicked", CASEMENT_TYPE_CONSOLE_POINTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
casement_console_pointer_init (CasementConsolePointer *self)
{
  self->cursor_scale = 1.0;
}

/**
 * casement_console_pointer_new:
 * @widget: the console, which must own the pointer: it is borrowed
 *
 * Returns: (transfer full): the pointer over @widget.
 */
CasementConsolePointer *
casement_console_pointer_new (GtkWidget *widget)
{
  CasementConsolePointer *self;
  GtkEventController *controller;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  self = g_object_new (CASEMENT_TYPE_CONSOLE_POINTER, NULL);
  self->widget = widget;
  /* One controller that sees raw events: gestures lose overlapping buttons, and drags that end outside. */
  controller = gtk_event_controller_legacy_new ();
  g_signal_connect_object (controller, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, controller);
  g_signal_connect_object (widget, "unmap", G_CALLBACK (unmap_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * casement_console_pointer_set_session:
 * @session: (nullable): whose guest is pointed at
 * @display: (nullable): on which of its screens
 */
void
casement_console_pointer_set_session (CasementConsolePointer *self, CasementConsoleSession *session, CasementGuestDisplay *display)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_POINTER (self));

  if (self->session == session)
    return;
  casement_console_pointer_unlock (self);
  if (self->session != NULL) {
    casement_inputs_release_all (self->inputs);
    g_signal_handlers_disconnect_by_data (self->session, self);
    g_signal_handlers_disconnect_by_data (self->display, self);
  }
  g_set_object (&self->session, session);
  g_clear_object (&self->inputs);
  g_clear_object (&self->display);
  if (session != NULL) {
    self->inputs = g_object_ref (casement_console_session_get_inputs (session));
    self->display = g_object_ref (display);
    g_signal_connect_object (session, "notify::mouse-absolute", G_CALLBACK (mouse_mode_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (self->display, "notify::cursor", G_CALLBACK (cursor_changed_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (self->display, "notify::cursor-hidden", G_CALLBACK (cursor_changed_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->display, "notify::cursor-x", G_CALLBACK (cursor_moved_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (self->display, "notify::cursor-y", G_CALLBACK (cursor_moved_cb), self, G_CONNECT_SWAPPED);
  }
  cursor_changed_cb (self);
}

/**
 * casement_console_pointer_set_view:
 * @view: where the picture is drawn
 * @guest_width: what is drawn there, in guest pixels
 * @guest_height: likewise
 */
void
casement_console_pointer_set_view (CasementConsolePointer *self,
                                   const CasementConsoleView *view,
                                   guint guest_width,
                                   guint guest_height)
{
  double scale = 1.0;

  g_return_if_fail (CASEMENT_IS_CONSOLE_POINTER (self));

  self->view = *view;
  self->guest_width = guest_width;
  self->guest_height = guest_height;
  if (guest_width > 0)
    scale = (double) view->width / guest_width / casement_console_cursor_get_unit (self->widget);
  if (scale < self->cursor_scale || scale > self->cursor_scale) {
    self->cursor_scale = scale;
    update_cursor (self);
  }
}

/**
 * casement_console_pointer_get_locked:
 *
 * Returns: whether the pointer is held for the guest.
 */
gboolean
casement_console_pointer_get_locked (CasementConsolePointer *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_POINTER (self), FALSE);

  return self->lock != NULL;
}

/**
 * casement_console_pointer_set_captured:
 * @captured: whether the console has the keyboard
 *
 * Takes the pointer that a click asked for, or gives it back with the keyboard.
 */
void
casement_console_pointer_set_captured (CasementConsolePointer *self, gboolean captured)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_POINTER (self));

  self->captured = captured;
  if (!captured)
    casement_console_pointer_unlock (self);
  else if (self->lock_wanted && !is_absolute (self))
    lock (self);
}

/**
 * casement_console_pointer_unlock:
 *
 * Gives the pointer back to the desktop.
 */
void
casement_console_pointer_unlock (CasementConsolePointer *self)
{
  g_autoptr (CasementPointerLock) held = NULL;

  g_return_if_fail (CASEMENT_IS_CONSOLE_POINTER (self));

  self->lock_wanted = FALSE;
  held = g_steal_pointer (&self->lock);
  if (held == NULL)
    return;
  g_signal_handlers_disconnect_by_data (held, self);
  update_cursor (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCKED]);
}

/**
 * casement_console_pointer_snapshot:
 *
 * Draws the guest's pointer into the picture, where the guest has it, if the guest only takes motion: then it is not under
 * ours.
 */
void
casement_console_pointer_snapshot (CasementConsolePointer *self, GtkSnapshot *snapshot)
{
  CasementCursor *cursor = self->display != NULL ? casement_guest_display_get_cursor (self->display) : NULL;
  double scale_x, scale_y;
  guint hot_x, hot_y;
  int x, y;

  g_return_if_fail (CASEMENT_IS_CONSOLE_POINTER (self));

  if (cursor == NULL || is_absolute (self) || self->guest_width == 0 ||
      casement_guest_display_get_cursor_hidden (self->display) ||
      casement_console_session_get_state (self->session) != CASEMENT_CONSOLE_CONNECTED)
    return;
  if (self->cursor_texture == NULL)
    self->cursor_texture = casement_console_cursor_to_texture (cursor);
  casement_cursor_get_hotspot (cursor, &hot_x, &hot_y);
  casement_guest_display_get_cursor_position (self->display, &x, &y);
  scale_x = (double) self->view.width / self->guest_width / self->view.scale_factor;
  scale_y = (double) self->view.height / self->guest_height / self->view.scale_factor;
  gtk_snapshot_append_texture (
      snapshot, self->cursor_texture,
      &GRAPHENE_RECT_INIT ((float) ((double) self->view.x / self->view.scale_factor + ((double) x - hot_x) * scale_x),
                           (float) ((double) self->view.y / self->view.scale_factor + ((double) y - hot_y) * scale_y),
                           (float) (casement_cursor_get_width (cursor) * scale_x),
                           (float) (casement_cursor_get_height (cursor) * scale_y)));
}

/**
 * casement_console_pointer_touch:
 * @type: one of GDK_TOUCH_*
 * @first: whether it is the first finger; the others are nobody's
 * @inside: whether it is on the picture
 * @x: in guest pixels
 * @y: likewise
 *
 * SPICE has no touch: the first finger is the left button of an absolute pointer.
 *
 * Returns: whether it was taken.
 */
gboolean
casement_console_pointer_touch (CasementConsolePointer *self, GdkEventType type, gboolean first, gboolean inside, int x, int y)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_POINTER (self), FALSE);

  if (!is_absolute (self) || self->guest_width == 0 || !first)
    return FALSE;
  if (type == GDK_TOUCH_BEGIN) {
    gtk_widget_grab_focus (self->widget);
    g_signal_emit (self, signals[CLICKED], 0);
  }
  if (type == GDK_TOUCH_BEGIN || type == GDK_TOUCH_UPDATE)
    casement_inputs_move_to (self->inputs, casement_guest_display_get_id (self->display), x, y);
  if (type == GDK_TOUCH_BEGIN && inside)
    casement_inputs_press_button (self->inputs, CASEMENT_BUTTON_LEFT);
  else if (type == GDK_TOUCH_END || type == GDK_TOUCH_CANCEL)
    casement_inputs_release_button (self->inputs, CASEMENT_BUTTON_LEFT);
  return TRUE;
}
