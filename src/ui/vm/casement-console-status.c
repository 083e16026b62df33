/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-console-status.h"

#include <glib/gi18n-lib.h>
#include "casement-inspector-window.h"

struct _CasementConsoleStatus {
  AdwBin parent_instance;
  GtkToggleButton *keyboard_button;
  GtkMenuButton *status_button;
  GtkPopover *popover;
  GtkLabel *keyboard_label;
  GtkLabel *shortcuts_label;
  GtkLabel *agent_label;
  GtkLabel *pointer_label;
  GtkLabel *latency_label;
  GtkLabel *usb_label;
  /* Of the same window. */
  CasementConsole *console;
  gboolean updating;
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (CasementConsoleStatus, casement_console_status, ADW_TYPE_BIN)

static void
set_label (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

static void
update_button (CasementConsoleStatus *self)
{
  gboolean captured = casement_console_get_captured (self->console);
  g_autofree char *release = g_strdup_printf (_("The keyboard goes to Windows; %s releases it"),
                                              _(casement_console_get_release_chord (self->console)->title));
  const char *text = captured ? release : _("Send the keyboard to Windows");

  self->updating = TRUE;
  gtk_toggle_button_set_active (self->keyboard_button, captured);
  self->updating = FALSE;
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->keyboard_button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->keyboard_button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static const char *
describe_shortcuts (CasementConsoleStatus *self)
{
  if (casement_console_get_inhibited (self->console))
    return _("Go to Windows, as Windows key+D");
  if (casement_console_get_captured (self->console))
    return _("Stay with this desktop");
  return _("Stay with this desktop until the keyboard goes to Windows");
}

static void
update_rows (CasementConsoleStatus *self)
{
  CasementConsoleSession *session = casement_console_get_session (self->console);
  gboolean connected = session != NULL && casement_console_session_get_state (session) == CASEMENT_CONSOLE_CONNECTED;
  double latency = session != NULL ? casement_console_session_get_latency (session) : -1;
  guint n_usb = 0;
  g_autofree char *latency_text = g_strdup_printf (_("%.1f ms"), latency);
  g_autofree char *usb_text = NULL;

  if (session != NULL)
    n_usb = casement_usb_manager_count_redirected (
        casement_guest_services_get_usb (casement_console_session_get_services (session)));
  usb_text = n_usb > 0 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u in Windows", "%u in Windows", n_usb), n_usb)
                       : g_strdup (_("None in Windows"));
  set_label (self->keyboard_label,
             casement_console_get_captured (self->console) ? _("Goes to Windows") : _("Stays with this desktop"));
  set_label (self->shortcuts_label, describe_shortcuts (self));
  set_label (self->agent_label, !connected                                                  ? _("Not connected")
                                : casement_console_session_get_agent_connected (session) ? _("Runs in Windows")
                                                                                         : _("Does not answer"));
  set_label (self->pointer_label, !connected                                                 ? _("Not connected")
                                  : casement_console_session_get_mouse_absolute (session) ? _("Moves freely in and out")
                                                                                          : _("Held by a click, until released"));
  set_label (self->latency_label, latency >= 0 ? latency_text : connected ? _("None, on this computer") : _("Not connected"));
  set_label (self->usb_label, usb_text);
}

static gboolean
tick_cb (gpointer user_data)
{
  update_rows (user_data);
  return G_SOURCE_CONTINUE;
}

static void
changed_cb (CasementConsoleStatus *self)
{
  update_button (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->popover)))
    update_rows (self);
}

static void
popover_mapped_cb (CasementConsoleStatus *self)
{
  update_rows (self);
  if (self->tick_id == 0)
    self->tick_id = g_timeout_add_seconds (1, tick_cb, self);
}

static void
popover_unmapped_cb (CasementConsoleStatus *self)
{
  g_clear_handle_id (&self->tick_id, g_source_remove);
}

static void
keyboard_toggled_cb (CasementConsoleStatus *self)
{
  if (self->updating)
    return;
  if (gtk_toggle_button_get_active (self->keyboard_button))
    casement_console_capture (self->console);
  else
    casement_console_release (self->console);
  /* What could not be had yet is not shown as had. */
  update_button (self);
}

static void
inspect_cb (CasementConsoleStatus *self)
{
  gtk_popover_popdown (self->popover);
  gtk_window_present (casement_inspector_window_new (self->console, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)))));
}

/* On X11 a menu cannot take the keyboard while the console holds it. */
static void
opening_cb (GtkMenuButton *button, gpointer user_data)
{
  casement_console_release (CASEMENT_CONSOLE_STATUS (user_data)->console);
}

static void
casement_console_status_dispose (GObject *object)
{
  CasementConsoleStatus *self = CASEMENT_CONSOLE_STATUS (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  self->console = NULL;
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_CONSOLE_STATUS);
  G_OBJECT_CLASS (casement_console_status_parent_class)->dispose (object);
}

static void
casement_console_status_class_init (CasementConsoleStatusClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_console_status_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-console-status.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementConsoleStatus, keyboard_button);
  gtk_widget_class_bind_template_child (widget_class, CasementConsoleStatus, status_button);
  gtk_widget_class_bind_template_child (widget_class, CasementConsoleStatus, popover);
  gtk_widget_class_bind_template_child (widget_class, CasementConsoleStatus, keyboard_label);
  gtk_widget_class_bind_template_child (widget_class, CasementConsoleStatus, shortcuts_label);
  gtk_widget_class_bind_template_child (widget_class, CasementConsoleStatus, agent_label);
  gtk_widget_class_bind_template_child (widget_class, CasementConsoleStatus, pointer_label);
  gtk_widget_class_bind_template_child (widget_class, CasementConsoleStatus, latency_label);
  gtk_widget_class_bind_template_child (widget_class, CasementConsoleStatus, usb_label);
  gtk_widget_class_bind_template_callback (widget_class, keyboard_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, inspect_cb);
  gtk_widget_class_bind_template_callback (widget_class, popover_mapped_cb);
  gtk_widget_class_bind_template_callback (widget_class, popover_unmapped_cb);
}

static void
casement_console_status_init (CasementConsoleStatus *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->status_button, opening_cb, self, NULL);
}

/** casement_console_status_set_console: @console: of the same window; to be set once. */
void
casement_console_status_set_console (CasementConsoleStatus *self, CasementConsole *console)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_STATUS (self));
  g_return_if_fail (self->console == NULL);

  self->console = console;
  g_signal_connect_object (console, "notify::captured", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "notify::inhibited", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  update_button (self);
}

/** casement_console_status_is_open: Returns: whether the popover is shown. */
gboolean
casement_console_status_is_open (CasementConsoleStatus *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_STATUS (self), FALSE);
  return gtk_widget_get_visible (GTK_WIDGET (self->popover));
}
