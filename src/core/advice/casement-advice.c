/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-advice.h"

#include <glib/gi18n-lib.h>

struct _CasementAdvice {
  GObject parent_instance;
  const CasementRecommendation *recommendation;
  CasementAdviceState state;
  gboolean open;
  char *wanted;
  char *reason;
};

G_DEFINE_FINAL_TYPE (CasementAdvice, casement_advice, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ID,
  PROP_TITLE,
  PROP_WHY,
  PROP_SOURCE,
  PROP_WANTED,
  PROP_REASON,
  PROP_CONSEQUENCE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const char *
translate (const char *text)
{
  return text != NULL ? _(text) : NULL;
}

static void
casement_advice_finalize (GObject *object)
{
  CasementAdvice *self = CASEMENT_ADVICE (object);

  g_free (self->wanted);
  g_free (self->reason);
  G_OBJECT_CLASS (casement_advice_parent_class)->finalize (object);
}

static void
casement_advice_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementAdvice *self = CASEMENT_ADVICE (object);

  switch (prop_id) {
  case PROP_ID:
    g_value_set_static_string (value, self->recommendation->id);
    break;
  case PROP_TITLE:
    g_value_set_string (value, translate (self->recommendation->title));
    break;
  case PROP_WHY:
    g_value_set_string (value, translate (self->recommendation->why));
    break;
  case PROP_SOURCE:
    g_value_set_static_string (value, self->recommendation->source);
    break;
  case PROP_WANTED:
    g_value_set_string (value, self->wanted);
    break;
  case PROP_REASON:
    g_value_set_string (value, self->reason);
    break;
  case PROP_CONSEQUENCE:
    g_value_set_string (value, translate (self->recommendation->consequence));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_advice_class_init (CasementAdviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = casement_advice_finalize;
  object_class->get_property = casement_advice_get_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_WHY] = g_param_spec_string ("why", NULL, NULL, NULL, flags);
  properties[PROP_SOURCE] = g_param_spec_string ("source", NULL, NULL, NULL, flags);
  properties[PROP_WANTED] = g_param_spec_string ("wanted", NULL, NULL, NULL, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  properties[PROP_CONSEQUENCE] = g_param_spec_string ("consequence", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_advice_init (CasementAdvice *self)
{
}

/** casement_advice_new: Returns: (transfer full): how @recommendation stands in @context. */
CasementAdvice *
casement_advice_new (const CasementRecommendation *recommendation, const CasementAdviceContext *context)
{
  CasementAdvice *self = g_object_new (CASEMENT_TYPE_ADVICE, NULL);

  self->recommendation = recommendation;
  self->state = casement_recommendation_judge (recommendation, context, &self->reason);
  self->open = casement_recommendation_is_open (recommendation, context);
  self->wanted = casement_recommendation_dup_wanted (recommendation, context);
  return self;
}

/** casement_advice_get_recommendation: Returns: (transfer none): the record. */
const CasementRecommendation *
casement_advice_get_recommendation (CasementAdvice *self)
{
  return self->recommendation;
}

/** casement_advice_get_state: Returns: what becomes of it. */
CasementAdviceState
casement_advice_get_state (CasementAdvice *self)
{
  return self->state;
}

/** casement_advice_get_open: Returns: whether there is anything to choose here, also where what is chosen now does not apply. */
gboolean
casement_advice_get_open (CasementAdvice *self)
{
  return self->open;
}

/** casement_advice_get_wanted: Returns: one line that says what is or would be set. */
const char *
casement_advice_get_wanted (CasementAdvice *self)
{
  return self->wanted;
}

/** casement_advice_get_reason: Returns: (nullable): why it is left out, what declining it means, or what to beware of. */
const char *
casement_advice_get_reason (CasementAdvice *self)
{
  return self->reason;
}
