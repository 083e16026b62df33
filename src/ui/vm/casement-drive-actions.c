/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-disk-grower.h"
#include "casement-drive-actions.h"
#include "casement-drive-dialogs.h"
#include "casement-error-dialog.h"
#include "casement-vm-media.h"
#include "casement-vm-tuner.h"

#define MAX_RECENT 5

struct _CasementDriveActions {
  GObject parent_instance;
  GtkWidget *owner; /* outlives this; weak */
  CasementVm *vm;
  GSimpleActionGroup *group;
  GMenu *menu;
  GPtrArray *drives;
  GPtrArray *next;
  GtkFileChooserNative *chooser;
  GCancellable *cancellable;
  char *target; /* of what is being chosen */
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (CasementDriveActions, casement_drive_actions, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
update_enabled (CasementDriveActions *self)
{
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (self->group));

  for (guint i = 0; names[i] != NULL; i++) {
    GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->group), names[i]);

    g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                 !self->busy && (!g_str_equal (names[i], "undo") || casement_vm_count_undo (self->vm) > 0));
  }
}

static void
tell (CasementDriveActions *self, const char *text, gboolean with_undo)
{
  GtkWidget *overlay = self->owner != NULL ? gtk_widget_get_ancestor (self->owner, ADW_TYPE_TOAST_OVERLAY) : NULL;
  AdwToast *toast = adw_toast_new (text);

  if (with_undo) {
    adw_toast_set_button_label (toast, _("Undo"));
    adw_toast_set_action_name (toast, "drives.undo");
  }
  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  else
    g_object_unref (g_object_ref_sink (toast));
}

/* What came of an operation, in a sentence. */
static const char *
get_outcome (CasementOperation *operation)
{
  if (CASEMENT_IS_DISK_GROWER (operation))
    return casement_disk_grower_get_outcome (CASEMENT_DISK_GROWER (operation));
  if (!CASEMENT_IS_VM_MEDIA (operation))
    return _("Taken back");
  if (casement_vm_media_get_note (CASEMENT_VM_MEDIA (operation)) != NULL)
    return casement_vm_media_get_note (CASEMENT_VM_MEDIA (operation));
  switch (casement_vm_media_get_when (CASEMENT_VM_MEDIA (operation))) {
  case CASEMENT_MEDIA_AT_POWER_OFF:
    return _("This takes effect once the virtual machine was shut down and started again");
  case CASEMENT_MEDIA_UNCHANGED:
    return _("There was nothing to change");
  case CASEMENT_MEDIA_NOW:
  default:
    return _("Done");
  }
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementDriveActions) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = casement_operation_run_finish (CASEMENT_OPERATION (source), result, &error);

  self->busy = FALSE;
  if (self->owner == NULL)
    return;
  if (done)
    tell (self, get_outcome (CASEMENT_OPERATION (source)),
          CASEMENT_IS_VM_MEDIA (source) && casement_vm_media_get_when (CASEMENT_VM_MEDIA (source)) != CASEMENT_MEDIA_UNCHANGED);
  else
    casement_show_error (self->owner, _("The drives were not changed"), error);
  casement_drive_actions_refresh (self);
}

static void
run (CasementDriveActions *self, CasementOperation *operation)
{
  if (!self->busy) {
    self->busy = TRUE;
    update_enabled (self);
    casement_operation_run_async (operation, done_cb, g_object_ref (self));
  }
  g_object_unref (operation);
}

static void
add_item (GMenu *menu, const char *label, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, target != NULL ? "s" : NULL, target);
  g_menu_append_item (menu, item);
}

/* What was inserted lately, here or by another program. */
static void
add_recent (GMenu *section, const char *target)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  g_autoptr (GMenu) menu = g_menu_new ();
  guint n_items = 0;

  for (GList *at = items; at != NULL && n_items < MAX_RECENT; at = at->next) {
    GtkRecentInfo *info = at->data;
    g_autoptr (GFile) file = g_file_new_for_uri (gtk_recent_info_get_uri (info));
    const char *path = g_file_peek_path (file);
    g_autoptr (GMenuItem) item = NULL;

    if (path == NULL || !(g_str_has_suffix (path, ".iso") || g_str_has_suffix (path, ".ISO")))
      continue;
    item = g_menu_item_new (gtk_recent_info_get_display_name (info), NULL);
    g_menu_item_set_action_and_target (item, "drives.insert-file", "(ss)", target, path);
    g_menu_append_item (menu, item);
    n_items++;
  }
  if (n_items > 0) {
    /* Translators: “Recent discs (sda)”. GTK tells menus apart by their labels, and each drive has one. */
    g_autofree char *label = g_strdup_printf (_("_Recent discs (%s)"), target);

    g_menu_append_submenu (section, label, G_MENU_MODEL (menu));
  }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
}

