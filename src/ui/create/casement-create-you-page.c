/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "casement-create-you-page.h"
#include "casement-locale.h"
#include "casement-template.h"

struct _CasementCreateYouPage {
  GtkWidget parent_instance;
  AdwComboRow *language_row;
  AdwComboRow *keyboard_row;
  AdwEntryRow *zone_row;
  AdwEntryRow *computer_row;
  AdwEntryRow *key_row;
  GtkLabel *error_label;
  CasementCreateDraft *draft;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (CasementCreateYouPage, casement_create_you_page, GTK_TYPE_WIDGET)

static GListModel *
create_languages (void)
{
  GtkStringList *titles = gtk_string_list_new (NULL);
  guint n;
  const CasementWindowsLocale *all = casement_windows_locale_get_all (&n);

  for (guint i = 0; i < n; i++)
    gtk_string_list_take (titles, casement_windows_locale_dup_title (&all[i]));
  return G_LIST_MODEL (titles);
}

static GListModel *
create_keyboards (void)
{
  GtkStringList *titles = gtk_string_list_new (NULL);
  guint n;
  const CasementWindowsKeyboard *all = casement_windows_keyboard_get_all (&n);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (titles, _(all[i].title));
  return G_LIST_MODEL (titles);
}

static void
mark (GtkWidget *row, GError *error, GtkLabel *label)
{
  if (error == NULL) {
    gtk_widget_remove_css_class (row, "error");
    return;
  }
  gtk_widget_add_css_class (row, "error");
  gtk_label_set_label (label, error->message);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, error->message, -1);
  gtk_widget_set_visible (GTK_WIDGET (label), TRUE);
}

static void
update_errors (CasementCreateYouPage *self)
{
  CasementUnattend *unattend = casement_create_draft_get_unattend (self->draft);
  g_autoptr (GError) zone_error = NULL;
  g_autoptr (GError) computer_error = NULL;
  g_autoptr (GError) key_error = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  if (casement_unattend_get_time_zone (unattend) != NULL)
    casement_unattend_check_time_zone (casement_unattend_get_time_zone (unattend), &zone_error);
  if (casement_unattend_get_computer_name (unattend) != NULL)
    casement_unattend_check_computer_name (casement_unattend_get_computer_name (unattend), &computer_error);
  if (casement_unattend_get_product_key (unattend) != NULL)
    casement_unattend_check_product_key (casement_unattend_get_product_key (unattend), &key_error);
  mark (GTK_WIDGET (self->zone_row), zone_error, self->error_label);
  mark (GTK_WIDGET (self->computer_row), computer_error, self->error_label);
  mark (GTK_WIDGET (self->key_row), key_error, self->error_label);
}

static void
changed_cb (CasementCreateYouPage *self)
{
  CasementUnattend *unattend;
  guint language = adw_combo_row_get_selected (self->language_row);
  guint keyboard = adw_combo_row_get_selected (self->keyboard_row);
  g_autoptr (CasementSecret) key = NULL;
  guint n_languages, n_keyboards;
  const CasementWindowsLocale *languages = casement_windows_locale_get_all (&n_languages);
  const CasementWindowsKeyboard *keyboards = casement_windows_keyboard_get_all (&n_keyboards);

  if (self->draft == NULL || self->updating)
    return;
  unattend = casement_create_draft_get_unattend (self->draft);
  casement_unattend_set_language (unattend, language < n_languages ? languages[language].tag : NULL);
  casement_unattend_set_keyboard (unattend, keyboard < n_keyboards ? keyboards[keyboard].layout : NULL);
  casement_unattend_set_time_zone (unattend, gtk_editable_get_text (GTK_EDITABLE (self->zone_row)));
  casement_unattend_set_computer_name (unattend, gtk_editable_get_text (GTK_EDITABLE (self->computer_row)));
  key = casement_secret_new (gtk_editable_get_text (GTK_EDITABLE (self->key_row)), -1);
  casement_create_draft_set_product_key (self->draft, key);
  update_errors (self);
}

/* All is shown as the host has it, so that one sees what will be. */
static void
fill (CasementCreateYouPage *self)
{
  CasementUnattend *unattend = casement_create_draft_get_unattend (self->draft);
  g_autofree char *zone = casement_host_dup_time_zone ();
  g_autofree char *windows = casement_windows_time_zone_dup (zone);
  g_autofree char *language = casement_host_dup_language ();
  g_autofree char *keyboard = casement_host_dup_keyboard ();
  guint n;

  self->updating = TRUE;
  adw_combo_row_set_selected (self->language_row, (guint) (casement_windows_locale_find (language) - casement_windows_locale_get_all (&n)));
  adw_combo_row_set_selected (self->keyboard_row, (guint) (casement_windows_keyboard_find (keyboard) - casement_windows_keyboard_get_all (&n)));
  if (windows != NULL && casement_unattend_get_time_zone (unattend) == NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->zone_row), zone);
  self->updating = FALSE;
}

static void
casement_create_you_page_dispose (GObject *object)
{
  g_clear_object (&CASEMENT_CREATE_YOU_PAGE (object)->draft);
  casement_template_dispose (GTK_WIDGET (object), CASEMENT_TYPE_CREATE_YOU_PAGE);
  G_OBJECT_CLASS (casement_create_you_page_parent_class)->dispose (object);
}

static void
casement_create_you_page_class_init (CasementCreateYouPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_create_you_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/create/casement-create-you-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementCreateYouPage, language_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateYouPage, keyboard_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateYouPage, zone_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateYouPage, computer_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateYouPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateYouPage, error_label);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
casement_create_you_page_init (CasementCreateYouPage *self)
{
  g_autoptr (GListModel) languages = create_languages ();
  g_autoptr (GListModel) keyboards = create_keyboards ();

  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_model (self->language_row, languages);
  adw_combo_row_set_model (self->keyboard_row, keyboards);
}

/** casement_create_you_page_set_draft: @draft: what the page works on; given once. */
void
casement_create_you_page_set_draft (CasementCreateYouPage *self, CasementCreateDraft *draft)
{
  g_return_if_fail (CASEMENT_IS_CREATE_YOU_PAGE (self));
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  fill (self);
}
