/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void casement_stack_show (GtkStack *stack, const char *name);
void casement_view_switcher_bar_hide (AdwViewSwitcherBar *bar);
void casement_view_stack_hide_others (AdwViewStack *stack);

G_END_DECLS
