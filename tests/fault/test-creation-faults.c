/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <sys/wait.h>

#include "creation-test.h"

/* Whatever happens to a creation, afterwards there is a whole machine or nothing. On a libvirt session daemon of its own; the
 * program that is killed is this one again, run with --create. */

#define NAME "fault y"

/* In the order in which a creation passes them; see casement-vm-creator.c. From DEFINED on the machine is whole. */
static const char *const points[]
    = { "check", "journal", "pool", "volume", "volume-made", "define", "defined", "start", "started" };
#define DEFINED 6

static const char *const undo_points[] = { "undo", "undo-volume", "undo-pool", "undone" };

static const char *program;

typedef struct {
  CasementConnection *connection;
  CasementLibrary *library;
  char *iso;
  char *before;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->connection = vm_test_open ("qemu:///session");
  fixture->library = vm_test_load (fixture->connection);
  fixture->iso = creation_test_make_iso ("win.iso");
  fixture->before = creation_test_tree ();
}

static void
assert_nothing_left (Fixture *fixture)
{
  g_autofree char *after = creation_test_tree ();

  g_assert_cmpstr (after, ==, fixture->before);
  g_assert_cmpuint (creation_test_count_domains (fixture->connection), ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  assert_nothing_left (fixture);
  g_object_unref (fixture->library);
  g_free (fixture->iso);
  g_free (fixture->before);
  vm_test_close (fixture->connection);
}

/* Deletes the machine, which must be complete, and the pool that it leaves. */
static void
assert_whole_and_remove (Fixture *fixture)
{
  g_autoptr (GPtrArray) items = NULL;
  CasementVm *vm;

  WAIT_UNTIL (casement_library_find (fixture->library, NAME) != NULL);
  vm = casement_library_find (fixture->library, NAME);
  items = creation_test_list (vm);
  g_assert_nonnull (creation_test_find_item (items, CASEMENT_REMOVAL_DISK));
  g_assert_cmpuint (creation_test_find_item (items, CASEMENT_REMOVAL_DISK)->size, >, 0);
  creation_test_remove (vm);
  creation_test_drop_pool (fixture->connection);
}

static GSubprocess *
spawn (Fixture *fixture, const char *fault)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  GSubprocess *child;

  if (fault != NULL)
    g_subprocess_launcher_setenv (launcher, "CASEMENT_FAULT", fault, TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, program, "--create", fixture->iso, NULL);
  g_assert_no_error (error);
  return child;
}

/* Waits until @child is gone, and says whether SIGKILL ended it. */
static gboolean
was_killed (GSubprocess *child)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_subprocess_wait_async (child, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_true (g_subprocess_wait_finish (child, result, NULL));
  return g_subprocess_get_if_signaled (child) && g_subprocess_get_term_sig (child) == SIGKILL;
}

static void
run_killed (Fixture *fixture, const char *fault)
{
  g_autoptr (GSubprocess) child = spawn (fixture, fault);

  g_assert_true (was_killed (child));
}

static void
test_kill (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (points); i++) {
    g_autofree char *fault = g_strdup_printf ("kill:%s", points[i]);

    g_test_message ("%s", fault);
    run_killed (fixture, fault);
    g_assert_cmpuint (creation_test_recover (fixture->connection), ==, i == 0 ? 0 : 1);
    if (i >= DEFINED)
      assert_whole_and_remove (fixture);
    assert_nothing_left (fixture);
    g_assert_cmpuint (creation_test_recover (fixture->connection), ==, 0);
  }
}

/* Killed while it was undoing: the machine that may still be defined then is not taken for a whole one. */
static void
test_kill_undo (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (undo_points); i++) {
    g_autofree char *fault = g_strdup_printf ("fail:started,kill:%s", undo_points[i]);

    g_test_message ("%s", fault);
    run_killed (fixture, fault);
    g_assert_cmpuint (creation_test_recover (fixture->connection), ==, 1);
    assert_nothing_left (fixture);
  }
}

