/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discs and drives of a machine of QEMU, while it is off and while it runs, on a private session. Libvirt 9.0's own faults with
 * drives that were added to a running machine are met here as they are. */
#include <glib/gstdio.h>
#include <string.h>

#include "casement-disk-grower.h"
#include "casement-disk-usage.h"
#include "casement-domain-drives.h"
#include "casement-error.h"
#include "casement-undo-store.h"
#include "casement-vm-media.h"
#include "casement-vm-tuner.h"
#include "creation-test.h"

typedef struct {
  CasementConnection *connection;
  CasementLibrary *library;
  CasementVm *vm;
  char *disk;
  char *first;
  char *second;
} Fixture;

static const char domain_xml[] = "<domain type='qemu'><name>m</name><memory unit='MiB'>128</memory>"
                                 "<os><type arch='x86_64' machine='q35'>hvm</type></os><devices>"
                                 "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='%s'/><target dev='vda' bus='virtio'/><boot order='1'/></disk>"
                                 "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='%s'/><target dev='sdb' bus='sata'/><readonly/><boot order='2'/></disk>"
                                 "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><target dev='sdc' bus='sata'/><readonly/></disk>"
                                 "</devices></domain>";

static void
setup (Fixture *f, gconstpointer running)
{
  g_autofree char *xml = NULL;
  const char *argv[] = { "qemu-img", "create", "-q", "-f", "qcow2", NULL, "1G", NULL };
  g_autoptr (GError) error = NULL;
  virConnectPtr handle;
  virDomainPtr domain;
  int status;

  f->connection = vm_test_open ("qemu:///session");
  f->first = creation_test_make_iso ("first “disc”.iso");
  f->second = creation_test_make_iso ("second & disc.iso");
  f->disk = g_build_filename (g_getenv ("HOME"), "m.qcow2", NULL);
  argv[5] = f->disk;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  xml = g_markup_printf_escaped (domain_xml, f->disk, f->first);
  handle = casement_connection_dup_handle (f->connection);
  domain = virDomainDefineXMLFlags (handle, xml, VIR_DOMAIN_DEFINE_VALIDATE);
  g_assert_nonnull (domain);
  virDomainFree (domain);
  virConnectClose (handle);
  f->library = vm_test_load (f->connection);
  f->vm = g_object_ref (casement_library_find (f->library, "m"));
  if (!GPOINTER_TO_INT (running))
    return;
  vm_test_act (f->vm, CASEMENT_VM_ACTION_START, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (casement_vm_get_active (f->vm));
}

static void
teardown (Fixture *f, gconstpointer running)
{
  virDomainPtr domain = casement_vm_dup_handle (f->vm);

  g_unsetenv ("CASEMENT_FAULT");
  if (virDomainIsActive (domain) == 1)
    g_assert_cmpint (virDomainDestroy (domain), ==, 0);
  g_assert_cmpint (virDomainUndefine (domain), ==, 0);
  virDomainFree (domain);
  casement_undo_store_forget (casement_vm_get_uuid (f->vm));
  g_remove (f->disk);
  g_clear_object (&f->vm);
  g_clear_object (&f->library);
  vm_test_close (f->connection);
  g_free (f->disk);
  g_free (f->first);
  g_free (f->second);
}

/* Takes @media. */
static CasementMediaWhen
run (CasementVmMedia *media, int wanted_error, char **drive)
{
  g_autoptr (CasementVmMedia) owned = media;
  g_autoptr (GError) error = NULL;

  casement_operation_run_sync (CASEMENT_OPERATION (media), &error);
  if (wanted_error < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, CASEMENT_ERROR, wanted_error);
  if (drive != NULL)
    *drive = g_strdup (casement_vm_media_get_drive (media));
  return casement_vm_media_get_when (media);
}

#define NOW(media) g_assert_cmpint (run (media, -1, NULL), ==, CASEMENT_MEDIA_NOW)
#define LATER(media) g_assert_cmpint (run (media, -1, NULL), ==, CASEMENT_MEDIA_AT_POWER_OFF)
#define REFUSED(media, code) run (media, CASEMENT_ERROR_##code, NULL)

/* What is in a drive, "" for nothing and "-" for no such drive; now, or from the next power-off on. */
static char *
media_of (Fixture *f, const char *drive, gboolean later)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) now = NULL, next = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *drives;

  casement_vm_list_drives_async (f->vm, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  now = casement_vm_list_drives_finish (f->vm, result, &next, &error);
  g_assert_no_error (error);
  drives = later ? next : now;
  for (guint i = 0; i < drives->len; i++) {
    CasementDrive *one = g_ptr_array_index (drives, i);

    if (g_str_equal (one->target, drive))
      return g_strdup (one->source != NULL ? one->source : "");
  }
  return g_strdup ("-");
}

