/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-connection.h"

G_BEGIN_DECLS

/* What the host offers a Windows virtual machine, and what would make it better. */
#define CASEMENT_TYPE_HOST_CHECK_WINDOW (casement_host_check_window_get_type ())
G_DECLARE_FINAL_TYPE (CasementHostCheckWindow, casement_host_check_window, CASEMENT, HOST_CHECK_WINDOW, AdwWindow)

GtkWindow *casement_host_check_window_new (CasementConnection *connection, GtkWindow *parent);

G_END_DECLS
