/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-recommendation.h"

G_BEGIN_DECLS

typedef enum {
  CASEMENT_AUDIT_MET,
  CASEMENT_AUDIT_UNMET,
  CASEMENT_AUDIT_NOT_APPLICABLE,
  CASEMENT_AUDIT_UNSUPPORTED,
} CasementAuditState;

/* One recommendation held against one domain. Properties (read-only): "id", "title", "why", "source", "found", "wanted",
 * "reason" (strings, nullable but the first four). */
#define CASEMENT_TYPE_AUDIT_ITEM (casement_audit_item_get_type ())
G_DECLARE_FINAL_TYPE (CasementAuditItem, casement_audit_item, CASEMENT, AUDIT_ITEM, GObject)

const CasementRecommendation *casement_audit_item_get_recommendation (CasementAuditItem *self);
CasementAuditState casement_audit_item_get_state (CasementAuditItem *self);
const char *casement_audit_state_to_string (CasementAuditState state);
const char *casement_audit_item_get_found (CasementAuditItem *self);
const char *casement_audit_item_get_wanted (CasementAuditItem *self);
const char *casement_audit_item_get_reason (CasementAuditItem *self);
const char *casement_audit_item_get_place (CasementAuditItem *self);
gboolean casement_audit_item_get_fixable (CasementAuditItem *self);

/* A check-up of any domain, whoever made it: a GListModel of CasementAuditItem, the most important first. Immutable. */
#define CASEMENT_TYPE_AUDIT (casement_audit_get_type ())
G_DECLARE_FINAL_TYPE (CasementAudit, casement_audit, CASEMENT, AUDIT, GObject)

const CasementPreset *casement_domain_infer_preset (xmlNodePtr root, GError **error);

CasementAudit *casement_audit_new (const char *xml, gssize length, CasementHostFacts *facts, GError **error);
CasementAudit *casement_audit_new_running (const char *xml, const char *running, CasementHostFacts *facts, GError **error);

const char *casement_audit_get_domain (CasementAudit *self);
const CasementPreset *casement_audit_get_preset (CasementAudit *self);
guint casement_audit_count (CasementAudit *self, CasementAuditState state);
CasementAuditItem *casement_audit_find (CasementAudit *self, const char *id);
char *casement_audit_to_json (CasementAudit *self);

char **casement_audit_dup_safe_ids (CasementAudit *self);
char *casement_audit_dup_change (CasementAudit *self, const char *id);
gboolean casement_audit_has_uefi (CasementAudit *self);
char *casement_audit_tune (CasementAudit *self, const char *const *ids, GError **error);

G_END_DECLS
