/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A USB device of this host. Properties (writable, by its CasementUsbManager): "redirected", "busy" (booleans), "reason"
 * (nullable string): why it cannot be given to the guest, for the user. */
#define CASEMENT_TYPE_USB_DEVICE (casement_usb_device_get_type ())
G_DECLARE_FINAL_TYPE (CasementUsbDevice, casement_usb_device, CASEMENT, USB_DEVICE, GObject)

CasementUsbDevice *casement_usb_device_new (const char *name, const char *detail);
const char *casement_usb_device_get_name (CasementUsbDevice *self);
const char *casement_usb_device_get_detail (CasementUsbDevice *self);
gboolean casement_usb_device_get_redirected (CasementUsbDevice *self);
gboolean casement_usb_device_get_busy (CasementUsbDevice *self);
const char *casement_usb_device_get_reason (CasementUsbDevice *self);

void casement_usb_device_set_redirected (CasementUsbDevice *self, gboolean redirected);
void casement_usb_device_set_busy (CasementUsbDevice *self, gboolean busy);
void casement_usb_device_set_reason (CasementUsbDevice *self, const char *reason);

G_END_DECLS
