/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-media-info-private.h"
#include "media-fixture.h"

#include <unistd.h>

typedef struct {
  char *folder;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("casement-test-XXXXXX", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  media_fixture_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static void
test_compare_versions (void)
{
  g_assert_cmpint (casement_media_compare_versions ("0.1.285", "0.1.271"), >, 0);
  g_assert_cmpint (casement_media_compare_versions ("0.1.99", "0.1.271"), <, 0);
  g_assert_cmpint (casement_media_compare_versions ("0.1.271-2", "0.1.271-1"), >, 0);
  g_assert_cmpint (casement_media_compare_versions ("0.1.271-1", "0.1.271"), >, 0);
  g_assert_cmpint (casement_media_compare_versions ("0.1.271", "0.1.271"), ==, 0);
  g_assert_cmpint (casement_media_compare_versions (NULL, "0"), <, 0);
  g_assert_cmpint (casement_media_compare_versions (NULL, NULL), ==, 0);
  g_assert_cmpint (casement_media_compare_versions ("99999999999999999999999999", "1"), >, 0);
}

static void
write_volume (const char *folder, const char *name, const char *volume_id)
{
  g_autoptr (GBytes) volume = media_fixture_volume (volume_id, FALSE, 40);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  media_fixture_write (path, volume);
}

static void
test_find_drivers (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = g_build_filename (fixture->folder, "one", NULL);
  g_autofree char *two = g_build_filename (fixture->folder, "two", NULL);
  g_autofree char *link = g_build_filename (one, "virtio-win.iso", NULL);
  const char *folders[] = { one, "/nonexistent", two, one, NULL };
  g_autoptr (GPtrArray) found = NULL;

  write_volume (one, "virtio-win-0.1.240.iso", "virtio-win-0.1.240");
  write_volume (two, "Virtio-Win (1).ISO", "virtio-win-0.1.271");
  write_volume (two, "virtio-win-page.iso", "SOMETHING_ELSE");
  write_volume (two, "drivers.iso", "virtio-win-0.1.999");
  g_assert_cmpint (symlink ("virtio-win-0.1.240.iso", link), ==, 0);

  found = casement_media_find_drivers_in (folders, NULL);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (casement_media_info_get_driver_version (g_ptr_array_index (found, 0)), ==, "0.1.271");
  g_assert_cmpstr (casement_media_info_get_driver_version (g_ptr_array_index (found, 1)), ==, "0.1.240");
}

static void
test_usual_places (Fixture *fixture, gconstpointer data)
{
  g_autofree char *images = g_build_filename (g_get_user_data_dir (), "libvirt", "images", NULL);
  g_autoptr (GPtrArray) found = NULL;
  gboolean seen = FALSE;

  write_volume (images, "virtio-win.iso", "virtio-win-0.1.302");
  found = casement_media_find_drivers (NULL);
  for (guint i = 0; i < found->len; i++)
    seen |= g_str_has_prefix (casement_media_info_get_path (g_ptr_array_index (found, i)), images);
  g_assert_true (seen);
}

#define ADD(path, function) g_test_add ("/core/media/drivers/" path, Fixture, NULL, setup, function, teardown)

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("casement-home-XXXXXX", NULL);
  int result;

  /* Before anything asks for them. */
  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/media/drivers/compare-versions", test_compare_versions);
  ADD ("find", test_find_drivers);
  ADD ("usual-places", test_usual_places);
  result = g_test_run ();
  media_fixture_remove_tree (home);
  return result;
}
