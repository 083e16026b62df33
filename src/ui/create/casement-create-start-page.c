/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "casement-create-download-row.h"
#include "casement-create-edition-row.h"
#include "casement-create-start-page.h"
#include "casement-create-unsupported-row.h"
#include "casement-driver-builds.h"
#include "casement-create-unattend-group.h"
#include "casement-downloads-watch.h"
#include "casement-error-note.h"
#include "casement-path.h"
#include "casement-size.h"
#include "casement-stack.h"
#include "casement-template.h"

struct _CasementCreateStartPage {
  GtkWidget parent_instance;
  GtkStack *media_stack;
  GtkStack *media_icon;
  AdwActionRow *media_row;
  AdwComboRow *preset_row;
  CasementCreateEditionRow *edition_row;
  CasementCreateUnsupportedRow *unsupported_row;
  CasementErrorNote *media_note;
  AdwActionRow *drivers_row;
  CasementCreateDownloadRow *download_row;
  GtkWidget *skip_row;
  GtkSwitch *skip_switch;
  CasementErrorNote *drivers_note;
  AdwEntryRow *name_row;
  GtkLabel *name_error;
  CasementCreateUnattendGroup *unattend_group;
  AdwActionRow *you_row;
  AdwActionRow *machine_row;
  AdwActionRow *advice_row;
  CasementErrorNote *problem_note;
  CasementCreateDraft *draft;
  CasementDownloadsWatch *downloads;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (CasementCreateStartPage, casement_create_start_page, GTK_TYPE_WIDGET)

/* The first entry of the chooser stands for "not said yet". */
static GListModel *
create_preset_titles (void)
{
  GtkStringList *titles = gtk_string_list_new (NULL);
  guint n_presets;
  const CasementPreset *presets = casement_preset_get_all (&n_presets);

  gtk_string_list_append (titles, _("Choose…"));
  for (guint i = 0; i < n_presets; i++)
    gtk_string_list_append (titles, presets[i].title);
  return G_LIST_MODEL (titles);
}

static void
update_media (CasementCreateStartPage *self)
{
  CasementMediaInfo *media = casement_create_draft_get_media (self->draft);
  gboolean busy = casement_create_draft_get_identifying (self->draft);

  if (busy) {
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->media_row), _("Looking into the image…"));
    adw_action_row_set_subtitle (self->media_row, NULL);
  } else if (media != NULL) {
    g_autofree char *summary = casement_media_info_dup_summary (media);
    g_autofree char *name = g_filename_display_basename (casement_media_info_get_path (media));
    g_autofree char *size = casement_size_format (casement_media_info_get_size (media));
    g_auto (GStrv) parts = g_strsplit (summary, " · ", 2);
    g_autofree char *subtitle = NULL;

    /* What it is in large letters, and the rest of what is known about it below. */
    subtitle = parts[1] != NULL ? g_strdup_printf ("%s\n%s · %s", parts[1], name, size) : g_strdup_printf ("%s · %s", name, size);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->media_row), parts[0]);
    adw_action_row_set_subtitle (self->media_row, subtitle);
  }
  casement_stack_show (self->media_icon, busy ? "busy" : "found");
  casement_stack_show (self->media_stack, busy || media != NULL ? "media" : "none");
  gtk_widget_set_visible (GTK_WIDGET (self->preset_row), !busy && casement_create_draft_get_asks_preset (self->draft));
  if (casement_create_draft_get_preset (self->draft) == NULL)
    adw_combo_row_set_selected (self->preset_row, 0);
  casement_error_note_set_error (self->media_note, casement_create_draft_get_media_error (self->draft));
}

/* Where it is, and what is known to be wrong with it. */
static char *
dup_drivers_subtitle (CasementMediaInfo *drivers)
{
  g_autoptr (GPtrArray) faults = casement_driver_builds_find (casement_media_info_get_driver_version (drivers));
  g_autofree char *path = casement_path_display (casement_media_info_get_path (drivers));

  if (faults->len == 0)
    return g_steal_pointer (&path);
  return g_strdup_printf (_("%s\n%s Choose a newer one."), path, _(((const CasementDriverBuild *) g_ptr_array_index (faults, 0))->problem));
}

