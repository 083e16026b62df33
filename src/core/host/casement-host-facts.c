/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-host-facts.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "casement-error.h"
#include "casement-xml.h"

/* What the host can do, as libvirt tells it. Immutable; opens nothing. */
struct _CasementHostFacts {
  GObject parent_instance;
  char *uri;
  char *emulator;
  char *machine;
  char *arch;
  char *virt_type;
  char *kvm_denied;
  guint64 libvirt_version;
  guint64 qemu_version;
  guint max_vcpus;
  guint cpus;
  guint threads_per_core;
  guint64 memory_total;
  guint64 memory_free;
  char *cpu_vendor;
  char *cpu_model;
  GHashTable *cpu_features; /* name -> policy */
  CasementTristate smm;
  /* "devices/tpm" -> NULL where supported, "devices/tpm/backendModel" -> strv of its values */
  GHashTable *capabilities;
};

G_DEFINE_FINAL_TYPE (CasementHostFacts, casement_host_facts, G_TYPE_OBJECT)

/* No libvirt below the floor ever gets here, so a saved file whose libvirt is not known comes from this or later. */
#define LIBVIRT_FLOOR CASEMENT_VERSION_NUMBER (9, 0, 0)

/* Domain capabilities are a few levels deep; the parser allows 256. */
#define MAX_DEPTH 8

static void
add_value (CasementHostFacts *self, const char *path, xmlNodePtr value_node)
{
  GPtrArray *values = g_hash_table_lookup (self->capabilities, path);

  if (values == NULL) {
    values = g_ptr_array_new_with_free_func (g_free);
    g_hash_table_insert (self->capabilities, g_strdup (path), values);
  }
  g_ptr_array_add (values, casement_xml_dup_text (value_node));
}

static void
read_element (CasementHostFacts *self, xmlNodePtr node, const char *path, int depth)
{
  if (depth > MAX_DEPTH)
    return;
  for (xmlNodePtr child = node->children; child != NULL; child = child->next) {
    g_autofree char *child_path = NULL;
    g_autofree char *name = NULL;

    if (child->type != XML_ELEMENT_NODE)
      continue;
    if (strcmp ((const char *) child->name, "value") == 0) {
      add_value (self, path, child);
      continue;
    }
    name = strcmp ((const char *) child->name, "enum") == 0 || strcmp ((const char *) child->name, "mode") == 0
               ? casement_xml_dup_attr (child, "name")
               : g_strdup ((const char *) child->name);
    if (name == NULL)
      continue;
    child_path = *path != '\0' ? g_strconcat (path, "/", name, NULL) : g_strdup (name);
    if (!casement_xml_attr_is (child, "supported", "no") && !g_hash_table_contains (self->capabilities, child_path))
      g_hash_table_insert (self->capabilities, g_strdup (child_path), g_ptr_array_new_with_free_func (g_free));
    /* A leaf with text is a list of one: <defaults><stimer_direct>on</stimer_direct></defaults>. */
    if (xmlChildElementCount (child) == 0 && child->children != NULL)
      add_value (self, child_path, child);
    else
      read_element (self, child, child_path, depth + 1);
  }
}

/* Named models are <model> elements of their own kind of list; those that cannot run here are left out. */
static void
read_named_models (CasementHostFacts *self, xmlNodePtr root)
{
  xmlNodePtr mode = casement_xml_find (root, "cpu/mode[name=custom]");

  for (xmlNodePtr model = casement_xml_child (mode, "model"); model != NULL; model = casement_xml_next (model, "model"))
    if (!casement_xml_attr_is (model, "usable", "no"))
      add_value (self, "cpu/custom", model);
}

static void
read_host_model (CasementHostFacts *self, xmlNodePtr root)
{
  xmlNodePtr mode = casement_xml_find (root, "cpu/mode[name=host-model,supported=yes]");

  if (mode == NULL)
    return;
  self->cpu_model = casement_xml_dup_text (casement_xml_child (mode, "model"));
  self->cpu_vendor = casement_xml_dup_text (casement_xml_child (mode, "vendor"));
  for (xmlNodePtr feature = casement_xml_child (mode, "feature"); feature != NULL;
       feature = casement_xml_next (feature, "feature")) {
    char *name = casement_xml_dup_attr (feature, "name");

    if (name != NULL)
      g_hash_table_insert (self->cpu_features, name, casement_xml_dup_attr (feature, "policy"));
  }
}

