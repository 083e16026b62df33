/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-image-place.h"
#include "creation-test.h"

/* Images that the daemon cannot see where they are: copied into the storage pool, and gone with the machine. On a libvirt session
 * daemon of its own. */

#define NAME "Copy ‘1’"

static const char *program;

static char *
make_image (void)
{
  char *path = g_build_filename (g_getenv ("HOME"), "Wïn & <1>.iso", NULL);
  g_autofree char *data = g_malloc (1 << 20);

  for (gsize i = 0; i < 1 << 20; i++)
    data[i] = (char) (i * 7 + i / 4096);
  /* No multiple of a block. */
  g_assert_true (g_file_set_contents (path, data, (1 << 20) - 4096, NULL));
  return path;
}

static gboolean
create (CasementConnection *connection, const char *iso, GError **error)
{
  g_autoptr (CasementPlan) plan = creation_test_plan (connection, NAME, iso);
  g_autoptr (CasementVmCreator) creator = casement_vm_creator_new (connection, plan, FALSE);

  casement_vm_creator_set_upload (creator, TRUE);
  return casement_operation_run_sync (CASEMENT_OPERATION (creator), error);
}

static void
test_copy (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  g_autofree char *iso = make_image ();
  g_autofree char *before = creation_test_tree ();
  g_autofree char *after = NULL;
  g_autofree char *original = NULL;
  g_autofree char *copied = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  const char *copy = NULL;
  gsize n_original, n_copied;
  CasementVm *vm;

  create (connection, iso, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (casement_library_find (library, NAME) != NULL);
  vm = casement_library_find (library, NAME);
  items = creation_test_list (vm);
  for (guint i = 0; i < items->len; i++) {
    CasementRemovalItem *item = g_ptr_array_index (items, i);

    g_assert_cmpstr (item->path, !=, iso);
    if (g_str_has_suffix (item->path, ".iso")) {
      g_assert_cmpint (item->kind, ==, CASEMENT_REMOVAL_DISK);
      copy = item->path;
    }
  }
  g_assert_nonnull (copy);
  g_assert_true (g_file_get_contents (iso, &original, &n_original, NULL));
  g_assert_true (g_file_get_contents (copy, &copied, &n_copied, NULL));
  g_assert_cmpmem (original, n_original, copied, n_copied);

  creation_test_remove (vm);
  creation_test_drop_pool (connection);
  after = creation_test_tree ();
  g_assert_cmpstr (after, ==, before);
  vm_test_close (connection);
}

/* Cancelled, or failed, in the middle of the copy, and after it. */
static void
test_stopped (gconstpointer data)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autofree char *iso = make_image ();
  g_autofree char *before = creation_test_tree ();
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("CASEMENT_FAULT", data, TRUE);
  g_assert_false (create (connection, iso, &error));
  g_unsetenv ("CASEMENT_FAULT");
  g_assert_nonnull (error);
  after = creation_test_tree ();
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (creation_test_count_domains (connection), ==, 0);
  vm_test_close (connection);
}

/* Killed in the middle of the copy: the next start removes what there is of it. */
static void
test_killed (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autofree char *iso = make_image ();
  g_autofree char *before = creation_test_tree ();
  g_autofree char *after = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "CASEMENT_FAULT", "kill:image-copy", TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, program, "--create", iso, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_async (child, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_true (g_subprocess_wait_finish (child, result, NULL));
  g_assert_true (g_subprocess_get_if_signaled (child));
  /* The creation's own, and that of the copy. */
  g_assert_cmpuint (creation_test_recover (connection), ==, 2);
  after = creation_test_tree ();
  g_assert_cmpstr (after, ==, before);
  vm_test_close (connection);
}

/* The body of the program that is killed. */
static int
child (const char *iso)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");

  create (connection, iso, NULL);
  return 1;
}

/* What a portal shows has no path that QEMU could use. */
static void
test_no_document (void)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new ();
  CasementImagePlace place = { .path = (char *) "/run/user/1000/doc/1/a.iso", .used = (char *) "/home/me/a.iso" };
  const char *xml = "<domain><devices><disk device='cdrom'><source file='/run/user/1000/doc/1/a.iso'/></disk></devices></domain>";
  g_autoptr (GError) error = NULL;
  g_autofree char *placed = NULL;

  g_assert_null (casement_image_place_apply (places, xml, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
  g_ptr_array_add (places, &place);
  placed = casement_image_place_apply (places, xml, NULL);
  g_assert_nonnull (strstr (placed, "file=\"/home/me/a.iso\""));
  g_assert_null (strstr (placed, "/doc/"));
}

int
main (int argc, char *argv[])
{
  program = argv[0];
  if (argc == 3 && g_str_equal (argv[1], "--create"))
    return child (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-place/copy", test_copy);
  g_test_add_data_func ("/image-place/cancelled", "cancel:image-copy", test_stopped);
  g_test_add_data_func ("/image-place/failed", "fail:image-copy", test_stopped);
  g_test_add_data_func ("/image-place/failed-later", "fail:define", test_stopped);
  g_test_add_func ("/image-place/killed", test_killed);
  g_test_add_func ("/image-place/no-document", test_no_document);
  return g_test_run ();
}
