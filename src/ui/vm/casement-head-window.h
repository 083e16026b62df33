/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "casement-console.h"

G_BEGIN_DECLS

/* One more screen of a guest, in a window of its own. */
#define CASEMENT_TYPE_HEAD_WINDOW (casement_head_window_get_type ())
G_DECLARE_FINAL_TYPE (CasementHeadWindow, casement_head_window, CASEMENT, HEAD_WINDOW, AdwWindow)

CasementHeadWindow *casement_head_window_new (guint id);
guint casement_head_window_get_id (CasementHeadWindow *self);
CasementConsole *casement_head_window_get_console (CasementHeadWindow *self);
void casement_head_window_set_name (CasementHeadWindow *self, const char *name);

G_END_DECLS
