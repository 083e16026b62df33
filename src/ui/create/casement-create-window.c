/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-create-advice-page.h"
#include "casement-create-draft.h"
#include "casement-create-machine-page.h"
#include "casement-create-start-page.h"
#include "casement-create-you-page.h"
#include "casement-create-window.h"
#include "casement-error-page.h"
#include "casement-vm-creator.h"

struct _CasementCreateWindow {
  AdwWindow parent_instance;
  AdwLeaflet *leaflet;
  CasementCreateStartPage *start_page;
  CasementCreateMachinePage *machine_page;
  CasementCreateYouPage *you_page;
  CasementCreateAdvicePage *advice_page;
  AdwStatusPage *progress_page;
  GtkProgressBar *progress;
  CasementErrorPage *error_page;
  GtkDropTarget *drop_target;
  CasementCreateDraft *draft;
  CasementVmCreator *creator;
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (CasementCreateWindow, casement_create_window, ADW_TYPE_WINDOW)

enum {
  STARTED,
  CREATED,
  FAILED,
  BACKGROUNDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
get_page (CasementCreateWindow *self)
{
  return adw_leaflet_get_visible_child_name (self->leaflet);
}

static void
update_actions (CasementCreateWindow *self)
{
  const char *page = get_page (self);
  gboolean editing = self->creator == NULL;
  gboolean ready = editing && casement_create_draft_get_ready (self->draft);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "create.create", ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "create.back", editing && !g_str_equal (page, "start"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "create.choose-iso", editing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "create.choose-drivers", editing);
}

/* A leaflet only stops drawing the pages left behind; GTK 4.8 would still offer them to screen readers. */
static void
hide_other_pages (CasementCreateWindow *self)
{
  GtkWidget *shown = adw_leaflet_get_visible_child (self->leaflet);

  if (adw_leaflet_get_child_transition_running (self->leaflet))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->leaflet)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_visible (child, child == shown);
}

static void
show_page (CasementCreateWindow *self, const char *name)
{
  gtk_widget_set_visible (adw_leaflet_get_child_by_name (self->leaflet, name), TRUE);
  adw_leaflet_set_visible_child_name (self->leaflet, name);
  hide_other_pages (self);
  update_actions (self);
}

static void
transition_cb (CasementCreateWindow *self)
{
  hide_other_pages (self);
}

static void
draft_changed_cb (CasementCreateWindow *self)
{
  update_actions (self);
}

static void
progress_cb (CasementCreateWindow *self)
{
  CasementOperation *operation = CASEMENT_OPERATION (self->creator);
  double fraction = casement_operation_get_fraction (operation);
  const char *step = casement_operation_get_step (operation);
  g_autofree char *escaped = NULL;

  if (casement_operation_get_state (operation) == CASEMENT_OPERATION_CANCELLING)
    step = _("Undoing what was made…");
  escaped = g_markup_escape_text (step != NULL ? step : "", -1);
  adw_status_page_set_description (self->progress_page, escaped);
  if (fraction < 0)
    gtk_progress_bar_pulse (self->progress);
  else
    gtk_progress_bar_set_fraction (self->progress, fraction);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementCreateWindow) self = user_data;
  g_autoptr (CasementVmCreator) creator = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = casement_operation_run_finish (CASEMENT_OPERATION (source), result, &error);

  if (self->draft == NULL)
    return;
  creator = g_steal_pointer (&self->creator);
  casement_create_draft_set_frozen (self->draft, FALSE);
  if (done) {
    g_autoptr (CasementBootPrompt) prompt = casement_vm_creator_new_boot_prompt (creator);

    if (prompt != NULL)
      casement_boot_prompt_start (prompt);
    g_signal_emit (self, signals[CREATED], 0, casement_vm_creator_get_uuid (creator));
    gtk_window_destroy (GTK_WINDOW (self));
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    show_page (self, "start");
    if (!gtk_widget_get_visible (GTK_WIDGET (self)))
      gtk_window_destroy (GTK_WINDOW (self));
  } else {
    casement_error_page_set_error (self->error_page, error);
    show_page (self, "error");
    g_signal_emit (self, signals[FAILED], 0, error->message);
  }
}

