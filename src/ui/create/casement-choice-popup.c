/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-choice-popup.h"

struct _CasementChoicePopup {
  GObject parent_instance;
  const CasementRecommendation *record;
  CasementPlan *plan;
  /* Of GtkListItem, lent: those that show something now. */
  GPtrArray *items;
};

G_DEFINE_FINAL_TYPE (CasementChoicePopup, casement_choice_popup, G_TYPE_OBJECT)

static GtkWidget *
create_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  /* The list is as wide as its button otherwise. */
  gtk_label_set_width_chars (GTK_LABEL (label), 40);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  if (css_class != NULL) {
    gtk_widget_add_css_class (label, css_class);
    gtk_widget_add_css_class (label, "dim-label");
  }
  return label;
}

static void
show (CasementChoicePopup *self, GtkListItem *item)
{
  const CasementChoice *choice = &self->record->choices[gtk_list_item_get_position (item)];
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *title = gtk_widget_get_first_child (box);
  g_autofree char *reason = NULL;
  gboolean possible = casement_choice_is_possible (self->plan, self->record, choice, &reason);

  gtk_label_set_label (GTK_LABEL (title), _(choice->title));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (title)), possible ? _(choice->cost) : reason);
  gtk_list_item_set_activatable (item, possible);
  gtk_list_item_set_selectable (item, possible);
  gtk_widget_set_sensitive (box, possible);
}

static void
setup_cb (CasementChoicePopup *self, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_append (GTK_BOX (box), create_label (NULL));
  gtk_box_append (GTK_BOX (box), create_label ("caption"));
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (CasementChoicePopup *self, GtkListItem *item)
{
  g_ptr_array_add (self->items, item);
  show (self, item);
}

static void
unbind_cb (CasementChoicePopup *self, GtkListItem *item)
{
  g_ptr_array_remove_fast (self->items, item);
}

static void
casement_choice_popup_finalize (GObject *object)
{
  CasementChoicePopup *self = CASEMENT_CHOICE_POPUP (object);

  g_clear_object (&self->plan);
  g_ptr_array_unref (self->items);
  G_OBJECT_CLASS (casement_choice_popup_parent_class)->finalize (object);
}

static void
casement_choice_popup_class_init (CasementChoicePopupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_choice_popup_finalize;
}

static void
casement_choice_popup_init (CasementChoicePopup *self)
{
  self->items = g_ptr_array_new ();
}

/**
 * casement_choice_popup_new:
 * @drop_down: whose model has an entry for each choice that is offered
 * @record: whose choices they are
 *
 * Returns: (transfer full): what fills the list; keep it as long as @drop_down.
 */
CasementChoicePopup *
casement_choice_popup_new (GtkDropDown *drop_down, const CasementRecommendation *record)
{
  CasementChoicePopup *self = g_object_new (CASEMENT_TYPE_CHOICE_POPUP, NULL);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->record = record;
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_drop_down_set_list_factory (drop_down, factory);
  return self;
}

/** casement_choice_popup_set_plan: Shows what can be chosen now, with all else as in @plan. */
void
casement_choice_popup_set_plan (CasementChoicePopup *self, CasementPlan *plan)
{
  g_set_object (&self->plan, plan);
  for (guint i = 0; i < self->items->len; i++)
    show (self, g_ptr_array_index (self->items, i));
}

/**
 * casement_choice_is_possible:
 * @plan: (nullable): what is chosen now
 * @reason: (out) (nullable) (transfer full): why not
 *
 * Returns: whether the choice can be taken on this host with all else as it is; what needs a text is said to be until it has it.
 */
gboolean
casement_choice_is_possible (CasementPlan *plan, const CasementRecommendation *record, const CasementChoice *choice, char **reason)
{
  g_autofree char *why_not = NULL;

  *reason = NULL;
  if (plan == NULL || g_str_has_suffix (choice->value, "=")
      || casement_plan_judge_choice (plan, record->id, choice->value, &why_not) != CASEMENT_ADVICE_UNSUPPORTED)
    return TRUE;
  *reason = g_steal_pointer (&why_not);
  return FALSE;
}
