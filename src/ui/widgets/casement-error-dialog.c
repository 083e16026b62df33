/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "casement-error-dialog.h"
#include "casement-error.h"
#include "casement-message-dialog.h"

static GtkWidget *
create_details (const char *text)
{
  GtkWidget *expander = gtk_expander_new (_("Details"));
  GtkWidget *label = gtk_label_new (text);

  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Details"), -1);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "casement-details");
  /* GTK 4.8 gives the focus to what is folded away, where Tab gets stuck. */
  g_object_bind_property (expander, "expanded", label, "visible", G_BINDING_SYNC_CREATE);
  gtk_expander_set_child (GTK_EXPANDER (expander), label);
  return expander;
}

/**
 * casement_show_error:
 * @owner: any widget of the window that the error concerns
 * @heading: what could not be done, a few words
 * @error: what happened; not kept
 *
 * Says it in a dialog: the sentence, and the raw text behind "Details". A cancel is no error and is not shown.
 */
void
casement_show_error (GtkWidget *owner, const char *heading, const GError *error)
{
  GtkRoot *root;
  GtkWidget *dialog;
  const char *details;

  g_return_if_fail (GTK_IS_WIDGET (owner));
  g_return_if_fail (error != NULL);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  root = gtk_widget_get_root (owner);
  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("Close"));
  details = casement_error_get_details (error);
  if (details != NULL)
    adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), create_details (details));
  casement_message_dialog_present (ADW_MESSAGE_DIALOG (dialog));
}
