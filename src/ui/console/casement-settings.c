/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-settings.h"

/* Where the schema is in a build tree, seen from any program there. */
#define BUILD_PATH "../../data/schemas"

static GSettingsSchema *
find_schema (void)
{
  GSettingsSchemaSource *standard = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchemaSource) source = NULL;
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *path = folder != NULL ? g_build_filename (folder, BUILD_PATH, NULL) : NULL;

  /* A program that was not installed needs the schema of its own source, whatever is installed beside it. */
  if (path != NULL)
    source = g_settings_schema_source_new_from_directory (path, standard, TRUE, NULL);
  if (source == NULL && standard != NULL)
    source = g_settings_schema_source_ref (standard);
  return source != NULL ? g_settings_schema_source_lookup (source, CASEMENT_APP_ID, TRUE) : NULL;
}

/** casement_settings_get: Returns: (transfer none): the user's settings; one object for the whole program. */
GSettings *
casement_settings_get (void)
{
  static GSettings *settings = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;

  if (settings != NULL)
    return settings;
  schema = find_schema ();
  if (schema == NULL)
    g_error ("The settings schema %s is not installed: run glib-compile-schemas on the folder it was installed to",
             CASEMENT_APP_ID);
  settings = g_settings_new_full (schema, NULL, NULL);
  return settings;
}

/**
 * casement_settings_tell_once:
 * @name: of a hint
 *
 * Returns: whether the hint is still to be given; from now on it is not.
 */
gboolean
casement_settings_tell_once (const char *name)
{
  GSettings *settings = casement_settings_get ();
  g_auto (GStrv) told = g_settings_get_strv (settings, "told");
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) now = NULL;

  g_return_val_if_fail (name != NULL, FALSE);

  if (g_strv_contains ((const char *const *) told, name))
    return FALSE;
  builder = g_strv_builder_new ();
  g_strv_builder_addv (builder, (const char **) told);
  g_strv_builder_add (builder, name);
  now = g_strv_builder_end (builder);
  g_settings_set_strv (settings, "told", (const char *const *) now);
  return TRUE;
}

static void
bind (GtkWindow *window, const char *prefix, const char *what, const char *property)
{
  g_autofree char *key = g_strdup_printf ("%s-%s", prefix, what);

  /* Read once: several windows share a key, and none shall follow another one's size. */
  g_settings_bind (casement_settings_get (), key, window, property,
                   G_SETTINGS_BIND_GET | G_SETTINGS_BIND_SET | G_SETTINGS_BIND_GET_NO_CHANGES);
}

/**
 * casement_settings_keep_size:
 * @window: not shown yet
 * @prefix: of the settings: "window" or "machine"
 *
 * Gives @window the size that the last one of its kind had, and remembers this one's.
 */
void
casement_settings_keep_size (GtkWindow *window, const char *prefix)
{
  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (prefix != NULL);

  bind (window, prefix, "width", "default-width");
  bind (window, prefix, "height", "default-height");
  bind (window, prefix, "maximized", "maximized");
}
