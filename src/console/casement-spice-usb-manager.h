/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <spice-client.h>
#include "casement-usb-manager.h"

G_BEGIN_DECLS

/* The SPICE library's USB redirection. The library connects the slots by itself, and nothing else: no device goes to the guest
 * before casement_usb_manager_redirect(). */
#define CASEMENT_TYPE_SPICE_USB_MANAGER (casement_spice_usb_manager_get_type ())
G_DECLARE_FINAL_TYPE (CasementSpiceUsbManager, casement_spice_usb_manager, CASEMENT, SPICE_USB_MANAGER, CasementUsbManager)

CasementUsbManager *casement_spice_usb_manager_new (void);
void casement_spice_usb_manager_set_spice (CasementSpiceUsbManager *self, SpiceSession *spice);
void casement_spice_usb_manager_set_connected (CasementSpiceUsbManager *self, gboolean connected);
void casement_spice_usb_manager_add_channel (CasementSpiceUsbManager *self);

G_END_DECLS
