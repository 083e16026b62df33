/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-delete-dialog.h"
#include "casement-error-page.h"
#include "casement-path.h"
#include "casement-size.h"
#include "casement-stack.h"
#include "casement-vm-remover.h"

struct _CasementDeleteDialog {
  AdwWindow parent_instance;
  GtkButton *cancel_button;
  GtkWidget *delete_button;
  GtkStack *stack;
  GtkLabel *step_label;
  GtkProgressBar *progress;
  GtkLabel *heading;
  GtkLabel *body;
  AdwPreferencesGroup *deleted_group;
  AdwPreferencesGroup *kept_group;
  CasementErrorPage *error_page;
  CasementVm *vm;
  GPtrArray *items;
  CasementVmRemover *remover;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CasementDeleteDialog, casement_delete_dialog, ADW_TYPE_WINDOW)

static const char *const kind_titles[] = {
  [CASEMENT_REMOVAL_DISK] = N_("Disk"),
  [CASEMENT_REMOVAL_NVRAM] = N_("Firmware settings"),
  [CASEMENT_REMOVAL_TPM] = N_("TPM state"),
  [CASEMENT_REMOVAL_SAVED_STATE] = N_("Saved state"),
};

static void
show_error (CasementDeleteDialog *self, const GError *error)
{
  casement_error_page_set_error (self->error_page, error);
  casement_stack_show (self->stack, "error");
  gtk_widget_set_sensitive (self->delete_button, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), TRUE);
}

static GtkWidget *
create_item_row (const CasementRemovalItem *item)
{
  GtkWidget *row = adw_action_row_new ();
  gboolean kept = item->kind == CASEMENT_REMOVAL_KEPT;
  g_autofree char *path = casement_path_display (item->path);
  g_autofree char *name = g_filename_display_basename (item->path);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), kept ? name : _(kind_titles[item->kind]));
  if (kept && item->reason != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), item->reason);
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), path);
  gtk_widget_set_tooltip_text (row, path);
  if (item->size > 0) {
    g_autofree char *size = casement_size_format (item->size);
    GtkWidget *label = gtk_label_new (size);

    gtk_widget_add_css_class (label, "dim-label");
    gtk_widget_add_css_class (label, "numeric");
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  }
  return row;
}

static void
show_items (CasementDeleteDialog *self)
{
  g_autofree char *heading = g_strdup_printf (_("Delete “%s”?"), casement_vm_get_name (self->vm));
  guint deleted = 0, kept = 0;

  gtk_label_set_label (self->heading, heading);
  gtk_label_set_label (self->body, casement_vm_get_active (self->vm)
                                       ? _("It is running and is forced off first. This cannot be undone.")
                                       : _("This cannot be undone."));
  for (guint i = 0; i < self->items->len; i++) {
    const CasementRemovalItem *item = g_ptr_array_index (self->items, i);
    gboolean keep = item->kind == CASEMENT_REMOVAL_KEPT;

    adw_preferences_group_add (keep ? self->kept_group : self->deleted_group, create_item_row (item));
    if (keep)
      kept++;
    else
      deleted++;
  }
  adw_preferences_group_set_description (self->deleted_group,
                                         deleted == 0 ? _("Only its definition: no files belong to it alone.") : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->kept_group), kept > 0);
  casement_stack_show (self->stack, "confirm");
  gtk_widget_set_sensitive (self->delete_button, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->cancel_button));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementDeleteDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = casement_vm_remover_list_finish (CASEMENT_VM (source), result, &error);

  if (self->vm == NULL)
    return;
  if (items == NULL) {
    show_error (self, error);
    return;
  }
  self->items = g_steal_pointer (&items);
  show_items (self);
}

