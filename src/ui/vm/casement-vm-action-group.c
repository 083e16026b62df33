/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-boot-prompt.h"
#include "casement-config.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "casement-check-up-window.h"
#include "casement-delete-dialog.h"
#include "casement-error-dialog.h"
#include "casement-message-dialog.h"
#include "casement-vm-action-group.h"
#include "casement-vm-restarter.h"

typedef struct {
  const char *name;
  CasementVmAction action;
  const char *failed;
} VmAction;

static const VmAction vm_actions[] = {
  { "start", CASEMENT_VM_ACTION_START, N_("The virtual machine could not be started") },
  { "shutdown", CASEMENT_VM_ACTION_SHUTDOWN, N_("The virtual machine could not be shut down") },
  { "force-off", CASEMENT_VM_ACTION_FORCE_OFF, N_("The virtual machine could not be turned off") },
  { "reboot", CASEMENT_VM_ACTION_REBOOT, N_("The virtual machine could not be restarted") },
  { "reset", CASEMENT_VM_ACTION_RESET, N_("The virtual machine could not be reset") },
  { "pause", CASEMENT_VM_ACTION_PAUSE, N_("The virtual machine could not be paused") },
  { "resume", CASEMENT_VM_ACTION_RESUME, N_("The virtual machine could not be resumed") },
  { "save", CASEMENT_VM_ACTION_SAVE, N_("The virtual machine could not be saved") },
};

/* A call under way: outlives the row it came from, and then its error is shown on no window in particular. */
typedef struct {
  GWeakRef window;
  const VmAction *action;
} Call;

static const VmAction *
find_by_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (vm_actions); i++)
    if (g_str_equal (vm_actions[i].name, name))
      return &vm_actions[i];
  return NULL;
}

static const VmAction *
find_by_action (CasementVmAction action)
{
  for (guint i = 0; i < G_N_ELEMENTS (vm_actions); i++)
    if (vm_actions[i].action == action)
      return &vm_actions[i];
  g_return_val_if_reached (NULL);
}

static void
call_free (Call *call)
{
  g_weak_ref_clear (&call->window);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

/* A machine that was made and not started has Setup's prompt still before it; others are not touched. */
static void
answer_boot_prompt (CasementVm *vm)
{
  g_autoptr (CasementBootPrompt) prompt
      = casement_boot_prompt_new (casement_vm_get_connection (vm), casement_vm_get_uuid (vm), casement_vm_get_name (vm));

  casement_boot_prompt_start (prompt);
}

static void
acted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GtkWidget) window = g_weak_ref_get (&call->window);
  g_autoptr (GError) error = NULL;

  if (casement_vm_act_finish (CASEMENT_VM (source), result, &error)) {
    if (call->action->action == CASEMENT_VM_ACTION_START)
      answer_boot_prompt (CASEMENT_VM (source));
  } else if (window != NULL) {
    casement_show_error (window, _(call->action->failed), error);
  }
}

static void
act (CasementVm *vm, const VmAction *action, GtkWidget *owner)
{
  Call *call = g_new0 (Call, 1);

  g_weak_ref_init (&call->window, gtk_widget_get_root (owner));
  call->action = action;
  casement_vm_act_async (vm, action->action, NULL, acted_cb, call);
}

static void
confirmed_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  const VmAction *action = user_data;

  if (g_str_equal (response, "confirm"))
    act (g_object_get_data (G_OBJECT (dialog), "vm"), action,
         GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (dialog))));
}

/* Only what loses data unasked is asked about. */
static void
confirm (CasementVm *vm, const VmAction *action, GtkWidget *owner)
{
  gboolean reset = action->action == CASEMENT_VM_ACTION_RESET;
  GtkWidget *dialog;

  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (owner)), NULL, NULL);
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), reset ? _("Reset “%s”?") : _("Force “%s” off?"),
                                     casement_vm_get_name (vm));
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), "%s",
                                  _("Windows gets no chance to save anything: unsaved work is lost, and its disk "
                                    "may need a check at the next start."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel"), "confirm",
                                    reset ? _("Reset") : _("Force off"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "confirm", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "vm", g_object_ref (vm), g_object_unref);
  g_signal_connect (dialog, "response", G_CALLBACK (confirmed_cb), (gpointer) action);
  casement_message_dialog_present (ADW_MESSAGE_DIALOG (dialog));
}