static void
create_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CasementCreateWindow *self = CASEMENT_CREATE_WINDOW (widget);
  CasementPlan *plan = casement_create_draft_get_plan (self->draft);
  g_autofree char *title = NULL;
  g_autofree char *escaped = NULL;

  if (self->creator != NULL || !casement_create_draft_get_ready (self->draft))
    return;
  self->creator = casement_vm_creator_new (casement_create_draft_get_connection (self->draft), plan, TRUE);
  /* What was chosen here lies here. */
  casement_vm_creator_set_upload (self->creator,
                                  !casement_connection_is_local (casement_create_draft_get_connection (self->draft)));
  g_signal_connect_object (self->creator, "notify::step", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->creator, "notify::fraction", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->creator, "notify::state", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  title = g_strdup_printf (_("Creating “%s”"), casement_vm_spec_get_name (casement_plan_get_spec (plan)));
  escaped = g_markup_escape_text (title, -1);
  adw_status_page_set_title (self->progress_page, escaped);
  progress_cb (self);
  casement_create_draft_set_frozen (self->draft, TRUE);
  g_signal_emit (self, signals[STARTED], 0, self->creator, title);
  gtk_widget_action_set_enabled (widget, "create.stop", TRUE);
  show_page (self, "progress");
  casement_operation_run_async (CASEMENT_OPERATION (self->creator), created_cb, g_object_ref (self));
}

static void
stop_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CasementCreateWindow *self = CASEMENT_CREATE_WINDOW (widget);

  if (self->creator == NULL)
    return;
  gtk_widget_action_set_enabled (widget, "create.stop", FALSE);
  casement_operation_cancel (CASEMENT_OPERATION (self->creator));
}

static void
background_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CasementCreateWindow *self = CASEMENT_CREATE_WINDOW (widget);

  if (self->creator == NULL || !gtk_widget_get_visible (widget))
    return;
  gtk_widget_set_visible (widget, FALSE);
  g_signal_emit (self, signals[BACKGROUNDED], 0);
}

static void
back_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CasementCreateWindow *self = CASEMENT_CREATE_WINDOW (widget);

  if (self->creator == NULL)
    show_page (self, "start");
}

static void
escape_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CasementCreateWindow *self = CASEMENT_CREATE_WINDOW (widget);

  if (self->creator != NULL)
    stop_action_cb (widget, NULL, NULL);
  else if (!g_str_equal (get_page (self), "start"))
    show_page (self, "start");
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
show_page_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  show_page (CASEMENT_CREATE_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
iso_response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  CasementCreateWindow *self = user_data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    casement_create_draft_set_iso (self->draft, file);
  g_clear_object (&self->chooser);
}

static void
drivers_response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  CasementCreateWindow *self = user_data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    casement_create_draft_set_drivers (self->draft, file);
  g_clear_object (&self->chooser);
}

static void
choose (CasementCreateWindow *self, const char *title, GCallback response_cb)
{
  g_autoptr (GtkFileFilter) images = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  if (self->chooser != NULL)
    return;
  gtk_file_filter_set_name (images, _("Disc images (ISO)"));
  gtk_file_filter_add_mime_type (images, "application/x-cd-image");
  gtk_file_filter_add_suffix (images, "iso");
  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");

  self->chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), images);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), all);
  g_signal_connect_object (self->chooser, "response", response_cb, self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
choose_iso_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  casement_create_window_choose_iso (CASEMENT_CREATE_WINDOW (widget));
}

static void
choose_drivers_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  choose (CASEMENT_CREATE_WINDOW (widget), _("Choose the driver image"), G_CALLBACK (drivers_response_cb));
}

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  GSList *files = g_value_get_boxed (value);

  if (files == NULL || CASEMENT_CREATE_WINDOW (widget)->creator != NULL)
    return FALSE;
  casement_create_window_set_iso (CASEMENT_CREATE_WINDOW (widget), files->data);
  return TRUE;
}

static gboolean
casement_create_window_close_request (GtkWindow *window)
{
  /* A creation under way goes on; Cancel ends it. */
  if (CASEMENT_CREATE_WINDOW (window)->creator != NULL) {
    background_action_cb (GTK_WIDGET (window), NULL, NULL);
    return TRUE;
  }
  return GTK_WINDOW_CLASS (casement_create_window_parent_class)->close_request (window);
}

