/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-file-transfer.h"

struct _CasementFileTransfer {
  GObject parent_instance;
  GFile *file;
  char *name;
  CasementFileTransferState state;
  double fraction;
  GError *error;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CasementFileTransfer, casement_file_transfer, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (CasementFileTransferState, casement_file_transfer_state,
                    G_DEFINE_ENUM_VALUE (CASEMENT_FILE_TRANSFER_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_FILE_TRANSFER_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_FILE_TRANSFER_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_FILE_TRANSFER_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_FILE_TRANSFER_CANCELLED, "cancelled"))

enum {
  PROP_0,
  PROP_STATE,
  PROP_FRACTION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_state (CasementFileTransfer *self, CasementFileTransferState state)
{
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
casement_file_transfer_finalize (GObject *object)
{
  CasementFileTransfer *self = CASEMENT_FILE_TRANSFER (object);

  g_clear_object (&self->file);
  g_clear_object (&self->cancellable);
  g_free (self->name);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (casement_file_transfer_parent_class)->finalize (object);
}

static void
casement_file_transfer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementFileTransfer *self = CASEMENT_FILE_TRANSFER (object);

  switch (prop_id) {
  case PROP_STATE:
    g_value_set_enum (value, (int) self->state);
    break;
  case PROP_FRACTION:
    g_value_set_double (value, self->fraction);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_file_transfer_class_init (CasementFileTransferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = casement_file_transfer_finalize;
  object_class->get_property = casement_file_transfer_get_property;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, CASEMENT_TYPE_FILE_TRANSFER_STATE,
                                              CASEMENT_FILE_TRANSFER_WAITING, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_file_transfer_init (CasementFileTransfer *self)
{
  self->cancellable = g_cancellable_new ();
}

/** casement_file_transfer_new: Returns: (transfer full): a transfer of @file that waits for its turn. */
CasementFileTransfer *
casement_file_transfer_new (GFile *file)
{
  CasementFileTransfer *self = g_object_new (CASEMENT_TYPE_FILE_TRANSFER, NULL);
  g_autofree char *name = g_file_get_basename (file);

  self->file = g_object_ref (file);
  self->name = name != NULL ? g_filename_display_name (name) : g_file_get_parse_name (file);
  return self;
}

/** casement_file_transfer_get_file: Returns: (transfer none): what is copied. */
GFile *
casement_file_transfer_get_file (CasementFileTransfer *self)
{
  g_return_val_if_fail (CASEMENT_IS_FILE_TRANSFER (self), NULL);
  return self->file;
}

/** casement_file_transfer_get_name: Returns: its name for the user. */
const char *
casement_file_transfer_get_name (CasementFileTransfer *self)
{
  g_return_val_if_fail (CASEMENT_IS_FILE_TRANSFER (self), NULL);
  return self->name;
}

/** casement_file_transfer_get_state: Returns: how far it is. */
CasementFileTransferState
casement_file_transfer_get_state (CasementFileTransfer *self)
{
  g_return_val_if_fail (CASEMENT_IS_FILE_TRANSFER (self), CASEMENT_FILE_TRANSFER_FAILED);
  return self->state;
}

/** casement_file_transfer_get_fraction: Returns: how much of it is in the guest, 0 to 1. */
double
casement_file_transfer_get_fraction (CasementFileTransfer *self)
{
  g_return_val_if_fail (CASEMENT_IS_FILE_TRANSFER (self), 0);
  return self->fraction;
}

/** casement_file_transfer_get_error: Returns: (nullable): why it is %CASEMENT_FILE_TRANSFER_FAILED, for the user. */
const GError *
casement_file_transfer_get_error (CasementFileTransfer *self)
{
  g_return_val_if_fail (CASEMENT_IS_FILE_TRANSFER (self), NULL);
  return self->error;
}

/** casement_file_transfer_get_cancellable: Returns: (transfer none): what casement_file_transfer_cancel() cancels. */
GCancellable *
casement_file_transfer_get_cancellable (CasementFileTransfer *self)
{
  g_return_val_if_fail (CASEMENT_IS_FILE_TRANSFER (self), NULL);
  return self->cancellable;
}

/** casement_file_transfer_get_over: Returns: whether nothing more will happen to it. */
gboolean
casement_file_transfer_get_over (CasementFileTransfer *self)
{
  g_return_val_if_fail (CASEMENT_IS_FILE_TRANSFER (self), TRUE);
  return self->state >= CASEMENT_FILE_TRANSFER_DONE;
}

/**
 * casement_file_transfer_cancel:
 *
 * Ends it at once for this side; a guest that does not answer is told when it does.
 */
void
casement_file_transfer_cancel (CasementFileTransfer *self)
{
  g_return_if_fail (CASEMENT_IS_FILE_TRANSFER (self));

  if (casement_file_transfer_get_over (self))
    return;
  g_cancellable_cancel (self->cancellable);
  set_state (self, CASEMENT_FILE_TRANSFER_CANCELLED);
}

/** casement_file_transfer_start: It is its turn. */
void
casement_file_transfer_start (CasementFileTransfer *self)
{
  set_state (self, CASEMENT_FILE_TRANSFER_RUNNING);
}

/** casement_file_transfer_report: @sent of @total bytes are on their way. */
void
casement_file_transfer_report (CasementFileTransfer *self, guint64 sent, guint64 total)
{
  double fraction = total > 0 ? CLAMP ((double) sent / (double) total, 0, 1) : 0;

  if (casement_file_transfer_get_over (self) || fraction == self->fraction)
    return;
  self->fraction = fraction;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

/**
 * casement_file_transfer_end:
 * @error: (transfer full) (nullable): why it failed, or %NULL when the file is there
 *
 * Does nothing to one that was cancelled.
 */
void
casement_file_transfer_end (CasementFileTransfer *self, GError *error)
{
  if (casement_file_transfer_get_over (self)) {
    g_clear_error (&error);
    return;
  }
  self->error = error;
  if (error == NULL)
    casement_file_transfer_report (self, 1, 1);
  set_state (self, error == NULL ? CASEMENT_FILE_TRANSFER_DONE : CASEMENT_FILE_TRANSFER_FAILED);
}
