/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-console-settings.h"
#include "casement-console.h"

G_BEGIN_DECLS

/* Brings the clipboards of a guest and of this desktop together, as far as the user allows it and while the console has the
 * focus; asks when nobody has decided. */
#define CASEMENT_TYPE_CLIPBOARD_BRIDGE (casement_clipboard_bridge_get_type ())
G_DECLARE_FINAL_TYPE (CasementClipboardBridge, casement_clipboard_bridge, CASEMENT, CLIPBOARD_BRIDGE, GObject)

CasementClipboardBridge *casement_clipboard_bridge_new (CasementConsole *console, CasementConsoleSettings *settings);

G_END_DECLS
