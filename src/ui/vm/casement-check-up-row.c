/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-check-up-row.h"
#include "casement-template.h"
#include "casement-vm-guide.h"

struct _CasementCheckUpRow {
  AdwExpanderRow parent_instance;
  GtkWidget *fix_button;
  GtkWidget *guide_button;
  GtkWidget *reinstall_label;
  GtkLabel *why_label;
  GtkLabel *trade_off_label;
  GtkLabel *note_label;
  GtkLinkButton *source_link;
  GtkWidget *help_button;
  GtkExpander *change_expander;
  GtkLabel *change_label;
  CasementAudit *audit;
  char *id;
};

G_DEFINE_FINAL_TYPE (CasementCheckUpRow, casement_check_up_row, ADW_TYPE_EXPANDER_ROW)

/* Made when it is first looked at: a difference costs two copies of the definition. */
static void
change_expanded_cb (CasementCheckUpRow *self)
{
  g_autofree char *change = NULL;

  if (!gtk_expander_get_expanded (self->change_expander) || *gtk_label_get_label (self->change_label) != '\0')
    return;
  change = casement_audit_dup_change (self->audit, self->id);
  gtk_label_set_label (self->change_label, change != NULL && *change != '\0' ? change : _("Nothing"));
}

/* How bad it is, or that it is well. */
static void
add_icon (CasementCheckUpRow *self, CasementAuditItem *item)
{
  static const char *const icons[] = { [CASEMENT_WEIGHT_SAFETY] = "security-low-symbolic",
                                       [CASEMENT_WEIGHT_STABILITY] = "dialog-warning-symbolic",
                                       [CASEMENT_WEIGHT_SPEED] = "power-profile-performance-symbolic",
                                       [CASEMENT_WEIGHT_COMFORT] = "emblem-favorite-symbolic" };
  const CasementRecommendation *record = casement_audit_item_get_recommendation (item);
  gboolean grave = record->weight <= CASEMENT_WEIGHT_STABILITY;
  GtkWidget *icon;

  switch (casement_audit_item_get_state (item)) {
  case CASEMENT_AUDIT_UNMET:
    icon = gtk_image_new_from_icon_name (icons[record->weight]);
    gtk_widget_add_css_class (icon, grave ? "warning" : "accent");
    break;
  case CASEMENT_AUDIT_MET:
    icon = gtk_image_new_from_icon_name ("object-select-symbolic");
    gtk_widget_add_css_class (icon, "success");
    break;
  case CASEMENT_AUDIT_NOT_APPLICABLE:
  case CASEMENT_AUDIT_UNSUPPORTED:
  default:
    icon = gtk_image_new_from_icon_name ("action-unavailable-symbolic");
    gtk_widget_add_css_class (icon, "dim-label");
  }
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (self), icon);
}

/* What the recommended way costs; where nothing is chosen, what it means to leave things as they are. */
static char *
create_trade_off (CasementAuditItem *item)
{
  const CasementRecommendation *record = casement_audit_item_get_recommendation (item);
  const char *reason = casement_audit_item_get_reason (item);
  gboolean unmet = casement_audit_item_get_state (item) == CASEMENT_AUDIT_UNMET;
  GString *text = g_string_new (NULL);

  if (record->choices != NULL && record->choices[0].cost != NULL)
    /* Translators: one way to set something up and what it costs */
    g_string_append_printf (text, _("%s: %s"), _(record->choices[0].title), _(record->choices[0].cost));
  if (record->consequence != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", _(record->consequence));
  if (unmet && reason != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", reason);
  return g_string_free (text, text->len == 0);
}

static char *
create_subtitle (CasementAuditItem *item)
{
  const char *found = casement_audit_item_get_found (item);

  switch (casement_audit_item_get_state (item)) {
  case CASEMENT_AUDIT_UNMET:
    /* Translators: what a check-up found, and what would be better */
    return g_strdup_printf (_("%s → %s"), found != NULL ? found : "", casement_audit_item_get_wanted (item));
  case CASEMENT_AUDIT_MET:
    return g_strdup (found != NULL ? found : casement_audit_item_get_wanted (item));
  case CASEMENT_AUDIT_NOT_APPLICABLE:
  case CASEMENT_AUDIT_UNSUPPORTED:
  default:
    return g_strdup (casement_audit_item_get_reason (item));
  }
}

static void
casement_check_up_row_dispose (GObject *object)
{
  CasementCheckUpRow *self = CASEMENT_CHECK_UP_ROW (object);

  g_clear_object (&self->audit);
  g_clear_pointer (&self->id, g_free);
  casement_template_dispose (GTK_WIDGET (object), CASEMENT_TYPE_CHECK_UP_ROW);
  G_OBJECT_CLASS (casement_check_up_row_parent_class)->dispose (object);
}

static void
casement_check_up_row_class_init (CasementCheckUpRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_check_up_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-check-up-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpRow, fix_button);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpRow, guide_button);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpRow, reinstall_label);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpRow, why_label);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpRow, trade_off_label);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpRow, note_label);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpRow, source_link);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpRow, help_button);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpRow, change_expander);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpRow, change_label);
}

static void
casement_check_up_row_init (CasementCheckUpRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->change_expander, "notify::expanded", G_CALLBACK (change_expanded_cb), self,
                           G_CONNECT_SWAPPED);
}

/** casement_check_up_row_new: Returns: (transfer floating): a row for one item of @audit; Fix runs "check-up.fix" with its id, Guide… "check-up.guide". */
GtkWidget *
casement_check_up_row_new (CasementAudit *audit, CasementAuditItem *item)
{
  CasementCheckUpRow *self = g_object_new (CASEMENT_TYPE_CHECK_UP_ROW, NULL);
  const CasementRecommendation *record = casement_audit_item_get_recommendation (item);
  gboolean unmet = casement_audit_item_get_state (item) == CASEMENT_AUDIT_UNMET;
  const char *note = unmet ? casement_guide_get_warning (record) : NULL;
  gboolean guided = unmet && casement_guide_covers (record);
  g_autofree char *trade_off = create_trade_off (item);
  g_autofree char *subtitle = create_subtitle (item);
  g_autofree char *fix_name = g_strdup_printf (_("Fix “%s”"), _(record->title));
  g_autofree char *guide_name = g_strdup_printf (_("Guide “%s”"), _(record->title));

  self->audit = g_object_ref (audit);
  self->id = g_strdup (record->id);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _(record->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _(record->title), -1);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle != NULL ? subtitle : "");
  gtk_label_set_label (self->why_label, _(record->why));
  gtk_label_set_label (self->note_label, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), note != NULL);
  gtk_link_button_set_uri (self->source_link, record->source);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->help_button), "s", record->id);
  gtk_widget_set_visible (GTK_WIDGET (self->change_expander), unmet);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->fix_button), "s", record->id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->fix_button), GTK_ACCESSIBLE_PROPERTY_LABEL, fix_name, -1);
  gtk_widget_set_visible (self->fix_button, casement_audit_item_get_fixable (item));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->guide_button), "s", record->id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->guide_button), GTK_ACCESSIBLE_PROPERTY_LABEL, guide_name, -1);
  gtk_widget_set_visible (self->guide_button, guided);
  gtk_widget_set_visible (self->reinstall_label, unmet && record->risk == CASEMENT_RISK_REINSTALL);
  gtk_label_set_label (self->trade_off_label, trade_off != NULL ? trade_off : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trade_off_label), trade_off != NULL);
  add_icon (self, item);
  return GTK_WIDGET (self);
}
