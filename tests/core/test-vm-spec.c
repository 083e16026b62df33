/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "casement-error.h"
#include "casement-vm-spec.h"

#define GIB (G_GUINT64_CONSTANT (1) << 30)

static CasementHostFacts *
facts_with (guint64 memory, guint cpus)
{
  g_autofree char *caps = g_strdup_printf ("<capabilities><host><topology><cells num='1'><cell id='0'><cpus num='%u'/></cell></cells>"
                                           "</topology></host></capabilities>",
                                           cpus);
  CasementHostInput input = {
    .uri = "qemu:///session",
    .domain_capabilities = "<domainCapabilities><path>/q</path><domain>kvm</domain><machine>pc-q35-7.2</machine><arch>x86_64</arch>"
                           "<vcpu max='6'/></domainCapabilities>",
    .capabilities = caps,
    .memory_total = memory,
  };
  g_autoptr (GError) error = NULL;
  CasementHostFacts *facts = casement_host_facts_new (&input, &error);

  g_assert_no_error (error);
  return facts;
}

static void
test_names (void)
{
  static const char *const good[] = { "Windows 11", "Büro-PC", "窓", "a'b\"c <&>", "x.y", "🪟 test", "مكتب", "win%s$(id)" };
  static const char *const bad[] = { "", " a", "a ", "a/b", "a\nb", "a\tb", ".hidden", "..", "a\x01", "\xff\xfe", "a\xe2\x80\xa8z", "a\xef\xbf\xbf" };
  g_autofree char *long_name = g_strnfill (300, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;

    casement_vm_spec_check_name (good[i], &error);
    g_assert_no_error (error);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (casement_vm_spec_check_name (bad[i], &error));
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
  }
  g_assert_false (casement_vm_spec_check_name (long_name, NULL));
  g_assert_false (casement_vm_spec_check_name (NULL, NULL));
}

static void
test_paths (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (casement_vm_spec_check_path ("/a b/c'\"é.iso", NULL));
  g_assert_false (casement_vm_spec_check_path ("relative.iso", NULL));
  g_assert_false (casement_vm_spec_check_path ("/a\nb", NULL));
  g_assert_false (casement_vm_spec_check_path ("/caf\xe9.iso", &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_amounts (void)
{
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_new (casement_preset_get_default ());
  g_autoptr (CasementHostFacts) facts = facts_with (16 * GIB, 4);

  casement_vm_spec_use_host_defaults (spec, facts);
  g_assert_cmpuint (casement_vm_spec_get_memory (spec), ==, 8 * GIB);
  g_assert_cmpuint (casement_vm_spec_get_cpus (spec), ==, 4);
  g_assert_cmpuint (casement_host_memory_to_spare (facts), ==, 14 * GIB);

  casement_vm_spec_set_memory (spec, 14 * GIB);
  g_assert_true (casement_vm_spec_check_memory (spec, facts, NULL));
  casement_vm_spec_set_memory (spec, 14 * GIB + (1 << 20));
  g_assert_false (casement_vm_spec_check_memory (spec, facts, NULL));
  g_assert_true (casement_vm_spec_check_memory (spec, NULL, NULL));
  casement_vm_spec_set_memory (spec, 4 * GIB - 1);
  g_assert_false (casement_vm_spec_check_memory (spec, facts, NULL));
  casement_vm_spec_set_memory (spec, 7000 * GIB);
  g_assert_false (casement_vm_spec_check_memory (spec, NULL, NULL));

  casement_vm_spec_set_cpus (spec, 5);
  g_assert_false (casement_vm_spec_check_cpus (spec, facts, NULL));
  casement_vm_spec_set_cpus (spec, 1);
  g_assert_false (casement_vm_spec_check_cpus (spec, facts, NULL));
  casement_vm_spec_set_cpus (spec, 2);
  g_assert_true (casement_vm_spec_check_cpus (spec, facts, NULL));

  casement_vm_spec_set_disk_size (spec, 64 * GIB);
  g_assert_true (casement_vm_spec_check_disk_size (spec, NULL));
  casement_vm_spec_set_disk_size (spec, 64 * GIB - 1);
  g_assert_false (casement_vm_spec_check_disk_size (spec, NULL));
  casement_vm_spec_set_disk_size (spec, G_MAXUINT64);
  g_assert_false (casement_vm_spec_check_disk_size (spec, NULL));
}

static void
test_small_host (void)
{
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_new (casement_preset_get_default ());
  g_autoptr (CasementHostFacts) facts = facts_with (6 * GIB, 1);

  casement_vm_spec_use_host_defaults (spec, facts);
  g_assert_cmpuint (casement_vm_spec_get_memory (spec), ==, 4 * GIB);
  g_assert_cmpuint (casement_vm_spec_get_cpus (spec), ==, 2);
  g_assert_true (casement_vm_spec_check_memory (spec, facts, NULL));
  g_assert_true (casement_vm_spec_check_cpus (spec, facts, NULL));
}

static void
count_cb (gpointer object, gpointer pspec, gpointer user_data)
{
  (*(int *) user_data)++;
}

static void
test_notify_once (void)
{
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_new (casement_preset_get_default ());
  int notified = 0, chosen = 0;

  g_signal_connect (spec, "notify", G_CALLBACK (count_cb), &notified);
  g_signal_connect (spec, "choice-changed", G_CALLBACK (count_cb), &chosen);
  for (int i = 0; i < 2; i++) {
    g_object_set (spec, "name", "a", "iso-path", "/i", "drivers-path", "/d", "memory", 5 * GIB, "disk-size", 70 * GIB, "cpus", 3, NULL);
    casement_vm_spec_set_choice (spec, "video", "qxl");
    casement_vm_spec_set_declined (spec, "sound", TRUE);
  }
  g_assert_cmpint (notified, ==, 6);
  g_assert_cmpint (chosen, ==, 2);
  casement_vm_spec_set_name (spec, "");
  g_assert_null (casement_vm_spec_get_name (spec));
}

static void
test_keyfile_and_copy (void)
{
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_new (casement_preset_get_default ());
  g_autoptr (CasementVmSpec) copy = NULL, read = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (spec, "name", "Ä; b\n", "iso-path", "/ x", "cpus", 3, NULL);
  casement_vm_spec_set_choice (spec, "network", "bridge=br0");
  casement_vm_spec_set_declined (spec, "sound", TRUE);
  casement_vm_spec_set_declined (spec, "rng", TRUE);
  copy = casement_vm_spec_copy (spec);
  g_assert_true (casement_vm_spec_equal (spec, copy));
  text = casement_vm_spec_to_keyfile (spec);
  read = casement_vm_spec_new_from_keyfile (text, &error);
  g_assert_no_error (error);
  g_assert_true (casement_vm_spec_equal (spec, read));
  casement_vm_spec_set_declined (read, "rng", FALSE);
  g_assert_false (casement_vm_spec_equal (spec, read));
  casement_vm_spec_set_choice (copy, "network", NULL);
  g_assert_false (casement_vm_spec_equal (spec, copy));

  g_assert_null (casement_vm_spec_new_from_keyfile ("nonsense", &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/vm-spec/names", test_names);
  g_test_add_func ("/core/vm-spec/paths", test_paths);
  g_test_add_func ("/core/vm-spec/amounts", test_amounts);
  g_test_add_func ("/core/vm-spec/small-host", test_small_host);
  g_test_add_func ("/core/vm-spec/notify-once", test_notify_once);
  g_test_add_func ("/core/vm-spec/keyfile-and-copy", test_keyfile_and_copy);
  return g_test_run ();
}
