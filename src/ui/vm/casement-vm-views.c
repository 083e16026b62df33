/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-check-up-view.h"
#include "casement-drives-view.h"
#include "casement-first-hour-view.h"
#include "casement-stack.h"
#include "casement-vm-first-hour.h"
#include "casement-vm-views.h"

static AdwViewStackPage *
add (AdwViewStack *stack, GtkWidget *view, const char *name, const char *title, const char *icon_name)
{
  AdwViewStackPage *page = adw_view_stack_add_titled (stack, view, name, title);

  adw_view_stack_page_set_icon_name (page, icon_name);
  return page;
}

/**
 * casement_vm_views_add:
 * @stack: the views of a virtual machine's window, the console among them
 * @drives: its drives
 *
 * Adds what else there is to see of @vm. One view alone needs no switcher, and shows none.
 */
void
casement_vm_views_add (AdwViewStack *stack, CasementVm *vm, CasementDriveActions *drives)
{
  GtkWidget *first_hour;
  GtkWidget *list = casement_drives_view_new ();
  AdwViewStackPage *page;

  g_return_if_fail (ADW_IS_VIEW_STACK (stack));
  g_return_if_fail (CASEMENT_IS_VM (vm));

  first_hour = casement_first_hour_view_new (vm);
  page = add (stack, first_hour, "first-hour", _("First hour"), "emblem-ok-symbolic");
  g_object_bind_property (first_hour, "needs-attention", page, "needs-attention", G_BINDING_SYNC_CREATE);
  /* Once all is done, only those see it who look for it in the menu. */
  adw_view_stack_page_set_visible (page, !casement_vm_get_first_hour_done (vm));
  add (stack, casement_check_up_view_new (vm), "check-up", _("Check-up"), "emblem-system-symbolic");
  casement_drives_view_set_actions (CASEMENT_DRIVES_VIEW (list), drives);
  add (stack, list, "drives", _("Drives"), "drive-harddisk-symbolic");
  casement_view_stack_hide_others (stack);
}

/** casement_vm_views_show: shows the view called @name, also where the switcher does not list it. */
void
casement_vm_views_show (AdwViewStack *stack, const char *name)
{
  GtkWidget *view = adw_view_stack_get_child_by_name (stack, name);

  g_return_if_fail (view != NULL);
  adw_view_stack_page_set_visible (adw_view_stack_get_page (stack, view), TRUE);
  adw_view_stack_set_visible_child (stack, view);
}

/** casement_vm_views_show_next: shows the view after the one that is shown, and after the last one the first. */
void
casement_vm_views_show_next (AdwViewStack *stack)
{
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (stack);
  guint n_pages = g_list_model_get_n_items (G_LIST_MODEL (pages));
  guint shown = 0;

  while (shown < n_pages && !gtk_selection_model_is_selected (pages, shown))
    shown++;
  for (guint i = 1; i < n_pages; i++) {
    g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), (shown + i) % n_pages);

    if (adw_view_stack_page_get_visible (page)) {
      adw_view_stack_set_visible_child (stack, adw_view_stack_page_get_child (page));
      return;
    }
  }
}
