/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-usb-device.h"

struct _CasementUsbDevice {
  GObject parent_instance;
  char *name;
  char *detail;
  gboolean redirected;
  gboolean busy;
  char *reason;
};

G_DEFINE_FINAL_TYPE (CasementUsbDevice, casement_usb_device, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_REDIRECTED,
  PROP_BUSY,
  PROP_REASON,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
casement_usb_device_finalize (GObject *object)
{
  CasementUsbDevice *self = CASEMENT_USB_DEVICE (object);

  g_free (self->name);
  g_free (self->detail);
  g_free (self->reason);
  G_OBJECT_CLASS (casement_usb_device_parent_class)->finalize (object);
}

static void
casement_usb_device_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementUsbDevice *self = CASEMENT_USB_DEVICE (object);

  switch (prop_id) {
  case PROP_REDIRECTED:
    g_value_set_boolean (value, self->redirected);
    break;
  case PROP_BUSY:
    g_value_set_boolean (value, self->busy);
    break;
  case PROP_REASON:
    g_value_set_string (value, self->reason);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_usb_device_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CasementUsbDevice *self = CASEMENT_USB_DEVICE (object);

  switch (prop_id) {
  case PROP_REDIRECTED:
    casement_usb_device_set_redirected (self, g_value_get_boolean (value));
    break;
  case PROP_BUSY:
    casement_usb_device_set_busy (self, g_value_get_boolean (value));
    break;
  case PROP_REASON:
    casement_usb_device_set_reason (self, g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_usb_device_class_init (CasementUsbDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = casement_usb_device_finalize;
  object_class->get_property = casement_usb_device_get_property;
  object_class->set_property = casement_usb_device_set_property;

  properties[PROP_REDIRECTED] = g_param_spec_boolean ("redirected", NULL, NULL, FALSE, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_usb_device_init (CasementUsbDevice *self)
{
}

/**
 * casement_usb_device_new:
 * @name: what its maker calls it
 * @detail: (nullable): its ids and where it is plugged in
 *
 * Returns: (transfer full): a device that the guest does not have.
 */
CasementUsbDevice *
casement_usb_device_new (const char *name, const char *detail)
{
  CasementUsbDevice *self = g_object_new (CASEMENT_TYPE_USB_DEVICE, NULL);

  self->name = g_utf8_make_valid (name, -1);
  self->detail = detail != NULL ? g_utf8_make_valid (detail, -1) : NULL;
  return self;
}

/** casement_usb_device_get_name: Returns: its name for the user. */
const char *
casement_usb_device_get_name (CasementUsbDevice *self)
{
  g_return_val_if_fail (CASEMENT_IS_USB_DEVICE (self), NULL);
  return self->name;
}

/** casement_usb_device_get_detail: Returns: (nullable): what tells it from another of its kind. */
const char *
casement_usb_device_get_detail (CasementUsbDevice *self)
{
  g_return_val_if_fail (CASEMENT_IS_USB_DEVICE (self), NULL);
  return self->detail;
}

/** casement_usb_device_get_redirected: Returns: whether the guest has it. */
gboolean
casement_usb_device_get_redirected (CasementUsbDevice *self)
{
  g_return_val_if_fail (CASEMENT_IS_USB_DEVICE (self), FALSE);
  return self->redirected;
}

/** casement_usb_device_get_busy: Returns: whether it is on its way, one or the other. */
gboolean
casement_usb_device_get_busy (CasementUsbDevice *self)
{
  g_return_val_if_fail (CASEMENT_IS_USB_DEVICE (self), FALSE);
  return self->busy;
}

/** casement_usb_device_get_reason: Returns: (nullable): why the guest cannot have it. */
const char *
casement_usb_device_get_reason (CasementUsbDevice *self)
{
  g_return_val_if_fail (CASEMENT_IS_USB_DEVICE (self), NULL);
  return self->reason;
}

/** casement_usb_device_set_redirected: Sets whether the guest has it. */
void
casement_usb_device_set_redirected (CasementUsbDevice *self, gboolean redirected)
{
  g_return_if_fail (CASEMENT_IS_USB_DEVICE (self));

  if (self->redirected == (redirected != FALSE))
    return;
  self->redirected = redirected != FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REDIRECTED]);
}

/** casement_usb_device_set_busy: Sets whether it is on its way. */
void
casement_usb_device_set_busy (CasementUsbDevice *self, gboolean busy)
{
  g_return_if_fail (CASEMENT_IS_USB_DEVICE (self));

  if (self->busy == (busy != FALSE))
    return;
  self->busy = busy != FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/** casement_usb_device_set_reason: Sets why the guest cannot have it; %NULL when it can. */
void
casement_usb_device_set_reason (CasementUsbDevice *self, const char *reason)
{
  g_return_if_fail (CASEMENT_IS_USB_DEVICE (self));

  if (g_strcmp0 (self->reason, reason) == 0)
    return;
  g_free (self->reason);
  self->reason = g_strdup (reason);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
}
