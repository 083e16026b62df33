/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-viewer.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-error.h"
#include "casement-vm-window.h"
#include "casement-vv-file.h"

#define MAX_AUTHORITY (256 * 1024)

/* A screen whose address, or whose certificates, are still being read. */
typedef struct {
  GtkApplication *application;
  CasementSpiceAddress *address;
  CasementViewMode mode;
  CasementViewerFailed failed;
  GObject *data;
} Opening;

static Opening *
opening_new (GtkApplication *application, const CasementViewMode *mode, CasementViewerFailed failed, GObject *data)
{
  Opening *self = g_new0 (Opening, 1);

  self->application = g_object_ref (application);
  self->mode = *mode;
  self->failed = failed;
  self->data = g_object_ref (data);
  g_application_hold (G_APPLICATION (application));
  return self;
}

static void
opening_free (Opening *self)
{
  g_clear_pointer (&self->address, casement_spice_address_free);
  g_application_release (G_APPLICATION (self->application));
  g_object_unref (self->application);
  g_object_unref (self->data);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
present (Opening *self)
{
  GtkWindow *window = casement_vm_window_new_for_address (self->application, self->address);

  self->mode.full_screen |= self->address->full_screen;
  casement_viewer_apply (window, &self->mode);
  gtk_window_present (window);
}

static void
file_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) self = user_data;
  g_autoptr (GError) error = NULL;

  self->address = casement_vv_file_load_finish (G_FILE (source), result, &error);
  if (self->address != NULL)
    present (self);
  else
    self->failed (error, self->data);
}

static void
authority_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) self = user_data;
  g_autoptr (GInputStream) stream = G_INPUT_STREAM (source);
  g_autoptr (GError) read_error = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (stream, result, &read_error);
  gsize size = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (size > 0 && g_strstr_len (text, (gssize) size, "-----BEGIN ") != NULL) {
    self->address->ca = g_steal_pointer (&bytes);
    present (self);
    return;
  }
  error = casement_error_new (CASEMENT_ERROR_INVALID, read_error != NULL ? read_error->message : NULL,
                              _("The file given with --ca-file holds no certificate. It is to begin with “-----BEGIN”."));
  self->failed (error, self->data);
}

static void
authority_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) self = user_data;
  g_autoptr (GError) open_error = NULL;
  g_autoptr (GError) error = NULL;
  GFileInputStream *stream = g_file_read_finish (G_FILE (source), result, &open_error);

  if (stream != NULL) {
    g_input_stream_read_bytes_async (G_INPUT_STREAM (stream), MAX_AUTHORITY, G_PRIORITY_DEFAULT, NULL, authority_read_cb,
                                     g_steal_pointer (&self));
    return;
  }
  error = casement_error_new (CASEMENT_ERROR_NOT_FOUND, open_error->message,
                              _("The file given with --ca-file cannot be read. Check where it is."));
  self->failed (error, self->data);
}

/** casement_viewer_read_mode: takes --full-screen and --kiosk from @options. */
void
casement_viewer_read_mode (GVariantDict *options, CasementViewMode *mode)
{
  mode->kiosk = g_variant_dict_contains (options, "kiosk");
  mode->full_screen = mode->kiosk || g_variant_dict_contains (options, "full-screen");
}

/** casement_viewer_apply: shows @window as @mode says. */
void
casement_viewer_apply (GtkWindow *window, const CasementViewMode *mode)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (window)));
  g_autoptr (GdkMonitor) monitor = NULL;

  if (!mode->full_screen)
    return;
  if (mode->number > 0)
    monitor = g_list_model_get_item (monitors, mode->number % MAX (1, g_list_model_get_n_items (monitors)));
  if (mode->kiosk)
    casement_vm_window_make_kiosk (CASEMENT_VM_WINDOW (window));
  if (monitor != NULL)
    gtk_window_fullscreen_on_monitor (window, monitor);
  else
    gtk_window_fullscreen (window);
}

/**
 * casement_viewer_open:
 * @address: (transfer full): a SPICE server
 * @authority: (nullable): PEM certificates that the server's must be signed by
 * @failed: called instead of opening a window, with @data
 *
 * Opens a window on @address.
 */
void
casement_viewer_open (GtkApplication *application,
                      CasementSpiceAddress *address,
                      GFile *authority,
                      const CasementViewMode *mode,
                      CasementViewerFailed failed,
                      GObject *data)
{
  g_autoptr (Opening) opening = opening_new (application, mode, failed, data);

  opening->address = address;
  if (authority != NULL)
    g_file_read_async (authority, G_PRIORITY_DEFAULT, NULL, authority_opened_cb, g_steal_pointer (&opening));
  else
    present (opening);
}

/**
 * casement_viewer_open_file:
 * @file: a connection file of virt-viewer
 * @failed: called instead of opening a window, with @data
 *
 * Opens a window on what @file names.
 */
void
casement_viewer_open_file (GtkApplication *application,
                           GFile *file,
                           const CasementViewMode *mode,
                           CasementViewerFailed failed,
                           GObject *data)
{
  casement_vv_file_load_async (file, NULL, file_loaded_cb, opening_new (application, mode, failed, data));
}

/** casement_viewer_close_doors: takes every shortcut of the program away, which in a kiosk would lead elsewhere. */
void
casement_viewer_close_doors (GtkApplication *application)
{
  g_auto (GStrv) actions = gtk_application_list_action_descriptions (application);

  for (char **at = actions; *at != NULL; at++)
    gtk_application_set_accels_for_action (application, *at, (const char *[]){ NULL });
}
