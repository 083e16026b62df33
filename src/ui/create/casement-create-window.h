/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-library.h"

G_BEGIN_DECLS

/* The "New virtual machine" assistant. A creation goes on when the window is closed, which only hides it then. Signals:
 * "started" (operation, title); "created" (uuid): the virtual machine is there and was started; "failed" (message);
 * "backgrounded": hidden while it works. */
#define CASEMENT_TYPE_CREATE_WINDOW (casement_create_window_get_type ())
G_DECLARE_FINAL_TYPE (CasementCreateWindow, casement_create_window, CASEMENT, CREATE_WINDOW, AdwWindow)

GtkWindow *casement_create_window_new (GtkApplication *application, CasementLibrary *library, GtkWindow *parent);
void casement_create_window_set_iso (CasementCreateWindow *self, GFile *iso);
void casement_create_window_choose_iso (CasementCreateWindow *self);
const char *casement_create_window_get_name (CasementCreateWindow *self);

G_END_DECLS
