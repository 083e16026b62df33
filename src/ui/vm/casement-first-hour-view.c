/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-error-dialog.h"
#include "casement-error-page.h"
#include "casement-first-hour-row.h"
#include "casement-first-hour-step.h"
#include "casement-first-hour-view.h"
#include "casement-stack.h"
#include "casement-vm-first-hour.h"
#include "casement-vm-tuner.h"

/* While the guest agent is waited for; asking where nobody answers costs nothing. */
#define AGAIN_SECONDS 5

struct _CasementFirstHourView {
  AdwBin parent_instance;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  CasementErrorPage *error_page;
  GtkLabel *summary_label;
  GtkBox *groups;
  GtkActionBar *progress_bar;
  GtkSpinner *spinner;
  GtkLabel *step_label;
  CasementVm *vm;
  GPtrArray *items;
  CasementOperation *operation;
  GCancellable *cancellable;
  gboolean checking;
  gboolean needs_attention;
  guint again_id;
};

G_DEFINE_FINAL_TYPE (CasementFirstHourView, casement_first_hour_view, ADW_TYPE_BIN)

enum {
  PROP_NEEDS_ATTENTION = 1,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void refresh (CasementFirstHourView *self);

static void
update_actions (CasementFirstHourView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean idle = self->operation == NULL;

  gtk_widget_action_set_enabled (widget, "first-hour.do", idle);
  gtk_widget_action_set_enabled (widget, "first-hour.refresh", idle && !self->checking);
  gtk_widget_action_set_enabled (widget, "first-hour.undo", idle && self->vm != NULL && casement_vm_count_undo (self->vm) > 0);
  gtk_widget_action_set_enabled (widget, "first-hour.cancel", !idle);
}

static void
set_needs_attention (CasementFirstHourView *self, gboolean needs_attention)
{
  if (self->needs_attention == needs_attention)
    return;
  self->needs_attention = needs_attention;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEEDS_ATTENTION]);
}

/* Which of the groups a line belongs to; the last is folded. */
enum {
  GROUP_TODO,
  GROUP_UNKNOWN,
  GROUP_OPTIONAL,
  GROUP_REST,
  N_GROUPS
};

static guint
get_group (const CasementFirstHourItem *item)
{
  if (item->state == CASEMENT_FIRST_HOUR_DONE || item->state == CASEMENT_FIRST_HOUR_NOT_APPLICABLE)
    return GROUP_REST;
  if (item->record->optional)
    return GROUP_OPTIONAL;
  return item->state == CASEMENT_FIRST_HOUR_TODO ? GROUP_TODO : GROUP_UNKNOWN;
}

static guint
count (CasementFirstHourView *self, guint group)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    n += get_group (g_ptr_array_index (self->items, i)) == group;
  return n;
}

static void
add_group (CasementFirstHourView *self, guint group, const char *title)
{
  guint n_items = count (self, group);
  g_autofree char *number = g_strdup_printf ("%u", n_items);
  GtkWidget *box, *expander = NULL;

  if (n_items == 0)
    return;
  box = adw_preferences_group_new ();
  if (group == GROUP_REST) {
    expander = adw_expander_row_new ();
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), title);
    gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (expander), number);
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), n_items == self->items->len);
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (box), expander);
  } else {
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (box), title);
  }
  for (guint i = 0; i < self->items->len; i++) {
    const CasementFirstHourItem *item = g_ptr_array_index (self->items, i);

    if (get_group (item) != group)
      continue;
    if (expander != NULL)
      adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), casement_first_hour_row_new (item));
    else
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (box), casement_first_hour_row_new (item));
  }
  gtk_box_append (self->groups, box);
}

static void
show_items (CasementFirstHourView *self)
{
  guint n_todo = count (self, GROUP_TODO);
  g_autofree char *summary = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);
  if (casement_first_hour_is_complete (self->items))
    summary = g_strdup (_("All set up"));
  else if (n_todo == 0)
    summary = g_strdup (_("Nothing left that can be seen from here"));
  else
    summary = g_strdup_printf (ngettext ("%u thing left to do", "%u things left to do", n_todo), n_todo);
  gtk_label_set_label (self->summary_label, summary);
  add_group (self, GROUP_TODO, _("Left to do"));
  add_group (self, GROUP_UNKNOWN, _("Not known yet"));
  add_group (self, GROUP_OPTIONAL, _("If you want"));
  add_group (self, GROUP_REST, _("Done, or not needed here"));
  casement_stack_show (self->stack, "results");
  set_needs_attention (self, n_todo > 0);
}

