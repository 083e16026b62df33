/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-guest-heads.h"

#include <spice-client.h>

struct _CasementGuestHeads {
  GObject parent_instance;

  CasementGuestDisplay *heads[CASEMENT_GUEST_HEADS_MAX];
  /* Those in the list, borrowed from above. */
  GPtrArray *shown;
  /* What a head takes that has no channel of its own. */
  SpiceDisplayChannel *first;
  SpiceCursorChannel *first_cursor;
  gboolean on_first[CASEMENT_GUEST_HEADS_MAX];
};

static GType
get_item_type (GListModel *model)
{
  return CASEMENT_TYPE_GUEST_DISPLAY;
}

static guint
get_n_items (GListModel *model)
{
  return CASEMENT_GUEST_HEADS (model)->shown->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CasementGuestHeads *self = CASEMENT_GUEST_HEADS (model);

  return position < self->shown->len ? g_object_ref (g_ptr_array_index (self->shown, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CasementGuestHeads, casement_guest_heads, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static gboolean
is_shown (CasementGuestDisplay *display)
{
  CasementFramebuffer *framebuffer = casement_guest_display_get_framebuffer (display);

  return casement_guest_display_get_id (display) == 0
         || (casement_framebuffer_get_live (framebuffer) && casement_framebuffer_get_width (framebuffer) > 0);
}

/* Brings one screen into the list, or takes it out. */
static void
update (CasementGuestHeads *self, CasementGuestDisplay *display)
{
  guint id = casement_guest_display_get_id (display);
  guint position = 0;
  gboolean listed;

  while (position < self->shown->len && casement_guest_display_get_id (g_ptr_array_index (self->shown, position)) < id)
    position++;
  listed = position < self->shown->len && g_ptr_array_index (self->shown, position) == display;
  if (listed == is_shown (display))
    return;
  if (listed)
    g_ptr_array_remove_index (self->shown, position);
  else
    g_ptr_array_insert (self->shown, (int) position, display);
  g_list_model_items_changed (G_LIST_MODEL (self), position, listed ? 1 : 0, listed ? 0 : 1);
}

static void
changed_cb (CasementGuestHeads *self, GParamSpec *pspec, CasementFramebuffer *framebuffer)
{
  for (guint id = 0; id < CASEMENT_GUEST_HEADS_MAX; id++)
    if (self->heads[id] != NULL && casement_guest_display_get_framebuffer (self->heads[id]) == framebuffer) {
      update (self, self->heads[id]);
      return;
    }
}

static void
leave_first (CasementGuestHeads *self, guint id)
{
  self->on_first[id] = FALSE;
  casement_guest_display_set_channel (self->heads[id], NULL);
  casement_guest_display_set_cursor_channel (self->heads[id], NULL);
}

/* Some guests have several screens on the surface of the first. */
static void
monitors_cb (CasementGuestHeads *self)
{
  g_autoptr (GArray) heads = NULL;

  g_object_get (self->first, "monitors", &heads, NULL);
  for (guint id = 1; id < CASEMENT_GUEST_HEADS_MAX; id++) {
    const SpiceDisplayMonitorConfig *head =
        heads != NULL && id < heads->len ? &g_array_index (heads, SpiceDisplayMonitorConfig, id) : NULL;
    gboolean has_head = head != NULL && head->surface_id == 0 && head->width > 0 && head->height > 0;

    if (has_head == self->on_first[id])
      continue;
    if (!has_head) {
      leave_first (self, id);
      continue;
    }
    self->on_first[id] = TRUE;
    casement_guest_display_set_head (casement_guest_heads_get (self, id), id);
    casement_guest_display_set_channel (self->heads[id], self->first);
    casement_guest_display_set_cursor_channel (self->heads[id], self->first_cursor);
  }
}

static void
casement_guest_heads_dispose (GObject *object)
{
  CasementGuestHeads *self = CASEMENT_GUEST_HEADS (object);

  casement_guest_heads_end (self);
  g_ptr_array_set_size (self->shown, 0);
  for (guint id = 0; id < CASEMENT_GUEST_HEADS_MAX; id++) {
    if (self->heads[id] != NULL)
      g_signal_handlers_disconnect_by_data (casement_guest_display_get_framebuffer (self->heads[id]), self);
    g_clear_object (&self->heads[id]);
  }
  G_OBJECT_CLASS (casement_guest_heads_parent_class)->dispose (object);
}

static void
casement_guest_heads_finalize (GObject *object)
{
  g_ptr_array_unref (CASEMENT_GUEST_HEADS (object)->shown);
  G_OBJECT_CLASS (casement_guest_heads_parent_class)->finalize (object);
}

static void
casement_guest_heads_class_init (CasementGuestHeadsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_guest_heads_dispose;
  G_OBJECT_CLASS (klass)->finalize = casement_guest_heads_finalize;
}

static void
casement_guest_heads_init (CasementGuestHeads *self)
{
  self->shown = g_ptr_array_new ();
  casement_guest_heads_get (self, 0);
}

/** casement_guest_heads_new: Returns: (transfer full): the first screen, which shows nothing yet. */
CasementGuestHeads *
casement_guest_heads_new (void)
{
  return g_object_new (CASEMENT_TYPE_GUEST_HEADS, NULL);
}

/**
 * casement_guest_heads_get:
 * @id: less than %CASEMENT_GUEST_HEADS_MAX
 *
 * Returns: (transfer none): the screen of this number, the same for good, whether it shows something or not.
 */
CasementGuestDisplay *
casement_guest_heads_get (CasementGuestHeads *self, guint id)
{
  CasementFramebuffer *framebuffer;

  g_return_val_if_fail (CASEMENT_IS_GUEST_HEADS (self), NULL);
  g_return_val_if_fail (id < CASEMENT_GUEST_HEADS_MAX, NULL);

  if (self->heads[id] != NULL)
    return self->heads[id];
  self->heads[id] = casement_guest_display_new (id);
  framebuffer = casement_guest_display_get_framebuffer (self->heads[id]);
  g_signal_connect_object (framebuffer, "notify::live", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (framebuffer, "notify::width", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  update (self, self->heads[id]);
  return self->heads[id];
}

/** casement_guest_heads_adopt_display: Returns: whether the new channel of this number has a screen here. */
gboolean
casement_guest_heads_adopt_display (CasementGuestHeads *self, SpiceDisplayChannel *channel, int id)
{
  g_return_val_if_fail (CASEMENT_IS_GUEST_HEADS (self), FALSE);

  if (id < 0 || id >= CASEMENT_GUEST_HEADS_MAX)
    return FALSE;
  if (self->on_first[id])
    leave_first (self, (guint) id);
  casement_guest_display_set_head (casement_guest_heads_get (self, (guint) id), 0);
  casement_guest_display_set_channel (self->heads[id], channel);
  if (id == 0) {
    g_set_weak_pointer (&self->first, channel);
    g_signal_connect_object (channel, "notify::monitors", G_CALLBACK (monitors_cb), self, G_CONNECT_SWAPPED);
  }
  return TRUE;
}

/** casement_guest_heads_adopt_cursor: Returns: whether the new channel of this number has a screen here. */
gboolean
casement_guest_heads_adopt_cursor (CasementGuestHeads *self, SpiceCursorChannel *channel, int id)
{
  g_return_val_if_fail (CASEMENT_IS_GUEST_HEADS (self), FALSE);

  if (id < 0 || id >= CASEMENT_GUEST_HEADS_MAX)
    return FALSE;
  casement_guest_display_set_cursor_channel (casement_guest_heads_get (self, (guint) id), channel);
  if (id == 0)
    g_set_weak_pointer (&self->first_cursor, channel);
  return TRUE;
}

/** casement_guest_heads_drop_display: @channel is going; its surface is still there. */
void
casement_guest_heads_drop_display (CasementGuestHeads *self, SpiceDisplayChannel *channel)
{
  int id;

  g_return_if_fail (CASEMENT_IS_GUEST_HEADS (self));

  g_object_get (channel, "channel-id", &id, NULL);
  if (channel == self->first) {
    casement_guest_heads_end (self);
    return;
  }
  if (id > 0 && id < CASEMENT_GUEST_HEADS_MAX && self->heads[id] != NULL && !self->on_first[id])
    casement_guest_display_set_channel (self->heads[id], NULL);
}

/** casement_guest_heads_end: Lets go of all channels; the last picture stays. */
void
casement_guest_heads_end (CasementGuestHeads *self)
{
  g_return_if_fail (CASEMENT_IS_GUEST_HEADS (self));

  if (self->first != NULL)
    g_signal_handlers_disconnect_by_data (self->first, self);
  for (guint id = 0; id < CASEMENT_GUEST_HEADS_MAX; id++) {
    self->on_first[id] = FALSE;
    if (self->heads[id] == NULL)
      continue;
    casement_guest_display_set_channel (self->heads[id], NULL);
    casement_guest_display_set_cursor_channel (self->heads[id], NULL);
  }
  g_clear_weak_pointer (&self->first);
  g_clear_weak_pointer (&self->first_cursor);
}
