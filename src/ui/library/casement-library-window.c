/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-banner.h"
#include "casement-daemons.h"
#include "casement-error.h"
#include "casement-error-page.h"
#include "casement-host-check-window.h"
#include "casement-library-window.h"
#include "casement-settings.h"
#include "casement-stack.h"
#include "casement-vm-row.h"

struct _CasementLibraryWindow {
  AdwApplicationWindow parent_instance;
  AdwWindowTitle *title;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  CasementBanner *banner;
  CasementBanner *activity_banner;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkSpinner *spinner;
  GtkListView *list_view;
  GtkNoSelection *selection;
  CasementErrorPage *error_page;
  GtkWidget *system_button;
  GtkDropTarget *drop_target;
  CasementLibrary *library;
  GListModel *filtered;
  /* The host check was asked for before there was a connection. */
  gboolean check_wanted;
};

G_DEFINE_FINAL_TYPE (CasementLibraryWindow, casement_library_window, ADW_TYPE_APPLICATION_WINDOW)

static GtkFilter *
create_filter (CasementLibraryWindow *self)
{
  GtkAnyFilter *any = gtk_any_filter_new ();
  static const char *const names[] = { "name", "os-title" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    GtkStringFilter *filter = gtk_string_filter_new (gtk_property_expression_new (CASEMENT_TYPE_VM, NULL, names[i]));

    g_object_bind_property (self->search_entry, "text", filter, "search", G_BINDING_SYNC_CREATE);
    gtk_multi_filter_append (GTK_MULTI_FILTER (any), GTK_FILTER (filter));
  }
  return GTK_FILTER (any);
}

static void
show_host_check (CasementLibraryWindow *self)
{
  self->check_wanted = FALSE;
  gtk_window_present (
      casement_host_check_window_new (casement_library_get_connection (self->library), GTK_WINDOW (self)));
}

/* Where it is this user's own libvirt that is not there, there is more to say than that. */
static void
show_unreachable (CasementLibraryWindow *self, const GError *error)
{
  CasementConnection *connection = casement_library_get_connection (self->library);
  g_autoptr (GError) told = NULL;
  g_autofree char *command = NULL;
  CasementDaemons daemons = { FALSE };
  const char *advice = NULL;

  if (casement_connection_is_local (connection) && casement_connection_is_session (connection)
      && g_error_matches (error, CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION)) {
    casement_daemons_look (&daemons, "/", g_get_user_runtime_dir ());
    command = casement_daemons_dup_command (&daemons);
    advice = casement_daemons_get_advice (&daemons);
  }
  if (advice != NULL && command != NULL)
    casement_set_error (&told, CASEMENT_ERROR_CONNECTION, casement_error_get_details (error), "%s", advice);
  casement_error_page_set_error (self->error_page, told != NULL ? told : error);
  casement_error_page_set_command (self->error_page, told != NULL ? command : NULL);
  gtk_widget_set_visible (self->system_button, told != NULL && daemons.system_allowed);
}

static void
update_page (CasementLibraryWindow *self)
{
  CasementConnection *connection = casement_library_get_connection (self->library);
  CasementConnectionState state = casement_connection_get_state (connection);
  gboolean has_vms = g_list_model_get_n_items (G_LIST_MODEL (self->library)) > 0;
  gboolean down = state == CASEMENT_CONNECTION_LOST || state == CASEMENT_CONNECTION_CLOSED;
  const GError *error = casement_connection_get_error (connection);
  const char *page;

  if (has_vms)
    page = g_list_model_get_n_items (self->filtered) > 0 ? "list" : "no-results";
  else if (down && error != NULL)
    page = "unreachable";
  else if (casement_library_get_loading (self->library) || state != CASEMENT_CONNECTION_OPEN)
    page = "loading";
  else
    page = "empty";

  if (g_str_equal (page, "unreachable"))
    show_unreachable (self, error);
  gtk_spinner_set_spinning (self->spinner, g_str_equal (page, "loading"));
  casement_stack_show (self->stack, page);

  if (down && error != NULL)
    casement_banner_set_title (self->banner, error->message);
  casement_banner_set_revealed (self->banner, has_vms && down);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.retry", down);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.host-check", state == CASEMENT_CONNECTION_OPEN);
  if (self->check_wanted && state == CASEMENT_CONNECTION_OPEN)
    show_host_check (self);
}

static void
changed_cb (CasementLibraryWindow *self)
{
  update_page (self);
}

static void
row_activated_cb (GtkListView *list, guint position, gpointer user_data)
{
  g_autoptr (CasementVm) vm = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (list)), position);

  if (vm != NULL)
    gtk_widget_activate_action (GTK_WIDGET (list), "app.open-vm", "s", casement_vm_get_uuid (vm));
}

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  GSList *files = g_value_get_boxed (value);
  g_autofree char *uri = NULL;

  if (files == NULL)
    return FALSE;
  uri = g_file_get_uri (files->data);
  return gtk_widget_activate_action (widget, "app.new-from", "s", uri);
}

static void
search_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CasementLibraryWindow *self = CASEMENT_LIBRARY_WINDOW (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
retry_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  casement_connection_retry (casement_library_get_connection (CASEMENT_LIBRARY_WINDOW (widget)->library));
}

static void
host_check_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  show_host_check (CASEMENT_LIBRARY_WINDOW (widget));
}

/* The menu key works on the list's own items, which hold the focus and know nothing of our rows. */
static void
row_menu_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (widget));
  GtkWidget *row = NULL;

  if (focus != NULL)
    row = gtk_widget_get_ancestor (focus, CASEMENT_TYPE_VM_ROW);
  if (row == NULL && focus != NULL && CASEMENT_IS_VM_ROW (gtk_widget_get_first_child (focus)))
    row = gtk_widget_get_first_child (focus);
  if (row != NULL)
    gtk_widget_activate_action (row, "row.menu", NULL);
}