static void
list_items (CasementDeleteDialog *self)
{
  casement_stack_show (self->stack, "busy");
  casement_vm_remover_list_async (self->vm, self->cancellable, listed_cb, g_object_ref (self));
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementDeleteDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = casement_operation_run_finish (CASEMENT_OPERATION (source), result, &error);

  if (self->vm == NULL)
    return;
  g_clear_object (&self->remover);
  if (done || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_window_destroy (GTK_WINDOW (self));
  else
    show_error (self, error);
}

static void
progress_cb (CasementDeleteDialog *self)
{
  double fraction = casement_operation_get_fraction (CASEMENT_OPERATION (self->remover));
  const char *step = casement_operation_get_step (CASEMENT_OPERATION (self->remover));

  gtk_label_set_label (self->step_label, step != NULL ? step : _("Deleting…"));
  if (fraction < 0)
    gtk_progress_bar_pulse (self->progress);
  else
    gtk_progress_bar_set_fraction (self->progress, fraction);
}

static void
delete_clicked_cb (CasementDeleteDialog *self)
{
  self->remover = casement_vm_remover_new (self->vm, self->items);
  g_signal_connect_object (self->remover, "notify::step", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->remover, "notify::fraction", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  progress_cb (self);
  casement_stack_show (self->stack, "busy");
  gtk_widget_set_sensitive (self->delete_button, FALSE);
  casement_operation_run_async (CASEMENT_OPERATION (self->remover), removed_cb, g_object_ref (self));
}

static void
cancel_clicked_cb (CasementDeleteDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
retry_clicked_cb (CasementDeleteDialog *self)
{
  CasementVm *vm = self->vm;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  /* What is there may have changed: ask again, from the start. */
  if (parent != NULL)
    casement_delete_dialog_present (vm, GTK_WIDGET (parent));
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
casement_delete_dialog_close_request (GtkWindow *window)
{
  CasementDeleteDialog *self = CASEMENT_DELETE_DIALOG (window);

  if (self->remover == NULL)
    return GTK_WINDOW_CLASS (casement_delete_dialog_parent_class)->close_request (window);
  /* It ends by itself once the remover has stopped in good order. */
  casement_operation_cancel (CASEMENT_OPERATION (self->remover));
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), FALSE);
  return TRUE;
}

static void
casement_delete_dialog_dispose (GObject *object)
{
  CasementDeleteDialog *self = CASEMENT_DELETE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->vm);
  g_clear_object (&self->remover);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_DELETE_DIALOG);
  G_OBJECT_CLASS (casement_delete_dialog_parent_class)->dispose (object);
}

static void
casement_delete_dialog_class_init (CasementDeleteDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_delete_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = casement_delete_dialog_close_request;

  g_type_ensure (CASEMENT_TYPE_ERROR_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/casement/Casement/vm/casement-delete-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementDeleteDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, CasementDeleteDialog, delete_button);
  gtk_widget_class_bind_template_child (widget_class, CasementDeleteDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CasementDeleteDialog, step_label);
  gtk_widget_class_bind_template_child (widget_class, CasementDeleteDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, CasementDeleteDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, CasementDeleteDialog, body);
  gtk_widget_class_bind_template_child (widget_class, CasementDeleteDialog, deleted_group);
  gtk_widget_class_bind_template_child (widget_class, CasementDeleteDialog, kept_group);
  gtk_widget_class_bind_template_child (widget_class, CasementDeleteDialog, error_page);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
}

static void
casement_delete_dialog_init (CasementDeleteDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * casement_delete_dialog_present:
 * @vm: what to delete
 * @owner: a widget of the window that the dialog belongs to
 *
 * Shows what would go and deletes it when the user agrees.
 */
void
casement_delete_dialog_present (CasementVm *vm, GtkWidget *owner)
{
  CasementDeleteDialog *self;

  g_return_if_fail (CASEMENT_IS_VM (vm));
  g_return_if_fail (GTK_IS_WIDGET (owner));

  self = g_object_new (CASEMENT_TYPE_DELETE_DIALOG, "transient-for", gtk_widget_get_root (owner), NULL);
  self->vm = g_object_ref (vm);
  list_items (self);
  gtk_window_present (GTK_WINDOW (self));
}