/* "pc-q35-7.2" -> 7.2.0; 0 for an alias. */
static guint64
version_of_machine (const char *machine)
{
  const char *dash = machine != NULL ? strrchr (machine, '-') : NULL;
  char *end = NULL;
  guint64 major, minor;

  if (dash == NULL || !g_ascii_isdigit (dash[1]))
    return 0;
  major = g_ascii_strtoull (dash + 1, &end, 10);
  if (*end != '.')
    return 0;
  minor = g_ascii_strtoull (end + 1, NULL, 10);
  if (major > 999 || minor > 999)
    return 0;
  return CASEMENT_VERSION_NUMBER (major, minor, 0);
}

/* The domain capabilities do not name libvirt's version. These parts appeared in libvirt 10 and 11 only (its
 * news: launchSecurity, panic and interface in domain capabilities). */
static guint64
version_from_capabilities (CasementHostFacts *self)
{
  if (casement_host_facts_supports (self, "devices/interface")
      || casement_host_facts_lists (self, "devices/graphics/type", "rdp"))
    return CASEMENT_VERSION_NUMBER (11, 1, 0);
  return LIBVIRT_FLOOR;
}

static gboolean
read_domain_capabilities (CasementHostFacts *self, const char *xml, GError **error)
{
  g_autoptr (xmlDoc) doc = casement_xml_parse (xml, -1, "domainCapabilities", error);
  g_autofree char *max_vcpus = NULL;
  xmlNodePtr root;
  guint64 number;

  if (doc == NULL)
    return FALSE;
  root = xmlDocGetRootElement (doc);
  self->emulator = casement_xml_dup_text (casement_xml_child (root, "path"));
  self->virt_type = casement_xml_dup_text (casement_xml_child (root, "domain"));
  self->machine = casement_xml_dup_text (casement_xml_child (root, "machine"));
  self->arch = casement_xml_dup_text (casement_xml_child (root, "arch"));
  if (self->emulator == NULL || self->virt_type == NULL || self->arch == NULL) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _("The domain capabilities name no emulator, virtualization type or architecture."));
    return FALSE;
  }
  max_vcpus = casement_xml_dup_attr (casement_xml_child (root, "vcpu"), "max");
  if (casement_xml_parse_uint (max_vcpus, 65536, &number))
    self->max_vcpus = number;
  read_element (self, root, "", 0);
  read_host_model (self, root);
  read_named_models (self, root);
  return TRUE;
}

static gboolean
read_capabilities (CasementHostFacts *self, const char *xml, GError **error)
{
  g_autoptr (xmlDoc) doc = casement_xml_parse (xml, -1, "capabilities", error);
  xmlNodePtr root, topology;
  g_autofree char *threads = NULL;
  guint64 number;

  if (doc == NULL)
    return FALSE;
  root = xmlDocGetRootElement (doc);
  topology = casement_xml_find (root, "host/cpu/topology");
  threads = casement_xml_dup_attr (topology, "threads");
  if (casement_xml_parse_uint (threads, 64, &number) && number > 0)
    self->threads_per_core = number;
  if (self->cpu_vendor == NULL)
    self->cpu_vendor = casement_xml_dup_text (casement_xml_find (root, "host/cpu/vendor"));
  for (xmlNodePtr cell = casement_xml_find (root, "host/topology/cells/cell"); cell != NULL;
       cell = casement_xml_next (cell, "cell")) {
    g_autofree char *num = casement_xml_dup_attr (casement_xml_child (cell, "cpus"), "num");

    if (casement_xml_parse_uint (num, 65536, &number))
      self->cpus += number;
  }
  return TRUE;
}

static void
casement_host_facts_finalize (GObject *object)
{
  CasementHostFacts *self = CASEMENT_HOST_FACTS (object);

  g_free (self->uri);
  g_free (self->emulator);
  g_free (self->machine);
  g_free (self->arch);
  g_free (self->virt_type);
  g_free (self->kvm_denied);
  g_free (self->cpu_vendor);
  g_free (self->cpu_model);
  g_hash_table_unref (self->cpu_features);
  g_hash_table_unref (self->capabilities);
  G_OBJECT_CLASS (casement_host_facts_parent_class)->finalize (object);
}

