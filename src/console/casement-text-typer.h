/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-inputs.h"

G_BEGIN_DECLS

/* Types a text as key presses, for guests that have no agent to paste it, as at the login screen. The keys depend on the
 * keyboard layout that the guest has. Property (read-only): "busy" (boolean). */
#define CASEMENT_TYPE_TEXT_TYPER (casement_text_typer_get_type ())
G_DECLARE_FINAL_TYPE (CasementTextTyper, casement_text_typer, CASEMENT, TEXT_TYPER, GObject)

/* Longer texts are not typed, so that a clipboard full of something else does no harm. */
#define CASEMENT_TEXT_TYPER_MAX 1024

CasementTextTyper *casement_text_typer_new (CasementInputs *inputs);
gboolean casement_text_typer_type (CasementTextTyper *self, const char *layout, const char *text, GError **error);
void casement_text_typer_stop (CasementTextTyper *self);
gboolean casement_text_typer_get_busy (CasementTextTyper *self);

G_END_DECLS
