/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-console-settings.h"
#include "casement-console.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/* Which folder the guest has, whether it may write there, and whether its service has taken it. */
#define CASEMENT_TYPE_SHARE_FOLDER_WINDOW (casement_share_folder_window_get_type ())
G_DECLARE_FINAL_TYPE (CasementShareFolderWindow, casement_share_folder_window, CASEMENT, SHARE_FOLDER_WINDOW, AdwWindow)

GtkWindow *casement_share_folder_window_new (GtkWindow *parent,
                                             CasementConsole *console,
                                             CasementConsoleSettings *settings,
                                             CasementVm *vm);

G_END_DECLS
