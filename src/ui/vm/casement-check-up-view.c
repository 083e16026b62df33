/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-banner.h"
#include "casement-check-up-row.h"
#include "casement-check-up-view.h"
#include "casement-error-dialog.h"
#include "casement-error-page.h"
#include "casement-guide-window.h"
#include "casement-stack.h"
#include "casement-vm-guide.h"
#include "casement-vm-tuner.h"

struct _CasementCheckUpView {
  AdwBin parent_instance;
  CasementBanner *guide_banner;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  CasementErrorPage *error_page;
  GtkLabel *summary_label;
  GtkBox *groups;
  GtkWidget *fix_all_button;
  CasementVm *vm;
  CasementAudit *audit;
  GCancellable *cancellable;
  gboolean busy;
  gboolean shown;
};

G_DEFINE_FINAL_TYPE (CasementCheckUpView, casement_check_up_view, ADW_TYPE_BIN)

static void
update_actions (CasementCheckUpView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_auto (GStrv) ids = self->audit != NULL ? casement_audit_dup_safe_ids (self->audit) : NULL;
  gboolean ready = self->audit != NULL && !self->busy;

  gtk_widget_action_set_enabled (widget, "check-up.fix", ready);
  gtk_widget_action_set_enabled (widget, "check-up.guide", ready);
  gtk_widget_action_set_enabled (widget, "check-up.fix-all", ready && ids != NULL && ids[0] != NULL);
  gtk_widget_action_set_enabled (widget, "check-up.refresh", !self->busy);
  gtk_widget_action_set_enabled (widget, "check-up.undo", ready && casement_vm_count_undo (self->vm) > 0);
  gtk_widget_set_visible (self->fix_all_button, ids != NULL && ids[0] != NULL);
}

static void
clear_groups (CasementCheckUpView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);
}

static AdwPreferencesGroup *
add_group (CasementCheckUpView *self, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (self->groups, group);
  return ADW_PREFERENCES_GROUP (group);
}

/* How many are to be improved, from one weight to another. */
static guint
count_unmet (CasementAudit *audit, CasementAdviceWeight first, CasementAdviceWeight last)
{
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (audit)); i++) {
    g_autoptr (CasementAuditItem) item = g_list_model_get_item (G_LIST_MODEL (audit), i);
    CasementAdviceWeight weight = casement_audit_item_get_recommendation (item)->weight;

    count += casement_audit_item_get_state (item) == CASEMENT_AUDIT_UNMET && weight >= first && weight <= last;
  }
  return count;
}

static void
add_count (AdwPreferencesGroup *group, guint count)
{
  g_autofree char *text = g_strdup_printf ("%u", count);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  adw_preferences_group_set_header_suffix (group, label);
}

static void
add_unmet (CasementCheckUpView *self)
{
  AdwPreferencesGroup *group = NULL;
  CasementAdviceWeight last = CASEMENT_WEIGHT_COMFORT;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->audit)); i++) {
    g_autoptr (CasementAuditItem) item = g_list_model_get_item (G_LIST_MODEL (self->audit), i);
    CasementAdviceWeight weight = casement_audit_item_get_recommendation (item)->weight;

    if (casement_audit_item_get_state (item) != CASEMENT_AUDIT_UNMET)
      continue;
    if (group == NULL || weight != last) {
      group = add_group (self, casement_advice_weight_get_title (weight));
      add_count (group, count_unmet (self->audit, weight, weight));
    }
    last = weight;
    adw_preferences_group_add (group, casement_check_up_row_new (self->audit, item));
  }
}

/* Folded: what is in order does not ask for attention. */
static void
add_rest (CasementCheckUpView *self, AdwPreferencesGroup *group, CasementAuditState state, const char *title)
{
  guint count = casement_audit_count (self->audit, state);
  g_autofree char *subtitle = g_strdup_printf ("%u", count);
  GtkWidget *expander;

  if (count == 0)
    return;
  expander = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (expander), subtitle);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->audit)); i++) {
    g_autoptr (CasementAuditItem) item = g_list_model_get_item (G_LIST_MODEL (self->audit), i);

    if (casement_audit_item_get_state (item) == state)
      adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), casement_check_up_row_new (self->audit, item));
  }
  adw_preferences_group_add (group, expander);
}

