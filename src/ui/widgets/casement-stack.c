/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-stack.h"

/**
 * casement_stack_show:
 * @stack: a stack whose pages have names
 * @name: the page to show
 *
 * Shows one page and hides the others in earnest: a stack only stops drawing them, and GTK 4.8 still offers what is on
 * them to screen readers.
 */
void
casement_stack_show (GtkStack *stack, const char *name)
{
  g_autoptr (GtkSelectionModel) pages = NULL;
  GtkWidget *shown;

  g_return_if_fail (GTK_IS_STACK (stack));

  shown = gtk_stack_get_child_by_name (stack, name);
  g_return_if_fail (shown != NULL);

  gtk_widget_set_visible (shown, TRUE);
  gtk_stack_page_set_visible (gtk_stack_get_page (stack, shown), TRUE);
  gtk_stack_set_visible_child (stack, shown);
  pages = gtk_stack_get_pages (stack);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++) {
    g_autoptr (GObject) page = g_list_model_get_item (G_LIST_MODEL (pages), i);
    GtkWidget *child = gtk_stack_page_get_child (GTK_STACK_PAGE (page));

    if (child != shown)
      gtk_widget_set_visible (child, FALSE);
  }
}
