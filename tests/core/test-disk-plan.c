/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <glib/gstdio.h>
#include "casement-disk-plan.h"
#include "casement-error.h"

#define GIB (G_GUINT64_CONSTANT (1) << 30)

static CasementHostFacts *
facts_with (guint64 libvirt, guint64 qemu)
{
  CasementHostInput input = {
    .uri = "qemu:///session",
    .domain_capabilities = "<domainCapabilities><path>/q</path><domain>kvm</domain><machine>q35</machine><arch>x86_64</arch>"
                           "</domainCapabilities>",
    .libvirt_version = libvirt,
    .qemu_version = qemu,
  };

  return casement_host_facts_new (&input, NULL);
}

static void
assert_valid (const char *xml)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "casement-volume-XXXXXX", NULL);
  const char *argv[] = { "virt-xml-validate", path, "storagevol", NULL };
  int status;

  g_assert_cmpint (g_mkstemp (path), >=, 0);
  g_assert_true (g_file_set_contents (path, xml, -1, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                               &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_remove (path);
}

static void
test_volume (void)
{
  static const struct {
    guint64 libvirt, qemu;
    const char *format;
    gboolean declined, subclusters;
  } cases[] = {
    { CASEMENT_VERSION_NUMBER (9, 0, 0), CASEMENT_VERSION_NUMBER (7, 2, 0), NULL, FALSE, TRUE },
    { CASEMENT_VERSION_NUMBER (9, 0, 0), CASEMENT_VERSION_NUMBER (7, 2, 0), NULL, TRUE, FALSE },
    { CASEMENT_VERSION_NUMBER (9, 0, 0), CASEMENT_VERSION_NUMBER (7, 2, 0), "raw", FALSE, FALSE },
    { CASEMENT_VERSION_NUMBER (9, 0, 0), CASEMENT_VERSION_NUMBER (5, 1, 0), NULL, FALSE, FALSE },
    { CASEMENT_VERSION_NUMBER (7, 9, 0), CASEMENT_VERSION_NUMBER (7, 2, 0), NULL, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (CasementHostFacts) facts = facts_with (cases[i].libvirt, cases[i].qemu);
    g_autoptr (CasementVmSpec) spec = casement_vm_spec_new (casement_preset_get_default ());
    g_autoptr (CasementDiskPlan) plan = NULL;
    g_autofree char *xml = NULL, *name = NULL;

    casement_vm_spec_set_name (spec, "A & B");
    casement_vm_spec_set_choice (spec, "disk-format", cases[i].format);
    casement_vm_spec_set_declined (spec, "disk-clusters", cases[i].declined);
    plan = casement_disk_plan_new (spec, facts);
    name = casement_disk_plan_dup_volume_name (plan, i == 0 ? NULL : "2");
    g_assert_cmpstr (name, ==, i == 0 ? "A & B.qcow2" : (cases[i].format != NULL ? "A & B-2.img" : "A & B-2.qcow2"));
    xml = casement_disk_plan_to_volume_xml (plan, name);
    assert_valid (xml);
    g_assert_cmpint (strstr (xml, "extended_l2") != NULL, ==, cases[i].subclusters);
    g_assert_cmpint (strstr (xml, "<clusterSize unit=\"KiB\">128</clusterSize>") != NULL, ==, cases[i].subclusters);
    g_assert_nonnull (strstr (xml, "A &amp; B"));
  }
}

static void
test_space (void)
{
  g_autoptr (CasementHostFacts) facts = facts_with (0, 0);
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_new (casement_preset_get_default ());
  g_autoptr (CasementDiskPlan) plan = casement_disk_plan_new (spec, facts);
  g_autoptr (GError) error = NULL;

  g_assert_true (casement_disk_plan_check_space (plan, 64 * GIB, NULL, NULL));
  g_assert_false (casement_disk_plan_check_space (plan, GIB, "/images", &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_NO_SPACE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/disk-plan/volume", test_volume);
  g_test_add_func ("/core/disk-plan/space", test_space);
  return g_test_run ();
}
