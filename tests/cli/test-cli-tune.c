/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Check-ups and changes of definitions in files: what is printed, what is left alone, what is refused. */
#include "cli-run.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

static char *
fixture (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "fixtures", "foreign", name, NULL);
}

static char *
read_text (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static char *
write_text (const char *name, const char *text)
{
  char *path = g_build_filename (cli_get_folder (), name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
assert_done (CliRun *run)
{
  if (run->status != 0)
    g_error ("status %d: %s", run->status, run->err);
}

/* (transfer none): the report, and where it lives in @root. */
static JsonObject *
check (const char *path, JsonNode **root)
{
  g_autoptr (CliRun) run = cli_run ("check", path, "--json", NULL);
  g_autoptr (GError) error = NULL;

  assert_done (run);
  g_assert_cmpstr (run->err, ==, "");
  *root = json_from_string (run->out, &error);
  g_assert_no_error (error);
  return json_node_get_object (*root);
}

static JsonObject *
find (JsonObject *report, const char *id)
{
  JsonArray *results = json_object_get_array_member (report, "results");

  for (guint i = 0; i < json_array_get_length (results); i++) {
    JsonObject *result = json_array_get_object_element (results, i);

    if (g_str_equal (json_object_get_string_member (result, "id"), id))
      return result;
  }
  g_error ("no result for “%s”", id);
  return NULL;
}

static const char *
state_of (JsonObject *report, const char *id)
{
  return json_object_get_string_member (find (report, id), "state");
}

static void
assert_members (JsonObject *object, const char *const *names)
{
  g_autoptr (GList) members = json_object_get_members (object);
  GList *member = members;

  for (guint i = 0; names[i] != NULL; i++, member = member->next) {
    g_assert_nonnull (member);
    g_assert_cmpstr (member->data, ==, names[i]);
  }
  g_assert_null (member);
}

/* Just these keys, in this order; and the counts are those of the results. */
static void
test_schema (void)
{
  static const char *const keys[] = { "domain", "met", "unmet", "results", NULL };
  static const char *const result_keys[] = { "id", "state", "found", "wanted", "why", NULL };
  static const char *const states[] = { "met", "unmet", "not-applicable", "unsupported", NULL };
  g_autofree char *path = fixture ("win11-by-hand.xml");
  g_autoptr (JsonNode) root = NULL;
  JsonObject *report = check (path, &root);
  JsonArray *results = json_object_get_array_member (report, "results");
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  gint64 counts[G_N_ELEMENTS (states)] = { 0 };

  assert_members (report, keys);
  g_assert_cmpstr (json_object_get_string_member (report, "domain"), ==, "win11 by hand");
  for (guint i = 0; i < json_array_get_length (results); i++) {
    JsonObject *result = json_array_get_object_element (results, i);
    const char *state = json_object_get_string_member (result, "state");
    guint at = 0;

    assert_members (result, result_keys);
    g_assert_true (g_hash_table_add (ids, (gpointer) json_object_get_string_member (result, "id")));
    while (states[at] != NULL && !g_str_equal (states[at], state))
      at++;
    g_assert_nonnull (states[at]);
    counts[at]++;
    g_assert_cmpint (strlen (json_object_get_string_member (result, "why")), >, 10);
    if (!g_str_equal (state, "met"))
      g_assert_cmpint (strlen (json_object_get_string_member (result, "found")), >, 3);
  }
  g_assert_cmpint (json_object_get_int_member (report, "met"), ==, counts[0]);
  g_assert_cmpint (json_object_get_int_member (report, "unmet"), ==, counts[1]);
  g_assert_cmpint (counts[1], >, 10);
  g_assert_cmpstr (state_of (report, "tpm"), ==, "unmet");
  g_assert_cmpstr (state_of (report, "firmware"), ==, "met");
  g_assert_nonnull (strstr (json_object_get_string_member (find (report, "firmware"), "found"), "OVMF_CODE_4M.ms.fd"));
  g_assert_cmpstr (state_of (report, "install-media"), ==, "not-applicable");
}

static void
test_text (void)
{
  g_autofree char *path = fixture ("win11-by-hand.xml");
  g_autoptr (CliRun) run = cli_run ("check", path, NULL);
  g_autoptr (CliRun) verbose = cli_run ("check", path, "-v", NULL);
  const char *safety = strstr (run->out, "\nSafety\n");
  const char *comfort = strstr (run->out, "\nComfort\n");

  assert_done (run);
  g_assert_true (g_str_has_prefix (run->out, "win11 by hand, as Windows 11\n"));
  g_assert_nonnull (strstr (run->out, " things to improve, "));
  g_assert_nonnull (safety);
  g_assert_nonnull (comfort);
  g_assert_true (safety < comfort);
  g_assert_nonnull (strstr (run->out, " (tpm)\n"));
  /* What is fine is not listed, but for what is worth knowing all the same: the image. */
  g_assert_null (strstr (run->out, " (memory-minimum)\n"));
  g_assert_nonnull (strstr (run->out, " (firmware)\n    found:  UEFI, image “/usr/share/OVMF/OVMF_CODE_4M.ms.fd”"));
  g_assert_true (strstr (run->out, " (firmware)\n") > comfort);
  g_assert_nonnull (strstr (run->out, "needs the driver first"));
  g_assert_null (strstr (run->out, "@@ "));
  g_assert_nonnull (strstr (verbose->out, "\n+    <rng model=\"virtio\">\n"));
  g_assert_nonnull (strstr (verbose->out, "<http"));
}

static void
validate (const char *xml)
{
  g_autofree char *program = g_find_program_in_path ("virt-xml-validate");
  g_autofree char *path = write_text ("tuned.xml", xml);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;

  g_assert_nonnull (program);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error, program, path, "domain", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    g_error ("%s\n%s", out, xml);
}

/* The new definition on standard output, in the schema; the file as it was; nothing safe left in the new one. */
static void
test_all (gconstpointer data)
{
  g_autofree char *original = fixture (data);
  g_autofree char *before = read_text (original);
  g_autofree char *path = write_text ("machine.xml", before);
  g_autoptr (CliRun) run = cli_run ("tune", path, "--all", NULL);
  g_autoptr (CliRun) again = NULL;
  g_autofree char *after = read_text (path);
  g_autofree char *new_path = NULL;
  g_autoptr (JsonNode) old_root = NULL, new_root = NULL;
  JsonObject *old_report, *new_report;

  assert_done (run);
  g_assert_cmpstr (run->err, ==, "");
  g_assert_cmpstr (after, ==, before);
  validate (run->out);
  new_path = write_text ("tuned.xml", run->out);
  old_report = check (path, &old_root);
  new_report = check (new_path, &new_root);
  g_assert_cmpint (json_object_get_int_member (new_report, "unmet"), <, json_object_get_int_member (old_report, "unmet") / 2);
  again = cli_run ("tune", new_path, "--all", NULL);
  assert_done (again);
  g_assert_cmpstr (again->out, ==, run->out);
}

static void
test_dry_run (void)
{
  g_autofree char *path = fixture ("win11-by-hand.xml");
  g_autofree char *before = read_text (path);
  g_autoptr (CliRun) all = cli_run ("tune", path, "--all", "--dry-run", NULL);
  g_autoptr (CliRun) some = cli_run ("tune", path, "rng", "firmware", "clock", "--dry-run", NULL);
  g_autofree char *after = read_text (path);
  g_auto (GStrv) lines = g_strsplit (some->out, "\n", -1);

  assert_done (all);
  g_assert_nonnull (strstr (all->out, "\nrng: "));
  g_assert_null (strstr (all->out, "<domain"));
  g_assert_null (strstr (all->out, "storage-controller: "));
  g_assert_cmpstr (all->err, ==, "");
  /* What is met already is no change. */
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_true (g_str_has_prefix (lines[0], "rng: "));
  g_assert_true (g_str_has_prefix (lines[1], "clock: "));
  g_assert_cmpstr (after, ==, before);
}

/* By name only, and not without a word; one thing changes and no other. */
static void
test_named (void)
{
  g_autofree char *path = fixture ("win11-by-hand.xml");
  g_autoptr (CliRun) disk = cli_run ("tune", path, "storage-controller", NULL);
  g_autoptr (CliRun) rng = cli_run ("tune", path, "rng", NULL);
  g_autoptr (CliRun) unknown = cli_run ("tune", path, "frob", NULL);
  g_autofree char *new_path = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *report;

  assert_done (disk);
  g_assert_true (g_str_has_prefix (disk->err, "casement: warning: "));
  g_assert_nonnull (strstr (disk->err, "may keep an installed Windows from starting"));
  assert_done (rng);
  g_assert_cmpstr (rng->err, ==, "");
  g_assert_nonnull (strstr (rng->out, "<rng model=\"virtio\""));
  g_assert_nonnull (strstr (rng->out, "a note of the owner's"));
  new_path = write_text ("rng.xml", rng->out);
  report = check (new_path, &root);
  g_assert_cmpstr (state_of (report, "rng"), ==, "met");
  g_assert_cmpstr (state_of (report, "clock"), ==, "unmet");
  g_assert_cmpint (unknown->status, ==, 2);
  g_assert_nonnull (strstr (unknown->err, "frob"));
  cli_assert_one_sentence (unknown);
}

static void
assert_refused (const char *path)
{
  g_autoptr (CliRun) checked = cli_run ("check", path, "--json", NULL);
  g_autoptr (CliRun) tuned = cli_run ("tune", path, "--all", NULL);

  g_assert_cmpint (checked->status, ==, 1);
  cli_assert_one_sentence (checked);
  g_assert_cmpint (tuned->status, ==, 1);
  cli_assert_one_sentence (tuned);
}

static void
test_hostile (void)
{
  static const char *const rows[] = {
    "",
    "hello",
    "<network/>",
    "<domain",
    "\377\376<domain/>",
    "<domain xmlns='urn:x'/>",
    "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><domain><name>&a;</name></domain>",
    "<!DOCTYPE x [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><domain><name>&b;</name></domain>",
  };
  g_autoptr (GString) deep = g_string_new ("<domain>");
  g_autofree char *large = g_strnfill (5 * 1024 * 1024, ' ');

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = write_text ("hostile.xml", rows[i]);

    assert_refused (path);
  }
  for (guint i = 0; i < 50000; i++)
    g_string_append (deep, "<a>");
  g_free (write_text ("deep.xml", deep->str));
  g_free (write_text ("large.xml", large));
  {
    g_autofree char *deep_path = g_build_filename (cli_get_folder (), "deep.xml", NULL);
    g_autofree char *large_path = g_build_filename (cli_get_folder (), "large.xml", NULL);

    assert_refused (deep_path);
    assert_refused (large_path);
  }
  assert_refused (cli_get_folder ());
  assert_refused ("/nonexistent/x.xml");
  assert_refused ("/dev/zero");
}

/* A file without a slash in its name is told from a machine of that name by being there. */
static void
test_targets (void)
{
  g_autofree char *linux_path = write_text (
      "linux.xml", "<domain type='kvm'><name>a</name><metadata><l:libosinfo xmlns:l='http://libosinfo.org/xmlns/libvirt/domain/1.0'>"
                   "<l:os id='http://debian.org/debian/12'/></l:libosinfo></metadata></domain>");
  g_autoptr (CliRun) machine = cli_run ("check", "test", "--connect", "test:///default", NULL);
  g_autoptr (CliRun) no_file = cli_run ("check", "missing.xml", "--connect", "test:///default", NULL);
  g_autoptr (CliRun) no_change = cli_run ("undo", "test", "--connect", "test:///default", NULL);

  assert_refused (linux_path);
  assert_done (machine);
  g_assert_true (g_str_has_prefix (machine->out, "test, as "));
  g_assert_cmpint (no_file->status, ==, 1);
  g_assert_nonnull (strstr (no_file->err, "missing.xml"));
  cli_assert_one_sentence (no_file);
  g_assert_cmpint (no_change->status, ==, 1);
  cli_assert_one_sentence (no_change);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  cli_setup ();
  g_test_add_func ("/cli/tune/schema", test_schema);
  g_test_add_func ("/cli/tune/text", test_text);
  g_test_add_data_func ("/cli/tune/all/by-hand", "win11-by-hand.xml", test_all);
  g_test_add_data_func ("/cli/tune/all/boxes-win10", "boxes-win10.xml", test_all);
  g_test_add_data_func ("/cli/tune/all/boxes-win11", "boxes-win11.xml", test_all);
  g_test_add_data_func ("/cli/tune/all/many", "win10-many.xml", test_all);
  g_test_add_data_func ("/cli/tune/all/virt-install-win10", "virt-install-win10.xml", test_all);
  g_test_add_data_func ("/cli/tune/all/virt-install-win11", "virt-install-win11.xml", test_all);
  g_test_add_func ("/cli/tune/dry-run", test_dry_run);
  g_test_add_func ("/cli/tune/named", test_named);
  g_test_add_func ("/cli/tune/hostile", test_hostile);
  g_test_add_func ("/cli/tune/targets", test_targets);
  result = g_test_run ();
  cli_teardown ();
  return result;
}
