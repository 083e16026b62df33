/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-file-dropper.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-console-note.h"
#include "casement-transfer-row.h"

/* What fits over a small screen, and what somebody may have meant to copy one by one. */
#define MAX_ROWS_HEIGHT 260
#define MAX_FILES 200
/* How long good news stays. */
#define DONE_SECONDS 5

struct _CasementFileDropper {
  GObject parent_instance;
  /* Outlives this object. */
  CasementConsole *console;
  CasementFileSender *sender;
  GtkNativeDialog *chooser;
  GFile *disc;
  guint done_id;

  /* Weak: what is shown. */
  CasementConsoleNote *progress;
  CasementConsoleNote *question;
  CasementConsoleNote *problem;
  GtkWidget *rows;
  GtkWidget *close_button;
};

G_DEFINE_FINAL_TYPE (CasementFileDropper, casement_file_dropper, G_TYPE_OBJECT)

enum {
  DISC,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clear_note (CasementConsoleNote **note)
{
  CasementConsoleNote *shown = *note;

  g_clear_weak_pointer (note);
  if (shown != NULL)
    casement_console_note_close (shown);
}

static void
close_problem_cb (CasementFileDropper *self)
{
  clear_note (&self->problem);
}

static void
show_problem (CasementFileDropper *self, const char *text)
{
  CasementConsoleNote *note;

  clear_note (&self->problem);
  note = casement_console_note_show (GTK_WIDGET (self->console), _("Files cannot be copied into Windows"), text);
  if (note == NULL)
    return;
  g_set_weak_pointer (&self->problem, note);
  casement_console_note_add_button (note, _("_Close"), NULL, G_CALLBACK (close_problem_cb), self);
}

static void
close_progress_cb (CasementFileDropper *self)
{
  GListModel *transfers;

  g_clear_handle_id (&self->done_id, g_source_remove);
  clear_note (&self->progress);
  if (self->sender == NULL)
    return;
  transfers = casement_file_sender_get_transfers (self->sender);
  for (guint i = 0; i < g_list_model_get_n_items (transfers); i++) {
    g_autoptr (CasementFileTransfer) transfer = g_list_model_get_item (transfers, i);

    casement_file_transfer_cancel (transfer);
  }
  casement_file_sender_forget (self->sender);
}

static gboolean
done_cb (gpointer user_data)
{
  CasementFileDropper *self = user_data;

  self->done_id = 0;
  close_progress_cb (self);
  return G_SOURCE_REMOVE;
}

/* Failures stay until they were read; what went well goes by itself. */
static void
update_progress (CasementFileDropper *self)
{
  GListModel *transfers = casement_file_sender_get_transfers (self->sender);
  guint n = g_list_model_get_n_items (transfers);
  guint n_done = 0, n_over = 0, n_failed = 0;
  g_autofree char *title = NULL;

  for (guint i = 0; i < n; i++) {
    g_autoptr (CasementFileTransfer) transfer = g_list_model_get_item (transfers, i);

    n_over += casement_file_transfer_get_over (transfer) ? 1 : 0;
    n_done += casement_file_transfer_get_state (transfer) == CASEMENT_FILE_TRANSFER_DONE ? 1 : 0;
    n_failed += casement_file_transfer_get_state (transfer) == CASEMENT_FILE_TRANSFER_FAILED ? 1 : 0;
  }
  g_clear_handle_id (&self->done_id, g_source_remove);
  if (self->progress == NULL)
    return;
  if (n_over < n)
    title = g_strdup_printf (ngettext ("Copying a file to the desktop of Windows", "Copying %u files to the desktop of Windows", n),
                             n);
  else if (n_failed > 0)
    title = g_strdup_printf (ngettext ("A file was not copied", "%u files were not copied", n_failed), n_failed);
  else
    title = g_strdup_printf (ngettext ("A file is on the desktop of Windows", "%u files are on the desktop of Windows", n_done),
                             n_done);
  if (n_over == n && n_failed == 0 && n_done == 0)
    casement_console_note_set_title (self->progress, _("Copying was cancelled"));
  else
    casement_console_note_set_title (self->progress, title);
  gtk_button_set_label (GTK_BUTTON (self->close_button), n_over < n ? _("_Cancel all") : _("_Close"));
  if (n_over == n && n_failed == 0)
    self->done_id = g_timeout_add_seconds (DONE_SECONDS, done_cb, self);
}

static void
add_button (CasementFileDropper *self)
{
  GtkWidget *buttons;

  casement_console_note_add_button (self->progress, _("_Cancel all"), NULL, G_CALLBACK (close_progress_cb), self);
  buttons = gtk_widget_get_last_child (GTK_WIDGET (self->progress));
  self->close_button = gtk_widget_get_last_child (buttons);
}

static void
ensure_progress (CasementFileDropper *self)
{
  CasementConsoleNote *note;
  GtkWidget *scroller;

  if (self->progress != NULL)
    return;
  note = casement_console_note_show (GTK_WIDGET (self->console), "", NULL);
  if (note == NULL)
    return;
  g_set_weak_pointer (&self->progress, note);
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_ROWS_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->rows);
  gtk_box_append (casement_console_note_get_content (note), scroller);
  add_button (self);
}

