/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-wim.h"
#include "fuzz.h"
#include "media-fixture.h"

/* The header as it is, and everything behind it as the XML. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  CasementWimHeader header;
  g_autoptr (GPtrArray) images = NULL;

  if (casement_wim_header_parse (data, size, &header, NULL))
    g_assert_cmpuint (header.xml_size, <=, 2 * 1024 * 1024);
  if (size < CASEMENT_WIM_HEADER_SIZE)
    return 0;
  images = casement_wim_xml_parse (data + CASEMENT_WIM_HEADER_SIZE, size - CASEMENT_WIM_HEADER_SIZE, NULL);
  for (guint i = 0; images != NULL && i < images->len; i++) {
    const CasementWimImage *image = g_ptr_array_index (images, i);

    g_assert_true (image->name == NULL || g_utf8_validate (image->name, -1, NULL));
    g_assert_true (image->edition_id == NULL || g_utf8_validate (image->edition_id, -1, NULL));
  }
  return 0;
}

GPtrArray *
fuzz_target_seeds (void)
{
  static const char *const editions[] = { "Windows 11 Home", "Core", "Windows 11 Pro", "Professional", NULL };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) client = media_fixture_windows_xml ("Client", 26100, 9, editions);
  g_autoptr (GBytes) server = media_fixture_windows_xml ("Server Core", 20348, 12, editions + 2);

  g_ptr_array_add (seeds, media_fixture_wim (client, 0));
  g_ptr_array_add (seeds, media_fixture_wim (server, 0));
  return seeds;
}
