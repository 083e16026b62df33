/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-driver-download.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "casement-driver-fetch.h"
#include "casement-error.h"
#include "casement-media-info.h"
#include "casement-size.h"

#define PART "virtio-win.iso.part"
#define PATIENCE_SECONDS 30
/* Five times what the image had grown to in 2026. */
#define MAX_BYTES ((guint64) 4 * 1024 * 1024 * 1024)
#define CHUNK (1024 * 1024)
/* How often progress is told, so that nobody drowns in it. */
#define REPORT_USEC (G_USEC_PER_SEC / 5)

/* There is neither a checksum nor a signature upstream; these are what unrelated projects pin, each of them several. */
static const struct {
  const char *version;
  const char *sha256;
} known[] = {
  { "0.1.285", "e14cf2b94492c3e925f0070ba7fdfedeb2048c91eea9c5a5afb30232a3976331" },
  { "0.1.302", "303f7ae40dad495d6ae474fdc571df58958a4dbc5c37a522d80f9a203867949d" },
};

struct _CasementDriverDownload {
  CasementOperation parent_instance;
  char *url;
  char *folder;
  guint patience;
  gint64 reported;
  char *path;
  char *version;
  char *sha256;
  gboolean is_known;
};

G_DEFINE_FINAL_TYPE (CasementDriverDownload, casement_driver_download, CASEMENT_TYPE_OPERATION)

static void
progress_cb (guint64 received, guint64 total, gpointer user_data)
{
  CasementDriverDownload *self = user_data;
  gint64 now = g_get_monotonic_time ();
  g_autofree char *got = NULL, *all = NULL, *text = NULL;

  if (now - self->reported < REPORT_USEC && received != total)
    return;
  self->reported = now;
  got = casement_size_format (received);
  all = total > 0 ? casement_size_format (total) : NULL;
  text = all != NULL ? g_strdup_printf (_("%s of %s"), got, all) : g_strdup (got);
  casement_operation_report (CASEMENT_OPERATION (self), text, total > 0 ? 0.95 * (double) received / (double) total : -1);
}

static char *
compute_sha256 (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) input = g_file_read (file, cancellable, error);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *buffer = g_malloc (CHUNK);
  gssize n = -1;

  while (input != NULL && (n = g_input_stream_read (G_INPUT_STREAM (input), buffer, CHUNK, cancellable, error)) > 0)
    g_checksum_update (checksum, buffer, n);
  return n == 0 ? g_strdup (g_checksum_get_string (checksum)) : NULL;
}

/* "0.1.285-1" is a build of 0.1.285. */
static gboolean
is_version (const char *found, const char *version)
{
  return g_str_has_prefix (found, version) && !g_ascii_isdigit (found[strlen (version)]);
}

static gboolean
check_image (CasementDriverDownload *self, const char *part, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (CasementMediaInfo) info = casement_media_info_identify (part, cancellable, &local_error);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (info == NULL || casement_media_info_get_kind (info) != CASEMENT_MEDIA_VIRTIO_WIN
      || casement_media_info_get_driver_version (info) == NULL) {
    casement_fetch_forget (part);
    casement_set_error (error, CASEMENT_ERROR_MEDIA, local_error != NULL ? local_error->message : NULL,
                        _("What was downloaded is no driver image, and was deleted. Try again later, or choose a file."));
    return FALSE;
  }
  self->version = g_strdup (casement_media_info_get_driver_version (info));
  self->sha256 = compute_sha256 (part, cancellable, error);
  if (self->sha256 == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++) {
    if (!is_version (self->version, known[i].version))
      continue;
    self->is_known = g_str_equal (self->sha256, known[i].sha256);
    if (self->is_known)
      return TRUE;
    casement_fetch_forget (part);
    casement_set_error (error, CASEMENT_ERROR_MEDIA, self->sha256,
                        _("What was downloaded says that it is driver image %s, but is not the one that is known by that version. It was deleted."),
                        self->version);
    return FALSE;
  }
  return TRUE;
}