static void
update_drivers (CasementCreateStartPage *self)
{
  CasementMediaInfo *drivers = casement_create_draft_get_drivers (self->draft);
  gboolean searching = casement_create_draft_get_searching (self->draft);

  if (drivers != NULL) {
    const char *version = casement_media_info_get_driver_version (drivers);
    g_autofree char *title = version != NULL ? g_strdup_printf (_("Driver image %s"), version)
                                             : g_strdup (_("Driver image"));
    g_autofree char *subtitle = dup_drivers_subtitle (drivers);

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->drivers_row), title);
    adw_action_row_set_subtitle (self->drivers_row, subtitle);
  } else if (searching) {
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->drivers_row), _("Looking for a driver image…"));
    adw_action_row_set_subtitle (self->drivers_row, NULL);
  } else {
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->drivers_row), _("No driver image found"));
    adw_action_row_set_subtitle (self->drivers_row, _("Windows has no drivers for the fast disk and network of a "
                                                      "virtual machine: they come on the “virtio-win” image."));
  }
  gtk_widget_set_visible (self->skip_row, drivers == NULL && !searching);
  gtk_switch_set_active (self->skip_switch, casement_create_draft_get_skip_drivers (self->draft));
  casement_error_note_set_error (self->drivers_note, casement_create_draft_get_drivers_error (self->draft));
}

static void
update_name (CasementCreateStartPage *self)
{
  const char *name = casement_vm_spec_get_name (casement_create_draft_get_spec (self->draft));
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->name_row)), name) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name_row), name != NULL ? name : "");
  if (casement_create_draft_check_name (self->draft, &error)) {
    gtk_widget_remove_css_class (GTK_WIDGET (self->name_row), "error");
  } else {
    gtk_widget_add_css_class (GTK_WIDGET (self->name_row), "error");
    gtk_label_set_label (self->name_error, error->message);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->name_error), GTK_ACCESSIBLE_PROPERTY_LABEL, error->message, -1);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->name_error), error != NULL);
}

static void
update_machine (CasementCreateStartPage *self)
{
  CasementVmSpec *spec = casement_create_draft_get_spec (self->draft);
  guint cpus = casement_vm_spec_get_cpus (spec);
  g_autofree char *memory = casement_size_format (casement_vm_spec_get_memory (spec));
  g_autofree char *disk = casement_size_format (casement_vm_spec_get_disk_size (spec));
  g_autofree char *processors = g_strdup_printf (ngettext ("%u processor", "%u processors", cpus), cpus);
  /* Translators: memory, processors, disk: "8 GiB memory · 4 processors · 64 GiB disk" */
  g_autofree char *summary = g_strdup_printf (_("%s memory · %s · %s disk"), memory, processors, disk);

  adw_action_row_set_subtitle (self->machine_row, summary);
}

/* Only what is answered for the user can be said. */
static void
update_you (CasementCreateStartPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->you_row), casement_vm_spec_get_unattend (casement_create_draft_get_spec (self->draft)) != NULL);
}

static void
update_advice (CasementCreateStartPage *self)
{
  CasementPlan *plan = casement_create_draft_get_plan (self->draft);
  guint counts[4] = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);

  if (plan == NULL) {
    adw_action_row_set_subtitle (self->advice_row, NULL);
    gtk_widget_set_sensitive (GTK_WIDGET (self->advice_row), FALSE);
    return;
  }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++) {
    g_autoptr (CasementAdvice) advice = g_list_model_get_item (G_LIST_MODEL (plan), i);

    counts[casement_advice_get_state (advice)]++;
  }
  g_string_append_printf (text, ngettext ("%u setting", "%u settings", counts[CASEMENT_ADVICE_APPLIED]),
                          counts[CASEMENT_ADVICE_APPLIED]);
  if (counts[CASEMENT_ADVICE_DECLINED] > 0)
    g_string_append_printf (text, ngettext (" · %u declined", " · %u declined", counts[CASEMENT_ADVICE_DECLINED]),
                            counts[CASEMENT_ADVICE_DECLINED]);
  if (counts[CASEMENT_ADVICE_UNSUPPORTED] > 0)
    g_string_append_printf (
        text, ngettext (" · %u that this host cannot do", " · %u that this host cannot do", counts[CASEMENT_ADVICE_UNSUPPORTED]),
        counts[CASEMENT_ADVICE_UNSUPPORTED]);
  adw_action_row_set_subtitle (self->advice_row, text->str);
  gtk_widget_set_sensitive (GTK_WIDGET (self->advice_row), TRUE);
}

