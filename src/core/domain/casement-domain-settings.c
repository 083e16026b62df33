/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-domain-settings.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "casement-domain-words.h"
#include "casement-xml.h"

typedef enum {
  SETTING_ATTRIBUTE,
  SETTING_DEFAULT,
  SETTING_TEXT,
  SETTING_PRESENT,
  SETTING_ABSENT,
  SETTING_RENAME,
  SETTING_RANGE,
  SETTING_COUNT,
  SETTING_AT_LEAST,
} SettingKind;

typedef struct {
  SettingKind kind;
  char *path;
  char *attribute;
  char *value;
  guint64 minimum;
  guint64 maximum;
  gboolean or_unset;
} Setting;

struct _CasementDomainSettings {
  GArray *settings;
};

static void
setting_clear (Setting *setting)
{
  g_free (setting->path);
  g_free (setting->attribute);
  g_free (setting->value);
}

static void
add (CasementDomainSettings *self, SettingKind kind, const char *path, const char *attribute, const char *value)
{
  Setting setting = { kind, g_strdup (path), g_strdup (attribute), g_strdup (value), 0, G_MAXUINT64, FALSE };

  g_array_append_val (self->settings, setting);
}

/* Removes what the path names, and the containers that this leaves with nothing in them; a container that has text,
 * attributes or other children stays. */
static void
remove_node (xmlNodePtr node, xmlNodePtr root)
{
  xmlNodePtr parent = node->parent;

  casement_xml_remove (node);
  while (parent != NULL && parent != root && xmlChildElementCount (parent) == 0 && parent->properties == NULL) {
    g_autofree char *text = casement_xml_dup_text (parent);

    if (text != NULL && *text != '\0')
      break;
    node = parent;
    parent = node->parent;
    casement_xml_remove (node);
  }
}

/**
 * casement_domain_read_kib:
 * @node: (nullable): a <memory> or the like
 *
 * libvirt's scaled integers; KiB where no unit is given (formatdomain, "memory"), and so a plain number as it is.
 *
 * Returns: KiB; 0 where there is no number.
 */
guint64
casement_domain_read_kib (xmlNodePtr node)
{
  static const struct {
    const char *unit;
    double kib;
  } units[] = {
    { "b", 1.0 / 1024 },   { "bytes", 1.0 / 1024 }, { "KB", 1000.0 / 1024 },         { "k", 1 },          { "KiB", 1 },
    { "MB", 1e6 / 1024 },  { "M", 1024 },           { "MiB", 1024 },                 { "GB", 1e9 / 1024 }, { "G", 1048576 },
    { "GiB", 1048576 },    { "TB", 1e12 / 1024 },   { "T", 1073741824.0 },           { "TiB", 1073741824.0 },
  };
  g_autofree char *text = casement_xml_dup_text (node);
  g_autofree char *unit = casement_xml_dup_attr (node, "unit");
  guint64 number;

  if (!casement_xml_parse_uint (text, G_MAXINT64, &number))
    return 0;
  for (guint i = 0; unit != NULL && i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].unit, unit) == 0)
      return (guint64) MIN ((double) number * units[i].kib, (double) (G_MAXINT64 / 2));
  return number;
}

static void
clamp_kib (const Setting *setting, xmlNodePtr node)
{
  guint64 now = node != NULL ? casement_domain_read_kib (node) : 0;
  guint64 wanted = CLAMP (now, setting->minimum, setting->maximum);
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, wanted);

  if (node == NULL || now == wanted)
    return;
  casement_xml_set_text (node, text);
  casement_xml_set_attr (node, "unit", "KiB");
}

static void
setting_apply (const Setting *setting, xmlNodePtr root)
{
  xmlNodePtr node;

  switch (setting->kind) {
  case SETTING_ATTRIBUTE:
    if (setting->value != NULL)
      casement_xml_set_attr (casement_xml_ensure (root, setting->path), setting->attribute, setting->value);
    else if ((node = casement_xml_find (root, setting->path)) != NULL)
      casement_xml_set_attr (node, setting->attribute, NULL);
    break;
  case SETTING_DEFAULT:
    node = casement_xml_ensure (root, setting->path);
    if (!xmlHasProp (node, BAD_CAST setting->attribute))
      casement_xml_set_attr (node, setting->attribute, setting->value);
    break;
  case SETTING_TEXT:
    casement_xml_set_text (casement_xml_ensure (root, setting->path), setting->value);
    break;
  case SETTING_PRESENT:
    casement_xml_ensure (root, setting->path);
    break;
  case SETTING_ABSENT:
    while ((node = casement_xml_find (root, setting->path)) != NULL)
      remove_node (node, root);
    break;
  case SETTING_RENAME:
    while ((node = casement_xml_find (root, setting->path)) != NULL)
      casement_xml_set_attr (node, setting->attribute, setting->value);
    break;
  case SETTING_RANGE:
    clamp_kib (setting, casement_xml_find (root, setting->path));
    break;
  case SETTING_AT_LEAST:
    node = casement_xml_ensure (root, setting->path);
    if (casement_domain_read_kib (node) < setting->minimum) {
      g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, setting->minimum);

      casement_xml_set_text (node, text);
    }
    break;
  case SETTING_COUNT:
    for (guint64 i = casement_xml_count (root, setting->path); i < setting->minimum; i++)
      casement_xml_append (root, setting->path);
    break;
  default:
    g_assert_not_reached ();
  }
}

