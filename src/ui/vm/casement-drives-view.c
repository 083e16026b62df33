/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-domain-drives.h"
#include "casement-drives-view.h"

struct _CasementDrivesView {
  AdwBin parent_instance;
  AdwPreferencesGroup *cd_group;
  AdwPreferencesGroup *disk_group;
  CasementDriveActions *actions;
  GPtrArray *rows;
};

G_DEFINE_FINAL_TYPE (CasementDrivesView, casement_drives_view, ADW_TYPE_BIN)

static void
add_button (GtkWidget *row, const char *drive, const char *label, const char *icon_name, const char *action)
{
  GtkWidget *button = icon_name != NULL ? gtk_button_new_from_icon_name (icon_name) : gtk_button_new_with_label (label);
  g_autofree char *name = g_strdup_printf ("%s: %s", drive, label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", drive);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static const CasementDrive *
find (GPtrArray *drives, const char *target)
{
  for (guint i = 0; drives != NULL && i < drives->len; i++) {
    const CasementDrive *drive = g_ptr_array_index (drives, i);

    if (g_str_equal (drive->target, target))
      return drive;
  }
  return NULL;
}

static const char *
get_bus_title (const char *bus)
{
  if (g_strcmp0 (bus, "virtio") == 0)
    return "virtio-blk";
  if (g_strcmp0 (bus, "scsi") == 0)
    return "virtio-scsi";
  return g_strcmp0 (bus, "sata") == 0 ? "SATA" : bus;
}

/* What is in it, and what will be. */
static char *
describe (const CasementDrive *drive, const CasementDrive *later, gboolean coming)
{
  const char *now = drive->source != NULL ? drive->source : _("Empty");

  if (coming)
    return g_strdup_printf (_("%s — there from the next power-off on"), now);
  if (later == NULL)
    return g_strdup_printf (_("%s — removed at the next power-off"), now);
  if (g_strcmp0 (later->source, drive->source) != 0)
    return g_strdup_printf (_("%s — from the next power-off on: %s"), now, later->source != NULL ? later->source : _("empty"));
  return g_strdup (now);
}

static void
add_row (CasementDrivesView *self, const CasementDrive *drive, const CasementDrive *later, gboolean coming)
{
  AdwPreferencesGroup *group = drive->cdrom ? self->cd_group : self->disk_group;
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_strdup_printf ("%s · %s", drive->target, get_bus_title (drive->bus));
  g_autofree char *text = describe (drive, later, coming);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), drive->cdrom ? "media-optical-symbolic" : "drive-harddisk-symbolic");
  if (drive->cdrom) {
    if (drive->source != NULL)
      add_button (row, drive->target, _("Eject"), "media-eject-symbolic", "drives.eject");
    add_button (row, drive->target, drive->source != NULL ? _("Insert another disc…") : _("Insert a disc…"), "document-open-symbolic",
                "drives.insert");
    if (later != NULL)
      add_button (row, drive->target, _("Remove the drive"), "user-trash-symbolic", "drives.remove");
  } else if (drive->source != NULL && !coming) {
    add_button (row, drive->target, _("Make larger…"), NULL, "drives.grow");
  }
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
}

static void
changed_cb (CasementDrivesView *self)
{
  GPtrArray *next;
  GPtrArray *drives = casement_drive_actions_get_drives (self->actions, &next);

  for (guint i = 0; i < self->rows->len; i++) {
    GtkWidget *row = g_ptr_array_index (self->rows, i);

    adw_preferences_group_remove (gtk_widget_is_ancestor (row, GTK_WIDGET (self->cd_group)) ? self->cd_group : self->disk_group, row);
  }
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; drives != NULL && i < drives->len; i++) {
    const CasementDrive *drive = g_ptr_array_index (drives, i);

    add_row (self, drive, find (next, drive->target), FALSE);
  }
  for (guint i = 0; next != NULL && i < next->len; i++) {
    const CasementDrive *drive = g_ptr_array_index (next, i);

    if (find (drives, drive->target) == NULL)
      add_row (self, drive, drive, TRUE);
  }
}

static void
casement_drives_view_map (GtkWidget *widget)
{
  CasementDrivesView *self = CASEMENT_DRIVES_VIEW (widget);

  GTK_WIDGET_CLASS (casement_drives_view_parent_class)->map (widget);
  if (self->actions != NULL)
    casement_drive_actions_refresh (self->actions);
}

static void
casement_drives_view_dispose (GObject *object)
{
  CasementDrivesView *self = CASEMENT_DRIVES_VIEW (object);

  g_clear_object (&self->actions);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_DRIVES_VIEW);
  G_OBJECT_CLASS (casement_drives_view_parent_class)->dispose (object);
}

static void
casement_drives_view_class_init (CasementDrivesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_drives_view_dispose;
  widget_class->map = casement_drives_view_map;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-drives-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementDrivesView, cd_group);
  gtk_widget_class_bind_template_child (widget_class, CasementDrivesView, disk_group);
}

static void
casement_drives_view_init (CasementDrivesView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_ptr_array_new ();
}

/** casement_drives_view_new: Returns: (transfer floating): a list that is empty until casement_drives_view_set_actions(). */
GtkWidget *
casement_drives_view_new (void)
{
  return g_object_new (CASEMENT_TYPE_DRIVES_VIEW, NULL);
}

/** casement_drives_view_set_actions: to be called once. @actions: whose drives are shown. */
void
casement_drives_view_set_actions (CasementDrivesView *self, CasementDriveActions *actions)
{
  g_return_if_fail (CASEMENT_IS_DRIVES_VIEW (self));
  g_return_if_fail (self->actions == NULL);

  self->actions = g_object_ref (actions);
  g_signal_connect_object (actions, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}
