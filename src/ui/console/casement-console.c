/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-console.h"

#include <glib/gi18n-lib.h>
#include "casement-console-picture.h"
#include "casement-console-pointer.h"

#define DEFAULT_WIDTH 640
#define DEFAULT_HEIGHT 480
#define MAX_ZOOM 800
/* Of the black over a picture that is not live. */
#define DIM 0.6f

struct _CasementConsole {
  GtkWidget parent_instance;

  CasementConsoleSession *session;
  guint head;
  /* Percent; 0 for as large as fits. */
  guint zoom;
  CasementConsoleKeyboard *keyboard;
  const CasementReleaseChord *chord;
  CasementConsolePointer *pointer;
  CasementResizer *resizer;
  /* Of the session, or of the one before until this one has something to show. */
  CasementConsolePicture *picture;
  CasementConsoleView view;
};

G_DEFINE_FINAL_TYPE (CasementConsole, casement_console, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_SESSION,
  PROP_SCALING,
  PROP_ZOOM,
  PROP_CAPTURED,
  PROP_INHIBITED,
  PROP_GUEST_WIDTH,
  PROP_GUEST_HEIGHT,
  PROP_HAS_PICTURE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static guint
guest_width (CasementConsole *self)
{
  return self->picture != NULL ? casement_framebuffer_get_width (casement_console_picture_get_framebuffer (self->picture)) : 0;
}

static guint
guest_height (CasementConsole *self)
{
  return self->picture != NULL ? casement_framebuffer_get_height (casement_console_picture_get_framebuffer (self->picture))
                               : 0;
}

static CasementGuestDisplay *
get_display (CasementConsole *self)
{
  return casement_guest_heads_get (casement_console_session_get_heads (self->session), self->head);
}

/* The picture of before must not take clicks for the guest of now, nor show a live face. */
static gboolean
is_live (CasementConsole *self)
{
  return self->session != NULL && self->picture != NULL &&
         casement_console_session_get_state (self->session) == CASEMENT_CONSOLE_CONNECTED &&
         casement_console_picture_get_framebuffer (self->picture) ==
             casement_guest_display_get_framebuffer (get_display (self));
}

static void
update_view (CasementConsole *self)
{
  self->view = (CasementConsoleView){ 0, 0, 0, 0, MAX (1, gtk_widget_get_scale_factor (GTK_WIDGET (self))) };
  if (self->picture != NULL)
    casement_console_picture_place (self->picture, gtk_widget_get_width (GTK_WIDGET (self)),
                                    gtk_widget_get_height (GTK_WIDGET (self)), self->view.scale_factor, self->zoom / 100.0,
                                    &self->view);
  casement_console_pointer_set_view (self->pointer, &self->view, is_live (self) ? guest_width (self) : 0,
                                     is_live (self) ? guest_height (self) : 0);
}

/* What nobody sees has no size to follow. A picture that is zoomed may be larger than what shows it: then the guest's screen is
 * to fill that, at that zoom. */
static void
update_resizer (CasementConsole *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *parent = gtk_widget_get_parent (widget);
  double scale = self->view.scale_factor * 100.0 / (self->zoom > 0 ? self->zoom : 100);

  if (self->zoom > 0 && parent != NULL && GTK_IS_VIEWPORT (parent))
    widget = parent;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    casement_resizer_set_size (self->resizer, (guint) (gtk_widget_get_width (widget) * scale),
                               (guint) (gtk_widget_get_height (widget) * scale));
  else
    casement_resizer_set_size (self->resizer, 0, 0);
}

/* The viewport may shrink while what is in it keeps its size. */
static void
watch_viewport (CasementConsole *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (GTK_IS_VIEWPORT (parent)) {
    GtkAdjustment *adjustments[] = { gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (parent)),
                                     gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (parent)) };

    for (guint i = 0; i < G_N_ELEMENTS (adjustments); i++) {
      g_signal_handlers_disconnect_by_func (adjustments[i], update_resizer, self);
      g_signal_connect_object (adjustments[i], "notify::page-size", G_CALLBACK (update_resizer), self, G_CONNECT_SWAPPED);
    }
  }
  update_resizer (self);
}

static void
state_cb (CasementConsole *self)
{
  update_view (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
notify_size (CasementConsole *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GUEST_WIDTH]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GUEST_HEIGHT]);
}