/* Beside what is there already; the same version again takes its place. */
static gboolean
put_in_place (CasementDriverDownload *self, const char *part, GError **error)
{
  g_autofree char *name = g_strdup_printf ("virtio-win-%s.iso", self->version);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *note = g_strconcat (part, ".note", NULL);

  if (g_chmod (part, 0644) != 0 || g_rename (part, path) != 0) {
    casement_set_error (error, CASEMENT_ERROR_FAILED, g_strerror (errno), _("The driver image cannot be put in its place in “%s”."), self->folder);
    return FALSE;
  }
  g_unlink (note);
  self->path = g_steal_pointer (&path);
  return TRUE;
}

static gboolean
casement_driver_download_run (CasementOperation *operation, GCancellable *cancellable, GError **error)
{
  CasementDriverDownload *self = CASEMENT_DRIVER_DOWNLOAD (operation);
  g_autofree char *part = g_build_filename (self->folder, PART, NULL);
  CasementFetch fetch = { .url = self->url, .part = part, .patience = self->patience, .max_bytes = MAX_BYTES, .progress = progress_cb, .user_data = self };

  if (g_mkdir_with_parents (self->folder, 0755) != 0) {
    casement_set_error (error, CASEMENT_ERROR_PERMISSION, g_strerror (errno), _("The folder “%s” cannot be made."), self->folder);
    return FALSE;
  }
  casement_operation_report (operation, _("Connecting"), -1);
  if (!casement_fetch_run (&fetch, cancellable, error))
    return FALSE;
  casement_operation_report (operation, _("Checking the image"), 0.97);
  return check_image (self, part, cancellable, error) && put_in_place (self, part, error);
}

static void
casement_driver_download_finalize (GObject *object)
{
  CasementDriverDownload *self = CASEMENT_DRIVER_DOWNLOAD (object);

  g_free (self->url);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->version);
  g_free (self->sha256);
  G_OBJECT_CLASS (casement_driver_download_parent_class)->finalize (object);
}

static void
casement_driver_download_class_init (CasementDriverDownloadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_driver_download_finalize;
  CASEMENT_OPERATION_CLASS (klass)->run = casement_driver_download_run;
}

static void
casement_driver_download_init (CasementDriverDownload *self)
{
  self->patience = PATIENCE_SECONDS;
}

/**
 * casement_driver_download_new:
 * @url: (nullable): where the image is; %NULL for the newest stable one of the project that makes it
 * @folder: (nullable): where it goes; %NULL for the user's downloads
 *
 * Returns: (transfer full): the operation.
 */
CasementDriverDownload *
casement_driver_download_new (const char *url, const char *folder)
{
  CasementDriverDownload *self = g_object_new (CASEMENT_TYPE_DRIVER_DOWNLOAD, "title", _("Downloading the driver image"), NULL);
  const char *downloads = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);

  self->url = g_strdup (url != NULL ? url : CASEMENT_DRIVERS_URL);
  self->folder = g_strdup (folder != NULL ? folder : downloads != NULL ? downloads : g_get_home_dir ());
  return self;
}

/** casement_driver_download_set_patience: @seconds: without a byte, after which the other side is given up. */
void
casement_driver_download_set_patience (CasementDriverDownload *self, guint seconds)
{
  self->patience = seconds;
}

/** casement_driver_download_get_path: Returns: (nullable): the image, once it is there. */
const char *
casement_driver_download_get_path (CasementDriverDownload *self)
{
  return self->path;
}

/** casement_driver_download_get_version: Returns: (nullable): its version, once it is there. */
const char *
casement_driver_download_get_version (CasementDriverDownload *self)
{
  return self->version;
}

/** casement_driver_download_get_sha256: Returns: (nullable): its hash, once it is there. */
const char *
casement_driver_download_get_sha256 (CasementDriverDownload *self)
{
  return self->sha256;
}

/** casement_driver_download_get_known: Returns: whether that is the hash that others know this version by. */
gboolean
casement_driver_download_get_known (CasementDriverDownload *self)
{
  return self->is_known;
}
