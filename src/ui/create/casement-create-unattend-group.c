/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-create-unattend-group.h"
#include "casement-template.h"

struct _CasementCreateUnattendGroup {
  GtkWidget parent_instance;
  AdwActionRow *switch_row;
  GtkSwitch *install_switch;
  GtkWidget *answers;
  AdwEntryRow *user_row;
  GtkLabel *user_error;
  AdwPasswordEntryRow *password_row;
  GtkLabel *password_error;
  GtkSwitch *licence_switch;
  GtkLabel *note;
  CasementCreateDraft *draft;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (CasementCreateUnattendGroup, casement_create_unattend_group, GTK_TYPE_WIDGET)

static void
show_error (GtkWidget *row, GtkLabel *label, const GError *error)
{
  if (error != NULL) {
    gtk_widget_add_css_class (row, "error");
    gtk_label_set_label (label, error->message);
    gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, error->message, -1);
  } else {
    gtk_widget_remove_css_class (row, "error");
  }
  gtk_widget_set_visible (GTK_WIDGET (label), error != NULL);
}

/* What is not typed yet is no mistake. */
static void
update_fields (CasementCreateUnattendGroup *self)
{
  CasementUnattend *unattend = casement_create_draft_get_unattend (self->draft);
  const CasementPreset *preset = casement_vm_spec_get_preset (casement_create_draft_get_spec (self->draft));
  const char *user = casement_unattend_get_user_name (unattend);
  CasementSecret *password = casement_unattend_get_password (unattend);
  g_autoptr (GError) user_error = NULL;
  g_autoptr (GError) password_error = NULL;

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->user_row)), user != NULL ? user : "") != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->user_row), user != NULL ? user : "");
  if (user != NULL)
    casement_unattend_check_user_name (user, &user_error);
  if (password != NULL)
    casement_unattend_check_password (password, user, casement_preset_is_server (preset), &password_error);
  show_error (GTK_WIDGET (self->user_row), self->user_error, user_error);
  show_error (GTK_WIDGET (self->password_row), self->password_error, password_error);
  gtk_switch_set_active (self->licence_switch, casement_unattend_get_licence (unattend));
}

static void
draft_changed_cb (CasementCreateUnattendGroup *self)
{
  gboolean possible = casement_create_draft_can_unattend (self->draft);
  gboolean on = casement_vm_spec_get_unattend (casement_create_draft_get_spec (self->draft)) != NULL;
  g_autofree char *note = casement_create_draft_dup_unattend_note (self->draft);

  self->updating = TRUE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->switch_row), possible);
  gtk_switch_set_active (self->install_switch, on && possible);
  gtk_widget_set_visible (self->answers, on && possible);
  adw_action_row_set_subtitle (self->switch_row, possible ? _("Setup’s questions are answered, with drivers and guest tools, up to the desktop.")
                                                          : _("Only Windows 10 and newer can be installed without questions."));
  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
  if (on)
    update_fields (self);
  self->updating = FALSE;
}

static void
switched_cb (CasementCreateUnattendGroup *self)
{
  if (self->draft != NULL && !self->updating)
    casement_create_draft_set_unattended (self->draft, gtk_switch_get_active (self->install_switch));
}

static void
user_changed_cb (CasementCreateUnattendGroup *self)
{
  if (self->draft != NULL && !self->updating)
    casement_unattend_set_user_name (casement_create_draft_get_unattend (self->draft), gtk_editable_get_text (GTK_EDITABLE (self->user_row)));
}

static void
password_changed_cb (CasementCreateUnattendGroup *self)
{
  g_autoptr (CasementSecret) password = NULL;

  if (self->draft == NULL || self->updating)
    return;
  password = casement_secret_new (gtk_editable_get_text (GTK_EDITABLE (self->password_row)), -1);
  casement_create_draft_set_password (self->draft, password);
}

static void
licence_toggled_cb (CasementCreateUnattendGroup *self)
{
  if (self->draft != NULL && !self->updating)
    casement_unattend_set_licence (casement_create_draft_get_unattend (self->draft), gtk_switch_get_active (self->licence_switch));
}

static void
casement_create_unattend_group_dispose (GObject *object)
{
  g_clear_object (&CASEMENT_CREATE_UNATTEND_GROUP (object)->draft);
  casement_template_dispose (GTK_WIDGET (object), CASEMENT_TYPE_CREATE_UNATTEND_GROUP);
  G_OBJECT_CLASS (casement_create_unattend_group_parent_class)->dispose (object);
}

static void
casement_create_unattend_group_class_init (CasementCreateUnattendGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_create_unattend_group_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/create/casement-create-unattend-group.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementCreateUnattendGroup, switch_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateUnattendGroup, install_switch);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateUnattendGroup, answers);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateUnattendGroup, user_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateUnattendGroup, user_error);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateUnattendGroup, password_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateUnattendGroup, password_error);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateUnattendGroup, licence_switch);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateUnattendGroup, note);
  gtk_widget_class_bind_template_callback (widget_class, switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, user_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, password_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, licence_toggled_cb);
}

static void
casement_create_unattend_group_init (CasementCreateUnattendGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** casement_create_unattend_group_set_draft: @draft: what it works on; given once. */
void
casement_create_unattend_group_set_draft (CasementCreateUnattendGroup *self, CasementCreateDraft *draft)
{
  g_return_if_fail (CASEMENT_IS_CREATE_UNATTEND_GROUP (self));
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (draft_changed_cb), self, G_CONNECT_SWAPPED);
  draft_changed_cb (self);
}
