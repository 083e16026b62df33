/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-drive-dialogs.h"

#define MAX_GIB 65536

typedef struct {
  GtkSpinButton *size;
  GtkDropDown *bus; /* or NULL */
  char *drive;      /* or NULL */
  CasementDiskChosen chosen;
  gpointer user_data;
  GDestroyNotify free_data;
} Dialog;

/* In the order of the choices. */
static const char *const buses[] = { "virtio", "scsi" };

static void
dialog_free (gpointer data, GClosure *closure)
{
  Dialog *dialog = data;

  dialog->free_data (dialog->user_data);
  g_free (dialog->drive);
  g_free (dialog);
}

static void
response_cb (AdwMessageDialog *window, const char *response, gpointer user_data)
{
  Dialog *dialog = user_data;
  guint64 gib;

  if (!g_str_equal (response, "do"))
    return;
  gtk_spin_button_update (dialog->size);
  gib = (guint64) gtk_spin_button_get_value_as_int (dialog->size);
  dialog->chosen (gib << 30, dialog->bus != NULL ? buses[gtk_drop_down_get_selected (dialog->bus)] : dialog->drive, dialog->user_data);
}

static GtkWidget *
add_row (GtkWidget *list, const char *title, GtkWidget *control)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return control;
}

static void
present (GtkWidget *owner, const char *title, const char *text, const char *verb, gboolean with_bus, Dialog *dialog)
{
  GtkWidget *window = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (owner)), title, text);
  GtkWidget *list = gtk_list_box_new ();
  const char *const titles[] = { "virtio-blk", "virtio-scsi", NULL };

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  dialog->size = GTK_SPIN_BUTTON (add_row (list, _("Size (GiB)"), gtk_spin_button_new_with_range (1, MAX_GIB, 1)));
  gtk_spin_button_set_value (dialog->size, 64);
  if (with_bus)
    dialog->bus = GTK_DROP_DOWN (add_row (list, _("Bus"), gtk_drop_down_new_from_strings (titles)));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (window), list);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (window), "cancel", _("Cancel"), "do", verb, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (window), "do", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (window), "do");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (window), "cancel");
  g_signal_connect_data (window, "response", G_CALLBACK (response_cb), dialog, dialog_free, 0);
  gtk_window_present (GTK_WINDOW (window));
}

static Dialog *
dialog_new (CasementDiskChosen chosen, gpointer user_data, GDestroyNotify free_data)
{
  Dialog *dialog = g_new0 (Dialog, 1);

  dialog->chosen = chosen;
  dialog->user_data = user_data;
  dialog->free_data = free_data;
  return dialog;
}

/** casement_add_disk_dialog_present: asks how big a new disk shall be and on which bus; calls @chosen with both. */
void
casement_add_disk_dialog_present (GtkWidget *owner, CasementDiskChosen chosen, gpointer user_data, GDestroyNotify free_data)
{
  present (owner, _("Add a disk"), _("Nothing is allocated ahead. Windows lists it in Disk Management."), _("Add"), TRUE,
           dialog_new (chosen, user_data, free_data));
}

/** casement_grow_disk_dialog_present: asks how big @drive shall be; calls @chosen with that. */
void
casement_grow_disk_dialog_present (GtkWidget *owner, const char *drive, CasementDiskChosen chosen, gpointer user_data, GDestroyNotify free_data)
{
  Dialog *dialog = dialog_new (chosen, user_data, free_data);

  dialog->drive = g_strdup (drive);
  present (owner, _("Make the disk larger"), _("This cannot be taken back. Where the guest agent answers, Windows' drive C: grows as well."),
           _("Make larger"), FALSE, dialog);
}
