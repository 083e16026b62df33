/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-usb-device.h"

G_BEGIN_DECLS

#define CASEMENT_TYPE_USB_MANAGER (casement_usb_manager_get_type ())
G_DECLARE_DERIVABLE_TYPE (CasementUsbManager, casement_usb_manager, CASEMENT, USB_MANAGER, GObject)

/**
 * CasementUsbManagerClass:
 * @look: somebody wants to see the devices: from now on keep the list
 * @redirect: gives a device to the guest or takes it back, then calls casement_usb_manager_redirected()
 *
 * The devices of this host that a guest may have, and the slots it has for them. Nothing goes to the guest by itself.
 * Properties (read-only): "free-slots" (int; -1 while unknown), "problem" (nullable boxed GError): why nothing can be given to the
 * guest at all. Signal "failed" (CasementUsbDevice, GError): a device went neither here nor there, or came back by itself.
 */
struct _CasementUsbManagerClass {
  GObjectClass parent_class;

  void (*look) (CasementUsbManager *self);
  void (*redirect) (CasementUsbManager *self, CasementUsbDevice *device, gboolean to_guest);
};

GListModel *casement_usb_manager_get_devices (CasementUsbManager *self);
int casement_usb_manager_get_free_slots (CasementUsbManager *self);
const GError *casement_usb_manager_get_problem (CasementUsbManager *self);
guint casement_usb_manager_count_redirected (CasementUsbManager *self);
void casement_usb_manager_look (CasementUsbManager *self);
void casement_usb_manager_redirect (CasementUsbManager *self, CasementUsbDevice *device, gboolean to_guest);

/* For those that are managers. */
void casement_usb_manager_add (CasementUsbManager *self, CasementUsbDevice *device);
void casement_usb_manager_remove (CasementUsbManager *self, CasementUsbDevice *device);
void casement_usb_manager_clear (CasementUsbManager *self);
void casement_usb_manager_set_free_slots (CasementUsbManager *self, int free_slots);
void casement_usb_manager_take_problem (CasementUsbManager *self, GError *problem);
void casement_usb_manager_redirected (CasementUsbManager *self, CasementUsbDevice *device, gboolean redirected, const GError *error);

G_END_DECLS
