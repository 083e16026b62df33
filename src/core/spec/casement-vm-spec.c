/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-vm-spec.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "casement-error.h"

#define GIB (G_GUINT64_CONSTANT (1) << 30)

/* Every choice the user made, and nothing else: a plain value that opens nothing. */
struct _CasementVmSpec {
  GObject parent_instance;
  const CasementPreset *preset;
  const CasementEdition *edition;
  char *name;
  char *iso_path;
  char *drivers_path;
  guint64 memory;
  guint64 disk_size;
  guint cpus;
  CasementUnattend *unattend;
  GHashTable *choices;  /* recommendation id -> value */
  GHashTable *declined; /* recommendation ids */
};

G_DEFINE_FINAL_TYPE (CasementVmSpec, casement_vm_spec, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_NAME,
  PROP_PRESET,
  PROP_EDITION,
  PROP_ISO_PATH,
  PROP_DRIVERS_PATH,
  PROP_MEMORY,
  PROP_DISK_SIZE,
  PROP_CPUS,
  PROP_UNATTEND,
  N_PROPS
};

enum {
  CHOICE_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
set_text (CasementVmSpec *self, char **field, const char *text, int property)
{
  if (text != NULL && *text == '\0')
    text = NULL;
  if (g_strcmp0 (*field, text) == 0)
    return;
  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static gboolean
tables_equal (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer key, value, other;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!g_hash_table_lookup_extended (b, key, NULL, &other) || g_strcmp0 (value, other) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
unattends_equal (CasementUnattend *a, CasementUnattend *b)
{
  return a == b || (a != NULL && b != NULL && casement_unattend_equal (a, b));
}

static void
casement_vm_spec_finalize (GObject *object)
{
  CasementVmSpec *self = CASEMENT_VM_SPEC (object);

  g_free (self->name);
  g_free (self->iso_path);
  g_free (self->drivers_path);
  g_clear_object (&self->unattend);
  g_hash_table_unref (self->choices);
  g_hash_table_unref (self->declined);
  G_OBJECT_CLASS (casement_vm_spec_parent_class)->finalize (object);
}

static void
casement_vm_spec_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementVmSpec *self = CASEMENT_VM_SPEC (object);

  switch (prop_id) {
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_PRESET:
    g_value_set_string (value, self->preset->id);
    break;
  case PROP_EDITION:
    g_value_set_string (value, self->edition != NULL ? self->edition->id : NULL);
    break;
  case PROP_ISO_PATH:
    g_value_set_string (value, self->iso_path);
    break;
  case PROP_DRIVERS_PATH:
    g_value_set_string (value, self->drivers_path);
    break;
  case PROP_MEMORY:
    g_value_set_uint64 (value, self->memory);
    break;
  case PROP_DISK_SIZE:
    g_value_set_uint64 (value, self->disk_size);
    break;
  case PROP_CPUS:
    g_value_set_uint (value, self->cpus);
    break;
  case PROP_UNATTEND:
    g_value_set_object (value, self->unattend);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_vm_spec_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CasementVmSpec *self = CASEMENT_VM_SPEC (object);

  switch (prop_id) {
  case PROP_NAME:
    casement_vm_spec_set_name (self, g_value_get_string (value));
    break;
  case PROP_PRESET:
    if (casement_preset_find (g_value_get_string (value)) != NULL)
      casement_vm_spec_set_preset (self, casement_preset_find (g_value_get_string (value)));
    break;
  case PROP_EDITION:
    casement_vm_spec_set_edition (self, casement_edition_find (self->preset, g_value_get_string (value)));
    break;
  case PROP_ISO_PATH:
    casement_vm_spec_set_iso_path (self, g_value_get_string (value));
    break;
  case PROP_DRIVERS_PATH:
    casement_vm_spec_set_drivers_path (self, g_value_get_string (value));
    break;
  case PROP_MEMORY:
    casement_vm_spec_set_memory (self, g_value_get_uint64 (value));
    break;
  case PROP_DISK_SIZE:
    casement_vm_spec_set_disk_size (self, g_value_get_uint64 (value));
    break;
  case PROP_CPUS:
    casement_vm_spec_set_cpus (self, g_value_get_uint (value));
    break;
  case PROP_UNATTEND:
    casement_vm_spec_set_unattend (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_vm_spec_class_init (CasementVmSpecClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = casement_vm_spec_finalize;
  object_class->get_property = casement_vm_spec_get_property;
  object_class->set_property = casement_vm_spec_set_property;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_PRESET] = g_param_spec_string ("preset", NULL, NULL, NULL, flags);
  properties[PROP_EDITION] = g_param_spec_string ("edition", NULL, NULL, NULL, flags);
  properties[PROP_ISO_PATH] = g_param_spec_string ("iso-path", NULL, NULL, NULL, flags);
  properties[PROP_DRIVERS_PATH] = g_param_spec_string ("drivers-path", NULL, NULL, NULL, flags);
  properties[PROP_MEMORY] = g_param_spec_uint64 ("memory", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_DISK_SIZE] = g_param_spec_uint64 ("disk-size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_CPUS] = g_param_spec_uint ("cpus", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_UNATTEND] = g_param_spec_object ("unattend", NULL, NULL, CASEMENT_TYPE_UNATTEND, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * CasementVmSpec::choice-changed:
   * @id: of the recommendation whose choice or refusal changed
   */
  signals[CHOICE_CHANGED] = g_signal_new ("choice-changed", CASEMENT_TYPE_VM_SPEC, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
casement_vm_spec_init (CasementVmSpec *self)
{
  self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->declined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/** casement_vm_spec_new: Returns: (transfer full): what @preset recommends, nothing chosen yet. */
CasementVmSpec *
casement_vm_spec_new (const CasementPreset *preset)
{
  CasementVmSpec *self = g_object_new (CASEMENT_TYPE_VM_SPEC, NULL);

  self->preset = preset;
  self->memory = preset->memory_recommended;
  self->disk_size = preset->disk_recommended;
  self->cpus = preset->cpus_recommended;
  return self;
}

/** casement_vm_spec_copy: Returns: (transfer full): an equal specification of its own. */
CasementVmSpec *
casement_vm_spec_copy (CasementVmSpec *self)
{
  CasementVmSpec *copy = casement_vm_spec_new (self->preset);
  GHashTableIter iter;
  gpointer key, value;

  copy->edition = self->edition;
  copy->name = g_strdup (self->name);
  copy->iso_path = g_strdup (self->iso_path);
  copy->drivers_path = g_strdup (self->drivers_path);
  copy->memory = self->memory;
  copy->disk_size = self->disk_size;
  copy->cpus = self->cpus;
  copy->unattend = self->unattend != NULL ? casement_unattend_copy (self->unattend) : NULL;
  g_hash_table_iter_init (&iter, self->choices);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy->choices, g_strdup (key), g_strdup (value));
  g_hash_table_iter_init (&iter, self->declined);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (copy->declined, g_strdup (key));
  return copy;
}

/** casement_vm_spec_equal: Returns: whether both say the same. */
gboolean
casement_vm_spec_equal (CasementVmSpec *self, CasementVmSpec *other)
{
  return self->preset == other->preset && self->edition == other->edition && self->memory == other->memory && self->disk_size == other->disk_size
         && self->cpus == other->cpus && g_strcmp0 (self->name, other->name) == 0
         && g_strcmp0 (self->iso_path, other->iso_path) == 0
         && g_strcmp0 (self->drivers_path, other->drivers_path) == 0 && tables_equal (self->choices, other->choices)
         && tables_equal (self->declined, other->declined) && unattends_equal (self->unattend, other->unattend);
}

/**
 * casement_vm_spec_use_host_defaults:
 * @facts: what the host has
 *
 * Sets memory and processors to what this host can well give: the recommended amount of memory, but no more than
 * half of the host's while that is above Windows' minimum, and no more processors than the host has.
 */
void
casement_vm_spec_use_host_defaults (CasementVmSpec *self, CasementHostFacts *facts)
{
  guint64 total = casement_host_facts_get_memory_total (facts);
  guint cpus = casement_host_facts_get_cpus (facts);
  guint64 memory = self->preset->memory_recommended;

  if (total > 0)
    memory = MIN (memory, total / 2 / GIB * GIB);
  casement_vm_spec_set_memory (self, MAX (memory, self->preset->memory_minimum));
  if (cpus > 0)
    casement_vm_spec_set_cpus (self, MAX (MIN (self->preset->cpus_recommended, cpus), self->preset->cpus_minimum));
}

/** casement_vm_spec_get_preset: Returns: (transfer none): which Windows. */
const CasementPreset *
casement_vm_spec_get_preset (CasementVmSpec *self)
{
  return self->preset;
}

/** casement_vm_spec_set_preset: chooses which Windows, of no edition in particular; amounts stay as they are. */
void
casement_vm_spec_set_preset (CasementVmSpec *self, const CasementPreset *preset)
{
  if (self->preset == preset)
    return;
  self->preset = preset;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PRESET]);
  casement_vm_spec_set_edition (self, NULL);
}

/** casement_vm_spec_get_edition: Returns: (nullable): which edition; %NULL if it is not known. */
const CasementEdition *
casement_vm_spec_get_edition (CasementVmSpec *self)
{
  return self->edition;
}

/** casement_vm_spec_set_edition: says which edition of the preset's Windows it will be; %NULL if it is not known. */
void
casement_vm_spec_set_edition (CasementVmSpec *self, const CasementEdition *edition)
{
  if (self->edition == edition)
    return;
  self->edition = edition;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDITION]);
}

/** casement_vm_spec_get_name: Returns: (nullable): the virtual machine's name. */
const char *
casement_vm_spec_get_name (CasementVmSpec *self)
{
  return self->name;
}

/** casement_vm_spec_set_name: any text; casement_vm_spec_check_name() says whether it can be used. */
void
casement_vm_spec_set_name (CasementVmSpec *self, const char *name)
{
  set_text (self, &self->name, name, PROP_NAME);
}

/** casement_vm_spec_get_iso_path: Returns: (nullable): the installer image, as the host sees it. */
const char *
casement_vm_spec_get_iso_path (CasementVmSpec *self)
{
  return self->iso_path;
}

/** casement_vm_spec_set_iso_path: chooses the installer image; %NULL for none. */
void
casement_vm_spec_set_iso_path (CasementVmSpec *self, const char *path)
{
  set_text (self, &self->iso_path, path, PROP_ISO_PATH);
}

/** casement_vm_spec_get_drivers_path: Returns: (nullable): the driver image; %NULL to go without. */
const char *
casement_vm_spec_get_drivers_path (CasementVmSpec *self)
{
  return self->drivers_path;
}

/** casement_vm_spec_set_drivers_path: chooses the driver image; %NULL to go without. */
void
casement_vm_spec_set_drivers_path (CasementVmSpec *self, const char *path)
{
  set_text (self, &self->drivers_path, path, PROP_DRIVERS_PATH);
}

/** casement_vm_spec_get_memory: Returns: bytes. */
guint64
casement_vm_spec_get_memory (CasementVmSpec *self)
{
  return self->memory;
}

/** casement_vm_spec_set_memory: @bytes of memory, rounded down to whole MiB. */
void
casement_vm_spec_set_memory (CasementVmSpec *self, guint64 bytes)
{
  bytes = bytes >> 20 << 20;
  if (self->memory == bytes)
    return;
  self->memory = bytes;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MEMORY]);
}

/** casement_vm_spec_get_disk_size: Returns: bytes that Windows sees. */
guint64
casement_vm_spec_get_disk_size (CasementVmSpec *self)
{
  return self->disk_size;
}

/** casement_vm_spec_set_disk_size: @bytes that Windows sees, rounded down to whole MiB. */
void
casement_vm_spec_set_disk_size (CasementVmSpec *self, guint64 bytes)
{
  bytes = bytes >> 20 << 20;
  if (self->disk_size == bytes)
    return;
  self->disk_size = bytes;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DISK_SIZE]);
}

