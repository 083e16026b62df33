/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-vv-file.h"
#include "fuzz.h"

#include <string.h>

/* Connection files from the network, and addresses as people type them. What was taken can be shown, and read again. */

static void
check (const CasementSpiceAddress *address)
{
  g_autofree char *uri = casement_spice_address_to_uri (address);

  g_assert_true (casement_spice_address_validate (address, NULL));
  g_assert_true (g_utf8_validate (uri, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (CasementSpiceAddress) from_file = NULL;
  g_autoptr (CasementSpiceAddress) from_uri = NULL;
  gboolean delete_file;

  from_file = casement_vv_file_parse ((const char *) data, size, &delete_file, NULL);
  if (from_file != NULL)
    check (from_file);
  else
    g_assert_false (delete_file);
  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  from_uri = casement_spice_address_new_for_uri (text, NULL);
  if (from_uri != NULL)
    check (from_uri);
  casement_spice_address_is_uri (text);
  return 0;
}

GPtrArray *
fuzz_target_seeds (void)
{
  static const char *const seeds[] = {
    "[virt-viewer]\ntype=spice\nhost=example.org\nport=5900\ntls-port=5901\npassword=a\ndelete-this-file=1\n"
    "ca=-----BEGIN CERTIFICATE-----\\nabc\\n\nhost-subject=O=a,CN=b\nsecure-channels=main;inputs\nproxy=http://c:1\ntitle=d\n",
    "[virt-viewer]\ntype=spice\nunix-path=/run/vm.sock\nfullscreen=1\n",
    "spice://[::1]:5900?tls-port=5901",
    "spice+tls://example.org:5901/",
    "spice+unix:///run/a%20socket",
  };
  GPtrArray *array = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    g_ptr_array_add (array, g_bytes_new_static (seeds[i], strlen (seeds[i])));
  return array;
}
