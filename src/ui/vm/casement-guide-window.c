/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-error-note.h"
#include "casement-guide-window.h"
#include "casement-vm-guide.h"

struct _CasementGuideWindow {
  AdwWindow parent_instance;
  AdwWindowTitle *title;
  GtkLabel *warning_label;
  GtkListBox *list;
  CasementErrorNote *note;
  GtkSpinner *spinner;
  GtkLabel *progress_label;
  GtkWidget *cancel_button;
  GtkButton *next_button;
  GtkButton *by_hand_button;
  GtkWidget *give_up_button;
  GtkWidget *done_button;
  CasementVm *vm;
  const CasementRecommendation *recommendation;
  GArray *steps;
  CasementVmGuide *guide; /* while a step is done */
  CasementGuideStage stage;
  gboolean begun;
};

G_DEFINE_FINAL_TYPE (CasementGuideWindow, casement_guide_window, ADW_TYPE_WINDOW)

enum {
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
get_icon (CasementGuideWindow *self, CasementGuideStage stage)
{
  if (stage < self->stage)
    return "object-select-symbolic";
  return stage == self->stage ? "go-next-symbolic" : "content-loading-symbolic";
}

/* Said to those who do not see the icon. */
static const char *
get_state (CasementGuideWindow *self, CasementGuideStage stage)
{
  if (stage < self->stage)
    return _("done");
  return stage == self->stage ? _("next") : _("later");
}

static void
show_steps (CasementGuideWindow *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < self->steps->len; i++) {
    const CasementGuideStep *step = &g_array_index (self->steps, CasementGuideStep, i);
    GtkWidget *row = adw_action_row_new ();
    GtkWidget *icon = gtk_image_new_from_icon_name (get_icon (self, step->stage));

    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(step->title));
    adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
    adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
    if (step->stage == self->stage)
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(step->text));
    gtk_widget_add_css_class (icon, step->stage < self->stage ? "success" : step->stage == self->stage ? "accent" : "dim-label");
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
    gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, get_state (self, step->stage), -1);
    gtk_list_box_append (self->list, row);
  }
}

static const CasementGuideStep *
find_step (CasementGuideWindow *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (g_array_index (self->steps, CasementGuideStep, i).stage == self->stage)
      return &g_array_index (self->steps, CasementGuideStep, i);
  return NULL;
}