static void
added_cb (CasementFileDropper *self, guint position, guint removed, guint added, GListModel *transfers)
{
  if (added > 0)
    ensure_progress (self);
  for (guint i = position; i < position + added && self->progress != NULL; i++) {
    g_autoptr (CasementFileTransfer) transfer = g_list_model_get_item (transfers, i);

    gtk_box_append (GTK_BOX (self->rows), casement_transfer_row_new (transfer));
    g_signal_connect_object (transfer, "notify::state", G_CALLBACK (update_progress), self, G_CONNECT_SWAPPED);
  }
  if (added > 0)
    update_progress (self);
}

static void
copy_files (CasementFileDropper *self, GListModel *files)
{
  g_autoptr (GError) error = NULL;
  guint n = g_list_model_get_n_items (files);

  if (self->sender == NULL)
    return;
  if (!casement_file_sender_check (self->sender, &error)) {
    show_problem (self, error->message);
    return;
  }
  if (n > MAX_FILES) {
    g_autofree char *text = g_strdup_printf (_("%u files are too many to copy one by one. Pack them into one file, or use a "
                                               "shared folder."),
                                             n);

    show_problem (self, text);
    return;
  }
  clear_note (&self->problem);
  for (guint i = 0; i < n; i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);

    casement_file_sender_send (self->sender, file);
  }
}

static void
copy_disc_cb (CasementFileDropper *self)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  clear_note (&self->question);
  if (self->disc == NULL)
    return;
  g_list_store_append (files, self->disc);
  copy_files (self, G_LIST_MODEL (files));
}

static void
insert_disc_cb (CasementFileDropper *self)
{
  clear_note (&self->question);
  if (self->disc != NULL)
    g_signal_emit (self, signals[DISC], 0, self->disc);
}

static void
close_question_cb (CasementFileDropper *self)
{
  clear_note (&self->question);
}

static void
ask_about_disc (CasementFileDropper *self, GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *title = g_strdup_printf (_("What shall happen with “%s”?"), name);
  CasementConsoleNote *note;

  clear_note (&self->question);
  g_set_object (&self->disc, file);
  note = casement_console_note_show (GTK_WIDGET (self->console), title, _("It is a disc image. In the CD drive Windows can use it "
                                                                          "at once; nothing is copied then."));
  if (note == NULL)
    return;
  g_set_weak_pointer (&self->question, note);
  casement_console_note_add_button (note, _("_Nothing"), NULL, G_CALLBACK (close_question_cb), self);
  casement_console_note_add_button (note, _("_Copy into Windows"), NULL, G_CALLBACK (copy_disc_cb), self);
  casement_console_note_add_button (note, _("_Insert into the CD drive"), "suggested-action", G_CALLBACK (insert_disc_cb), self);
}

static gboolean
is_disc (CasementFileDropper *self, GListModel *files)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = g_file_get_path (file);

  return g_list_model_get_n_items (files) == 1 && path != NULL && strlen (path) > 4
         && g_ascii_strcasecmp (path + strlen (path) - 4, ".iso") == 0
         && g_signal_has_handler_pending (self, signals[DISC], 0, TRUE);
}

static gboolean
dropped_cb (CasementFileDropper *self, const GValue *value)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GSList) dropped = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *l = dropped; l != NULL; l = l->next)
    g_list_store_append (files, l->data);
  casement_file_dropper_drop (self, G_LIST_MODEL (files));
  return TRUE;
}

