/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences of texts, held against what patch(1) makes of them; and of definitions, one recommendation at a time. */
#include <string.h>
#include <glib/gstdio.h>
#include "casement-audit.h"
#include "casement-plan.h"
#include "casement-text-diff.h"

static void
test_format (void)
{
  static const struct {
    const char *before;
    const char *after;
    const char *diff;
  } rows[] = {
    { "", "", "" },
    { "a\n", "a\n", "" },
    { "", "a\n", "@@ -0,0 +1,1 @@\n+a\n" },
    { "a\n", "", "@@ -1,1 +0,0 @@\n-a\n" },
    { "a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n" },
    { "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", "@@ -7,3 +7,4 @@\n 7\n 8\n 9\n+10\n" },
    { "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
      "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *diff = casement_text_diff (rows[i].before, rows[i].after);

    g_assert_cmpstr (diff, ==, rows[i].diff);
  }
}

/* Applies a diff by its marks: what is kept and added, and from the old text all that is outside of hunks. */
static char *
patch (const char *before, const char *diff)
{
  g_auto (GStrv) old = g_strsplit (before, "\n", -1);
  g_auto (GStrv) lines = g_strsplit (diff, "\n", -1);
  GString *text = g_string_new (NULL);
  guint at = 0;

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
    guint start, length;

    if (sscanf (lines[i], "@@ -%u,%u", &start, &length) == 2) {
      while (at < start - (length > 0 ? 1 : 0))
        g_string_append_printf (text, "%s\n", old[at++]);
      continue;
    }
    if (lines[i][0] != '+')
      g_assert_cmpstr (old[at++], ==, lines[i] + 1);
    if (lines[i][0] != '-')
      g_string_append_printf (text, "%s\n", lines[i] + 1);
  }
  while (old[at] != NULL && (*old[at] != '\0' || old[at + 1] != NULL))
    g_string_append_printf (text, "%s\n", old[at++]);
  return g_string_free (text, FALSE);
}

static char *
make_text (GRand *random, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "line %d\n", g_rand_int_range (random, 0, 6));
  return g_string_free (text, FALSE);
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (guint i = 0; i < 500; i++) {
    g_autofree char *before = make_text (random, (guint) g_rand_int_range (random, 0, 30));
    g_autofree char *after = make_text (random, (guint) g_rand_int_range (random, 0, 30));
    g_autofree char *diff = casement_text_diff (before, after);
    g_autofree char *patched = patch (before, diff);

    g_assert_cmpstr (patched, ==, after);
  }
}

/* Too much to compare line by line is still right, and soon done. */
static void
test_large (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (12);
  g_autofree char *before = make_text (random, 5000);
  g_autofree char *after = make_text (random, 5000);
  g_autofree char *diff = casement_text_diff (before, after);
  g_autofree char *patched = patch (before, diff);

  g_assert_cmpstr (patched, ==, after);
}

static char *
read_fixture (const char *folder, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, folder, name, NULL);
  char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static CasementHostFacts *
host (void)
{
  g_autofree char *domcaps = read_fixture ("fixtures/domcaps", "kvm-intel.xml");
  CasementHostInput input = { .uri = "qemu:///system", .domain_capabilities = domcaps, .kvm_smm = CASEMENT_TRISTATE_YES };

  return casement_host_facts_new (&input, NULL);
}

/* Every recommendation that sets something of the domain shows what; and declining it beforehand shows the same. */
static void
test_plan (void)
{
  g_autoptr (CasementHostFacts) facts = host ();
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_new (casement_preset_get_default ());
  g_autoptr (CasementPlan) plan = NULL;

  casement_vm_spec_set_name (spec, "planned");
  casement_vm_spec_use_host_defaults (spec, facts);
  plan = casement_plan_new (spec, facts);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++) {
    g_autoptr (CasementAdvice) advice = g_list_model_get_item (G_LIST_MODEL (plan), i);
    const CasementRecommendation *record = casement_advice_get_recommendation (advice);
    g_autofree char *change = casement_plan_dup_change (plan, record->id);

    if (casement_advice_get_state (advice) != CASEMENT_ADVICE_APPLIED) {
      g_assert_null (change);
      continue;
    }
    if (change != NULL) {
      g_assert_true (g_str_has_prefix (change, "@@ -"));
      g_assert_nonnull (strstr (change, "\n+"));
    }
    if (record->consequence != NULL) {
      g_autoptr (CasementVmSpec) other = casement_vm_spec_copy (spec);
      g_autoptr (CasementPlan) declined = NULL;
      g_autofree char *same = NULL;

      casement_vm_spec_set_declined (other, record->id, TRUE);
      declined = casement_plan_new (other, facts);
      same = casement_plan_dup_change (declined, record->id);
      g_assert_cmpstr (same, ==, change);
    }
  }
  {
    g_autofree char *rng = casement_plan_dup_change (plan, "rng");
    g_autofree char *clusters = casement_plan_dup_change (plan, "disk-clusters");

    g_assert_nonnull (strstr (rng, "\n+    <rng model=\"virtio\">\n+      <backend model=\"random\">/dev/urandom</backend>\n+    </rng>\n"));
    g_assert_null (clusters);
    g_assert_null (casement_plan_dup_change (plan, "nonsense"));
  }
}

/* What is put right in somebody's definition keeps its layout, so that only lines about it are in the difference. */
static void
test_audit (void)
{
  g_autofree char *xml = read_fixture ("fixtures/foreign", "win11-by-hand.xml");
  g_autoptr (CasementHostFacts) facts = host ();
  g_autoptr (CasementAudit) audit = casement_audit_new (xml, -1, facts, NULL);
  g_autofree char *order = casement_audit_dup_change (audit, "boot-order");
  g_autofree char *video = casement_audit_dup_change (audit, "video");

  g_assert_nonnull (strstr (order, "\n-    <boot dev=\"hd\"/>\n"));
  g_assert_nonnull (strstr (order, "\n+      <boot order=\"1\"/>\n"));
  g_assert_nonnull (strstr (order, "\n-      <boot order=\"2\"/>\n"));
  g_assert_nonnull (strstr (video, "\n+      <model type=\"virtio\" heads=\"1\" primary=\"yes\">\n+        <acceleration accel3d=\"no\"/>\n+      </model>\n"));
  g_assert_null (casement_audit_dup_change (audit, "firmware"));
  g_assert_null (casement_audit_dup_change (audit, "nonsense"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/text-diff/format", test_format);
  g_test_add_func ("/core/text-diff/round-trip", test_round_trip);
  g_test_add_func ("/core/text-diff/large", test_large);
  g_test_add_func ("/core/text-diff/plan", test_plan);
  g_test_add_func ("/core/text-diff/audit", test_audit);
  return g_test_run ();
}
