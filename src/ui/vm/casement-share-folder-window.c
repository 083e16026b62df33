/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-share-folder-window.h"

#include <glib/gi18n-lib.h>
#include "casement-vm-action-group.h"

struct _CasementShareFolderWindow {
  AdwWindow parent_instance;
  GtkSwitch *share_switch;
  GtkSwitch *read_only_switch;
  AdwActionRow *folder_row;
  AdwActionRow *read_only_row;
  AdwActionRow *state_row;
  GtkImage *state_icon;
  GtkWidget *check_up_button;

  CasementConsole *console;
  CasementConsoleSettings *settings;
  CasementVm *vm;
  /* Of the session of now. */
  CasementSharedFolder *folder;
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (CasementShareFolderWindow, casement_share_folder_window, ADW_TYPE_WINDOW)

static const struct {
  const char *icon;
  const char *title;
  const char *text;
} states[] = {
  [CASEMENT_SHARED_FOLDER_OFF] = { "folder-symbolic", N_("Nothing is shared"), NULL },
  [CASEMENT_SHARED_FOLDER_NO_CONNECTION] = { "content-loading-symbolic", N_("Not connected"),
                                             N_("The folder is shared once the virtual machine runs and its screen is connected.") },
  [CASEMENT_SHARED_FOLDER_NO_CHANNEL] = { "dialog-warning-symbolic", N_("The virtual machine has no channel for it"),
                                          N_("The check-up adds “Folders over SPICE (WebDAV)”. It takes effect once the virtual "
                                             "machine was off.") },
  [CASEMENT_SHARED_FOLDER_WAITING] = { "content-loading-symbolic", N_("Windows has not asked for it"),
                                       N_("Install “spice-webdavd” from spice-space.org in Windows; its service “Spice webdav "
                                          "proxy” must run there.") },
  [CASEMENT_SHARED_FOLDER_SERVED] = { "emblem-ok-symbolic", N_("Windows has the folder"),
                                      N_("It is the network drive of “Spice client”. Without one, run map-drive.bat in “C:\\Program "
                                         "Files\\SPICE webdavd”.") },
};

static void
set_subtitle (AdwActionRow *row, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text != NULL ? text : "", -1);

  adw_action_row_set_subtitle (row, escaped);
}

static void
state_cb (CasementShareFolderWindow *self)
{
  CasementSharedFolderState state = CASEMENT_SHARED_FOLDER_OFF;

  if (self->folder != NULL)
    state = casement_shared_folder_get_state (self->folder);
  else if (casement_console_settings_get_shared_folder (self->settings) != NULL)
    state = CASEMENT_SHARED_FOLDER_NO_CONNECTION;
  gtk_image_set_from_icon_name (self->state_icon, states[state].icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->state_row), _(states[state].title));
  set_subtitle (self->state_row, states[state].text != NULL ? _(states[state].text) : NULL);
  gtk_widget_set_visible (self->check_up_button, state == CASEMENT_SHARED_FOLDER_NO_CHANNEL && self->vm != NULL);
}

static void
settings_cb (CasementShareFolderWindow *self)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;

  g_object_get (self->settings, "shared-folder", &path, NULL);
  name = path != NULL ? g_filename_display_name (path) : g_strdup (_("None chosen"));
  set_subtitle (self->folder_row, name);
  gtk_widget_set_sensitive (GTK_WIDGET (self->read_only_row), path != NULL);
  state_cb (self);
}

static void
session_cb (CasementShareFolderWindow *self)
{
  CasementConsoleSession *session = casement_console_get_session (self->console);

  if (self->folder != NULL)
    g_signal_handlers_disconnect_by_data (self->folder, self);
  g_clear_object (&self->folder);
  if (session != NULL) {
    self->folder =
        g_object_ref (casement_guest_services_get_shared_folder (casement_console_session_get_services (session)));
    g_signal_connect_object (self->folder, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  }
  state_cb (self);
}

static void
chosen_cb (CasementShareFolderWindow *self, int response, GtkFileChooser *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);

    if (file != NULL && g_file_peek_path (file) != NULL)
      g_object_set (self->settings, "shared-folder", g_file_peek_path (file), "share-folder", TRUE, NULL);
  }
  g_clear_object (&self->chooser);
}

