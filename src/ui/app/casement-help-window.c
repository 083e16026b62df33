/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-help-window.h"
#include <glib/gi18n-lib.h>
#include "casement-recommendation.h"
#include "casement-stack.h"

struct _CasementHelpWindow {
  AdwWindow parent_instance;
  AdwWindowTitle *title;
  GtkWidget *back_button;
  GtkStack *stack;
  AdwBin *topics;
  AdwBin *page;
};

G_DEFINE_FINAL_TYPE (CasementHelpWindow, casement_help_window, ADW_TYPE_WINDOW)

static void
name_row (GtkWidget *row, const char *title, const char *subtitle)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static AdwPreferencesGroup *
add_group (AdwPreferencesPage *page, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (group));
  return ADW_PREFERENCES_GROUP (group);
}

static void
add_text (AdwPreferencesPage *page, const char *title, const char *text)
{
  GtkWidget *group = GTK_WIDGET (add_group (page, title));
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), label);
}

static void
add_choices (AdwPreferencesPage *page, const CasementRecommendation *record)
{
  AdwPreferencesGroup *group;

  if (record->choices == NULL)
    return;
  group = add_group (page, _("Choices"));
  for (const CasementChoice *choice = record->choices; choice->value != NULL; choice++) {
    GtkWidget *row = adw_action_row_new ();

    name_row (row, _(choice->title), choice->cost != NULL ? _(choice->cost) : NULL);
    adw_preferences_group_add (group, row);
  }
}

static void
add_source (AdwPreferencesPage *page, const CasementRecommendation *record)
{
  GtkWidget *link;

  if (record->source == NULL)
    return;
  link = gtk_link_button_new_with_label (record->source, record->source);
  gtk_widget_set_halign (link, GTK_ALIGN_START);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (link))), PANGO_ELLIPSIZE_MIDDLE);
  adw_preferences_group_add (add_group (page, _("Where this comes from")), link);
}

static GtkWidget *
create_page (const CasementRecommendation *record)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());

  add_text (page, _("Why"), _(record->why));
  add_choices (page, record);
  add_text (page, _("Without it"), record->consequence != NULL ? _(record->consequence) : _("It cannot be declined."));
  add_text (page, _("What it is for"), casement_advice_weight_get_title (record->weight));
  add_source (page, record);
  return GTK_WIDGET (page);
}

static GtkWidget *
create_topics (void)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwPreferencesGroup *group = NULL;
  guint n_records;
  const CasementRecommendation *const *records = casement_recommendation_get_all (&n_records);

  for (guint i = 0; i < n_records; i++) {
    GtkWidget *row = adw_action_row_new ();

    if (group == NULL || records[i]->group != records[i - 1]->group)
      group = add_group (page, casement_advice_group_get_title (records[i]->group));
    name_row (row, _(records[i]->title), NULL);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "help.show");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", records[i]->id);
    adw_preferences_group_add (group, row);
  }
  return GTK_WIDGET (page);
}

/* The list is made only for who looks at it: most come for one page. */
static void
show (CasementHelpWindow *self, const char *id)
{
  const CasementRecommendation *record = id != NULL ? casement_recommendation_find (id) : NULL;

  if (record != NULL)
    adw_bin_set_child (self->page, create_page (record));
  else if (adw_bin_get_child (self->topics) == NULL)
    adw_bin_set_child (self->topics, create_topics ());
  casement_stack_show (self->stack, record != NULL ? "page" : "topics");
  gtk_widget_set_visible (self->back_button, record != NULL);
  adw_window_title_set_title (self->title, record != NULL ? _(record->title) : _("Help"));
  adw_window_title_set_subtitle (self->title, record != NULL ? casement_advice_group_get_title (record->group) : "");
}

static void
show_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  show (CASEMENT_HELP_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
topics_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  show (CASEMENT_HELP_WINDOW (widget), NULL);
}

static void
casement_help_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_HELP_WINDOW);
  G_OBJECT_CLASS (casement_help_window_parent_class)->dispose (object);
}

static void
casement_help_window_class_init (CasementHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_help_window_dispose;
  gtk_widget_class_install_action (widget_class, "help.show", "s", show_action_cb);
  gtk_widget_class_install_action (widget_class, "help.topics", NULL, topics_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "help.topics", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/app/casement-help-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementHelpWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CasementHelpWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, CasementHelpWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CasementHelpWindow, topics);
  gtk_widget_class_bind_template_child (widget_class, CasementHelpWindow, page);
}

static void
casement_help_window_init (CasementHelpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * casement_help_window_present:
 * @parent: (nullable): the window that the question came from
 * @id: (nullable): a recommendation's; without one, all are listed
 *
 * Shows the help; there is one window of it.
 */
void
casement_help_window_present (GtkApplication *application, GtkWindow *parent, const char *id)
{
  GtkWindow *window = NULL;

  g_return_if_fail (GTK_IS_APPLICATION (application));

  for (GList *l = gtk_application_get_windows (application); l != NULL && window == NULL; l = l->next)
    if (CASEMENT_IS_HELP_WINDOW (l->data))
      window = l->data;
  if (window == NULL)
    window = g_object_new (CASEMENT_TYPE_HELP_WINDOW, "application", application, NULL);
  /* Above a modal assistant it must be usable as well. */
  gtk_window_set_transient_for (window, parent != window ? parent : NULL);
  gtk_window_set_modal (window, parent != NULL && parent != window && gtk_window_get_modal (parent));
  show (CASEMENT_HELP_WINDOW (window), id);
  gtk_window_present (window);
}
