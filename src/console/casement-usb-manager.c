/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-usb-manager.h"

typedef struct {
  GListStore *devices;
  int free_slots;
  GError *problem;
} CasementUsbManagerPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CasementUsbManager, casement_usb_manager, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_FREE_SLOTS,
  PROP_PROBLEM,
  N_PROPS
};

enum {
  FAILED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static CasementUsbManagerPrivate *
private_of (CasementUsbManager *self)
{
  return casement_usb_manager_get_instance_private (self);
}

static void
casement_usb_manager_finalize (GObject *object)
{
  CasementUsbManagerPrivate *priv = private_of (CASEMENT_USB_MANAGER (object));

  g_clear_object (&priv->devices);
  g_clear_error (&priv->problem);
  G_OBJECT_CLASS (casement_usb_manager_parent_class)->finalize (object);
}

static void
casement_usb_manager_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementUsbManagerPrivate *priv = private_of (CASEMENT_USB_MANAGER (object));

  switch (prop_id) {
  case PROP_FREE_SLOTS:
    g_value_set_int (value, priv->free_slots);
    break;
  case PROP_PROBLEM:
    g_value_set_boxed (value, priv->problem);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_usb_manager_class_init (CasementUsbManagerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = casement_usb_manager_finalize;
  object_class->get_property = casement_usb_manager_get_property;

  properties[PROP_FREE_SLOTS] = g_param_spec_int ("free-slots", NULL, NULL, -1, G_MAXINT, -1, flags);
  properties[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[FAILED] = g_signal_new ("failed", CASEMENT_TYPE_USB_MANAGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  CASEMENT_TYPE_USB_DEVICE, G_TYPE_ERROR);
}

static void
casement_usb_manager_init (CasementUsbManager *self)
{
  CasementUsbManagerPrivate *priv = private_of (self);

  priv->devices = g_list_store_new (CASEMENT_TYPE_USB_DEVICE);
  priv->free_slots = -1;
}

/** casement_usb_manager_get_devices: Returns: (transfer none): of CasementUsbDevice, those plugged in now. */
GListModel *
casement_usb_manager_get_devices (CasementUsbManager *self)
{
  g_return_val_if_fail (CASEMENT_IS_USB_MANAGER (self), NULL);
  return G_LIST_MODEL (private_of (self)->devices);
}

/** casement_usb_manager_get_free_slots: Returns: how many devices more the guest can have; -1 while unknown. */
int
casement_usb_manager_get_free_slots (CasementUsbManager *self)
{
  g_return_val_if_fail (CASEMENT_IS_USB_MANAGER (self), -1);
  return private_of (self)->free_slots;
}

/** casement_usb_manager_get_problem: Returns: (nullable): why the guest can have no device at all, for the user. */
const GError *
casement_usb_manager_get_problem (CasementUsbManager *self)
{
  g_return_val_if_fail (CASEMENT_IS_USB_MANAGER (self), NULL);
  return private_of (self)->problem;
}

/** casement_usb_manager_count_redirected: Returns: how many devices the guest has. */
guint
casement_usb_manager_count_redirected (CasementUsbManager *self)
{
  GListModel *devices = casement_usb_manager_get_devices (self);
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++) {
    g_autoptr (CasementUsbDevice) device = g_list_model_get_item (devices, i);

    if (casement_usb_device_get_redirected (device))
      count++;
  }
  return count;
}

/**
 * casement_usb_manager_look:
 *
 * Lists the devices and keeps the list from now on. Until then nothing watches the bus.
 */
void
casement_usb_manager_look (CasementUsbManager *self)
{
  g_return_if_fail (CASEMENT_IS_USB_MANAGER (self));

  CASEMENT_USB_MANAGER_GET_CLASS (self)->look (self);
}

/**
 * casement_usb_manager_redirect:
 * @to_guest: gives @device to the guest; otherwise takes it back
 *
 * Begins it; "busy" of the device says how long it takes, "failed" what went wrong.
 */
void
casement_usb_manager_redirect (CasementUsbManager *self, CasementUsbDevice *device, gboolean to_guest)
{
  g_return_if_fail (CASEMENT_IS_USB_MANAGER (self));
  g_return_if_fail (CASEMENT_IS_USB_DEVICE (device));

  if (casement_usb_device_get_busy (device) || casement_usb_device_get_redirected (device) == (to_guest != FALSE))
    return;
  casement_usb_device_set_busy (device, TRUE);
  CASEMENT_USB_MANAGER_GET_CLASS (self)->redirect (self, device, to_guest != FALSE);
}

/** casement_usb_manager_add: @device was plugged in. */
void
casement_usb_manager_add (CasementUsbManager *self, CasementUsbDevice *device)
{
  g_list_store_append (private_of (self)->devices, device);
}

/** casement_usb_manager_remove: @device was pulled out. */
void
casement_usb_manager_remove (CasementUsbManager *self, CasementUsbDevice *device)
{
  guint position;

  if (g_list_store_find (private_of (self)->devices, device, &position))
    g_list_store_remove (private_of (self)->devices, position);
}

/** casement_usb_manager_clear: Nothing is known of devices and slots any more. */
void
casement_usb_manager_clear (CasementUsbManager *self)
{
  g_list_store_remove_all (private_of (self)->devices);
  casement_usb_manager_set_free_slots (self, -1);
}

/** casement_usb_manager_set_free_slots: Sets how many devices more the guest can have. */
void
casement_usb_manager_set_free_slots (CasementUsbManager *self, int free_slots)
{
  if (private_of (self)->free_slots == free_slots)
    return;
  private_of (self)->free_slots = free_slots;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FREE_SLOTS]);
}

/** casement_usb_manager_take_problem: Sets why nothing goes; takes @problem. */
void
casement_usb_manager_take_problem (CasementUsbManager *self, GError *problem)
{
  CasementUsbManagerPrivate *priv = private_of (self);

  if (priv->problem == NULL && problem == NULL)
    return;
  g_clear_error (&priv->problem);
  priv->problem = problem;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/**
 * casement_usb_manager_redirected:
 * @redirected: whether the guest has @device now
 * @error: (nullable): what went wrong
 *
 * The end of a redirection.
 */
void
casement_usb_manager_redirected (CasementUsbManager *self, CasementUsbDevice *device, gboolean redirected, const GError *error)
{
  casement_usb_device_set_redirected (device, redirected);
  casement_usb_device_set_busy (device, FALSE);
  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, device, error);
}