/* At any moment, in the middle of libvirt's calls too. */
static void
test_kill_anywhere (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 8; i++) {
    guint delay = (guint) g_test_rand_int_range (50, 1200);
    g_autoptr (GSubprocess) child = spawn (fixture, NULL);
    gboolean late = FALSE;
    guint timer = g_timeout_add (delay, vm_test_late_cb, &late);

    WAIT_UNTIL (late);
    (void) timer;
    g_subprocess_force_exit (child);
    g_test_message ("%u ms: %s", delay, was_killed (child) ? "killed" : "done");
    creation_test_recover (fixture->connection);
    /* The daemon may still be at the last call of the dead. */
    if (creation_test_count_domains (fixture->connection) > 0)
      assert_whole_and_remove (fixture);
    else
      creation_test_recover (fixture->connection);
    assert_nothing_left (fixture);
  }
}

static void
run_here (Fixture *fixture, const char *fault, GError **error)
{
  g_autoptr (CasementPlan) plan = creation_test_plan (fixture->connection, NAME, fixture->iso);
  g_autoptr (CasementVmCreator) creator = casement_vm_creator_new (fixture->connection, plan, TRUE);

  g_setenv ("CASEMENT_FAULT", fault, TRUE);
  g_assert_false (casement_operation_run_sync (CASEMENT_OPERATION (creator), error));
  g_unsetenv ("CASEMENT_FAULT");
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (points); i++) {
    g_autofree char *fault = g_strdup_printf ("cancel:%s", points[i]);
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", fault);
    run_here (fixture, fault, &error);
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    assert_nothing_left (fixture);
  }
}

static void
test_fail (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (points); i++) {
    g_autofree char *fault = g_strdup_printf ("fail:%s", points[i]);
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", fault);
    run_here (fixture, fault, &error);
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_FAILED);
    g_assert_cmpstr (casement_error_get_details (error), ==, points[i]);
    assert_nothing_left (fixture);
  }
}

static void
define_plain (CasementConnection *connection, const char *name, const char *disk)
{
  virConnectPtr handle = casement_connection_dup_handle (connection);
  g_autofree char *xml = g_markup_printf_escaped (
      "<domain type='qemu'><name>%s</name><memory>65536</memory><os><type arch='x86_64' machine='q35'>hvm</type></os>"
      "<devices><disk type='file' device='disk'><source file='%s'/><target dev='vda' bus='virtio'/></disk></devices></domain>",
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

static gboolean
is_stopped (GSubprocess *child)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat", g_subprocess_get_identifier (child));
  g_autofree char *text = NULL;
  const char *after;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  after = strrchr (text, ')');
  return after != NULL && after[2] == 'T';
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* A creation that stands still at the point of @fault. */
static GSubprocess *
spawn_stopped (Fixture *fixture, const char *fault)
{
  GSubprocess *child = spawn (fixture, fault);
  /* A stop cannot be waited for: the child is not ours alone, GLib reaps it. */
  guint tick = g_timeout_add (10, tick_cb, NULL);

  WAIT_UNTIL (is_stopped (child));
  g_source_remove (tick);
  return child;
}

static void
go_on (GSubprocess *child)
{
  g_subprocess_send_signal (child, SIGCONT);
  g_assert_false (was_killed (child));
}

/* Another start of the program does not take a creation that lives for one that was killed. */
static void
test_still_running (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSubprocess) child = spawn_stopped (fixture, "stop:define");
  g_autofree char *during = creation_test_tree ();
  g_autofree char *after = NULL;

  g_assert_cmpuint (creation_test_recover (fixture->connection), ==, 0);
  after = creation_test_tree ();
  g_assert_cmpstr (after, ==, during);
  go_on (child);
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);
  assert_whole_and_remove (fixture);
}

/* Somebody else defines a machine of this name after ours was checked. */
static void
test_name_taken_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSubprocess) child = spawn_stopped (fixture, "stop:define");

  define_plain (fixture->connection, NAME, "/nonexistent");
  go_on (child);
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 10 + CASEMENT_ERROR_EXISTS);
  g_assert_cmpuint (creation_test_recover (fixture->connection), ==, 0);
  g_assert_cmpuint (creation_test_count_domains (fixture->connection), ==, 1);
  undefine (fixture->connection, NAME);
}

static char *
dup_disk_path (void)
{
  return g_build_filename (g_getenv ("XDG_DATA_HOME"), "libvirt", "images", NAME ".qcow2", NULL);
}

