/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-advice-row.h"
#include "casement-choice-popup.h"
#include "casement-error.h"

struct _CasementAdviceRow {
  AdwExpanderRow parent_instance;
  GtkWidget *icon;
  GtkDropDown *chooser;
  GtkSwitch *toggle;
  AdwEntryRow *value_row;
  GtkLabel *error_label;
  GtkLabel *why_label;
  GtkLabel *cost_label;
  GtkLabel *others_label;
  GtkWidget *source_link;
  GtkWidget *help_button;
  GtkExpander *change_expander;
  GtkLabel *change_label;
  CasementChoicePopup *popup;
  CasementVmSpec *spec;
  CasementPlan *plan;
  CasementAdvice *advice;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (CasementAdviceRow, casement_advice_row, ADW_TYPE_EXPANDER_ROW)

static const CasementRecommendation *
get_recommendation (CasementAdviceRow *self)
{
  return casement_advice_get_recommendation (self->advice);
}

static gboolean
takes_text (const CasementChoice *choice)
{
  return choice != NULL && g_str_has_suffix (choice->value, "=");
}

static const CasementChoice *
get_current_choice (CasementAdviceRow *self)
{
  const CasementRecommendation *recommendation = get_recommendation (self);
  const char *value = casement_vm_spec_get_choice (self->spec, recommendation->id);

  if (recommendation->choices == NULL)
    return NULL;
  if (value == NULL)
    value = casement_preset_get_choice (casement_vm_spec_get_preset (self->spec), recommendation->id);
  return value != NULL ? casement_recommendation_find_choice (recommendation, value) : recommendation->choices;
}

static GtkStringList *
create_choice_titles (const CasementRecommendation *recommendation)
{
  GtkStringList *titles = gtk_string_list_new (NULL);

  for (const CasementChoice *choice = recommendation->choices; choice->value != NULL && !choice->existing_only; choice++)
    gtk_string_list_append (titles, _(choice->title));
  return titles;
}

static void
show_error (CasementAdviceRow *self, const GError *error)
{
  if (error != NULL) {
    gtk_label_set_label (self->error_label, error->message);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->error_label), GTK_ACCESSIBLE_PROPERTY_LABEL, error->message, -1);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), error != NULL);
}

/* What the row says below its title: what would be set, or why it is not. */
static char *
dup_subtitle (CasementAdviceRow *self)
{
  const CasementRecommendation *recommendation = get_recommendation (self);
  const char *text = NULL;

  switch (casement_advice_get_state (self->advice)) {
  case CASEMENT_ADVICE_APPLIED:
    text = casement_advice_get_wanted (self->advice);
    break;
  case CASEMENT_ADVICE_DECLINED:
    text = recommendation->consequence != NULL ? _(recommendation->consequence) : _("Declined");
    break;
  case CASEMENT_ADVICE_NOT_APPLICABLE:
  case CASEMENT_ADVICE_UNSUPPORTED:
    text = casement_advice_get_reason (self->advice);
    break;
  }
  return g_strdup (text != NULL ? text : "");
}

/* What else could be chosen, and what that costs or why it cannot be. */
static char *
dup_others (CasementAdviceRow *self)
{
  const CasementRecommendation *recommendation = get_recommendation (self);
  const CasementChoice *current = get_current_choice (self);
  g_autoptr (GString) text = g_string_new (NULL);

  for (const CasementChoice *choice = recommendation->choices; choice != NULL && choice->value != NULL && !choice->existing_only; choice++) {
    g_autofree char *reason = NULL;

    if (choice == current)
      continue;
    casement_choice_is_possible (self->plan, recommendation, choice, &reason);
    if (text->len > 0)
      g_string_append_c (text, '\n');
    g_string_append_printf (text, _("%s: %s"), _(choice->title), reason != NULL ? reason : _(choice->cost));
  }
  return g_strdup (text->str);
}

/* Made when it is looked at: it costs two definitions. */
static void
update_change (CasementAdviceRow *self)
{
  g_autofree char *change = NULL;

  if (!gtk_expander_get_expanded (self->change_expander))
    return;
  change = casement_plan_dup_change (self->plan, get_recommendation (self)->id);
  gtk_label_set_label (self->change_label, change != NULL ? change : _("Nothing"));
}

