/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-media-info-private.h"

#include <osinfo/osinfo.h>
#include <string.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

/* libosinfo makes no promise about threads, and its database takes a while to load: one at a time, once. */
static GMutex lock;
static OsinfoDb *database;

/* The loader of libosinfo 1.10 loses some lists of nodes, once a program. A suppression cannot name it: the
 * sanitizer's fast unwinder does not see it on the stack, and the slow one takes half a minute here. */
static void
load (OsinfoLoader *loader, GError **error)
{
#ifdef __SANITIZE_ADDRESS__
  __lsan_disable ();
#endif
  osinfo_loader_process_default_path (loader, error);
#ifdef __SANITIZE_ADDRESS__
  __lsan_enable ();
#endif
}

static OsinfoDb *
get_database (void)
{
  if (database == NULL) {
    g_autoptr (OsinfoLoader) loader = osinfo_loader_new ();
    g_autoptr (GError) error = NULL;

    load (loader, &error);
    /* Without a database nothing is known, which is no error of the image. */
    if (error != NULL)
      g_info ("No operating system database: %s", error->message);
    database = g_object_ref (osinfo_loader_get_db (loader));
  }
  return database;
}

/* Not osinfo_media_create_from_location(): it opens the file itself, runs the main loop and refuses what has
 * no boot record. */
static OsinfoMedia *
new_media (CasementMediaInfo *self, const CasementVolume *volume)
{
  OsinfoMedia *media = osinfo_media_new (self->path, NULL);
  const struct {
    const char *key;
    const char *value;
  } rows[] = {
    { OSINFO_MEDIA_PROP_VOLUME_ID, self->volume_id },
    { OSINFO_MEDIA_PROP_SYSTEM_ID, volume->system_id },
    { OSINFO_MEDIA_PROP_PUBLISHER_ID, volume->publisher_id },
    { OSINFO_MEDIA_PROP_APPLICATION_ID, volume->application_id },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (rows[i].value != NULL)
      osinfo_entity_set_param (OSINFO_ENTITY (media), rows[i].key, rows[i].value);
  }
  osinfo_entity_set_param_int64 (OSINFO_ENTITY (media), OSINFO_MEDIA_PROP_VOLUME_SIZE, (gint64) volume->size);
  return media;
}

static void
take_languages (CasementMediaInfo *self, OsinfoMedia *media)
{
  GList *languages = osinfo_media_get_languages (media);
  guint n = 0;

  if (languages == NULL)
    return;
  self->languages = g_new0 (char *, g_list_length (languages) + 1);
  for (GList *at = languages; at != NULL; at = at->next)
    self->languages[n++] = g_strdelimit (g_strdup (at->data), "_", '-');
  g_list_free (languages);
}

static void
take_media (CasementMediaInfo *self, OsinfoMedia *media)
{
  g_autoptr (OsinfoOs) os = osinfo_media_get_os (media);
  const char *arch = osinfo_media_get_architecture (media);
  const char *name = os != NULL ? osinfo_product_get_name (OSINFO_PRODUCT (os)) : NULL;

  if (name == NULL)
    return;
  self->os_id = g_strdup (osinfo_entity_get_id (OSINFO_ENTITY (os)));
  if (g_strcmp0 (arch, "all") != 0)
    self->arch = g_strdup (arch);
  if (g_strcmp0 (osinfo_os_get_family (os), "winnt") == 0) {
    if (osinfo_media_get_installer (media))
      self->kind = CASEMENT_MEDIA_WINDOWS_INSTALL;
    /* Its version there is the kernel's, such as 6.1. */
    self->name = g_strdup (g_str_has_prefix (name, "Microsoft ") ? name + strlen ("Microsoft ") : name);
  } else {
    self->name = g_strdup (name);
    self->version = g_strdup (osinfo_product_get_version (OSINFO_PRODUCT (os)));
    /* "Debian 12" has it already. */
    if (self->version != NULL && g_str_has_suffix (self->name, self->version))
      self->name = g_strchomp (g_strndup (name, strlen (name) - strlen (self->version)));
  }
  take_languages (self, media);
}

/**
 * casement_media_osinfo_identify:
 * @self: filled in as far as libosinfo knows
 * @volume: what was read from the image
 *
 * Returns: whether libosinfo knows such a medium.
 */
gboolean
casement_media_osinfo_identify (CasementMediaInfo *self, const CasementVolume *volume)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  g_autoptr (OsinfoMedia) media = new_media (self, volume);
  g_autoptr (OsinfoMediaList) found = osinfo_db_identify_medialist (get_database (), media);

  if (found == NULL || osinfo_list_get_length (OSINFO_LIST (found)) == 0)
    return FALSE;
  take_media (self, OSINFO_MEDIA (osinfo_list_get_nth (OSINFO_LIST (found), 0)));
  return self->name != NULL;
}
