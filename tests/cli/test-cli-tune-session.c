/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine as virt-install makes it, on a libvirt daemon of its own: checked up, changed, and brought back. */
#include "cli-run.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define URI "qemu:///session"
#define NAME "win11 “old” & mine"

static char *
run_program (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *err = NULL;
  char *out = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("%s: %s", argv[0], err);
  return out;
}

static char *
definition (void)
{
  const char *argv[] = { "virsh", "-c", URI, "dumpxml", "--inactive", "--security-info", NAME, NULL };

  return run_program (argv);
}

static void
define_machine (void)
{
  g_autofree char *disk = g_build_filename (g_getenv ("HOME"), "old.qcow2", NULL);
  g_autofree char *path = g_build_filename (cli_get_folder (), "old.xml", NULL);
  g_autofree char *disk_option = g_strdup_printf ("path=%s,format=qcow2", disk);
  const char *image[] = { "qemu-img", "create", "-q", "-f", "qcow2", disk, "64G", NULL };
  const char *install[] = { "virt-install", "--connect", URI, "--name", NAME, "--memory", "4096", "--vcpus", "2", "--disk",
                            disk_option, "--osinfo", "win11", "--import", "--print-xml",
                            /* No port, which another test's machine may take in the same moment. */
                            "--graphics", "spice,listen=none", NULL };
  const char *define[] = { "virsh", "-c", URI, "define", "--validate", path, NULL };
  g_autofree char *xml = NULL;

  g_free (run_program (image));
  xml = run_program (install);
  g_assert_true (g_file_set_contents (path, xml, -1, NULL));
  g_free (run_program (define));
}

static void
undefine_machine (void)
{
  g_autofree char *disk = g_build_filename (g_getenv ("HOME"), "old.qcow2", NULL);
  const char *argv[] = { "virsh", "-c", URI, "undefine", "--nvram", "--tpm", NAME, NULL };

  g_free (run_program (argv));
  g_remove (disk);
}

static CliRun *
run (const char *verb, const char *first, const char *second)
{
  CliRun *result = cli_run ("--connect", URI, verb, NAME, first, second, NULL);

  if (result->status != 0)
    g_error ("%s: status %d: %s", verb, result->status, result->err);
  return result;
}

static gint64
count_unmet (void)
{
  g_autoptr (CliRun) checked = run ("check", "--json", NULL);
  g_autoptr (JsonNode) root = json_from_string (checked->out, NULL);

  g_assert_nonnull (root);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (root), "domain"), ==, NAME);
  return json_object_get_int_member (json_node_get_object (root), "unmet");
}

/* Two changes, taken back one by one: the definition is byte for byte what it was. */
static void
test_there_and_back (void)
{
  g_autofree char *original = NULL, *looked = NULL, *first = NULL, *all = NULL, *back = NULL, *start = NULL;
  g_autoptr (CliRun) dry = NULL, rng = NULL, tuned = NULL, nothing = NULL, undone = NULL, undone_too = NULL, empty = NULL;
  gint64 unmet;

  define_machine ();
  original = definition ();
  unmet = count_unmet ();
  g_assert_cmpint (unmet, >, 8);
  dry = run ("tune", "--all", "--dry-run");
  g_assert_nonnull (strstr (dry->out, "memory-backing: "));
  looked = definition ();
  g_assert_cmpstr (looked, ==, original);

  rng = run ("tune", "rng", "memory-backing");
  g_assert_nonnull (strstr (rng->err, "undo"));
  g_assert_null (strstr (rng->err, "shut down"));
  first = definition ();
  g_assert_cmpstr (first, !=, original);
  tuned = run ("tune", "--all", NULL);
  g_assert_cmpint (count_unmet (), <, unmet / 2);
  all = definition ();
  nothing = run ("tune", "--all", NULL);
  g_assert_nonnull (strstr (nothing->err, "nothing to change"));

  undone = run ("undo", NULL, NULL);
  back = definition ();
  g_assert_cmpstr (back, ==, first);
  undone_too = run ("undo", NULL, NULL);
  start = definition ();
  g_assert_cmpstr (start, ==, original);
  empty = cli_run ("undo", NAME, "--connect", URI, NULL);
  g_assert_cmpint (empty->status, ==, 1);
  cli_assert_one_sentence (empty);
  undefine_machine ();
}

