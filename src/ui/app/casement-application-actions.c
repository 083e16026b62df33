/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-about.h"
#include "casement-application-private.h"
#include "casement-help-window.h"
#include "casement-library-window.h"
#include "casement-preferences-window.h"

static void
show_creation_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = casement_application_find_assistant (user_data, TRUE);

  if (window == NULL)
    window = casement_application_find_assistant (user_data, FALSE);
  if (window != NULL)
    gtk_window_present (window);
  else
    casement_application_present_library (user_data);
  casement_application_show_activity (user_data);
}

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  casement_application_create_vm (user_data, NULL, FALSE);
}

static void
new_from_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  casement_application_open_file (user_data, file);
}

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  casement_application_create_vm (user_data, NULL, TRUE);
}

static void
open_vm_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CasementApplication *self = user_data;
  CasementPending *pending = casement_pending_new (g_variant_get_string (parameter, NULL));

  pending->once = TRUE;
  pending->start = g_str_equal (g_action_get_name (G_ACTION (action)), "start-vm");
  casement_application_ensure_library (self);
  casement_application_add_pending (self, pending);
}

static void
search_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  casement_library_window_search (CASEMENT_LIBRARY_WINDOW (casement_application_present_library (user_data)),
                                  g_variant_get_string (parameter, NULL));
}

static void
host_check_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  casement_library_window_check_host (CASEMENT_LIBRARY_WINDOW (casement_application_present_library (user_data)));
}

/* Another connection is another program; see casement_application_handle_local_options(). */
static void
connect_to_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program != NULL ? program : "casement", "--connect",
                              g_variant_get_string (parameter, NULL), NULL);
  if (process == NULL)
    g_action_group_activate_action (user_data, "tell", g_variant_new_string (error->message));
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  casement_preferences_window_present (gtk_application_get_active_window (user_data));
}

static void
tell_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = casement_application_find_window (user_data, CASEMENT_TYPE_LIBRARY_WINDOW);

  if (window != NULL)
    casement_library_window_add_toast (CASEMENT_LIBRARY_WINDOW (window), g_variant_get_string (parameter, NULL));
}

static void
shortcuts_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  casement_shortcuts_present (gtk_application_get_active_window (user_data));
}

static void
help_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  casement_help_window_present (user_data, gtk_application_get_active_window (user_data),
                                parameter != NULL ? g_variant_get_string (parameter, NULL) : NULL);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  casement_about_present (gtk_application_get_active_window (user_data), CASEMENT_APPLICATION (user_data)->connection);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  /* Each window may have something to finish; the program ends with the last one. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static const GActionEntry actions[] = {
  { .name = "new", .activate = new_cb },
  { .name = "new-from", .activate = new_from_cb, .parameter_type = "s" },
  { .name = "open", .activate = open_cb },
  { .name = "show-creation", .activate = show_creation_cb },
  { .name = "open-vm", .activate = open_vm_cb, .parameter_type = "s" },
  { .name = "start-vm", .activate = open_vm_cb, .parameter_type = "s" },
  { .name = "search", .activate = search_cb, .parameter_type = "s" },
  { .name = "host-check", .activate = host_check_cb },
  { .name = "connect-to", .activate = connect_to_cb, .parameter_type = "s" },
  { .name = "preferences", .activate = preferences_cb },
  { .name = "tell", .activate = tell_cb, .parameter_type = "s" },
  { .name = "shortcuts", .activate = shortcuts_cb },
  { .name = "help", .activate = help_cb, .parameter_type = "s" },
  { .name = "help-topics", .activate = help_cb },
  { .name = "about", .activate = about_cb },
  { .name = "quit", .activate = quit_cb },
};

/* Actions of the whole program, and the keys for those that have one. */
void
casement_application_add_actions (CasementApplication *self)
{
  GtkApplication *gtk_application = GTK_APPLICATION (self);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gtk_application_set_accels_for_action (gtk_application, "app.new", (const char *[]){ "<Control>n", NULL });
  gtk_application_set_accels_for_action (gtk_application, "app.open", (const char *[]){ "<Control>o", NULL });
  gtk_application_set_accels_for_action (gtk_application, "app.shortcuts", (const char *[]){ "<Control>question", NULL });
  gtk_application_set_accels_for_action (gtk_application, "app.help-topics", (const char *[]){ "F1", NULL });
  gtk_application_set_accels_for_action (gtk_application, "app.preferences", (const char *[]){ "<Control>comma", NULL });
  gtk_application_set_accels_for_action (gtk_application, "app.quit", (const char *[]){ "<Control>q", NULL });
  gtk_application_set_accels_for_action (gtk_application, "window.close", (const char *[]){ "<Control>w", NULL });
}
