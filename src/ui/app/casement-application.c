/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-about.h"
#include "casement-activity.h"
#include "casement-application-private.h"
#include "casement-create-window.h"
#include "casement-error-dialog.h"
#include "casement-install-follower.h"
#include "casement-library-window.h"
#include "casement-library.h"
#include "casement-notice.h"
#include "casement-preferences-window.h"
#include "casement-settings.h"
#include "casement-shell-search.h"
#include "casement-vm-action-group.h"
#include "casement-viewer.h"
#include "casement-vm-creator.h"
#include "casement-vm-window.h"
#include "casement-vv-file.h"

/* How long the program stays after a search, when nothing else keeps it. */
#define SERVICE_LINGER_MS 20000

G_DEFINE_FINAL_TYPE (CasementApplication, casement_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "connect", 'c', 0, G_OPTION_ARG_STRING, NULL, N_("Use the virtual machines of this libvirt connection"), N_("URI") },
  { "full-screen", 'f', 0, G_OPTION_ARG_NONE, NULL, N_("With view: begin in full screen"), NULL },
  { "kiosk", 0, 0, G_OPTION_ARG_NONE, NULL, N_("With view: show nothing but the screen, and never leave it"), NULL },
  { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("With view: whose signature on a server’s certificate counts"), N_("FILE") },
  { "host-subject", 0, 0, G_OPTION_ARG_STRING, NULL, N_("With view: what the server’s certificate says"), N_("SUBJECT") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_("[IMAGE… | FILE.vv | view MACHINE|URI|FILE.vv…]") },
  { NULL }
};

GtkWindow *
casement_application_find_window (CasementApplication *self, GType type)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (l->data, type))
      return l->data;
  return NULL;
}

/* The connection of a program that was told none. */
static char *
dup_startup_uri (void)
{
  g_autofree char *uri = g_settings_get_string (casement_settings_get (), "connection");

  return *uri != '\0' ? g_steal_pointer (&uri) : g_strdup (casement_connection_default_uri ());
}

/* The assistant that can be used, or one that works where it is not seen. */
GtkWindow *
casement_application_find_assistant (CasementApplication *self, gboolean hidden)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (CASEMENT_IS_CREATE_WINDOW (l->data) && gtk_widget_get_visible (l->data) != hidden)
      return l->data;
  return NULL;
}

static void
library_changed_cb (CasementApplication *self)
{
  casement_application_open_pending (self);
}

/* What stands still waits for somebody who looks at it. */
static void
stalled_cb (CasementApplication *self, CasementVm *vm)
{
  casement_application_add_pending (self, casement_pending_new (casement_vm_get_uuid (vm)));
}

static void
recovered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n = casement_vm_creator_recover_finish (CASEMENT_CONNECTION (source), result, &error);
  GtkWindow *window = casement_application_find_window (self, CASEMENT_TYPE_LIBRARY_WINDOW);

  if (error != NULL)
    g_info ("Interrupted creations: %s", error->message);
  if (n > 0 && window != NULL)
    casement_library_window_add_toast (CASEMENT_LIBRARY_WINDOW (window),
                                       _("What an interrupted creation had left was cleaned up"));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  /* The windows show a failure: the connection keeps its error. */
  if (casement_connection_open_finish (CASEMENT_CONNECTION (source), result, &error))
    casement_vm_creator_recover_async (CASEMENT_CONNECTION (source), NULL, recovered_cb, g_object_ref (self));
  if (self->library != NULL)
    casement_application_open_pending (self);
}

static void
attention_cb (CasementApplication *self, CasementVm *vm, const char *sentence)
{
  casement_notice_attention (GTK_APPLICATION (self), casement_vm_get_uuid (vm), casement_vm_get_name (vm), sentence);
}