static void
update_choice (CasementAdviceRow *self, gboolean usable)
{
  const CasementRecommendation *recommendation = get_recommendation (self);
  const CasementChoice *current = get_current_choice (self);
  gboolean visible = usable && current != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->chooser), visible);
  gtk_widget_set_visible (GTK_WIDGET (self->value_row), visible && takes_text (current));
  if (current != NULL) {
    /* Translators: a choice, and what taking it means */
    g_autofree char *cost = g_strdup_printf (_("%s: %s"), _(current->title), _(current->cost));

    gtk_drop_down_set_selected (self->chooser, (guint) (current - recommendation->choices));
    gtk_label_set_label (self->cost_label, cost);
    if (takes_text (current)) {
      const char *value = casement_vm_spec_get_choice (self->spec, recommendation->id);

      gtk_editable_set_text (GTK_EDITABLE (self->value_row), value + strlen (current->value));
    }
  }
}

static void
update (CasementAdviceRow *self)
{
  const CasementRecommendation *recommendation = get_recommendation (self);
  CasementAdviceState state = casement_advice_get_state (self->advice);
  gboolean usable = state == CASEMENT_ADVICE_APPLIED || state == CASEMENT_ADVICE_DECLINED;
  g_autofree char *subtitle = dup_subtitle (self);
  g_autofree char *others = dup_others (self);
  g_autofree char *consequence = NULL;

  if (recommendation->consequence != NULL)
    consequence = g_strdup_printf (_("Without it: %s"), _(recommendation->consequence));
  self->updating = TRUE;
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  gtk_widget_set_visible (self->icon, state == CASEMENT_ADVICE_UNSUPPORTED);
  gtk_widget_set_visible (GTK_WIDGET (self->toggle), usable && recommendation->consequence != NULL
                                                         && !casement_recommendation_has_off (recommendation));
  gtk_switch_set_active (self->toggle, state == CASEMENT_ADVICE_APPLIED);
  gtk_label_set_label (self->cost_label, consequence != NULL ? consequence : "");
  update_choice (self, state != CASEMENT_ADVICE_DECLINED && casement_advice_get_open (self->advice));
  gtk_widget_set_visible (GTK_WIDGET (self->cost_label), *gtk_label_get_label (self->cost_label) != '\0');
  gtk_label_set_label (self->others_label, others);
  gtk_widget_set_visible (GTK_WIDGET (self->others_label), *others != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->change_expander), usable && recommendation->settings != NULL);
  update_change (self);
  if (state == CASEMENT_ADVICE_NOT_APPLICABLE && !casement_advice_get_open (self->advice))
    gtk_widget_add_css_class (GTK_WIDGET (self), "casement-not-applicable");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "casement-not-applicable");
  self->updating = FALSE;
}

static void
change_expanded_cb (CasementAdviceRow *self)
{
  if (self->plan != NULL)
    update_change (self);
}

static void
toggled_cb (CasementAdviceRow *self)
{
  if (!self->updating && self->advice != NULL)
    casement_vm_spec_set_declined (self->spec, get_recommendation (self)->id, !gtk_switch_get_active (self->toggle));
}