/* On PCI Express, "virtio" is the modern form; somebody may have named that. */
static gboolean
means (const char *found, const char *wanted)
{
  return g_strcmp0 (found, wanted) == 0
         || (g_strcmp0 (wanted, "virtio") == 0 && g_strcmp0 (found, "virtio-non-transitional") == 0);
}

static gboolean
setting_is_met (const Setting *setting, xmlNodePtr node, xmlNodePtr root)
{
  g_autofree char *value = NULL;

  switch (setting->kind) {
  case SETTING_ATTRIBUTE:
    value = casement_xml_dup_attr (node, setting->attribute);
    if (value == NULL && setting->or_unset)
      return TRUE;
    return means (value, setting->value);
  case SETTING_TEXT:
    value = casement_xml_dup_text (node);
    return g_strcmp0 (value, setting->value) == 0;
  case SETTING_DEFAULT:
  case SETTING_PRESENT:
    return node != NULL;
  case SETTING_ABSENT:
  case SETTING_RENAME:
    return node == NULL;
  case SETTING_AT_LEAST:
    return node != NULL && casement_domain_read_kib (node) >= setting->minimum;
  case SETTING_COUNT:
    return casement_xml_count (root, setting->path) >= setting->minimum;
  case SETTING_RANGE:
    return node == NULL || (casement_domain_read_kib (node) >= setting->minimum && casement_domain_read_kib (node) <= setting->maximum);
  default:
    g_assert_not_reached ();
  }
}

static char *
setting_describe (const Setting *setting, xmlNodePtr node, xmlNodePtr root)
{
  g_autofree char *owner = NULL;
  g_autofree char *name = casement_domain_dup_words (setting->path, setting->attribute, &owner);
  g_autofree char *value = NULL;

  if (setting->kind == SETTING_COUNT)
    /* Translators: parts of a machine, such as "slots for USB redirection: fewer than 2" */
    return g_strdup_printf (_("%s: fewer than %u"), name, (guint) setting->minimum);
  if (node == NULL && g_str_has_prefix (owner, "devices/") && casement_xml_find (root, owner) == NULL) {
    g_autofree char *itself = NULL;
    g_autofree char *part = casement_domain_dup_words (owner, NULL, &itself);

    return g_strdup_printf (_("no %s"), part);
  }
  if (setting->kind == SETTING_RANGE)
    return g_strdup_printf (_("%s is %u MiB"), name, (guint) MIN (casement_domain_read_kib (node) / 1024, G_MAXUINT));
  if (setting->kind == SETTING_RENAME)
    /* Translators: a device in the form for old and new systems */
    return g_strdup_printf (_("%s is transitional"), name);
  if (setting->kind == SETTING_ABSENT)
    return g_strdup_printf (_("%s is there"), name);
  value = setting->attribute != NULL ? casement_xml_dup_attr (node, setting->attribute) : casement_xml_dup_text (node);
  if (value == NULL || *value == '\0')
    return g_strdup_printf (_("%s is not set"), name);
  /* Translators: a setting of a machine and what it is set to, such as: clock offset is “utc” */
  return g_strdup_printf (_("%s is “%s”"), name, value);
}

/** casement_domain_settings_new: Returns: (transfer full): an empty list. */
CasementDomainSettings *
casement_domain_settings_new (void)
{
  CasementDomainSettings *self = g_new0 (CasementDomainSettings, 1);

  self->settings = g_array_new (FALSE, FALSE, sizeof (Setting));
  g_array_set_clear_func (self->settings, (GDestroyNotify) setting_clear);
  return self;
}

/** casement_domain_settings_free: frees the list. */
void
casement_domain_settings_free (CasementDomainSettings *self)
{
  g_array_unref (self->settings);
  g_free (self);
}

/** casement_domain_settings_attr: wants the attribute of the element at @path to be @value; %NULL: not to be there. */
void
casement_domain_settings_attr (CasementDomainSettings *self, const char *path, const char *attribute, const char *value)
{
  add (self, SETTING_ATTRIBUTE, path, attribute, value);
}

