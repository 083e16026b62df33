/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-banner.h"
#include "casement-console-status.h"
#include "casement-console-tools.h"
#include "casement-error-dialog.h"
#include "casement-head-windows.h"
#include "casement-key-sequence.h"
#include "casement-screenshot-saver.h"
#include "casement-settings.h"
#include "casement-stack.h"
#include "casement-vm-action-group.h"
#include "casement-vm-screen.h"
#include "casement-vm-sharing.h"
#include "casement-vm-views.h"
#include "casement-vm-window.h"

/* Pixels from the top of a full screen that bring the header bar, and below which it goes again. */
#define REVEAL_EDGE 2
/* Of the main menu, after what concerns picture and sound. */
#define SCREENS_SECTION 2

/* Pixels below which the header has room for the necessary only. */
#define NARROW 600

struct _CasementVmWindow {
  AdwApplicationWindow parent_instance;
  AdwFlap *flap;
  CasementBanner *restart_banner;
  GtkWidget *header_bar;
  AdwWindowTitle *title;
  GtkWidget *power_box;
  GtkWidget *start_button;
  GtkWidget *shutdown_button;
  GtkMenuButton *power_menu_button;
  GtkMenuButton *menu_button;
  GtkButton *fullscreen_button;
  GtkMenuButton *resize_button;
  CasementConsoleStatus *status;
  GtkMenuButton *media_button;
  GtkWidget *extra_controls;
  gboolean narrow;
  CasementDriveActions *drives;
  AdwViewStack *views;
  AdwViewSwitcherBar *switcher_bar;
  CasementVmScreen *screen;
  CasementConsole *console; /* the screen's */
  CasementVm *vm;
  char *place; /* what the screen is called that belongs to no virtual machine */
  CasementConsoleTools *tools;
  CasementHeadWindows *heads;
  /* Nothing but the screen, which cannot be left. */
  gboolean kiosk;
};

G_DEFINE_FINAL_TYPE (CasementVmWindow, casement_vm_window, ADW_TYPE_APPLICATION_WINDOW)

static void
update_title (CasementVmWindow *self)
{
  const char *name = self->vm != NULL ? casement_vm_get_name (self->vm) : self->place;
  const char *state = self->vm != NULL ? casement_vm_state_get_title (casement_vm_get_state (self->vm)) : NULL;
  g_autofree char *release = NULL;

  if (casement_console_get_captured (self->console))
    state = release = g_strdup_printf (_("%s releases the keyboard"), _(casement_console_get_release_chord (self->console)->title));
  adw_window_title_set_title (self->title, name);
  adw_window_title_set_subtitle (self->title, state != NULL ? state : "");
  gtk_window_set_title (GTK_WINDOW (self), name);
}

static void
update_actions (CasementVmWindow *self)
{
  gboolean connected;
  gboolean has_picture;

  if (self->kiosk)
    return;
  g_object_get (self->screen, "connected", &connected, NULL);
  g_object_get (self->console, "has-picture", &has_picture, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.send-keys", connected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.screenshot", has_picture);
}

static void
tool_failed_cb (CasementVmWindow *self, const char *title, GError *error)
{
  casement_show_error (GTK_WIDGET (self), title, error);
}

static void
add_tools (CasementVmWindow *self, const char *id)
{
  self->tools = casement_console_tools_new (self->console, GTK_WIDGET (self), id);
  self->heads = casement_head_windows_new (GTK_WINDOW (self), self->console, casement_console_tools_get_settings (self->tools));
  g_menu_insert_section (G_MENU (gtk_menu_button_get_menu_model (self->menu_button)), SCREENS_SECTION, NULL,
                         casement_head_windows_get_menu (self->heads));
  g_object_bind_property (self->tools, "typing", self->screen, "typing", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->tools, "failed", G_CALLBACK (tool_failed_cb), self, G_CONNECT_SWAPPED);
  g_object_bind_property (casement_console_get_resizer (self->console), "refused", self->resize_button, "visible",
                          G_BINDING_SYNC_CREATE);
  casement_vm_sharing_add (GTK_WINDOW (self), self->screen, self->tools, self->vm);
  g_object_bind_property (casement_console_tools_get_settings (self->tools), "sound", self->screen, "sound",
                          G_BINDING_SYNC_CREATE);
}