static void
assert_media (Fixture *f, const char *drive, const char *now, const char *next)
{
  g_autofree char *found_now = media_of (f, drive, FALSE);
  g_autofree char *found_next = media_of (f, drive, TRUE);

  g_assert_cmpstr (found_now, ==, now);
  g_assert_cmpstr (found_next, ==, next);
}

static void
undo (Fixture *f)
{
  g_autoptr (CasementVmTuner) tuner = casement_vm_tuner_new_undo (f->vm, FALSE);
  g_autoptr (GError) error = NULL;

  casement_operation_run_sync (CASEMENT_OPERATION (tuner), &error);
  g_assert_no_error (error);
}

static gboolean
needs_restart (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  casement_vm_needs_restart_async (f->vm, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  return casement_vm_needs_restart_finish (f->vm, result, NULL);
}

/* The same off and running: a drive that was there at the start takes and gives discs. */
static void
test_discs (Fixture *f, gconstpointer running)
{
  NOW (casement_vm_media_new_insert (f->vm, NULL, f->second, FALSE));
  assert_media (f, "sdc", f->second, f->second);
  g_assert_false (needs_restart (f));
  REFUSED (casement_vm_media_new_insert (f->vm, NULL, f->second, FALSE), NOT_FOUND);
  REFUSED (casement_vm_media_new_insert (f->vm, "sdb", f->second, FALSE), IN_USE);
  /* Two have a disc: which is meant? */
  REFUSED (casement_vm_media_new_eject (f->vm, NULL), INVALID);
  REFUSED (casement_vm_media_new_insert (f->vm, NULL, f->second, TRUE), INVALID);
  NOW (casement_vm_media_new_insert (f->vm, "sdb", f->second, TRUE));
  assert_media (f, "sdb", f->second, f->second);
  NOW (casement_vm_media_new_eject (f->vm, "sdb"));
  assert_media (f, "sdb", "", "");
  NOW (casement_vm_media_new_eject (f->vm, NULL));
  assert_media (f, "sdc", "", "");
  REFUSED (casement_vm_media_new_eject (f->vm, NULL), NOT_FOUND);
  REFUSED (casement_vm_media_new_eject (f->vm, "vda"), NOT_FOUND);
  REFUSED (casement_vm_media_new_insert (f->vm, "sdz", f->first, FALSE), NOT_FOUND);
  REFUSED (casement_vm_media_new_insert (f->vm, NULL, "/nonexistent.iso", FALSE), NOT_FOUND);
  g_assert_cmpuint (casement_vm_count_undo (f->vm), ==, 4);
  for (guint i = 0; i < 4; i++)
    undo (f);
  {
    g_autofree char *first = media_of (f, "sdb", TRUE), *second = media_of (f, "sdc", TRUE);

    g_assert_cmpstr (first, ==, f->first);
    g_assert_cmpstr (second, ==, "");
  }
}

/* Where libvirt says no to the running machine, and that is not the image's fault, it is there after the next power-off. */
static void
test_later (Fixture *f, gconstpointer running)
{
  g_setenv ("CASEMENT_FAULT", "fail:media-live", TRUE);
  LATER (casement_vm_media_new_eject (f->vm, NULL));
  assert_media (f, "sdb", f->first, "");
  g_assert_true (needs_restart (f));
  g_unsetenv ("CASEMENT_FAULT");
  undo (f);
  assert_media (f, "sdb", f->first, f->first);
}

static void
test_remove (Fixture *f, gconstpointer running)
{
  g_autoptr (CasementVmMedia) last = NULL;

  REFUSED (casement_vm_media_new_remove (f->vm, NULL), INVALID);
  if (GPOINTER_TO_INT (running)) {
    LATER (casement_vm_media_new_remove (f->vm, "sdc"));
    assert_media (f, "sdc", "", "-");
  } else {
    NOW (casement_vm_media_new_remove (f->vm, "sdc"));
    assert_media (f, "sdc", "-", "-");
  }
  last = casement_vm_media_new_remove (f->vm, NULL);
  g_assert_true (casement_operation_run_sync (CASEMENT_OPERATION (last), NULL));
  g_assert_nonnull (casement_vm_media_get_note (last));
  undo (f);
  undo (f);
  {
    g_autofree char *found = media_of (f, "sdb", TRUE);

    g_assert_cmpstr (found, ==, f->first);
  }
}

/* Not while Windows may be in Setup; then at once, controller included, and its discs can be changed although libvirt 9.0 says
 * that the tray is not open. */
static void
test_scsi (Fixture *f, gconstpointer running)
{
  g_autofree char *drive = NULL;

  REFUSED (casement_vm_media_new_add_scsi (f->vm, f->first), INVALID);
  NOW (casement_vm_media_new_eject (f->vm, NULL));
  g_assert_cmpint (run (casement_vm_media_new_add_scsi (f->vm, f->first), -1, &drive), ==, CASEMENT_MEDIA_NOW);
  g_assert_cmpstr (drive, ==, "sda");
  assert_media (f, drive, f->first, f->first);
  NOW (casement_vm_media_new_insert (f->vm, drive, f->second, TRUE));
  assert_media (f, drive, f->second, f->second);
  NOW (casement_vm_media_new_eject (f->vm, drive));
  {
    g_autofree char *now = media_of (f, drive, FALSE), *next = media_of (f, drive, TRUE);

    /* Out of the drive, or out with the drive. */
    g_assert_true (g_str_equal (now, "") || (GPOINTER_TO_INT (running) && g_str_equal (now, "-")));
    g_assert_cmpstr (next, ==, "");
  }
  NOW (casement_vm_media_new_remove (f->vm, drive));
  assert_media (f, drive, "-", "-");
}

static void
remove_file (const char *path)
{
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_remove (path);
}

static guint64
capacity_of (Fixture *f, const char *drive)
{
  virDomainPtr domain = casement_vm_dup_handle (f->vm);
  virDomainBlockInfo info = { 0 };

  g_assert_cmpint (virDomainGetBlockInfo (domain, drive, &info, 0), ==, 0);
  virDomainFree (domain);
  return info.capacity;
}

static void
grow (Fixture *f, const char *drive, guint64 gib, int error_code)
{
  g_autoptr (CasementDiskGrower) grower = casement_disk_grower_new (f->vm, drive, gib << 30);
  g_autoptr (GError) error = NULL;

  casement_operation_run_sync (CASEMENT_OPERATION (grower), &error);
  if (error_code >= 0) {
    g_assert_error (error, CASEMENT_ERROR, error_code);
    return;
  }
  g_assert_no_error (error);
  g_assert_nonnull (strstr (casement_disk_grower_get_outcome (grower), "Disk Management"));
  g_assert_cmpuint (capacity_of (f, drive != NULL ? drive : "vda"), ==, gib << 30);
}

static void
test_grow (Fixture *f, gconstpointer running)
{
  g_autoptr (CasementVmMedia) media = casement_vm_media_new_add_disk (f->vm, G_GUINT64_CONSTANT (1) << 30, "scsi", "qcow2");
  g_autoptr (GError) error = NULL;
  guint64 usage = 0;

  grow (f, "sdb", 2, CASEMENT_ERROR_NOT_FOUND);
  grow (f, NULL, 1, CASEMENT_ERROR_INVALID);
  if (GPOINTER_TO_INT (running)) {
    grow (f, NULL, 2, -1);
    g_assert_true (casement_disk_usage_measure (f->vm, &usage, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (usage, >, 0);
    g_assert_cmpuint (usage, <, G_GUINT64_CONSTANT (1) << 30);
    return;
  }
  /* In no storage pool. */
  grow (f, NULL, 2, CASEMENT_ERROR_UNSUPPORTED);
  casement_operation_run_sync (CASEMENT_OPERATION (media), &error);
  g_assert_no_error (error);
  grow (f, casement_vm_media_get_drive (media), 3, -1);
  undo (f);
  g_assert_cmpint (g_remove (casement_vm_media_get_file (media)), ==, 0);
}

static void
test_disk (Fixture *f, gconstpointer running)
{
  g_autoptr (CasementVmMedia) scsi = casement_vm_media_new_add_disk (f->vm, G_GUINT64_CONSTANT (8) << 30, "scsi", "qcow2");
  g_autoptr (CasementVmMedia) blk = casement_vm_media_new_add_disk (f->vm, G_GUINT64_CONSTANT (8) << 30, "virtio", "raw");
  g_autofree char *images = g_build_filename (g_get_user_data_dir (), "libvirt", "images", NULL);
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;

  casement_operation_run_sync (CASEMENT_OPERATION (scsi), &error);
  g_assert_no_error (error);
  g_assert_cmpint (casement_vm_media_get_when (scsi), ==, CASEMENT_MEDIA_NOW);
  assert_media (f, casement_vm_media_get_drive (scsi), casement_vm_media_get_file (scsi), casement_vm_media_get_file (scsi));
  g_assert_true (g_str_has_suffix (casement_vm_media_get_file (scsi), "/m-data.qcow2"));

  /* A q35 whose ports are all taken has no place for one more while it runs. */
  casement_operation_run_sync (CASEMENT_OPERATION (blk), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (casement_vm_media_get_drive (blk), ==, "vdb");
  if (casement_vm_media_get_when (blk) == CASEMENT_MEDIA_AT_POWER_OFF)
    assert_media (f, "vdb", "-", casement_vm_media_get_file (blk));
  else
    assert_media (f, "vdb", casement_vm_media_get_file (blk), casement_vm_media_get_file (blk));
  undo (f);
  undo (f);
  {
    g_autofree char *next = media_of (f, casement_vm_media_get_drive (scsi), TRUE);

    g_assert_cmpstr (next, ==, "-");
  }
  /* The next start of the program has nothing to put right. */
  g_assert_cmpuint (creation_test_recover (f->connection), ==, 0);
  if (GPOINTER_TO_INT (running)) {
    vm_test_act (f->vm, CASEMENT_VM_ACTION_FORCE_OFF, &error);
    g_assert_no_error (error);
    WAIT_UNTIL (!casement_vm_get_active (f->vm));
  }
  remove_file (casement_vm_media_get_file (scsi));
  remove_file (casement_vm_media_get_file (blk));

  /* What fails leaves nothing. */
  g_setenv ("CASEMENT_FAULT", "fail:tune", TRUE);
  REFUSED (casement_vm_media_new_add_disk (f->vm, 1 << 30, "virtio", "qcow2"), FAILED);
  g_setenv ("CASEMENT_FAULT", "fail:disk-made", TRUE);
  REFUSED (casement_vm_media_new_add_disk (f->vm, 1 << 30, "virtio", "qcow2"), FAILED);
  g_unsetenv ("CASEMENT_FAULT");
  dir = g_dir_open (images, 0, NULL);
  g_assert_null (dir != NULL ? g_dir_read_name (dir) : NULL);
  g_assert_cmpuint (casement_vm_count_undo (f->vm), ==, 0);
}

#define ADD(name, running, test) g_test_add ("/vm/media/" name, Fixture, GINT_TO_POINTER (running), setup, test, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("off/discs", FALSE, test_discs);
  ADD ("off/remove", FALSE, test_remove);
  ADD ("off/scsi", FALSE, test_scsi);
  ADD ("off/disk", FALSE, test_disk);
  ADD ("off/grow", FALSE, test_grow);
  ADD ("running/discs", TRUE, test_discs);
  ADD ("running/later", TRUE, test_later);
  ADD ("running/remove", TRUE, test_remove);
  ADD ("running/scsi", TRUE, test_scsi);
  ADD ("running/disk", TRUE, test_disk);
  ADD ("running/grow", TRUE, test_grow);
  return g_test_run ();
}
