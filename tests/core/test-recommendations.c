/* SPDX-License-Identifier: GPL-3.0-or-later */
/* docs/recommendations.md is what the records say, and nothing else. CASEMENT_UPDATE_GOLDEN=1 writes it anew. */
#include <string.h>
#include "casement-first-hour.h"
#include "casement-host-check.h"
#include "casement-plan.h"

static char *
read_text (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* A host that can do everything but what only newer libvirt can. */
static CasementPlan *
make_plan (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "domcaps", "kvm-intel.xml", NULL);
  g_autofree char *domcaps = read_text (path);
  CasementHostInput input = { .uri = "qemu:///session", .domain_capabilities = domcaps, .kvm_smm = CASEMENT_TRISTATE_YES };
  g_autoptr (CasementHostFacts) facts = casement_host_facts_new (&input, NULL);
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_new (casement_preset_get_default ());

  casement_vm_spec_set_name (spec, "example");
  casement_vm_spec_set_iso_path (spec, "/home/user/Win11.iso");
  return casement_plan_new (spec, facts);
}

/* Nothing in the texts is meant as Markdown. */
static void
append_text (GString *markdown, const char *text)
{
  for (const char *at = text; *at != '\0'; at++) {
    if (strchr ("\\`*_<>#|[]", *at) != NULL)
      g_string_append_c (markdown, '\\');
    g_string_append_c (markdown, *at);
  }
}

static void
append_point (GString *markdown, const char *name, const char *text)
{
  g_string_append_printf (markdown, "- **%s:** ", name);
  append_text (markdown, text);
  g_string_append_c (markdown, '\n');
}

static void
append_outcome (GString *markdown, CasementAdvice *advice)
{
  if (casement_advice_get_state (advice) == CASEMENT_ADVICE_APPLIED)
    append_point (markdown, "For Windows 11", casement_advice_get_wanted (advice));
  else
    append_point (markdown, "For Windows 11", casement_advice_get_reason (advice));
}

static void
append_choices (GString *markdown, const CasementRecommendation *record)
{
  guint n_presets;
  const CasementPreset *presets = casement_preset_get_all (&n_presets);

  if (record->choices == NULL)
    return;
  g_string_append (markdown, "- **Choices:**\n");
  for (const CasementChoice *choice = record->choices; choice->value != NULL; choice++) {
    g_string_append_printf (markdown, "  - `%s=%s%s`%s: ", record->id, choice->value, g_str_has_suffix (choice->value, "=") ? "…" : "",
                            choice == record->choices ? " (the default)" : "");
    append_text (markdown, choice->title);
    g_string_append (markdown, ". ");
    append_text (markdown, choice->cost);
    g_string_append_c (markdown, '\n');
  }
  for (guint i = 0; i < n_presets; i++) {
    const char *value = casement_preset_get_choice (&presets[i], record->id);

    if (value != NULL && strcmp (value, record->choices[0].value) != 0)
      g_string_append_printf (markdown, "  - Default for %s: `%s`\n", presets[i].title, value);
  }
}

static const char *
describe_risk (CasementAdviceRisk risk)
{
  switch (risk) {
  case CASEMENT_RISK_DRIVER:
    return "Windows must be prepared for it first, or it does not start or loses a device.";
  case CASEMENT_RISK_REINSTALL:
    return "Windows would have to be installed again.";
  case CASEMENT_RISK_NONE:
  default:
    return "Safe; takes effect at the next start.";
  }
}

static void
append_record (GString *markdown, CasementAdvice *advice)
{
  const CasementRecommendation *record = casement_advice_get_recommendation (advice);

  g_string_append_printf (markdown, "\n### %s (`%s`)\n\n", record->title, record->id);
  append_text (markdown, record->why);
  g_string_append (markdown, "\n\n");
  append_outcome (markdown, advice);
  append_choices (markdown, record);
  if (record->consequence != NULL)
    append_point (markdown, "Without it", record->consequence);
  else if (record->settings != NULL && !casement_recommendation_has_off (record))
    append_point (markdown, "Without it", "It cannot be declined.");
  append_point (markdown, "Weight", casement_advice_weight_get_title (record->weight));
  if (record->group != CASEMENT_ADVICE_INSTALL && record->settings != NULL)
    append_point (markdown, "Changed on an installed Windows", describe_risk (record->risk));
  g_string_append_printf (markdown, "- **Source:** <%s>\n", record->source);
}