static void
update_power (CasementVmWindow *self)
{
  gboolean can_start = casement_vm_can (self->vm, CASEMENT_VM_ACTION_START);

  gtk_widget_set_visible (self->start_button, can_start);
  gtk_widget_set_visible (self->shutdown_button, !can_start);
  gtk_widget_set_visible (GTK_WIDGET (self->power_menu_button), casement_vm_get_active (self->vm));
}

static void
vm_state_cb (CasementVmWindow *self)
{
  update_power (self);
  update_title (self);
}

static void
vm_name_cb (CasementVmWindow *self)
{
  update_title (self);
}

static void
vm_present_cb (CasementVmWindow *self)
{
  gboolean present;

  g_object_get (self->vm, "present", &present, NULL);
  if (!present)
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
captured_cb (CasementVmWindow *self)
{
  gboolean captured = casement_console_get_captured (self->console);

  if (gtk_window_is_fullscreen (GTK_WINDOW (self)) && !self->kiosk)
    adw_flap_set_reveal_flap (self->flap, !captured);
  update_title (self);
}

/* On X11 a menu cannot take the keyboard while the console holds it. */
static void
menu_opening_cb (GtkMenuButton *button, gpointer user_data)
{
  CasementVmWindow *self = CASEMENT_VM_WINDOW (user_data);

  casement_console_release (self->console);
  if (button == self->media_button)
    casement_drive_actions_refresh (self->drives);
  if (button == self->menu_button && self->heads != NULL)
    casement_head_windows_get_menu (self->heads);
}

static gboolean
is_open (GtkMenuButton *button)
{
  GtkPopover *popover = gtk_menu_button_get_popover (button);

  return popover != NULL && gtk_widget_get_visible (GTK_WIDGET (popover));
}

static void
motion_cb (CasementVmWindow *self, double x, double y)
{
  gboolean menu_open;

  if (!gtk_window_is_fullscreen (GTK_WINDOW (self)) || self->kiosk)
    return;
  menu_open = is_open (self->menu_button) || is_open (self->power_menu_button)
              || casement_console_status_is_open (self->status);
  if (y <= REVEAL_EDGE)
    adw_flap_set_reveal_flap (self->flap, TRUE);
  else if (y > gtk_widget_get_height (self->header_bar) * 1.5 && !menu_open)
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

/* Not in the way of what fills the screen. */
static void
restart_needed_cb (CasementVmWindow *self)
{
  gboolean needed = self->vm != NULL && casement_vm_get_restart_needed (self->vm);

  casement_banner_set_revealed (self->restart_banner, needed && !gtk_window_is_fullscreen (GTK_WINDOW (self)));
}

static void
fullscreened_cb (CasementVmWindow *self)
{
  gboolean fullscreen = gtk_window_is_fullscreen (GTK_WINDOW (self));
  const char *label = fullscreen ? _("Leave full screen") : _("Full screen");

  adw_flap_set_fold_policy (self->flap, fullscreen ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
  adw_flap_set_reveal_flap (self->flap, !fullscreen && !self->kiosk);
  /* The screen has all of the window, also of a narrow one. */
  gtk_widget_set_visible (GTK_WIDGET (self->switcher_bar), !fullscreen && !self->kiosk);
  casement_vm_screen_set_whole (self->screen, fullscreen || self->kiosk);
  gtk_button_set_icon_name (self->fullscreen_button, fullscreen ? "view-restore-symbolic" : "view-fullscreen-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->fullscreen_button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->fullscreen_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  restart_needed_cb (self);
}

static void
fullscreen_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    casement_head_windows_fullscreen (CASEMENT_VM_WINDOW (widget)->heads);
}

static void
reconnect_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  casement_vm_screen_connect (CASEMENT_VM_WINDOW (widget)->screen);
}

static void
view_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  casement_vm_views_show (CASEMENT_VM_WINDOW (widget)->views, g_variant_get_string (parameter, NULL));
}

static void
next_view_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  casement_vm_views_show_next (CASEMENT_VM_WINDOW (widget)->views);
}

