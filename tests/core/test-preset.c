/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Windows 11 preset on several hosts: golden files, libvirt's schema, and the properties every recommendation has.
 * Run with CASEMENT_UPDATE_GOLDEN=1 to write the golden files anew; then read the difference. */
#include <string.h>
#include <glib/gstdio.h>
#include "casement-gconfig.h"
#include "casement-error.h"
#include "casement-plan.h"
#include "casement-xml.h"

#define GIB (G_GUINT64_CONSTANT (1) << 30)

typedef struct {
  const char *name;    /* of the golden file */
  const char *domcaps; /* of the fixture */
  guint64 libvirt;
  guint64 qemu;
  CasementTristate smm;
  guint threads;
  const char *uri;
  const char *set; /* "id=value;…;-declined" */
  gboolean no_tpm;
  gboolean newer_schema; /* parts that Debian 12's schema does not know yet */
  const char *unsupported; /* ids that must be left out with a reason, separated by spaces */
  const char *preset;      /* NULL: Windows 11 */
} Host;

static const Host hosts[] = {
  { "full", "kvm-intel.xml", CASEMENT_VERSION_NUMBER (9, 10, 0), CASEMENT_VERSION_NUMBER (8, 1, 0), CASEMENT_TRISTATE_YES, 2,
    "qemu:///system", NULL, FALSE, FALSE, "" },
  { "debian-12", "kvm-intel.xml", CASEMENT_VERSION_NUMBER (9, 0, 0), CASEMENT_VERSION_NUMBER (7, 2, 0), CASEMENT_TRISTATE_YES, 1,
    "qemu:///session", NULL, FALSE, FALSE, "" },
  { "newer", "kvm-amd-newer.xml", CASEMENT_VERSION_NUMBER (12, 0, 0), CASEMENT_VERSION_NUMBER (10, 1, 0), CASEMENT_TRISTATE_YES, 2,
    "qemu:///session", NULL, FALSE, TRUE, "" },
  { "newer-hyperv-host-model", "kvm-amd-newer.xml", CASEMENT_VERSION_NUMBER (12, 0, 0), CASEMENT_VERSION_NUMBER (10, 1, 0),
    CASEMENT_TRISTATE_YES, 2, "qemu:///session", "hyperv-mode=host-model", FALSE, TRUE, "" },
  { "no-kvm", "emulation.xml", CASEMENT_VERSION_NUMBER (9, 0, 0), CASEMENT_VERSION_NUMBER (7, 2, 0), CASEMENT_TRISTATE_UNKNOWN, 1,
    "qemu:///session", NULL, FALSE, FALSE,
    "hyperv-relaxed hyperv-vapic hyperv-vpindex hyperv-runtime hyperv-synic hyperv-stimer hyperv-reset hyperv-frequencies "
    "hyperv-tlbflush hyperv-ipi" },
  { "no-smm", "kvm-intel.xml", CASEMENT_VERSION_NUMBER (9, 0, 0), CASEMENT_VERSION_NUMBER (7, 2, 0), CASEMENT_TRISTATE_NO, 1,
    "qemu:///session", NULL, FALSE, FALSE, "secure-boot" },
  { "no-swtpm", "kvm-intel.xml", CASEMENT_VERSION_NUMBER (9, 0, 0), CASEMENT_VERSION_NUMBER (7, 2, 0), CASEMENT_TRISTATE_YES, 1,
    "qemu:///session", NULL, TRUE, FALSE, "tpm" },
  { "no-hyperv", "kvm-no-hyperv.xml", CASEMENT_VERSION_NUMBER (9, 0, 0), CASEMENT_VERSION_NUMBER (7, 2, 0), CASEMENT_TRISTATE_YES, 2,
    "qemu:///session", NULL, FALSE, FALSE,
    "hyperv-relaxed hyperv-vapic hyperv-spinlocks hyperv-vpindex hyperv-runtime hyperv-synic hyperv-stimer hyperv-reset "
    "hyperv-frequencies hyperv-tlbflush hyperv-ipi" },
  { "choices", "kvm-intel.xml", CASEMENT_VERSION_NUMBER (9, 0, 0), CASEMENT_VERSION_NUMBER (7, 2, 0), CASEMENT_TRISTATE_YES, 2,
    "qemu:///system",
    "storage-controller=virtio-scsi;disk-format=raw;disk-granularity=ssd;video=qxl;network=bridge=br0;network-mtu=mtu=9000;"
    "cpu-model=host-passthrough;cpu-hotplug=maximum=8;cpu-pinning=cpus=0,1,2,3;memory-backing=hugepages;"
    "disk-cache-iothread=none;share-virtiofs=folder=/home/user/Shared;-secure-boot;-hyperv-vpindex;-sound",
    FALSE, FALSE, "hyperv-synic hyperv-stimer hyperv-tlbflush hyperv-ipi" },
  { "old-libvirt", "kvm-intel.xml", CASEMENT_VERSION_NUMBER (6, 8, 0), CASEMENT_VERSION_NUMBER (5, 1, 0), CASEMENT_TRISTATE_YES, 1,
    "qemu:///session", NULL, FALSE, FALSE, "disk-clusters" },
};

