/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-resizer.h"

/* Dragging a window's edge gives a size for every frame. */
#define QUIET_MS 250
/* What a guest may take to change its mode. */
#define ANSWER_MS 3000
/* Old drivers take widths in steps. */
#define WIDTH_STEP 8u
#define MIN_WIDTH 320u
#define MIN_HEIGHT 200u
#define MAX_SIDE 16384u

struct _CasementResizer {
  GObject parent_instance;
  CasementConsoleSession *session;
  guint head;
  gboolean enabled;
  gboolean refused;
  /* Of what shows the guest, 0 while nothing does; and what the guest was asked for last. */
  guint width;
  guint height;
  guint asked_width;
  guint asked_height;
  guint quiet_id;
  guint answer_id;
};

G_DEFINE_FINAL_TYPE (CasementResizer, casement_resizer, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ENABLED,
  PROP_REFUSED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void schedule (CasementResizer *self);

static CasementFramebuffer *
get_framebuffer (CasementResizer *self)
{
  return casement_guest_display_get_framebuffer (
      casement_guest_heads_get (casement_console_session_get_heads (self->session), self->head));
}

static gboolean
has_asked_size (CasementResizer *self)
{
  return casement_framebuffer_get_width (get_framebuffer (self)) == self->asked_width
         && casement_framebuffer_get_height (get_framebuffer (self)) == self->asked_height;
}

static void
set_refused (CasementResizer *self, gboolean refused)
{
  if (self->refused == refused)
    return;
  self->refused = refused;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REFUSED]);
}

static gboolean
can_ask (CasementResizer *self)
{
  return self->enabled && self->session != NULL && self->width > 0 && self->height > 0
         && casement_console_session_get_agent_connected (self->session);
}

static gboolean
answer_cb (gpointer user_data)
{
  CasementResizer *self = user_data;

  self->answer_id = 0;
  set_refused (self, TRUE);
  schedule (self);
  return G_SOURCE_REMOVE;
}

static gboolean
quiet_cb (gpointer user_data)
{
  CasementResizer *self = user_data;
  guint width = CLAMP (self->width / WIDTH_STEP * WIDTH_STEP, MIN_WIDTH, MAX_SIDE);
  guint height = CLAMP (self->height, MIN_HEIGHT, MAX_SIDE);

  self->quiet_id = 0;
  if (!can_ask (self) || (width == self->asked_width && height == self->asked_height))
    return G_SOURCE_REMOVE;
  self->asked_width = width;
  self->asked_height = height;
  if (has_asked_size (self)) {
    set_refused (self, FALSE);
    return G_SOURCE_REMOVE;
  }
  if (casement_console_session_request_size (self->session, self->head, width, height))
    self->answer_id = g_timeout_add (ANSWER_MS, answer_cb, self);
  return G_SOURCE_REMOVE;
}

/* Once a request is on its way the next one waits for its answer. */
static void
schedule (CasementResizer *self)
{
  g_clear_handle_id (&self->quiet_id, g_source_remove);
  if (self->answer_id == 0 && can_ask (self))
    self->quiet_id = g_timeout_add (QUIET_MS, quiet_cb, self);
}

static void
forget (CasementResizer *self)
{
  g_clear_handle_id (&self->quiet_id, g_source_remove);
  g_clear_handle_id (&self->answer_id, g_source_remove);
  self->asked_width = self->asked_height = 0;
  set_refused (self, FALSE);
}

/* Any size is an answer: a guest that rounds to its own modes has done what it can, and is not asked again. */
static void
guest_size_cb (CasementResizer *self)
{
  if (casement_framebuffer_get_width (get_framebuffer (self)) == 0)
    return;
  if (self->answer_id == 0 && !self->refused)
    return;
  g_clear_handle_id (&self->answer_id, g_source_remove);
  set_refused (self, FALSE);
  schedule (self);
}

static void
agent_cb (CasementResizer *self)
{
  forget (self);
  schedule (self);
}

static void
casement_resizer_dispose (GObject *object)
{
  casement_resizer_set_session (CASEMENT_RESIZER (object), NULL);
  G_OBJECT_CLASS (casement_resizer_parent_class)->dispose (object);
}

static void
casement_resizer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementResizer *self = CASEMENT_RESIZER (object);

  switch (prop_id) {
  case PROP_ENABLED:
    g_value_set_boolean (value, self->enabled);
    break;
  case PROP_REFUSED:
    g_value_set_boolean (value, self->refused);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_resizer_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_ENABLED:
    casement_resizer_set_enabled (CASEMENT_RESIZER (object), g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_resizer_class_init (CasementResizerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = casement_resizer_dispose;
  object_class->get_property = casement_resizer_get_property;
  object_class->set_property = casement_resizer_set_property;

  properties[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);
  properties[PROP_REFUSED] = g_param_spec_boolean ("refused", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_resizer_init (CasementResizer *self)
{
}

/** casement_resizer_new: Returns: (transfer full): a resizer that asks nobody yet. */
CasementResizer *
casement_resizer_new (void)
{
  return g_object_new (CASEMENT_TYPE_RESIZER, NULL);
}

/** casement_resizer_set_head: Before a session is set: which of the guest's screens follows; the first by default. */
void
casement_resizer_set_head (CasementResizer *self, guint id)
{
  g_return_if_fail (CASEMENT_IS_RESIZER (self));
  g_return_if_fail (self->session == NULL);

  self->head = id;
}

/**
 * casement_resizer_set_session:
 * @session: (nullable): whose guest to ask
 */
void
casement_resizer_set_session (CasementResizer *self, CasementConsoleSession *session)
{
  g_return_if_fail (CASEMENT_IS_RESIZER (self));

  if (self->session == session)
    return;
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
    g_signal_handlers_disconnect_by_data (get_framebuffer (self), self);
  }
  forget (self);
  g_set_object (&self->session, session);
  if (session == NULL)
    return;
  g_signal_connect_object (session, "notify::agent-connected", G_CALLBACK (agent_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_framebuffer (self), "notify::width", G_CALLBACK (guest_size_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_framebuffer (self), "notify::height", G_CALLBACK (guest_size_cb), self, G_CONNECT_SWAPPED);
  schedule (self);
}

/**
 * casement_resizer_set_enabled:
 * @enabled: whether the guest is to follow
 */
void
casement_resizer_set_enabled (CasementResizer *self, gboolean enabled)
{
  g_return_if_fail (CASEMENT_IS_RESIZER (self));

  enabled = enabled != FALSE;
  if (self->enabled == enabled)
    return;
  self->enabled = enabled;
  forget (self);
  schedule (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
}

/**
 * casement_resizer_set_size:
 * @width: device pixels, 0 while nothing is shown
 * @height: likewise
 *
 * The guest is asked once the size has been the same for a quarter of a second.
 */
void
casement_resizer_set_size (CasementResizer *self, guint width, guint height)
{
  g_return_if_fail (CASEMENT_IS_RESIZER (self));

  if (self->width == width && self->height == height)
    return;
  self->width = width;
  self->height = height;
  schedule (self);
}

/** casement_resizer_get_refused: Returns: whether the guest was asked and did not follow. */
gboolean
casement_resizer_get_refused (CasementResizer *self)
{
  g_return_val_if_fail (CASEMENT_IS_RESIZER (self), FALSE);
  return self->refused;
}
