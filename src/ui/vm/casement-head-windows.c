/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-head-windows.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-head-window.h"

struct _CasementHeadWindows {
  GObject parent_instance;
  /* Outlives this object. */
  GtkWindow *window;
  CasementConsole *console;
  CasementConsoleSettings *settings;
  CasementConsoleSession *session;
  CasementHeadWindow *others[CASEMENT_GUEST_HEADS_MAX];
  /* Switched off here by closing the window, until all are asked for again. */
  gboolean closed[CASEMENT_GUEST_HEADS_MAX];
  GMenu *menu;
  GSimpleActionGroup *actions;
};

G_DEFINE_FINAL_TYPE (CasementHeadWindows, casement_head_windows, G_TYPE_OBJECT)

static GListModel *
get_monitors (CasementHeadWindows *self)
{
  return gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self->window)));
}

/* The monitor of this connector; %NULL if it is not there now. */
static GdkMonitor *
find_monitor (CasementHeadWindows *self, const char *connector)
{
  GListModel *monitors = get_monitors (self);

  for (guint i = 0; connector != NULL && i < g_list_model_get_n_items (monitors); i++) {
    g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);

    if (g_strcmp0 (gdk_monitor_get_connector (monitor), connector) == 0)
      return g_steal_pointer (&monitor);
  }
  return NULL;
}

/* Where a screen goes: to its chosen monitor, else to the one of its number, as far as there are as many. */
static GdkMonitor *
choose_monitor (CasementHeadWindows *self, guint id)
{
  g_autofree char *connector = casement_console_settings_dup_monitor (self->settings, id);
  GListModel *monitors = get_monitors (self);
  GdkMonitor *monitor = find_monitor (self, connector);

  if (monitor != NULL || id == 0)
    return monitor;
  return g_list_model_get_item (monitors, id % MAX (1, g_list_model_get_n_items (monitors)));
}

static void
fullscreen_one (CasementHeadWindows *self, GtkWindow *window, guint id)
{
  g_autoptr (GdkMonitor) monitor = choose_monitor (self, id);

  if (monitor != NULL)
    gtk_window_fullscreen_on_monitor (window, monitor);
  else
    gtk_window_fullscreen (window);
}

static void
fullscreened_cb (CasementHeadWindows *self)
{
  gboolean fullscreen = gtk_window_is_fullscreen (self->window);

  for (guint id = 1; id < CASEMENT_GUEST_HEADS_MAX; id++) {
    if (self->others[id] == NULL)
      continue;
    if (fullscreen)
      fullscreen_one (self, GTK_WINDOW (self->others[id]), id);
    else
      gtk_window_unfullscreen (GTK_WINDOW (self->others[id]));
  }
}

static gboolean
close_cb (CasementHeadWindow *window, CasementHeadWindows *self)
{
  guint id = casement_head_window_get_id (window);

  self->others[id] = NULL;
  self->closed[id] = TRUE;
  if (self->session != NULL)
    casement_console_session_request_size (self->session, id, 0, 0);
  return FALSE;
}