static const char *const domain_uuid = "2f3fbb0c-7f0f-4d04-a3c2-5d3a2b1c0d9e";

static char *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static CasementHostFacts *
facts_of (const Host *host)
{
  g_autofree char *domcaps = read_file ("fixtures/domcaps", host->domcaps);
  g_autofree char *caps = g_strdup_printf ("<capabilities><host><cpu><topology sockets='1' dies='1' cores='4' threads='%u'/></cpu>"
                                           "<topology><cells num='1'><cell id='0'><cpus num='8'/></cell></cells></topology>"
                                           "</host></capabilities>",
                                           host->threads);
  g_autoptr (GError) error = NULL;
  CasementHostInput input = { .uri = host->uri,
                              .domain_capabilities = domcaps,
                              .capabilities = caps,
                              .libvirt_version = host->libvirt,
                              .qemu_version = host->qemu,
                              .memory_total = 32 * GIB,
                              .memory_free = 20 * GIB,
                              .kvm_smm = host->smm };
  CasementHostFacts *facts;

  if (host->no_tpm) {
    char *tpm = strstr (domcaps, "<tpm supported='yes'>");

    g_assert_nonnull (tpm);
    memcpy (tpm, "<tpm supported='no' >", strlen ("<tpm supported='yes'>"));
    for (char *value = strstr (tpm, "emulator"); value != NULL && value < strstr (tpm, "</tpm>"); value = strstr (value, "emulator"))
      memcpy (value, "external", 8);
  }
  facts = casement_host_facts_new (&input, &error);
  g_assert_no_error (error);
  return facts;
}

static CasementVmSpec *
spec_of (const Host *host, CasementHostFacts *facts)
{
  CasementVmSpec *spec
      = casement_vm_spec_new (host->preset != NULL ? casement_preset_find (host->preset) : casement_preset_get_default ());
  g_auto (GStrv) parts = g_strsplit (host->set != NULL ? host->set : "", ";", -1);

  casement_vm_spec_use_host_defaults (spec, facts);
  casement_vm_spec_set_name (spec, "Windows 11");
  casement_vm_spec_set_iso_path (spec, "/home/user/ISO & more/Win11 “24H2”.iso");
  casement_vm_spec_set_drivers_path (spec, "/usr/share/virtio-win/virtio-win.iso");
  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++) {
    if (parts[i][0] == '-') {
      casement_vm_spec_set_declined (spec, parts[i] + 1, TRUE);
    } else {
      char *equals = strchr (parts[i], '=');

      *equals = '\0';
      casement_vm_spec_set_choice (spec, parts[i], equals + 1);
    }
  }
  return spec;
}

static GVirConfigDomain *
build (CasementPlan *plan)
{
  return casement_plan_build_domain (plan, domain_uuid, "/home/user/.local/share/libvirt/images/Windows 11.qcow2");
}

static char *
pretty (GVirConfigDomain *domain)
{
  g_autofree char *xml = gvir_config_object_to_xml (GVIR_CONFIG_OBJECT (domain));
  xmlDocPtr doc;
  xmlChar *text;
  int size;
  char *copy;

  /* Blanks dropped, so that indenting is the same wherever a node was added. */
  doc = xmlReadMemory (xml, strlen (xml), NULL, NULL, XML_PARSE_NOBLANKS | XML_PARSE_NONET);
  xmlDocDumpFormatMemory (doc, &text, &size, 1);
  copy = g_strndup ((const char *) text, size);
  xmlFree (text);
  xmlFreeDoc (doc);
  return copy;
}

static void
assert_same_lines (const char *found, const char *wanted, const char *name)
{
  g_auto (GStrv) a = g_strsplit (found, "\n", -1);
  g_auto (GStrv) b = g_strsplit (wanted, "\n", -1);

  for (guint i = 0; a[i] != NULL || b[i] != NULL; i++) {
    if (g_strcmp0 (a[i], b[i]) != 0)
      g_error ("%s, line %u: “%s”, not “%s”", name, i + 1, a[i] != NULL ? a[i] : "(end)", b[i] != NULL ? b[i] : "(end)");
    if (a[i] == NULL || b[i] == NULL)
      return;
  }
}