static void
send_keys_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CasementVmWindow *self = CASEMENT_VM_WINDOW (widget);
  CasementConsoleSession *session = casement_console_get_session (self->console);
  const guint *codes = casement_key_sequence_find (g_variant_get_string (parameter, NULL));

  if (session != NULL && codes != NULL)
    casement_console_session_send_keys (session, codes);
  gtk_widget_grab_focus (GTK_WIDGET (self->console));
}

static void
screenshot_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CasementVmWindow *self = CASEMENT_VM_WINDOW (widget);
  g_autoptr (GdkTexture) frame = casement_console_dup_frame (self->console);

  if (frame != NULL)
    casement_screenshot_save (frame, adw_window_title_get_title (self->title), GTK_WINDOW (self));
}

/* A menu that closes from one of its submenus keeps the focus where nobody sees it (4.8), and the window would be deaf. */
static void
menu_closed_cb (CasementVmWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (self->menu_button));

  if (focus != NULL && (focus == popover || gtk_widget_is_ancestor (focus, popover)))
    gtk_widget_grab_focus (gtk_widget_get_child_visible (GTK_WIDGET (self->screen)) ? GTK_WIDGET (self->screen)
                                                                                   : GTK_WIDGET (self->menu_button));
}

static gboolean
casement_vm_window_close_request (GtkWindow *window)
{
  CasementVmWindow *self = CASEMENT_VM_WINDOW (window);
  static gboolean told = FALSE;

  if (self->kiosk)
    return TRUE;
  if (!told && self->vm != NULL && casement_vm_get_active (self->vm)) {
    g_autofree char *text = g_strdup_printf (_("“%s” keeps running without its window"), casement_vm_get_name (self->vm));

    told = TRUE;
    gtk_widget_activate_action (GTK_WIDGET (window), "app.tell", "s", text);
  }
  return GTK_WINDOW_CLASS (casement_vm_window_parent_class)->close_request (window);
}

static gboolean
narrow_cb (gpointer user_data)
{
  CasementVmWindow *self = user_data;

  if (self->extra_controls != NULL)
    gtk_widget_set_visible (self->extra_controls, !self->narrow);
  return G_SOURCE_REMOVE;
}

/* Where there is no room, the header keeps what has no other place; the rest has keys. */
static void
casement_vm_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CasementVmWindow *self = CASEMENT_VM_WINDOW (widget);

  GTK_WIDGET_CLASS (casement_vm_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->narrow == (width < NARROW))
    return;
  self->narrow = width < NARROW;
  g_idle_add_full (G_PRIORITY_DEFAULT, narrow_cb, g_object_ref (self), g_object_unref);
}

static void
casement_vm_window_dispose (GObject *object)
{
  CasementVmWindow *self = CASEMENT_VM_WINDOW (object);

  g_clear_object (&self->heads);
  g_clear_object (&self->tools);
  g_clear_object (&self->drives);
  g_clear_object (&self->vm);
  g_clear_pointer (&self->place, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_VM_WINDOW);
  G_OBJECT_CLASS (casement_vm_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, restart_banner);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, power_box);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, start_button);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, shutdown_button);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, power_menu_button);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, fullscreen_button);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, resize_button);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, status);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, media_button);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, extra_controls);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, views);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, CasementVmWindow, screen);
  gtk_widget_class_bind_template_callback (widget_class, motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, casement_view_stack_hide_others);
  gtk_widget_class_bind_template_callback (widget_class, casement_view_switcher_bar_hide);
}

