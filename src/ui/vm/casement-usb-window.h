/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-console.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/* The USB devices of this computer, and which of them the guest has. */
#define CASEMENT_TYPE_USB_WINDOW (casement_usb_window_get_type ())
G_DECLARE_FINAL_TYPE (CasementUsbWindow, casement_usb_window, CASEMENT, USB_WINDOW, AdwWindow)

GtkWindow *casement_usb_window_new (GtkWindow *parent, CasementConsole *console, CasementVm *vm);
void casement_usb_window_set_manager (CasementUsbWindow *self, CasementUsbManager *manager);

G_END_DECLS