static void
test_golden (gconstpointer data)
{
  const Host *host = data;
  g_autoptr (CasementHostFacts) facts = facts_of (host);
  g_autoptr (CasementVmSpec) spec = spec_of (host, facts);
  g_autoptr (CasementPlan) plan = casement_plan_new (spec, facts);
  g_autoptr (GVirConfigDomain) domain = build (plan);
  g_autofree char *xml = pretty (domain);
  g_autofree char *name = g_strdup_printf ("%s-%s.xml", host->preset != NULL ? host->preset : "windows-11", host->name);

  if (g_getenv ("CASEMENT_UPDATE_GOLDEN") != NULL) {
    g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden/domain", name, NULL);

    g_assert_true (g_file_set_contents (path, xml, -1, NULL));
  } else {
    g_autofree char *golden = read_file ("golden/domain", name);

    assert_same_lines (xml, golden, name);
  }
}

/* Debian 12's schema does not have these two; everything else of a newer domain is checked against it all the same. */
static void
strip_newer (GVirConfigDomain *domain)
{
  xmlNodePtr root = casement_domain_get_node (domain);
  xmlNodePtr blockio = casement_xml_find (root, "devices/disk/blockio");
  xmlNodePtr hyperv = casement_xml_find (root, "features/hyperv");

  g_assert_nonnull (blockio);
  casement_xml_set_attr (blockio, "discard_granularity", NULL);
  if (casement_xml_attr_is (hyperv, "mode", "host-model"))
    casement_xml_set_attr (hyperv, "mode", NULL);
  for (xmlNodePtr child = hyperv->children, next; child != NULL; child = next) {
    next = child->next;
    if (xmlStrcmp (child->name, BAD_CAST "emsr_bitmap") == 0)
      casement_xml_remove (child);
  }
}

static void
test_schema (gconstpointer data)
{
  const Host *host = data;
  g_autoptr (CasementHostFacts) facts = facts_of (host);
  g_autoptr (CasementVmSpec) spec = spec_of (host, facts);
  g_autoptr (CasementPlan) plan = casement_plan_new (spec, facts);
  g_autoptr (GVirConfigDomain) domain = build (plan);
  g_autofree char *xml = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  int status;
  const char *argv[] = { "virt-xml-validate", NULL, "domain", NULL };

  if (host->newer_schema)
    strip_newer (domain);
  xml = pretty (domain);
  path = g_build_filename (g_get_tmp_dir (), "casement-schema-XXXXXX", NULL);
  g_assert_cmpint (g_mkstemp (path), >=, 0);
  g_assert_true (g_file_set_contents (path, xml, -1, NULL));
  argv[1] = path;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &output, &status,
                &error);
  g_assert_no_error (error);
  if (status != 0)
    g_test_message ("%s\n%s", output, xml);
  g_assert_cmpint (status, ==, 0);
  g_remove (path);
}

static void
test_states (gconstpointer data)
{
  const Host *host = data;
  g_autoptr (CasementHostFacts) facts = facts_of (host);
  g_autoptr (CasementVmSpec) spec = spec_of (host, facts);
  g_autoptr (CasementPlan) plan = casement_plan_new (spec, facts);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) unsupported = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++) {
    g_autoptr (CasementAdvice) advice = g_list_model_get_item (G_LIST_MODEL (plan), i);

    g_assert_nonnull (casement_advice_get_wanted (advice));
    if (casement_advice_get_state (advice) != CASEMENT_ADVICE_APPLIED)
      g_assert_nonnull (casement_advice_get_reason (advice));
    if (casement_advice_get_state (advice) == CASEMENT_ADVICE_UNSUPPORTED)
      g_string_append_printf (unsupported, "%s%s", unsupported->len > 0 ? " " : "",
                              casement_advice_get_recommendation (advice)->id);
  }
  g_assert_cmpstr (unsupported->str, ==, host->unsupported);

  if (host->no_tpm && casement_vm_spec_get_preset (spec)->needs_tpm2) {
    g_assert_false (casement_plan_check (plan, &error));
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_UNSUPPORTED);
    g_assert_nonnull (strstr (error->message, "swtpm"));
  } else {
    casement_plan_check (plan, &error);
    g_assert_no_error (error);
  }
}

static void
test_records (gconstpointer data)
{
  const Host *host = data;
  g_autoptr (CasementHostFacts) facts = facts_of (host);
  g_autoptr (CasementVmSpec) spec = spec_of (host, facts);
  g_autoptr (CasementPlan) plan = casement_plan_new (spec, facts);
  const CasementAdviceContext context = { .facts = facts, .spec = spec, .preset = casement_vm_spec_get_preset (spec), .disk = "/disk" };

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++) {
    g_autoptr (CasementAdvice) advice = g_list_model_get_item (G_LIST_MODEL (plan), i);
    const CasementRecommendation *record = casement_advice_get_recommendation (advice);
    g_autoptr (GVirConfigDomain) domain = build (plan);
    g_autofree char *once = NULL, *twice = NULL, *before = pretty (domain), *found = NULL;

    if (casement_advice_get_state (advice) != CASEMENT_ADVICE_APPLIED)
      continue;
    /* check(apply(x)) is met, and the complete domain has everything. */
    if (casement_recommendation_check (record, casement_domain_get_node (domain), &context, &found, NULL) == CASEMENT_CHECK_UNMET)
      g_error ("%s: %s", record->id, found);
    casement_recommendation_apply (record, casement_domain_get_node (domain), &context);
    once = pretty (domain);
    casement_recommendation_apply (record, casement_domain_get_node (domain), &context);
    twice = pretty (domain);
    g_assert_cmpstr (once, ==, before);
    g_assert_cmpstr (twice, ==, once);
  }
}

