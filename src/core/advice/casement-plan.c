/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-plan.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include "casement-advice-private.h"
#include "casement-domain-builder.h"
#include "casement-error.h"
#include "casement-text-diff.h"

struct _CasementPlan {
  GObject parent_instance;
  CasementVmSpec *spec;
  CasementHostFacts *facts;
  CasementDiskPlan *disk;
  GPtrArray *items;
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CasementPlan, casement_plan, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return CASEMENT_TYPE_ADVICE;
}

static guint
get_n_items (GListModel *model)
{
  return CASEMENT_PLAN (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CasementPlan *self = CASEMENT_PLAN (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static CasementAdviceContext
get_context (CasementPlan *self, const char *disk_path)
{
  const CasementAdviceContext context = { .facts = self->facts,
                                          .spec = self->spec,
                                          .preset = casement_vm_spec_get_preset (self->spec),
                                          .disk = disk_path };

  return context;
}

static void
casement_plan_finalize (GObject *object)
{
  CasementPlan *self = CASEMENT_PLAN (object);

  g_clear_object (&self->spec);
  g_clear_object (&self->facts);
  g_clear_object (&self->disk);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  G_OBJECT_CLASS (casement_plan_parent_class)->finalize (object);
}

static void
casement_plan_class_init (CasementPlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_plan_finalize;
}

static void
casement_plan_init (CasementPlan *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * casement_plan_new:
 * @spec: what the user chose; copied
 * @facts: the host
 *
 * Judges every recommendation; opens nothing.
 *
 * Returns: (transfer full): the plan.
 */
CasementPlan *
casement_plan_new (CasementVmSpec *spec, CasementHostFacts *facts)
{
  CasementPlan *self = g_object_new (CASEMENT_TYPE_PLAN, NULL);
  const CasementRecommendation *const *item;
  CasementAdviceContext context;

  self->spec = casement_vm_spec_copy (spec);
  self->facts = g_object_ref (facts);
  self->disk = casement_disk_plan_new (self->spec, facts);
  context = get_context (self, NULL);
  for (item = casement_recommendation_get_all (NULL); *item != NULL; item++)
    g_ptr_array_add (self->items, casement_advice_new (*item, &context));
  return self;
}

/** casement_plan_get_spec: Returns: (transfer none): the plan's own copy. */
CasementVmSpec *
casement_plan_get_spec (CasementPlan *self)
{
  return self->spec;
}

/** casement_plan_get_facts: Returns: (transfer none): the host. */
CasementHostFacts *
casement_plan_get_facts (CasementPlan *self)
{
  return self->facts;
}

/** casement_plan_get_disk: Returns: (transfer none): the system disk's image. */
CasementDiskPlan *
casement_plan_get_disk (CasementPlan *self)
{
  return self->disk;
}

/** casement_plan_find: Returns: (transfer none) (nullable): how the recommendation with @id stands. */
CasementAdvice *
casement_plan_find (CasementPlan *self, const char *id)
{
  for (guint i = 0; i < self->items->len; i++) {
    CasementAdvice *advice = g_ptr_array_index (self->items, i);

    if (strcmp (casement_advice_get_recommendation (advice)->id, id) == 0)
      return advice;
  }
  return NULL;
}

/**
 * casement_plan_judge_choice:
 * @id: of a recommendation
 * @value: one of its choices
 * @reason: (out) (optional) (nullable) (transfer full): as casement_recommendation_judge() gives it
 *
 * Returns: what would become of the recommendation if that were chosen and all else stayed.
 */
CasementAdviceState
casement_plan_judge_choice (CasementPlan *self, const char *id, const char *value, char **reason)
{
  const CasementAdviceContext context = get_context (self, NULL);

  return casement_recommendation_judge_choice (casement_recommendation_find (id), &context, value, reason);
}

/**
 * casement_plan_dup_missed:
 *
 * Returns: (transfer full) (nullable): Microsoft's requirements that the machine does not meet, as a list for the user.
 */
char *
casement_plan_dup_missed (CasementPlan *self)
{
  const CasementAdviceContext context = get_context (self, NULL);

  return casement_advice_dup_missed (&context);
}

static gboolean
check_choices (CasementPlan *self, GError **error)
{
  g_autoptr (GPtrArray) chosen = casement_vm_spec_dup_chosen (self->spec);

  for (guint i = 0; i < chosen->len; i++) {
    const char *id = g_ptr_array_index (chosen, i);
    CasementAdvice *advice = casement_plan_find (self, id);

    if (advice == NULL) {
      casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, _("There is no recommendation called “%s”."), id);
      return FALSE;
    }
    if (!casement_recommendation_check_choice (casement_advice_get_recommendation (advice),
                                               casement_vm_spec_get_choice (self->spec, id), error))
      return FALSE;
    /* A combination that the user asked for and that cannot be is an error, not something to leave out. */
    if (casement_advice_get_state (advice) == CASEMENT_ADVICE_UNSUPPORTED) {
      casement_set_error (error, CASEMENT_ERROR_UNSUPPORTED, NULL, "%s", casement_advice_get_reason (advice));
      return FALSE;
    }
  }
  return TRUE;
}

/* What the user said for Setup, where it is to be answered. */
static gboolean
check_unattend (CasementPlan *self, GError **error)
{
  CasementUnattend *unattend = casement_vm_spec_get_unattend (self->spec);

  return unattend == NULL
         || casement_advice_get_state (casement_plan_find (self, "install-unattended")) != CASEMENT_ADVICE_APPLIED
         || casement_unattend_check (unattend, casement_vm_spec_get_preset (self->spec), error);
}

/**
 * casement_plan_check:
 *
 * Returns: whether a virtual machine can be made of it that this Windows can be installed on; else @error says what is
 * in the way. What is left out but can be lived without is no error.
 */
gboolean
casement_plan_check (CasementPlan *self, GError **error)
{
  const CasementPreset *preset = casement_vm_spec_get_preset (self->spec);
  const CasementAdviceContext context = get_context (self, NULL);

  if (!casement_vm_spec_validate (self->spec, self->facts, error) || !check_choices (self, error) || !check_unattend (self, error))
    return FALSE;
  if (strcmp (casement_host_facts_get_arch (self->facts), "x86_64") != 0) {
    casement_set_error (error, CASEMENT_ERROR_UNSUPPORTED, NULL, _("%s needs an x86_64 machine; this emulator makes %s."),
                        preset->title, casement_host_facts_get_arch (self->facts));
    return FALSE;
  }
  for (guint i = 0; i < self->items->len; i++) {
    CasementAdvice *advice = g_ptr_array_index (self->items, i);
    const CasementRecommendation *recommendation = casement_advice_get_recommendation (advice);

    if (recommendation->required == NULL || !recommendation->required (&context) || casement_advice_get_state (advice) != CASEMENT_ADVICE_UNSUPPORTED
        || casement_vm_spec_get_declined (self->spec, recommendation->id))
      continue;
    casement_set_error (error, CASEMENT_ERROR_UNSUPPORTED, casement_advice_get_reason (advice),
                        /* Translators: a Windows, a part it requires, and why this host cannot give it. */
                        _("%s cannot be installed without “%s”. %s"), preset->title, _(recommendation->title),
                        casement_advice_get_reason (advice));
    return FALSE;
  }
  return TRUE;
}

/** casement_plan_uses_uefi: Returns: whether the firmware will be UEFI. */
gboolean
casement_plan_uses_uefi (CasementPlan *self)
{
  const CasementAdviceContext context = get_context (self, NULL);

  return casement_advice_uses_uefi (&context);
}

/** casement_plan_dup_bypassed: Returns: (transfer full): requirements that are not met and that the user said Setup shall not ask for. */
char **
casement_plan_dup_bypassed (CasementPlan *self)
{
  const CasementAdviceContext context = get_context (self, NULL);

  return casement_advice_dup_bypassed (&context);
}

/**
 * casement_plan_build_domain:
 * @uuid: (nullable): for the domain; %NULL lets libvirt choose
 * @disk_path: the system disk's image, as the host sees it
 *
 * Returns: (transfer full): the domain to define.
 */
GVirConfigDomain *
casement_plan_build_domain (CasementPlan *self, const char *uuid, const char *disk_path)
{
  const CasementAdviceContext context = get_context (self, disk_path);

  return casement_domain_build (&context, uuid, NULL);
}

/**
 * casement_plan_dup_change:
 * @id: of a recommendation
 *
 * Returns: (transfer full) (nullable): what following that one recommendation, and no other, changes in the domain's XML, as
 * a unified diff; of one that was declined, what it would change. %NULL where it changes nothing there.
 */
char *
casement_plan_dup_change (CasementPlan *self, const char *id)
{
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_copy (self->spec);
  g_autofree char *disk = casement_disk_plan_dup_volume_name (self->disk, NULL);
  CasementAdviceContext context = get_context (self, disk);
  g_autoptr (GVirConfigDomain) without = NULL, with = NULL;
  g_autofree char *before = NULL, *after = NULL, *change = NULL;

  casement_vm_spec_set_declined (spec, id, FALSE);
  context.spec = spec;
  without = casement_domain_build (&context, NULL, id);
  with = casement_domain_build (&context, NULL, NULL);
  before = gvir_config_object_to_xml (GVIR_CONFIG_OBJECT (without));
  after = gvir_config_object_to_xml (GVIR_CONFIG_OBJECT (with));
  change = casement_text_diff (before, after);
  return *change != '\0' ? g_steal_pointer (&change) : NULL;
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

/** casement_plan_to_json: Returns: (transfer full): the plan as `casement plan --json` prints it; see the man page. */
char *
casement_plan_to_json (CasementPlan *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "preset", casement_vm_spec_get_preset (self->spec)->id);
  json_builder_set_member_name (builder, "recommendations");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->items->len; i++) {
    CasementAdvice *advice = g_ptr_array_index (self->items, i);
    const CasementRecommendation *recommendation = casement_advice_get_recommendation (advice);

    json_builder_begin_object (builder);
    add_text (builder, "id", recommendation->id);
    add_text (builder, "state", casement_advice_state_to_string (casement_advice_get_state (advice)));
    add_text (builder, "wanted", casement_advice_get_wanted (advice));
    add_text (builder, "reason", casement_advice_get_reason (advice));
    add_text (builder, "why", _(recommendation->why));
    add_text (builder, "source", recommendation->source);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
