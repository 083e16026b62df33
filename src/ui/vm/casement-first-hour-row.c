/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-first-hour-row.h"
#include "casement-template.h"

struct _CasementFirstHourRow {
  AdwExpanderRow parent_instance;
  GtkImage *state_icon;
  GtkButton *action_button;
  GtkLabel *step_label;
  GtkWidget *command_box;
  GtkLabel *command_label;
  GtkLabel *place_label;
  GtkWidget *copy_button;
  GtkLabel *why_label;
  GtkLinkButton *source_link;
};

G_DEFINE_FINAL_TYPE (CasementFirstHourRow, casement_first_hour_row, ADW_TYPE_EXPANDER_ROW)

static void
casement_first_hour_row_dispose (GObject *object)
{
  casement_template_dispose (GTK_WIDGET (object), CASEMENT_TYPE_FIRST_HOUR_ROW);
  G_OBJECT_CLASS (casement_first_hour_row_parent_class)->dispose (object);
}

static void
casement_first_hour_row_class_init (CasementFirstHourRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_first_hour_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-first-hour-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourRow, action_button);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourRow, step_label);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourRow, command_box);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourRow, command_label);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourRow, place_label);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourRow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourRow, why_label);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourRow, source_link);
}

static void
casement_first_hour_row_init (CasementFirstHourRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The state's title is the icon's name to those who do not see it. */
static void
show_state (CasementFirstHourRow *self, CasementFirstHourState state)
{
  static const struct {
    const char *icon;
    const char *title;
    const char *style;
  } looks[] = {
    [CASEMENT_FIRST_HOUR_UNKNOWN] = { "dialog-question-symbolic", N_("Not known"), "dim-label" },
    [CASEMENT_FIRST_HOUR_DONE] = { "object-select-symbolic", N_("Done"), "success" },
    [CASEMENT_FIRST_HOUR_TODO] = { "dialog-information-symbolic", N_("To do"), "accent" },
    [CASEMENT_FIRST_HOUR_NOT_APPLICABLE] = { "action-unavailable-symbolic", N_("Does not apply here"), "dim-label" },
  };

  gtk_image_set_from_icon_name (self->state_icon, looks[state].icon);
  gtk_widget_add_css_class (GTK_WIDGET (self->state_icon), looks[state].style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->state_icon), GTK_ACCESSIBLE_PROPERTY_LABEL, _(looks[state].title), -1);
}

/* Never without its target, of which GTK would complain. */
static void
set_action (GtkWidget *button, const char *action_name, const char *target)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action_name);
}

static void
show_command (CasementFirstHourRow *self, const CasementFirstHourItem *item)
{
  gboolean run;

  gtk_widget_set_visible (self->command_box, item->command != NULL);
  if (item->command == NULL)
    return;
  /* What needs no administrator's rights fits into one line that Windows' "Run" takes. */
  run = g_str_has_prefix (item->command, "cmd ") || g_str_has_prefix (item->command, "msiexec ") || strstr (item->command, "://") != NULL;
  gtk_label_set_label (self->command_label, item->command);
  gtk_label_set_label (self->place_label, run ? _("In Windows, press Windows key+R and paste it.")
                                              : _("In Windows, open PowerShell as administrator and paste it."));
  set_action (self->copy_button, "first-hour.copy", item->command);
}

/** casement_first_hour_row_new: Returns: (transfer floating): a line; its buttons run "first-hour.do" and "first-hour.copy". */
GtkWidget *
casement_first_hour_row_new (const CasementFirstHourItem *item)
{
  CasementFirstHourRow *self = g_object_new (CASEMENT_TYPE_FIRST_HOUR_ROW, NULL);
  g_autofree char *name = NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _(item->record->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _(item->record->title), -1);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), item->found);
  show_state (self, item->state);
  gtk_label_set_label (self->step_label, item->step != NULL ? item->step : "");
  gtk_widget_set_visible (GTK_WIDGET (self->step_label), item->step != NULL);
  show_command (self, item);
  gtk_label_set_label (self->why_label, _(item->record->why));
  gtk_link_button_set_uri (self->source_link, item->record->source);
  gtk_widget_set_visible (GTK_WIDGET (self->action_button), item->action != NULL);
  if (item->action != NULL) {
    gtk_button_set_label (self->action_button, item->action);
    name = g_strdup_printf ("%s: %s", _(item->record->title), item->action);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->action_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    set_action (GTK_WIDGET (self->action_button), "first-hour.do", item->record->id);
    if (item->state == CASEMENT_FIRST_HOUR_TODO && !item->record->optional)
      gtk_widget_add_css_class (GTK_WIDGET (self->action_button), "suggested-action");
  }
  return GTK_WIDGET (self);
}