/* Each record has an effect of its own: without it the domain, or the disk, differs. */
static void
test_effect (void)
{
  static const char *const no_effect_here[] = { "memory-minimum", "memory-maximum", "virtio-modern", "disk-detect-zeroes",
                                                "hyperv-nested", "snapshots", "install-drivers", "install-bypass", "install-unattended",
                                                NULL };
  g_autoptr (CasementHostFacts) facts = facts_of (&hosts[0]);
  g_autoptr (CasementVmSpec) spec = spec_of (&hosts[0], facts);
  g_autoptr (CasementPlan) plan = casement_plan_new (spec, facts);
  g_autoptr (GVirConfigDomain) domain = build (plan);
  g_autofree char *complete = pretty (domain);
  g_autofree char *volume = casement_disk_plan_to_volume_xml (casement_plan_get_disk (plan), "v");
  GHashTable *ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (const CasementRecommendation *const *item = casement_recommendation_get_all (NULL); *item != NULL; item++) {
    g_autoptr (CasementVmSpec) without = casement_vm_spec_copy (spec);
    g_autoptr (CasementPlan) other_plan = NULL;
    g_autoptr (GVirConfigDomain) other = NULL;
    g_autofree char *xml = NULL, *other_volume = NULL;

    g_assert_true (g_hash_table_add (ids, (gpointer) (*item)->id));
    g_assert_cmpint (strlen ((*item)->why), >, 20);
    g_assert_true (g_str_has_prefix ((*item)->source, "https://"));
    g_assert_nonnull ((*item)->title);
    if (casement_advice_get_state (casement_plan_find (plan, (*item)->id)) != CASEMENT_ADVICE_APPLIED
        || g_strv_contains (no_effect_here, (*item)->id))
      continue;
    casement_vm_spec_set_declined (without, (*item)->id, TRUE);
    other_plan = casement_plan_new (without, facts);
    other = build (other_plan);
    xml = pretty (other);
    other_volume = casement_disk_plan_to_volume_xml (casement_plan_get_disk (other_plan), "v");
    if (g_str_equal (xml, complete) && g_str_equal (other_volume, volume))
      g_error ("%s changes nothing", (*item)->id);
  }
  g_hash_table_unref (ids);
}

