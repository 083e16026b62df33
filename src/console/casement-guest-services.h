/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-file-sender.h"
#include "casement-guest-clipboard.h"
#include "casement-microphone.h"
#include "casement-shared-folder.h"
#include "casement-usb-manager.h"

G_BEGIN_DECLS

/* What passes between this side and the guest beside picture, keys and sound. Lives as long as its CasementConsoleSession and
 * follows its connections. */
#define CASEMENT_TYPE_GUEST_SERVICES (casement_guest_services_get_type ())
G_DECLARE_FINAL_TYPE (CasementGuestServices, casement_guest_services, CASEMENT, GUEST_SERVICES, GObject)

CasementGuestServices *casement_guest_services_new (void);
CasementGuestClipboard *casement_guest_services_get_clipboard (CasementGuestServices *self);
CasementFileSender *casement_guest_services_get_file_sender (CasementGuestServices *self);
CasementSharedFolder *casement_guest_services_get_shared_folder (CasementGuestServices *self);
CasementUsbManager *casement_guest_services_get_usb (CasementGuestServices *self);
CasementMicrophone *casement_guest_services_get_microphone (CasementGuestServices *self);

/* For the session's channels. */
void casement_guest_services_begin (CasementGuestServices *self, SpiceSession *spice);
void casement_guest_services_set_main (CasementGuestServices *self, SpiceMainChannel *channel);
gboolean casement_guest_services_wants (CasementGuestServices *self, SpiceChannel *channel);
gboolean casement_guest_services_adopt (CasementGuestServices *self, SpiceChannel *channel, gboolean sound);
void casement_guest_services_end (CasementGuestServices *self);

G_END_DECLS
