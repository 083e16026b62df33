/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-locale.h"

#include <gio/gio.h>
#include <string.h>

#define KEYBOARD_FILE "/etc/default/keyboard"
#define INPUT_SOURCES "org.gnome.desktop.input-sources"

/** casement_host_dup_language: Returns: (transfer full): the user's language, as Windows names it; "en-US" if Windows has none like it. */
char *
casement_host_dup_language (void)
{
  const char *const *names = g_get_language_names ();

  for (guint i = 0; names[i] != NULL; i++) {
    char *tag = casement_windows_locale_dup_tag (names[i]);

    if (tag != NULL)
      return tag;
  }
  return g_strdup ("en-US");
}

static char *
join_layout (const char *layout, const char *variant)
{
  if (layout == NULL || *layout == '\0')
    return NULL;
  return variant != NULL && *variant != '\0' ? g_strdup_printf ("%s+%s", layout, variant) : g_strdup (layout);
}

static char *
dup_first (const char *list)
{
  return list != NULL ? g_strndup (list, strcspn (list, ",")) : NULL;
}

static char *
find_value (char **lines, const char *key)
{
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = lines[i] + strspn (lines[i], " \t");
    gsize length = strlen (key);

    if (strncmp (line, key, length) == 0 && line[length] == '=')
      return g_shell_unquote (line + length + 1, NULL);
  }
  return NULL;
}

/**
 * casement_keyboard_file_dup_layout:
 * @text: of Debian's keyboard(5)
 *
 * Returns: (transfer full) (nullable): the first layout in it, with its variant after "+".
 */
char *
casement_keyboard_file_dup_layout (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *layouts = find_value (lines, "XKBLAYOUT");
  g_autofree char *variants = find_value (lines, "XKBVARIANT");
  g_autofree char *layout = dup_first (layouts);
  g_autofree char *variant = dup_first (variants);

  return join_layout (layout, variant);
}

/* The desktop's own choice; the schema is not everywhere. */
static char *
dup_desktop_layout (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source != NULL ? g_settings_schema_source_lookup (source, INPUT_SOURCES, TRUE) : NULL;
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GVariant) sources = NULL;

  if (schema == NULL || !g_settings_schema_has_key (schema, "sources"))
    return NULL;
  settings = g_settings_new_full (schema, NULL, NULL);
  sources = g_settings_get_value (settings, "sources");
  if (!g_variant_is_of_type (sources, G_VARIANT_TYPE ("a(ss)")))
    return NULL;
  for (gsize i = 0; i < g_variant_n_children (sources); i++) {
    const char *kind, *id;

    g_variant_get_child (sources, i, "(&s&s)", &kind, &id);
    if (g_str_equal (kind, "xkb"))
      return g_strdup (id);
  }
  return NULL;
}

/** casement_host_dup_keyboard: Returns: (transfer full): the user's keyboard layout, one that Windows has too. */
char *
casement_host_dup_keyboard (void)
{
  g_autofree char *language = casement_host_dup_language ();
  g_autofree char *desktop = dup_desktop_layout ();
  g_autofree char *text = NULL;
  g_autofree char *file = NULL;
  gsize length;

  if (casement_windows_keyboard_find (desktop) != NULL)
    return g_strdup (casement_windows_keyboard_find (desktop)->layout);
  if (g_file_get_contents (KEYBOARD_FILE, &text, &length, NULL) && length < 65536)
    file = casement_keyboard_file_dup_layout (text);
  if (casement_windows_keyboard_find (file) != NULL)
    return g_strdup (casement_windows_keyboard_find (file)->layout);
  return g_strdup (casement_windows_locale_find (language)->keyboard);
}

/** casement_host_dup_time_zone: Returns: (transfer full) (nullable): the host's time zone, as the rest of the world names it. */
char *
casement_host_dup_time_zone (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const char *name = g_time_zone_get_identifier (zone);

  /* TZ=":Europe/Berlin" is given back with its colon. */
  while (name != NULL && *name == ':')
    name++;
  return name != NULL && *name != '\0' ? g_strdup (name) : NULL;
}
