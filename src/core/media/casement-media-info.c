/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-media-info.h"
#include "casement-media-info-private.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

G_DEFINE_FINAL_TYPE (CasementMediaInfo, casement_media_info, G_TYPE_OBJECT)

static void
edition_free (CasementMediaEdition *edition)
{
  g_free (edition->name);
  g_free (edition->edition_id);
  g_free (edition);
}

static void
casement_media_info_finalize (GObject *object)
{
  CasementMediaInfo *self = CASEMENT_MEDIA_INFO (object);

  g_free (self->path);
  g_free (self->name);
  g_free (self->version);
  g_free (self->arch);
  g_strfreev (self->languages);
  g_free (self->volume_id);
  g_free (self->driver_version);
  g_free (self->os_id);
  g_ptr_array_unref (self->editions);
  G_OBJECT_CLASS (casement_media_info_parent_class)->finalize (object);
}

static void
casement_media_info_class_init (CasementMediaInfoClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_media_info_finalize;
}

static void
casement_media_info_init (CasementMediaInfo *self)
{
  self->editions = g_ptr_array_new_with_free_func ((GDestroyNotify) edition_free);
}

static void
identify_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  CasementMediaInfo *info = casement_media_info_identify (task_data, cancellable, &error);

  if (info != NULL)
    g_task_return_pointer (task, info, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * casement_media_info_identify_async:
 *
 * casement_media_info_identify() in a thread; @callback comes on the caller's main context.
 */
void
casement_media_info_identify_async (const char *path,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_return_if_fail (path != NULL);

  g_task_set_source_tag (task, casement_media_info_identify_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, identify_thread);
}

/** casement_media_info_identify_finish: Returns: (transfer full): see casement_media_info_identify(). */
CasementMediaInfo *
casement_media_info_identify_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/** casement_media_info_get_path: Returns: the file, as it was given; lent. */
const char *
casement_media_info_get_path (CasementMediaInfo *self)
{
  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), NULL);
  return self->path;
}

/** casement_media_info_get_size: Returns: the file's size in bytes. */
guint64
casement_media_info_get_size (CasementMediaInfo *self)
{
  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), 0);
  return self->size;
}

/** casement_media_info_get_kind: Returns: what the image is for. */
CasementMediaKind
casement_media_info_get_kind (CasementMediaInfo *self)
{
  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), CASEMENT_MEDIA_OTHER);
  return self->kind;
}

/** casement_media_kind_to_string: Returns: a stable word for JSON. */
const char *
casement_media_kind_to_string (CasementMediaKind kind)
{
  switch (kind) {
  case CASEMENT_MEDIA_WINDOWS_INSTALL:
    return "windows-install";
  case CASEMENT_MEDIA_VIRTIO_WIN:
    return "virtio-win";
  case CASEMENT_MEDIA_OTHER:
  default:
    return "other";
  }
}

/** casement_media_info_get_name: Returns: (nullable): the product, such as "Windows 11"; lent. */
const char *
casement_media_info_get_name (CasementMediaInfo *self)
{
  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), NULL);
  return self->name;
}

/** casement_media_info_get_version: Returns: (nullable): the release of it, such as "24H2"; lent. */
const char *
casement_media_info_get_version (CasementMediaInfo *self)
{
  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), NULL);
  return self->version;
}

/** casement_media_info_get_build: Returns: the build number of Windows, 0 if not known. */
guint
casement_media_info_get_build (CasementMediaInfo *self)
{
  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), 0);
  return self->build;
}

/** casement_media_info_get_arch: Returns: (nullable): as libvirt names it, such as "x86_64"; lent. */
const char *
casement_media_info_get_arch (CasementMediaInfo *self)
{
  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), NULL);
  return self->arch;
}

/** casement_media_info_get_languages: Returns: (nullable): tags such as "en-US", the default first; lent. */
const char *const *
casement_media_info_get_languages (CasementMediaInfo *self)
{
  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), NULL);
  return (const char *const *) self->languages;
}

/** casement_media_info_get_volume_id: Returns: (nullable): the volume's label; lent. */
const char *
casement_media_info_get_volume_id (CasementMediaInfo *self)
{
  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), NULL);
  return self->volume_id;
}

/** casement_media_info_get_driver_version: Returns: (nullable): of a driver image, such as "0.1.271"; lent.
 */
const char *
casement_media_info_get_driver_version (CasementMediaInfo *self)
{
  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), NULL);
  return self->driver_version;
}