static void
fill_menu (CasementDriveActions *self)
{
  g_autoptr (GMenu) last = g_menu_new ();

  g_menu_remove_all (self->menu);
  for (guint i = 0; i < self->drives->len; i++) {
    CasementDrive *drive = g_ptr_array_index (self->drives, i);
    g_autoptr (GMenu) section = g_menu_new ();
    g_autofree char *name = drive->source != NULL ? g_path_get_basename (drive->source) : g_strdup (_("empty"));
    g_autofree char *label = g_strdup_printf ("%s: %s", drive->target, name);

    if (!drive->cdrom)
      continue;
    if (drive->source != NULL)
      add_item (section, _("_Eject"), "drives.eject", drive->target);
    add_item (section, drive->source != NULL ? _("Insert _another disc…") : _("_Insert a disc…"), "drives.insert", drive->target);
    add_recent (section, drive->target);
    g_menu_append_section (self->menu, label, G_MENU_MODEL (section));
  }
  add_item (last, _("All _drives"), "win.view", "drives");
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (last));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementDriveActions) self = user_data;
  g_autoptr (GPtrArray) next = NULL;
  g_autoptr (GPtrArray) drives = casement_vm_list_drives_finish (CASEMENT_VM (source), result, &next, NULL);

  if (self->owner == NULL)
    return;
  if (drives != NULL) {
    g_clear_pointer (&self->drives, g_ptr_array_unref);
    g_clear_pointer (&self->next, g_ptr_array_unref);
    self->drives = g_steal_pointer (&drives);
    self->next = g_steal_pointer (&next);
    fill_menu (self);
    g_signal_emit (self, signals[CHANGED], 0);
  }
  update_enabled (self);
}

static void
insert (CasementDriveActions *self, const char *target, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *uri = g_file_get_uri (file);

  gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
  run (self, CASEMENT_OPERATION (casement_vm_media_new_insert (self->vm, target, path, TRUE)));
}

static void
chosen_cb (CasementDriveActions *self, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser)) : NULL;
  const char *path = file != NULL ? g_file_peek_path (file) : NULL;

  if (path != NULL)
    insert (self, self->target, path);
  g_clear_object (&self->chooser);
}

static void
insert_cb (CasementDriveActions *self, GVariant *target)
{
  g_autoptr (GtkFileFilter) images = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  g_clear_object (&self->chooser);
  g_free (self->target);
  self->target = g_variant_dup_string (target, NULL);
  self->chooser = gtk_file_chooser_native_new (_("Insert a disc"), GTK_WINDOW (gtk_widget_get_root (self->owner)),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Insert"), NULL);
  gtk_file_filter_set_name (images, _("Disc images"));
  gtk_file_filter_add_suffix (images, "iso");
  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), images);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), all);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
insert_file_cb (CasementDriveActions *self, GVariant *parameter)
{
  const char *target, *path;

  g_variant_get (parameter, "(&s&s)", &target, &path);
  insert (self, target, path);
}

static void
eject_cb (CasementDriveActions *self, GVariant *target)
{
  run (self, CASEMENT_OPERATION (casement_vm_media_new_eject (self->vm, g_variant_get_string (target, NULL))));
}

static void
remove_cb (CasementDriveActions *self, GVariant *target)
{
  run (self, CASEMENT_OPERATION (casement_vm_media_new_remove (self->vm, g_variant_get_string (target, NULL))));
}

static void
add_scsi_cb (CasementDriveActions *self)
{
  run (self, CASEMENT_OPERATION (casement_vm_media_new_add_scsi (self->vm, NULL)));
}

static void
disk_chosen_cb (guint64 bytes, const char *choice, gpointer user_data)
{
  CasementDriveActions *self = user_data;

  run (self, CASEMENT_OPERATION (casement_vm_media_new_add_disk (self->vm, bytes, choice, "qcow2")));
}

static void
add_disk_cb (CasementDriveActions *self)
{
  casement_add_disk_dialog_present (self->owner, disk_chosen_cb, g_object_ref (self), g_object_unref);
}

static void
size_chosen_cb (guint64 bytes, const char *choice, gpointer user_data)
{
  CasementDriveActions *self = user_data;

  run (self, CASEMENT_OPERATION (casement_disk_grower_new (self->vm, choice, bytes)));
}

