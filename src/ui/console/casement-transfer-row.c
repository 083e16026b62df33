/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-transfer-row.h"

#include <glib/gi18n-lib.h>
#include "casement-error.h"

static void
set_text (GtkWidget *label, const char *text)
{
  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, text[0] != '\0');
}

/* The row's parts are found by their names, so that it needs no type of its own. */
static GtkWidget *
part (GtkWidget *row, const char *name)
{
  return g_object_get_data (G_OBJECT (row), name);
}

static void
update_cb (GtkWidget *row, GParamSpec *pspec, CasementFileTransfer *transfer)
{
  const GError *error = casement_file_transfer_get_error (transfer);
  const char *state = "";

  switch (casement_file_transfer_get_state (transfer)) {
  case CASEMENT_FILE_TRANSFER_WAITING:
    state = _("Waiting");
    break;
  case CASEMENT_FILE_TRANSFER_DONE:
    state = _("Copied");
    break;
  case CASEMENT_FILE_TRANSFER_CANCELLED:
    state = _("Cancelled");
    break;
  case CASEMENT_FILE_TRANSFER_FAILED:
    state = error->message;
    if (casement_error_get_details (error) != NULL)
      gtk_widget_set_tooltip_text (row, casement_error_get_details (error));
    break;
  case CASEMENT_FILE_TRANSFER_RUNNING:
  default:
    break;
  }
  set_text (part (row, "state"), state);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (part (row, "bar")), casement_file_transfer_get_fraction (transfer));
  gtk_widget_set_visible (part (row, "bar"), casement_file_transfer_get_state (transfer) == CASEMENT_FILE_TRANSFER_RUNNING);
  gtk_widget_set_visible (part (row, "cancel"), !casement_file_transfer_get_over (transfer));
}

static GtkWidget *
add_label (GtkBox *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 44);
  gtk_box_append (box, label);
  return label;
}

/**
 * casement_transfer_row_new:
 * @transfer: a file on its way
 *
 * Returns: (transfer floating): its name, how far it is or why it failed, and a button to cancel it.
 */
GtkWidget *
casement_transfer_row_new (CasementFileTransfer *transfer)
{
  const char *name = casement_file_transfer_get_name (transfer);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *cancel = gtk_button_new_from_icon_name ("process-stop-symbolic");
  GtkWidget *bar = gtk_progress_bar_new ();
  g_autofree char *cancel_label = g_strdup_printf (_("Cancel copying “%s”"), name);
  g_autofree char *bar_label = g_strdup_printf (_("Progress of “%s”"), name);
  GtkWidget *state;

  gtk_label_set_ellipsize (GTK_LABEL (add_label (GTK_BOX (texts), name)), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (bar, 300, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, bar_label, -1);
  gtk_box_append (GTK_BOX (texts), bar);
  state = add_label (GTK_BOX (texts), NULL);
  gtk_label_set_wrap (GTK_LABEL (state), TRUE);
  gtk_widget_add_css_class (state, "dim-label");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (row), texts);
  gtk_widget_add_css_class (cancel, "flat");
  gtk_widget_set_valign (cancel, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (cancel, cancel_label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cancel), GTK_ACCESSIBLE_PROPERTY_LABEL, cancel_label, -1);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (casement_file_transfer_cancel), transfer, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), cancel);
  g_object_set_data (G_OBJECT (row), "state", state);
  g_object_set_data (G_OBJECT (row), "bar", bar);
  g_object_set_data (G_OBJECT (row), "cancel", cancel);
  g_signal_connect_object (transfer, "notify", G_CALLBACK (update_cb), row, G_CONNECT_SWAPPED);
  update_cb (row, NULL, transfer);
  return row;
}