static void
test_choices (void)
{
  g_autoptr (CasementHostFacts) facts = facts_of (&hosts[1]);
  static const struct {
    const char *id;
    const char *value;
    CasementError code;
  } refused[] = {
    { "video", "cirrus", CASEMENT_ERROR_INVALID },
    { "sound", "yes", CASEMENT_ERROR_INVALID },
    { "nonsense", "yes", CASEMENT_ERROR_INVALID },
    { "network", "bridge=", CASEMENT_ERROR_INVALID },
    { "network", "bridge=a b", CASEMENT_ERROR_INVALID },
    { "cpu-pinning", "cpus=1,x", CASEMENT_ERROR_INVALID },
    { "cpu-pinning", "cpus=1,2", CASEMENT_ERROR_UNSUPPORTED },
    { "cpu-pinning", "cpus=1,2,3,99", CASEMENT_ERROR_UNSUPPORTED },
    { "cpu-hotplug", "maximum=2", CASEMENT_ERROR_UNSUPPORTED },
    { "cpu-model", "model=Nonsense", CASEMENT_ERROR_UNSUPPORTED },
    { "cpu-model", "model=", CASEMENT_ERROR_INVALID },
    { "firmware", "bios", CASEMENT_ERROR_UNSUPPORTED },
    { "disk-granularity", "ssd", CASEMENT_ERROR_UNSUPPORTED },
    { "disk-granularity", "bytes=100", CASEMENT_ERROR_INVALID },
    { "network-mtu", "mtu=9000", CASEMENT_ERROR_UNSUPPORTED },
    { "hyperv-mode", "host-model", CASEMENT_ERROR_UNSUPPORTED },
    { "install-unattended", "on", CASEMENT_ERROR_UNSUPPORTED },
    { "install-bypass", "checks=tpm", CASEMENT_ERROR_UNSUPPORTED },
    { "install-bypass", "checks=everything", CASEMENT_ERROR_INVALID },
    { "share-virtiofs", "folder=relative", CASEMENT_ERROR_INVALID },
    { "share-virtiofs", "folder=/home/user/Shared", CASEMENT_ERROR_UNSUPPORTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (CasementVmSpec) spec = spec_of (&hosts[1], facts);
    g_autoptr (CasementPlan) plan = NULL;
    g_autoptr (GError) error = NULL;

    casement_vm_spec_set_choice (spec, refused[i].id, refused[i].value);
    plan = casement_plan_new (spec, facts);
    if (casement_plan_check (plan, &error))
      g_error ("%s=%s was accepted", refused[i].id, refused[i].value);
    g_test_message ("%s", error->message);
    g_assert_error (error, CASEMENT_ERROR, (int) refused[i].code);
  }
}

/* The licence of an edition bounds sockets and memory. */
static void
test_editions (void)
{
  static const struct {
    const char *preset, *edition, *sockets;
    guint64 memory;
    const char *refusal; /* the figure, and whose it is; NULL: allowed */
  } cases[] = {
    { "windows-11", "home", NULL, 8 * GIB, NULL },
    { "windows-11", "home", "sockets=2", 8 * GIB, "Windows 11 Home uses 1 socket at most" },
    { "windows-11", "pro", "sockets=2", 8 * GIB, NULL },
    { "windows-11", "pro", "sockets=4", 8 * GIB, "Windows 11 Pro uses 2 sockets at most" },
    { "windows-11", "education", "sockets=4", 8 * GIB, "Windows 11 Education uses 2 sockets at most" },
    { "windows-11", "pro-workstations", "sockets=4", 8 * GIB, NULL },
    { "windows-11", "enterprise", "sockets=4", 8 * GIB, NULL },
    { "windows-11", "ltsc", "sockets=4", 8 * GIB, NULL },
    { "windows-11", "iot", "sockets=4", 8 * GIB, NULL },
    /* Of no edition in particular: what none of them may use. */
    { "windows-11", NULL, "sockets=4", 8 * GIB, NULL },
    { "windows-11", NULL, "sockets=8", 8 * GIB, "Windows 11 uses 4 sockets at most" },
    { "windows-11", NULL, NULL, 3 * GIB, "Windows 11 needs at least 4 GiB" },
    { "windows-10", NULL, NULL, 1 * GIB, "Windows 10 needs at least 2 GiB" },
    { "windows-10", "home", "sockets=2", 8 * GIB, "Windows 10 Home uses 1 socket at most" },
    { "windows-server-2025", "standard", "sockets=4", 8 * GIB, NULL },
    { "windows-server-2025", "essentials", "sockets=2", 8 * GIB, "Windows Server 2025 Essentials uses 1 socket at most" },
    { "windows-server-2019", "essentials", "sockets=4", 8 * GIB, "Windows Server 2019 Essentials uses 2 sockets at most" },
    { "windows-server-2016", NULL, NULL, 1 * GIB, "Windows Server 2016 needs at least 2 GiB" },
    { "windows-8.1", "pro", "sockets=4", 8 * GIB, "Windows 8.1 Pro uses 2 sockets at most" },
    { "windows-7", "home", NULL, 17 * GIB, "Windows 7 Home Premium uses 16 GiB" },
    { "windows-7", "home-basic", NULL, 9 * GIB, "Windows 7 Home Basic uses 8 GiB" },
    { "windows-7", "pro", NULL, 17 * GIB, NULL },
    { "windows-10-x86", NULL, NULL, 5 * GIB, "Windows 10 (32-bit) uses 4 GiB" },
    { "windows-10-x86", "pro", NULL, 5 * GIB, "Windows 10 (32-bit) uses 4 GiB" },
  };
  guint n_presets;
  const CasementPreset *presets = casement_preset_get_all (&n_presets);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Host host = hosts[1];
    g_autoptr (CasementHostFacts) facts = facts_of (&host);
    g_autoptr (CasementVmSpec) spec = NULL;
    g_autoptr (CasementPlan) plan = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *said = NULL;

    host.preset = cases[i].preset;
    spec = spec_of (&host, facts);
    casement_vm_spec_set_memory (spec, cases[i].memory);
    if (cases[i].edition != NULL)
      casement_vm_spec_set_edition (spec, casement_edition_find (casement_vm_spec_get_preset (spec), cases[i].edition));
    if (cases[i].sockets != NULL)
      casement_vm_spec_set_cpus (spec, 8);
    casement_vm_spec_set_choice (spec, "cpu-topology", cases[i].sockets);
    plan = casement_plan_new (spec, facts);
    casement_plan_check (plan, &error);
    /* Numbers and units are kept together by a space of their own. */
    said = g_strdup (error != NULL ? error->message : "");
    for (char *space = strstr (said, "\u00a0"); space != NULL; space = strstr (space, "\u00a0")) {
      *space = ' ';
      memmove (space + 1, space + 2, strlen (space + 2) + 1);
    }
    if ((error == NULL) != (cases[i].refusal == NULL) || (cases[i].refusal != NULL && strstr (said, cases[i].refusal) == NULL))
      g_error ("%s %s: %s", cases[i].preset, cases[i].edition, error != NULL ? said : "allowed");
  }
  for (guint i = 0; i < n_presets; i++) {
    g_autoptr (GPtrArray) list = casement_edition_list (&presets[i]);

    g_assert_cmpuint (list->len, >, 0);
  }
  g_assert_cmpstr (casement_edition_find_for_media (casement_preset_get_default (), "ProfessionalN")->id, ==, "pro");
  g_assert_null (casement_edition_find_for_media (casement_preset_get_default (), "Nonsense"));
}