static gboolean
again_cb (gpointer user_data)
{
  CasementFirstHourView *self = user_data;

  self->again_id = 0;
  if (self->operation == NULL)
    refresh (self);
  return G_SOURCE_REMOVE;
}

/* Somebody may just be installing the guest tools. */
static void
plan_again (CasementFirstHourView *self)
{
  CasementFirstHourItem *agent = self->items != NULL ? casement_first_hour_find_item (self->items, "post-agent") : NULL;

  if (self->again_id == 0 && agent != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) && casement_vm_get_active (self->vm)
      && agent->state != CASEMENT_FIRST_HOUR_DONE && agent->state != CASEMENT_FIRST_HOUR_NOT_APPLICABLE)
    self->again_id = g_timeout_add_seconds (AGAIN_SECONDS, again_cb, self);
}

/* Rows are made anew only when they differ, so that an open one stays open while the agent is waited for. */
static gboolean
is_same (GPtrArray *first, GPtrArray *second)
{
  if (first == NULL || second == NULL || first->len != second->len)
    return FALSE;
  for (guint i = 0; i < first->len; i++) {
    const CasementFirstHourItem *a = g_ptr_array_index (first, i);
    const CasementFirstHourItem *b = g_ptr_array_index (second, i);

    if (a->record != b->record || a->state != b->state || g_strcmp0 (a->found, b->found) != 0
        || g_strcmp0 (a->action, b->action) != 0 || g_strcmp0 (a->command, b->command) != 0)
      return FALSE;
  }
  return TRUE;
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementFirstHourView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = casement_vm_check_first_hour_finish (CASEMENT_VM (source), result, &error);
  gboolean same;

  if (self->vm == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->checking = FALSE;
  if (items == NULL) {
    casement_error_page_set_error (self->error_page, error);
    casement_stack_show (self->stack, "error");
  } else {
    same = is_same (self->items, items);
    g_clear_pointer (&self->items, g_ptr_array_unref);
    self->items = g_steal_pointer (&items);
    if (!same)
      show_items (self);
    else
      casement_stack_show (self->stack, "results");
  }
  update_actions (self);
  plan_again (self);
}

static void
refresh (CasementFirstHourView *self)
{
  if (self->checking || self->vm == NULL)
    return;
  g_clear_handle_id (&self->again_id, g_source_remove);
  self->checking = TRUE;
  update_actions (self);
  casement_vm_check_first_hour_async (self->vm, self->cancellable, checked_cb, g_object_ref (self));
}

static void
active_cb (CasementFirstHourView *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    refresh (self);
}

static void
tell (CasementFirstHourView *self, const char *text, gboolean with_undo)
{
  AdwToast *toast = adw_toast_new (text);

  if (with_undo) {
    adw_toast_set_button_label (toast, _("Undo"));
    adw_toast_set_action_name (toast, "first-hour.undo");
  }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* The end of what runs. Returns: whether the view is still there. */
static gboolean
end_operation (CasementFirstHourView *self)
{
  g_clear_object (&self->operation);
  if (self->vm == NULL)
    return FALSE;
  gtk_action_bar_set_revealed (self->progress_bar, FALSE);
  gtk_spinner_set_spinning (self->spinner, FALSE);
  update_actions (self);
  return TRUE;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementFirstHourView) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = casement_operation_run_finish (CASEMENT_OPERATION (source), result, &error);
  const char *outcome = NULL;

  if (!end_operation (self))
    return;
  if (CASEMENT_IS_FIRST_HOUR_STEP (source))
    outcome = casement_first_hour_step_get_outcome (CASEMENT_FIRST_HOUR_STEP (source));
  if (!done)
    casement_show_error (GTK_WIDGET (self), _("It could not be done"), error);
  else if (outcome != NULL)
    tell (self, outcome, casement_first_hour_step_get_undoable (CASEMENT_FIRST_HOUR_STEP (source)));
  else
    tell (self, _("Taken back"), FALSE);
  refresh (self);
}

static void
run (CasementFirstHourView *self, CasementOperation *operation)
{
  if (self->operation != NULL)
    return;
  self->operation = g_object_ref (operation);
  g_object_bind_property (operation, "step", self->step_label, "label", G_BINDING_SYNC_CREATE);
  gtk_spinner_set_spinning (self->spinner, TRUE);
  gtk_action_bar_set_revealed (self->progress_bar, TRUE);
  update_actions (self);
  casement_operation_run_async (operation, done_cb, g_object_ref (self));
}

static void
do_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CasementFirstHourView *self = CASEMENT_FIRST_HOUR_VIEW (widget);
  g_autoptr (CasementFirstHourStep) step = casement_first_hour_step_new (self->vm, g_variant_get_string (parameter, NULL));

  run (self, CASEMENT_OPERATION (step));
}

