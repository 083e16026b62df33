/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-size.h"
#include "casement-vm-spec.h"
#include "fuzz.h"

#include <string.h>

/* A stored specification, and sizes as people type them. What was read must survive being written. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (CasementVmSpec) spec = NULL;
  guint64 bytes;

  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  casement_size_parse (text, &bytes, NULL);
  spec = casement_vm_spec_new_from_keyfile (text, NULL);
  if (spec != NULL) {
    g_autofree char *again = casement_vm_spec_to_keyfile (spec);
    g_autoptr (CasementVmSpec) copy = casement_vm_spec_new_from_keyfile (again, NULL);

    g_assert_nonnull (copy);
    g_assert_true (casement_vm_spec_equal (spec, copy));
    casement_vm_spec_validate (spec, NULL, NULL);
  }
  return 0;
}

GPtrArray *
fuzz_target_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_new (casement_preset_get_default ());
  char *text;

  casement_vm_spec_set_name (spec, "Wíndows “11”");
  casement_vm_spec_set_iso_path (spec, "/srv/Windows 11; #1.iso");
  casement_vm_spec_set_choice (spec, "video", "qxl");
  casement_vm_spec_set_declined (spec, "rng", TRUE);
  text = casement_vm_spec_to_keyfile (spec);
  g_ptr_array_add (seeds, g_bytes_new_take (text, strlen (text)));
  g_ptr_array_add (seeds, g_bytes_new_static ("1.5 GiB", 7));
  return seeds;
}
