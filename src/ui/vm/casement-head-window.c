/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-head-window.h"

#include <glib/gi18n-lib.h>
#include "casement-console-status.h"

/* As in a virtual machine's own window. */
#define REVEAL_EDGE 2

struct _CasementHeadWindow {
  AdwWindow parent_instance;
  AdwFlap *flap;
  GtkWidget *header_bar;
  AdwWindowTitle *title;
  CasementConsoleStatus *status;
  GtkButton *fullscreen_button;
  CasementConsole *console;
  guint id;
};

G_DEFINE_FINAL_TYPE (CasementHeadWindow, casement_head_window, ADW_TYPE_WINDOW)

static void
captured_cb (CasementHeadWindow *self)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (self)))
    adw_flap_set_reveal_flap (self->flap, !casement_console_get_captured (self->console));
}

static void
motion_cb (CasementHeadWindow *self, double x, double y)
{
  if (!gtk_window_is_fullscreen (GTK_WINDOW (self)))
    return;
  if (y <= REVEAL_EDGE)
    adw_flap_set_reveal_flap (self->flap, TRUE);
  else if (y > gtk_widget_get_height (self->header_bar) * 1.5 && !casement_console_status_is_open (self->status))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
fullscreened_cb (CasementHeadWindow *self)
{
  gboolean fullscreen = gtk_window_is_fullscreen (GTK_WINDOW (self));
  const char *label = fullscreen ? _("Leave full screen") : _("Full screen");

  adw_flap_set_fold_policy (self->flap, fullscreen ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
  adw_flap_set_reveal_flap (self->flap, !fullscreen);
  gtk_button_set_icon_name (self->fullscreen_button, fullscreen ? "view-restore-symbolic" : "view-fullscreen-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->fullscreen_button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->fullscreen_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
fullscreen_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

static void
casement_head_window_dispose (GObject *object)
{
  CasementHeadWindow *self = CASEMENT_HEAD_WINDOW (object);

  if (self->console != NULL)
    casement_console_set_session (self->console, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_HEAD_WINDOW);
  self->console = NULL;
  G_OBJECT_CLASS (casement_head_window_parent_class)->dispose (object);
}

static void
casement_head_window_class_init (CasementHeadWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_head_window_dispose;
  g_type_ensure (CASEMENT_TYPE_CONSOLE);
  g_type_ensure (CASEMENT_TYPE_CONSOLE_STATUS);
  gtk_widget_class_install_action (widget_class, "head.fullscreen", NULL, fullscreen_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F11, 0, "head.fullscreen", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-head-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementHeadWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, CasementHeadWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, CasementHeadWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CasementHeadWindow, status);
  gtk_widget_class_bind_template_child (widget_class, CasementHeadWindow, fullscreen_button);
  gtk_widget_class_bind_template_child (widget_class, CasementHeadWindow, console);
  gtk_widget_class_bind_template_callback (widget_class, motion_cb);
}

static void
casement_head_window_init (CasementHeadWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  casement_console_status_set_console (self->status, self->console);
  g_signal_connect_object (self->console, "notify::captured", G_CALLBACK (captured_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (fullscreened_cb), NULL);
}

/** casement_head_window_new: Returns: (transfer none): a window for the screen of this number; GTK owns it. */
CasementHeadWindow *
casement_head_window_new (guint id)
{
  CasementHeadWindow *self = g_object_new (CASEMENT_TYPE_HEAD_WINDOW, NULL);

  self->id = id;
  casement_console_set_head (self->console, id);
  return self;
}

/** casement_head_window_get_id: Returns: which of the guest's screens it shows. */
guint
casement_head_window_get_id (CasementHeadWindow *self)
{
  g_return_val_if_fail (CASEMENT_IS_HEAD_WINDOW (self), 0);
  return self->id;
}

/** casement_head_window_get_console: Returns: (transfer none): what shows it. */
CasementConsole *
casement_head_window_get_console (CasementHeadWindow *self)
{
  g_return_val_if_fail (CASEMENT_IS_HEAD_WINDOW (self), NULL);
  return self->console;
}

/** casement_head_window_set_name: @name: of the virtual machine. */
void
casement_head_window_set_name (CasementHeadWindow *self, const char *name)
{
  g_autofree char *number = NULL;
  g_autofree char *title = NULL;

  g_return_if_fail (CASEMENT_IS_HEAD_WINDOW (self));

  number = g_strdup_printf (_("Screen %u"), self->id + 1);
  title = g_strdup_printf ("%s — %s", name != NULL ? name : "", number);
  adw_window_title_set_title (self->title, name != NULL ? name : "");
  adw_window_title_set_subtitle (self->title, number);
  gtk_window_set_title (GTK_WINDOW (self), title);
}