static void
grow_cb (CasementDriveActions *self, GVariant *target)
{
  casement_grow_disk_dialog_present (self->owner, g_variant_get_string (target, NULL), size_chosen_cb, g_object_ref (self), g_object_unref);
}

static void
undo_cb (CasementDriveActions *self)
{
  run (self, CASEMENT_OPERATION (casement_vm_tuner_new_undo (self->vm, FALSE)));
}

static void
casement_drive_actions_dispose (GObject *object)
{
  CasementDriveActions *self = CASEMENT_DRIVE_ACTIONS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->owner);
  g_clear_object (&self->chooser);
  g_clear_object (&self->group);
  g_clear_object (&self->menu);
  g_clear_object (&self->vm);
  g_clear_pointer (&self->drives, g_ptr_array_unref);
  g_clear_pointer (&self->next, g_ptr_array_unref);
  g_clear_pointer (&self->target, g_free);
  G_OBJECT_CLASS (casement_drive_actions_parent_class)->dispose (object);
}

static void
casement_drive_actions_class_init (CasementDriveActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_drive_actions_dispose;
  signals[CHANGED] = g_signal_new ("changed", CASEMENT_TYPE_DRIVE_ACTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
casement_drive_actions_init (CasementDriveActions *self)
{
  self->menu = g_menu_new ();
  self->group = g_simple_action_group_new ();
  self->cancellable = g_cancellable_new ();
}

/** casement_drive_actions_new: @owner: below the window's toasts; the actions do nothing once it is gone. Returns: (transfer full): them. */
CasementDriveActions *
casement_drive_actions_new (CasementVm *vm, GtkWidget *owner)
{
  static const struct {
    const char *name;
    const char *type;
    GCallback activated;
  } actions[] = {
    { "insert", "s", G_CALLBACK (insert_cb) },     { "insert-file", "(ss)", G_CALLBACK (insert_file_cb) },
    { "eject", "s", G_CALLBACK (eject_cb) },       { "remove", "s", G_CALLBACK (remove_cb) },
    { "add-scsi", NULL, G_CALLBACK (add_scsi_cb) }, { "add-disk", NULL, G_CALLBACK (add_disk_cb) },
    { "grow", "s", G_CALLBACK (grow_cb) },         { "undo", NULL, G_CALLBACK (undo_cb) },
    { "refresh", NULL, G_CALLBACK (casement_drive_actions_refresh) },
  };
  CasementDriveActions *self;

  g_return_val_if_fail (CASEMENT_IS_VM (vm), NULL);

  self = g_object_new (CASEMENT_TYPE_DRIVE_ACTIONS, NULL);
  self->vm = g_object_ref (vm);
  g_set_weak_pointer (&self->owner, owner);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++) {
    g_autoptr (GVariantType) type = actions[i].type != NULL ? g_variant_type_new (actions[i].type) : NULL;
    g_autoptr (GSimpleAction) action = g_simple_action_new (actions[i].name, type);

    g_signal_connect_object (action, "activate", actions[i].activated, self, G_CONNECT_SWAPPED);
    g_action_map_add_action (G_ACTION_MAP (self->group), G_ACTION (action));
  }
  gtk_widget_insert_action_group (GTK_WIDGET (gtk_widget_get_root (owner)), "drives", G_ACTION_GROUP (self->group));
  g_signal_connect_object (vm, "notify::active", G_CALLBACK (casement_drive_actions_refresh), self, G_CONNECT_SWAPPED);
  casement_drive_actions_refresh (self);
  return self;
}

/** casement_drive_actions_refresh: asks for the drives; "changed" tells. */
void
casement_drive_actions_refresh (CasementDriveActions *self)
{
  if (self->vm == NULL)
    return;
  update_enabled (self);
  casement_vm_list_drives_async (self->vm, self->cancellable, listed_cb, g_object_ref (self));
}

/** casement_drive_actions_get_menu: Returns: (transfer none): the menu of discs. */
GMenuModel *
casement_drive_actions_get_menu (CasementDriveActions *self)
{
  return G_MENU_MODEL (self->menu);
}

/** casement_drive_actions_get_drives: @next: (out) (transfer none): from the next power-off on. Returns: (nullable) (transfer none): now. */
GPtrArray *
casement_drive_actions_get_drives (CasementDriveActions *self, GPtrArray **next)
{
  *next = self->next;
  return self->drives;
}
