/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-guest-clipboard.h"

#include <glib/gi18n-lib.h>
#include <spice/vd_agent.h>
#include <string.h>
#include "casement-clipboard-content.h"
#include "casement-error.h"

#define SELECTION VD_AGENT_CLIPBOARD_SELECTION_CLIPBOARD
/* What a guest may take to give what it has offered. */
#define TIMEOUT_MS 10000
/* Agents that cannot take one offer for another release first; in between nothing has really gone. */
#define RELEASE_DELAY_MS 500
/* The library computes the number of types from a size that the guest made up. */
#define MAX_TYPES 64

struct _CasementGuestClipboard {
  GObject parent_instance;

  SpiceMainChannel *channel;
  gboolean ready;
  CasementClipboardFormats offered;
  guint release_id;
  /* Of GTask: who waits for the guest, in order. */
  GQueue *readers;
  guint timeout_ms;

  /* What the guest was told that this side has, and what of it is being fetched. */
  CasementClipboardFormats host_offer;
  CasementClipboardFormats answering;
};

G_DEFINE_FINAL_TYPE (CasementGuestClipboard, casement_guest_clipboard, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_READY,
  N_PROPS
};

enum {
  OFFERED,
  REQUESTED,
  REFUSED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static const struct {
  CasementClipboardFormats format;
  guint32 type;
} types[] = {
  { CASEMENT_CLIPBOARD_TEXT, VD_AGENT_CLIPBOARD_UTF8_TEXT },
  { CASEMENT_CLIPBOARD_PNG, VD_AGENT_CLIPBOARD_IMAGE_PNG },
  { CASEMENT_CLIPBOARD_BMP, VD_AGENT_CLIPBOARD_IMAGE_BMP },
};

static guint32
type_of (CasementClipboardFormats format)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].format == format)
      return types[i].type;
  return VD_AGENT_CLIPBOARD_NONE;
}

static CasementClipboardFormats
format_of (guint32 type)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].type == type)
      return types[i].format;
  return CASEMENT_CLIPBOARD_NOTHING;
}

static gboolean
can_talk (CasementGuestClipboard *self)
{
  return self->ready && self->channel != NULL;
}

/* One reader: what it waits for, and how long still. */
typedef struct {
  CasementClipboardFormats format;
  guint timeout_id;
} Reading;

static void
reading_free (Reading *reading)
{
  g_clear_handle_id (&reading->timeout_id, g_source_remove);
  g_free (reading);
}

/* Takes the task off the queue; the caller answers it. */
static GTask *
take_reader (CasementGuestClipboard *self, GTask *task)
{
  Reading *reading = g_task_get_task_data (task);

  g_queue_remove (self->readers, task);
  g_clear_handle_id (&reading->timeout_id, g_source_remove);
  return task;
}

static void
set_silent (GError **error)
{
  casement_set_error (error, CASEMENT_ERROR_CONNECTION, NULL,
                      _("Windows did not give what was copied there. Copy it there once more."));
}

static void
fail_reader (CasementGuestClipboard *self, GTask *task)
{
  g_autoptr (GTask) taken = take_reader (self, task);
  GError *error = NULL;

  set_silent (&error);
  g_task_return_error (taken, error);
}

static void
fail_readers (CasementGuestClipboard *self)
{
  while (!g_queue_is_empty (self->readers))
    fail_reader (self, g_queue_peek_head (self->readers));
}

static gboolean
timeout_cb (gpointer user_data)
{
  GTask *task = user_data;
  Reading *reading = g_task_get_task_data (task);

  reading->timeout_id = 0;
  fail_reader (g_task_get_source_object (task), task);
  return G_SOURCE_REMOVE;
}

static void
set_offered (CasementGuestClipboard *self, CasementClipboardFormats offered)
{
  g_clear_handle_id (&self->release_id, g_source_remove);
  if (offered == CASEMENT_CLIPBOARD_NOTHING && self->offered == CASEMENT_CLIPBOARD_NOTHING)
    return;
  self->offered = offered;
  if (offered == CASEMENT_CLIPBOARD_NOTHING)
    fail_readers (self);
  g_signal_emit (self, signals[OFFERED], 0);
}