/** casement_vm_spec_get_cpus: Returns: processors. */
guint
casement_vm_spec_get_cpus (CasementVmSpec *self)
{
  return self->cpus;
}

/** casement_vm_spec_set_cpus: how many processors Windows sees. */
void
casement_vm_spec_set_cpus (CasementVmSpec *self, guint cpus)
{
  if (self->cpus == cpus)
    return;
  self->cpus = cpus;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CPUS]);
}

/** casement_vm_spec_get_unattend: Returns: (transfer none) (nullable): what Setup is answered; %NULL where the user installs by hand. */
CasementUnattend *
casement_vm_spec_get_unattend (CasementVmSpec *self)
{
  return self->unattend;
}

/** casement_vm_spec_set_unattend: keeps @unattend (nullable), which may change further, and chooses how to install by it. */
void
casement_vm_spec_set_unattend (CasementVmSpec *self, CasementUnattend *unattend)
{
  if (!g_set_object (&self->unattend, unattend))
    return;
  casement_vm_spec_set_choice (self, "install-unattended", unattend != NULL ? "on" : NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNATTEND]);
}

/** casement_vm_spec_get_choice: Returns: (nullable): what was chosen for a recommendation; %NULL for its default. */
const char *
casement_vm_spec_get_choice (CasementVmSpec *self, const char *id)
{
  return g_hash_table_lookup (self->choices, id);
}