/* The disk of a killed creation was given to another machine: it stays. */
static void
test_disk_adopted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *disk = dup_disk_path ();

  run_killed (fixture, "kill:define");
  g_assert_true (g_file_test (disk, G_FILE_TEST_EXISTS));
  define_plain (fixture->connection, "adopter", disk);
  g_assert_cmpuint (creation_test_recover (fixture->connection), ==, 1);
  g_assert_true (g_file_test (disk, G_FILE_TEST_EXISTS));
  undefine (fixture->connection, "adopter");
  g_unlink (disk);
  creation_test_drop_pool (fixture->connection);
}

/* Killed before its disk was made, and then somebody put a file of their own there. */
static void
test_foreign_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *disk = dup_disk_path ();
  g_autofree char *data_kept = NULL;

  run_killed (fixture, "kill:volume");
  g_assert_true (g_file_set_contents (disk, "somebody's", -1, NULL));
  g_assert_cmpuint (creation_test_recover (fixture->connection), ==, 1);
  g_assert_true (g_file_get_contents (disk, &data_kept, NULL, NULL));
  g_assert_cmpstr (data_kept, ==, "somebody's");
  g_unlink (disk);
  creation_test_drop_pool (fixture->connection);
}

/* The daemon dies under it. What was made is removed when it is back. */
static void
test_daemon_killed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSubprocess) child = spawn_stopped (fixture, "stop:define");
  g_autofree char *path = g_build_filename (g_getenv ("XDG_RUNTIME_DIR"), "libvirt", "libvirtd.pid", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpint (kill (atoi (text), SIGKILL), ==, 0);
  WAIT_UNTIL (casement_connection_get_state (fixture->connection) == CASEMENT_CONNECTION_LOST);
  go_on (child);
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 10 + CASEMENT_ERROR_CONNECTION);
  WAIT_UNTIL (casement_connection_get_state (fixture->connection) == CASEMENT_CONNECTION_OPEN);
  creation_test_recover (fixture->connection);
}

/* Journals that are none must do no harm. */
static void
test_hostile_journals (Fixture *fixture, gconstpointer data)
{
  static const char *const contents[] = {
    "", "rubbish", "[creation]\n", "[creation]\nuri=qemu:///session\nuuid=x\nname=y\nstep=define\n",
    "[creation]\nuri=qemu:///session\nuuid=11111111-2222-3333-4444-555555555555\nname=y\nstep=define\npool=casement\n"
    "pool-path=/etc\nvolume=../passwd\nvolume-path=/etc/passwd\npool-made=true\ndirectory-made=true\n",
  };
  g_autofree char *directory = g_build_filename (g_getenv ("XDG_STATE_HOME"), "casement", "creations", NULL);
  g_autofree char *file = g_build_filename (directory, "11111111-2222-3333-4444-555555555555.ini", NULL);

  g_assert_cmpint (g_mkdir_with_parents (directory, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++) {
    g_assert_true (g_file_set_contents (file, contents[i], -1, NULL));
    g_assert_cmpuint (creation_test_recover (fixture->connection), <=, 1);
    assert_nothing_left (fixture);
  }
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  program = argv[0];
  if (g_getenv ("CASEMENT_TEST_ROOT") == NULL)
    g_error ("run this below tests/support/private-session");
  if (argc == 3 && g_str_equal (argv[1], "--create"))
    return creation_test_child (NAME, argv[2]);

  g_test_init (&argc, &argv, NULL);
  add ("/fault/kill", test_kill);
  add ("/fault/kill-undo", test_kill_undo);
  add ("/fault/kill-anywhere", test_kill_anywhere);
  add ("/fault/cancel", test_cancel);
  add ("/fault/fail", test_fail);
  add ("/fault/still-running", test_still_running);
  add ("/fault/name-taken-meanwhile", test_name_taken_meanwhile);
  add ("/fault/disk-adopted", test_disk_adopted);
  add ("/fault/foreign-file", test_foreign_file);
  add ("/fault/daemon-killed", test_daemon_killed);
  add ("/fault/hostile-journals", test_hostile_journals);
  return g_test_run ();
}
