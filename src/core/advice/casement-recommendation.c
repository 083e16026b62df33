/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-recommendation.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "casement-advice-private.h"
#include "casement-error.h"

static const CasementRecommendation *const lists[] = {
  casement_advice_firmware, casement_advice_snapshots, casement_advice_processor, casement_advice_hyperv, casement_advice_processor_vendor,
  casement_advice_clock,    casement_advice_memory,    casement_advice_storage, casement_advice_disk,
  casement_advice_display,  casement_advice_devices,   casement_advice_sharing, casement_advice_install,
};

static gsize all_ready;
static const CasementRecommendation **all;
static guint n_all;

static void
collect_all (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; lists[i][j].id != NULL; j++)
      n_all++;
  all = g_new0 (const CasementRecommendation *, n_all + 1);
  n_all = 0;
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; lists[i][j].id != NULL; j++)
      all[n_all++] = &lists[i][j];
}

/**
 * casement_recommendation_get_all:
 * @n_recommendations: (out) (optional): how many
 *
 * Returns: (transfer none): every recommendation in the guide's order, ended by %NULL.
 */
const CasementRecommendation *const *
casement_recommendation_get_all (guint *n_recommendations)
{
  if (g_once_init_enter (&all_ready)) {
    collect_all ();
    g_once_init_leave (&all_ready, 1);
  }
  if (n_recommendations != NULL)
    *n_recommendations = n_all;
  return (const CasementRecommendation *const *) all;
}

/** casement_recommendation_find: Returns: (nullable): the recommendation with the guide's @id. */
const CasementRecommendation *
casement_recommendation_find (const char *id)
{
  for (const CasementRecommendation *const *item = casement_recommendation_get_all (NULL); *item != NULL; item++)
    if (g_strcmp0 ((*item)->id, id) == 0)
      return *item;
  return NULL;
}

/** casement_recommendation_find_choice: Returns: (nullable): the choice that @value is. */
const CasementChoice *
casement_recommendation_find_choice (const CasementRecommendation *self, const char *value)
{
  for (const CasementChoice *choice = self->choices; choice != NULL && choice->value != NULL; choice++) {
    if (strcmp (choice->value, value) == 0)
      return g_str_has_suffix (choice->value, "=") ? NULL : choice;
    if (g_str_has_suffix (choice->value, "=") && g_str_has_prefix (value, choice->value))
      return choice;
  }
  return NULL;
}

/**
 * casement_recommendation_check_choice:
 * @value: what the user chose
 *
 * Returns: whether it is one of the choices, and well formed; else @error names them.
 */
gboolean
casement_recommendation_check_choice (const CasementRecommendation *self, const char *value, GError **error)
{
  const CasementChoice *choice = casement_recommendation_find_choice (self, value);
  g_autoptr (GString) allowed = NULL;

  if (self->choices == NULL) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, _("There is nothing to choose for “%s”."), self->id);
    return FALSE;
  }
  if (choice != NULL && (choice->check == NULL || choice->check (value + strlen (choice->value))))
    return TRUE;
  allowed = g_string_new (NULL);
  for (choice = self->choices; choice->value != NULL; choice++)
    g_string_append_printf (allowed, "%s%s%s", allowed->len > 0 ? ", " : "", choice->value,
                            g_str_has_suffix (choice->value, "=") ? "…" : "");
  casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, _("“%s” is not a choice for “%s”: it takes %s."), value,
                      self->id, allowed->str);
  return FALSE;
}

/** casement_recommendation_get_choice: Returns: (nullable): what the user chose, else this Windows' or its own default. */
const char *
casement_recommendation_get_choice (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  const char *value = casement_vm_spec_get_choice (context->spec, self->id);

  if (value != NULL || self->choices == NULL)
    return value;
  value = casement_preset_get_choice (context->preset, self->id);
  return value != NULL ? value : self->choices[0].value;
}

/**
 * casement_recommendation_judge:
 * @reason: (out) (optional) (nullable) (transfer full): why it is left out, or, where it applies, what to beware of;
 *   for the user
 *
 * Returns: whether the recommendation applies to this machine on this host, and was not declined.
 */
