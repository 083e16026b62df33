/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gtk/gtk.h>
#include "casement-console.h"
#include "casement-uri-transport.h"

/* Usage: console-viewer URI [PICTURE.png]. Shows a SPICE server with nothing around it, for looking at the console while
 * working on it; with a picture, saves what it shows every second. The title says what the session says. */

static gboolean
save_cb (gpointer user_data)
{
  GtkWidget *window = user_data;
  const char *path = g_object_get_data (G_OBJECT (window), "path");
  g_autoptr (GdkTexture) frame = casement_console_dup_frame (CASEMENT_CONSOLE (gtk_window_get_child (GTK_WINDOW (window))));

  if (frame != NULL)
    gdk_texture_save_to_png (frame, path);
  return G_SOURCE_CONTINUE;
}

static void
update_title_cb (CasementConsole *console)
{
  CasementConsoleSession *session = casement_console_get_session (console);
  const GError *error = casement_console_session_get_error (session);
  g_autoptr (GEnumClass) states = g_type_class_ref (CASEMENT_TYPE_CONSOLE_STATE);
  GEnumValue *state = g_enum_get_value (states, (int) casement_console_session_get_state (session));
  g_autofree char *title =
      g_strdup_printf ("%s%s, %s pointer%s%s", state->value_nick, casement_console_get_captured (console) ? ", captured" : "",
                       casement_console_session_get_mouse_absolute (session) ? "absolute" : "relative", error != NULL ? ": " : "",
                       error != NULL ? error->message : "");

  gtk_window_set_title (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (console))), title);
}

int
main (int argc, char **argv)
{
  g_autoptr (CasementTransport) transport = NULL;
  g_autoptr (CasementConsoleSession) session = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *window, *console;
  gboolean fullscreen = FALSE;

  if (argc > 1 && g_str_equal (argv[1], "--full-screen")) {
    fullscreen = TRUE;
    argv++;
    argc--;
  }
  if (argc != 2 && argc != 3) {
    g_printerr ("Usage: console-viewer [--full-screen] URI [PICTURE.png]\n");
    return 2;
  }
  gtk_init ();
  transport = casement_uri_transport_new_for_uri (argv[1], &error);
  if (transport == NULL) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  session = casement_console_session_new (transport);
  console = casement_console_new ();
  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1024, 640);
  gtk_window_set_child (GTK_WINDOW (window), console);
  casement_console_set_session (CASEMENT_CONSOLE (console), session);
  g_signal_connect_object (session, "notify", G_CALLBACK (update_title_cb), console, G_CONNECT_SWAPPED);
  g_signal_connect (console, "notify::captured", G_CALLBACK (update_title_cb), NULL);
  casement_console_session_start (session);
  if (argc == 3) {
    g_object_set_data (G_OBJECT (window), "path", argv[2]);
    g_timeout_add_seconds (1, save_cb, window);
  }
  if (fullscreen)
    gtk_window_fullscreen (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  while (g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
    g_main_context_iteration (NULL, TRUE);
  return 0;
}