static char *
create_summary (CasementAudit *audit)
{
  guint unmet = casement_audit_count (audit, CASEMENT_AUDIT_UNMET);
  guint matter = count_unmet (audit, CASEMENT_WEIGHT_SAFETY, CASEMENT_WEIGHT_STABILITY);
  g_autofree char *things = NULL;

  if (unmet == 0)
    return g_strdup (_("Set up as recommended"));
  things = g_strdup_printf (ngettext ("%u thing to improve", "%u things to improve", unmet), unmet);
  if (matter == 0)
    return g_steal_pointer (&things);
  /* Translators: such as "12 things to improve", and how many of those matter */
  return g_strdup_printf (ngettext ("%s, %u matters", "%s, %u matter", matter), things, matter);
}

static void
show_guide (CasementCheckUpView *self)
{
  g_autoptr (CasementGuideState) state = casement_guide_state_load (casement_vm_get_uuid (self->vm));
  const CasementRecommendation *record = state != NULL ? casement_recommendation_find (state->id) : NULL;

  if (record != NULL) {
    g_autofree char *title = g_strdup_printf (_("“%s” is on its way to being changed, step by step"), _(record->title));

    casement_banner_set_title (self->guide_banner, title);
  }
  casement_banner_set_revealed (self->guide_banner, record != NULL);
}

static void
show_audit (CasementCheckUpView *self)
{
  g_autofree char *summary = create_summary (self->audit);
  AdwPreferencesGroup *group;

  show_guide (self);
  gtk_label_set_label (self->summary_label, summary);
  clear_groups (self);
  add_unmet (self);
  group = add_group (self, _("Everything else"));
  add_rest (self, group, CASEMENT_AUDIT_MET, _("Fine"));
  add_rest (self, group, CASEMENT_AUDIT_UNSUPPORTED, _("Not possible on this host"));
  add_rest (self, group, CASEMENT_AUDIT_NOT_APPLICABLE, _("Does not apply here"));
  casement_stack_show (self->stack, "results");
}

static void
audited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementCheckUpView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementAudit) audit = casement_vm_audit_finish (CASEMENT_VM (source), result, &error);

  if (self->vm == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->busy = FALSE;
  g_set_object (&self->audit, audit);
  if (audit != NULL) {
    show_audit (self);
  } else {
    casement_error_page_set_error (self->error_page, error);
    casement_stack_show (self->stack, "error");
  }
  update_actions (self);
}

static void
refresh (CasementCheckUpView *self)
{
  self->busy = TRUE;
  update_actions (self);
  casement_vm_audit_async (self->vm, self->cancellable, audited_cb, g_object_ref (self));
}

static void
tell (CasementCheckUpView *self, const char *text, gboolean with_undo)
{
  AdwToast *toast = adw_toast_new (text);

  if (with_undo) {
    adw_toast_set_button_label (toast, _("Undo"));
    adw_toast_set_action_name (toast, "check-up.undo");
  }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
tuned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementCheckUpView) self = user_data;
  CasementVmTuner *tuner = CASEMENT_VM_TUNER (source);
  g_autoptr (GError) error = NULL;

  if (!casement_operation_run_finish (CASEMENT_OPERATION (source), result, &error)) {
    if (self->vm != NULL)
      casement_show_error (GTK_WIDGET (self), _("The virtual machine was not changed"), error);
  } else if (self->vm != NULL) {
    tell (self, casement_vm_tuner_get_changed (tuner) ? _("Changed") : _("There was nothing to change"),
          casement_vm_tuner_get_changed (tuner));
  }
  if (self->vm != NULL)
    refresh (self);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementCheckUpView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!casement_operation_run_finish (CASEMENT_OPERATION (source), result, &error)) {
    if (self->vm != NULL)
      casement_show_error (GTK_WIDGET (self), _("The change was not taken back"), error);
  } else if (self->vm != NULL) {
    tell (self, _("Taken back"), FALSE);
  }
  if (self->vm != NULL)
    refresh (self);
}

static void
run (CasementCheckUpView *self, CasementVmTuner *tuner, GAsyncReadyCallback callback)
{
  self->busy = TRUE;
  update_actions (self);
  casement_operation_run_async (CASEMENT_OPERATION (tuner), callback, g_object_ref (self));
}

static void
fix_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CasementCheckUpView *self = CASEMENT_CHECK_UP_VIEW (widget);
  const char *const ids[] = { g_variant_get_string (parameter, NULL), NULL };
  g_autoptr (CasementVmTuner) tuner = casement_vm_tuner_new (self->vm, ids);

  run (self, tuner, tuned_cb);
}