/* For when the keyboard is not the guest's. */
static void
add_console_bindings (GtkWidgetClass *widget_class)
{
  static const struct {
    guint key;
    GdkModifierType modifiers;
    const char *action;
    const char *format;
    guint zoom;
  } bindings[] = {
    { GDK_KEY_plus, GDK_CONTROL_MASK, "console.zoom-in", NULL, 0 },
    { GDK_KEY_equal, GDK_CONTROL_MASK, "console.zoom-in", NULL, 0 },
    { GDK_KEY_KP_Add, GDK_CONTROL_MASK, "console.zoom-in", NULL, 0 },
    { GDK_KEY_minus, GDK_CONTROL_MASK, "console.zoom-out", NULL, 0 },
    { GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "console.zoom-out", NULL, 0 },
    { GDK_KEY_0, GDK_CONTROL_MASK, "console.zoom", "u", 0 },
    { GDK_KEY_KP_0, GDK_CONTROL_MASK, "console.zoom", "u", 0 },
    { GDK_KEY_1, GDK_CONTROL_MASK, "console.zoom", "u", 100 },
    { GDK_KEY_KP_1, GDK_CONTROL_MASK, "console.zoom", "u", 100 },
  };
  const GdkModifierType all = GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK;

  for (guint i = 0; i < G_N_ELEMENTS (bindings); i++)
    gtk_widget_class_add_binding_action (widget_class, bindings[i].key, bindings[i].modifiers, bindings[i].action,
                                         bindings[i].format, bindings[i].zoom);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, all, "win.send-keys", "s", "ctrl-alt-del");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Delete, all, "win.send-keys", "s", "ctrl-alt-del");
}

