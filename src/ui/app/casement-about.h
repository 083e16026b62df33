/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-connection.h"

G_BEGIN_DECLS

void casement_about_present (GtkWindow *parent, CasementConnection *connection);
void casement_shortcuts_present (GtkWindow *parent);

G_END_DECLS
