/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-media-info.h"
#include "casement-media-info-private.h"

#include <string.h>
#include <sys/stat.h>

/* Nobody keeps more; a folder that has is not searched to its end. */
#define MAX_CANDIDATES 64

/* Where Fedora's package puts it, and where people and programs keep disc images. */
static const char *const system_folders[]
    = { "/usr/share/virtio-win", "/usr/local/share/virtio-win", "/var/lib/libvirt/images" };

static guint64
take_number (const char **at)
{
  guint64 number = 0;

  while (**at != '\0' && !g_ascii_isdigit (**at))
    (*at)++;
  for (; g_ascii_isdigit (**at); (*at)++)
    number = MIN (number, G_MAXUINT64 / 16) * 10 + (guint64) g_ascii_digit_value (**at);
  return number;
}

/**
 * casement_media_compare_versions:
 * @a: (nullable): a version of numbers, such as "0.1.271-1"
 * @b: (nullable): another
 *
 * Returns: less than, equal to or more than 0, as @a is older, the same or newer; %NULL is oldest.
 */
int
casement_media_compare_versions (const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return (a != NULL) - (b != NULL);
  while (*a != '\0' || *b != '\0') {
    guint64 x = take_number (&a);
    guint64 y = take_number (&b);

    if (x != y)
      return x < y ? -1 : 1;
  }
  return 0;
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  CasementMediaInfo *x = *(CasementMediaInfo *const *) a;
  CasementMediaInfo *y = *(CasementMediaInfo *const *) b;
  int order = casement_media_compare_versions (y->driver_version, x->driver_version);

  return order != 0 ? order : g_strcmp0 (x->path, y->path);
}

static int
compare_names_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
is_candidate (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_str_has_prefix (lower, "virtio-win") && g_str_has_suffix (lower, ".iso");
}

/* Fedora's virtio-win.iso is a link to the versioned file beside it. */
static gboolean
is_new (const char *path, GHashTable *seen)
{
  struct stat info;

  if (stat (path, &info) != 0)
    return FALSE;
  return g_hash_table_add (seen, g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                                  (guint64) info.st_dev, (guint64) info.st_ino));
}

static void
search_folder (const char *folder, GPtrArray *found, GHashTable *seen, GCancellable *cancellable)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return;
  while (names->len < MAX_CANDIDATES && (name = g_dir_read_name (dir)) != NULL) {
    if (is_candidate (name))
      g_ptr_array_add (names, g_strdup (name));
  }
  /* So that the plain name wins over what it links to. */
  g_ptr_array_sort (names, compare_names_cb);
  for (guint i = 0; i < names->len && !g_cancellable_is_cancelled (cancellable); i++) {
    g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
    g_autoptr (CasementMediaInfo) info = NULL;

    if (!is_new (path, seen))
      continue;
    info = casement_media_info_identify (path, cancellable, NULL);
    if (info != NULL && info->kind == CASEMENT_MEDIA_VIRTIO_WIN)
      g_ptr_array_add (found, g_steal_pointer (&info));
  }
}

/**
 * casement_media_find_drivers_in:
 * @folders: where to look, not below them
 *
 * Returns: (transfer full) (element-type CasementMediaInfo): driver images, the newest version first.
 */
GPtrArray *
casement_media_find_drivers_in (const char *const *folders, GCancellable *cancellable)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; folders[i] != NULL; i++)
    search_folder (folders[i], found, seen, cancellable);
  g_ptr_array_sort (found, compare_cb);
  return found;
}

/**
 * casement_media_find_drivers:
 *
 * Looks for virtio-win images in the usual places: the distribution's package, the user's downloads,
 * libvirt's storage pools, the home folder. Blocks for the time that reading these folders takes.
 *
 * Returns: (transfer full) (element-type CasementMediaInfo): the newest version first; maybe empty.
 */
GPtrArray *
casement_media_find_drivers (GCancellable *cancellable)
{
  g_autofree char *images = g_build_filename (g_get_user_data_dir (), "libvirt", "images", NULL);
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();
  const char *downloads = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);

  for (gsize i = 0; i < G_N_ELEMENTS (system_folders); i++)
    g_ptr_array_add (folders, (gpointer) system_folders[i]);
  if (downloads != NULL)
    g_ptr_array_add (folders, (gpointer) downloads);
  g_ptr_array_add (folders, images);
  g_ptr_array_add (folders, (gpointer) g_get_home_dir ());
  g_ptr_array_add (folders, NULL);
  return casement_media_find_drivers_in ((const char *const *) folders->pdata, cancellable);
}
