/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-audit-private.h"

#include <glib/gi18n-lib.h>

struct _CasementAuditItem {
  GObject parent_instance;
  const CasementRecommendation *recommendation;
  CasementAuditState state;
  char *found;
  char *place;
  char *wanted;
  char *reason;
};

G_DEFINE_FINAL_TYPE (CasementAuditItem, casement_audit_item, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ID,
  PROP_TITLE,
  PROP_WHY,
  PROP_SOURCE,
  PROP_FOUND,
  PROP_WANTED,
  PROP_REASON,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
casement_audit_item_finalize (GObject *object)
{
  CasementAuditItem *self = CASEMENT_AUDIT_ITEM (object);

  g_free (self->found);
  g_free (self->place);
  g_free (self->wanted);
  g_free (self->reason);
  G_OBJECT_CLASS (casement_audit_item_parent_class)->finalize (object);
}

static void
casement_audit_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementAuditItem *self = CASEMENT_AUDIT_ITEM (object);

  switch (prop_id) {
  case PROP_ID:
    g_value_set_static_string (value, self->recommendation->id);
    break;
  case PROP_TITLE:
    g_value_set_string (value, _(self->recommendation->title));
    break;
  case PROP_WHY:
    g_value_set_string (value, _(self->recommendation->why));
    break;
  case PROP_SOURCE:
    g_value_set_static_string (value, self->recommendation->source);
    break;
  case PROP_FOUND:
    g_value_set_string (value, self->found);
    break;
  case PROP_WANTED:
    g_value_set_string (value, self->wanted);
    break;
  case PROP_REASON:
    g_value_set_string (value, self->reason);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_audit_item_class_init (CasementAuditItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = casement_audit_item_finalize;
  object_class->get_property = casement_audit_item_get_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_WHY] = g_param_spec_string ("why", NULL, NULL, NULL, flags);
  properties[PROP_SOURCE] = g_param_spec_string ("source", NULL, NULL, NULL, flags);
  properties[PROP_FOUND] = g_param_spec_string ("found", NULL, NULL, NULL, flags);
  properties[PROP_WANTED] = g_param_spec_string ("wanted", NULL, NULL, NULL, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_audit_item_init (CasementAuditItem *self)
{
}

/**
 * casement_audit_item_new:
 * @root: the domain
 * @running: (nullable): the same as it runs, where it does
 *
 * Returns: (transfer full): @recommendation held against the domain.
 */
CasementAuditItem *
casement_audit_item_new (const CasementRecommendation *recommendation,
                         xmlNodePtr root,
                         xmlNodePtr running,
                         const CasementAdviceContext *context)
{
  CasementAuditItem *self = g_object_new (CASEMENT_TYPE_AUDIT_ITEM, NULL);
  CasementAdviceState judged = casement_recommendation_judge (recommendation, context, &self->reason);

  self->recommendation = recommendation;
  self->wanted = casement_recommendation_dup_wanted (recommendation, context);
  if (recommendation->group == CASEMENT_ADVICE_INSTALL) {
    self->state = CASEMENT_AUDIT_NOT_APPLICABLE;
    g_free (self->reason);
    self->reason = g_strdup (_("Only for installing Windows."));
  } else if (judged == CASEMENT_ADVICE_UNSUPPORTED) {
    self->state = CASEMENT_AUDIT_UNSUPPORTED;
  } else if (judged == CASEMENT_ADVICE_NOT_APPLICABLE) {
    self->state = CASEMENT_AUDIT_NOT_APPLICABLE;
  } else {
    switch (casement_recommendation_check (recommendation, root, context, &self->found, &self->place)) {
    case CASEMENT_CHECK_MET:
      self->state = CASEMENT_AUDIT_MET;
      if (recommendation->describe != NULL)
        self->found = recommendation->describe (running != NULL ? running : root, context);
      break;
    case CASEMENT_CHECK_UNMET:
      self->state = CASEMENT_AUDIT_UNMET;
      break;
    case CASEMENT_CHECK_NOT_APPLICABLE:
    default:
      self->state = CASEMENT_AUDIT_NOT_APPLICABLE;
      g_free (self->reason);
      self->reason = g_strdup (_("The definition does not say."));
    }
  }
  return self;
}

/** casement_audit_item_get_recommendation: Returns: (transfer none): the record. */
const CasementRecommendation *
casement_audit_item_get_recommendation (CasementAuditItem *self)
{
  return self->recommendation;
}

/** casement_audit_item_get_state: Returns: how the domain stands. */
CasementAuditState
casement_audit_item_get_state (CasementAuditItem *self)
{
  return self->state;
}

/** casement_audit_state_to_string: Returns: the state as JSON has it. */
const char *
casement_audit_state_to_string (CasementAuditState state)
{
  static const char *const names[] = { "met", "unmet", "not-applicable", "unsupported" };

  g_return_val_if_fail (state < G_N_ELEMENTS (names), NULL);
  return names[state];
}

/** casement_audit_item_get_found: Returns: (nullable): what is there; of what is as it should be only where that says more. */
const char *
casement_audit_item_get_found (CasementAuditItem *self)
{
  return self->found;
}

/** casement_audit_item_get_wanted: Returns: one line that says what would be set. */
const char *
casement_audit_item_get_wanted (CasementAuditItem *self)
{
  return self->wanted;
}

/** casement_audit_item_get_reason: Returns: (nullable): why it does not apply or cannot be done here, or what to beware of. */
const char *
casement_audit_item_get_reason (CasementAuditItem *self)
{
  return self->reason;
}

/** casement_audit_item_get_place: Returns: (nullable): where in the domain's XML that is, as a path. */
const char *
casement_audit_item_get_place (CasementAuditItem *self)
{
  return self->place;
}

/** casement_audit_item_get_fixable: Returns: whether it can be put right without a risk for the Windows that is installed. */
gboolean
casement_audit_item_get_fixable (CasementAuditItem *self)
{
  return self->state == CASEMENT_AUDIT_UNMET && self->recommendation->risk == CASEMENT_RISK_NONE;
}