/* What a host cannot meet is named, and only that can be left out. */
static void
test_bypass (void)
{
  static const struct {
    const char *preset;
    const char *set;
    gboolean no_tpm;
    CasementTristate smm;
    guint64 memory;
    guint cpus;
    CasementAdviceState state;
    const char *bypassed;
  } cases[] = {
    { "windows-11", NULL, FALSE, CASEMENT_TRISTATE_YES, 8 * GIB, 4, CASEMENT_ADVICE_NOT_APPLICABLE, "" },
    { "windows-11", NULL, TRUE, CASEMENT_TRISTATE_YES, 8 * GIB, 4, CASEMENT_ADVICE_NOT_APPLICABLE, "" },
    { "windows-11", "checks=tpm", TRUE, CASEMENT_TRISTATE_NO, 8 * GIB, 4, CASEMENT_ADVICE_APPLIED, "tpm" },
    { "windows-11", "checks=tpm", FALSE, CASEMENT_TRISTATE_YES, 8 * GIB, 4, CASEMENT_ADVICE_UNSUPPORTED, "" },
    { "windows-11", "unmet", FALSE, CASEMENT_TRISTATE_YES, 8 * GIB, 4, CASEMENT_ADVICE_NOT_APPLICABLE, "" },
    { "windows-11-unsupported", NULL, TRUE, CASEMENT_TRISTATE_NO, 2 * GIB, 1, CASEMENT_ADVICE_APPLIED, "tpm,secure-boot,ram,cpu" },
    { "windows-11-unsupported", NULL, FALSE, CASEMENT_TRISTATE_YES, 2 * GIB, 4, CASEMENT_ADVICE_APPLIED, "ram" },
    { "windows-11-unsupported", "off", TRUE, CASEMENT_TRISTATE_YES, 8 * GIB, 4, CASEMENT_ADVICE_NOT_APPLICABLE, "" },
    { "windows-10", "unmet", TRUE, CASEMENT_TRISTATE_YES, 8 * GIB, 4, CASEMENT_ADVICE_NOT_APPLICABLE, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Host host = hosts[1];
    g_autoptr (CasementHostFacts) facts = NULL;
    g_autoptr (CasementVmSpec) spec = NULL;
    g_autoptr (CasementPlan) plan = NULL;
    g_autofree char *list = NULL;
    g_auto (GStrv) bypassed = NULL;
    CasementAdvice *advice;
    CasementAdviceContext context;

    host.preset = cases[i].preset;
    host.no_tpm = cases[i].no_tpm;
    host.smm = cases[i].smm;
    facts = facts_of (&host);
    spec = spec_of (&host, facts);
    casement_vm_spec_set_memory (spec, cases[i].memory);
    casement_vm_spec_set_cpus (spec, cases[i].cpus);
    casement_vm_spec_set_choice (spec, "install-bypass", cases[i].set);
    plan = casement_plan_new (spec, facts);
    advice = casement_plan_find (plan, "install-bypass");
    g_assert_cmpint (casement_advice_get_state (advice), ==, cases[i].state);
    context = (CasementAdviceContext){ .facts = facts, .spec = spec, .preset = casement_vm_spec_get_preset (spec) };
    bypassed = casement_advice_dup_bypassed (&context);
    list = g_strjoinv (",", bypassed);
    g_assert_cmpstr (list, ==, cases[i].bypassed);
    if (cases[i].no_tpm && g_str_has_prefix (cases[i].preset, "windows-11")) {
      g_autofree char *missed = casement_plan_dup_missed (plan);

      g_assert_nonnull (strstr (missed, "TPM 2.0"));
      /* Each is named, whether it is left out or stands in the way. */
      if (*list != '\0')
        g_assert_nonnull (strstr (casement_advice_get_wanted (advice), "TPM 2.0"));
      else
        g_assert_nonnull (strstr (casement_advice_get_reason (advice), "TPM 2.0"));
    }
  }
  g_assert_cmpstr (casement_preset_find_unsupported (casement_preset_get_default ())->id, ==, "windows-11-unsupported");
  g_assert_null (casement_preset_find_unsupported (casement_preset_find ("windows-10")));
}

/* A choice that cannot be is told apart before it is made. */
static void
test_judge_choice (void)
{
  g_autoptr (CasementHostFacts) facts = facts_of (&hosts[1]);
  g_autoptr (CasementVmSpec) spec = spec_of (&hosts[1], facts);
  g_autoptr (CasementPlan) plan = casement_plan_new (spec, facts);
  g_autofree char *reason = NULL;

  g_assert_cmpint (casement_plan_judge_choice (plan, "disk-granularity", "ssd", &reason), ==, CASEMENT_ADVICE_UNSUPPORTED);
  g_assert_nonnull (strstr (reason, "virtio-scsi"));
  g_assert_cmpint (casement_plan_judge_choice (plan, "firmware", "bios", NULL), ==, CASEMENT_ADVICE_UNSUPPORTED);
  g_assert_cmpint (casement_plan_judge_choice (plan, "storage-controller", "sata", NULL), ==, CASEMENT_ADVICE_APPLIED);
  g_assert_null (casement_vm_spec_get_choice (casement_plan_get_spec (plan), "disk-granularity"));
}

/* What versions of libvirt and QEMU say in their own ways: each from the first that knows it, not before. */
static void
test_ways (void)
{
  static const struct {
    guint64 libvirt;
    const char *set;
    const char *wanted; /* a path that must be there */
    const char *unwanted;
  } cases[] = {
    { CASEMENT_VERSION_NUMBER (8, 1, 0), "disk-granularity=32MiB",
      "qemu:commandline/qemu:arg[value=virtio-blk-device.discard_granularity=33554432]", "qemu:override" },
    { CASEMENT_VERSION_NUMBER (8, 2, 0), "disk-granularity=32MiB",
      "qemu:override/qemu:device/qemu:frontend/qemu:property[name=discard_granularity,value=33554432]", "qemu:commandline" },
    { CASEMENT_VERSION_NUMBER (9, 10, 0), "disk-granularity=bytes=64KiB",
      "qemu:override/qemu:device/qemu:frontend/qemu:property[name=discard_granularity,value=65536]", "devices/disk/blockio" },
    { CASEMENT_VERSION_NUMBER (10, 0, 0), "disk-granularity=32MiB", "devices/disk/blockio[discard_granularity=33554432]", "qemu:override" },
    { CASEMENT_VERSION_NUMBER (10, 0, 0), "disk-granularity=bytes=32KiB", "devices/disk/blockio[discard_granularity=32768]", "qemu:override" },
    { CASEMENT_VERSION_NUMBER (8, 1, 0), "storage-controller=virtio-scsi;disk-granularity=ssd",
      "qemu:commandline/qemu:arg[value=scsi-hd.discard_granularity=0]", "qemu:override" },
    { CASEMENT_VERSION_NUMBER (11, 5, 0), "storage-controller=virtio-scsi;disk-granularity=ssd",
      "qemu:override/qemu:device/qemu:frontend/qemu:property[name=discard_granularity,value=0]", "devices/disk/blockio" },
    { CASEMENT_VERSION_NUMBER (11, 6, 0), "storage-controller=virtio-scsi;disk-granularity=ssd",
      "devices/disk/blockio[discard_granularity=0]", "qemu:override" },
    { CASEMENT_VERSION_NUMBER (9, 0, 0), "storage-controller=sata;disk-granularity=ssd", "devices/disk/target[rotation_rate=1]", "qemu:override" },
    { CASEMENT_VERSION_NUMBER (9, 0, 0), "disk-granularity=none", "devices/disk/driver[discard=unmap]", "qemu:override" },
    { CASEMENT_VERSION_NUMBER (6, 8, 0), "memory-backing=shared", "cpu/numa/cell[id=0,memory=8388608,unit=KiB]", NULL },
    { CASEMENT_VERSION_NUMBER (6, 9, 0), "memory-backing=shared", "memoryBacking/access[mode=shared]", "cpu/numa" },
    { CASEMENT_VERSION_NUMBER (9, 0, 0), "memory-backing=hugepages", "memoryBacking/hugepages", "cpu/numa" },
    { CASEMENT_VERSION_NUMBER (11, 8, 0), "hyperv-mode=listed", "features/hyperv/relaxed[state=on]", "features/hyperv[mode=host-model]" },
    { CASEMENT_VERSION_NUMBER (11, 9, 0), "hyperv-mode=host-model", "features/hyperv[mode=host-model]", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Host host = hosts[1];
    g_autoptr (CasementHostFacts) facts = NULL;
    g_autoptr (CasementVmSpec) spec = NULL;
    g_autoptr (CasementPlan) plan = NULL;
    g_autoptr (GVirConfigDomain) domain = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *xml = NULL;
    xmlNodePtr root;

    host.libvirt = cases[i].libvirt;
    host.set = cases[i].set;
    facts = facts_of (&host);
    spec = spec_of (&host, facts);
    casement_vm_spec_set_memory (spec, 8 * GIB);
    plan = casement_plan_new (spec, facts);
    casement_plan_check (plan, &error);
    g_assert_no_error (error);
    domain = build (plan);
    xml = pretty (domain);
    root = casement_domain_get_node (domain);
    if (casement_xml_find (root, cases[i].wanted) == NULL || (cases[i].unwanted != NULL && casement_xml_find (root, cases[i].unwanted) != NULL))
      g_error ("case %u, %s: not %s, or %s\n%s", i, cases[i].set, cases[i].wanted, cases[i].unwanted, xml);
  }
  /* What only a newer libvirt can say is refused, and says from which on. */
  {
    Host host = hosts[1];
    g_autoptr (CasementHostFacts) facts = NULL;
    g_autoptr (CasementVmSpec) spec = NULL;
    g_autoptr (CasementPlan) plan = NULL;
    g_autoptr (GError) error = NULL;

    host.libvirt = CASEMENT_VERSION_NUMBER (11, 8, 0);
    host.set = "hyperv-mode=host-model";
    facts = facts_of (&host);
    spec = spec_of (&host, facts);
    plan = casement_plan_new (spec, facts);
    g_assert_false (casement_plan_check (plan, &error));
    g_assert_nonnull (strstr (error->message, "11.9"));
  }
}

/* A processor below Microsoft's list is used and warned about. */
static void
test_old_processor (void)
{
  Host host = hosts[1];
  g_autofree char *domcaps = read_file ("fixtures/domcaps", host.domcaps);
  CasementHostInput input = { .uri = host.uri };
  g_autoptr (CasementHostFacts) facts = NULL;
  g_autoptr (CasementVmSpec) spec = NULL;
  g_autoptr (CasementPlan) plan = NULL;
  CasementAdvice *advice;
  char *model = strstr (domcaps, "Skylake-Client-IBRS</model>");

  g_assert_nonnull (model);
  memcpy (model, "Westmere-IBRS-------", strlen ("Skylake-Client-IBRS"));
  input.domain_capabilities = domcaps;
  facts = casement_host_facts_new (&input, NULL);
  spec = spec_of (&host, facts);
  plan = casement_plan_new (spec, facts);
  advice = casement_plan_find (plan, "cpu-model");
  g_assert_cmpint (casement_advice_get_state (advice), ==, CASEMENT_ADVICE_APPLIED);
  g_assert_nonnull (strstr (casement_advice_get_reason (advice), "Westmere"));
}

static void
add_tests (const Host *host)
{

  static const struct {
    const char *name;
    void (*function) (gconstpointer);
  } tests[] = { { "golden", test_golden }, { "schema", test_schema }, { "states", test_states }, { "records", test_records } };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strdup_printf ("/core/preset/%s/%s/%s", host->preset != NULL ? host->preset : "windows-11", host->name,
                                             tests[i].name);

    g_test_add_data_func (path, host, tests[i].function);
  }
}

int
main (int argc, char **argv)
{
  static Host others[64];
  guint n_presets, n_others = 0;
  const CasementPreset *presets = casement_preset_get_all (&n_presets);

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    add_tests (&hosts[i]);
  /* Every other Windows on two kinds of host. */
  for (guint i = 0; i < n_presets; i++) {
    if (&presets[i] == casement_preset_get_default ())
      continue;
    for (guint j = 0; j < G_N_ELEMENTS (hosts); j++) {
      /* What cannot meet the requirements is what that one is for. */
      gboolean wanting = g_str_equal (hosts[j].name, "no-swtpm") && casement_preset_find_unsupported (&presets[i]) == &presets[i];

      if (!g_str_equal (hosts[j].name, "debian-12") && !g_str_equal (hosts[j].name, "no-kvm") && !wanting)
        continue;
      g_assert_cmpuint (n_others, <, G_N_ELEMENTS (others));
      others[n_others] = hosts[j];
      others[n_others].preset = presets[i].id;
      add_tests (&others[n_others++]);
    }
  }
  g_test_add_func ("/core/preset/effect", test_effect);
  g_test_add_func ("/core/preset/ways", test_ways);
  g_test_add_func ("/core/preset/bypass", test_bypass);
  g_test_add_func ("/core/preset/judge-choice", test_judge_choice);
  g_test_add_func ("/core/preset/editions", test_editions);
  g_test_add_func ("/core/preset/old-processor", test_old_processor);
  g_test_add_func ("/core/preset/choices-refused", test_choices);
  return g_test_run ();
}
