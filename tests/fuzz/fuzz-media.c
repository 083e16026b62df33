/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-error.h"
#include "casement-media-info.h"
#include "fuzz.h"
#include "media-fixture.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Whole images: volume descriptors, UDF and what is in it. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int fd = memfd_create ("fuzz", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr (CasementMediaInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data, size), ==, size);
  info = casement_media_info_identify (path, NULL, &error);
  close (fd);
  if (info != NULL) {
    g_autofree char *json = casement_media_info_to_json (info);
    g_autofree char *summary = casement_media_info_dup_summary (info);

    g_assert_true (g_utf8_validate (json, -1, NULL));
    g_assert_true (g_utf8_validate (summary, -1, NULL));
    g_assert_null (strchr (summary, '\033'));
  } else {
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_MEDIA);
  }
  return 0;
}

GPtrArray *
fuzz_target_seeds (void)
{
  static const char *const editions[] = { "Windows 11 Home", "Core", "Windows 11 Pro", "Professional", NULL };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (seeds, media_fixture_volume ("virtio-win-0.1.271", FALSE, 40));
  g_ptr_array_add (seeds, media_fixture_volume ("CCCOMA_X64FRE_EN-US_DV9", TRUE, 40));
  if (media_fixture_can_make_udf ()) {
    g_autofree char *folder = g_dir_make_tmp ("casement-fuzz-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "windows.iso", NULL);
    g_autoptr (GBytes) xml = media_fixture_windows_xml ("Client", 26100, 9, editions);
    char *bytes = NULL;
    gsize length = 0;

    media_fixture_make_windows (path, "CCCOMA_X64FRE_EN-US_DV9", "sources/install.wim", xml);
    g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
    /* Three times, since it is where there is most to break. */
    g_ptr_array_add (seeds, g_bytes_new_take (bytes, length));
    g_ptr_array_add (seeds, g_bytes_ref (g_ptr_array_index (seeds, 2)));
    g_ptr_array_add (seeds, g_bytes_ref (g_ptr_array_index (seeds, 2)));
    media_fixture_remove_tree (folder);
  }
  /* libudfread tells stderr about every damage. Sanitizers write to the descriptor itself. */
  stderr = fopen ("/dev/null", "we");
  g_assert_nonnull (stderr);
  return seeds;
}
