/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "creation-test.h"

/* Creations on disks that are full (tests/fault/with-full-disks), on a libvirt session daemon of its own. */

static const char *program;

static void
define_pool (CasementConnection *connection, const char *path)
{
  virConnectPtr handle = casement_connection_dup_handle (connection);
  g_autofree char *xml = g_markup_printf_escaped (
      "<pool type='dir'><name>casement</name><target><path>%s</path></target></pool>", path);
  virStoragePoolPtr pool = virStoragePoolDefineXML (handle, xml, 0);

  g_assert_nonnull (pool);
  virStoragePoolFree (pool);
  virConnectClose (handle);
}

static void
undefine_pool (CasementConnection *connection)
{
  virConnectPtr handle = casement_connection_dup_handle (connection);
  virStoragePoolPtr pool = virStoragePoolLookupByName (handle, "casement");

  g_assert_nonnull (pool);
  virStoragePoolDestroy (pool);
  g_assert_cmpint (virStoragePoolUndefine (pool), ==, 0);
  virStoragePoolFree (pool);
  virConnectClose (handle);
}

static guint
count_files (const char *path)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  creation_test_walk (path, paths);
  return paths->len - 1;
}

/* Takes the last inode: what comes next fails although there is room. */
static guint
fill (const char *path)
{
  guint n = 0;

  for (;; n++) {
    g_autofree char *name = g_strdup_printf ("filler-%u", n);
    g_autofree char *file = g_build_filename (path, name, NULL);

    if (!g_file_set_contents (file, "x", 1, NULL))
      return n;
  }
}

static void
empty (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    g_unlink (file);
  }
}

static void
assert_no_space (CasementConnection *connection)
{
  g_autofree char *iso = creation_test_make_iso ("win.iso");
  g_autoptr (CasementPlan) plan = creation_test_plan (connection, "no room", iso);
  g_autoptr (CasementVmCreator) creator = casement_vm_creator_new (connection, plan, TRUE);
  g_autofree char *before = creation_test_tree ();
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (casement_operation_run_sync (CASEMENT_OPERATION (creator), &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_NO_SPACE);
  g_test_message ("%s", error->message);
  after = creation_test_tree ();
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (creation_test_count_domains (connection), ==, 0);
}

/* Too small for a Windows: said before anything is made. */
static void
test_too_small (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  const char *disk = g_getenv ("CASEMENT_TEST_SMALL_DISK");

  define_pool (connection, disk);
  assert_no_space (connection);
  g_assert_cmpuint (count_files (disk), ==, 0);
  undefine_pool (connection);
  vm_test_close (connection);
}

/* Full although the free space looked well: the image cannot be made. */
static void
test_full_at_the_disk (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  const char *disk = g_getenv ("CASEMENT_TEST_TIGHT_DISK");
  guint n = fill (disk);

  define_pool (connection, disk);
  assert_no_space (connection);
  g_assert_cmpuint (count_files (disk), ==, n);
  empty (disk);
  undefine_pool (connection);
  vm_test_close (connection);
}

/* No room for the journal: then nothing is begun that could not be undone after a kill. */
static void
test_full_at_the_journal (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  const char *disk = g_getenv ("CASEMENT_TEST_TIGHT_DISK");
  g_autofree char *directory = g_build_filename (disk, "casement", "creations", NULL);
  g_autofree char *iso = creation_test_make_iso ("win.iso");
  g_autofree char *before = creation_test_tree ();
  g_autofree char *after = NULL;
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (directory, 0700), ==, 0);
  fill (disk);
  g_subprocess_launcher_setenv (launcher, "XDG_STATE_HOME", disk, TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, program, "--create", iso, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_async (child, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 10 + CASEMENT_ERROR_NO_SPACE);
  after = creation_test_tree ();
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (creation_test_count_domains (connection), ==, 0);
  empty (disk);
  vm_test_close (connection);
}

int
main (int argc, char *argv[])
{
  program = argv[0];
  if (g_getenv ("CASEMENT_TEST_ROOT") == NULL || g_getenv ("CASEMENT_TEST_SMALL_DISK") == NULL)
    g_error ("run this below tests/fault/with-full-disks and tests/support/private-session");
  if (argc == 3 && g_str_equal (argv[1], "--create"))
    return creation_test_child ("no room", argv[2]);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/disk-full/too-small", test_too_small);
  g_test_add_func ("/disk-full/at-the-disk", test_full_at_the_disk);
  g_test_add_func ("/disk-full/at-the-journal", test_full_at_the_journal);
  return g_test_run ();
}
