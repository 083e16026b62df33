/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "casement-error.h"
#include "casement-host-facts.h"
#include "casement-xml.h"

static CasementHostFacts *
facts_of (const char *fixture, const char *uri, GError **error)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures/domcaps", fixture, NULL);
  g_autofree char *xml = NULL;
  CasementHostInput input = { .uri = uri };

  g_assert_true (g_file_get_contents (path, &xml, NULL, NULL));
  input.domain_capabilities = xml;
  return casement_host_facts_new (&input, error);
}

static void
test_reading (void)
{
  g_autoptr (CasementHostFacts) intel = facts_of ("kvm-intel.xml", "qemu:///session", NULL);
  g_autoptr (CasementHostFacts) newer = facts_of ("kvm-amd-newer.xml", NULL, NULL);
  g_autoptr (CasementHostFacts) emulation = facts_of ("emulation.xml", "qemu+ssh://h/system", NULL);
  g_auto (GStrv) images = casement_host_facts_dup_values (intel, "os/loader");

  g_assert_true (casement_host_facts_has_kvm (intel));
  g_assert_cmpstr (casement_host_facts_get_machine (intel), ==, "pc-q35-7.2");
  g_assert_cmpuint (casement_host_facts_get_qemu_version (intel), ==, CASEMENT_VERSION_NUMBER (7, 2, 0));
  g_assert_cmpuint (casement_host_facts_get_max_vcpus (intel), ==, 288);
  g_assert_cmpstr (casement_host_facts_get_cpu_model (intel), ==, "Skylake-Client-IBRS");
  g_assert_true (casement_host_facts_cpu_has_feature (intel, "vmx"));
  g_assert_true (casement_host_facts_cpu_lacks_feature (newer, "svm"));
  g_assert_cmpuint (g_strv_length (images), ==, 2);
  g_assert_true (casement_host_facts_supports (intel, "devices/tpm"));
  g_assert_false (casement_host_facts_supports (intel, "features/gic"));
  g_assert_true (casement_host_facts_lists (intel, "features/hyperv/features", "stimer"));
  g_assert_false (casement_host_facts_lists (emulation, "features/hyperv/features", "stimer"));
  g_assert_true (casement_host_facts_lists (newer, "features/hyperv/defaults/stimer_direct", "on"));

  /* A file that does not name its libvirt: the floor, or what its content shows. */
  g_assert_cmpuint (casement_host_facts_get_libvirt_version (intel), ==, CASEMENT_VERSION_NUMBER (9, 0, 0));
  g_assert_cmpuint (casement_host_facts_get_libvirt_version (newer), >=, CASEMENT_VERSION_NUMBER (10, 0, 0));

  g_assert_cmpint (casement_host_facts_get_smm (intel), ==, CASEMENT_TRISTATE_UNKNOWN);
  g_assert_cmpint (casement_host_facts_get_smm (emulation), ==, CASEMENT_TRISTATE_YES);
  g_assert_true (casement_host_facts_is_session (intel));
  g_assert_true (casement_host_facts_is_local (intel));
  g_assert_false (casement_host_facts_is_session (emulation));
  g_assert_false (casement_host_facts_is_local (emulation));
  g_assert_false (casement_host_facts_is_local (newer));
}

static void
test_hostile (void)
{
  static const char *const bad[] = {
    "",
    "nonsense",
    "<domain/>",
    "<domainCapabilities/>",
    "<domainCapabilities><path>/q</path><domain>kvm</domain></domainCapabilities>",
    "<!DOCTYPE domainCapabilities [<!ENTITY a 'aaaa'>]><domainCapabilities><path>&a;</path><domain>kvm</domain><arch>x</arch></domainCapabilities>",
    "<domainCapabilities><path>/q</path>",
    "<x:domainCapabilities xmlns:x='urn:x'/>",
  };
  GString *deep = g_string_new ("<domainCapabilities><path>/q</path><domain>kvm</domain><arch>x86_64</arch><devices>");
  g_autofree char *huge = g_malloc0 (CASEMENT_XML_MAX_BYTES + 2);
  CasementHostInput input = { .uri = NULL };
  g_autoptr (CasementHostFacts) facts = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    input.domain_capabilities = bad[i];
    g_assert_null (casement_host_facts_new (&input, &error));
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
  }
  memset (huge, 'x', CASEMENT_XML_MAX_BYTES + 1);
  input.domain_capabilities = huge;
  g_assert_null (casement_host_facts_new (&input, NULL));

  /* Deeper than any real one, but within what the parser takes: read as far as it makes sense. */
  for (int i = 0; i < 200; i++)
    g_string_append (deep, "<a supported='yes'>");
  for (int i = 0; i < 200; i++)
    g_string_append (deep, "</a>");
  g_string_append (deep, "<tpm supported='yes'/></devices></domainCapabilities>");
  input.domain_capabilities = deep->str;
  facts = casement_host_facts_new (&input, NULL);
  g_assert_nonnull (facts);
  g_assert_true (casement_host_facts_supports (facts, "devices/tpm"));
  g_string_free (deep, TRUE);
}

static void
test_paths (void)
{
  g_autoptr (xmlDoc) doc = casement_xml_parse ("<d><a/><a k='2'><b><c n='x'/></b></a><e><f/></e></d>", -1, "d", NULL);
  xmlNodePtr root = xmlDocGetRootElement (doc);

  g_assert_nonnull (casement_xml_find (root, "a[k=2]"));
  g_assert_true (casement_xml_find (root, "a[k?=2]") == casement_xml_find (root, "a"));
  g_assert_true (casement_xml_find (root, "a[b/c/n=x]") == casement_xml_find (root, "a[k=2]"));
  g_assert_null (casement_xml_find (root, "a[b/c/n=y]"));
  g_assert_null (casement_xml_find (root, "a[k=3]/b"));
  g_assert_cmpuint (casement_xml_count (root, "a"), ==, 2);
  g_assert_nonnull (casement_xml_ensure (root, "a[k=3,z/w=1]/q"));
  g_assert_nonnull (casement_xml_find (root, "a[k=3,z/w=1]/q"));
  g_assert_cmpuint (casement_xml_count (root, "a"), ==, 3);
  casement_xml_append (root, "e/f");
  g_assert_cmpuint (casement_xml_count (root, "e/f"), ==, 2);
  g_assert_nonnull (casement_xml_ensure (root, "qemu:override/qemu:device[alias=u]"));
  g_assert_nonnull (casement_xml_find (root, "qemu:override/qemu:device[alias=u]"));
  g_assert_null (casement_xml_find (root, "override"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/host-facts/reading", test_reading);
  g_test_add_func ("/core/host-facts/hostile", test_hostile);
  g_test_add_func ("/core/xml/paths", test_paths);
  return g_test_run ();
}
