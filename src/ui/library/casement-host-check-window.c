/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-error-page.h"
#include "casement-host-check-row.h"
#include "casement-host-check-window.h"
#include "casement-host-check.h"
#include "casement-stack.h"

struct _CasementHostCheckWindow {
  AdwWindow parent_instance;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  CasementErrorPage *error_page;
  AdwPreferencesGroup *group;
  GtkListBox *list;
  CasementConnection *connection;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CasementHostCheckWindow, casement_host_check_window, ADW_TYPE_WINDOW)

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  return casement_host_check_row_new (item);
}

static void
show_checks (CasementHostCheckWindow *self, GListModel *checks)
{
  g_autofree char *text = NULL;
  guint improvable = 0;

  for (guint i = 0; i < g_list_model_get_n_items (checks); i++) {
    g_autoptr (CasementHostCheck) check = g_list_model_get_item (checks, i);
    CasementHostCheckState state = casement_host_check_get_state (check);

    if (state == CASEMENT_HOST_CHECK_WARN || state == CASEMENT_HOST_CHECK_FAIL)
      improvable++;
  }
  if (improvable == 0)
    text = g_strdup (_("This host has what Windows virtual machines need. Casement never changes it by itself."));
  else
    text = g_strdup_printf (ngettext ("%u thing could be better. Casement never changes the host by itself.",
                                      "%u things could be better. Casement never changes the host by itself.", improvable),
                            improvable);
  adw_preferences_group_set_description (self->group, text);
  gtk_list_box_bind_model (self->list, checks, create_row, NULL, NULL);
  casement_stack_show (self->stack, "checks");
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementHostCheckWindow) self = user_data;
  g_autoptr (GListModel) checks = NULL;
  g_autoptr (GError) error = NULL;

  checks = g_task_propagate_pointer (G_TASK (result), &error);
  if (checks != NULL && self->connection != NULL)
    show_checks (self, checks);
}

/* The checks read /proc and /sys and look for programs. */
static void
check_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, casement_host_check_run (task_data, "/"), g_object_unref);
}

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementHostCheckWindow) self = user_data;
  g_autoptr (CasementHostFacts) facts = NULL;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  facts = casement_connection_probe_host_finish (CASEMENT_CONNECTION (source), result, &error);
  if (self->connection == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (facts == NULL) {
    casement_error_page_set_error (self->error_page, error);
    casement_stack_show (self->stack, "error");
    return;
  }
  task = g_task_new (NULL, self->cancellable, checked_cb, g_object_ref (self));
  g_task_set_task_data (task, g_steal_pointer (&facts), g_object_unref);
  g_task_run_in_thread (task, check_thread);
}

static void
refresh (CasementHostCheckWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  casement_stack_show (self->stack, "loading");
  casement_connection_probe_host_async (self->connection, self->cancellable, probed_cb, g_object_ref (self));
}

static void
refresh_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  refresh (CASEMENT_HOST_CHECK_WINDOW (widget));
}

static void
copied_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  adw_toast_overlay_add_toast (CASEMENT_HOST_CHECK_WINDOW (widget)->toasts, adw_toast_new (_("Advice copied")));
}

static void
casement_host_check_window_dispose (GObject *object)
{
  CasementHostCheckWindow *self = CASEMENT_HOST_CHECK_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->connection);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_HOST_CHECK_WINDOW);
  G_OBJECT_CLASS (casement_host_check_window_parent_class)->dispose (object);
}

static void
casement_host_check_window_class_init (CasementHostCheckWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_host_check_window_dispose;

  g_type_ensure (CASEMENT_TYPE_ERROR_PAGE);
  gtk_widget_class_install_action (widget_class, "host-check.refresh", NULL, refresh_action_cb);
  gtk_widget_class_install_action (widget_class, "host-check.copied", NULL, copied_action_cb);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/casement/Casement/library/casement-host-check-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementHostCheckWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, CasementHostCheckWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CasementHostCheckWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, CasementHostCheckWindow, group);
  gtk_widget_class_bind_template_child (widget_class, CasementHostCheckWindow, list);
}

static void
casement_host_check_window_init (CasementHostCheckWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * casement_host_check_window_new:
 * @connection: whose host
 * @parent: the window it belongs to
 *
 * Returns: (transfer none): a window that starts checking at once; GTK owns it.
 */
GtkWindow *
casement_host_check_window_new (CasementConnection *connection, GtkWindow *parent)
{
  CasementHostCheckWindow *self;

  g_return_val_if_fail (CASEMENT_IS_CONNECTION (connection), NULL);

  self = g_object_new (CASEMENT_TYPE_HOST_CHECK_WINDOW, "transient-for", parent, "modal", TRUE, NULL);
  self->connection = g_object_ref (connection);
  refresh (self);
  return GTK_WINDOW (self);
}
