/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-console-keyboard.h"

#include <linux/input-event-codes.h>
#include "casement-keymap.h"
#ifdef HAVE_WAYLAND
#include <gdk/wayland/gdkwayland.h>
#endif
#ifdef HAVE_X11
#include "casement-x11-focus-watch.h"
#endif

/* GDK's hardware keycodes are Linux input codes plus this, on Wayland always and on X11 with the evdev rules. */
#define KEYCODE_OFFSET 8

struct _CasementConsoleKeyboard {
  GObject parent_instance;

  /* Owns this object. */
  GtkWidget *widget;
  CasementInputs *inputs;
  GtkEventController *focus;

  /* The user asked for it; captured says whether it can be given now. */
  gboolean wanted;
  gboolean captured;
  CasementInhibitPolicy policy;
  gboolean inhibited;
  const CasementReleaseChord *chord;
  /* The keys of the chord are held and no others, and nothing else happened since. */
  gboolean chord_armed;

  GtkWidget *root;
  /* Sits on the root in the capture phase while captured: accelerators and mnemonics of the window come before anything
   * on the console itself. */
  GtkEventController *root_keys;
  GdkToplevel *toplevel;
  gboolean inhibiting;
#ifdef HAVE_X11
  CasementX11FocusWatch *focus_watch;
#endif
};

G_DEFINE_FINAL_TYPE (CasementConsoleKeyboard, casement_console_keyboard, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_CAPTURED,
  PROP_INHIBITED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void update (CasementConsoleKeyboard *self);

static void
update_chord (CasementConsoleKeyboard *self)
{
  guint n = 0;
  gboolean held = TRUE;

  for (; self->chord->codes[n] != 0; n++)
    held = held && casement_inputs_is_pressed (self->inputs, self->chord->codes[n]);
  self->chord_armed = held && casement_inputs_get_n_pressed (self->inputs) == n;
}

static gboolean
is_any_pressed (CasementConsoleKeyboard *self, guint left, guint right)
{
  return casement_inputs_is_pressed (self->inputs, left) || casement_inputs_is_pressed (self->inputs, right);
}

/* Ctrl+Alt+Del is the desktop's on many a desktop; with Shift it is not, and Windows gets it without. */
static void
spare_shift (CasementConsoleKeyboard *self, guint evdev_code)
{
  if (evdev_code != KEY_DELETE || !is_any_pressed (self, KEY_LEFTCTRL, KEY_RIGHTCTRL) ||
      !is_any_pressed (self, KEY_LEFTALT, KEY_RIGHTALT))
    return;
  casement_inputs_release_key (self->inputs, KEY_LEFTSHIFT);
  casement_inputs_release_key (self->inputs, KEY_RIGHTSHIFT);
}

static gboolean
key_pressed_cb (CasementConsoleKeyboard *self, guint keyval, guint keycode, GdkModifierType state)
{
  gboolean repeat;

  if (keycode < KEYCODE_OFFSET)
    return FALSE;
  repeat = casement_inputs_is_pressed (self->inputs, keycode - KEYCODE_OFFSET);
  spare_shift (self, keycode - KEYCODE_OFFSET);
  /* A key that no PC has goes to the desktop: nobody else could use it. */
  if (!casement_inputs_press_key (self->inputs, keycode - KEYCODE_OFFSET))
    return FALSE;
  if (!repeat)
    update_chord (self);
  return TRUE;
}

static void
key_released_cb (CasementConsoleKeyboard *self, guint keyval, guint keycode, GdkModifierType state)
{
  gboolean leaving = self->chord_armed;

  if (keycode < KEYCODE_OFFSET)
    return;
  if (!casement_inputs_release_key (self->inputs, keycode - KEYCODE_OFFSET))
    return;
  self->chord_armed = FALSE;
  if (leaving)
    casement_console_keyboard_release (self);
}

/* Without capture the console is one more widget that Enter or Space activates. */
static gboolean
activate_key_cb (CasementConsoleKeyboard *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (self->captured || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return FALSE;
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_space)
    return FALSE;
  casement_console_keyboard_capture (self);
  return self->captured;
}

static gboolean
may_inhibit (CasementConsoleKeyboard *self)
{
  switch (self->policy) {
  case CASEMENT_INHIBIT_ALWAYS:
    return TRUE;
  case CASEMENT_INHIBIT_FULL_SCREEN:
    return (gdk_toplevel_get_state (self->toplevel) & GDK_TOPLEVEL_STATE_FULLSCREEN) != 0;
  case CASEMENT_INHIBIT_NEVER:
  default:
    return FALSE;
  }
}

/* Asks for the desktop's shortcuts, or gives them back. */
static void
inhibit (CasementConsoleKeyboard *self)
{
  if (self->toplevel == NULL)
    return;
  self->inhibiting = TRUE;
  /* An inhibitor that the user revoked stays around and makes asking again do nothing, so it goes first. */
  gdk_toplevel_restore_system_shortcuts (self->toplevel);
  if (may_inhibit (self))
    gdk_toplevel_inhibit_system_shortcuts (self->toplevel, NULL);
  self->inhibiting = FALSE;
}

static gboolean
is_inhibited (CasementConsoleKeyboard *self)
{
  gboolean inhibited = FALSE;

  if (self->toplevel != NULL)
    g_object_get (self->toplevel, "shortcuts-inhibited", &inhibited, NULL);
  return inhibited;
}

static void
update_inhibited (CasementConsoleKeyboard *self)
{
  gboolean inhibited = self->captured && is_inhibited (self);

  if (self->inhibited == inhibited)
    return;
  self->inhibited = inhibited;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INHIBITED]);
}