static void
close_window (CasementHeadWindows *self, guint id)
{
  CasementHeadWindow *window = g_steal_pointer (&self->others[id]);

  if (window == NULL)
    return;
  g_signal_handlers_disconnect_by_data (window, self);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
open_window (CasementHeadWindows *self, guint id)
{
  CasementHeadWindow *window = casement_head_window_new (id);
  CasementConsole *console = casement_head_window_get_console (window);

  self->others[id] = window;
  gtk_window_set_application (GTK_WINDOW (window), gtk_window_get_application (self->window));
  casement_head_window_set_name (window, gtk_window_get_title (self->window));
  casement_console_set_inhibit_policy (console, casement_console_settings_get_keyboard_policy (self->settings));
  casement_console_set_release_chord (console, casement_console_get_release_chord (self->console));
  g_object_bind_property (self->settings, "resize-guest", casement_console_get_resizer (console), "enabled", G_BINDING_SYNC_CREATE);
  casement_console_set_session (console, self->session);
  g_signal_connect_object (window, "close-request", G_CALLBACK (close_cb), self, G_CONNECT_DEFAULT);
  if (gtk_window_is_fullscreen (self->window))
    fullscreen_one (self, GTK_WINDOW (window), id);
  gtk_window_present (GTK_WINDOW (window));
}

static void
heads_cb (CasementHeadWindows *self)
{
  GListModel *heads = self->session != NULL ? G_LIST_MODEL (casement_console_session_get_heads (self->session)) : NULL;
  gboolean wanted[CASEMENT_GUEST_HEADS_MAX] = { FALSE };

  for (guint i = 0; heads != NULL && i < g_list_model_get_n_items (heads); i++) {
    g_autoptr (CasementGuestDisplay) display = g_list_model_get_item (heads, i);

    wanted[casement_guest_display_get_id (display)] = TRUE;
  }
  for (guint id = 1; id < CASEMENT_GUEST_HEADS_MAX; id++) {
    if (wanted[id] && self->others[id] == NULL && !self->closed[id])
      open_window (self, id);
    else if (!wanted[id])
      close_window (self, id);
  }
}

static void
session_cb (CasementHeadWindows *self)
{
  CasementConsoleSession *session = casement_console_get_session (self->console);

  if (self->session == session)
    return;
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (casement_console_session_get_heads (self->session), self);
  g_set_object (&self->session, session);
  memset (self->closed, 0, sizeof self->closed);
  for (guint id = 1; id < CASEMENT_GUEST_HEADS_MAX; id++)
    close_window (self, id);
  if (session != NULL)
    g_signal_connect_object (casement_console_session_get_heads (session), "items-changed", G_CALLBACK (heads_cb), self,
                             G_CONNECT_SWAPPED);
  heads_cb (self);
}

static void
title_cb (CasementHeadWindows *self)
{
  for (guint id = 1; id < CASEMENT_GUEST_HEADS_MAX; id++)
    if (self->others[id] != NULL)
      casement_head_window_set_name (self->others[id], gtk_window_get_title (self->window));
}

static void
monitor_cb (CasementHeadWindows *self, GVariant *choice, GSimpleAction *action)
{
  guint id = (guint) g_ascii_strtoull (g_action_get_name (G_ACTION (action)) + strlen ("screen-"), NULL, 10);

  g_simple_action_set_state (action, choice);
  casement_console_settings_set_monitor (self->settings, id, g_variant_get_string (choice, NULL));
  if (gtk_window_is_fullscreen (self->window)) {
    GtkWindow *window = id == 0 ? self->window : GTK_WINDOW (self->others[id]);

    if (window != NULL)
      fullscreen_one (self, window, id);
  }
}

/* The windows that were closed open again, by the size that they have then. */
static void
reopen_cb (CasementHeadWindows *self)
{
  for (guint id = 1; id < CASEMENT_GUEST_HEADS_MAX; id++) {
    if (self->closed[id] && self->session != NULL)
      casement_console_session_request_size (self->session, id, 1024, 768);
    self->closed[id] = FALSE;
  }
  heads_cb (self);
}

static GMenuModel *
make_monitor_menu (CasementHeadWindows *self, guint id)
{
  GMenu *menu = g_menu_new ();
  GListModel *monitors = get_monitors (self);
  g_autofree char *automatic = g_strdup_printf ("screens.screen-%u::", id);

  g_menu_append (menu, _("_Automatic"), automatic);
  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++) {
    g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);
    const char *connector = gdk_monitor_get_connector (monitor);
    const char *model = gdk_monitor_get_model (monitor);
    g_autofree char *title = NULL;
    g_autoptr (GMenuItem) item = NULL;
    g_autofree char *name = g_strdup_printf ("screens.screen-%u", id);

    if (connector == NULL)
      continue;
    title = model != NULL && *model != '\0' ? g_strdup_printf ("%s (%s)", model, connector) : g_strdup (connector);
    item = g_menu_item_new (title, NULL);
    g_menu_item_set_action_and_target (item, name, "s", connector);
    g_menu_append_item (menu, item);
  }
  return G_MENU_MODEL (menu);
}