static void
resized_cb (CasementConsole *self)
{
  update_view (self);
  notify_size (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
damaged_cb (CasementConsole *self, CasementFramebuffer *framebuffer)
{
  if (self->picture == NULL || casement_console_picture_get_framebuffer (self->picture) != framebuffer) {
    gboolean had_picture = self->picture != NULL;

    g_clear_object (&self->picture);
    self->picture = casement_console_picture_new (framebuffer);
    resized_cb (self);
    if (!had_picture)
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_PICTURE]);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
size_cb (CasementConsole *self, GParamSpec *pspec, CasementFramebuffer *framebuffer)
{
  if (self->picture != NULL && casement_console_picture_get_framebuffer (self->picture) == framebuffer)
    resized_cb (self);
}

static void
update_label (CasementConsole *self)
{
  g_autofree char *captured = g_strdup_printf (_ ("Screen of the virtual machine. Keys go to the guest; press and release %s to "
                                                  "get the keyboard back."),
                                               _ (self->chord->description));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  casement_console_get_captured (self)
                                      ? captured
                                      : _ ("Screen of the virtual machine. Press Enter to send keys to the guest."),
                                  -1);
}

static void
inhibited_cb (CasementConsole *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INHIBITED]);
}

static void
captured_cb (CasementConsole *self)
{
  casement_console_pointer_set_captured (self->pointer, casement_console_get_captured (self));
  update_label (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAPTURED]);
}

static void
clicked_cb (CasementConsole *self)
{
  casement_console_keyboard_disarm (self->keyboard);
  casement_console_keyboard_capture (self->keyboard);
}

static void
casement_console_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  CasementConsole *self = CASEMENT_CONSOLE (widget);
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;
  guint guest = (horizontal ? guest_width (self) : guest_height (self)) * (self->zoom > 0 ? self->zoom : 100) / 100;
  int scale_factor = MAX (1, gtk_widget_get_scale_factor (widget));

  *natural = guest > 0 ? ((int) guest + scale_factor - 1) / scale_factor : horizontal ? DEFAULT_WIDTH : DEFAULT_HEIGHT;
  *minimum = self->zoom == 0 ? 0 : *natural;
}

static void
casement_console_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CasementConsole *self = CASEMENT_CONSOLE (widget);

  update_view (self);
  update_resizer (self);
}

static void
casement_console_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const GdkRGBA black = { 0, 0, 0, 1 };
  static const GdkRGBA dim = { 0, 0, 0, DIM };
  CasementConsole *self = CASEMENT_CONSOLE (widget);
  graphene_rect_t all =
      GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget));

  gtk_snapshot_append_color (snapshot, &black, &all);
  if (self->picture == NULL)
    return;
  gtk_snapshot_push_clip (snapshot, &all);
  casement_console_picture_snapshot (self->picture, snapshot, &self->view,
                                     gtk_native_get_renderer (gtk_widget_get_native (widget)));
  if (is_live (self))
    casement_console_pointer_snapshot (self->pointer, snapshot);
  else
    gtk_snapshot_append_color (snapshot, &dim, &all);
  gtk_snapshot_pop (snapshot);
}

static void
casement_console_dispose (GObject *object)
{
  CasementConsole *self = CASEMENT_CONSOLE (object);

  if (self->keyboard != NULL)
    casement_console_set_session (self, NULL);
  g_clear_object (&self->keyboard);
  g_clear_object (&self->pointer);
  g_clear_object (&self->resizer);
  g_clear_object (&self->picture);
  G_OBJECT_CLASS (casement_console_parent_class)->dispose (object);
}

