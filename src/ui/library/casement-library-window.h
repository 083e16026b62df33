/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-library.h"

G_BEGIN_DECLS

/* The main window: all virtual machines of one connection. */
#define CASEMENT_TYPE_LIBRARY_WINDOW (casement_library_window_get_type ())
G_DECLARE_FINAL_TYPE (CasementLibraryWindow, casement_library_window, CASEMENT, LIBRARY_WINDOW, AdwApplicationWindow)

GtkWindow *casement_library_window_new (GtkApplication *application, CasementLibrary *library);
void casement_library_window_add_toast (CasementLibraryWindow *self, const char *text);
void casement_library_window_add_notice (CasementLibraryWindow *self, const char *text, const char *button,
                                         const char *action, const char *target);
void casement_library_window_set_activity (CasementLibraryWindow *self, const char *text);
void casement_library_window_search (CasementLibraryWindow *self, const char *text);
void casement_library_window_check_host (CasementLibraryWindow *self);

G_END_DECLS
