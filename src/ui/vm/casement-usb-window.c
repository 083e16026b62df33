/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-usb-window.h"

#include <glib/gi18n-lib.h>
#include "casement-error-dialog.h"
#include "casement-error.h"
#include "casement-vm-action-group.h"

struct _CasementUsbWindow {
  AdwWindow parent_instance;
  GtkStack *stack;
  AdwPreferencesGroup *group;
  GtkListBox *list;
  AdwStatusPage *problem_page;
  GtkWidget *check_up_button;

  CasementConsole *console;
  CasementVm *vm;
  /* Of the session of now. */
  CasementUsbManager *manager;
};

G_DEFINE_FINAL_TYPE (CasementUsbWindow, casement_usb_window, ADW_TYPE_WINDOW)

static void
switch_cb (CasementUsbDevice *device, GParamSpec *pspec, GtkSwitch *button)
{
  CasementUsbWindow *self = CASEMENT_USB_WINDOW (gtk_widget_get_root (GTK_WIDGET (button)));

  if (self->manager != NULL)
    casement_usb_manager_redirect (self->manager, device, gtk_switch_get_active (button));
}

static void
update_row (GtkWidget *row, GParamSpec *pspec, CasementUsbDevice *device)
{
  GtkSwitch *button = g_object_get_data (G_OBJECT (row), "switch");
  GtkSpinner *spinner = g_object_get_data (G_OBJECT (row), "spinner");
  const char *reason = casement_usb_device_get_reason (device);
  const char *detail = casement_usb_device_get_detail (device);
  gboolean busy = casement_usb_device_get_busy (device);
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;

  if (reason != NULL && detail != NULL)
    text = g_strdup_printf ("%s\n%s", detail, reason);
  else
    text = g_strdup (reason != NULL ? reason : detail != NULL ? detail : "");
  escaped = g_markup_escape_text (text, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
  gtk_widget_set_visible (GTK_WIDGET (spinner), busy);
  gtk_spinner_set_spinning (spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (button), !busy && (reason == NULL || casement_usb_device_get_redirected (device)));
  if (busy)
    return;
  g_signal_handlers_block_by_func (button, switch_cb, device);
  gtk_switch_set_active (button, casement_usb_device_get_redirected (device));
  g_signal_handlers_unblock_by_func (button, switch_cb, device);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  CasementUsbDevice *device = item;
  const char *name = casement_usb_device_get_name (device);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_switch_new ();
  GtkWidget *spinner = gtk_spinner_new ();
  g_autofree char *label = g_strdup_printf (_("Give “%s” to Windows"), name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spinner);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  g_object_set_data (G_OBJECT (row), "switch", button);
  g_object_set_data (G_OBJECT (row), "spinner", spinner);
  g_signal_connect_object (button, "notify::active", G_CALLBACK (switch_cb), device, G_CONNECT_SWAPPED);
  g_signal_connect_object (device, "notify", G_CALLBACK (update_row), row, G_CONNECT_SWAPPED);
  update_row (row, NULL, device);
  return row;
}

static void
show_problem (CasementUsbWindow *self, const GError *problem)
{
  adw_status_page_set_title (self->problem_page, _("USB devices cannot be given to Windows"));
  adw_status_page_set_description (self->problem_page, problem->message);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->problem_page), casement_error_get_details (problem));
  gtk_widget_set_visible (self->check_up_button,
                          self->vm != NULL && g_error_matches (problem, CASEMENT_ERROR, CASEMENT_ERROR_UNSUPPORTED)
                              && casement_error_get_details (problem) == NULL);
  gtk_stack_set_visible_child_name (self->stack, "problem");
}

