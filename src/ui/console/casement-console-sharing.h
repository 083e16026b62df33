/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-console-settings.h"
#include "casement-console.h"

G_BEGIN_DECLS

/* Gives each session of a console what the user allows its guest: the microphone, about which it asks when the guest first
 * records, and the shared folder. Signal "reconnect": what was allowed takes another connection. */
#define CASEMENT_TYPE_CONSOLE_SHARING (casement_console_sharing_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsoleSharing, casement_console_sharing, CASEMENT, CONSOLE_SHARING, GObject)

CasementConsoleSharing *casement_console_sharing_new (CasementConsole *console, CasementConsoleSettings *settings);

G_END_DECLS
