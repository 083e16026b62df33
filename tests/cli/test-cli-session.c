/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-run.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "media-fixture.h"

/* On a libvirt daemon of its own, where machines can really be made. */

#define URI "qemu:///session"
#define NAME "Wíndows “11” & more"

static char *iso;
static char *drivers;

static JsonObject *
parse (CliRun *run, JsonNode **root)
{
  g_autoptr (GError) error = NULL;

  if (run->status != 0)
    g_error ("status %d: %s", run->status, run->err);
  *root = json_from_string (run->out, &error);
  g_assert_no_error (error);
  return json_node_get_object (*root);
}

static void
test_host_check (void)
{
  g_autoptr (CliRun) text = cli_run ("host-check", "--connect", URI, NULL);
  g_autoptr (CliRun) run = cli_run ("host-check", "--json", "--connect", URI, NULL);
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object = parse (run, &root);
  JsonArray *checks = json_object_get_array_member (object, "checks");

  g_assert_cmpint (text->status, ==, 0);
  g_assert_nonnull (strstr (text->out, "host-kvm"));
  g_assert_cmpuint (json_object_get_size (object), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (object, "uri"), ==, URI);
  g_assert_cmpuint (json_array_get_length (checks), >=, 9);
  for (guint i = 0; i < json_array_get_length (checks); i++) {
    static const char *const states[] = { "ok", "warn", "fail", "unknown", NULL };
    JsonObject *check = json_array_get_object_element (checks, i);

    g_assert_cmpuint (json_object_get_size (check), ==, 5);
    g_assert_true (g_str_has_prefix (json_object_get_string_member (check, "id"), "host-"));
    g_assert_true (g_strv_contains (states, json_object_get_string_member (check, "state")));
    g_assert_true (json_object_has_member (check, "found"));
    g_assert_true (json_object_has_member (check, "advice"));
    g_assert_true (json_object_has_member (check, "command"));
  }
}

static void
test_plan (void)
{
  g_autoptr (CliRun) text = cli_run ("plan", "--connect", URI, NULL);
  g_autoptr (CliRun) xml = cli_run ("plan", "--xml", NAME, "--iso", iso, "--connect", URI, NULL);
  g_autoptr (CliRun) json = cli_run ("plan", "--json", "--connect", URI, NULL);
  g_autoptr (JsonNode) root = NULL;

  g_assert_cmpint (text->status, ==, 0);
  g_assert_cmpint (xml->status, ==, 0);
  g_assert_true (g_str_has_prefix (xml->out, "<domain"));
  g_assert_nonnull (strstr (xml->out, "/libvirt/images/"));
  g_assert_cmpstr (json_object_get_string_member (parse (json, &root), "preset"), ==, "windows-11");
}

/* (transfer none) (nullable): as "list --json" has it. */
static JsonObject *
find_machine (const char *name, JsonNode **root)
{
  g_autoptr (CliRun) run = cli_run ("list", "--json", "--connect", URI, NULL);
  JsonArray *machines = json_object_get_array_member (parse (run, root), "machines");

  for (guint i = 0; i < json_array_get_length (machines); i++) {
    JsonObject *machine = json_array_get_object_element (machines, i);

    if (g_str_equal (json_object_get_string_member (machine, "name"), name))
      return machine;
  }
  return NULL;
}

static void
assert_state (const char *name, const char *state)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *machine = find_machine (name, &root);

  if (machine == NULL)
    g_assert_cmpstr (state, ==, NULL);
  else
    g_assert_cmpstr (json_object_get_string_member (machine, "state"), ==, state);
}