static void
casement_library_window_dispose (GObject *object)
{
  CasementLibraryWindow *self = CASEMENT_LIBRARY_WINDOW (object);

  if (self->selection != NULL)
    gtk_no_selection_set_model (self->selection, NULL);
  g_clear_object (&self->filtered);
  g_clear_object (&self->library);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_LIBRARY_WINDOW);
  G_OBJECT_CLASS (casement_library_window_parent_class)->dispose (object);
}

static void
casement_library_window_class_init (CasementLibraryWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_library_window_dispose;

  g_type_ensure (CASEMENT_TYPE_BANNER);
  g_type_ensure (CASEMENT_TYPE_ERROR_PAGE);
  g_type_ensure (CASEMENT_TYPE_VM_ROW);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action_cb);
  gtk_widget_class_install_action (widget_class, "win.retry", NULL, retry_action_cb);
  gtk_widget_class_install_action (widget_class, "win.host-check", NULL, host_check_action_cb);
  gtk_widget_class_install_action (widget_class, "win.row-menu", NULL, row_menu_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "win.row-menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "win.row-menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "win.search", NULL);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/casement/Casement/library/casement-library-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementLibraryWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CasementLibraryWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, CasementLibraryWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CasementLibraryWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, CasementLibraryWindow, activity_banner);
  gtk_widget_class_bind_template_child (widget_class, CasementLibraryWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, CasementLibraryWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CasementLibraryWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, CasementLibraryWindow, list_view);
  gtk_widget_class_bind_template_child (widget_class, CasementLibraryWindow, selection);
  gtk_widget_class_bind_template_child (widget_class, CasementLibraryWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, CasementLibraryWindow, system_button);
  gtk_widget_class_bind_template_child (widget_class, CasementLibraryWindow, drop_target);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, dropped_cb);
}

static void
casement_library_window_init (CasementLibraryWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_target_set_gtypes (self->drop_target, (GType[]){ GDK_TYPE_FILE_LIST }, 1);
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
}

static void
set_library (CasementLibraryWindow *self, CasementLibrary *library)
{
  CasementConnection *connection = casement_library_get_connection (library);
  GtkExpression *name = gtk_property_expression_new (CASEMENT_TYPE_VM, NULL, "name");
  GtkSortListModel *sorted;

  self->library = g_object_ref (library);
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (library)), GTK_SORTER (gtk_string_sorter_new (name)));
  self->filtered = G_LIST_MODEL (gtk_filter_list_model_new (G_LIST_MODEL (sorted), create_filter (self)));
  gtk_no_selection_set_model (self->selection, self->filtered);

  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "notify::loading", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "notify::state", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "notify::error", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  update_page (self);
}

/**
 * casement_library_window_new:
 *
 * Returns: (transfer none): the main window for @library; GTK owns it.
 */
GtkWindow *
casement_library_window_new (GtkApplication *application, CasementLibrary *library)
{
  CasementLibraryWindow *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (CASEMENT_IS_LIBRARY (library), NULL);

  self = g_object_new (CASEMENT_TYPE_LIBRARY_WINDOW, "application", application, NULL);
  title = casement_connection_dup_title (casement_library_get_connection (library));
  adw_window_title_set_subtitle (self->title, title);
  set_library (self, library);
  casement_settings_keep_size (GTK_WINDOW (self), "window");
  return GTK_WINDOW (self);
}

/**
 * casement_library_window_add_notice:
 * @text: one sentence
 * @button: (nullable): what @action does, one word
 * @action: an action of the program, with its prefix
 * @target: (nullable): its parameter
 *
 * Tells something that needs no answer, and offers what follows from it.
 */
void
casement_library_window_add_notice (CasementLibraryWindow *self, const char *text, const char *button, const char *action,
                                    const char *target)
{
  AdwToast *toast;
  g_autofree char *escaped = NULL;

  g_return_if_fail (CASEMENT_IS_LIBRARY_WINDOW (self));

  escaped = g_markup_escape_text (text, -1);
  toast = adw_toast_new (escaped);
  if (button != NULL) {
    adw_toast_set_button_label (toast, button);
    adw_toast_set_action_name (toast, action);
    if (target != NULL)
      adw_toast_set_action_target (toast, "s", target);
  }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/** casement_library_window_add_toast: Tells something that needs no answer: @text, one sentence. */
void
casement_library_window_add_toast (CasementLibraryWindow *self, const char *text)
{
  casement_library_window_add_notice (self, text, NULL, NULL, NULL);
}

/** casement_library_window_set_activity: Shows what goes on in the background: @text, or nothing if %NULL. */
void
casement_library_window_set_activity (CasementLibraryWindow *self, const char *text)
{
  g_return_if_fail (CASEMENT_IS_LIBRARY_WINDOW (self));

  if (text != NULL)
    casement_banner_set_title (self->activity_banner, text);
  casement_banner_set_revealed (self->activity_banner, text != NULL);
}

/** casement_library_window_search: Shows the machines that @text finds. */
void
casement_library_window_search (CasementLibraryWindow *self, const char *text)
{
  g_return_if_fail (CASEMENT_IS_LIBRARY_WINDOW (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/** casement_library_window_check_host: Opens the host check, as soon as there is a connection. */
void
casement_library_window_check_host (CasementLibraryWindow *self)
{
  g_return_if_fail (CASEMENT_IS_LIBRARY_WINDOW (self));

  self->check_wanted = TRUE;
  update_page (self);
}
