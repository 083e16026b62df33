/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Usage: drag-source FILE...
 *
 * A window “Drag source” from which the files can be dragged onto another program, as from a file manager. Ends with
 * status 0 when somebody took them, or when its window is closed. */
#include <gtk/gtk.h>

static GMainLoop *loop;

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, gpointer user_data)
{
  return gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, user_data);
}

static void
drag_end_cb (GtkDragSource *source, GdkDrag *drag, gboolean delete_data, gpointer user_data)
{
  g_main_loop_quit (loop);
}

static void
closed_cb (void)
{
  g_main_loop_quit (loop);
}

int
main (int argc, char **argv)
{
  g_autoptr (GSList) files = NULL;
  GtkWidget *window;
  GtkDragSource *source;
  GdkFileList *list;

  gtk_init ();
  loop = g_main_loop_new (NULL, FALSE);
  for (int i = 1; i < argc; i++)
    files = g_slist_append (files, g_file_new_for_commandline_arg (argv[i]));
  list = gdk_file_list_new_from_list (files);

  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "Drag source");
  gtk_window_set_default_size (GTK_WINDOW (window), 200, 200);
  gtk_window_set_child (GTK_WINDOW (window), gtk_label_new ("Drag me"));
  source = gtk_drag_source_new ();
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), list);
  g_signal_connect (source, "drag-end", G_CALLBACK (drag_end_cb), NULL);
  gtk_widget_add_controller (window, GTK_EVENT_CONTROLLER (source));
  g_signal_connect (window, "destroy", G_CALLBACK (closed_cb), NULL);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (loop);

  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  g_slist_free_full (g_steal_pointer (&files), g_object_unref);
  g_main_loop_unref (loop);
  return 0;
}