static guint
count_images (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "libvirt", "images", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
assert_done (CliRun *run)
{
  if (run->status != 0)
    g_error ("status %d: %s", run->status, run->err);
}

static void
test_life (void)
{
  g_autoptr (CliRun) created
      = cli_run ("create", NAME, "--iso", iso, "--drivers", drivers, "--set", "memory=4GiB", "--set",
                 "cpus=2", "--decline", "rng", "--connect", URI, NULL);
  g_autoptr (CliRun) again
      = cli_run ("create", NAME, "--iso", iso, "--drivers", "none", "--connect", URI, NULL);
  g_autoptr (CliRun) unasked = NULL;
  g_autoptr (CliRun) deleted = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *machine;

  assert_done (created);
  g_assert_cmpstr (created->err, ==, "");
  machine = find_machine (NAME, &root);
  g_assert_nonnull (machine);
  g_assert_nonnull (strstr (created->out, json_object_get_string_member (machine, "uuid")));
  g_assert_cmpstr (json_object_get_string_member (machine, "state"), ==, "off");
  g_assert_true (json_object_get_boolean_member (machine, "created-here"));
  g_assert_cmpstr (json_object_get_string_member (machine, "os"), ==, "Windows 11");
  g_assert_cmpuint (count_images (), ==, 1);

  g_assert_cmpint (again->status, ==, 1);
  g_assert_nonnull (strstr (again->err, NAME));
  cli_assert_one_sentence (again);
  g_assert_cmpuint (count_images (), ==, 1);

  unasked = cli_run ("delete", NAME, "--connect", URI, NULL);
  g_assert_cmpint (unasked->status, ==, 2);
  assert_state (NAME, "off");

  deleted = cli_run ("delete", "--yes", NAME, "--connect", URI, NULL);
  assert_done (deleted);
  g_assert_nonnull (strstr (deleted->err, ".qcow2"));
  assert_state (NAME, NULL);
  g_assert_cmpuint (count_images (), ==, 0);
}

static void
test_running (void)
{
  g_autofree char *picture = g_build_filename (cli_get_folder (), "screen.png", NULL);
  g_autofree char *data = NULL;
  gsize length = 0;
  g_autoptr (CliRun) created = cli_run ("create", "running", "--iso", iso, "--drivers", "none", "--set",
                                        "memory=4GiB", "--set", "cpus=2", "--start", "--no-wait", "--connect", URI, NULL);
  g_autoptr (CliRun) started = NULL;
  g_autoptr (CliRun) refused = NULL;
  g_autoptr (CliRun) taken = NULL;
  g_autoptr (CliRun) stopped = NULL;
  g_autoptr (CliRun) deleted = NULL;

  assert_done (created);
  assert_state ("running", "running");
  started = cli_run ("start", "running", "--connect", URI, NULL);
  g_assert_cmpint (started->status, ==, 1);
  cli_assert_one_sentence (started);
  refused = cli_run ("delete", "--yes", "running", "--connect", URI, NULL);
  g_assert_cmpint (refused->status, ==, 1);
  cli_assert_one_sentence (refused);
  taken = cli_run ("screenshot", "running", picture, "--connect", URI, NULL);
  assert_done (taken);
  g_assert_true (g_file_get_contents (picture, &data, &length, NULL));
  g_assert_cmpuint (length, >, 8);
  g_assert_cmpint (memcmp (data, "\211PNG\r\n\032\n", 8), ==, 0);
  stopped = cli_run ("stop", "running", "--connect", URI, NULL);
  assert_done (stopped);
  assert_state ("running", "off");
  deleted = cli_run ("delete", "--yes", "running", "--connect", URI, NULL);
  assert_done (deleted);
  g_assert_cmpuint (count_images (), ==, 0);
}

/* Where Windows could not be installed, nothing is made. */
static void
test_refused (void)
{
  g_autoptr (CliRun) small = cli_run ("create", "small", "--iso", iso, "--drivers", "none", "--set",
                                      "memory=1GiB", "--connect", URI, NULL);
  g_autoptr (CliRun) slash
      = cli_run ("create", "a/b", "--iso", iso, "--drivers", "none", "--connect", URI, NULL);
  g_autoptr (CliRun) missing = cli_run ("create", "x", "--iso", "/nonexistent.iso", "--connect", URI, NULL);

  g_assert_cmpint (small->status, ==, 1);
  cli_assert_one_sentence (small);
  g_assert_cmpint (slash->status, ==, 1);
  cli_assert_one_sentence (slash);
  g_assert_cmpint (missing->status, ==, 1);
  cli_assert_one_sentence (missing);
  assert_state ("small", NULL);
  assert_state ("x", NULL);
  g_assert_cmpuint (count_images (), ==, 0);
}

/* Root may read everything; the session's user may not. */
static void
test_unreadable (void)
{
  g_autofree char *path = g_build_filename (cli_get_folder (), "unreadable.iso", NULL);
  g_autoptr (GBytes) volume = media_fixture_volume ("CCCOMA_X64FRE_EN-US_DV9", TRUE, 40);
  g_autoptr (CliRun) run = NULL;

  media_fixture_write (path, volume);
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  run = cli_run ("create", "unreadable", "--iso", path, "--connect", URI, NULL);
  g_assert_cmpint (run->status, ==, 1);
  g_assert_nonnull (strstr (run->err, "permissions"));
  cli_assert_one_sentence (run);
  assert_state ("unreadable", NULL);
}

static void
read_all (int fd, GString *text)
{
  char buffer[256];
  gssize got;

  while ((got = read (fd, buffer, sizeof buffer)) > 0)
    g_string_append_len (text, buffer, got);
  close (fd);
}

/* Stopped at its first step by the test build's own hook, so that Ctrl+C comes while it works. */
static void
test_interrupt (void)
{
  const char *argv[]
      = { cli_get_program (), "create",    "interrupted", "--iso", iso, "--drivers", "none", "--set",
          "memory=4GiB",      "--connect", URI,           NULL };
  g_auto (GStrv) environment
      = g_environ_setenv (g_get_environ (), "CASEMENT_FAULT", "stop:check,stop:volume-made", TRUE);
  g_autoptr (GString) err = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  siginfo_t info;
  GPid pid;
  int fd;
  int status = 0;

  g_spawn_async_with_pipes (NULL, (char **) argv, environment,
                            G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, &pid, NULL,
                            NULL, &fd, &error);
  g_assert_no_error (error);
  g_assert_cmpint (waitid (P_PID, (id_t) pid, &info, WSTOPPED | WEXITED | WNOWAIT), ==, 0);
  g_assert_cmpint (info.si_code, ==, CLD_STOPPED);
  kill (pid, SIGINT);
  kill (pid, SIGCONT);
  while (waitpid (pid, &status, WUNTRACED) == pid && WIFSTOPPED (status))
    kill (pid, SIGCONT);
  read_all (fd, err);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 1);
  g_assert_cmpstr (err->str, ==, "casement: Cancelled\n");
  g_spawn_close_pid (pid);
  assert_state ("interrupted", NULL);
  g_assert_cmpuint (count_images (), ==, 0);
}

