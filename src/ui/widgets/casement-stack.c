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

/**
 * casement_view_stack_hide_others:
 * @stack: a stack of views
 *
 * Hides the views that are not shown from screen readers, to which GTK 4.8 still offers what is on them. To be called
 * whenever another one is shown.
 */
void
casement_view_stack_hide_others (AdwViewStack *stack)
{
  g_autoptr (GtkSelectionModel) pages = NULL;
  GtkWidget *shown;

  g_return_if_fail (ADW_IS_VIEW_STACK (stack));

  shown = adw_view_stack_get_visible_child (stack);
  pages = adw_view_stack_get_pages (stack);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++) {
    g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);
    GtkWidget *child = adw_view_stack_page_get_child (page);

    gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN, child != shown, -1);
  }
}

/** casement_view_switcher_bar_hide: hides @bar from screen readers while it is not revealed. To be called whenever it is or is not. */
void
casement_view_switcher_bar_hide (AdwViewSwitcherBar *bar)
{
  g_return_if_fail (ADW_IS_VIEW_SWITCHER_BAR (bar));
  gtk_accessible_update_state (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_STATE_HIDDEN, !adw_view_switcher_bar_get_reveal (bar), -1);
}