static void
append_host_records (GString *markdown)
{
  guint n_records;
  const CasementHostRecord *records = casement_host_get_records (&n_records);

  g_string_append (markdown, "\n## Host\n\nOnly looked at: `casement host-check` says how the host stands and names one step where "
                             "there is something to do.\nCasement never changes the host by itself.\n");
  for (guint i = 0; i < n_records; i++) {
    g_string_append_printf (markdown, "\n### %s (`%s`)\n\n", records[i].title, records[i].id);
    append_text (markdown, records[i].why);
    g_string_append_printf (markdown, "\n\n- **Source:** <%s>\n", records[i].source);
  }
}

static void
append_first_hour_records (GString *markdown)
{
  guint n_records;
  const CasementFirstHourRecord *records = casement_first_hour_get_records (&n_records);

  g_string_append (markdown, "\n## The first hour\n\nWhat is to do once Windows is installed.\n");
  for (guint i = 0; i < n_records; i++) {
    g_string_append_printf (markdown, "\n### %s (`%s`)\n\n", records[i].title, records[i].id);
    append_text (markdown, records[i].why);
    g_string_append (markdown, "\n\n");
    append_point (markdown, "What to do", records[i].step);
    if (records[i].older_step != NULL)
      append_point (markdown, "In Windows 7", records[i].older_step);
    append_point (markdown, "Weight", casement_advice_weight_get_title (records[i].weight));
    if (records[i].optional)
      append_point (markdown, "Needed", "Only if wanted.");
    g_string_append_printf (markdown, "- **Source:** <%s>\n", records[i].source);
  }
}

static char *
make_document (CasementPlan *plan)
{
  GString *markdown = g_string_new (
      "# Recommendations\n\n"
      "What Casement sets up and checks, from the records in `src/core/advice` and `src/core/host`. Do not edit: after a change of a record run\n"
      "`CASEMENT_UPDATE_GOLDEN=1 meson test -C BUILD recommendations`. “For Windows 11” is on a host with KVM that can do all of it\n"
      "but what newer versions of libvirt brought. A choice is made with `--set`, and `casement plan --explain ID` says the same for\n"
      "the host it runs on.\n");

  append_host_records (markdown);
  for (int group = CASEMENT_ADVICE_FIRMWARE; group <= CASEMENT_ADVICE_INSTALL; group++) {
    g_string_append_printf (markdown, "\n## %s\n", casement_advice_group_get_title ((CasementAdviceGroup) group));
    for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++) {
      g_autoptr (CasementAdvice) advice = g_list_model_get_item (G_LIST_MODEL (plan), i);

      if (casement_advice_get_recommendation (advice)->group == (CasementAdviceGroup) group)
        append_record (markdown, advice);
    }
  }
  append_first_hour_records (markdown);
  return g_string_free (markdown, FALSE);
}

static void
test_document (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "recommendations.md", NULL);
  g_autoptr (CasementPlan) plan = make_plan ();
  g_autofree char *wanted = make_document (plan);
  g_autofree char *found = NULL;

  if (g_getenv ("CASEMENT_UPDATE_GOLDEN") != NULL)
    g_assert_true (g_file_set_contents (path, wanted, -1, NULL));
  found = read_text (path);
  if (strcmp (found, wanted) != 0)
    g_error ("docs/recommendations.md is not what the records say: run this test with CASEMENT_UPDATE_GOLDEN=1");
}

/* What every record owes its readers. */
static void
test_records (void)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (const CasementRecommendation *const *item = casement_recommendation_get_all (NULL); *item != NULL; item++) {
    const CasementRecommendation *record = *item;

    g_assert_true (g_regex_match_simple ("^[a-z][a-z0-9-]+$", record->id, 0, 0));
    g_assert_true (g_hash_table_add (ids, (gpointer) record->id));
    g_assert_cmpint (strlen (record->title), >, 2);
    g_assert_true (g_str_has_suffix (record->why, "."));
    g_assert_true (g_str_has_prefix (record->source, "https://"));
    g_assert_nonnull (record->wanted);
    if (record->consequence != NULL)
      g_assert_true (g_str_has_suffix (record->consequence, "."));
    for (const CasementChoice *choice = record->choices; choice != NULL && choice->value != NULL; choice++) {
      g_assert_cmpint (strlen (choice->title), >, 1);
      g_assert_true (g_str_has_suffix (choice->cost, "."));
    }
  }
}

/* Every row of the guide, by the kind of record it is; a row of several is written out. */
static const char *const guide_host[] = {
  "host-kvm", "host-smt", "host-time-sync", "host-keyboard-inhibit", "host-firmware", "host-tpm", "host-memory", "host-mbec",
  "host-sharing",
};