static void
choose_cb (CasementShareFolderWindow *self)
{
  g_autofree char *path = NULL;

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_("Choose the folder that Windows shall have"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Share"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_object_get (self->settings, "shared-folder", &path, NULL);
  if (path != NULL) {
    g_autoptr (GFile) file = g_file_new_for_path (path);

    gtk_file_chooser_set_file (GTK_FILE_CHOOSER (self->chooser), file, NULL);
  }
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* Sharing begins with a folder. */
static gboolean
share_cb (CasementShareFolderWindow *self, gboolean share)
{
  g_autofree char *path = NULL;

  g_object_get (self->settings, "shared-folder", &path, NULL);
  if (share && path == NULL) {
    gtk_switch_set_active (self->share_switch, FALSE);
    choose_cb (self);
    return TRUE;
  }
  g_object_set (self->settings, "share-folder", share, NULL);
  return FALSE;
}

static void
casement_share_folder_window_dispose (GObject *object)
{
  CasementShareFolderWindow *self = CASEMENT_SHARE_FOLDER_WINDOW (object);

  if (self->folder != NULL)
    g_signal_handlers_disconnect_by_data (self->folder, self);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->folder);
  g_clear_object (&self->console);
  g_clear_object (&self->settings);
  g_clear_object (&self->vm);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_SHARE_FOLDER_WINDOW);
  G_OBJECT_CLASS (casement_share_folder_window_parent_class)->dispose (object);
}

static void
casement_share_folder_window_class_init (CasementShareFolderWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_share_folder_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/casement/Casement/vm/casement-share-folder-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementShareFolderWindow, share_switch);
  gtk_widget_class_bind_template_child (widget_class, CasementShareFolderWindow, read_only_switch);
  gtk_widget_class_bind_template_child (widget_class, CasementShareFolderWindow, folder_row);
  gtk_widget_class_bind_template_child (widget_class, CasementShareFolderWindow, read_only_row);
  gtk_widget_class_bind_template_child (widget_class, CasementShareFolderWindow, state_row);
  gtk_widget_class_bind_template_child (widget_class, CasementShareFolderWindow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, CasementShareFolderWindow, check_up_button);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, share_cb);
}

static void
casement_share_folder_window_init (CasementShareFolderWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * casement_share_folder_window_new:
 * @console: whose guest
 * @settings: what the user allows it
 * @vm: (nullable): its virtual machine, if it is one of ours
 *
 * Returns: (transfer none): a window; GTK owns it.
 */
GtkWindow *
casement_share_folder_window_new (GtkWindow *parent, CasementConsole *console, CasementConsoleSettings *settings, CasementVm *vm)
{
  CasementShareFolderWindow *self = g_object_new (CASEMENT_TYPE_SHARE_FOLDER_WINDOW, "transient-for", parent, NULL);

  self->console = g_object_ref (console);
  self->settings = g_object_ref (settings);
  if (vm != NULL) {
    g_autoptr (GSimpleActionGroup) actions = casement_vm_action_group_new (vm, GTK_WIDGET (self));

    self->vm = g_object_ref (vm);
    gtk_widget_insert_action_group (GTK_WIDGET (self), "vm", G_ACTION_GROUP (actions));
  }
  g_object_bind_property (settings, "share-folder", self->share_switch, "active", G_BINDING_SYNC_CREATE);
  g_object_bind_property (settings, "share-read-only", self->read_only_switch, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (settings, "notify", G_CALLBACK (settings_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "notify::session", G_CALLBACK (session_cb), self, G_CONNECT_SWAPPED);
  session_cb (self);
  settings_cb (self);
  return GTK_WINDOW (self);
}
