/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-console-settings.h"
#include "casement-console.h"
#include "casement-file-dropper.h"

G_BEGIN_DECLS

/* What a window can do with its console beyond showing it, by the user's choices for this guest: the actions of its menu,
 * installed on the console's window as "console". Follows whatever session the console has.
 * Property (read-only): "typing" (boolean: text is being typed).
 * Signals: "failed" (const char *, GError): what could not be done, as a title, and why; "reconnect": what was chosen takes another
 * connection. */
#define CASEMENT_TYPE_CONSOLE_TOOLS (casement_console_tools_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsoleTools, casement_console_tools, CASEMENT, CONSOLE_TOOLS, GObject)

CasementConsoleTools *casement_console_tools_new (CasementConsole *console, GtkWidget *window, const char *id);
gboolean casement_console_tools_get_typing (CasementConsoleTools *self);
CasementConsoleSettings *casement_console_tools_get_settings (CasementConsoleTools *self);
CasementFileDropper *casement_console_tools_get_dropper (CasementConsoleTools *self);

G_END_DECLS