/* While it runs, a change is made for the next start, and the user is told. */
static void
test_running (void)
{
  g_autofree char *original = NULL, *back = NULL;
  g_autoptr (CliRun) tuned = NULL, undone = NULL, undone_off = NULL, checked = NULL, checked_off = NULL;

  define_machine ();
  original = definition ();
  g_assert_nonnull (tuned = run ("tune", "--all", NULL));
  cli_run_free (run ("start", NULL, NULL));
  undone = run ("undo", NULL, NULL);
  g_assert_nonnull (strstr (undone->err, "shut down and started again"));
  g_clear_pointer (&tuned, cli_run_free);
  tuned = run ("tune", "rng", "clock");
  g_assert_nonnull (strstr (tuned->err, "shut down and started again"));
  checked = run ("check", NULL, NULL);
  g_assert_nonnull (strstr (checked->out, "take effect after a restart of the virtual machine"));
  cli_run_free (run ("stop", NULL, NULL));
  checked_off = run ("check", NULL, NULL);
  g_assert_null (strstr (checked_off->out, "take effect after"));
  undone_off = run ("undo", NULL, NULL);
  g_assert_null (strstr (undone_off->err, "shut down"));
  back = definition ();
  g_assert_cmpstr (back, ==, original);
  undefine_machine ();
}

static CliRun *
tune_disk (const char *option)
{
  return cli_run ("--connect", URI, "tune", NAME, "storage-controller", option, NULL);
}

/* What could break an installed Windows is explained, and made step by step; here nobody is in there to be asked. */
static void
test_guide (void)
{
  g_autofree char *original = NULL, *same = NULL, *back = NULL, *switched = NULL, *done = NULL, *end = NULL;
  g_autoptr (CliRun) explained = NULL, tried = NULL, asked = NULL, confirmed = NULL, moved = NULL, up = NULL, given_up = NULL;
  g_autoptr (CliRun) reinstall = NULL, wrong = NULL, two = NULL, at_once = NULL, nothing = NULL;

  define_machine ();
  original = definition ();
  explained = tune_disk (NULL);
  g_assert_cmpint (explained->status, ==, 0);
  g_assert_nonnull (strstr (explained->out, "[next] 1. Add a small second disk"));
  g_assert_nonnull (strstr (explained->out, "[    ] 6. Remove the small disk"));
  g_assert_nonnull (strstr (explained->err, "casement tune --step"));
  same = definition ();
  g_assert_cmpstr (same, ==, original);

  tried = tune_disk ("--step");
  g_assert_cmpint (tried->status, ==, 0);
  g_assert_nonnull (strstr (tried->out, "[done] 1."));
  g_assert_nonnull (strstr (tried->err, "--give-up"));
  asked = tune_disk ("--step");
  g_assert_cmpint (asked->status, ==, 1);
  cli_assert_one_sentence (asked);
  confirmed = tune_disk ("--confirmed");
  g_assert_nonnull (strstr (confirmed->out, "[next] 3. Switch the system disk"));
  moved = tune_disk ("--step");
  g_assert_nonnull (strstr (moved->out, "[next] 4."));
  switched = definition ();
  g_assert_nonnull (strstr (switched, "<target dev='vda' bus='virtio'/>"));
  given_up = tune_disk ("--give-up");
  g_assert_cmpint (given_up->status, ==, 0);
  back = definition ();
  g_assert_cmpstr (back, ==, original);

  two = cli_run ("--connect", URI, "tune", NAME, "storage-controller", "rng", NULL);
  g_assert_cmpint (two->status, ==, 2);
  wrong = cli_run ("--connect", URI, "tune", NAME, "rng", "--step", NULL);
  g_assert_cmpint (wrong->status, ==, 2);
  reinstall = cli_run ("--connect", URI, "tune", NAME, "--step", "--all", NULL);
  g_assert_cmpint (reinstall->status, ==, 2);
  at_once = tune_disk ("--at-once");
  g_assert_cmpint (at_once->status, ==, 0);
  g_assert_nonnull (strstr (at_once->err, "may keep an installed Windows from starting"));
  done = definition ();
  g_assert_nonnull (strstr (done, "<target dev='vda' bus='virtio'/>"));
  nothing = run ("undo", NULL, NULL);
  end = definition ();
  g_assert_cmpstr (end, ==, original);
  undefine_machine ();
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  cli_setup ();
  g_test_add_func ("/cli/tune-session/there-and-back", test_there_and_back);
  g_test_add_func ("/cli/tune-session/running", test_running);
  g_test_add_func ("/cli/tune-session/guide", test_guide);
  result = g_test_run ();
  cli_teardown ();
  return result;
}