static void
run (CasementVm *vm, const VmAction *action, GtkWidget *owner)
{
  if (action->action == CASEMENT_VM_ACTION_FORCE_OFF || action->action == CASEMENT_VM_ACTION_RESET)
    confirm (vm, action, owner);
  else
    act (vm, action, owner);
}

static void
power_cycled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GtkWidget) window = g_weak_ref_get (&call->window);
  g_autoptr (GError) error = NULL;

  if (!casement_operation_run_finish (CASEMENT_OPERATION (source), result, &error) && window != NULL)
    casement_show_error (window, _("The virtual machine could not be restarted"), error);
}

static void
power_cycle_confirmed_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  g_autoptr (CasementVmRestarter) restarter = NULL;
  Call *call;

  if (!g_str_equal (response, "restart"))
    return;
  restarter = casement_vm_restarter_new (g_object_get_data (G_OBJECT (dialog), "vm"));
  call = g_new0 (Call, 1);
  g_weak_ref_init (&call->window, gtk_window_get_transient_for (GTK_WINDOW (dialog)));
  casement_operation_run_async (CASEMENT_OPERATION (restarter), power_cycled_cb, call);
}

/* Windows' own restart would keep the machine as it is. */
static void
confirm_power_cycle (CasementVm *vm, GtkWidget *owner)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (owner)), NULL, NULL);

  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _("Restart “%s”?"), casement_vm_get_name (vm));
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), "%s",
                                  _("Windows is asked to shut down, and the virtual machine is started again once it is off: "
                                    "that is when its changes take effect. Save your work in Windows first."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel"), "restart", _("Restart"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "restart", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "restart");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "vm", g_object_ref (vm), g_object_unref);
  g_signal_connect (dialog, "response", G_CALLBACK (power_cycle_confirmed_cb), NULL);
  casement_message_dialog_present (ADW_MESSAGE_DIALOG (dialog));
}

static void
update_enabled (CasementVm *vm, GSimpleActionGroup *group)
{
  for (guint i = 0; i < G_N_ELEMENTS (vm_actions); i++) {
    GAction *action = g_action_map_lookup_action (G_ACTION_MAP (group), vm_actions[i].name);

    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), casement_vm_can (vm, vm_actions[i].action));
  }
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (group), "check-up")),
                               casement_vm_get_state (vm) != CASEMENT_VM_UNKNOWN);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (group), "power-cycle")),
                               casement_vm_can (vm, CASEMENT_VM_ACTION_SHUTDOWN));
  /* Nothing can be deleted while libvirt is out of reach. */
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (group), "delete")),
                               casement_vm_get_state (vm) != CASEMENT_VM_UNKNOWN);
}

static void
state_changed_cb (CasementVm *vm, GParamSpec *pspec, GSimpleActionGroup *group)
{
  update_enabled (vm, group);
}

static void
activated_cb (GSimpleAction *simple, GVariant *parameter, gpointer user_data)
{
  const char *name = g_action_get_name (G_ACTION (simple));
  CasementVm *vm = g_object_get_data (G_OBJECT (simple), "vm");
  GtkWidget *owner = user_data;

  if (g_str_equal (name, "delete"))
    casement_delete_dialog_present (vm, owner);
  else if (g_str_equal (name, "check-up"))
    gtk_window_present (casement_check_up_window_new (vm, GTK_WINDOW (gtk_widget_get_root (owner))));
  else if (g_str_equal (name, "power-cycle"))
    confirm_power_cycle (vm, owner);
  else if (g_str_equal (name, "open"))
    gtk_widget_activate_action (owner, "app.open-vm", "s", casement_vm_get_uuid (vm));
  else
    run (vm, find_by_name (name), owner);
}

