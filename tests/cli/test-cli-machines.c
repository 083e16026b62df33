/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-run.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* libvirt's test driver: every run of the program has a host of its own, as the file says. */
static char *uri;

static const char node[]
    = "<node>"
      "<domain type='test'><name>on</name><uuid>11111111-1111-1111-1111-111111111111</uuid>"
      "<memory>262144</memory><os><type>hvm</type></os></domain>"
      "<domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'><name>off “x” &amp; "
      "ü</name>"
      "<uuid>22222222-2222-2222-2222-222222222222</uuid><memory>262144</memory><os><type>hvm</type></os>"
      "<metadata><libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns/libvirt/domain/1.0'>"
      "<libosinfo:os id='http://microsoft.com/win/11'/></libosinfo:libosinfo></metadata>"
      "<test:runstate>5</test:runstate></domain>"
      "</node>";

static void
test_list (void)
{
  g_autoptr (CliRun) table = cli_run ("list", "--connect", uri, NULL);
  g_autoptr (CliRun) names = cli_run ("list", "--names", "-c", uri, NULL);
  g_autoptr (CliRun) empty = cli_run ("--connect", uri, "list", "--json", NULL);
  g_autoptr (JsonNode) root = json_from_string (empty->out, NULL);
  JsonObject *object;
  JsonArray *machines;
  gboolean seen = FALSE;

  g_assert_cmpint (table->status, ==, 0);
  g_assert_cmpstr (table->err, ==, "");
  g_assert_nonnull (strstr (table->out, "off “x” & ü"));
  g_assert_cmpint (names->status, ==, 0);
  g_assert_true (g_str_equal (names->out, "on\noff “x” & ü\n")
                 || g_str_equal (names->out, "off “x” & ü\non\n"));

  g_assert_nonnull (root);
  object = json_node_get_object (root);
  g_assert_cmpuint (json_object_get_size (object), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (object, "uri"), ==, uri);
  machines = json_object_get_array_member (object, "machines");
  g_assert_cmpuint (json_array_get_length (machines), ==, 2);
  for (guint i = 0; i < 2; i++) {
    JsonObject *machine = json_array_get_object_element (machines, i);

    g_assert_cmpuint (json_object_get_size (machine), ==, 5);
    g_assert_false (json_object_get_boolean_member (machine, "created-here"));
    if (g_str_equal (json_object_get_string_member (machine, "name"), "on")) {
      g_assert_cmpstr (json_object_get_string_member (machine, "state"), ==, "running");
      g_assert_cmpstr (json_object_get_string_member (machine, "uuid"), ==,
                       "11111111-1111-1111-1111-111111111111");
      g_assert_true (json_object_get_null_member (machine, "os"));
    } else {
      g_assert_cmpstr (json_object_get_string_member (machine, "state"), ==, "off");
      g_assert_cmpstr (json_object_get_string_member (machine, "os"), ==, "Windows 11");
      seen = TRUE;
    }
  }
  g_assert_true (seen);
}

static void
test_default (void)
{
  g_autoptr (CliRun) run = cli_run ("list", "--names", "--connect", "test:///default", NULL);

  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpstr (run->out, ==, "test\n");
}

static void
assert_refused (CliRun *run, const char *word)
{
  if (run->status != 1 || strstr (run->err, word) == NULL)
    g_error ("status %d, “%s” without “%s”", run->status, run->err, word);
  cli_assert_one_sentence (run);
}

static void
test_power (void)
{
  static const struct {
    const char *verb;
    const char *vm;
    gboolean done;
  } rows[] = {
    { "start", "off “x” & ü", TRUE },
    { "start", "22222222-2222-2222-2222-222222222222", TRUE },
    { "start", "on", FALSE },
    { "shutdown", "on", TRUE },
    { "shutdown", "off “x” & ü", FALSE },
    { "stop", "on", TRUE },
    { "stop", "off “x” & ü", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CliRun) run = cli_run (rows[i].verb, "-c", uri, rows[i].vm, NULL);

    if (rows[i].done) {
      g_assert_cmpstr (run->err, ==, "");
      g_assert_cmpint (run->status, ==, 0);
      g_assert_cmpstr (run->out, ==, "");
    } else {
      assert_refused (run, rows[i].vm);
    }
  }
}