static gboolean
release_cb (gpointer user_data)
{
  CasementGuestClipboard *self = user_data;

  self->release_id = 0;
  set_offered (self, CASEMENT_CLIPBOARD_NOTHING);
  return G_SOURCE_REMOVE;
}

static gboolean
grab_cb (CasementGuestClipboard *self, guint selection, gconstpointer data, guint n_types)
{
  CasementClipboardFormats offered = CASEMENT_CLIPBOARD_NOTHING;

  if (selection != SELECTION)
    return FALSE;
  if (n_types > MAX_TYPES) {
    g_debug ("the guest offers %u kinds of content", n_types);
    return FALSE;
  }
  for (guint i = 0; i < n_types; i++) {
    guint32 type;

    memcpy (&type, (const guint8 *) data + i * sizeof type, sizeof type);
    offered |= format_of (type);
  }
  /* Whatever this side had is no longer the guest's clipboard. */
  self->host_offer = CASEMENT_CLIPBOARD_NOTHING;
  set_offered (self, offered);
  return TRUE;
}

static void
release_signal_cb (CasementGuestClipboard *self, guint selection)
{
  if (selection != SELECTION || self->offered == CASEMENT_CLIPBOARD_NOTHING)
    return;
  if (spice_main_channel_agent_test_capability (self->channel, VD_AGENT_CAP_CLIPBOARD_NO_RELEASE_ON_REGRAB))
    set_offered (self, CASEMENT_CLIPBOARD_NOTHING);
  else if (self->release_id == 0)
    self->release_id = g_timeout_add (RELEASE_DELAY_MS, release_cb, self);
}

static GTask *
find_reader (CasementGuestClipboard *self, CasementClipboardFormats format)
{
  for (GList *l = self->readers->head; l != NULL; l = l->next)
    if (((Reading *) g_task_get_task_data (l->data))->format == format)
      return l->data;
  return NULL;
}