static void
fix_all_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CasementCheckUpView *self = CASEMENT_CHECK_UP_VIEW (widget);
  g_auto (GStrv) ids = casement_audit_dup_safe_ids (self->audit);
  g_autoptr (CasementVmTuner) tuner = casement_vm_tuner_new (self->vm, (const char *const *) ids);

  run (self, tuner, tuned_cb);
}

static void
guided_cb (CasementCheckUpView *self)
{
  if (self->vm != NULL && !self->busy)
    refresh (self);
}

static void
open_guide (CasementCheckUpView *self, const CasementRecommendation *record)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWindow *window;

  if (record == NULL || !casement_guide_covers (record))
    return;
  window = casement_guide_window_new (self->vm, record, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
  g_signal_connect_object (window, "changed", G_CALLBACK (guided_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (window);
}

static void
guide_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  open_guide (CASEMENT_CHECK_UP_VIEW (widget), casement_recommendation_find (g_variant_get_string (parameter, NULL)));
}

/* Once the change was made, its row is among what is fine. */
static void
continue_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CasementCheckUpView *self = CASEMENT_CHECK_UP_VIEW (widget);
  g_autoptr (CasementGuideState) state = casement_guide_state_load (casement_vm_get_uuid (self->vm));

  if (state != NULL)
    open_guide (self, casement_recommendation_find (state->id));
}

static void
undo_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CasementCheckUpView *self = CASEMENT_CHECK_UP_VIEW (widget);
  g_autoptr (CasementVmTuner) tuner = casement_vm_tuner_new_undo (self->vm, FALSE);

  run (self, tuner, undone_cb);
}

static void
refresh_action_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  refresh (CASEMENT_CHECK_UP_VIEW (widget));
}

static void
active_cb (CasementCheckUpView *self)
{
  if (self->shown)
    refresh (self);
}

/* Somebody else may have changed the machine while this could not be seen. */
static void
casement_check_up_view_map (GtkWidget *widget)
{
  CasementCheckUpView *self = CASEMENT_CHECK_UP_VIEW (widget);

  GTK_WIDGET_CLASS (casement_check_up_view_parent_class)->map (widget);
  self->shown = TRUE;
  if (self->vm != NULL && !self->busy)
    refresh (self);
}

static void
casement_check_up_view_dispose (GObject *object)
{
  CasementCheckUpView *self = CASEMENT_CHECK_UP_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->audit);
  g_clear_object (&self->vm);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_CHECK_UP_VIEW);
  G_OBJECT_CLASS (casement_check_up_view_parent_class)->dispose (object);
}

static void
casement_check_up_view_class_init (CasementCheckUpViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_check_up_view_dispose;
  widget_class->map = casement_check_up_view_map;

  g_type_ensure (CASEMENT_TYPE_BANNER);
  g_type_ensure (CASEMENT_TYPE_ERROR_PAGE);
  gtk_widget_class_install_action (widget_class, "check-up.fix", "s", fix_action_cb);
  gtk_widget_class_install_action (widget_class, "check-up.fix-all", NULL, fix_all_action_cb);
  gtk_widget_class_install_action (widget_class, "check-up.guide", "s", guide_action_cb);
  gtk_widget_class_install_action (widget_class, "check-up.continue", NULL, continue_action_cb);
  gtk_widget_class_install_action (widget_class, "check-up.undo", NULL, undo_action_cb);
  gtk_widget_class_install_action (widget_class, "check-up.refresh", NULL, refresh_action_cb);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-check-up-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpView, guide_banner);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpView, toasts);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpView, stack);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpView, error_page);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpView, summary_label);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpView, groups);
  gtk_widget_class_bind_template_child (widget_class, CasementCheckUpView, fix_all_button);
}

static void
casement_check_up_view_init (CasementCheckUpView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/** casement_check_up_view_new: Returns: (transfer floating): looks at @vm when it is shown first, and when told to. */
GtkWidget *
casement_check_up_view_new (CasementVm *vm)
{
  CasementCheckUpView *self;

  g_return_val_if_fail (CASEMENT_IS_VM (vm), NULL);

  self = g_object_new (CASEMENT_TYPE_CHECK_UP_VIEW, NULL);
  self->vm = g_object_ref (vm);
  /* Started or stopped: the restart that a change waits for. */
  g_signal_connect_object (vm, "notify::active", G_CALLBACK (active_cb), self, G_CONNECT_SWAPPED);
  update_actions (self);
  return GTK_WIDGET (self);
}
