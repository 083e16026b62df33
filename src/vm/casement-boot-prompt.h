/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-boot-judge.h"
#include "casement-connection.h"
#include "casement-operation.h"

G_BEGIN_DECLS

/* Answers “Press any key to boot from CD or DVD” of an installer image, once, on the first boot of a machine with an empty
 * disk. Properties: "active" (boolean, read-only): whether keys are being pressed now. Cancelling stops it: keys are the
 * user's from then on. */
#define CASEMENT_TYPE_BOOT_PROMPT (casement_boot_prompt_get_type ())
G_DECLARE_FINAL_TYPE (CasementBootPrompt, casement_boot_prompt, CASEMENT, BOOT_PROMPT, CasementOperation)

CasementBootPrompt *casement_boot_prompt_new (CasementConnection *connection, const char *uuid, const char *name);
void casement_boot_prompt_start (CasementBootPrompt *self);
CasementBootPrompt *casement_boot_prompt_find (const char *uuid);

gboolean casement_boot_prompt_get_active (CasementBootPrompt *self);
gboolean casement_boot_prompt_get_needed (CasementBootPrompt *self);
CasementBootStep casement_boot_prompt_get_outcome (CasementBootPrompt *self);

G_END_DECLS