static void
update (CasementGuideWindow *self)
{
  const CasementGuideStep *step = find_step (self);
  gboolean busy = self->guide != NULL;

  show_steps (self);
  gtk_widget_set_visible (GTK_WIDGET (self->next_button), step != NULL && !busy);
  if (step != NULL)
    gtk_button_set_label (self->next_button, _(step->action));
  gtk_widget_set_visible (GTK_WIDGET (self->by_hand_button), step != NULL && step->by_hand != NULL && !busy);
  if (step != NULL && step->by_hand != NULL)
    gtk_button_set_label (self->by_hand_button, _(step->by_hand));
  gtk_widget_set_visible (self->give_up_button, self->begun && step != NULL && !busy);
  gtk_widget_set_visible (self->done_button, step == NULL && !busy);
  gtk_widget_set_visible (self->cancel_button, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_label_set_label (self->progress_label, busy ? "" : step == NULL ? _("Done. It can be taken back in the check-up.") : "");
}

static void
step_cb (CasementGuideWindow *self)
{
  const char *text = self->guide != NULL ? casement_operation_get_step (CASEMENT_OPERATION (self->guide)) : NULL;

  if (text != NULL)
    gtk_label_set_label (self->progress_label, text);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementGuideWindow) self = user_data;
  CasementVmGuide *guide = CASEMENT_VM_GUIDE (source);
  g_autoptr (GError) error = NULL;
  gboolean done = casement_operation_run_finish (CASEMENT_OPERATION (source), result, &error);

  if (self->vm == NULL)
    return;
  g_signal_handlers_disconnect_by_data (guide, self);
  g_clear_object (&self->guide);
  if (done) {
    self->stage = casement_vm_guide_get_stage (guide);
    self->begun = casement_vm_guide_get_begun (guide);
  }
  update (self);
  casement_error_note_set_error (self->note, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL : error);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
run (CasementGuideWindow *self, CasementGuideAction action)
{
  if (self->guide != NULL)
    return;
  self->guide = casement_vm_guide_new (self->vm, self->recommendation->id, action);
  casement_error_note_set_error (self->note, NULL);
  g_signal_connect_object (self->guide, "notify::step", G_CALLBACK (step_cb), self, G_CONNECT_SWAPPED);
  update (self);
  casement_operation_run_async (CASEMENT_OPERATION (self->guide), ran_cb, g_object_ref (self));
}

static void
next_cb (CasementGuideWindow *self)
{
  run (self, CASEMENT_GUIDE_NEXT);
}

static void
by_hand_cb (CasementGuideWindow *self)
{
  run (self, CASEMENT_GUIDE_CONFIRMED);
}

static void
give_up_cb (CasementGuideWindow *self)
{
  run (self, CASEMENT_GUIDE_GIVE_UP);
}

static void
cancel_cb (CasementGuideWindow *self)
{
  if (self->guide != NULL)
    casement_operation_cancel (CASEMENT_OPERATION (self->guide));
}

static void
active_cb (CasementGuideWindow *self)
{
  if (self->guide == NULL)
    run (self, CASEMENT_GUIDE_LOOK);
}

static void
casement_guide_window_dispose (GObject *object)
{
  CasementGuideWindow *self = CASEMENT_GUIDE_WINDOW (object);

  cancel_cb (self);
  if (self->guide != NULL)
    g_signal_handlers_disconnect_by_data (self->guide, self);
  g_clear_object (&self->guide);
  g_clear_object (&self->vm);
  g_clear_pointer (&self->steps, g_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_GUIDE_WINDOW);
  G_OBJECT_CLASS (casement_guide_window_parent_class)->dispose (object);
}

static void
casement_guide_window_class_init (CasementGuideWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_guide_window_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CASEMENT_TYPE_ERROR_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-guide-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementGuideWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CasementGuideWindow, warning_label);
  gtk_widget_class_bind_template_child (widget_class, CasementGuideWindow, list);
  gtk_widget_class_bind_template_child (widget_class, CasementGuideWindow, note);
  gtk_widget_class_bind_template_child (widget_class, CasementGuideWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, CasementGuideWindow, progress_label);
  gtk_widget_class_bind_template_child (widget_class, CasementGuideWindow, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, CasementGuideWindow, next_button);
  gtk_widget_class_bind_template_child (widget_class, CasementGuideWindow, by_hand_button);
  gtk_widget_class_bind_template_child (widget_class, CasementGuideWindow, give_up_button);
  gtk_widget_class_bind_template_child (widget_class, CasementGuideWindow, done_button);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, by_hand_cb);
  gtk_widget_class_bind_template_callback (widget_class, give_up_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
casement_guide_window_init (CasementGuideWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** casement_guide_window_new: Returns: (transfer none): a window that goes on where the guide of @vm stands; GTK owns it. */
GtkWindow *
casement_guide_window_new (CasementVm *vm, const CasementRecommendation *recommendation, GtkWindow *parent)
{
  CasementGuideWindow *self = g_object_new (CASEMENT_TYPE_GUIDE_WINDOW, "transient-for", parent, NULL);

  self->vm = g_object_ref (vm);
  self->recommendation = recommendation;
  self->steps = casement_guide_list_steps (recommendation);
  self->stage = g_array_index (self->steps, CasementGuideStep, 0).stage;
  adw_window_title_set_title (self->title, _(recommendation->title));
  adw_window_title_set_subtitle (self->title, casement_vm_get_name (vm));
  gtk_window_set_title (GTK_WINDOW (self), _(recommendation->title));
  gtk_label_set_label (self->warning_label, casement_guide_get_warning (recommendation));
  g_signal_connect_object (vm, "notify::active", G_CALLBACK (active_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vm, "notify::restart-needed", G_CALLBACK (active_cb), self, G_CONNECT_SWAPPED);
  run (self, CASEMENT_GUIDE_LOOK);
  return GTK_WINDOW (self);
}