static void
undo_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CasementFirstHourView *self = CASEMENT_FIRST_HOUR_VIEW (widget);
  g_autoptr (CasementVmTuner) tuner = casement_vm_tuner_new_undo (self->vm, FALSE);

  run (self, CASEMENT_OPERATION (tuner));
}

static void
copy_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), g_variant_get_string (parameter, NULL));
  tell (CASEMENT_FIRST_HOUR_VIEW (widget), _("Copied. Until the SPICE agent is there, use “Paste as key presses” in the menu."), FALSE);
}

static void
cancel_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  casement_operation_cancel (CASEMENT_FIRST_HOUR_VIEW (widget)->operation);
}

static void
refresh_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  refresh (CASEMENT_FIRST_HOUR_VIEW (widget));
}

static void
casement_first_hour_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (casement_first_hour_view_parent_class)->map (widget);
  refresh (CASEMENT_FIRST_HOUR_VIEW (widget));
}

static void
casement_first_hour_view_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&CASEMENT_FIRST_HOUR_VIEW (widget)->again_id, g_source_remove);
  GTK_WIDGET_CLASS (casement_first_hour_view_parent_class)->unmap (widget);
}

static void
casement_first_hour_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_NEEDS_ATTENTION)
    g_value_set_boolean (value, CASEMENT_FIRST_HOUR_VIEW (object)->needs_attention);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
casement_first_hour_view_dispose (GObject *object)
{
  CasementFirstHourView *self = CASEMENT_FIRST_HOUR_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->again_id, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->operation);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_object (&self->vm);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_FIRST_HOUR_VIEW);
  G_OBJECT_CLASS (casement_first_hour_view_parent_class)->dispose (object);
}

static void
casement_first_hour_view_class_init (CasementFirstHourViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = casement_first_hour_view_dispose;
  object_class->get_property = casement_first_hour_view_get_property;
  widget_class->map = casement_first_hour_view_map;
  widget_class->unmap = casement_first_hour_view_unmap;

  properties[PROP_NEEDS_ATTENTION]
      = g_param_spec_boolean ("needs-attention", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (CASEMENT_TYPE_ERROR_PAGE);
  gtk_widget_class_install_action (widget_class, "first-hour.do", "s", do_action_cb);
  gtk_widget_class_install_action (widget_class, "first-hour.copy", "s", copy_action_cb);
  gtk_widget_class_install_action (widget_class, "first-hour.undo", NULL, undo_action_cb);
  gtk_widget_class_install_action (widget_class, "first-hour.cancel", NULL, cancel_action_cb);
  gtk_widget_class_install_action (widget_class, "first-hour.refresh", NULL, refresh_action_cb);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-first-hour-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourView, toasts);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourView, stack);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourView, error_page);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourView, summary_label);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourView, groups);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourView, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourView, spinner);
  gtk_widget_class_bind_template_child (widget_class, CasementFirstHourView, step_label);
}

static void
casement_first_hour_view_init (CasementFirstHourView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/** casement_first_hour_view_new: Returns: (transfer floating): looks at @vm whenever it comes into view. */
GtkWidget *
casement_first_hour_view_new (CasementVm *vm)
{
  CasementFirstHourView *self;

  g_return_val_if_fail (CASEMENT_IS_VM (vm), NULL);

  self = g_object_new (CASEMENT_TYPE_FIRST_HOUR_VIEW, NULL);
  self->vm = g_object_ref (vm);
  g_signal_connect_object (vm, "notify::active", G_CALLBACK (active_cb), self, G_CONNECT_SWAPPED);
  update_actions (self);
  return GTK_WIDGET (self);
}