static void
casement_console_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementConsole *self = CASEMENT_CONSOLE (object);

  switch (prop_id) {
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  case PROP_SCALING:
    g_value_set_boolean (value, self->zoom == 0);
    break;
  case PROP_ZOOM:
    g_value_set_uint (value, self->zoom);
    break;
  case PROP_CAPTURED:
    g_value_set_boolean (value, casement_console_get_captured (self));
    break;
  case PROP_INHIBITED:
    g_value_set_boolean (value, casement_console_get_inhibited (self));
    break;
  case PROP_GUEST_WIDTH:
    g_value_set_uint (value, guest_width (self));
    break;
  case PROP_GUEST_HEIGHT:
    g_value_set_uint (value, guest_height (self));
    break;
  case PROP_HAS_PICTURE:
    g_value_set_boolean (value, self->picture != NULL);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_console_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CasementConsole *self = CASEMENT_CONSOLE (object);

  switch (prop_id) {
  case PROP_SESSION:
    casement_console_set_session (self, g_value_get_object (value));
    break;
  case PROP_SCALING:
    casement_console_set_scaling (self, g_value_get_boolean (value));
    break;
  case PROP_ZOOM:
    casement_console_set_zoom (self, g_value_get_uint (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_console_class_init (CasementConsoleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = readable | G_PARAM_WRITABLE;

  object_class->dispose = casement_console_dispose;
  object_class->get_property = casement_console_get_property;
  object_class->set_property = casement_console_set_property;
  widget_class->measure = casement_console_measure;
  widget_class->size_allocate = casement_console_size_allocate;
  widget_class->snapshot = casement_console_snapshot;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, CASEMENT_TYPE_CONSOLE_SESSION, writable);
  properties[PROP_SCALING] = g_param_spec_boolean ("scaling", NULL, NULL, TRUE, writable);
  properties[PROP_ZOOM] = g_param_spec_uint ("zoom", NULL, NULL, 0, MAX_ZOOM, 0, writable);
  properties[PROP_CAPTURED] = g_param_spec_boolean ("captured", NULL, NULL, FALSE, readable);
  properties[PROP_INHIBITED] = g_param_spec_boolean ("inhibited", NULL, NULL, FALSE, readable);
  properties[PROP_GUEST_WIDTH] = g_param_spec_uint ("guest-width", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_GUEST_HEIGHT] = g_param_spec_uint ("guest-height", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_HAS_PICTURE] = g_param_spec_boolean ("has-picture", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "console");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
casement_console_init (CasementConsole *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  self->pointer = casement_console_pointer_new (widget);
  self->keyboard = casement_console_keyboard_new (widget);
  g_signal_connect_object (self->pointer, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  self->chord = casement_release_chord_get (0);
  g_signal_connect_object (self->keyboard, "notify::captured", G_CALLBACK (captured_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keyboard, "notify::inhibited", G_CALLBACK (inhibited_cb), self, G_CONNECT_SWAPPED);
  self->resizer = casement_resizer_new ();
  g_signal_connect_after (self, "map", G_CALLBACK (watch_viewport), NULL);
  g_signal_connect_after (self, "unmap", G_CALLBACK (update_resizer), NULL);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (resized_cb), NULL);
  update_label (self);
}

/**
 * casement_console_new:
 *
 * Returns: (transfer floating): a console that shows nothing yet.
 */
GtkWidget *
casement_console_new (void)
{
  return g_object_new (CASEMENT_TYPE_CONSOLE, NULL);
}

/** casement_console_set_head: Before a session is set: which of the guest's screens to show. */
void
casement_console_set_head (CasementConsole *self, guint id)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE (self));
  g_return_if_fail (self->session == NULL && id < CASEMENT_GUEST_HEADS_MAX);

  self->head = id;
  casement_resizer_set_head (self->resizer, id);
}

/**
 * casement_console_set_session:
 * @session: (nullable): whose guest to show. The picture of before stays, dimmed, until @session has one.
 */
void
casement_console_set_session (CasementConsole *self, CasementConsoleSession *session)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE (self));
  g_return_if_fail (session == NULL || CASEMENT_IS_CONSOLE_SESSION (session));

  if (self->session == session)
    return;
  if (self->session != NULL) {
    CasementGuestDisplay *display = get_display (self);

    g_signal_handlers_disconnect_by_data (casement_guest_display_get_framebuffer (display), self);
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  casement_console_keyboard_set_inputs (self->keyboard, NULL);
  g_set_object (&self->session, session);
  casement_console_pointer_set_session (self->pointer, session, session != NULL ? get_display (self) : NULL);
  casement_resizer_set_session (self->resizer, session);
  if (session != NULL) {
    CasementFramebuffer *framebuffer =
        casement_guest_display_get_framebuffer (get_display (self));

    g_signal_connect_object (session, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (framebuffer, "damaged", G_CALLBACK (damaged_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (framebuffer, "notify::width", G_CALLBACK (size_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (framebuffer, "notify::height", G_CALLBACK (size_cb), self, G_CONNECT_SWAPPED);
    casement_console_keyboard_set_inputs (self->keyboard, casement_console_session_get_inputs (session));
    if (casement_framebuffer_get_width (framebuffer) > 0)
      damaged_cb (self, framebuffer);
  }
  state_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

/**
 * casement_console_get_session:
 *
 * Returns: (transfer none) (nullable): whose guest is shown.
 */
CasementConsoleSession *
casement_console_get_session (CasementConsole *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE (self), NULL);

  return self->session;
}

/**
 * casement_console_set_scaling:
 * @scaling: as large as fits, keeping the aspect; otherwise a guest pixel is a device pixel, and the console asks for that
 *   much room
 */
void
casement_console_set_scaling (CasementConsole *self, gboolean scaling)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE (self));

  casement_console_set_zoom (self, scaling ? 0 : 100);
}

/**
 * casement_console_set_zoom:
 * @zoom: percent of device pixels for a guest pixel; the console then asks for that much room. 0 for as large as fits, with the
 *   guest's aspect
 */
void
casement_console_set_zoom (CasementConsole *self, guint zoom)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE (self));

  zoom = MIN (zoom, MAX_ZOOM);
  if (self->zoom == zoom)
    return;
  self->zoom = zoom;
  update_view (self);
  update_resizer (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCALING]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

/** casement_console_get_drawn_zoom: Returns: in percent, how large the picture is drawn; 100 without one. */
guint
casement_console_get_drawn_zoom (CasementConsole *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE (self), 100);

  return guest_width (self) > 0 ? (guint) (self->view.width * 100.0 / guest_width (self) + 0.5) : 100;
}

/**
 * casement_console_get_captured:
 *
 * Returns: whether keys go to the guest.
 */
gboolean
casement_console_get_captured (CasementConsole *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE (self), FALSE);

  return casement_console_keyboard_get_captured (self->keyboard);
}

/** casement_console_get_inhibited: Returns: whether the desktop's own shortcuts go to the guest as well. */
gboolean
casement_console_get_inhibited (CasementConsole *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE (self), FALSE);

  return casement_console_keyboard_get_inhibited (self->keyboard);
}

/** casement_console_set_inhibit_policy: When the desktop is asked for its shortcuts; always by default. */
void
casement_console_set_inhibit_policy (CasementConsole *self, CasementInhibitPolicy policy)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE (self));

  casement_console_keyboard_set_policy (self->keyboard, policy);
}

