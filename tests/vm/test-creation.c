/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libvirt/virterror.h>
#include <stdlib.h>

#include "creation-test.h"

/* Creating and deleting on a libvirt session daemon of its own, with QEMU in software emulation where there is no KVM. */

static char *
dup_xml (CasementVm *vm)
{
  g_autoptr (GAsyncResult) result = NULL;
  char *xml;

  casement_vm_get_xml_async (vm, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  xml = casement_vm_get_xml_finish (vm, result, NULL);
  g_assert_nonnull (xml);
  return xml;
}

static void
steps_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  g_string_append_printf (user_data, "%s|", casement_operation_get_step (CASEMENT_OPERATION (object)));
}

/* Define, start, look at it, delete: nothing is left. */
static void
test_whole (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  g_autofree char *iso = creation_test_make_iso ("Win 11 'ä' \"<&>\".iso");
  g_autoptr (CasementPlan) plan = creation_test_plan (connection, "Größe & <Ordnung> ’n’ \"Co\"", iso);
  g_autofree char *before = creation_test_tree ();
  g_autoptr (CasementVmCreator) creator = casement_vm_creator_new (connection, plan, TRUE);
  g_autoptr (GString) steps = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementVm) vm = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *after = NULL;
  CasementRemovalItem *disk;

  g_assert_null (casement_vm_creator_get_uuid (creator));
  g_signal_connect (creator, "notify::step", G_CALLBACK (steps_cb), steps);
  casement_operation_run_sync (CASEMENT_OPERATION (creator), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (steps->str, ==, "Checking|Looking for room|Making the disk|Making the virtual machine|Starting|");

  WAIT_UNTIL (casement_library_find (library, casement_vm_creator_get_uuid (creator)) != NULL);
  vm = g_object_ref (casement_library_find (library, casement_vm_creator_get_uuid (creator)));
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);
  g_assert_cmpstr (casement_vm_get_name (vm), ==, "Größe & <Ordnung> ’n’ \"Co\"");
  g_assert_true (casement_vm_get_created_here (vm));
  g_assert_cmpstr (casement_vm_get_os_title (vm), ==, "Windows 11");
  xml = dup_xml (vm);
  g_assert_nonnull (strstr (xml, "secure-boot"));

  items = creation_test_list (vm);
  disk = creation_test_find_item (items, CASEMENT_REMOVAL_DISK);
  g_assert_nonnull (disk);
  g_assert_true (g_file_test (disk->path, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpuint (disk->size, >, 0);
  g_assert_nonnull (creation_test_find_item (items, CASEMENT_REMOVAL_NVRAM));
  g_assert_true (g_file_test (creation_test_find_item (items, CASEMENT_REMOVAL_NVRAM)->path, G_FILE_TEST_IS_REGULAR));
  g_assert_nonnull (creation_test_find_item (items, CASEMENT_REMOVAL_TPM));
  g_assert_true (g_file_test (creation_test_find_item (items, CASEMENT_REMOVAL_TPM)->path, G_FILE_TEST_IS_DIR));
  g_assert_cmpstr (creation_test_find_item (items, CASEMENT_REMOVAL_KEPT)->path, ==, iso);

  creation_test_remove (vm);
  g_assert_true (g_file_test (iso, G_FILE_TEST_EXISTS));
  creation_test_drop_pool (connection);
  after = creation_test_tree ();
  g_assert_cmpstr (after, ==, before);

  g_clear_object (&library);
  g_clear_object (&vm);
  vm_test_close (connection);
}

/* Runs a creation that must fail with @code, and leave nothing. */
static void
assert_refused (CasementConnection *connection, CasementPlan *plan, CasementError code)
{
  g_autofree char *before = creation_test_tree ();
  g_autofree char *after = NULL;
  g_autoptr (CasementVmCreator) creator = casement_vm_creator_new (connection, plan, FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_false (casement_operation_run_sync (CASEMENT_OPERATION (creator), &error));
  g_assert_error (error, CASEMENT_ERROR, (int) code);
  g_assert_null (casement_vm_creator_get_uuid (creator));
  after = creation_test_tree ();
  g_assert_cmpstr (after, ==, before);
}

static void
define_plain (CasementConnection *connection, const char *name, const char *disk)
{
  virConnectPtr handle = casement_connection_dup_handle (connection);
  g_autofree char *xml = g_markup_printf_escaped (
      "<domain type='qemu'><name>%s</name><memory>65536</memory><os><type arch='x86_64' machine='q35'>hvm</type></os>"
      "<devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='%s'/>"
      "<target dev='vda' bus='virtio'/></disk></devices></domain>",
      name, disk);
  virDomainPtr domain = virDomainDefineXML (handle, xml);

  g_assert_nonnull (domain);
  virDomainFree (domain);
  virConnectClose (handle);
}

static void
undefine (CasementConnection *connection, const char *name)
{
  virConnectPtr handle = casement_connection_dup_handle (connection);
  virDomainPtr domain = virDomainLookupByName (handle, name);

  g_assert_nonnull (domain);
  g_assert_cmpint (virDomainUndefine (domain), ==, 0);
  virDomainFree (domain);
  virConnectClose (handle);
}

static void
test_name_taken (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autofree char *iso = creation_test_make_iso ("win.iso");
  g_autoptr (CasementPlan) plan = creation_test_plan (connection, "taken", iso);

  define_plain (connection, "taken", "/nonexistent");
  assert_refused (connection, plan, CASEMENT_ERROR_EXISTS);
  undefine (connection, "taken");
  vm_test_close (connection);
}

static void
test_images (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autofree char *iso = creation_test_make_iso ("win.iso");
  g_autofree char *gone = g_build_filename (g_getenv ("HOME"), "gone.iso", NULL);
  g_autofree char *latin = g_build_filename (g_getenv ("HOME"), "caf\xe9.iso", NULL);
  const struct {
    const char *path;
    CasementError error;
  } rows[] = {
    { gone, CASEMENT_ERROR_NOT_FOUND },
    { g_getenv ("HOME"), CASEMENT_ERROR_INVALID },
    { latin, CASEMENT_ERROR_INVALID },
    { "relative.iso", CASEMENT_ERROR_INVALID },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CasementPlan) plan = creation_test_plan (connection, "images", rows[i].path);

    assert_refused (connection, plan, rows[i].error);
  }
  if (geteuid () != 0) {
    g_autoptr (CasementPlan) plan = creation_test_plan (connection, "images", iso);

    g_assert_cmpint (g_chmod (iso, 0), ==, 0);
    assert_refused (connection, plan, CASEMENT_ERROR_PERMISSION);
  }
  vm_test_close (connection);
}

/* A session has no networks of libvirt's. */
static void
test_network_missing (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autofree char *iso = creation_test_make_iso ("win.iso");
  g_autoptr (CasementPlan) usual = creation_test_plan (connection, "networked", iso);
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_copy (casement_plan_get_spec (usual));
  g_autoptr (CasementPlan) plan = NULL;

  casement_vm_spec_set_choice (spec, "network", "network=nowhere");
  plan = casement_plan_new (spec, casement_plan_get_facts (usual));
  assert_refused (connection, plan, CASEMENT_ERROR_NOT_FOUND);
  vm_test_close (connection);
}

static CasementVm *
create (CasementConnection *connection, CasementLibrary *library, const char *name, gboolean start)
{
  g_autofree char *iso = creation_test_make_iso ("plain.iso");
  g_autoptr (CasementPlan) plan = creation_test_plan (connection, name, iso);
  g_autoptr (CasementVmCreator) creator = casement_vm_creator_new (connection, plan, start);
  g_autoptr (GError) error = NULL;

  casement_operation_run_sync (CASEMENT_OPERATION (creator), &error);
  g_assert_no_error (error);
  WAIT_UNTIL (casement_library_find (library, name) != NULL);
  return g_object_ref (casement_library_find (library, name));
}

/* A file that lies where the disk would go is not touched. */
static void
test_volume_taken (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  g_autofree char *directory = g_build_filename (g_getenv ("XDG_DATA_HOME"), "libvirt", "images", NULL);
  g_autofree char *file = g_build_filename (directory, "old.qcow2", NULL);
  g_autofree char *second = g_build_filename (directory, "old-2.qcow2", NULL);
  g_autofree char *content = NULL;
  g_autoptr (CasementVm) vm = NULL;
  g_autoptr (GPtrArray) items = NULL;

  g_assert_cmpint (g_mkdir_with_parents (directory, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "precious", -1, NULL));
  vm = create (connection, library, "old", FALSE);
  items = creation_test_list (vm);
  g_assert_cmpstr (creation_test_find_item (items, CASEMENT_REMOVAL_DISK)->path, ==, second);
  g_assert_null (creation_test_find_item (items, CASEMENT_REMOVAL_NVRAM));

  creation_test_remove (vm);
  g_assert_false (g_file_test (second, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_get_contents (file, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "precious");
  g_unlink (file);
  creation_test_drop_pool (connection);
  g_clear_object (&library);
  g_clear_object (&vm);
  vm_test_close (connection);
}

/* Deletes what was shown and nothing else. */
static void
test_remove_shared (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  g_autoptr (CasementVm) vm = create (connection, library, "one", FALSE);
  g_autoptr (GPtrArray) before = creation_test_list (vm);
  g_autoptr (GPtrArray) after = NULL;
  g_autofree char *disk = g_strdup (creation_test_find_item (before, CASEMENT_REMOVAL_DISK)->path);
  g_autoptr (CasementVmRemover) remover = casement_vm_remover_new (vm, before);
  g_autoptr (GError) error = NULL;

  /* Between the question and the answer. */
  define_plain (connection, "two", disk);
  g_assert_false (casement_operation_run_sync (CASEMENT_OPERATION (remover), &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_IN_USE);
  g_assert_true (casement_vm_get_present (vm));

  after = creation_test_list (vm);
  g_assert_null (creation_test_find_item (after, CASEMENT_REMOVAL_DISK));
  g_assert_cmpstr (((CasementRemovalItem *) g_ptr_array_index (after, 0))->path, ==, disk);
  g_assert_nonnull (strstr (((CasementRemovalItem *) g_ptr_array_index (after, 0))->reason, "two"));
  creation_test_remove (vm);
  g_assert_true (g_file_test (disk, G_FILE_TEST_EXISTS));

  undefine (connection, "two");
  g_unlink (disk);
  creation_test_drop_pool (connection);
  g_clear_object (&library);
  g_clear_object (&vm);
  vm_test_close (connection);
}

/* A machine that runs, with its state saved once, and with a snapshot: all of it goes. */
static void
test_remove_running (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *plain = creation_test_make_iso ("plain.iso");
  g_autoptr (CasementVm) vm = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  virDomainPtr domain;
  virDomainSnapshotPtr snapshot;

  before = creation_test_tree ();
  vm = create (connection, library, "saved", TRUE);
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);
  creation_test_remove (vm);
  g_clear_object (&vm);

  vm = create (connection, library, "saved", FALSE);
  domain = casement_vm_dup_handle (vm);
  snapshot = virDomainSnapshotCreateXML (domain, "<domainsnapshot><name>s</name></domainsnapshot>",
                                         VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY | VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE);
  g_clear_pointer (&snapshot, virDomainSnapshotFree);
  virDomainFree (domain);
  creation_test_remove (vm);

  creation_test_drop_pool (connection);
  after = creation_test_tree ();
  g_assert_cmpstr (after, ==, before);
  g_clear_object (&library);
  g_clear_object (&vm);
  vm_test_close (connection);
}

/* Cancelled before anything is gone: the machine is whole. Failed after the disk: it can be done again. */
static void
test_remove_interrupted (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  g_autoptr (CasementVm) vm = create (connection, library, "kept", FALSE);
  g_autoptr (GPtrArray) items = creation_test_list (vm);
  g_autofree char *disk = g_strdup (creation_test_find_item (items, CASEMENT_REMOVAL_DISK)->path);
  g_autoptr (CasementVmRemover) cancelled = casement_vm_remover_new (vm, items);
  g_autoptr (CasementVmRemover) failed = casement_vm_remover_new (vm, items);
  g_autoptr (GError) error = NULL;

  casement_operation_cancel (CASEMENT_OPERATION (cancelled));
  g_assert_false (casement_operation_run_sync (CASEMENT_OPERATION (cancelled), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (g_file_test (disk, G_FILE_TEST_EXISTS));

  g_setenv ("CASEMENT_FAULT", "fail:remove-domain", TRUE);
  g_assert_false (casement_operation_run_sync (CASEMENT_OPERATION (failed), &error));
  g_unsetenv ("CASEMENT_FAULT");
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_FAILED);
  g_assert_false (g_file_test (disk, G_FILE_TEST_EXISTS));
  g_assert_true (casement_vm_get_present (vm));

  creation_test_remove (vm);
  creation_test_drop_pool (connection);
  g_clear_object (&library);
  g_clear_object (&vm);
  vm_test_close (connection);
}

/* Two at once, before there is a pool: both are made, each with its own disk. */
static void
test_two_at_once (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  g_autofree char *iso = creation_test_make_iso ("win.iso");
  g_autoptr (CasementPlan) first = creation_test_plan (connection, "twin 1", iso);
  g_autoptr (CasementPlan) second = creation_test_plan (connection, "twin 2", iso);
  g_autoptr (CasementVmCreator) one = casement_vm_creator_new (connection, first, FALSE);
  g_autoptr (CasementVmCreator) two = casement_vm_creator_new (connection, second, FALSE);

  casement_operation_run_async (CASEMENT_OPERATION (one), NULL, NULL);
  casement_operation_run_async (CASEMENT_OPERATION (two), NULL, NULL);
  WAIT_UNTIL (!casement_operation_get_running (CASEMENT_OPERATION (one))
              && !casement_operation_get_running (CASEMENT_OPERATION (two)));
  g_assert_no_error (casement_operation_get_error (CASEMENT_OPERATION (one)));
  g_assert_no_error (casement_operation_get_error (CASEMENT_OPERATION (two)));
  WAIT_UNTIL (casement_library_find (library, "twin 1") != NULL && casement_library_find (library, "twin 2") != NULL);
  creation_test_remove (casement_library_find (library, "twin 1"));
  creation_test_remove (casement_library_find (library, "twin 2"));
  creation_test_drop_pool (connection);
  g_clear_object (&library);
  vm_test_close (connection);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("CASEMENT_TEST_ROOT") == NULL)
    g_error ("run this below tests/support/private-session");
  g_test_add_func ("/creation/whole", test_whole);
  g_test_add_func ("/creation/name-taken", test_name_taken);
  g_test_add_func ("/creation/images", test_images);
  g_test_add_func ("/creation/network-missing", test_network_missing);
  g_test_add_func ("/creation/volume-taken", test_volume_taken);
  g_test_add_func ("/creation/two-at-once", test_two_at_once);
  g_test_add_func ("/removal/shared", test_remove_shared);
  g_test_add_func ("/removal/running", test_remove_running);
  g_test_add_func ("/removal/interrupted", test_remove_interrupted);
  return g_test_run ();
}
