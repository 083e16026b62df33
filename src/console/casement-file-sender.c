/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-file-sender.h"

#include <glib/gi18n-lib.h>
#include <spice/vd_agent.h>
#include "casement-error.h"

struct _CasementFileSender {
  GObject parent_instance;
  SpiceMainChannel *channel;
  gboolean available;
  GListStore *transfers;
  /* The one whose turn it is. */
  CasementFileTransfer *current;
};

G_DEFINE_FINAL_TYPE (CasementFileSender, casement_file_sender, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_AVAILABLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void send_next (CasementFileSender *self);

/* One transfer in the hands of the library; counted, since both the end of its file and the end of the whole call use it, in
 * either order. */
typedef struct {
  CasementFileSender *self;
  CasementFileTransfer *transfer;
} Sending;

static void
sending_clear (gpointer data)
{
  Sending *sending = data;

  g_object_unref (sending->self);
  g_object_unref (sending->transfer);
}

static void
sending_unref (gpointer data)
{
  g_rc_box_release_full (data, sending_clear);
}

static void
sending_unref_closure (gpointer data, GClosure *closure)
{
  sending_unref (data);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_unref)

static GError *
error_of_file (CasementFileTransfer *transfer, const GError *cause)
{
  const char *name = casement_file_transfer_get_name (transfer);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return casement_error_new (CASEMENT_ERROR_NOT_FOUND, cause->message,
                               _("“%s” is not there any more. Choose the file again."), name);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return casement_error_new (CASEMENT_ERROR_PERMISSION, cause->message,
                               _("“%s” may not be read. Change its permissions, or copy it to a place where you may."), name);
  return casement_error_new (CASEMENT_ERROR_FAILED, cause->message, _("“%s” could not be read. Try again, or choose another file."),
                             name);
}

static GError *
error_of_guest (CasementFileTransfer *transfer, const GError *cause)
{
  if (cause->domain == G_IO_ERROR)
    return error_of_file (transfer, cause);
  return casement_error_new (CASEMENT_ERROR_FAILED, cause->message,
                             _("Windows did not take “%s”. Check that somebody is signed in there and that its disk has "
                               "room, then copy the file again."),
                             casement_file_transfer_get_name (transfer));
}

static void
finish (CasementFileSender *self, CasementFileTransfer *transfer, GError *error)
{
  casement_file_transfer_end (transfer, error);
  if (self->current == transfer) {
    g_signal_handlers_disconnect_by_data (transfer, self);
    g_clear_object (&self->current);
    send_next (self);
  }
}

/* Only here is the reason known; the whole call just counts. */
static void
task_finished_cb (SpiceFileTransferTask *task, const GError *error, gpointer user_data)
{
  Sending *sending = user_data;

  finish (sending->self, sending->transfer, error != NULL ? error_of_guest (sending->transfer, error) : NULL);
}

static void
new_task_cb (SpiceMainChannel *channel, SpiceFileTransferTask *task, gpointer user_data)
{
  g_signal_connect_data (task, "finished", G_CALLBACK (task_finished_cb), g_rc_box_acquire (user_data), sending_unref_closure, 0);
}

static void
progress_cb (goffset sent, goffset total, gpointer user_data)
{
  Sending *sending = user_data;

  casement_file_transfer_report (sending->transfer, (guint64) MAX (sent, 0), (guint64) MAX (total, 0));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;

  spice_main_channel_file_copy_finish (SPICE_MAIN_CHANNEL (source), result, NULL);
}

static void
start_sending (Sending *sending)
{
  SpiceMainChannel *channel = sending->self->channel;
  GFile *files[] = { casement_file_transfer_get_file (sending->transfer), NULL };
  gulong id = g_signal_connect (channel, "new-file-transfer", G_CALLBACK (new_task_cb), sending);

  spice_main_channel_file_copy_async (channel, files, G_FILE_COPY_NONE,
                                      casement_file_transfer_get_cancellable (sending->transfer), progress_cb, sending, sent_cb,
                                      sending);
  g_signal_handler_disconnect (channel, id);
}

static GError *
error_of_type (CasementFileTransfer *transfer, GFileType type)
{
  const char *name = casement_file_transfer_get_name (transfer);

  if (type == G_FILE_TYPE_DIRECTORY)
    return casement_error_new (CASEMENT_ERROR_INVALID, NULL,
                               _("“%s” is a folder, and only files can be copied this way. Pack it into one file, or use a "
                                 "shared folder."),
                               name);
  return casement_error_new (CASEMENT_ERROR_INVALID, NULL, _("“%s” is not a file. Choose files only."), name);
}

/* The library would try to read whatever it is given, a pipe for ever. */
static void
info_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  GError *failure = NULL;

  if (casement_file_transfer_get_over (sending->transfer))
    return;
  if (info == NULL)
    failure = error_of_file (sending->transfer, error);
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    failure = error_of_type (sending->transfer, g_file_info_get_file_type (info));
  else if (casement_file_sender_check (sending->self, &failure))
    return start_sending (g_steal_pointer (&sending));
  finish (sending->self, sending->transfer, failure);
}

/* Whoever cancels what is under way lets the next one go. */
static void
current_state_cb (CasementFileSender *self)
{
  if (self->current != NULL && casement_file_transfer_get_state (self->current) == CASEMENT_FILE_TRANSFER_CANCELLED)
    finish (self, self->current, NULL);
}