static gboolean
is_wayland (CasementConsoleKeyboard *self)
{
#ifdef HAVE_WAYLAND
  return GDK_IS_WAYLAND_DISPLAY (gtk_widget_get_display (self->widget));
#else
  return FALSE;
#endif
}

/* Compositors have a key of their own that takes the shortcuts back (Super+Escape in GNOME). Who presses it wants out. */
static void
inhibited_cb (CasementConsoleKeyboard *self)
{
  gboolean revoked = is_wayland (self) && !is_inhibited (self) && !self->inhibiting && self->captured && may_inhibit (self) &&
                     GTK_IS_WINDOW (self->root) && gtk_window_is_active (GTK_WINDOW (self->root));

  if (!self->inhibiting)
    update_inhibited (self);
  if (revoked)
    casement_console_keyboard_release (self);
}

/* On X11 it is refused until the window manager has given the window its focus, which can come after GTK's. And a window may
 * enter full screen, or leave it. */
static void
toplevel_state_cb (CasementConsoleKeyboard *self)
{
  if (!self->captured || (gdk_toplevel_get_state (self->toplevel) & GDK_TOPLEVEL_STATE_FOCUSED) == 0)
    return;
  if (is_inhibited (self) != may_inhibit (self))
    inhibit (self);
  update_inhibited (self);
}

#ifdef HAVE_X11
/* Giving the keyboard back lets GDK see the focus as it is, and with that the capture ends by itself. */
static void
focus_lost_cb (gpointer user_data)
{
  CasementConsoleKeyboard *self = user_data;

  if (self->toplevel != NULL)
    gdk_toplevel_restore_system_shortcuts (self->toplevel);
}
#endif

