/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-run.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include "media-fixture.h"

/* Discs and disks by command line, on a libvirt daemon of its own. */

#define URI "qemu:///session"
#define NAME "Dríve’s & more"

static char *iso;
static char *drivers;

#define RUN(...) cli_run (__VA_ARGS__, "--connect", URI, NULL)

/* Takes @run: it went well, and stderr has the word. */
static void
done (CliRun *run, const char *word)
{
  g_autoptr (CliRun) owned = run;

  if (run->status != 0 || strstr (run->err, word) == NULL)
    g_error ("status %d: %s", run->status, run->err);
}

static void
refused (CliRun *run, const char *word)
{
  g_autoptr (CliRun) owned = run;

  g_assert_cmpint (run->status, ==, 1);
  if (strstr (run->err, word) == NULL)
    g_error ("%s", run->err);
  cli_assert_one_sentence (run);
}

/* (transfer full) (nullable): one key of a drive as "cd list --json" has it; "-" where there is no such drive. */
static char *
read_drive (const char *drive, const char *key)
{
  g_autoptr (CliRun) run = RUN ("cd", "list", NAME, "--json");
  g_autoptr (JsonNode) root = json_from_string (run->out, NULL);
  JsonArray *drives;

  g_assert_nonnull (root);
  drives = json_object_get_array_member (json_node_get_object (root), "drives");
  for (guint i = 0; i < json_array_get_length (drives); i++) {
    JsonObject *one = json_array_get_object_element (drives, i);

    g_assert_cmpuint (json_object_get_size (one), ==, 6);
    if (g_str_equal (json_object_get_string_member (one, "drive"), drive))
      return json_object_get_null_member (one, key) ? NULL : g_strdup (json_object_get_string_member (one, key));
  }
  return g_strdup ("-");
}

static void
assert_drive (const char *drive, const char *key, const char *wanted)
{
  g_autofree char *found = read_drive (drive, key);

  g_assert_cmpstr (found, ==, wanted);
}

static void
test_discs (void)
{
  g_autoptr (CliRun) table = NULL;

  done (RUN ("create", NAME, "--iso", iso, "--drivers", drivers, "--set", "memory=4GiB", "--set", "cpus=2"), "");
  table = RUN ("cd", "list", NAME);
  g_assert_nonnull (strstr (table->out, "sdb"));
  g_assert_nonnull (strstr (table->out, iso));
  assert_drive ("vda", "kind", "disk");
  assert_drive ("sdb", "kind", "cd");
  assert_drive ("sdb", "file", iso);
  assert_drive ("sdc", "next-file", drivers);

  refused (RUN ("cd", "eject", NAME), "sdb, sdc");
  refused (RUN ("cd", "insert", NAME, iso), "no empty CD drive");
  refused (RUN ("cd", "add-scsi", NAME), "Setup");
  refused (RUN ("cd", "eject", "nobody"), "nobody");
  done (RUN ("cd", "eject", NAME, "sdb"), "sdb");
  assert_drive ("sdb", "file", NULL);
  done (RUN ("cd", "eject", NAME, "sdb"), "nothing to change");
  done (RUN ("cd", "insert", NAME, drivers), "sdb");
  done (RUN ("cd", "swap", NAME, iso, "sdc"), "sdc");
  assert_drive ("sdc", "file", iso);
  done (RUN ("undo", NAME), "Taken back");
  assert_drive ("sdc", "file", drivers);
  done (RUN ("cd", "eject", NAME, "sdb"), "sdb");
  done (RUN ("cd", "add-scsi", NAME, iso), "sda");
  assert_drive ("sda", "bus", "scsi");
  done (RUN ("cd", "remove", NAME, "sdb"), "sdb");
  done (RUN ("cd", "remove", NAME, "sdc"), "SATA controller");
  assert_drive ("sdc", "file", "-");
}

static void
test_disk (void)
{
  g_autoptr (CliRun) added = RUN ("disk", "add", NAME, "--size", "8GiB", "--bus", "virtio-scsi");
  g_autofree char *path = NULL;
  g_autoptr (CliRun) deleted = NULL;

  g_assert_cmpint (added->status, ==, 0);
  path = g_strchomp (g_strdup (added->out));
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  assert_drive ("sdb", "file", path);
  assert_drive ("sdb", "bus", "scsi");
  deleted = RUN ("delete", "--yes", NAME);
  g_assert_cmpint (deleted->status, ==, 0);
  g_assert_nonnull (strstr (deleted->err, path));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (iso, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_autoptr (GBytes) windows = media_fixture_volume ("CCCOMA_X64FRE_EN-US_DV9", TRUE, 40);
  g_autoptr (GBytes) virtio = media_fixture_volume ("virtio-win-0.1.271", FALSE, 40);
  int result;

  g_test_init (&argc, &argv, NULL);
  cli_setup ();
  iso = g_build_filename (cli_get_folder (), "Windows “11” & ü.iso", NULL);
  drivers = g_build_filename (cli_get_folder (), "virtio-win.iso", NULL);
  media_fixture_write (iso, windows);
  media_fixture_write (drivers, virtio);
  g_test_add_func ("/cli/drives/discs", test_discs);
  g_test_add_func ("/cli/drives/disk", test_disk);
  result = g_test_run ();
  g_free (iso);
  g_free (drivers);
  cli_teardown ();
  return result;
}