static void
casement_vm_window_class_init (CasementVmWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_vm_window_dispose;
  widget_class->size_allocate = casement_vm_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = casement_vm_window_close_request;

  g_type_ensure (CASEMENT_TYPE_BANNER);
  g_type_ensure (CASEMENT_TYPE_CONSOLE_STATUS);
  g_type_ensure (CASEMENT_TYPE_VM_SCREEN);
  gtk_widget_class_install_action (widget_class, "win.fullscreen", NULL, fullscreen_action_cb);
  gtk_widget_class_install_action (widget_class, "win.reconnect", NULL, reconnect_action_cb);
  gtk_widget_class_install_action (widget_class, "win.send-keys", "s", send_keys_action_cb);
  gtk_widget_class_install_action (widget_class, "win.screenshot", NULL, screenshot_action_cb);
  gtk_widget_class_install_action (widget_class, "win.view", "s", view_action_cb);
  gtk_widget_class_install_action (widget_class, "win.next-view", NULL, next_view_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "win.next-view", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F11, 0, "win.fullscreen", NULL);
  add_console_bindings (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-vm-window.ui");
  bind_children (widget_class);
}

static void
casement_vm_window_init (CasementVmWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  casement_view_switcher_bar_hide (self->switcher_bar);
  self->console = casement_vm_screen_get_console (self->screen);
  casement_console_status_set_console (self->status, self->console);
  g_signal_connect_object (self->console, "notify::captured", G_CALLBACK (captured_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->console, "notify::has-picture", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->screen, "notify::connected", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (fullscreened_cb), NULL);
  gtk_menu_button_set_create_popup_func (self->menu_button, menu_opening_cb, self, NULL);
  g_signal_connect_swapped (gtk_menu_button_get_popover (self->menu_button), "closed", G_CALLBACK (menu_closed_cb), self);
  gtk_menu_button_set_create_popup_func (self->resize_button, menu_opening_cb, self, NULL);
  gtk_menu_button_set_create_popup_func (self->media_button, menu_opening_cb, self, NULL);
  gtk_menu_button_set_create_popup_func (self->power_menu_button, menu_opening_cb, self, NULL);
  casement_settings_keep_size (GTK_WINDOW (self), "machine");
  update_actions (self);
}

/**
 * casement_vm_window_new:
 * @vm: the virtual machine
 *
 * Returns: (transfer none): a window that shows its screen whenever it is on; GTK owns it.
 */
GtkWindow *
casement_vm_window_new (GtkApplication *application, CasementVm *vm)
{
  CasementVmWindow *self;
  g_autoptr (GSimpleActionGroup) actions = NULL;
  g_autoptr (GMenuModel) menu = NULL;

  g_return_val_if_fail (CASEMENT_IS_VM (vm), NULL);

  self = g_object_new (CASEMENT_TYPE_VM_WINDOW, "application", application, NULL);
  self->vm = g_object_ref (vm);
  actions = casement_vm_action_group_new (vm, GTK_WIDGET (self));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "vm", G_ACTION_GROUP (actions));
  menu = casement_vm_action_group_create_menu (vm, FALSE);
  gtk_menu_button_set_menu_model (self->power_menu_button, menu);
  gtk_widget_set_visible (self->power_box, TRUE);
  add_tools (self, casement_vm_get_uuid (vm));
  g_signal_connect_object (vm, "notify::state", G_CALLBACK (vm_state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vm, "notify::name", G_CALLBACK (vm_name_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vm, "notify::restart-needed", G_CALLBACK (restart_needed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vm, "notify::present", G_CALLBACK (vm_present_cb), self, G_CONNECT_SWAPPED);
  self->drives = casement_drive_actions_new (vm, GTK_WIDGET (self->views));
  gtk_menu_button_set_menu_model (self->media_button, casement_drive_actions_get_menu (self->drives));
  gtk_widget_set_visible (GTK_WIDGET (self->media_button), TRUE);
  casement_vm_views_add (self->views, vm, self->drives);
  vm_state_cb (self);
  restart_needed_cb (self);
  casement_vm_screen_set_vm (self->screen, vm);
  return GTK_WINDOW (self);
}

/**
 * casement_vm_window_new_for_address:
 * @address: a SPICE server
 *
 * Returns: (transfer none): a window that shows what is there; GTK owns it.
 */
GtkWindow *
casement_vm_window_new_for_address (GtkApplication *application, const CasementSpiceAddress *address)
{
  CasementVmWindow *self;
  g_autofree char *uri = NULL;

  g_return_val_if_fail (address != NULL, NULL);

  self = g_object_new (CASEMENT_TYPE_VM_WINDOW, "application", application, NULL);
  uri = casement_spice_address_to_uri (address);
  self->place = g_strdup (address->title != NULL ? address->title : uri);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.view", FALSE);
  add_tools (self, uri);
  update_title (self);
  casement_vm_screen_set_address (self->screen, address);
  return GTK_WINDOW (self);
}

/**
 * casement_vm_window_make_kiosk:
 *
 * Leaves nothing but the screen, for good: no header, no shortcuts of the window, no way to close it.
 */
void
casement_vm_window_make_kiosk (CasementVmWindow *self)
{
  static const char *const names[] = { "win.view", "win.fullscreen", "win.screenshot", "win.send-keys", "window.close" };

  g_return_if_fail (CASEMENT_IS_VM_WINDOW (self));

  self->kiosk = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), names[i], FALSE);
  casement_vm_screen_set_persistent (self->screen, TRUE);
  gtk_window_fullscreen (GTK_WINDOW (self));
  fullscreened_cb (self);
}

/** casement_vm_window_get_vm: Returns: (nullable): the virtual machine, lent; %NULL for a window over an address. */
CasementVm *
casement_vm_window_get_vm (CasementVmWindow *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM_WINDOW (self), NULL);
  return self->vm;
}
