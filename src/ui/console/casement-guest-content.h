/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-guest-clipboard.h"

G_BEGIN_DECLS

/* What is copied in a guest, as this desktop's clipboard has it: fetched when a program pastes it, with the guest's time limit. */
#define CASEMENT_TYPE_GUEST_CONTENT (casement_guest_content_get_type ())
G_DECLARE_FINAL_TYPE (CasementGuestContent, casement_guest_content, CASEMENT, GUEST_CONTENT, GdkContentProvider)

CasementGuestContent *casement_guest_content_new (CasementGuestClipboard *clipboard, CasementClipboardFormats formats);
CasementGuestClipboard *casement_guest_content_get_clipboard (CasementGuestContent *self);

G_END_DECLS
