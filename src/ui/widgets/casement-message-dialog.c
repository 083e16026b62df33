/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-message-dialog.h"

/* A button with a mnemonic has its text as label and is labelled by its label as well; GTK before 4.10 puts the two
 * together, and a screen reader reads "Cancel Cancel". */
static void
name_once (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_button_get_use_underline (GTK_BUTTON (widget)))
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    name_once (child);
}

/** casement_message_dialog_present: Shows @dialog, whose responses are all there, as screen readers need it. */
void
casement_message_dialog_present (AdwMessageDialog *dialog)
{
  g_return_if_fail (ADW_IS_MESSAGE_DIALOG (dialog));

  name_once (GTK_WIDGET (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
}