/* The size comes from the guest's own arithmetic and may be anything. */
static void
data_cb (CasementGuestClipboard *self, guint selection, guint type, gconstpointer data, guint size)
{
  CasementClipboardFormats format = format_of (type);
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;
  GTask *task;

  if (selection != SELECTION)
    return;
  /* An agent that has nothing after all says so without saying to whom. */
  if (type == VD_AGENT_CLIPBOARD_NONE || size == 0) {
    task = format != CASEMENT_CLIPBOARD_NOTHING ? find_reader (self, format) : g_queue_peek_head (self->readers);
    if (task != NULL)
      fail_reader (self, task);
    return;
  }
  task = format != CASEMENT_CLIPBOARD_NOTHING ? find_reader (self, format) : NULL;
  if (task == NULL)
    return;
  bytes = casement_clipboard_content_from_guest (format, data, size, &error);
  if (error != NULL)
    g_signal_emit (self, signals[REFUSED], 0, error);
  /* One answer is for all that asked for the same. */
  while ((task = find_reader (self, format)) != NULL) {
    g_autoptr (GTask) taken = take_reader (self, task);

    if (bytes != NULL)
      g_task_return_pointer (taken, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
    else
      g_task_return_error (taken, g_error_copy (error));
  }
  g_clear_error (&error);
}

static void
notify_guest (CasementGuestClipboard *self, guint selection, guint32 type, GBytes *bytes)
{
  gsize size = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (can_talk (self))
    spice_main_channel_clipboard_selection_notify (self->channel, selection, size > 0 ? type : VD_AGENT_CLIPBOARD_NONE,
                                                   size > 0 ? data : (gconstpointer) "", size);
}

static gboolean
request_cb (CasementGuestClipboard *self, guint selection, guint type)
{
  CasementClipboardFormats format = format_of (type);
  gboolean promised = FALSE;

  /* A guest that asks over and over gets one answer. */
  if (selection == SELECTION && (self->answering & format) != 0)
    return TRUE;
  if (selection == SELECTION && (self->host_offer & format) != 0) {
    self->answering |= format;
    g_signal_emit (self, signals[REQUESTED], 0, (guint) format, &promised);
  }
  if (!promised) {
    self->answering &= ~format;
    notify_guest (self, selection, type, NULL);
  }
  return TRUE;
}

static void
agent_cb (CasementGuestClipboard *self)
{
  gboolean connected = FALSE;
  gboolean ready;

  if (self->channel != NULL)
    g_object_get (self->channel, "agent-connected", &connected, NULL);
  ready = connected && spice_main_channel_agent_test_capability (self->channel, VD_AGENT_CAP_CLIPBOARD_BY_DEMAND);
  if (self->ready == ready)
    return;
  self->ready = ready;
  if (!ready) {
    self->host_offer = self->answering = CASEMENT_CLIPBOARD_NOTHING;
    set_offered (self, CASEMENT_CLIPBOARD_NOTHING);
    fail_readers (self);
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

static void
casement_guest_clipboard_dispose (GObject *object)
{
  CasementGuestClipboard *self = CASEMENT_GUEST_CLIPBOARD (object);

  casement_guest_clipboard_set_channel (self, NULL);
  G_OBJECT_CLASS (casement_guest_clipboard_parent_class)->dispose (object);
}

static void
casement_guest_clipboard_finalize (GObject *object)
{
  CasementGuestClipboard *self = CASEMENT_GUEST_CLIPBOARD (object);

  g_queue_free (self->readers);
  G_OBJECT_CLASS (casement_guest_clipboard_parent_class)->finalize (object);
}

static void
casement_guest_clipboard_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_READY:
    g_value_set_boolean (value, CASEMENT_GUEST_CLIPBOARD (object)->ready);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_guest_clipboard_class_init (CasementGuestClipboardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = casement_guest_clipboard_dispose;
  object_class->finalize = casement_guest_clipboard_finalize;
  object_class->get_property = casement_guest_clipboard_get_property;

  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE,
                                                 G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[OFFERED] = g_signal_new ("offered", CASEMENT_TYPE_GUEST_CLIPBOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[REQUESTED] = g_signal_new ("requested", CASEMENT_TYPE_GUEST_CLIPBOARD, G_SIGNAL_RUN_LAST, 0,
                                     g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1, G_TYPE_UINT);
  signals[REFUSED] = g_signal_new ("refused", CASEMENT_TYPE_GUEST_CLIPBOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
casement_guest_clipboard_init (CasementGuestClipboard *self)
{
  self->readers = g_queue_new ();
  self->timeout_ms = TIMEOUT_MS;
}

/** casement_guest_clipboard_new: Returns: (transfer full): a clipboard of no guest yet. */
CasementGuestClipboard *
casement_guest_clipboard_new (void)
{
  return g_object_new (CASEMENT_TYPE_GUEST_CLIPBOARD, NULL);
}

/**
 * casement_guest_clipboard_set_channel:
 * @channel: (nullable): the way to the agent
 */
void
casement_guest_clipboard_set_channel (CasementGuestClipboard *self, SpiceMainChannel *channel)
{
  g_return_if_fail (CASEMENT_IS_GUEST_CLIPBOARD (self));

  if (self->channel == channel)
    return;
  if (self->channel != NULL)
    g_signal_handlers_disconnect_by_data (self->channel, self);
  g_set_weak_pointer (&self->channel, channel);
  if (channel != NULL) {
    g_signal_connect_object (channel, "main-agent-update", G_CALLBACK (agent_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (channel, "main-clipboard-selection-grab", G_CALLBACK (grab_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (channel, "main-clipboard-selection-release", G_CALLBACK (release_signal_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (channel, "main-clipboard-selection", G_CALLBACK (data_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (channel, "main-clipboard-selection-request", G_CALLBACK (request_cb), self, G_CONNECT_SWAPPED);
  }
  agent_cb (self);
}

/** casement_guest_clipboard_get_ready: Returns: whether there is an agent that shares its clipboard. */
gboolean
casement_guest_clipboard_get_ready (CasementGuestClipboard *self)
{
  g_return_val_if_fail (CASEMENT_IS_GUEST_CLIPBOARD (self), FALSE);

  return self->ready;
}

/**
 * casement_guest_clipboard_set_timeout:
 * @milliseconds: what the guest may take to give something; 10,000 by default
 */
void
casement_guest_clipboard_set_timeout (CasementGuestClipboard *self, guint milliseconds)
{
  g_return_if_fail (CASEMENT_IS_GUEST_CLIPBOARD (self));

  self->timeout_ms = milliseconds;
}

/** casement_guest_clipboard_get_offered: Returns: what the guest has copied; %CASEMENT_CLIPBOARD_NOTHING if nothing usable. */
CasementClipboardFormats
casement_guest_clipboard_get_offered (CasementGuestClipboard *self)
{
  g_return_val_if_fail (CASEMENT_IS_GUEST_CLIPBOARD (self), CASEMENT_CLIPBOARD_NOTHING);

  return self->offered;
}

/**
 * casement_guest_clipboard_read_async:
 * @format: one of those that the guest offers
 *
 * Asks the guest for what it has copied; it may take ten seconds.
 */
void
casement_guest_clipboard_read_async (CasementGuestClipboard *self,
                                     CasementClipboardFormats format,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  gboolean asked;
  Reading *reading;

  g_return_if_fail (CASEMENT_IS_GUEST_CLIPBOARD (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, casement_guest_clipboard_read_async);
  if (!can_talk (self) || (self->offered & format) == 0) {
    GError *error = NULL;

    set_silent (&error);
    g_task_return_error (task, error);
    return;
  }
  asked = find_reader (self, format) != NULL;
  reading = g_new0 (Reading, 1);
  reading->format = format;
  reading->timeout_id = g_timeout_add (self->timeout_ms, timeout_cb, task);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_queue_push_tail (self->readers, g_steal_pointer (&task));
  if (!asked)
    spice_main_channel_clipboard_selection_request (self->channel, SELECTION, type_of (format));
}

/**
 * casement_guest_clipboard_read_finish:
 *
 * Returns: (transfer full) (nullable): text in UTF-8 without a zero at its end, or a picture's file; %NULL with @error set.
 */
GBytes *
casement_guest_clipboard_read_finish (CasementGuestClipboard *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * casement_guest_clipboard_offer:
 * @formats: what this side has to give from now on; %CASEMENT_CLIPBOARD_NOTHING takes an earlier offer back
 */
void
casement_guest_clipboard_offer (CasementGuestClipboard *self, CasementClipboardFormats formats)
{
  guint32 offer[G_N_ELEMENTS (types)];
  int n = 0;

  g_return_if_fail (CASEMENT_IS_GUEST_CLIPBOARD (self));

  if (!can_talk (self))
    return;
  if (formats == CASEMENT_CLIPBOARD_NOTHING) {
    if (self->host_offer != CASEMENT_CLIPBOARD_NOTHING)
      spice_main_channel_clipboard_selection_release (self->channel, SELECTION);
    self->host_offer = formats;
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if ((formats & types[i].format) != 0)
      offer[n++] = types[i].type;
  self->host_offer = formats;
  /* The guest's own content is gone with it, as far as the guest is concerned. */
  set_offered (self, CASEMENT_CLIPBOARD_NOTHING);
  spice_main_channel_clipboard_selection_grab (self->channel, SELECTION, offer, n);
}

/**
 * casement_guest_clipboard_answer:
 * @format: what "requested" asked for
 * @bytes: (nullable): the content, or %NULL if there is none after all
 *
 * Gives the guest what it asked for, unless it is too large ("refused").
 */
void
casement_guest_clipboard_answer (CasementGuestClipboard *self, CasementClipboardFormats format, GBytes *bytes)
{
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  gboolean crlf;

  g_return_if_fail (CASEMENT_IS_GUEST_CLIPBOARD (self));

  if ((self->answering & format) == 0)
    return;
  self->answering &= ~format;
  if (!can_talk (self))
    return;
  crlf = spice_main_channel_agent_test_capability (self->channel, VD_AGENT_CAP_GUEST_LINEEND_CRLF);
  if (bytes != NULL)
    content = casement_clipboard_content_to_guest (format, bytes, crlf, &error);
  notify_guest (self, SELECTION, type_of (format), content);
  if (error != NULL)
    g_signal_emit (self, signals[REFUSED], 0, error);
}