/** casement_vm_spec_set_choice: chooses a value for a recommendation; %NULL goes back to its default. */
void
casement_vm_spec_set_choice (CasementVmSpec *self, const char *id, const char *value)
{
  if (g_strcmp0 (g_hash_table_lookup (self->choices, id), value) == 0)
    return;
  if (value != NULL)
    g_hash_table_insert (self->choices, g_strdup (id), g_strdup (value));
  else
    g_hash_table_remove (self->choices, id);
  g_signal_emit (self, signals[CHOICE_CHANGED], 0, id);
}

/** casement_vm_spec_get_declined: Returns: whether the user does not want a recommendation. */
gboolean
casement_vm_spec_get_declined (CasementVmSpec *self, const char *id)
{
  return g_hash_table_contains (self->declined, id);
}

/** casement_vm_spec_set_declined: declines a recommendation, or takes that back. */
void
casement_vm_spec_set_declined (CasementVmSpec *self, const char *id, gboolean declined)
{
  if (casement_vm_spec_get_declined (self, id) == !!declined)
    return;
  if (declined)
    g_hash_table_add (self->declined, g_strdup (id));
  else
    g_hash_table_remove (self->declined, id);
  g_signal_emit (self, signals[CHOICE_CHANGED], 0, id);
}

static int
compare_text_cb (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
dup_keys (GHashTable *table)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, g_strdup (key));
  g_ptr_array_sort (keys, compare_text_cb);
  return keys;
}

/** casement_vm_spec_dup_chosen: Returns: (transfer full): ids with a choice of their own, sorted. */
GPtrArray *
casement_vm_spec_dup_chosen (CasementVmSpec *self)
{
  return dup_keys (self->choices);
}

/** casement_vm_spec_dup_declined: Returns: (transfer full): ids that were declined, sorted. */
GPtrArray *
casement_vm_spec_dup_declined (CasementVmSpec *self)
{
  return dup_keys (self->declined);
}
