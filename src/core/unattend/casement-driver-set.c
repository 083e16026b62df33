/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-driver-set.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-error.h"

/* Far above what the drivers below take (about 8 MiB without their debugging symbols). */
#define FILE_MAX (32u * 1024 * 1024)
#define TOTAL_MAX (96u * 1024 * 1024)
#define ENTRIES_MAX 20000

/* What Windows needs to see its disk, and its first network, keyboard and agent. Both disk drivers, since neither drives the other's disk; no
 * display driver, which can blank Setup: the guest tools bring that and the rest. */
static const char *const drivers[] = { "viostor", "vioscsi", "netkvm", "vioserial", "vioinput" };

/* Without these Setup finds no disk. */
#define N_REQUIRED 2

/* What a folder that is missing may be replaced by: drivers of an older Windows serve a newer one. */
static const char *const server_chain[] = { "2k25", "2k22", "2k19", "2k16", NULL };
static const char *const client_chain[] = { "w11", "w10", NULL };

typedef struct {
  const char *os;
  const char *arch;
  int best[G_N_ELEMENTS (drivers)]; /* place in the chain; -1: none seen */
  GPtrArray *files;
  gsize total;
} Search;

static void
file_free (CasementDriverFile *file)
{
  g_free (file->path);
  g_bytes_unref (file->bytes);
  g_free (file);
}

static int
find_in_chain (const char *os, const char *folder)
{
  const char *const *chain = *os == '2' ? server_chain : client_chain;
  int at = -1;

  for (int i = 0; chain[i] != NULL; i++) {
    if (g_str_equal (chain[i], os))
      at = i;
    if (at >= 0 && g_ascii_strcasecmp (chain[i], folder) == 0)
      return i - at;
  }
  return -1;
}

/* A plain name: what comes from an image goes into another one, and to Windows. */
static gboolean
is_plain (const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("._-", *p) == NULL)
      return FALSE;
  return *name != '\0' && *name != '.';
}

/* Whether @path is DRIVER/OS/ARCH/FILE of a driver that is wanted. */
static gboolean
match (Search *self, const char *path, guint *driver, int *distance)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", 6);
  gsize length;

  if (g_strv_length (parts) != 4 || !is_plain (parts[3]) || g_ascii_strcasecmp (parts[2], self->arch) != 0)
    return FALSE;
  length = strlen (parts[3]);
  if (length > 4 && g_ascii_strcasecmp (parts[3] + length - 4, ".pdb") == 0)
    return FALSE;
  *distance = find_in_chain (self->os, parts[1]);
  for (*driver = 0; *driver < G_N_ELEMENTS (drivers); (*driver)++)
    if (g_ascii_strcasecmp (parts[0], drivers[*driver]) == 0)
      return *distance >= 0;
  return FALSE;
}

static gboolean
fail (struct archive *archive, const char *image, GError **error)
{
  casement_set_error (error, CASEMENT_ERROR_MEDIA, archive_error_string (archive),
                      _("The drivers in “%s” cannot be read: download or copy the driver image again."), image);
  return FALSE;
}

static gboolean
read_file (Search *self, struct archive *archive, const char *image, const char *path, gint64 size, GError **error)
{
  CasementDriverFile *file;
  g_autofree guint8 *bytes = NULL;
  gsize done = 0;

  if (size < 0 || size > FILE_MAX || self->total + (gsize) size > TOTAL_MAX) {
    casement_set_error (error, CASEMENT_ERROR_MEDIA, path,
                        _("“%s” has a driver that is far too big: download or copy the driver image again."), image);
    return FALSE;
  }
  bytes = g_malloc ((gsize) size + 1);
  while (done < (gsize) size) {
    gssize n = archive_read_data (archive, bytes + done, (gsize) size - done);

    if (n <= 0)
      return fail (archive, image, error);
    done += (gsize) n;
  }
  self->total += done;
  file = g_new0 (CasementDriverFile, 1);
  file->path = g_strdup (path);
  file->bytes = g_bytes_new_take (g_steal_pointer (&bytes), done);
  g_ptr_array_add (self->files, file);
  return TRUE;
}

static gboolean
take_entry (Search *self, struct archive *archive, struct archive_entry *entry, const char *image, gboolean extract, GError **error)
{
  const char *path = archive_entry_pathname (entry);
  guint driver = 0;
  int distance = 0;

  if (path == NULL || archive_entry_filetype (entry) != AE_IFREG || archive_entry_hardlink (entry) != NULL
      || !match (self, path, &driver, &distance))
    return TRUE;
  if (!extract) {
    if (self->best[driver] < 0 || distance < self->best[driver])
      self->best[driver] = distance;
    return TRUE;
  }
  return distance != self->best[driver] || read_file (self, archive, image, path, archive_entry_size (entry), error);
}

