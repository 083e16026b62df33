/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-create-download-row.h"
#include "casement-driver-builds.h"
#include "casement-driver-download.h"
#include "casement-error-dialog.h"

struct _CasementCreateDownloadRow {
  AdwActionRow parent_instance;
  GtkButton *button;
  CasementCreateDraft *draft;
  CasementDriverDownload *download;
};

G_DEFINE_FINAL_TYPE (CasementCreateDownloadRow, casement_create_download_row, ADW_TYPE_ACTION_ROW)

static gboolean
is_wanted (CasementCreateDownloadRow *self)
{
  CasementMediaInfo *drivers = casement_create_draft_get_drivers (self->draft);
  g_autoptr (GPtrArray) faults = NULL;

  if (self->download != NULL)
    return TRUE;
  if (drivers == NULL)
    return !casement_create_draft_get_searching (self->draft);
  faults = casement_driver_builds_find (casement_media_info_get_driver_version (drivers));
  return faults->len > 0;
}

static void
update (CasementCreateDownloadRow *self)
{
  gboolean running = self->download != NULL;
  const char *step = running ? casement_operation_get_step (CASEMENT_OPERATION (self->download)) : NULL;

  if (self->draft == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self), is_wanted (self));
  gtk_button_set_label (self->button, running ? _("Cancel") : _("Download…"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  running ? _("Cancel the download") : _("Download the driver image"), -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), running ? (step != NULL ? step : "")
                                                              : _("About 900 MB from the virtio-win project, into your downloads."));
}

static void
downloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementCreateDownloadRow) self = user_data;
  g_autoptr (CasementDriverDownload) download = g_steal_pointer (&self->download);
  g_autoptr (GError) error = NULL;
  gboolean done = casement_operation_run_finish (CASEMENT_OPERATION (source), result, &error);

  if (self->draft == NULL)
    return;
  if (done) {
    g_autoptr (GFile) file = g_file_new_for_path (casement_driver_download_get_path (CASEMENT_DRIVER_DOWNLOAD (source)));

    casement_create_draft_set_drivers (self->draft, file);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    casement_show_error (GTK_WIDGET (self), _("The driver image was not downloaded"), error);
  }
  update (self);
}

static void
clicked_cb (CasementCreateDownloadRow *self)
{
  if (self->download != NULL) {
    casement_operation_cancel (CASEMENT_OPERATION (self->download));
    return;
  }
  /* Another address serves whoever mirrors the images, and the tests. */
  self->download = casement_driver_download_new (g_getenv ("CASEMENT_DRIVERS_URL"), NULL);
  g_signal_connect_object (self->download, "notify::step", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  casement_operation_run_async (CASEMENT_OPERATION (self->download), downloaded_cb, g_object_ref (self));
  update (self);
}

static void
casement_create_download_row_dispose (GObject *object)
{
  CasementCreateDownloadRow *self = CASEMENT_CREATE_DOWNLOAD_ROW (object);

  /* What came so far stays, and is gone on with the next time. */
  if (self->download != NULL)
    casement_operation_cancel (CASEMENT_OPERATION (self->download));
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (casement_create_download_row_parent_class)->dispose (object);
}

static void
casement_create_download_row_class_init (CasementCreateDownloadRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_create_download_row_dispose;
}

static void
casement_create_download_row_init (CasementCreateDownloadRow *self)
{
  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->button));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Newest driver image"));
}

/** casement_create_download_row_set_draft: @draft: what gets the image; given once. */
void
casement_create_download_row_set_draft (CasementCreateDownloadRow *self, CasementCreateDraft *draft)
{
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