/** casement_console_set_release_chord: @chord: (transfer none): static; the keys that take the keyboard back. */
void
casement_console_set_release_chord (CasementConsole *self, const CasementReleaseChord *chord)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE (self));

  self->chord = chord;
  casement_console_keyboard_set_chord (self->keyboard, chord);
  update_label (self);
}

/** casement_console_get_release_chord: Returns: (transfer none): the keys that take the keyboard back. */
const CasementReleaseChord *
casement_console_get_release_chord (CasementConsole *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE (self), casement_release_chord_get (0));

  return self->chord;
}

/**
 * casement_console_get_pointer_locked:
 *
 * Returns: whether the guest has the pointer for itself, because it takes motion and no positions.
 */
gboolean
casement_console_get_pointer_locked (CasementConsole *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE (self), FALSE);

  return casement_console_pointer_get_locked (self->pointer);
}

/**
 * casement_console_capture:
 *
 * Takes the focus and sends keys to the guest, as a click into the picture does. Waits until the window is active and the
 * guest is connected.
 */
void
casement_console_capture (CasementConsole *self)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  casement_console_keyboard_capture (self->keyboard);
}

/** casement_console_get_resizer: Returns: (transfer none): what lets the guest's screen follow this widget; off at first. */
CasementResizer *
casement_console_get_resizer (CasementConsole *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE (self), NULL);

  return self->resizer;
}

/**
 * casement_console_release:
 *
 * Gives keyboard and pointer back to the desktop, as left Ctrl and left Alt do.
 */
void
casement_console_release (CasementConsole *self)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE (self));

  casement_console_keyboard_release (self->keyboard);
  casement_console_pointer_unlock (self->pointer);
}

/**
 * casement_console_dup_frame:
 *
 * Returns: (transfer full) (nullable): the picture as of now in the guest's size, without pointer; the last one when the
 *   guest is gone; %NULL before the first.
 */
GdkTexture *
casement_console_dup_frame (CasementConsole *self)
{
  g_autoptr (GBytes) frame = NULL;

  g_return_val_if_fail (CASEMENT_IS_CONSOLE (self), NULL);

  if (self->picture == NULL)
    return NULL;
  frame = casement_framebuffer_dup_frame (casement_console_picture_get_framebuffer (self->picture));
  if (frame == NULL)
    return NULL;
  return gdk_memory_texture_new ((int) guest_width (self), (int) guest_height (self), GDK_MEMORY_DEFAULT,
                                 frame, (gsize) guest_width (self) * 4);
}