CasementAdviceState
casement_recommendation_judge (const CasementRecommendation *self,
                               const CasementAdviceContext *context,
                               char **reason)
{
  g_autofree char *why_not = NULL;
  CasementAdviceState state = CASEMENT_ADVICE_APPLIED;

  if (self->applies != NULL)
    state = self->applies (self, context, &why_not);
  if (state == CASEMENT_ADVICE_APPLIED && casement_vm_spec_get_declined (context->spec, self->id)) {
    state = CASEMENT_ADVICE_DECLINED;
    g_free (why_not);
    why_not = g_strdup (self->consequence != NULL ? _(self->consequence) : NULL);
  }
  if (reason != NULL)
    *reason = g_steal_pointer (&why_not);
  return state;
}

/**
 * casement_recommendation_judge_choice:
 * @value: one of its choices
 * @reason: (out) (optional) (nullable) (transfer full): as casement_recommendation_judge() gives it
 *
 * Returns: what would become of the recommendation if that were chosen, and not declined.
 */
CasementAdviceState
casement_recommendation_judge_choice (const CasementRecommendation *self,
                                      const CasementAdviceContext *context,
                                      const char *value,
                                      char **reason)
{
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_copy (context->spec);
  CasementAdviceContext tried = *context;

  tried.spec = spec;
  casement_vm_spec_set_choice (spec, self->id, value);
  casement_vm_spec_set_declined (spec, self->id, FALSE);
  return casement_recommendation_judge (self, &tried, reason);
}

/**
 * casement_recommendation_is_open:
 *
 * Returns: whether there is anything to choose: one of the choices would make the recommendation apply here, whatever is
 * chosen now. What follows "=" in a choice is taken to be possible.
 */
gboolean
casement_recommendation_is_open (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  for (const CasementChoice *choice = self->choices; choice != NULL && choice->value != NULL; choice++) {
    CasementAdviceState state;

    if (g_str_has_suffix (choice->value, "="))
      return TRUE;
    state = casement_recommendation_judge_choice (self, context, choice->value, NULL);
    if (state != CASEMENT_ADVICE_NOT_APPLICABLE && state != CASEMENT_ADVICE_UNSUPPORTED)
      return TRUE;
  }
  return FALSE;
}

/** casement_recommendation_has_off: Returns: whether one of the choices already means to do without. */
gboolean
casement_recommendation_has_off (const CasementRecommendation *self)
{
  for (const CasementChoice *choice = self->choices; choice != NULL && choice->value != NULL; choice++)
    if (g_str_equal (choice->value, "off") || g_str_equal (choice->value, "none"))
      return TRUE;
  return FALSE;
}

/** casement_recommendation_dup_wanted: Returns: (transfer full): one line that says what would be set. */
char *
casement_recommendation_dup_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return self->wanted (self, context);
}

static CasementDomainSettings *
settings_for (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  CasementDomainSettings *settings = casement_domain_settings_new ();

  if (self->settings != NULL)
    self->settings (self, context, settings);
  return settings;
}

/** casement_recommendation_apply: changes the domain at @root in place where it differs; what else is there stays. */
void
casement_recommendation_apply (const CasementRecommendation *self,
                               xmlNodePtr root,
                               const CasementAdviceContext *context)
{
  g_autoptr (CasementDomainSettings) settings = settings_for (self, context);

  if (self->satisfied == NULL || !self->satisfied (root))
    casement_domain_settings_apply (settings, root);
}

/**
 * casement_recommendation_check:
 * @found: (out) (optional) (nullable) (transfer full): what is there instead, for the user
 * @place: (out) (optional) (nullable) (transfer full): where in the domain's XML that is
 *
 * Returns: whether the domain at @root is as recommended; not applicable where the recommendation is, and where the domain
 * says nothing about it.
 */
CasementCheckState
casement_recommendation_check (const CasementRecommendation *self,
                               xmlNodePtr root,
                               const CasementAdviceContext *context,
                               char **found,
                               char **place)
{
  g_autoptr (CasementDomainSettings) settings = NULL;
  CasementAdviceState state = casement_recommendation_judge (self, context, NULL);

  if (state == CASEMENT_ADVICE_NOT_APPLICABLE || state == CASEMENT_ADVICE_UNSUPPORTED)
    return CASEMENT_CHECK_NOT_APPLICABLE;
  settings = settings_for (self, context);
  if (casement_domain_settings_get_size (settings) == 0)
    return self->settings == NULL && self->describe != NULL ? CASEMENT_CHECK_MET : CASEMENT_CHECK_NOT_APPLICABLE;
  if (self->satisfied != NULL && self->satisfied (root))
    return CASEMENT_CHECK_MET;
  return casement_domain_settings_check (settings, root, found, place) ? CASEMENT_CHECK_MET : CASEMENT_CHECK_UNMET;
}