/** casement_domain_settings_default: wants the element, and gives it the attribute only where it has none. */
void
casement_domain_settings_default (CasementDomainSettings *self,
                                  const char *path,
                                  const char *attribute,
                                  const char *value)
{
  add (self, SETTING_DEFAULT, path, attribute, value);
}

/** casement_domain_settings_text: wants the element at @path to hold just @text. */
void
casement_domain_settings_text (CasementDomainSettings *self, const char *path, const char *text)
{
  add (self, SETTING_TEXT, path, NULL, text);
}

/** casement_domain_settings_present: wants an element at @path. */
void
casement_domain_settings_present (CasementDomainSettings *self, const char *path)
{
  add (self, SETTING_PRESENT, path, NULL, NULL);
}

/** casement_domain_settings_absent: wants no element at @path. */
void
casement_domain_settings_absent (CasementDomainSettings *self, const char *path)
{
  add (self, SETTING_ABSENT, path, NULL, NULL);
}

/**
 * casement_domain_settings_rename:
 * @path: with a condition on @attribute that no longer holds once it is @value
 *
 * Wants every element that matches to have @value there instead.
 */
void
casement_domain_settings_rename (CasementDomainSettings *self, const char *path, const char *attribute, const char *value)
{
  add (self, SETTING_RENAME, path, attribute, value);
}

/** casement_domain_settings_range: wants an amount of memory between two, in KiB; nothing where the element is missing. */
void
casement_domain_settings_range (CasementDomainSettings *self, const char *path, guint64 minimum, guint64 maximum)
{
  add (self, SETTING_RANGE, path, NULL, NULL);
  g_array_index (self->settings, Setting, self->settings->len - 1).minimum = minimum;
  g_array_index (self->settings, Setting, self->settings->len - 1).maximum = maximum;
}

/** casement_domain_settings_count: wants at least @minimum elements that match @path. */
void
casement_domain_settings_count (CasementDomainSettings *self, const char *path, guint minimum)
{
  add (self, SETTING_COUNT, path, NULL, NULL);
  g_array_index (self->settings, Setting, self->settings->len - 1).minimum = minimum;
}

/** casement_domain_settings_at_least: wants the element at @path to hold a number no smaller than @minimum. */
void
casement_domain_settings_at_least (CasementDomainSettings *self, const char *path, guint64 minimum)
{
  add (self, SETTING_AT_LEAST, path, NULL, NULL);
  g_array_index (self->settings, Setting, self->settings->len - 1).minimum = minimum;
}

/** casement_domain_settings_or_unset: of the setting added last: not to name it means the same, so a check accepts that. */
void
casement_domain_settings_or_unset (CasementDomainSettings *self)
{
  g_array_index (self->settings, Setting, self->settings->len - 1).or_unset = TRUE;
}

/** casement_domain_settings_get_size: Returns: how many things are wanted. */
guint
casement_domain_settings_get_size (CasementDomainSettings *self)
{
  return self->settings->len;
}

/** casement_domain_settings_apply: changes the domain at @root in place, in the order the settings were added. */
void
casement_domain_settings_apply (CasementDomainSettings *self, xmlNodePtr root)
{
  for (guint i = 0; i < self->settings->len; i++)
    setting_apply (&g_array_index (self->settings, Setting, i), root);
}

/**
 * casement_domain_settings_check:
 * @found: (out) (optional) (nullable) (transfer full): what the first difference is, for the user
 * @place: (out) (optional) (nullable) (transfer full): the path of it in the domain's XML
 *
 * Returns: whether everything is as wanted.
 */
gboolean
casement_domain_settings_check (CasementDomainSettings *self, xmlNodePtr root, char **found, char **place)
{
  for (guint i = 0; i < self->settings->len; i++) {
    const Setting *setting = &g_array_index (self->settings, Setting, i);
    xmlNodePtr node = casement_xml_find (root, setting->path);

    if (setting_is_met (setting, node, root))
      continue;
    if (found != NULL)
      *found = setting_describe (setting, node, root);
    if (place != NULL)
      *place = setting->attribute != NULL ? g_strdup_printf ("%s@%s", setting->path, setting->attribute) : g_strdup (setting->path);
    return FALSE;
  }
  return TRUE;
}

/**
 * casement_domain_get_node:
 * @config_object: a GVirConfigObject
 *
 * libvirt-gconfig has no setters for half of what a Windows guest needs; its public property "node" gives the live
 * element, which typed getters and the serializer see too.
 *
 * Returns: (transfer none): the element; valid as long as the object.
 */
xmlNodePtr
casement_domain_get_node (gpointer config_object)
{
  xmlNodePtr node = NULL;

  g_object_get (config_object, "node", &node, NULL);
  return node;
}