/* For as many screens as the guest has now, and the monitors of now. */
static void
fill_menu (CasementHeadWindows *self)
{
  guint n = 1;

  for (guint id = 1; id < CASEMENT_GUEST_HEADS_MAX; id++)
    if (self->others[id] != NULL || self->closed[id])
      n = id + 1;
  g_menu_remove_all (self->menu);
  for (guint id = 0; id < n; id++) {
    g_autofree char *title = n > 1 ? g_strdup_printf (_("Screen %u in full screen"), id + 1) : g_strdup (_("Full screen on"));
    g_autoptr (GMenuModel) monitors = make_monitor_menu (self, id);

    g_menu_append_submenu (self->menu, title, monitors);
  }
  if (n > 1)
    g_menu_append (self->menu, _("_Open all screens"), "screens.reopen");
}

static void
casement_head_windows_dispose (GObject *object)
{
  CasementHeadWindows *self = CASEMENT_HEAD_WINDOWS (object);

  for (guint id = 1; id < CASEMENT_GUEST_HEADS_MAX; id++)
    close_window (self, id);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_object (&self->menu);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (casement_head_windows_parent_class)->dispose (object);
}

static void
casement_head_windows_class_init (CasementHeadWindowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_head_windows_dispose;
}

static void
casement_head_windows_init (CasementHeadWindows *self)
{
  self->menu = g_menu_new ();
  self->actions = g_simple_action_group_new ();
}

static void
add_actions (CasementHeadWindows *self)
{
  g_autoptr (GSimpleAction) reopen = g_simple_action_new ("reopen", NULL);

  for (guint id = 0; id < CASEMENT_GUEST_HEADS_MAX; id++) {
    g_autofree char *name = g_strdup_printf ("screen-%u", id);
    g_autofree char *connector = casement_console_settings_dup_monitor (self->settings, id);
    g_autoptr (GSimpleAction) action =
        g_simple_action_new_stateful (name, G_VARIANT_TYPE_STRING, g_variant_new_string (connector != NULL ? connector : ""));

    g_signal_connect_object (action, "activate", G_CALLBACK (monitor_cb), self, G_CONNECT_SWAPPED);
    g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
  }
  g_signal_connect_object (reopen, "activate", G_CALLBACK (reopen_cb), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (reopen));
  gtk_widget_insert_action_group (GTK_WIDGET (self->window), "screens", G_ACTION_GROUP (self->actions));
}

/**
 * casement_head_windows_new:
 * @window: of the first screen; borrowed, must outlive this
 * @console: in it
 * @settings: of this guest
 *
 * Returns: (transfer full): the windows of the others.
 */
CasementHeadWindows *
casement_head_windows_new (GtkWindow *window, CasementConsole *console, CasementConsoleSettings *settings)
{
  CasementHeadWindows *self = g_object_new (CASEMENT_TYPE_HEAD_WINDOWS, NULL);

  self->window = window;
  self->console = console;
  self->settings = g_object_ref (settings);
  add_actions (self);
  g_signal_connect_object (console, "notify::session", G_CALLBACK (session_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::fullscreened", G_CALLBACK (fullscreened_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::title", G_CALLBACK (title_cb), self, G_CONNECT_SWAPPED);
  fill_menu (self);
  session_cb (self);
  return self;
}

/** casement_head_windows_get_menu: Returns: (transfer none): where screens go in full screen, as of now. */
GMenuModel *
casement_head_windows_get_menu (CasementHeadWindows *self)
{
  g_return_val_if_fail (CASEMENT_IS_HEAD_WINDOWS (self), NULL);
  fill_menu (self);
  return G_MENU_MODEL (self->menu);
}

/** casement_head_windows_fullscreen: Brings the window of the first screen to full screen, where it was chosen to be. */
void
casement_head_windows_fullscreen (CasementHeadWindows *self)
{
  g_return_if_fail (CASEMENT_IS_HEAD_WINDOWS (self));
  fullscreen_one (self, self->window, 0);
}
