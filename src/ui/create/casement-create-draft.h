/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-library.h"
#include "casement-media-info.h"
#include "casement-plan.h"

G_BEGIN_DECLS

/* What the assistant's pages work on: the choices, what was found out about images and host, and the plan that follows.
 * Signal "changed" (no arguments), once per turn of the main loop, after anything below may have changed. */
#define CASEMENT_TYPE_CREATE_DRAFT (casement_create_draft_get_type ())
G_DECLARE_FINAL_TYPE (CasementCreateDraft, casement_create_draft, CASEMENT, CREATE_DRAFT, GObject)

CasementCreateDraft *casement_create_draft_new (CasementLibrary *library);

void casement_create_draft_set_iso (CasementCreateDraft *self, GFile *file);
void casement_create_draft_set_drivers (CasementCreateDraft *self, GFile *file);
void casement_create_draft_set_skip_drivers (CasementCreateDraft *self, gboolean skip);
void casement_create_draft_set_name (CasementCreateDraft *self, const char *name);
void casement_create_draft_set_preset (CasementCreateDraft *self, const CasementPreset *preset);
void casement_create_draft_set_unsupported (CasementCreateDraft *self, gboolean unsupported);
void casement_create_draft_set_frozen (CasementCreateDraft *self, gboolean frozen);
void casement_create_draft_reset_machine (CasementCreateDraft *self);

/* What Setup is answered, also while “Install for me” is off, so that nothing is lost by switching; change its texts freely. */
CasementUnattend *casement_create_draft_get_unattend (CasementCreateDraft *self);
void casement_create_draft_set_unattended (CasementCreateDraft *self, gboolean unattended);
void casement_create_draft_set_password (CasementCreateDraft *self, CasementSecret *password);
void casement_create_draft_set_product_key (CasementCreateDraft *self, CasementSecret *key);
gboolean casement_create_draft_can_unattend (CasementCreateDraft *self);
char *casement_create_draft_dup_unattend_note (CasementCreateDraft *self);

CasementConnection *casement_create_draft_get_connection (CasementCreateDraft *self);
CasementVmSpec *casement_create_draft_get_spec (CasementCreateDraft *self);
gboolean casement_create_draft_get_identifying (CasementCreateDraft *self);
CasementMediaInfo *casement_create_draft_get_media (CasementCreateDraft *self);
const GError *casement_create_draft_get_media_error (CasementCreateDraft *self);
/* Whether the image is one that nobody recognises, so that the user may say which Windows it holds. */
gboolean casement_create_draft_get_asks_preset (CasementCreateDraft *self);
const CasementPreset *casement_create_draft_get_preset (CasementCreateDraft *self);
GPtrArray *casement_create_draft_dup_editions (CasementCreateDraft *self);
gboolean casement_create_draft_get_unsupported (CasementCreateDraft *self);
const char *casement_create_draft_get_missed (CasementCreateDraft *self);
gboolean casement_create_draft_get_searching (CasementCreateDraft *self);
CasementMediaInfo *casement_create_draft_get_drivers (CasementCreateDraft *self);
const GError *casement_create_draft_get_drivers_error (CasementCreateDraft *self);
gboolean casement_create_draft_get_skip_drivers (CasementCreateDraft *self);
CasementHostFacts *casement_create_draft_get_facts (CasementCreateDraft *self);
guint64 casement_create_draft_get_free_space (CasementCreateDraft *self);
CasementPlan *casement_create_draft_get_plan (CasementCreateDraft *self);
const GError *casement_create_draft_get_problem (CasementCreateDraft *self);
gboolean casement_create_draft_get_ready (CasementCreateDraft *self);
gboolean casement_create_draft_check_name (CasementCreateDraft *self, GError **error);

G_END_DECLS
