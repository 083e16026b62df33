/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-template.h"
#include "casement-vm-action-group.h"
#include "casement-vm-row.h"

/* A list shows hundreds of these: labels are set by hand and not through expressions, and the menu is made
 * when it is asked for. The buttons take no focus, or the list's item could not have it: what they do is in the menu,
 * which the keyboard reaches from the item. */
struct _CasementVmRow {
  GtkWidget parent_instance;
  GtkWidget *icon;
  GtkLabel *name_label;
  GtkLabel *state_label;
  GtkWidget *restart_icon;
  GtkWidget *start_button;
  GtkWidget *shutdown_button;
  GtkWidget *menu_button;
  GtkWidget *popover;
  CasementVm *vm;
};

G_DEFINE_FINAL_TYPE (CasementVmRow, casement_vm_row, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_VM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_css_class (GtkWidget *widget, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* The list item is the list's own; a screen reader reads it before what is inside. */
static void
update_accessible (CasementVmRow *self, const char *text)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *label = NULL;

  if (item == NULL)
    return;
  label = g_strdup_printf ("%s, %s", casement_vm_get_name (self->vm), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update (CasementVmRow *self)
{
  CasementVmState state;
  const char *state_title, *os_title;
  g_autofree char *both = NULL;

  if (self->vm == NULL)
    return;
  state = casement_vm_get_state (self->vm);
  state_title = casement_vm_state_get_title (state);
  os_title = casement_vm_get_os_title (self->vm);
  if (os_title != NULL)
    both = g_strdup_printf ("%s · %s", state_title, os_title);

  gtk_label_set_label (self->name_label, casement_vm_get_name (self->vm));
  gtk_label_set_label (self->state_label, both != NULL ? both : state_title);
  gtk_widget_set_visible (self->start_button, casement_vm_can (self->vm, CASEMENT_VM_ACTION_START));
  gtk_widget_set_visible (self->shutdown_button, casement_vm_can (self->vm, CASEMENT_VM_ACTION_SHUTDOWN));
  set_css_class (self->icon, "accent", casement_vm_get_active (self->vm));
  set_css_class (self->icon, "dim-label", !casement_vm_get_active (self->vm));
  gtk_widget_set_visible (self->restart_icon, casement_vm_get_restart_needed (self->vm));
  set_css_class (GTK_WIDGET (self), "casement-stale", state == CASEMENT_VM_UNKNOWN);
  if (casement_vm_get_restart_needed (self->vm)) {
    g_autofree char *with_badge = g_strdup_printf ("%s, %s", both != NULL ? both : state_title, _("waits for a restart"));

    update_accessible (self, with_badge);
  } else {
    update_accessible (self, both != NULL ? both : state_title);
  }
}

static void
popup_menu (CasementVmRow *self, const GdkRectangle *at)
{
  g_autoptr (GSimpleActionGroup) actions = NULL;
  g_autoptr (GMenuModel) menu = NULL;

  if (self->vm == NULL)
    return;
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  actions = casement_vm_action_group_new (self->vm, GTK_WIDGET (self));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "vm", G_ACTION_GROUP (actions));
  menu = casement_vm_action_group_create_menu (self->vm, TRUE);
  self->popover = gtk_popover_menu_new_from_model (menu);
  gtk_widget_set_parent (self->popover, at != NULL ? GTK_WIDGET (self) : self->menu_button);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), at == NULL);
  if (at != NULL) {
    gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), at);
    gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  }
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
changed_cb (CasementVmRow *self)
{
  update (self);
}

static void
start_clicked_cb (CasementVmRow *self)
{
  casement_vm_action_group_run (self->vm, CASEMENT_VM_ACTION_START, GTK_WIDGET (self));
}

static void
shutdown_clicked_cb (CasementVmRow *self)
{
  casement_vm_action_group_run (self->vm, CASEMENT_VM_ACTION_SHUTDOWN, GTK_WIDGET (self));
}

static void
menu_clicked_cb (CasementVmRow *self)
{
  popup_menu (self, NULL);
}

static void
pressed_cb (CasementVmRow *self, int n_press, double x, double y)
{
  popup_menu (self, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
}

static void
long_pressed_cb (CasementVmRow *self, double x, double y)
{
  popup_menu (self, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
}

static void
menu_popup_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  popup_menu (CASEMENT_VM_ROW (widget), NULL);
}

static void
casement_vm_row_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (casement_vm_row_parent_class)->root (widget);
  update (CASEMENT_VM_ROW (widget));
}

static void
casement_vm_row_dispose (GObject *object)
{
  CasementVmRow *self = CASEMENT_VM_ROW (object);

  casement_vm_row_set_vm (self, NULL);
  casement_template_dispose (GTK_WIDGET (object), CASEMENT_TYPE_VM_ROW);
  G_OBJECT_CLASS (casement_vm_row_parent_class)->dispose (object);
}

static void
casement_vm_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_VM:
    g_value_set_object (value, CASEMENT_VM_ROW (object)->vm);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_vm_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_VM:
    casement_vm_row_set_vm (CASEMENT_VM_ROW (object), g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_vm_row_class_init (CasementVmRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = casement_vm_row_dispose;
  object_class->get_property = casement_vm_row_get_property;
  object_class->set_property = casement_vm_row_set_property;
  widget_class->root = casement_vm_row_root;

  properties[PROP_VM] = g_param_spec_object ("vm", NULL, NULL, CASEMENT_TYPE_VM,
                                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "row.menu", NULL, menu_popup_action_cb);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/library/casement-vm-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementVmRow, icon);
  gtk_widget_class_bind_template_child (widget_class, CasementVmRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, CasementVmRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, CasementVmRow, restart_icon);
  gtk_widget_class_bind_template_child (widget_class, CasementVmRow, start_button);
  gtk_widget_class_bind_template_child (widget_class, CasementVmRow, shutdown_button);
  gtk_widget_class_bind_template_child (widget_class, CasementVmRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, start_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, shutdown_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, menu_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, long_pressed_cb);
}

static void
casement_vm_row_init (CasementVmRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** casement_vm_row_get_vm: Returns: (nullable): the virtual machine shown, lent. */
CasementVm *
casement_vm_row_get_vm (CasementVmRow *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM_ROW (self), NULL);
  return self->vm;
}

/**
 * casement_vm_row_set_vm:
 * @vm: (nullable): what to show
 *
 * Shows another virtual machine; lists use a row again and again.
 */
void
casement_vm_row_set_vm (CasementVmRow *self, CasementVm *vm)
{
  g_return_if_fail (CASEMENT_IS_VM_ROW (self));

  if (self->vm == vm)
    return;
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  if (self->vm != NULL)
    g_signal_handlers_disconnect_by_data (self->vm, self);
  g_set_object (&self->vm, vm);
  if (vm != NULL) {
    g_signal_connect_swapped (vm, "notify::name", G_CALLBACK (changed_cb), self);
    g_signal_connect_swapped (vm, "notify::state", G_CALLBACK (changed_cb), self);
    g_signal_connect_swapped (vm, "notify::os-title", G_CALLBACK (changed_cb), self);
    g_signal_connect_swapped (vm, "notify::restart-needed", G_CALLBACK (changed_cb), self);
  }
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VM]);
}