static void
update (CasementUsbWindow *self)
{
  const GError *problem = self->manager != NULL ? casement_usb_manager_get_problem (self->manager) : NULL;
  g_autoptr (GError) unconnected = NULL;
  int free_slots;
  g_autofree char *text = NULL;

  if (self->manager == NULL) {
    unconnected = casement_error_new (CASEMENT_ERROR_CONNECTION, NULL,
                                      _("The virtual machine is not connected. Start it and wait for its screen."));
    problem = unconnected;
  }
  if (problem != NULL) {
    show_problem (self, problem);
    return;
  }
  if (g_list_model_get_n_items (casement_usb_manager_get_devices (self->manager)) == 0) {
    gtk_stack_set_visible_child_name (self->stack, "empty");
    return;
  }
  free_slots = casement_usb_manager_get_free_slots (self->manager);
  if (free_slots > 0)
    text = g_strdup_printf (ngettext ("%d slot is free. What Windows has is not available here meanwhile.",
                                      "%d slots are free. What Windows has is not available here meanwhile.", (gulong) free_slots),
                            free_slots);
  else if (free_slots == 0)
    text = g_strdup (_("No slot is free: return a device before giving another."));
  adw_preferences_group_set_description (self->group, text);
  gtk_stack_set_visible_child_name (self->stack, "devices");
}

static void
failed_cb (CasementUsbWindow *self, CasementUsbDevice *device, GError *error)
{
  casement_show_error (GTK_WIDGET (self), _("The USB device stays where it was"), error);
}

static void
session_cb (CasementUsbWindow *self)
{
  CasementConsoleSession *session = casement_console_get_session (self->console);
  CasementUsbManager *manager = NULL;

  if (session != NULL)
    manager = casement_guest_services_get_usb (casement_console_session_get_services (session));
  casement_usb_window_set_manager (self, manager);
}

static void
casement_usb_window_dispose (GObject *object)
{
  CasementUsbWindow *self = CASEMENT_USB_WINDOW (object);

  if (self->list != NULL)
    casement_usb_window_set_manager (self, NULL);
  if (self->console != NULL)
    g_signal_handlers_disconnect_by_data (self->console, self);
  g_clear_object (&self->console);
  g_clear_object (&self->vm);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_USB_WINDOW);
  G_OBJECT_CLASS (casement_usb_window_parent_class)->dispose (object);
}

static void
casement_usb_window_class_init (CasementUsbWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_usb_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-usb-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementUsbWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CasementUsbWindow, group);
  gtk_widget_class_bind_template_child (widget_class, CasementUsbWindow, list);
  gtk_widget_class_bind_template_child (widget_class, CasementUsbWindow, problem_page);
  gtk_widget_class_bind_template_child (widget_class, CasementUsbWindow, check_up_button);
}

static void
casement_usb_window_init (CasementUsbWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * casement_usb_window_new:
 * @console: (nullable): whose guest; without one casement_usb_window_set_manager() says
 * @vm: (nullable): its virtual machine, if it is one of ours
 *
 * Returns: (transfer none): a window; GTK owns it.
 */
GtkWindow *
casement_usb_window_new (GtkWindow *parent, CasementConsole *console, CasementVm *vm)
{
  CasementUsbWindow *self = g_object_new (CASEMENT_TYPE_USB_WINDOW, "transient-for", parent, NULL);

  if (vm != NULL) {
    g_autoptr (GSimpleActionGroup) actions = casement_vm_action_group_new (vm, GTK_WIDGET (self));

    self->vm = g_object_ref (vm);
    gtk_widget_insert_action_group (GTK_WIDGET (self), "vm", G_ACTION_GROUP (actions));
  }
  if (console != NULL) {
    self->console = g_object_ref (console);
    g_signal_connect_object (console, "notify::session", G_CALLBACK (session_cb), self, G_CONNECT_SWAPPED);
    session_cb (self);
  }
  return GTK_WINDOW (self);
}

/**
 * casement_usb_window_set_manager:
 * @manager: (nullable): whose devices to show
 */
void
casement_usb_window_set_manager (CasementUsbWindow *self, CasementUsbManager *manager)
{
  g_return_if_fail (CASEMENT_IS_USB_WINDOW (self));

  if (self->manager != NULL) {
    g_signal_handlers_disconnect_by_data (self->manager, self);
    g_signal_handlers_disconnect_by_data (casement_usb_manager_get_devices (self->manager), self);
  }
  g_set_object (&self->manager, manager);
  gtk_list_box_bind_model (self->list, manager != NULL ? casement_usb_manager_get_devices (manager) : NULL, create_row, NULL, NULL);
  if (manager != NULL) {
    g_signal_connect_object (manager, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (manager, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (casement_usb_manager_get_devices (manager), "items-changed", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
    casement_usb_manager_look (manager);
  }
  update (self);
}