static void
choice_selected_cb (CasementAdviceRow *self)
{
  const CasementChoice *choice;
  guint selected = gtk_drop_down_get_selected (self->chooser);
  g_autofree char *reason = NULL;

  if (self->updating || self->advice == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  choice = &get_recommendation (self)->choices[selected];
  /* Also told of when it comes back from one that could not be. */
  if (choice == get_current_choice (self)) {
    gtk_widget_set_visible (GTK_WIDGET (self->value_row), takes_text (choice));
    return;
  }
  show_error (self, NULL);
  if (!casement_choice_is_possible (self->plan, get_recommendation (self), choice, &reason)) {
    g_autoptr (GError) error = casement_error_new (CASEMENT_ERROR_UNSUPPORTED, NULL, "%s", reason);

    /* By the keyboard; the list itself does not give it. */
    show_error (self, error);
    update (self);
    return;
  }
  if (takes_text (choice)) {
    /* Nothing is chosen before the text is there. */
    gtk_editable_set_text (GTK_EDITABLE (self->value_row), "");
    gtk_widget_set_visible (GTK_WIDGET (self->value_row), TRUE);
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
    gtk_widget_grab_focus (GTK_WIDGET (self->value_row));
    return;
  }
  gtk_widget_set_visible (GTK_WIDGET (self->value_row), FALSE);
  casement_vm_spec_set_choice (self->spec, get_recommendation (self)->id, choice->value);
}

static void
value_applied_cb (CasementAdviceRow *self)
{
  const CasementRecommendation *recommendation = get_recommendation (self);
  const CasementChoice *choice = &recommendation->choices[gtk_drop_down_get_selected (self->chooser)];
  g_autofree char *value = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (GError) error = NULL;

  value = g_strconcat (choice->value, gtk_editable_get_text (GTK_EDITABLE (self->value_row)), NULL);
  if (casement_recommendation_check_choice (recommendation, value, &error)) {
    if (casement_plan_judge_choice (self->plan, recommendation->id, value, &reason) == CASEMENT_ADVICE_UNSUPPORTED)
      casement_set_error (&error, CASEMENT_ERROR_UNSUPPORTED, NULL, "%s", reason);
    else
      casement_vm_spec_set_choice (self->spec, recommendation->id, value);
  }
  show_error (self, error);
}

static void
casement_advice_row_dispose (GObject *object)
{
  CasementAdviceRow *self = CASEMENT_ADVICE_ROW (object);

  g_clear_object (&self->spec);
  g_clear_object (&self->popup);
  g_clear_object (&self->plan);
  g_clear_object (&self->advice);
  G_OBJECT_CLASS (casement_advice_row_parent_class)->dispose (object);
}

static void
casement_advice_row_class_init (CasementAdviceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_advice_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/casement/Casement/create/casement-advice-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementAdviceRow, icon);
  gtk_widget_class_bind_template_child (widget_class, CasementAdviceRow, chooser);
  gtk_widget_class_bind_template_child (widget_class, CasementAdviceRow, toggle);
  gtk_widget_class_bind_template_child (widget_class, CasementAdviceRow, value_row);
  gtk_widget_class_bind_template_child (widget_class, CasementAdviceRow, error_label);
  gtk_widget_class_bind_template_child (widget_class, CasementAdviceRow, why_label);
  gtk_widget_class_bind_template_child (widget_class, CasementAdviceRow, cost_label);
  gtk_widget_class_bind_template_child (widget_class, CasementAdviceRow, others_label);
  gtk_widget_class_bind_template_child (widget_class, CasementAdviceRow, source_link);
  gtk_widget_class_bind_template_child (widget_class, CasementAdviceRow, help_button);
  gtk_widget_class_bind_template_child (widget_class, CasementAdviceRow, change_expander);
  gtk_widget_class_bind_template_child (widget_class, CasementAdviceRow, change_label);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, value_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, change_expanded_cb);
}

static void
casement_advice_row_init (CasementAdviceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
offer_choices (CasementAdviceRow *self, const CasementRecommendation *recommendation)
{
  g_autoptr (GtkStringList) titles = create_choice_titles (recommendation);

  self->updating = TRUE;
  self->popup = casement_choice_popup_new (self->chooser, recommendation);
  gtk_drop_down_set_model (self->chooser, G_LIST_MODEL (titles));
  self->updating = FALSE;
}

/**
 * casement_advice_row_new:
 * @spec: where choices go
 * @plan: what to show first
 * @id: of the recommendation
 *
 * Returns: (transfer floating): a row for one recommendation.
 */
GtkWidget *
casement_advice_row_new (CasementVmSpec *spec, CasementPlan *plan, const char *id)
{
  CasementAdviceRow *self = g_object_new (CASEMENT_TYPE_ADVICE_ROW, NULL);
  const CasementRecommendation *recommendation = casement_recommendation_find (id);
  const char *title = _(recommendation->title);

  self->spec = g_object_ref (spec);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chooser), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_label_set_label (self->why_label, _(recommendation->why));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->help_button), "s", recommendation->id);
  gtk_widget_set_visible (self->source_link, recommendation->source != NULL);
  if (recommendation->source != NULL)
    gtk_link_button_set_uri (GTK_LINK_BUTTON (self->source_link), recommendation->source);
  self->advice = g_object_ref (casement_plan_find (plan, id));
  if (recommendation->choices != NULL)
    offer_choices (self, recommendation);
  casement_advice_row_set_plan (self, plan);
  return GTK_WIDGET (self);
}

/** casement_advice_row_set_plan: Shows how the recommendation stands in a newer plan. */
void
casement_advice_row_set_plan (CasementAdviceRow *self, CasementPlan *plan)
{
  g_return_if_fail (CASEMENT_IS_ADVICE_ROW (self));
  g_return_if_fail (CASEMENT_IS_PLAN (plan));

  g_set_object (&self->advice, casement_plan_find (plan, get_recommendation (self)->id));
  g_set_object (&self->plan, plan);
  if (self->popup != NULL)
    casement_choice_popup_set_plan (self->popup, plan);
  update (self);
}

/** casement_advice_row_get_id: Returns: the id of the recommendation shown. */
const char *
casement_advice_row_get_id (CasementAdviceRow *self)
{
  g_return_val_if_fail (CASEMENT_IS_ADVICE_ROW (self), NULL);
  return get_recommendation (self)->id;
}
