/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-library.h"

G_BEGIN_DECLS

/* Answers the desktop's search (org.gnome.Shell.SearchProvider2): finds virtual machines, opens and starts them. */
#define CASEMENT_TYPE_SHELL_SEARCH (casement_shell_search_get_type ())
G_DECLARE_FINAL_TYPE (CasementShellSearch, casement_shell_search, CASEMENT, SHELL_SEARCH, GObject)

/* (transfer none): the library, opened if it was not. */
typedef CasementLibrary *(*CasementShellSearchLibrary) (gpointer user_data);

CasementShellSearch *casement_shell_search_new (GApplication *application, CasementShellSearchLibrary get_library);
gboolean casement_shell_search_export (CasementShellSearch *self, GDBusConnection *connection, GError **error);

G_END_DECLS