CasementLibrary *
casement_application_ensure_library (CasementApplication *self)
{
  if (self->library != NULL)
    return self->library;
  if (self->uri == NULL)
    self->uri = dup_startup_uri ();
  self->connection = casement_connection_new (self->uri);
  self->library = casement_library_new (self->connection);
  self->follower = casement_install_follower_new (self->library);
  g_signal_connect_object (self->follower, "stalled", G_CALLBACK (stalled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "items-changed", G_CALLBACK (library_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "attention", G_CALLBACK (attention_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "notify::loading", G_CALLBACK (library_changed_cb), self, G_CONNECT_SWAPPED);
  casement_connection_open_async (self->connection, NULL, opened_cb, g_object_ref (self));
  return self->library;
}

static gboolean
has_visible_window (CasementApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (gtk_widget_get_visible (l->data))
      return TRUE;
  return FALSE;
}

static void
tell_if_in_background (CasementApplication *self)
{
  const char *title = self->activity != NULL ? casement_activity_get_title (self->activity) : NULL;

  if (title != NULL && !has_visible_window (self))
    casement_notice_background (GTK_APPLICATION (self), title);
}

/* The assistant shows its own progress; without it, the library does. */
void
casement_application_show_activity (CasementApplication *self)
{
  GtkWindow *library = casement_application_find_window (self, CASEMENT_TYPE_LIBRARY_WINDOW);
  GtkWindow *assistant = casement_application_find_assistant (self, TRUE);

  if (library != NULL)
    casement_library_window_set_activity (CASEMENT_LIBRARY_WINDOW (library),
                                          assistant != NULL ? casement_activity_get_title (self->activity) : NULL);
}

/* After an update, once. Who starts it for the first time has not seen an older one. */
static void
tell_news (CasementLibraryWindow *window)
{
  GSettings *settings = casement_settings_get ();
  g_autofree char *last = g_settings_get_string (settings, "last-version");
  g_autofree char *text = NULL;

  if (g_str_equal (last, CASEMENT_VERSION))
    return;
  g_settings_set_string (settings, "last-version", CASEMENT_VERSION);
  if (*last == '\0')
    return;
  /* Translators: a version number */
  text = g_strdup_printf (_("Casement was updated to %s"), CASEMENT_VERSION);
  casement_library_window_add_notice (window, text, _("What’s new"), "app.about", NULL);
}

GtkWindow *
casement_application_present_library (CasementApplication *self)
{
  GtkWindow *window = casement_application_find_window (self, CASEMENT_TYPE_LIBRARY_WINDOW);

  if (window == NULL)
    window = casement_library_window_new (GTK_APPLICATION (self), casement_application_ensure_library (self));
  gtk_window_present (window);
  casement_application_show_activity (self);
  tell_news (CASEMENT_LIBRARY_WINDOW (window));
  return window;
}

static void
started_cb (CasementApplication *self, CasementOperation *operation, const char *title, CasementCreateWindow *window)
{
  casement_activity_add (self->activity, operation, title);
}

static void
created_cb (CasementApplication *self, const char *uuid, CasementCreateWindow *window)
{
  CasementVm *vm = casement_library_find (self->library, uuid);

  /* Who sent the assistant away is not to be disturbed by another window. */
  if (gtk_widget_get_visible (GTK_WIDGET (window)))
    casement_application_add_pending (self, casement_pending_new (uuid));
  else
    casement_notice_created (GTK_APPLICATION (self), uuid,
                             vm != NULL ? casement_vm_get_name (vm) : casement_create_window_get_name (window));
}

static void
failed_cb (CasementApplication *self, const char *message, CasementCreateWindow *window)
{
  if (gtk_widget_get_visible (GTK_WIDGET (window)) && gtk_window_is_active (GTK_WINDOW (window)))
    return;
  casement_notice_failed (GTK_APPLICATION (self), message);
  gtk_window_present (GTK_WINDOW (window));
}

static void
backgrounded_cb (CasementApplication *self)
{
  casement_application_show_activity (self);
  tell_if_in_background (self);
}

static GtkWindow *
create_assistant (CasementApplication *self, GtkWindow *library)
{
  GtkWindow *window = casement_create_window_new (GTK_APPLICATION (self), self->library, library);

  g_signal_connect_object (window, "started", G_CALLBACK (started_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "created", G_CALLBACK (created_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "backgrounded", G_CALLBACK (backgrounded_cb), self, G_CONNECT_SWAPPED);
  return window;
}

void
casement_application_create_vm (CasementApplication *self, GFile *iso, gboolean choose)
{
  GtkWindow *library = casement_application_present_library (self);
  GtkWindow *window = casement_application_find_assistant (self, FALSE);

  if (window == NULL)
    window = create_assistant (self, library);
  if (iso != NULL)
    casement_create_window_set_iso (CASEMENT_CREATE_WINDOW (window), iso);
  gtk_window_present (window);
  if (choose)
    casement_create_window_choose_iso (CASEMENT_CREATE_WINDOW (window));
}

/* From a desktop, where nobody reads what a program prints. */
static void
connection_file_failed_cb (const GError *error, gpointer user_data)
{
  casement_show_error (GTK_WIDGET (casement_application_present_library (user_data)), _("The connection file cannot be opened"), error);
}

static void
open_connection_file (CasementApplication *self, GFile *file)
{
  casement_viewer_open_file (GTK_APPLICATION (self), file, &(CasementViewMode){ 0 }, connection_file_failed_cb, G_OBJECT (self));
}

/* An installer image, a connection file or a screen's address. */
void
casement_application_open_file (CasementApplication *self, GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr (CasementSpiceAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  if (casement_vv_file_is_name (uri)) {
    open_connection_file (self, file);
  } else if (casement_spice_address_is_uri (uri)) {
    address = casement_spice_address_new_for_uri (uri, &error);
    if (address != NULL)
      casement_viewer_open (GTK_APPLICATION (self), g_steal_pointer (&address), NULL, &(CasementViewMode){ 0 },
                            connection_file_failed_cb, G_OBJECT (self));
    else
      connection_file_failed_cb (error, self);
  } else {
    casement_application_create_vm (self, file, FALSE);
  }
}

static gint
casement_application_handle_local_options (GApplication *application, GVariantDict *dict)
{
  const char *uri = NULL;
  g_autofree char *startup = NULL;

  if (g_variant_dict_contains (dict, "version")) {
    g_print ("casement %s\n", CASEMENT_VERSION);
    return 0;
  }
  /* Another connection is another program: windows of one never show machines of the other. */
  startup = dup_startup_uri ();
  if (g_variant_dict_lookup (dict, "connect", "&s", &uri) && !g_str_equal (uri, startup))
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
view_failed_cb (const GError *error, gpointer user_data)
{
  GApplicationCommandLine *command_line = user_data;
  GApplication *application = g_application_get_default ();

  g_application_command_line_printerr (command_line, "%s\n", error->message);
  g_application_command_line_set_exit_status (command_line, 1);
  if (!g_application_command_line_get_is_remote (command_line))
    CASEMENT_APPLICATION (application)->exit_status = 1;
}

static void
view_one (CasementApplication *self,
          GApplicationCommandLine *command_line,
          const char *target,
          const CasementViewMode *mode)
{
  GVariantDict *dict = g_application_command_line_get_options_dict (command_line);
  g_autoptr (CasementSpiceAddress) address = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  const char *path = NULL;

  if (casement_vv_file_is_name (target)) {
    file = g_application_command_line_create_file_for_arg (command_line, target);
    casement_viewer_open_file (GTK_APPLICATION (self), file, mode, view_failed_cb, G_OBJECT (command_line));
  } else if (casement_spice_address_is_uri (target)) {
    address = casement_spice_address_new_for_uri (target, &error);
    if (address == NULL) {
      view_failed_cb (error, command_line);
      return;
    }
    if (g_variant_dict_lookup (dict, "ca-file", "^&ay", &path))
      file = g_application_command_line_create_file_for_arg (command_line, path);
    g_variant_dict_lookup (dict, "host-subject", "s", &address->subject);
    casement_viewer_open (GTK_APPLICATION (self), g_steal_pointer (&address), file, mode, view_failed_cb,
                          G_OBJECT (command_line));
  } else {
    CasementPending *pending = casement_pending_new (target);

    pending->command_line = g_object_ref (command_line);
    pending->once = TRUE;
    pending->mode = *mode;
    casement_application_ensure_library (self);
    casement_application_add_pending (self, pending);
  }
}

static int
view (CasementApplication *self, GApplicationCommandLine *command_line, const char *const *targets)
{
  CasementViewMode mode = { 0 };

  if (targets[0] == NULL) {
    g_application_command_line_printerr (command_line, "%s\n",
                                         _("“view” takes virtual machines, SPICE addresses or connection files."));
    return 2;
  }
  casement_viewer_read_mode (g_application_command_line_get_options_dict (command_line), &mode);
  if (mode.kiosk)
    casement_viewer_close_doors (GTK_APPLICATION (self));
  for (; targets[mode.number] != NULL; mode.number++)
    view_one (self, command_line, targets[mode.number], &mode);
  return g_application_command_line_get_exit_status (command_line);
}

static int
casement_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  CasementApplication *self = CASEMENT_APPLICATION (application);
  GVariantDict *dict = g_application_command_line_get_options_dict (command_line);
  g_autofree const char **arguments = NULL;
  const char *uri = NULL;

  if (self->connection == NULL && g_variant_dict_lookup (dict, "connect", "&s", &uri)) {
    g_free (self->uri);
    self->uri = g_strdup (uri);
  }
  g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^a&ay", &arguments);
  if (arguments == NULL || arguments[0] == NULL) {
    casement_application_present_library (self);
  } else if (g_str_equal (arguments[0], "view")) {
    return view (self, command_line, arguments + 1);
  } else {
    g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (command_line, arguments[0]);

    casement_application_open_file (self, file);
  }
  return 0;
}

/* What the desktop hands over when it starts the program through the session bus. */
static void
casement_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++)
    casement_application_open_file (CASEMENT_APPLICATION (application), files[i]);
}

static void
casement_application_activate (GApplication *application)
{
  casement_application_present_library (CASEMENT_APPLICATION (application));
}

static void
casement_application_startup (GApplication *application)
{
  GtkApplication *gtk_application = GTK_APPLICATION (application);

  G_APPLICATION_CLASS (casement_application_parent_class)->startup (application);

  /* Started for a search only, the program waits a little for the next key. */
  if (g_application_get_flags (application) & G_APPLICATION_IS_SERVICE)
    g_application_set_inactivity_timeout (application, SERVICE_LINGER_MS);
  CASEMENT_APPLICATION (application)->activity = casement_activity_new (gtk_application);
  g_signal_connect_object (CASEMENT_APPLICATION (application)->activity, "notify::title", G_CALLBACK (casement_application_show_activity),
                           application, G_CONNECT_SWAPPED);
  /* GTK takes the direction from the system's locales, which tests cannot install. */
  if (g_strcmp0 (g_getenv ("CASEMENT_DIRECTION"), "rtl") == 0)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  gtk_window_set_default_icon_name (CASEMENT_APP_ID);
  casement_application_add_actions (CASEMENT_APPLICATION (application));
}

static CasementLibrary *
get_library_cb (gpointer user_data)
{
  return casement_application_ensure_library (user_data);
}

static gboolean
casement_application_dbus_register (GApplication *application, GDBusConnection *connection, const char *object_path,
                                    GError **error)
{
  CasementApplication *self = CASEMENT_APPLICATION (application);
  g_autoptr (GError) local_error = NULL;

  if (!G_APPLICATION_CLASS (casement_application_parent_class)->dbus_register (application, connection, object_path, error))
    return FALSE;
  /* Programs of another connection do not answer: the desktop would not know whom it asks. */
  if (g_application_get_flags (application) & G_APPLICATION_NON_UNIQUE)
    return TRUE;
  self->shell_search = casement_shell_search_new (application, get_library_cb);
  if (!casement_shell_search_export (self->shell_search, connection, &local_error))
    g_info ("The desktop's search gets no answer: %s", local_error->message);
  return TRUE;
}

static void
casement_application_dbus_unregister (GApplication *application, GDBusConnection *connection, const char *object_path)
{
  g_clear_object (&CASEMENT_APPLICATION (application)->shell_search);
  G_APPLICATION_CLASS (casement_application_parent_class)->dbus_unregister (application, connection, object_path);
}

static void
casement_application_shutdown (GApplication *application)
{
  CasementApplication *self = CASEMENT_APPLICATION (application);

  g_list_free_full (g_steal_pointer (&self->pending), (GDestroyNotify) casement_pending_free);
  g_clear_object (&self->shell_search);
  g_clear_object (&self->activity);
  g_clear_object (&self->follower);
  g_clear_object (&self->library);
  if (self->connection != NULL)
    casement_connection_close (self->connection);
  g_clear_object (&self->connection);
  G_APPLICATION_CLASS (casement_application_parent_class)->shutdown (application);
}

static void
casement_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  GTK_APPLICATION_CLASS (casement_application_parent_class)->window_removed (application, window);
  tell_if_in_background (CASEMENT_APPLICATION (application));
}

static void
casement_application_finalize (GObject *object)
{
  g_free (CASEMENT_APPLICATION (object)->uri);
  G_OBJECT_CLASS (casement_application_parent_class)->finalize (object);
}

static void
casement_application_class_init (CasementApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = casement_application_finalize;
  GTK_APPLICATION_CLASS (klass)->window_removed = casement_application_window_removed;
  application_class->handle_local_options = casement_application_handle_local_options;
  application_class->command_line = casement_application_command_line;
  application_class->dbus_register = casement_application_dbus_register;
  application_class->dbus_unregister = casement_application_dbus_unregister;
  application_class->open = casement_application_open;
  application_class->activate = casement_application_activate;
  application_class->startup = casement_application_startup;
  application_class->shutdown = casement_application_shutdown;
}

static void
casement_application_init (CasementApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (G_APPLICATION (self), _("Creates and runs Windows virtual machines."));
}

/** casement_application_new: Returns: (transfer full): the program, not yet running. */
CasementApplication *
casement_application_new (void)
{
  return g_object_new (CASEMENT_TYPE_APPLICATION, "application-id", CASEMENT_APP_ID, "resource-base-path",
                       "/io/github/casement/Casement", "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN, NULL);
}

/** casement_application_get_exit_status: Returns: 0, or what went wrong after the command line had been read. */
int
casement_application_get_exit_status (CasementApplication *self)
{
  g_return_val_if_fail (CASEMENT_IS_APPLICATION (self), 1);
  return self->exit_status;
}