static void
test_unknown (void)
{
  static const char *const verbs[] = { "start", "shutdown", "stop" };

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++) {
    g_autoptr (CliRun) run = cli_run (verbs[i], "nobody", "--connect", uri, NULL);

    assert_refused (run, "nobody");
  }
  {
    g_autoptr (CliRun) dashed = cli_run ("start", "-c", uri, "--", "--odd", NULL);
    g_autoptr (CliRun) deleted = cli_run ("delete", "--yes", "nobody", "--connect", uri, NULL);
    g_autoptr (CliRun) shot = cli_run ("screenshot", "nobody", "x.png", "--connect", uri, NULL);

    assert_refused (dashed, "--odd");
    assert_refused (deleted, "nobody");
    assert_refused (shot, "nobody");
  }
}

static void
test_delete (void)
{
  g_autoptr (CliRun) running = cli_run ("delete", "--yes", "on", "--connect", uri, NULL);
  g_autoptr (CliRun) done = cli_run ("delete", "--yes", "off “x” & ü", "--connect", uri, NULL);

  assert_refused (running, "running");
  g_assert_cmpint (done->status, ==, 0);
  g_assert_cmpstr (done->out, ==, "");
}

static void
test_screenshot (void)
{
  g_autofree char *path = g_build_filename (cli_get_folder (), "screen.png", NULL);
  g_autofree char *data = NULL;
  gsize length = 0;
  g_autoptr (CliRun) off = cli_run ("screenshot", "off “x” & ü", path, "--connect", uri, NULL);
  g_autoptr (CliRun) done = cli_run ("screenshot", "on", path, "--connect", uri, NULL);
  g_autoptr (CliRun) nowhere = cli_run ("screenshot", "on", "/nonexistent/x.png", "--connect", uri, NULL);

  assert_refused (off, "off");
  g_assert_cmpstr (done->err, ==, "");
  g_assert_cmpint (done->status, ==, 0);
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  g_assert_cmpuint (length, >, 8);
  g_assert_cmpint (memcmp (data, "\211PNG\r\n\032\n", 8), ==, 0);
  assert_refused (nowhere, "/nonexistent/x.png");
}

static void
test_no_connection (void)
{
  static const char *const verbs[] = { "list", "host-check", "plan" };

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++) {
    g_autoptr (CliRun) run = cli_run (verbs[i], "--connect", "nonsense", NULL);

    assert_refused (run, "nonsense");
  }
}

/* It has no QEMU: that is an answer, and no machine can be planned. */
static void
test_no_qemu (void)
{
  static const char *const verbs[] = { "host-check", "plan" };

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++) {
    g_autoptr (CliRun) run = cli_run (verbs[i], "--json", "--connect", uri, NULL);

    assert_refused (run, "QEMU");
  }
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  cli_setup ();
  path = g_build_filename (cli_get_folder (), "node.xml", NULL);
  g_assert_true (g_file_set_contents (path, node, -1, NULL));
  uri = g_strdup_printf ("test://%s", path);
  g_test_add_func ("/cli/machines/list", test_list);
  g_test_add_func ("/cli/machines/default", test_default);
  g_test_add_func ("/cli/machines/power", test_power);
  g_test_add_func ("/cli/machines/unknown", test_unknown);
  g_test_add_func ("/cli/machines/delete", test_delete);
  g_test_add_func ("/cli/machines/screenshot", test_screenshot);
  g_test_add_func ("/cli/machines/no-connection", test_no_connection);
  g_test_add_func ("/cli/machines/no-qemu", test_no_qemu);
  result = g_test_run ();
  g_free (uri);
  cli_teardown ();
  return result;
}
