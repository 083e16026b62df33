/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-inputs.h"

#include <math.h>
#include <spice-client.h>
#include "casement-keymap.h"

#define BITS_PER_WORD 32
/* What a single event may at most turn into; a broken device could claim any distance. */
#define MAX_MOTION 32767
#define MAX_WHEEL_STEPS 20

struct _CasementInputs {
  GObject parent_instance;

  SpiceInputsChannel *channel;
  gboolean ready;
  guint32 pressed[CASEMENT_KEYMAP_N_KEYS / BITS_PER_WORD];
  int button_mask;
  /* What is left of motion and scrolling after whole pixels and whole steps went out. */
  double rest_x;
  double rest_y;
  double rest_wheel;
};

G_DEFINE_FINAL_TYPE (CasementInputs, casement_inputs, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_READY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* SPICE numbers its buttons 1 to 7, the wheel being 4 and 5, and has a bit for each. */
static int
spice_button (CasementButton button)
{
  switch (button) {
  case CASEMENT_BUTTON_LEFT:
    return SPICE_MOUSE_BUTTON_LEFT;
  case CASEMENT_BUTTON_MIDDLE:
    return SPICE_MOUSE_BUTTON_MIDDLE;
  case CASEMENT_BUTTON_RIGHT:
    return SPICE_MOUSE_BUTTON_RIGHT;
  case CASEMENT_BUTTON_SIDE:
    return SPICE_MOUSE_BUTTON_SIDE;
  case CASEMENT_BUTTON_EXTRA:
    return SPICE_MOUSE_BUTTON_EXTRA;
  default:
    return SPICE_MOUSE_BUTTON_INVALID;
  }
}

static int
spice_button_bit (int button)
{
  return 1 << (button - 1);
}

static void
set_pressed (CasementInputs *self, guint evdev_code, gboolean pressed)
{
  guint32 bit = 1u << (evdev_code % BITS_PER_WORD);

  if (pressed)
    self->pressed[evdev_code / BITS_PER_WORD] |= bit;
  else
    self->pressed[evdev_code / BITS_PER_WORD] &= ~bit;
}

static void
forget (CasementInputs *self)
{
  memset (self->pressed, 0, sizeof self->pressed);
  self->button_mask = 0;
  self->rest_x = self->rest_y = self->rest_wheel = 0;
}

static void
set_ready (CasementInputs *self, gboolean ready)
{
  if (self->ready == ready)
    return;
  self->ready = ready;
  if (!ready)
    forget (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

/* Takes the whole part out of @rest. */
static int
take_whole (double *rest, int limit)
{
  double whole = trunc (*rest);

  *rest -= whole;
  return (int) CLAMP (whole, -limit, limit);
}

static void
channel_event_cb (CasementInputs *self, SpiceChannelEvent event, SpiceChannel *channel)
{
  /* The library complains loudly about keys on a channel that is not open, and has no way to ask. */
  if (channel == (gpointer) self->channel)
    set_ready (self, event == SPICE_CHANNEL_OPENED);
}

static void
casement_inputs_dispose (GObject *object)
{
  casement_inputs_set_channel (CASEMENT_INPUTS (object), NULL);
  G_OBJECT_CLASS (casement_inputs_parent_class)->dispose (object);
}

static void
casement_inputs_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_READY:
    g_value_set_boolean (value, CASEMENT_INPUTS (object)->ready);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_inputs_class_init (CasementInputsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = casement_inputs_dispose;
  object_class->get_property = casement_inputs_get_property;

  properties[PROP_READY] = g_param_spec_boolean (
      "ready", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_inputs_init (CasementInputs *self)
{
}

/**
 * casement_inputs_new:
 *
 * Returns: (transfer full): inputs that go nowhere until they get a channel.
 */
CasementInputs *
casement_inputs_new (void)
{
  return g_object_new (CASEMENT_TYPE_INPUTS, NULL);
}

/**
 * casement_inputs_set_channel:
 * @channel: (nullable): not yet opened; set it before it is connected
 *
 * Sends what follows to @channel, once it is open.
 */
void
casement_inputs_set_channel (CasementInputs *self, SpiceInputsChannel *channel)
{
  g_return_if_fail (CASEMENT_IS_INPUTS (self));
  g_return_if_fail (channel == NULL || SPICE_IS_INPUTS_CHANNEL (channel));

  if (self->channel == channel)
    return;
  set_ready (self, FALSE);
  if (self->channel != NULL)
    g_signal_handlers_disconnect_by_data (self->channel, self);
  /* A strong reference would keep the whole connection from ever ending; the session tells when a channel goes. */
  g_set_weak_pointer (&self->channel, channel);
  if (channel != NULL)
    g_signal_connect_object (channel, "channel-event", G_CALLBACK (channel_event_cb), self, G_CONNECT_SWAPPED);
}

/**
 * casement_inputs_get_ready:
 *
 * Returns: whether the guest can be reached.
 */
gboolean
casement_inputs_get_ready (CasementInputs *self)
{
  g_return_val_if_fail (CASEMENT_IS_INPUTS (self), FALSE);

  return self->ready && self->channel != NULL;
}

/**
 * casement_inputs_press_key:
 * @evdev_code: a Linux input code
 *
 * Presses a key; again while it is held for a repeat, which guests on a PS/2 keyboard need.
 *
 * Returns: whether it went out; FALSE for a key that no PC keyboard has.
 */
gboolean
casement_inputs_press_key (CasementInputs *self, guint evdev_code)
{
  guint codes[2];
  guint n_codes;

  g_return_val_if_fail (CASEMENT_IS_INPUTS (self), FALSE);

  n_codes = casement_keymap_lookup (evdev_code, codes);
  if (n_codes == 0 || !casement_inputs_get_ready (self))
    return FALSE;
  set_pressed (self, evdev_code, TRUE);
  for (guint i = 0; i < n_codes; i++)
    spice_inputs_channel_key_press (self->channel, codes[i]);
  return TRUE;
}

/**
 * casement_inputs_release_key:
 * @evdev_code: a Linux input code
 *
 * Releases a key that was pressed here; others are ignored, since releases without a press arrive after the desktop took a
 * shortcut for itself.
 *
 * Returns: whether it went out.
 */
gboolean
casement_inputs_release_key (CasementInputs *self, guint evdev_code)
{
  guint codes[2];
  guint n_codes;

  g_return_val_if_fail (CASEMENT_IS_INPUTS (self), FALSE);

  if (!casement_inputs_is_pressed (self, evdev_code) || !casement_inputs_get_ready (self))
    return FALSE;
  set_pressed (self, evdev_code, FALSE);
  n_codes = casement_keymap_lookup (evdev_code, codes);
  for (guint i = 0; i < n_codes; i++)
    spice_inputs_channel_key_release (self->channel, codes[i]);
  return TRUE;
}

/**
 * casement_inputs_is_pressed:
 * @evdev_code: a Linux input code
 *
 * Returns: whether the guest believes the key to be held.
 */
gboolean
casement_inputs_is_pressed (CasementInputs *self, guint evdev_code)
{
  g_return_val_if_fail (CASEMENT_IS_INPUTS (self), FALSE);

  if (evdev_code >= CASEMENT_KEYMAP_N_KEYS)
    return FALSE;
  return (self->pressed[evdev_code / BITS_PER_WORD] & (1u << (evdev_code % BITS_PER_WORD))) != 0;
}

/**
 * casement_inputs_get_n_pressed:
 *
 * Returns: how many keys are held.
 */
guint
casement_inputs_get_n_pressed (CasementInputs *self)
{
  guint n = 0;

  g_return_val_if_fail (CASEMENT_IS_INPUTS (self), 0);

  for (guint i = 0; i < CASEMENT_KEYMAP_N_KEYS; i++)
    n += casement_inputs_is_pressed (self, i) ? 1 : 0;
  return n;
}

/**
 * casement_inputs_set_locks:
 *
 * Tells the guest how the lock keys are. To be called when the keyboard comes to the guest, and only then: the guest answers
 * with its own idea of them.
 */
void
casement_inputs_set_locks (CasementInputs *self, gboolean caps, gboolean num, gboolean scroll)
{
  guint locks = 0;

  g_return_if_fail (CASEMENT_IS_INPUTS (self));

  if (!casement_inputs_get_ready (self))
    return;
  locks |= caps ? SPICE_INPUTS_CAPS_LOCK : 0;
  locks |= num ? SPICE_INPUTS_NUM_LOCK : 0;
  locks |= scroll ? SPICE_INPUTS_SCROLL_LOCK : 0;
  spice_inputs_channel_set_key_locks (self->channel, locks);
}

/** casement_inputs_get_caps_lock: Returns: whether Caps Lock is on in the guest, as it says itself. */
gboolean
casement_inputs_get_caps_lock (CasementInputs *self)
{
  int locks = 0;

  g_return_val_if_fail (CASEMENT_IS_INPUTS (self), FALSE);

  if (casement_inputs_get_ready (self))
    g_object_get (self->channel, "key-modifiers", &locks, NULL);
  return (locks & SPICE_INPUTS_CAPS_LOCK) != 0;
}

/**
 * casement_inputs_move_to:
 * @display_id: the guest's screen
 * @x: in guest pixels from the left of that screen
 * @y: in guest pixels from its top
 *
 * Moves an absolute pointer. The library sends only the last of many positions.
 */
void
casement_inputs_move_to (CasementInputs *self, guint display_id, int x, int y)
{
  g_return_if_fail (CASEMENT_IS_INPUTS (self));

  if (casement_inputs_get_ready (self))
    spice_inputs_channel_position (self->channel, MAX (x, 0), MAX (y, 0), (int) display_id, self->button_mask);
}

/**
 * casement_inputs_move_by:
 * @dx: in device units; fractions add up until they are whole
 * @dy: likewise
 *
 * Moves a relative pointer.
 */
void
casement_inputs_move_by (CasementInputs *self, double dx, double dy)
{
  int whole_x, whole_y;

  g_return_if_fail (CASEMENT_IS_INPUTS (self));

  if (!casement_inputs_get_ready (self) || !isfinite (dx) || !isfinite (dy))
    return;
  self->rest_x += dx;
  self->rest_y += dy;
  whole_x = take_whole (&self->rest_x, MAX_MOTION);
  whole_y = take_whole (&self->rest_y, MAX_MOTION);
  if (whole_x != 0 || whole_y != 0)
    spice_inputs_channel_motion (self->channel, whole_x, whole_y, self->button_mask);
}

/**
 * casement_inputs_press_button:
 *
 * Presses a pointer button; unknown ones are ignored.
 */
void
casement_inputs_press_button (CasementInputs *self, CasementButton button)
{
  int number = spice_button (button);

  g_return_if_fail (CASEMENT_IS_INPUTS (self));

  if (number == SPICE_MOUSE_BUTTON_INVALID || !casement_inputs_get_ready (self))
    return;
  self->button_mask |= spice_button_bit (number);
  spice_inputs_channel_button_press (self->channel, number, self->button_mask);
}

/**
 * casement_inputs_release_button:
 *
 * Releases a pointer button that was pressed here.
 */
void
casement_inputs_release_button (CasementInputs *self, CasementButton button)
{
  int number = spice_button (button);

  g_return_if_fail (CASEMENT_IS_INPUTS (self));

  if (number == SPICE_MOUSE_BUTTON_INVALID || (self->button_mask & spice_button_bit (number)) == 0 ||
      !casement_inputs_get_ready (self))
    return;
  self->button_mask &= ~spice_button_bit (number);
  spice_inputs_channel_button_release (self->channel, number, self->button_mask);
}

/**
 * casement_inputs_scroll:
 * @steps: wheel clicks, positive is down; fractions add up until they are whole
 *
 * Turns the wheel. SPICE knows no horizontal one.
 */
void
casement_inputs_scroll (CasementInputs *self, double steps)
{
  int whole;

  g_return_if_fail (CASEMENT_IS_INPUTS (self));

  if (!casement_inputs_get_ready (self) || !isfinite (steps))
    return;
  /* What is left over from the other direction would only delay the turn. */
  if ((steps > 0) != (self->rest_wheel > 0))
    self->rest_wheel = 0;
  self->rest_wheel += steps;
  whole = take_whole (&self->rest_wheel, MAX_WHEEL_STEPS);
  for (int i = 0; i < ABS (whole); i++) {
    int number = whole > 0 ? SPICE_MOUSE_BUTTON_DOWN : SPICE_MOUSE_BUTTON_UP;

    spice_inputs_channel_button_press (self->channel, number, self->button_mask);
    spice_inputs_channel_button_release (self->channel, number, self->button_mask);
  }
}

/**
 * casement_inputs_release_all:
 *
 * Releases every key and button that is held.
 */
void
casement_inputs_release_all (CasementInputs *self)
{
  static const CasementButton buttons[] = { CASEMENT_BUTTON_LEFT, CASEMENT_BUTTON_MIDDLE, CASEMENT_BUTTON_RIGHT,
                                            CASEMENT_BUTTON_SIDE, CASEMENT_BUTTON_EXTRA };

  g_return_if_fail (CASEMENT_IS_INPUTS (self));

  for (guint i = 0; i < CASEMENT_KEYMAP_N_KEYS; i++)
    casement_inputs_release_key (self, i);
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    casement_inputs_release_button (self, buttons[i]);
  self->rest_x = self->rest_y = self->rest_wheel = 0;
}
