/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "casement-advice-row.h"
#include "casement-create-advice-page.h"
#include "casement-template.h"

struct _CasementCreateAdvicePage {
  GtkWidget parent_instance;
  AdwPreferencesPage *page;
  CasementCreateDraft *draft;
  /* id → CasementAdviceRow, lent by the page */
  GHashTable *rows;
  AdwPreferencesGroup *groups[CASEMENT_ADVICE_INSTALL + 1];
};

G_DEFINE_FINAL_TYPE (CasementCreateAdvicePage, casement_create_advice_page, GTK_TYPE_WIDGET)

static AdwPreferencesGroup *
ensure_group (CasementCreateAdvicePage *self, CasementAdviceGroup id)
{
  if (self->groups[id] == NULL) {
    self->groups[id] = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
    adw_preferences_group_set_title (self->groups[id], casement_advice_group_get_title (id));
    adw_preferences_page_add (self->page, self->groups[id]);
  }
  return self->groups[id];
}

static void
create_rows (CasementCreateAdvicePage *self, GListModel *plan)
{
  for (guint i = 0; i < g_list_model_get_n_items (plan); i++) {
    g_autoptr (CasementAdvice) advice = g_list_model_get_item (plan, i);
    const CasementRecommendation *recommendation = casement_advice_get_recommendation (advice);
    GtkWidget *row = casement_advice_row_new (casement_create_draft_get_spec (self->draft), CASEMENT_PLAN (plan), recommendation->id);

    adw_preferences_group_add (ensure_group (self, recommendation->group), row);
    g_hash_table_insert (self->rows, (gpointer) recommendation->id, row);
  }
}

static void
update (CasementCreateAdvicePage *self)
{
  CasementPlan *plan = casement_create_draft_get_plan (self->draft);

  if (plan == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (g_hash_table_size (self->rows) == 0) {
    create_rows (self, G_LIST_MODEL (plan));
    return;
  }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++) {
    g_autoptr (CasementAdvice) advice = g_list_model_get_item (G_LIST_MODEL (plan), i);
    CasementAdviceRow *row = g_hash_table_lookup (self->rows, casement_advice_get_recommendation (advice)->id);

    if (row != NULL)
      casement_advice_row_set_plan (row, plan);
  }
}

static void
draft_changed_cb (CasementCreateAdvicePage *self)
{
  update (self);
}

static void
casement_create_advice_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (casement_create_advice_page_parent_class)->map (widget);
  update (CASEMENT_CREATE_ADVICE_PAGE (widget));
}

static void
casement_create_advice_page_dispose (GObject *object)
{
  CasementCreateAdvicePage *self = CASEMENT_CREATE_ADVICE_PAGE (object);

  g_clear_object (&self->draft);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  casement_template_dispose (GTK_WIDGET (object), CASEMENT_TYPE_CREATE_ADVICE_PAGE);
  G_OBJECT_CLASS (casement_create_advice_page_parent_class)->dispose (object);
}

static void
casement_create_advice_page_class_init (CasementCreateAdvicePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_create_advice_page_dispose;
  widget_class->map = casement_create_advice_page_map;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/casement/Casement/create/casement-create-advice-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementCreateAdvicePage, page);
}

static void
casement_create_advice_page_init (CasementCreateAdvicePage *self)
{
  self->rows = g_hash_table_new (g_str_hash, g_str_equal);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * casement_create_advice_page_set_draft:
 * @draft: what the page works on; given once
 */
void
casement_create_advice_page_set_draft (CasementCreateAdvicePage *self, CasementCreateDraft *draft)
{
  g_return_if_fail (CASEMENT_IS_CREATE_ADVICE_PAGE (self));
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (draft_changed_cb), self, G_CONNECT_SWAPPED);
}