static void
casement_host_facts_class_init (CasementHostFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_host_facts_finalize;
}

static void
casement_host_facts_init (CasementHostFacts *self)
{
  self->threads_per_core = 1;
  self->cpu_features = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->capabilities
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * casement_host_facts_new:
 * @input: raw material; copied
 *
 * Returns: (transfer full) (nullable): the facts, or %NULL with @error when a document is not what it should be.
 */
CasementHostFacts *
casement_host_facts_new (const CasementHostInput *input, GError **error)
{
  g_autoptr (CasementHostFacts) self = g_object_new (CASEMENT_TYPE_HOST_FACTS, NULL);

  g_return_val_if_fail (input != NULL && input->domain_capabilities != NULL, NULL);

  if (!read_domain_capabilities (self, input->domain_capabilities, error))
    return NULL;
  if (input->capabilities != NULL && !read_capabilities (self, input->capabilities, error))
    return NULL;
  self->uri = g_strdup (input->uri);
  self->kvm_denied = g_strdup (input->kvm_denied);
  self->memory_total = input->memory_total;
  self->memory_free = input->memory_free;
  self->libvirt_version = input->libvirt_version != 0 ? input->libvirt_version : version_from_capabilities (self);
  self->qemu_version = input->qemu_version != 0 ? input->qemu_version : version_of_machine (self->machine);
  /* Software emulation always has System Management Mode. */
  self->smm = casement_host_facts_has_kvm (self) ? input->kvm_smm : CASEMENT_TRISTATE_YES;
  return g_steal_pointer (&self);
}

/** casement_host_facts_get_uri: Returns: (nullable): the connection's URI; %NULL for a saved file. */
const char *
casement_host_facts_get_uri (CasementHostFacts *self)
{
  return self->uri;
}

/** casement_host_facts_is_session: Returns: whether this is a user's own daemon, which has no host networks. */
gboolean
casement_host_facts_is_session (CasementHostFacts *self)
{
  g_autoptr (GUri) uri = NULL;

  if (self->uri == NULL)
    return TRUE;
  uri = g_uri_parse (self->uri, G_URI_FLAGS_NONE, NULL);
  return uri != NULL && strcmp (g_uri_get_path (uri), "/session") == 0;
}

/** casement_host_facts_is_local: Returns: whether files of this machine say something about the host. */
gboolean
casement_host_facts_is_local (CasementHostFacts *self)
{
  g_autoptr (GUri) uri = NULL;
  const char *host;

  if (self->uri == NULL)
    return FALSE;
  uri = g_uri_parse (self->uri, G_URI_FLAGS_NONE, NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  return uri != NULL && (host == NULL || *host == '\0') && strchr (g_uri_get_scheme (uri), '+') == NULL;
}

/** casement_host_facts_get_emulator: Returns: path of the emulator on the host. */
const char *
casement_host_facts_get_emulator (CasementHostFacts *self)
{
  return self->emulator;
}

/** casement_host_facts_get_machine: Returns: (nullable): the machine type the facts are about, in full. */
const char *
casement_host_facts_get_machine (CasementHostFacts *self)
{
  return self->machine;
}

/** casement_host_facts_get_arch: Returns: the guest's architecture, such as "x86_64". */
const char *
casement_host_facts_get_arch (CasementHostFacts *self)
{
  return self->arch;
}

/** casement_host_facts_get_virt_type: Returns: libvirt's domain type, "kvm" or "qemu". */
const char *
casement_host_facts_get_virt_type (CasementHostFacts *self)
{
  return self->virt_type;
}

/** casement_host_facts_has_kvm: Returns: whether guests run on the processor itself. */
gboolean
casement_host_facts_has_kvm (CasementHostFacts *self)
{
  return g_strcmp0 (self->virt_type, "kvm") == 0;
}

/** casement_host_facts_get_kvm_denied: Returns: (nullable): why KVM is not used, in the words of what refused it. */
const char *
casement_host_facts_get_kvm_denied (CasementHostFacts *self)
{
  return self->kvm_denied;
}

/** casement_host_facts_get_libvirt_version: Returns: as %CASEMENT_VERSION_NUMBER; for a saved file, at least that. */
guint64
casement_host_facts_get_libvirt_version (CasementHostFacts *self)
{
  return self->libvirt_version;
}

/** casement_host_facts_get_qemu_version: Returns: as %CASEMENT_VERSION_NUMBER; 0 if not known. */
guint64
casement_host_facts_get_qemu_version (CasementHostFacts *self)
{
  return self->qemu_version;
}

/** casement_host_facts_dup_version_text: Returns: (transfer full): such as "9.0.0". */
char *
casement_host_facts_dup_version_text (guint64 version)
{
  return g_strdup_printf ("%u.%u.%u", (guint) (version / 1000000), (guint) (version / 1000 % 1000),
                          (guint) (version % 1000));
}

/** casement_host_facts_get_max_vcpus: Returns: the most processors the machine type takes; 0 if not known. */
guint
casement_host_facts_get_max_vcpus (CasementHostFacts *self)
{
  return self->max_vcpus;
}

/** casement_host_facts_get_cpus: Returns: the host's processors, threads counted; 0 if not known. */
guint
casement_host_facts_get_cpus (CasementHostFacts *self)
{
  return self->cpus;
}

/** casement_host_facts_get_threads_per_core: Returns: 2 or more where the host has SMT, else 1. */
guint
casement_host_facts_get_threads_per_core (CasementHostFacts *self)
{
  return self->threads_per_core;
}

/** casement_host_facts_get_memory_total: Returns: bytes; 0 if not known. */
guint64
casement_host_facts_get_memory_total (CasementHostFacts *self)
{
  return self->memory_total;
}

/** casement_host_facts_get_memory_free: Returns: bytes free when the facts were asked; 0 if not known. */
guint64
casement_host_facts_get_memory_free (CasementHostFacts *self)
{
  return self->memory_free;
}

/** casement_host_facts_get_cpu_vendor: Returns: (nullable): "Intel", "AMD" … */
const char *
casement_host_facts_get_cpu_vendor (CasementHostFacts *self)
{
  return self->cpu_vendor;
}

/** casement_host_facts_get_cpu_model: Returns: (nullable): libvirt's name of the model that host-model is built on. */
const char *
casement_host_facts_get_cpu_model (CasementHostFacts *self)
{
  return self->cpu_model;
}

/** casement_host_facts_cpu_lacks_feature: Returns: whether host-model takes @feature away from its named model. */
gboolean
casement_host_facts_cpu_lacks_feature (CasementHostFacts *self, const char *feature)
{
  return g_strcmp0 (g_hash_table_lookup (self->cpu_features, feature), "disable") == 0;
}

/** casement_host_facts_cpu_has_feature: Returns: whether host-model adds @feature to its named model. */
gboolean
casement_host_facts_cpu_has_feature (CasementHostFacts *self, const char *feature)
{
  const char *policy = g_hash_table_lookup (self->cpu_features, feature);

  return policy != NULL && strcmp (policy, "disable") != 0;
}

/** casement_host_facts_get_smm: Returns: whether guests can have System Management Mode, which Secure Boot needs. */
CasementTristate
casement_host_facts_get_smm (CasementHostFacts *self)
{
  return self->smm;
}

/**
 * casement_host_facts_supports:
 * @path: a part of the domain capabilities, such as "devices/tpm" or "cpu/host-model"
 *
 * Returns: whether libvirt names that part and does not say that it is not supported.
 */
gboolean
casement_host_facts_supports (CasementHostFacts *self, const char *path)
{
  return g_hash_table_contains (self->capabilities, path);
}

/**
 * casement_host_facts_lists:
 * @path: a list in the domain capabilities, such as "devices/tpm/backendModel"
 * @value: one entry
 *
 * Returns: whether the list has it.
 */
gboolean
casement_host_facts_lists (CasementHostFacts *self, const char *path, const char *value)
{
  GPtrArray *values = g_hash_table_lookup (self->capabilities, path);

  return values != NULL && g_ptr_array_find_with_equal_func (values, value, g_str_equal, NULL);
}

/** casement_host_facts_dup_values: Returns: (transfer full): the list at @path; empty where there is none. */
char **
casement_host_facts_dup_values (CasementHostFacts *self, const char *path)
{
  GPtrArray *values = g_hash_table_lookup (self->capabilities, path);
  GStrvBuilder *builder = g_strv_builder_new ();
  char **copy;

  for (guint i = 0; values != NULL && i < values->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (values, i));
  copy = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return copy;
}