static void
casement_create_window_dispose (GObject *object)
{
  CasementCreateWindow *self = CASEMENT_CREATE_WINDOW (object);

  g_clear_object (&self->draft);
  g_clear_object (&self->creator);
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_CREATE_WINDOW);
  G_OBJECT_CLASS (casement_create_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "create.create", NULL, create_action_cb);
  gtk_widget_class_install_action (widget_class, "create.stop", NULL, stop_action_cb);
  gtk_widget_class_install_action (widget_class, "create.background", NULL, background_action_cb);
  gtk_widget_class_install_action (widget_class, "create.back", NULL, back_action_cb);
  gtk_widget_class_install_action (widget_class, "create.escape", NULL, escape_action_cb);
  gtk_widget_class_install_action (widget_class, "create.show-page", "s", show_page_action_cb);
  gtk_widget_class_install_action (widget_class, "create.choose-iso", NULL, choose_iso_action_cb);
  gtk_widget_class_install_action (widget_class, "create.choose-drivers", NULL, choose_drivers_action_cb);
}

static void
casement_create_window_class_init (CasementCreateWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_create_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = casement_create_window_close_request;

  signals[STARTED] = g_signal_new ("started", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, CASEMENT_TYPE_OPERATION, G_TYPE_STRING);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[BACKGROUNDED] = g_signal_new ("backgrounded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
  signals[CREATED] = g_signal_new ("created", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (CASEMENT_TYPE_CREATE_ADVICE_PAGE);
  g_type_ensure (CASEMENT_TYPE_CREATE_MACHINE_PAGE);
  g_type_ensure (CASEMENT_TYPE_CREATE_START_PAGE);
  g_type_ensure (CASEMENT_TYPE_CREATE_YOU_PAGE);
  g_type_ensure (CASEMENT_TYPE_ERROR_PAGE);
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/casement/Casement/create/casement-create-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementCreateWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateWindow, start_page);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateWindow, machine_page);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateWindow, you_page);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateWindow, advice_page);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateWindow, progress_page);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateWindow, drop_target);
  gtk_widget_class_bind_template_callback (widget_class, dropped_cb);
}

static void
casement_create_window_init (CasementCreateWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_target_set_gtypes (self->drop_target, (GType[]){ GDK_TYPE_FILE_LIST }, 1);
}

/**
 * casement_create_window_new:
 * @library: where the virtual machine will appear
 * @parent: the window it belongs to
 *
 * Returns: (transfer none): an assistant with everything prefilled; GTK owns it.
 */
GtkWindow *
casement_create_window_new (GtkApplication *application, CasementLibrary *library, GtkWindow *parent)
{
  CasementCreateWindow *self;

  g_return_val_if_fail (CASEMENT_IS_LIBRARY (library), NULL);

  self = g_object_new (CASEMENT_TYPE_CREATE_WINDOW, "application", application, "transient-for", parent, NULL);
  self->draft = casement_create_draft_new (library);
  casement_create_start_page_set_draft (self->start_page, self->draft);
  casement_create_machine_page_set_draft (self->machine_page, self->draft);
  casement_create_you_page_set_draft (self->you_page, self->draft);
  casement_create_advice_page_set_draft (self->advice_page, self->draft);
  g_signal_connect_object (self->draft, "changed", G_CALLBACK (draft_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->leaflet, "notify::child-transition-running", G_CALLBACK (transition_cb), self,
                           G_CONNECT_SWAPPED);
  show_page (self, "start");
  return GTK_WINDOW (self);
}

/**
 * casement_create_window_set_iso:
 * @iso: what should be an installer image
 *
 * Gives the assistant an image, as if it had been chosen in it.
 */
void
casement_create_window_set_iso (CasementCreateWindow *self, GFile *iso)
{
  g_return_if_fail (CASEMENT_IS_CREATE_WINDOW (self));

  if (self->creator == NULL)
    casement_create_draft_set_iso (self->draft, iso);
}

/** casement_create_window_choose_iso: Asks for an installer image. */
void
casement_create_window_choose_iso (CasementCreateWindow *self)
{
  g_return_if_fail (CASEMENT_IS_CREATE_WINDOW (self));

  if (self->creator == NULL)
    choose (self, _("Choose the installer image"), G_CALLBACK (iso_response_cb));
}

/** casement_create_window_get_name: Returns: the name of the virtual machine to be, lent. */
const char *
casement_create_window_get_name (CasementCreateWindow *self)
{
  g_return_val_if_fail (CASEMENT_IS_CREATE_WINDOW (self), NULL);
  return casement_vm_spec_get_name (casement_plan_get_spec (casement_create_draft_get_plan (self->draft)));
}