/* A killed creation is put right by the next command, which says so once. */
static void
test_killed (void)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  g_autoptr (CliRun) first = NULL;
  g_autoptr (CliRun) second = NULL;

  g_subprocess_launcher_setenv (launcher, "CASEMENT_FAULT", "kill:volume-made", TRUE);
  process
      = g_subprocess_launcher_spawn (launcher, &error, cli_get_program (), "create", "killed", "--iso", iso,
                                     "--drivers", "none", "--set", "memory=4GiB", "--connect", URI, NULL);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpuint (count_images (), ==, 1);

  first = cli_run ("list", "--names", "--connect", URI, NULL);
  g_assert_cmpint (first->status, ==, 0);
  g_assert_true (g_str_has_prefix (first->err, "casement: "));
  g_assert_cmpstr (first->out, ==, "");
  g_assert_cmpuint (count_images (), ==, 0);
  second = cli_run ("list", "--names", "--connect", URI, NULL);
  g_assert_cmpstr (second->err, ==, "");
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
  g_test_add_func ("/cli/session/host-check", test_host_check);
  g_test_add_func ("/cli/session/plan", test_plan);
  g_test_add_func ("/cli/session/life", test_life);
  g_test_add_func ("/cli/session/running", test_running);
  g_test_add_func ("/cli/session/refused", test_refused);
  g_test_add_func ("/cli/session/unreadable", test_unreadable);
  g_test_add_func ("/cli/session/interrupt", test_interrupt);
  g_test_add_func ("/cli/session/killed", test_killed);
  result = g_test_run ();
  g_free (iso);
  g_free (drivers);
  cli_teardown ();
  return result;
}