static const char *const guide_machine[] = {
  "firmware", "secure-boot", "boot-order", "boot-prompt", "snapshots",
  "cpu-model", "cpu-check", "cpu-topology", "cpu-pinning", "cpu-hotplug",
  "hyperv-relaxed", "hyperv-vapic", "hyperv-spinlocks", "hyperv-vpindex", "hyperv-runtime", "hyperv-synic", "hyperv-stimer",
  "hyperv-reset", "hyperv-frequencies", "hyperv-tlbflush", "hyperv-ipi",
  "arch-capabilities",
  "clock", "power",
  "memory-minimum", "memory-maximum", "memory-backing", "ballooning",
  "machine-type", "storage-controller", "disk-format", "disk-clusters", "disk-discard", "disk-detect-zeroes", "disk-granularity",
  "disk-cache-iothread", "video", "video-bus", "input", "network", "network-mtu", "virtio-modern", "tpm", "rng", "sound", "usb",
  "channels", "graphics",
  "share-smb", "share-webdav", "share-virtiofs",
  "install-media", "install-drivers", "install-bypass", "install-unattended",
};

static const char *const guide_first_hour[] = {
  "post-tools", "post-agent", "post-spice-agent", "post-display", "post-webdavd", "post-virtiofs", "post-remove-cdroms",
  "post-scsi-cdrom", "post-trim", "post-memory-integrity", "post-driver-version",
};

/* What the program has beyond the guide's rows. */
static const char *const additions[] = { "hyperv-mode", "hyperv-nested", NULL };

static void
assert_documented (const char *document, const char *id)
{
  g_autofree char *heading = g_strdup_printf ("(`%s`)\n", id);

  if (strstr (document, heading) == NULL)
    g_error ("%s is not in the document", id);
}

/* The guide is complete: no row without a record, no record without a row, none undocumented. */
static void
test_guide (void)
{
  g_autoptr (CasementPlan) plan = make_plan ();
  g_autofree char *document = make_document (plan);
  guint n_host, n_machine, n_first_hour;

  casement_host_get_records (&n_host);
  casement_recommendation_get_all (&n_machine);
  casement_first_hour_get_records (&n_first_hour);
  for (guint i = 0; i < G_N_ELEMENTS (guide_host); i++) {
    if (casement_host_find_record (guide_host[i]) == NULL)
      g_error ("no record for %s", guide_host[i]);
    assert_documented (document, guide_host[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (guide_machine); i++) {
    if (casement_recommendation_find (guide_machine[i]) == NULL)
      g_error ("no record for %s", guide_machine[i]);
    assert_documented (document, guide_machine[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (guide_first_hour); i++) {
    if (casement_first_hour_find (guide_first_hour[i]) == NULL)
      g_error ("no record for %s", guide_first_hour[i]);
    assert_documented (document, guide_first_hour[i]);
  }
  g_assert_cmpuint (n_host, ==, G_N_ELEMENTS (guide_host));
  g_assert_cmpuint (n_machine, ==, G_N_ELEMENTS (guide_machine) + g_strv_length ((char **) additions));
  g_assert_cmpuint (n_first_hour, ==, G_N_ELEMENTS (guide_first_hour));
  for (guint i = 0; additions[i] != NULL; i++)
    assert_documented (document, additions[i]);
}

/* Each row of the host check is looked at, too. */
static void
test_host_rows (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "domcaps", "kvm-intel.xml", NULL);
  g_autofree char *domcaps = read_text (path);
  CasementHostInput input = { .uri = "qemu:///session", .domain_capabilities = domcaps };
  g_autoptr (CasementHostFacts) facts = casement_host_facts_new (&input, NULL);
  g_autoptr (GListModel) checks = casement_host_check_run (facts, "/nonexistent");

  g_assert_cmpuint (g_list_model_get_n_items (checks), ==, G_N_ELEMENTS (guide_host));
  for (guint i = 0; i < G_N_ELEMENTS (guide_host); i++) {
    g_autoptr (CasementHostCheck) check = g_list_model_get_item (checks, i);

    g_assert_cmpstr (casement_host_check_get_id (check), ==, guide_host[i]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/recommendations/records", test_records);
  g_test_add_func ("/core/recommendations/document", test_document);
  g_test_add_func ("/core/recommendations/guide", test_guide);
  g_test_add_func ("/core/recommendations/host-rows", test_host_rows);
  return g_test_run ();
}
