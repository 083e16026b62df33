/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-host-check-row.h"

struct _CasementHostCheckRow {
  AdwPreferencesRow parent_instance;
  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *found_label;
  GtkLabel *advice_label;
  GtkWidget *copy_button;
  CasementHostCheck *check;
};

G_DEFINE_FINAL_TYPE (CasementHostCheckRow, casement_host_check_row, ADW_TYPE_PREFERENCES_ROW)

typedef struct {
  const char *icon;
  const char *css_class;
  const char *title;
} Look;

static const Look looks[] = {
  [CASEMENT_HOST_CHECK_OK] = { "emblem-ok-symbolic", "success", N_("Fine") },
  [CASEMENT_HOST_CHECK_WARN] = { "dialog-warning-symbolic", "warning", N_("Could be better") },
  [CASEMENT_HOST_CHECK_FAIL] = { "dialog-error-symbolic", "error", N_("Missing") },
  [CASEMENT_HOST_CHECK_UNKNOWN] = { "dialog-question-symbolic", "dim-label", N_("Not known") },
};

static void
copy_clicked_cb (CasementHostCheckRow *self)
{
  const char *command = casement_host_check_get_command (self->check);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          command != NULL ? command : casement_host_check_get_advice (self->check));
  gtk_widget_activate_action (GTK_WIDGET (self), "host-check.copied", NULL);
}

static void
casement_host_check_row_dispose (GObject *object)
{
  g_clear_object (&CASEMENT_HOST_CHECK_ROW (object)->check);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_HOST_CHECK_ROW);
  G_OBJECT_CLASS (casement_host_check_row_parent_class)->dispose (object);
}

static void
casement_host_check_row_class_init (CasementHostCheckRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_host_check_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/casement/Casement/library/casement-host-check-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementHostCheckRow, icon);
  gtk_widget_class_bind_template_child (widget_class, CasementHostCheckRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, CasementHostCheckRow, found_label);
  gtk_widget_class_bind_template_child (widget_class, CasementHostCheckRow, advice_label);
  gtk_widget_class_bind_template_child (widget_class, CasementHostCheckRow, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
casement_host_check_row_init (CasementHostCheckRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * casement_host_check_row_new:
 * @check: what to show; does not change
 *
 * Returns: (transfer floating): a row for a list of checks.
 */
GtkWidget *
casement_host_check_row_new (CasementHostCheck *check)
{
  CasementHostCheckRow *self;
  const Look *look;
  const char *advice, *command, *found;
  g_autofree char *step = NULL;

  g_return_val_if_fail (CASEMENT_IS_HOST_CHECK (check), NULL);

  self = g_object_new (CASEMENT_TYPE_HOST_CHECK_ROW, NULL);
  self->check = g_object_ref (check);
  look = &looks[casement_host_check_get_state (check)];
  advice = casement_host_check_get_advice (check);
  command = casement_host_check_get_command (check);
  found = casement_host_check_get_found (check);
  step = g_strconcat (advice != NULL ? advice : "", command != NULL ? "\n" : NULL, command, NULL);

  gtk_image_set_from_icon_name (self->icon, look->icon);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), look->css_class);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->icon), _(look->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, _(look->title), -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), casement_host_check_get_title (check));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  casement_host_check_get_title (check), -1);
  gtk_label_set_label (self->title_label, casement_host_check_get_title (check));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _(casement_host_check_get_record (check)->why));
  gtk_label_set_label (self->found_label, found != NULL ? found : "");
  gtk_widget_set_visible (GTK_WIDGET (self->found_label), found != NULL);
  gtk_label_set_label (self->advice_label, step);
  gtk_widget_set_visible (GTK_WIDGET (self->advice_label), advice != NULL);
  gtk_widget_set_visible (self->copy_button, advice != NULL);
  if (command != NULL) {
    gtk_widget_set_tooltip_text (self->copy_button, _("Copy the command"));
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Copy the command"), -1);
  }
  return GTK_WIDGET (self);
}