static void
send_next (CasementFileSender *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->transfers));

  for (guint i = 0; i < n && self->current == NULL; i++) {
    g_autoptr (CasementFileTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);
    Sending *sending;

    if (casement_file_transfer_get_state (transfer) != CASEMENT_FILE_TRANSFER_WAITING)
      continue;
    self->current = g_object_ref (transfer);
    g_signal_connect_object (transfer, "notify::state", G_CALLBACK (current_state_cb), self, G_CONNECT_SWAPPED);
    casement_file_transfer_start (transfer);
    sending = g_rc_box_new0 (Sending);
    sending->self = g_object_ref (self);
    sending->transfer = g_object_ref (transfer);
    g_file_query_info_async (casement_file_transfer_get_file (transfer), G_FILE_ATTRIBUTE_STANDARD_TYPE,
                             G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, casement_file_transfer_get_cancellable (transfer),
                             info_cb, sending);
  }
}

static void
agent_cb (CasementFileSender *self)
{
  gboolean available = casement_file_sender_check (self, NULL);

  if (self->available == available)
    return;
  self->available = available;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
}

static void
casement_file_sender_dispose (GObject *object)
{
  CasementFileSender *self = CASEMENT_FILE_SENDER (object);

  casement_file_sender_set_channel (self, NULL);
  g_clear_object (&self->current);
  g_clear_object (&self->transfers);
  G_OBJECT_CLASS (casement_file_sender_parent_class)->dispose (object);
}

static void
casement_file_sender_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_AVAILABLE:
    g_value_set_boolean (value, CASEMENT_FILE_SENDER (object)->available);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_file_sender_class_init (CasementFileSenderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = casement_file_sender_dispose;
  object_class->get_property = casement_file_sender_get_property;

  properties[PROP_AVAILABLE] = g_param_spec_boolean ("available", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_file_sender_init (CasementFileSender *self)
{
  self->transfers = g_list_store_new (CASEMENT_TYPE_FILE_TRANSFER);
}

/** casement_file_sender_new: Returns: (transfer full): a sender to nobody yet. */
CasementFileSender *
casement_file_sender_new (void)
{
  return g_object_new (CASEMENT_TYPE_FILE_SENDER, NULL);
}

/**
 * casement_file_sender_set_channel:
 * @channel: (nullable): the way to the agent
 */
void
casement_file_sender_set_channel (CasementFileSender *self, SpiceMainChannel *channel)
{
  g_return_if_fail (CASEMENT_IS_FILE_SENDER (self));

  if (self->channel == channel)
    return;
  if (self->channel != NULL)
    g_signal_handlers_disconnect_by_data (self->channel, self);
  g_set_weak_pointer (&self->channel, channel);
  if (channel != NULL)
    g_signal_connect_object (channel, "main-agent-update", G_CALLBACK (agent_cb), self, G_CONNECT_SWAPPED);
  agent_cb (self);
}

/**
 * casement_file_sender_check:
 *
 * Returns: whether files can be copied now; if not, @error says what to do.
 */
gboolean
casement_file_sender_check (CasementFileSender *self, GError **error)
{
  gboolean agent = FALSE;

  g_return_val_if_fail (CASEMENT_IS_FILE_SENDER (self), FALSE);

  if (self->channel == NULL) {
    casement_set_error (error, CASEMENT_ERROR_CONNECTION, NULL,
                        _("There is no connection to Windows. Start the virtual machine and wait for its screen."));
    return FALSE;
  }
  g_object_get (self->channel, "agent-connected", &agent, NULL);
  if (!agent) {
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL,
                        _("The SPICE agent does not run in Windows, and it is what takes files there. Run the installer of "
                          "the guest tools on the driver image in Windows, sign in, and try again."));
    return FALSE;
  }
  if (spice_main_channel_agent_test_capability (self->channel, VD_AGENT_CAP_FILE_XFER_DISABLED)) {
    casement_set_error (error, CASEMENT_ERROR_UNSUPPORTED, NULL,
                        _("Copying files is switched off for this virtual machine. Allow it in the definition of its SPICE "
                          "screen (filetransfer), or use a shared folder."));
    return FALSE;
  }
  return TRUE;
}

/**
 * casement_file_sender_send:
 * @file: a file of any location that GIO can read
 *
 * Adds @file to the transfers. What goes wrong, also from the start, is said by its transfer.
 */
void
casement_file_sender_send (CasementFileSender *self, GFile *file)
{
  g_autoptr (CasementFileTransfer) transfer = NULL;

  g_return_if_fail (CASEMENT_IS_FILE_SENDER (self));
  g_return_if_fail (G_IS_FILE (file));

  transfer = casement_file_transfer_new (file);
  g_list_store_append (self->transfers, transfer);
  send_next (self);
}

/** casement_file_sender_get_transfers: Returns: (transfer none): of CasementFileTransfer, in order, also those that are over. */
GListModel *
casement_file_sender_get_transfers (CasementFileSender *self)
{
  g_return_val_if_fail (CASEMENT_IS_FILE_SENDER (self), NULL);

  return G_LIST_MODEL (self->transfers);
}

/** casement_file_sender_forget: Drops the transfers that are over. */
void
casement_file_sender_forget (CasementFileSender *self)
{
  g_return_if_fail (CASEMENT_IS_FILE_SENDER (self));

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->transfers)); i-- > 0;) {
    g_autoptr (CasementFileTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);

    if (casement_file_transfer_get_over (transfer))
      g_list_store_remove (self->transfers, i);
  }
}