/** casement_media_info_get_os_id: Returns: (nullable): libosinfo's id; lent. */
const char *
casement_media_info_get_os_id (CasementMediaInfo *self)
{
  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), NULL);
  return self->os_id;
}

/** casement_media_info_get_bootable: Returns: whether a machine can start from it (El Torito). */
gboolean
casement_media_info_get_bootable (CasementMediaInfo *self)
{
  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), FALSE);
  return self->bootable;
}

/** casement_media_info_get_editions: Returns: (element-type CasementMediaEdition): maybe empty; lent. */
GPtrArray *
casement_media_info_get_editions (CasementMediaInfo *self)
{
  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), NULL);
  return self->editions;
}

static const char *
get_arch_title (const char *arch)
{
  if (g_strcmp0 (arch, "x86_64") == 0)
    return _("64-bit");
  if (g_strcmp0 (arch, "i686") == 0)
    return _("32-bit");
  if (g_strcmp0 (arch, "aarch64") == 0)
    return _("64-bit Arm");
  return arch;
}

/**
 * casement_media_info_dup_summary:
 *
 * Returns: (transfer full): one line for people, such as "Windows 11 24H2 · en-US · 64-bit · 6 editions".
 */
char *
casement_media_info_dup_summary (CasementMediaInfo *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), NULL);

  name = self->name != NULL ? self->name : _("Unknown disc image");
  /* With one edition, its name says more than the product's. */
  if (self->editions->len == 1) {
    const CasementMediaEdition *edition = g_ptr_array_index (self->editions, 0);

    if (edition->name != NULL)
      name = edition->name;
  }
  g_ptr_array_add (parts,
                   self->version != NULL ? g_strdup_printf ("%s %s", name, self->version) : g_strdup (name));
  if (self->driver_version != NULL)
    g_ptr_array_add (parts, g_strdup (self->driver_version));
  if (self->languages != NULL)
    g_ptr_array_add (parts, g_strjoinv (", ", self->languages));
  if (self->arch != NULL)
    g_ptr_array_add (parts, g_strdup (get_arch_title (self->arch)));
  if (self->editions->len > 1)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u edition", "%u editions", self->editions->len),
                                             self->editions->len));
  if (self->kind == CASEMENT_MEDIA_OTHER && self->volume_id != NULL && self->name == NULL)
    g_ptr_array_add (parts, g_strdup_printf (_("labelled “%s”"), self->volume_id));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static void
add_string (JsonBuilder *builder, const char *key, const char *value)
{
  json_builder_set_member_name (builder, key);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_languages (JsonBuilder *builder, char **languages)
{
  json_builder_set_member_name (builder, "languages");
  if (languages == NULL) {
    json_builder_add_null_value (builder);
    return;
  }
  json_builder_begin_array (builder);
  for (guint i = 0; languages[i] != NULL; i++)
    json_builder_add_string_value (builder, languages[i]);
  json_builder_end_array (builder);
}

static void
add_editions (JsonBuilder *builder, GPtrArray *editions)
{
  json_builder_set_member_name (builder, "editions");
  if (editions->len == 0) {
    json_builder_add_null_value (builder);
    return;
  }
  json_builder_begin_array (builder);
  for (guint i = 0; i < editions->len; i++) {
    const CasementMediaEdition *edition = g_ptr_array_index (editions, i);

    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "index");
    json_builder_add_int_value (builder, edition->index);
    add_string (builder, "name", edition->name);
    add_string (builder, "edition-id", edition->edition_id);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

/**
 * casement_media_info_to_json:
 *
 * Returns: (transfer full): the stable form that the manual page describes; what is not known is null.
 */
char *
casement_media_info_to_json (CasementMediaInfo *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (CASEMENT_IS_MEDIA_INFO (self), NULL);

  json_builder_begin_object (builder);
  add_string (builder, "kind", casement_media_kind_to_string (self->kind));
  add_string (builder, "name", self->name);
  add_string (builder, "version", self->version);
  json_builder_set_member_name (builder, "build");
  if (self->build != 0)
    json_builder_add_int_value (builder, self->build);
  else
    json_builder_add_null_value (builder);
  add_string (builder, "arch", self->arch);
  add_languages (builder, self->languages);
  add_editions (builder, self->editions);
  add_string (builder, "volume-id", self->volume_id);
  add_string (builder, "driver-version", self->driver_version);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
