/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-shared-folder.h"

struct _CasementSharedFolder {
  GObject parent_instance;
  SpiceSession *spice;
  SpiceChannel *channel;
  /* The channel was told to connect; and to end. */
  gboolean begun;
  gboolean ended;
  gboolean connected;
  gboolean opened;
  char *path;
  gboolean read_only;
  CasementSharedFolderState state;
};

G_DEFINE_FINAL_TYPE (CasementSharedFolder, casement_shared_folder, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (CasementSharedFolderState, casement_shared_folder_state,
                    G_DEFINE_ENUM_VALUE (CASEMENT_SHARED_FOLDER_OFF, "off"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_SHARED_FOLDER_NO_CONNECTION, "no-connection"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_SHARED_FOLDER_NO_CHANNEL, "no-channel"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_SHARED_FOLDER_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_SHARED_FOLDER_SERVED, "served"))

enum {
  PROP_0,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
update_state (CasementSharedFolder *self)
{
  CasementSharedFolderState state;

  if (self->path == NULL)
    state = CASEMENT_SHARED_FOLDER_OFF;
  else if (!self->connected)
    state = CASEMENT_SHARED_FOLDER_NO_CONNECTION;
  else if (self->channel == NULL)
    state = CASEMENT_SHARED_FOLDER_NO_CHANNEL;
  else
    state = self->opened ? CASEMENT_SHARED_FOLDER_SERVED : CASEMENT_SHARED_FOLDER_WAITING;
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* The guest's service opens the port when it starts, and the server tells so also whoever connects later. */
static void
opened_cb (CasementSharedFolder *self)
{
  self->opened = FALSE;
  if (self->channel != NULL)
    g_object_get (self->channel, "port-opened", &self->opened, NULL);
  update_state (self);
}

static void
forget_channel (CasementSharedFolder *self)
{
  if (self->channel != NULL)
    g_signal_handlers_disconnect_by_data (self->channel, self);
  g_clear_weak_pointer (&self->channel);
  self->begun = self->ended = self->opened = FALSE;
}

static void
event_cb (CasementSharedFolder *self, SpiceChannelEvent event)
{
  if (event != SPICE_CHANNEL_OPENED)
    self->opened = FALSE;
  update_state (self);
}

/* One that was disconnected cannot be connected again with a socket of ours (0.42), so there is another for the same device,
 * which comes in by casement_shared_folder_add_channel(). */
static void
connect_channel (CasementSharedFolder *self)
{
  int id;

  if (!self->ended) {
    if (!self->begun)
      spice_channel_connect (self->channel);
    self->begun = TRUE;
    return;
  }
  g_object_get (self->channel, "channel-id", &id, NULL);
  forget_channel (self);
  spice_channel_new (self->spice, SPICE_CHANNEL_WEBDAV, id);
}

/* Whoever stops sharing must not have to trust that the guest stops reading. */
static void
disconnect_channel (CasementSharedFolder *self)
{
  if (self->begun && !self->ended)
    spice_channel_disconnect (self->channel, SPICE_CHANNEL_CLOSED);
  self->ended = self->begun;
}

static void
apply (CasementSharedFolder *self)
{
  if (self->spice != NULL)
    g_object_set (self->spice, "shared-dir", self->path, "share-dir-ro", self->read_only, NULL);
  if (self->channel != NULL && self->path != NULL)
    connect_channel (self);
  else if (self->channel != NULL)
    disconnect_channel (self);
  opened_cb (self);
}

static void
casement_shared_folder_dispose (GObject *object)
{
  casement_shared_folder_set_spice (CASEMENT_SHARED_FOLDER (object), NULL);
  G_OBJECT_CLASS (casement_shared_folder_parent_class)->dispose (object);
}

static void
casement_shared_folder_finalize (GObject *object)
{
  g_free (CASEMENT_SHARED_FOLDER (object)->path);
  G_OBJECT_CLASS (casement_shared_folder_parent_class)->finalize (object);
}

static void
casement_shared_folder_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_STATE:
    g_value_set_enum (value, (int) CASEMENT_SHARED_FOLDER (object)->state);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_shared_folder_class_init (CasementSharedFolderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = casement_shared_folder_dispose;
  object_class->finalize = casement_shared_folder_finalize;
  object_class->get_property = casement_shared_folder_get_property;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, CASEMENT_TYPE_SHARED_FOLDER_STATE,
                                              CASEMENT_SHARED_FOLDER_OFF,
                                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_shared_folder_init (CasementSharedFolder *self)
{
}

/** casement_shared_folder_new: Returns: (transfer full): nothing shared with nobody. */
CasementSharedFolder *
casement_shared_folder_new (void)
{
  return g_object_new (CASEMENT_TYPE_SHARED_FOLDER, NULL);
}

/**
 * casement_shared_folder_set_spice:
 * @spice: (nullable): the connection of now, before it has channels; %NULL at its end
 */
void
casement_shared_folder_set_spice (CasementSharedFolder *self, SpiceSession *spice)
{
  g_return_if_fail (CASEMENT_IS_SHARED_FOLDER (self));

  forget_channel (self);
  self->connected = FALSE;
  g_set_weak_pointer (&self->spice, spice);
  apply (self);
}

/**
 * casement_shared_folder_set_connected:
 * @connected: whether the list of channels is known, so that one that is missing does not exist
 */
void
casement_shared_folder_set_connected (CasementSharedFolder *self, gboolean connected)
{
  g_return_if_fail (CASEMENT_IS_SHARED_FOLDER (self));

  self->connected = connected;
  update_state (self);
}

/**
 * casement_shared_folder_add_channel:
 * @channel: the machine's channel, not connected yet
 */
void
casement_shared_folder_add_channel (CasementSharedFolder *self, SpiceWebdavChannel *channel)
{
  g_return_if_fail (CASEMENT_IS_SHARED_FOLDER (self));

  if (self->channel != NULL)
    return;
  g_set_weak_pointer (&self->channel, SPICE_CHANNEL (channel));
  g_signal_connect_object (channel, "notify::port-opened", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "channel-event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  apply (self);
}

/**
 * casement_shared_folder_share:
 * @path: (nullable): a folder, or %NULL to share none
 * @read_only: whether the guest may only read
 *
 * Holds for the connections to come as well.
 */
void
casement_shared_folder_share (CasementSharedFolder *self, const char *path, gboolean read_only)
{
  g_return_if_fail (CASEMENT_IS_SHARED_FOLDER (self));

  read_only = read_only != FALSE;
  if (g_strcmp0 (self->path, path) == 0 && self->read_only == read_only)
    return;
  g_free (self->path);
  self->path = g_strdup (path);
  self->read_only = read_only;
  apply (self);
}

/** casement_shared_folder_get_state: Returns: how far it is. */
CasementSharedFolderState
casement_shared_folder_get_state (CasementSharedFolder *self)
{
  g_return_val_if_fail (CASEMENT_IS_SHARED_FOLDER (self), CASEMENT_SHARED_FOLDER_OFF);

  return self->state;
}
