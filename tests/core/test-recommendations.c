/* SPDX-License-Identifier: GPL-3.0-or-later */
/* docs/recommendations.md is what the records say, and nothing else. CASEMENT_UPDATE_GOLDEN=1 writes it anew. */
#include <string.h>
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
  append_point (markdown, "Without it", record->consequence != NULL ? record->consequence : "It cannot be declined.");
  append_point (markdown, "Weight", casement_advice_weight_get_title (record->weight));
  if (record->group != CASEMENT_ADVICE_INSTALL)
    append_point (markdown, "Changed on an installed Windows", describe_risk (record->risk));
  g_string_append_printf (markdown, "- **Source:** <%s>\n", record->source);
}

static char *
make_document (CasementPlan *plan)
{
  GString *markdown = g_string_new (
      "# Recommendations\n\n"
      "What Casement sets up and checks, from the records in `src/core/advice`. Do not edit: after a change of a record run\n"
      "`CASEMENT_UPDATE_GOLDEN=1 meson test -C BUILD recommendations`. “For Windows 11” is on a host with KVM that can do all of it\n"
      "but what newer versions of libvirt brought. A choice is made with `--set`, and `casement plan --explain ID` says the same for\n"
      "the host it runs on.\n");

  for (int group = CASEMENT_ADVICE_FIRMWARE; group <= CASEMENT_ADVICE_INSTALL; group++) {
    g_string_append_printf (markdown, "\n## %s\n", casement_advice_group_get_title ((CasementAdviceGroup) group));
    for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++) {
      g_autoptr (CasementAdvice) advice = g_list_model_get_item (G_LIST_MODEL (plan), i);

      if (casement_advice_get_recommendation (advice)->group == (CasementAdviceGroup) group)
        append_record (markdown, advice);
    }
  }
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/recommendations/records", test_records);
  g_test_add_func ("/core/recommendations/document", test_document);
  return g_test_run ();
}