static void
add_action (GSimpleActionGroup *group, const char *name, CasementVm *vm, GtkWidget *owner)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);

  g_object_set_data_full (G_OBJECT (action), "vm", g_object_ref (vm), g_object_unref);
  g_signal_connect_object (action, "activate", G_CALLBACK (activated_cb), owner, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
}

/**
 * casement_vm_action_group_new:
 * @vm: the virtual machine
 * @owner: a widget of the window that dialogs belong to; the actions do nothing once it is gone
 *
 * Returns: (transfer full): a group to insert as "vm".
 */
GSimpleActionGroup *
casement_vm_action_group_new (CasementVm *vm, GtkWidget *owner)
{
  GSimpleActionGroup *group;

  g_return_val_if_fail (CASEMENT_IS_VM (vm), NULL);
  g_return_val_if_fail (GTK_IS_WIDGET (owner), NULL);

  group = g_simple_action_group_new ();
  for (guint i = 0; i < G_N_ELEMENTS (vm_actions); i++)
    add_action (group, vm_actions[i].name, vm, owner);
  add_action (group, "open", vm, owner);
  add_action (group, "check-up", vm, owner);
  add_action (group, "power-cycle", vm, owner);
  add_action (group, "delete", vm, owner);
  update_enabled (vm, group);
  g_signal_connect_object (vm, "notify::state", G_CALLBACK (state_changed_cb), group, 0);
  g_signal_connect_object (vm, "notify::shares-virtiofs", G_CALLBACK (state_changed_cb), group, 0);
  return group;
}

static void
append (GMenu *section, const char *label, const char *action)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

  /* What the state does not allow is left out, so that the menu stays short. */
  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (section, item);
}

/**
 * casement_vm_action_group_create_menu:
 * @with_open: whether the menu is shown away from the virtual machine's own window
 *
 * Returns: (transfer full): a menu of the actions that are there at the time.
 */
GMenuModel *
casement_vm_action_group_create_menu (CasementVm *vm, gboolean with_open)
{
  g_autoptr (GMenu) power = g_menu_new ();
  g_autoptr (GMenu) state = g_menu_new ();
  g_autoptr (GMenu) remove = g_menu_new ();
  GMenu *menu = g_menu_new ();

  if (with_open) {
    g_autoptr (GMenu) open = g_menu_new ();

    append (open, _("_Open"), "vm.open");
    g_menu_append_section (menu, NULL, G_MENU_MODEL (open));
    append (power, _("_Start"), "vm.start");
    append (power, _("Shut _down"), "vm.shutdown");
  }
  append (power, _("_Restart"), "vm.reboot");
  append (power, _("R_eset…"), "vm.reset");
  append (power, _("_Force off…"), "vm.force-off");
  append (state, _("_Pause"), "vm.pause");
  append (state, _("Resu_me"), "vm.resume");
  append (state, casement_vm_get_shares_virtiofs (vm) ? _("Sa_ve and stop (not with virtio-fs)") : _("Sa_ve and stop"), "vm.save");
  append (remove, _("_Check-up"), "vm.check-up");
  append (remove, _("De_lete…"), "vm.delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (power));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (state));
  if (with_open)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (remove));
  return G_MENU_MODEL (menu);
}

/**
 * casement_vm_action_group_run:
 * @owner: a widget of the window that questions and errors belong to
 *
 * Does @action, after a question where it would lose data; errors are shown.
 */
void
casement_vm_action_group_run (CasementVm *vm, CasementVmAction action, GtkWidget *owner)
{
  g_return_if_fail (CASEMENT_IS_VM (vm));
  g_return_if_fail (GTK_IS_WIDGET (owner));
  run (vm, find_by_action (action), owner);
}