static void
attach_root (CasementConsoleKeyboard *self)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (self->widget));

  self->root_keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->root_keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->root_keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->root_keys, "key-released", G_CALLBACK (key_released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->root, self->root_keys);

  if (surface != NULL && GDK_IS_TOPLEVEL (surface)) {
    self->toplevel = g_object_ref (GDK_TOPLEVEL (surface));
    g_signal_connect_object (self->toplevel, "notify::state", G_CALLBACK (toplevel_state_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (self->toplevel, "notify::shortcuts-inhibited", G_CALLBACK (inhibited_cb), self, G_CONNECT_SWAPPED);
#ifdef HAVE_X11
    self->focus_watch = casement_x11_focus_watch_new (surface, focus_lost_cb, self);
#endif
  }
  inhibit (self);
}

static void
detach_root (CasementConsoleKeyboard *self)
{
  if (self->root_keys != NULL)
    gtk_widget_remove_controller (self->root, self->root_keys);
  self->root_keys = NULL;
#ifdef HAVE_X11
  g_clear_pointer (&self->focus_watch, casement_x11_focus_watch_free);
#endif
  if (self->toplevel != NULL) {
    g_signal_handlers_disconnect_by_data (self->toplevel, self);
    if (!gdk_surface_is_destroyed (GDK_SURFACE (self->toplevel)))
      gdk_toplevel_restore_system_shortcuts (self->toplevel);
  }
  g_clear_object (&self->toplevel);
}

static void
sync_locks (CasementConsoleKeyboard *self)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (self->widget));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;

  if (keyboard != NULL)
    casement_inputs_set_locks (self->inputs, gdk_device_get_caps_lock_state (keyboard),
                               gdk_device_get_num_lock_state (keyboard), gdk_device_get_scroll_lock_state (keyboard));
}

static gboolean
has_focus (CasementConsoleKeyboard *self)
{
  if (self->root == NULL || !gtk_widget_get_mapped (self->widget) ||
      !gtk_event_controller_focus_contains_focus (GTK_EVENT_CONTROLLER_FOCUS (self->focus)))
    return FALSE;
  return !GTK_IS_WINDOW (self->root) || gtk_window_is_active (GTK_WINDOW (self->root));
}

static void
update (CasementConsoleKeyboard *self)
{
  gboolean captured =
      self->wanted && self->inputs != NULL && casement_inputs_get_ready (self->inputs) && has_focus (self);

  if (self->captured == captured)
    return;
  self->captured = captured;
  self->chord_armed = FALSE;
  if (captured) {
    attach_root (self);
    sync_locks (self);
  } else {
    detach_root (self);
    if (self->inputs != NULL)
      casement_inputs_release_all (self->inputs);
  }
  update_inhibited (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAPTURED]);
}

