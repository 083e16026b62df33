/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-error-dialog.h"
#include "casement-error.h"
#include "casement-screenshot-saver.h"

typedef struct {
  GdkTexture *frame;
  GFile *file;
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->frame);
  g_clear_object (&job->file);
  g_free (job);
}

/* Encoding takes a while at 4K, and the file may be on a slow disk. */
static void
save_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GBytes) png = gdk_texture_save_to_png_bytes (job->frame);
  GError *error = NULL;

  if (g_file_replace_contents (job->file, g_bytes_get_data (png, NULL), g_bytes_get_size (png), NULL, FALSE,
                               G_FILE_CREATE_NONE, NULL, cancellable, &error)) {
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_new_error (task, CASEMENT_ERROR, CASEMENT_ERROR_FAILED, "%s", error->message);
    g_error_free (error);
  }
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    casement_show_error (GTK_WIDGET (source), _("The screenshot could not be saved"), error);
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Job *job = user_data;

  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GTask) task = g_task_new (gtk_native_dialog_get_transient_for (dialog), NULL, saved_cb, NULL);

    job->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    g_task_set_task_data (task, job, (GDestroyNotify) job_free);
    g_task_run_in_thread (task, save_thread);
  } else {
    job_free (job);
  }
  g_object_unref (dialog);
}

/**
 * casement_screenshot_save:
 * @frame: the picture
 * @name: what it shows, for the proposed file name
 * @parent: the window it was taken from
 *
 * Asks where to put the picture and writes it there as PNG; errors are shown.
 */
void
casement_screenshot_save (GdkTexture *frame, const char *name, GtkWindow *parent)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y-%m-%d %H-%M-%S");
  g_autofree char *file_name = g_strdup_printf ("%s %s.png", name, stamp);
  const char *folder = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  GtkFileChooserNative *dialog;
  Job *job = g_new0 (Job, 1);

  g_strdelimit (file_name, "/", '-');
  job->frame = g_object_ref (frame);
  dialog = gtk_file_chooser_native_new (_("Save a screenshot"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file_name);
  if (folder != NULL) {
    g_autoptr (GFile) pictures = g_file_new_for_path (folder);

    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), pictures, NULL);
  }
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), job);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
