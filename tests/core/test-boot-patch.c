/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which boot image of an installer image does not ask for a key, and the thin image that boots it. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include "casement-boot-patch.h"
#include "media-fixture.h"

#define SECTOR 2048u

typedef struct {
  char *folder;
  char *iso;
} Fixture;

/* As the tool that makes Microsoft's images lays them out: boot images as files of the UDF volume too. */
static void
make_iso (Fixture *fixture, gboolean silent)
{
  g_autofree char *tree = g_build_filename (fixture->folder, "tree", NULL);
  g_autofree char *boot = g_build_filename (tree, "efi", "microsoft", "boot", NULL);
  static const char *const names[] = { "efisys.bin", "efisys_noprompt.bin" };
  g_autoptr (GSubprocess) process = NULL;

  g_assert_cmpint (g_mkdir_with_parents (boot, 0755), ==, 0);
  for (guint i = 0; i < (silent ? 2 : 1); i++) {
    g_autofree char *path = g_build_filename (boot, names[i], NULL);
    g_autofree char *image = g_malloc0 (64 * SECTOR);

    image[0] = (char) ('A' + i);
    image[510] = 0x55;
    image[511] = (char) 0xaa;
    g_assert_true (g_file_set_contents (path, image, 64 * SECTOR, NULL));
  }
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, "genisoimage", "-quiet", "-udf", "-J", "-iso-level", "3", "-e",
                              "efi/microsoft/boot/efisys.bin", "-no-emul-boot", "-V", "TEST", "-o", fixture->iso, tree, NULL);
  g_assert_nonnull (process);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("casement-boot-XXXXXX", NULL);
  fixture->iso = g_build_filename (fixture->folder, "Win “11”.iso", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  media_fixture_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->iso);
}

static gboolean
skip (void)
{
  if (media_fixture_can_make_udf ())
    return FALSE;
  g_test_skip ("genisoimage is not here");
  return TRUE;
}

/* What QEMU makes of the thin image is the user's but for four bytes, and those name the other boot image. */
static void
test_overlay (Fixture *fixture, gconstpointer data)
{
  g_autofree char *overlay_path = g_build_filename (fixture->folder, "boot.qcow2", NULL);
  g_autofree char *raw_path = g_build_filename (fixture->folder, "raw.iso", NULL);
  g_autofree char *before = NULL, *after = NULL, *again = NULL;
  g_autofree char *qemu_img = g_find_program_in_path ("qemu-img");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) overlay = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_before, n_after, n_again;
  CasementBootPatch patch;
  guint different = 0;

  if (skip ())
    return;
  make_iso (fixture, TRUE);
  g_assert_true (g_file_get_contents (fixture->iso, &before, &n_before, NULL));
  g_assert_true (casement_boot_patch_find (fixture->iso, &patch, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (patch.size, ==, n_before);
  g_assert_cmpint (before[(gsize) patch.lba * SECTOR], ==, 'B');
  overlay = casement_boot_patch_make_overlay (&patch, fixture->iso, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (overlay_path, g_bytes_get_data (overlay, NULL), (gssize) g_bytes_get_size (overlay), NULL));
  g_assert_true (g_file_get_contents (fixture->iso, &again, &n_again, NULL));
  g_assert_cmpmem (again, n_again, before, n_before);
  if (qemu_img == NULL) {
    g_test_skip ("qemu-img is not here");
    return;
  }
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, "qemu-img", "check", overlay_path, NULL);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  g_clear_object (&process);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "qemu-img", "convert", "-O", "raw", overlay_path, raw_path, NULL);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  g_assert_true (g_file_get_contents (raw_path, &after, &n_after, NULL));
  g_assert_cmpuint (n_after, ==, n_before);
  for (gsize i = 0; i < n_before; i++) {
    if (before[i] == after[i])
      continue;
    different++;
    g_assert_cmpuint (i - patch.offset, <, 4);
  }
  g_assert_cmpuint (different, >, 0);
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  CasementBootPatch patch;

  if (skip ())
    return;
  make_iso (fixture, FALSE);
  g_assert_false (casement_boot_patch_find (fixture->iso, &patch, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (casement_boot_patch_find ("/nonexistent.iso", &patch, NULL, &error));
  g_assert_nonnull (error);
}

/* Cut off and damaged: an answer, and never a sector outside of the file. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  gsize length;

  if (skip ())
    return;
  make_iso (fixture, TRUE);
  g_assert_true (g_file_get_contents (fixture->iso, &bytes, &length, NULL));
  for (guint i = 0; i < 120; i++) {
    g_autofree char *copy = g_memdup2 (bytes, length);
    gsize n = i < 40 ? length * i / 40 : length;
    CasementBootPatch patch;

    for (guint j = 0; i >= 40 && j < 20; j++)
      copy[g_rand_int_range (rand, 16 * SECTOR, (gint32) MIN (length, 400 * SECTOR))] = (char) g_rand_int (rand);
    g_assert_true (g_file_set_contents (fixture->iso, copy, (gssize) n, NULL));
    if (casement_boot_patch_find (fixture->iso, &patch, NULL, NULL)) {
      g_autoptr (GBytes) overlay = casement_boot_patch_make_overlay (&patch, fixture->iso, NULL, NULL);

      g_assert_cmpuint ((guint64) patch.lba * SECTOR, <, n);
    }
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/boot-patch/overlay", Fixture, NULL, setup, test_overlay, teardown);
  g_test_add ("/boot-patch/none", Fixture, NULL, setup, test_none, teardown);
  g_test_add ("/boot-patch/damaged", Fixture, NULL, setup, test_damaged, teardown);
  return g_test_run ();
}