static void
root_cb (CasementConsoleKeyboard *self)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (self->widget));

  if (self->root == root)
    return;
  if (self->root != NULL) {
    /* Before the root changes: the controller must come off the old one. */
    if (self->captured) {
      self->captured = FALSE;
      detach_root (self);
      casement_inputs_release_all (self->inputs);
      update_inhibited (self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAPTURED]);
    }
    g_signal_handlers_disconnect_by_func (self->root, update, self);
  }
  self->root = root;
  if (root != NULL && GTK_IS_WINDOW (root))
    g_signal_connect_object (root, "notify::is-active", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

static void
casement_console_keyboard_dispose (GObject *object)
{
  CasementConsoleKeyboard *self = CASEMENT_CONSOLE_KEYBOARD (object);

  casement_console_keyboard_set_inputs (self, NULL);
  self->root = NULL;
  G_OBJECT_CLASS (casement_console_keyboard_parent_class)->dispose (object);
}

static void
casement_console_keyboard_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_CAPTURED:
    g_value_set_boolean (value, CASEMENT_CONSOLE_KEYBOARD (object)->captured);
    break;
  case PROP_INHIBITED:
    g_value_set_boolean (value, CASEMENT_CONSOLE_KEYBOARD (object)->inhibited);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_console_keyboard_class_init (CasementConsoleKeyboardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = casement_console_keyboard_dispose;
  object_class->get_property = casement_console_keyboard_get_property;

  properties[PROP_CAPTURED] = g_param_spec_boolean (
      "captured", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_INHIBITED] = g_param_spec_boolean (
      "inhibited", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_console_keyboard_init (CasementConsoleKeyboard *self)
{
  self->chord = casement_release_chord_get (0);
}

/**
 * casement_console_keyboard_new:
 * @widget: a focusable widget, which must own the keyboard: it is borrowed
 *
 * Returns: (transfer full): the keyboard of @widget.
 */
CasementConsoleKeyboard *
casement_console_keyboard_new (GtkWidget *widget)
{
  CasementConsoleKeyboard *self;
  GtkEventController *keys;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  self = g_object_new (CASEMENT_TYPE_CONSOLE_KEYBOARD, NULL);
  self->widget = widget;
  self->focus = gtk_event_controller_focus_new ();
  g_signal_connect_object (self->focus, "notify::contains-focus", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, self->focus);
  keys = gtk_event_controller_key_new ();
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (activate_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, keys);
  g_signal_connect_object (widget, "notify::root", G_CALLBACK (root_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (widget, "map", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  /* "unmap" runs its class handler first, after which the widget is not mapped any more. */
  g_signal_connect_object (widget, "unmap", G_CALLBACK (update), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return self;
}

/**
 * casement_console_keyboard_set_inputs:
 * @inputs: (nullable): where keys go
 */
void
casement_console_keyboard_set_inputs (CasementConsoleKeyboard *self, CasementInputs *inputs)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_KEYBOARD (self));

  if (self->inputs == inputs)
    return;
  if (self->inputs != NULL) {
    g_autoptr (CasementInputs) old = self->inputs;

    g_signal_handlers_disconnect_by_data (old, self);
    casement_inputs_release_all (old);
    self->inputs = NULL;
    update (self);
  }
  if (inputs != NULL) {
    self->inputs = g_object_ref (inputs);
    g_signal_connect_object (inputs, "notify::ready", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    update (self);
  }
}

/**
 * casement_console_keyboard_get_captured:
 *
 * Returns: whether keys go to the guest.
 */
gboolean
casement_console_keyboard_get_captured (CasementConsoleKeyboard *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_KEYBOARD (self), FALSE);

  return self->captured;
}

/**
 * casement_console_keyboard_capture:
 *
 * Sends keys to the guest from now on, while the console has the focus of an active window; comes back with the focus until
 * casement_console_keyboard_release().
 */
void
casement_console_keyboard_capture (CasementConsoleKeyboard *self)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_KEYBOARD (self));

  self->wanted = TRUE;
  update (self);
}

/**
 * casement_console_keyboard_release:
 *
 * Gives the keyboard back, and releases in the guest what is held.
 */
void
casement_console_keyboard_release (CasementConsoleKeyboard *self)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_KEYBOARD (self));

  self->wanted = FALSE;
  update (self);
}

/**
 * casement_console_keyboard_disarm:
 *
 * Something else happened while Ctrl and Alt are held, as a click: they were not meant for us.
 */
void
casement_console_keyboard_disarm (CasementConsoleKeyboard *self)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_KEYBOARD (self));

  self->chord_armed = FALSE;
}

/** casement_console_keyboard_get_inhibited: Returns: whether the desktop's shortcuts go to the guest. */
gboolean
casement_console_keyboard_get_inhibited (CasementConsoleKeyboard *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_KEYBOARD (self), FALSE);

  return self->inhibited;
}

/** casement_console_keyboard_set_policy: When to ask the desktop for its shortcuts; at once if that is now. */
void
casement_console_keyboard_set_policy (CasementConsoleKeyboard *self, CasementInhibitPolicy policy)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_KEYBOARD (self));

  if (self->policy == policy)
    return;
  self->policy = policy;
  if (self->captured)
    inhibit (self);
  update_inhibited (self);
}

/** casement_console_keyboard_set_chord: @chord: (transfer none): static; what takes the keyboard back. */
void
casement_console_keyboard_set_chord (CasementConsoleKeyboard *self, const CasementReleaseChord *chord)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_KEYBOARD (self));

  self->chord = chord;
  self->chord_armed = FALSE;
}