static void
chosen_cb (CasementFileDropper *self, int response, GtkFileChooser *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GListModel) files = gtk_file_chooser_get_files (chooser);

    casement_file_dropper_drop (self, files);
  }
  g_clear_object (&self->chooser);
}

/* Those under way end with their connection. */
static void
session_cb (CasementFileDropper *self)
{
  CasementConsoleSession *session = casement_console_get_session (self->console);
  CasementFileSender *sender = NULL;

  if (session != NULL)
    sender = casement_guest_services_get_file_sender (casement_console_session_get_services (session));
  if (self->sender != NULL)
    g_signal_handlers_disconnect_by_data (casement_file_sender_get_transfers (self->sender), self);
  if (sender != NULL)
    g_signal_connect_object (casement_file_sender_get_transfers (sender), "items-changed", G_CALLBACK (added_cb), self,
                             G_CONNECT_SWAPPED);
  clear_note (&self->question);
  clear_note (&self->problem);
  if (sender != self->sender && self->progress != NULL)
    close_progress_cb (self);
  g_set_object (&self->sender, sender);
}

static void
casement_file_dropper_dispose (GObject *object)
{
  CasementFileDropper *self = CASEMENT_FILE_DROPPER (object);

  g_clear_handle_id (&self->done_id, g_source_remove);
  if (self->console != NULL)
    g_signal_handlers_disconnect_by_data (self->console, self);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (self->chooser);
  clear_note (&self->question);
  clear_note (&self->problem);
  clear_note (&self->progress);
  g_clear_object (&self->chooser);
  g_clear_object (&self->sender);
  g_clear_object (&self->disc);
  G_OBJECT_CLASS (casement_file_dropper_parent_class)->dispose (object);
}

static void
casement_file_dropper_class_init (CasementFileDropperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_file_dropper_dispose;

  signals[DISC] = g_signal_new ("disc", CASEMENT_TYPE_FILE_DROPPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_FILE);
}

static void
casement_file_dropper_init (CasementFileDropper *self)
{
}

/**
 * casement_file_dropper_new:
 * @console: borrowed; must outlive the object
 *
 * Returns: (transfer full): what takes files for @console.
 */
CasementFileDropper *
casement_file_dropper_new (CasementConsole *console)
{
  CasementFileDropper *self;
  GtkDropTarget *target;

  g_return_val_if_fail (CASEMENT_IS_CONSOLE (console), NULL);

  self = g_object_new (CASEMENT_TYPE_FILE_DROPPER, NULL);
  self->console = console;
  target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (console), GTK_EVENT_CONTROLLER (target));
  g_signal_connect_object (console, "notify::session", G_CALLBACK (session_cb), self, G_CONNECT_SWAPPED);
  session_cb (self);
  return self;
}

/** casement_file_dropper_get_console: Returns: (transfer none): the console that takes the files. */
GtkWidget *
casement_file_dropper_get_console (CasementFileDropper *self)
{
  g_return_val_if_fail (CASEMENT_IS_FILE_DROPPER (self), NULL);

  return GTK_WIDGET (self->console);
}

/** casement_file_dropper_choose: Lets the user choose files to copy. */
void
casement_file_dropper_choose (CasementFileDropper *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->console));

  g_return_if_fail (CASEMENT_IS_FILE_DROPPER (self));

  if (self->chooser != NULL)
    return;
  self->chooser = GTK_NATIVE_DIALOG (gtk_file_chooser_native_new (_("Copy files into Windows"), GTK_WINDOW (root),
                                                                  GTK_FILE_CHOOSER_ACTION_OPEN, _("_Copy"), NULL));
  gtk_native_dialog_set_modal (self->chooser, TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (self->chooser);
}

/**
 * casement_file_dropper_drop:
 * @files: of GFile
 *
 * Copies @files into the guest; asks first what to do with a disc image.
 */
void
casement_file_dropper_drop (CasementFileDropper *self, GListModel *files)
{
  g_autoptr (GFile) first = g_list_model_get_item (files, 0);

  g_return_if_fail (CASEMENT_IS_FILE_DROPPER (self));

  if (first == NULL)
    return;
  if (is_disc (self, files))
    ask_about_disc (self, first);
  else
    copy_files (self, files);
}
