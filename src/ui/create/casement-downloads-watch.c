/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-downloads-watch.h"

struct _CasementDownloadsWatch {
  GObject parent_instance;
  GFileMonitor *monitor;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CasementDownloadsWatch, casement_downloads_watch, G_TYPE_OBJECT)

enum {
  FOUND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
identified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementDownloadsWatch) self = user_data;
  g_autoptr (CasementMediaInfo) info = casement_media_info_identify_finish (result, NULL);

  /* Half of an image is none, and the rest of it tells again. */
  if (info != NULL && casement_media_info_get_kind (info) == CASEMENT_MEDIA_WINDOWS_INSTALL && self->monitor != NULL)
    g_signal_emit (self, signals[FOUND], 0, info);
}

/* Browsers write under another name and rename at the end. */
static void
changed_cb (CasementDownloadsWatch *self, GFile *file, GFile *other, GFileMonitorEvent event)
{
  g_autofree char *lower = NULL;

  if (event == G_FILE_MONITOR_EVENT_RENAMED && other != NULL)
    file = other;
  else if (event != G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT && event != G_FILE_MONITOR_EVENT_MOVED_IN)
    return;
  if (g_file_peek_path (file) == NULL)
    return;
  lower = g_ascii_strdown (g_file_peek_path (file), -1);
  if (g_str_has_suffix (lower, ".iso"))
    casement_media_info_identify_async (g_file_peek_path (file), self->cancellable, identified_cb, g_object_ref (self));
}

static void
casement_downloads_watch_dispose (GObject *object)
{
  CasementDownloadsWatch *self = CASEMENT_DOWNLOADS_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (casement_downloads_watch_parent_class)->dispose (object);
}

static void
casement_downloads_watch_class_init (CasementDownloadsWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_downloads_watch_dispose;
  signals[FOUND] = g_signal_new ("found", CASEMENT_TYPE_DOWNLOADS_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 CASEMENT_TYPE_MEDIA_INFO);
}

static void
casement_downloads_watch_init (CasementDownloadsWatch *self)
{
  self->cancellable = g_cancellable_new ();
}

/** casement_downloads_watch_new: Returns: (transfer full): a watch; silent where there is no folder for downloads. */
CasementDownloadsWatch *
casement_downloads_watch_new (void)
{
  CasementDownloadsWatch *self = g_object_new (CASEMENT_TYPE_DOWNLOADS_WATCH, NULL);
  const char *path = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);
  g_autoptr (GFile) folder = path != NULL ? g_file_new_for_path (path) : NULL;

  if (folder != NULL)
    self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