/** casement_advice_group_get_title: Returns: the group's heading, translated. */
const char *
casement_advice_group_get_title (CasementAdviceGroup group)
{
  switch (group) {
  case CASEMENT_ADVICE_FIRMWARE:
    return _("Firmware and boot");
  case CASEMENT_ADVICE_PROCESSOR:
    return _("Processor");
  case CASEMENT_ADVICE_HYPERV:
    return _("Hyper-V enlightenments");
  case CASEMENT_ADVICE_CLOCK:
    return _("Clock and power");
  case CASEMENT_ADVICE_MEMORY:
    return _("Memory");
  case CASEMENT_ADVICE_STORAGE:
    return _("Machine and storage");
  case CASEMENT_ADVICE_DEVICES:
    return _("Devices");
  case CASEMENT_ADVICE_SHARING:
    return _("Sharing files");
  case CASEMENT_ADVICE_INSTALL:
    return _("Installing Windows");
  default:
    g_return_val_if_reached ("");
  }
}

/** casement_advice_weight_get_title: Returns: the heading under which a check-up lists it, translated. */
const char *
casement_advice_weight_get_title (CasementAdviceWeight weight)
{
  switch (weight) {
  case CASEMENT_WEIGHT_SAFETY:
    return _("Safety");
  case CASEMENT_WEIGHT_STABILITY:
    return _("Stability");
  case CASEMENT_WEIGHT_SPEED:
    return _("Speed");
  case CASEMENT_WEIGHT_COMFORT:
    return _("Comfort");
  default:
    g_return_val_if_reached ("");
  }
}

/** casement_advice_state_to_string: Returns: the state as JSON has it. */
const char *
casement_advice_state_to_string (CasementAdviceState state)
{
  static const char *const names[] = { "applied", "declined", "not-applicable", "unsupported" };

  g_return_val_if_fail (state < G_N_ELEMENTS (names), NULL);
  return names[state];
}

/** casement_advice_uses_uefi: Returns: whether the machine has, or will have, UEFI firmware. */
gboolean
casement_advice_uses_uefi (const CasementAdviceContext *context)
{
  const CasementRecommendation *firmware = casement_recommendation_find ("firmware");

  return !context->has_bios && casement_choice_is (firmware, context, "uefi")
         && casement_recommendation_judge (firmware, context, NULL) == CASEMENT_ADVICE_APPLIED;
}

/** casement_advice_is_applied: Returns: whether another recommendation applies and was not declined. */
gboolean
casement_advice_is_applied (const CasementAdviceContext *context, const char *id)
{
  return casement_recommendation_judge (casement_recommendation_find (id), context, NULL) == CASEMENT_ADVICE_APPLIED;
}

/** casement_choice_is: Returns: whether @value is what the user chose, or the default. */
gboolean
casement_choice_is (const CasementRecommendation *self, const CasementAdviceContext *context, const char *value)
{
  return g_strcmp0 (casement_recommendation_get_choice (self, context), value) == 0;
}

/** casement_choice_argument: Returns: (nullable): what follows @prefix, such as "bridge=", in the choice. */
const char *
casement_choice_argument (const CasementRecommendation *self, const CasementAdviceContext *context, const char *prefix)
{
  const char *value = casement_recommendation_get_choice (self, context);

  return value != NULL && g_str_has_prefix (value, prefix) ? value + strlen (prefix) : NULL;
}

static void
set_reason (char **reason, const char *format, va_list args) G_GNUC_PRINTF (2, 0);

static void
set_reason (char **reason, const char *format, va_list args)
{
  *reason = g_strdup_vprintf (format, args);
}

/** casement_advice_unsupported: Returns: %CASEMENT_ADVICE_UNSUPPORTED, with the reason set. */
CasementAdviceState
casement_advice_unsupported (char **reason, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  set_reason (reason, format, args);
  va_end (args);
  return CASEMENT_ADVICE_UNSUPPORTED;
}

/** casement_advice_not_applicable: Returns: %CASEMENT_ADVICE_NOT_APPLICABLE, with the reason set. */
CasementAdviceState
casement_advice_not_applicable (char **reason, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  set_reason (reason, format, args);
  va_end (args);
  return CASEMENT_ADVICE_NOT_APPLICABLE;
}
