/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-template.h"

/**
 * casement_template_dispose:
 * @widget: a widget made from a template, and no container
 * @type: the type that has the template
 *
 * Drops what the template made, when the widget is disposed of. GTK itself lets go only of the children that are bound
 * to a field.
 */
void
casement_template_dispose (GtkWidget *widget, GType type)
{
  GtkWidget *child;

  gtk_widget_dispose_template (widget, type);
  while ((child = gtk_widget_get_first_child (widget)) != NULL)
    gtk_widget_unparent (child);
}
