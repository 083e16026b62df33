/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-banner.h"
#include "casement-check-up-view.h"
#include "casement-check-up-window.h"
#include "casement-vm-action-group.h"

struct _CasementCheckUpWindow {
  AdwWindow parent_instance;
  AdwWindowTitle *title;
  CasementBanner *restart_banner;
  AdwBin *place;
};

G_DEFINE_FINAL_TYPE (CasementCheckUpWindow, casement_check_up_window, ADW_TYPE_WINDOW)

static void
casement_check_up_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_CHECK_UP_WINDOW);
  G_OBJECT_CLASS (casement_check_up_window_parent_class)->dispose (object);
}

static void
casement_check_up_window_class_init (CasementCheckUpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_check_up_window_dispose;

  g_type_ensure (CASEMENT_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-check-up-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpWindow, restart_banner);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpWindow, place);
}

static void
casement_check_up_window_init (CasementCheckUpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** casement_check_up_window_new: Returns: (transfer none): a window that looks at @vm at once; GTK owns it. */
GtkWindow *
casement_check_up_window_new (CasementVm *vm, GtkWindow *parent)
{
  CasementCheckUpWindow *self = g_object_new (CASEMENT_TYPE_CHECK_UP_WINDOW, "transient-for", parent, NULL);
  g_autoptr (GSimpleActionGroup) actions = casement_vm_action_group_new (vm, GTK_WIDGET (self));

  gtk_widget_insert_action_group (GTK_WIDGET (self), "vm", G_ACTION_GROUP (actions));
  adw_window_title_set_subtitle (self->title, casement_vm_get_name (vm));
  g_object_bind_property (vm, "restart-needed", self->restart_banner, "revealed", G_BINDING_SYNC_CREATE);
  adw_bin_set_child (self->place, casement_check_up_view_new (vm));
  return GTK_WINDOW (self);
}