static gboolean
walk (Search *self, const char *image, gboolean extract, GCancellable *cancellable, GError **error)
{
  struct archive *archive = archive_read_new ();
  struct archive_entry *entry;
  gboolean done = TRUE;
  int status = ARCHIVE_OK;

  archive_read_support_format_iso9660 (archive);
  if (archive_read_open_filename (archive, image, 64 * 1024) != ARCHIVE_OK)
    done = fail (archive, image, error);
  for (guint i = 0; done && i < ENTRIES_MAX; i++) {
    status = archive_read_next_header (archive, &entry);
    if (status == ARCHIVE_EOF)
      break;
    done = status >= ARCHIVE_WARN ? take_entry (self, archive, entry, image, extract, error) : fail (archive, image, error);
    done = done && !g_cancellable_set_error_if_cancelled (cancellable, error);
  }
  archive_read_free (archive);
  return done;
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  const CasementDriverFile *x = *(CasementDriverFile *const *) a;
  const CasementDriverFile *y = *(CasementDriverFile *const *) b;

  return strcmp (x->path, y->path);
}

/**
 * casement_driver_set_read:
 * @image: the driver image (virtio-win)
 * @os: its folder for this Windows, see casement_driver_set_os()
 * @arch: its folder for this architecture, see casement_driver_set_arch()
 *
 * Reads the few drivers that Setup needs, and nothing else: two copies of one driver within Setup's reach make it fail. Where the image has no
 * folder for this Windows, the next older one is taken. Blocks.
 *
 * Returns: (transfer full) (element-type CasementDriverFile): by path, or %NULL with @error set.
 */
GPtrArray *
casement_driver_set_read (const char *image, const char *os, const char *arch, GCancellable *cancellable, GError **error)
{
  Search search = { .os = os, .arch = arch };
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) file_free);

  for (guint i = 0; i < G_N_ELEMENTS (drivers); i++)
    search.best[i] = -1;
  search.files = files;
  if (!walk (&search, image, FALSE, cancellable, error))
    return NULL;
  for (guint i = 0; i < N_REQUIRED; i++) {
    if (search.best[i] >= 0)
      continue;
    casement_set_error (error, CASEMENT_ERROR_MEDIA, drivers[i],
                        _("“%s” has no disk driver for this Windows and processor: choose a newer driver image (virtio-win)."), image);
    return NULL;
  }
  if (!walk (&search, image, TRUE, cancellable, error))
    return NULL;
  g_ptr_array_sort (files, compare_cb);
  return g_steal_pointer (&files);
}

/** casement_driver_set_os: Returns: (nullable): the folder of the driver image for @preset's Windows. */
const char *
casement_driver_set_os (const CasementPreset *preset)
{
  const char *name = strrchr (preset->os_id, '/') + 1;

  if (g_str_equal (name, "11"))
    return "w11";
  if (g_str_equal (name, "10"))
    return "w10";
  if (g_str_equal (name, "8.1"))
    return "w8.1";
  if (g_str_equal (name, "7"))
    return "w7";
  return g_str_has_prefix (name, "2k") ? name : NULL;
}

/** casement_driver_set_arch: Returns: the folder for the architecture that answer files call @arch. */
const char *
casement_driver_set_arch (const char *arch)
{
  return g_str_equal (arch, "arm64") ? "ARM64" : arch;
}

/**
 * casement_driver_set_dup_folder:
 * @bus: of the system disk: "virtio", "scsi", …
 *
 * Returns: (transfer full) (nullable): the folder to load by hand, as Windows shows it; %NULL where Setup needs no driver.
 */
char *
casement_driver_set_dup_folder (const CasementPreset *preset, const char *bus)
{
  const char *os = casement_driver_set_os (preset);
  const char *driver = g_strcmp0 (bus, "virtio") == 0 ? "viostor" : g_strcmp0 (bus, "scsi") == 0 ? "vioscsi" : NULL;

  if (os == NULL || driver == NULL)
    return NULL;
  return g_strdup_printf ("%s\\%s\\%s", driver, os, g_strcmp0 (preset->arch, "i686") == 0 ? "x86" : "amd64");
}