static void
draft_changed_cb (CasementCreateStartPage *self)
{
  /* What is put into the controls here is no change by the user; an entry even empties itself on the way. */
  self->updating = TRUE;
  update_media (self);
  update_drivers (self);
  update_name (self);
  update_machine (self);
  update_you (self);
  update_advice (self);
  casement_error_note_set_error (self->problem_note, casement_create_draft_get_problem (self->draft));
  self->updating = FALSE;
}

static void
name_changed_cb (CasementCreateStartPage *self)
{
  if (self->draft != NULL && !self->updating)
    casement_create_draft_set_name (self->draft, gtk_editable_get_text (GTK_EDITABLE (self->name_row)));
}

/* What the browser has just finished; what the user has chosen already stays. */
static void
image_found_cb (CasementCreateStartPage *self, CasementMediaInfo *info)
{
  g_autoptr (GFile) file = g_file_new_for_path (casement_media_info_get_path (info));

  if (casement_create_draft_get_media (self->draft) == NULL && !casement_create_draft_get_identifying (self->draft))
    casement_create_draft_set_iso (self->draft, file);
}

static void
skip_toggled_cb (CasementCreateStartPage *self)
{
  if (self->draft != NULL && !self->updating)
    casement_create_draft_set_skip_drivers (self->draft, gtk_switch_get_active (self->skip_switch));
}

static void
preset_selected_cb (CasementCreateStartPage *self)
{
  guint n_presets;
  const CasementPreset *presets = casement_preset_get_all (&n_presets);
  guint selected = adw_combo_row_get_selected (self->preset_row);

  if (self->draft == NULL || self->updating || !casement_create_draft_get_asks_preset (self->draft))
    return;
  if (selected >= 1 && selected <= n_presets)
    casement_create_draft_set_preset (self->draft, &presets[selected - 1]);
  else
    casement_create_draft_set_preset (self->draft, NULL);
}

static void
casement_create_start_page_dispose (GObject *object)
{
  g_clear_object (&CASEMENT_CREATE_START_PAGE (object)->downloads);
  g_clear_object (&CASEMENT_CREATE_START_PAGE (object)->draft);
  casement_template_dispose (GTK_WIDGET (object), CASEMENT_TYPE_CREATE_START_PAGE);
  G_OBJECT_CLASS (casement_create_start_page_parent_class)->dispose (object);
}

static void
casement_create_start_page_class_init (CasementCreateStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_create_start_page_dispose;

  g_type_ensure (CASEMENT_TYPE_CREATE_DOWNLOAD_ROW);
  g_type_ensure (CASEMENT_TYPE_CREATE_EDITION_ROW);
  g_type_ensure (CASEMENT_TYPE_CREATE_UNSUPPORTED_ROW);
  g_type_ensure (CASEMENT_TYPE_CREATE_UNATTEND_GROUP);
  g_type_ensure (CASEMENT_TYPE_ERROR_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/casement/Casement/create/casement-create-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, media_stack);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, media_icon);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, media_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, preset_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, edition_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, unsupported_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, media_note);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, drivers_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, download_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, skip_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, skip_switch);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, drivers_note);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, name_error);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, unattend_group);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, you_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, machine_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, advice_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateStartPage, problem_note);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, skip_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, preset_selected_cb);
}

static void
casement_create_start_page_init (CasementCreateStartPage *self)
{
  g_autoptr (GListModel) titles = create_preset_titles ();

  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_model (self->preset_row, titles);
}

/**
 * casement_create_start_page_set_draft:
 * @draft: what the page works on; given once
 */
void
casement_create_start_page_set_draft (CasementCreateStartPage *self, CasementCreateDraft *draft)
{
  g_return_if_fail (CASEMENT_IS_CREATE_START_PAGE (self));
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  casement_create_edition_row_set_draft (self->edition_row, draft);
  casement_create_download_row_set_draft (self->download_row, draft);
  self->downloads = casement_downloads_watch_new ();
  g_signal_connect_object (self->downloads, "found", G_CALLBACK (image_found_cb), self, G_CONNECT_SWAPPED);
  casement_create_unsupported_row_set_draft (self->unsupported_row, draft);
  casement_create_unattend_group_set_draft (self->unattend_group, draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (draft_changed_cb), self, G_CONNECT_SWAPPED);
  draft_changed_cb (self);
}
