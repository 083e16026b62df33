/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-run.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <string.h>
#include "media-fixture.h"

static JsonObject *
parse_plan (CliRun *run, JsonNode **root)
{
  g_autoptr (GError) error = NULL;

  if (run->status != 0)
    g_error ("status %d: %s", run->status, run->err);
  *root = json_from_string (run->out, &error);
  g_assert_no_error (error);
  return json_node_get_object (*root);
}

static JsonObject *
find (JsonObject *plan, const char *id)
{
  JsonArray *list = json_object_get_array_member (plan, "recommendations");

  for (guint i = 0; i < json_array_get_length (list); i++) {
    JsonObject *item = json_array_get_object_element (list, i);

    if (g_strcmp0 (json_object_get_string_member (item, "id"), id) == 0)
      return item;
  }
  g_error ("no recommendation “%s”", id);
  return NULL;
}

static void
assert_state (JsonObject *plan, const char *id, const char *state)
{
  g_assert_cmpstr (json_object_get_string_member (find (plan, id), "state"), ==, state);
}

static gboolean
is_text (JsonObject *item, const char *name)
{
  JsonNode *node = json_object_get_member (item, name);

  g_assert_nonnull (node);
  return !JSON_NODE_HOLDS_NULL (node) && strlen (json_node_get_string (node)) > 0;
}

static void
test_json (void)
{
  static const char *const files[] = { "kvm.xml", "emulation.xml", "no-tpm.xml" };

  for (gsize f = 0; f < G_N_ELEMENTS (files); f++) {
    g_autofree char *path = cli_data (files[f]);
    g_autoptr (CliRun) run = cli_run ("plan", "--json", "--domain-capabilities", path, NULL);
    g_autoptr (JsonNode) root = NULL;
    JsonObject *plan = parse_plan (run, &root);
    g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
    JsonArray *list;

    g_assert_cmpuint (json_object_get_size (plan), ==, 2);
    g_assert_cmpstr (json_object_get_string_member (plan, "preset"), ==, "windows-11");
    list = json_object_get_array_member (plan, "recommendations");
    g_assert_cmpuint (json_array_get_length (list), >, 40);
    for (guint i = 0; i < json_array_get_length (list); i++) {
      static const char *const states[] = { "applied", "declined", "not-applicable", "unsupported", NULL };
      JsonObject *item = json_array_get_object_element (list, i);
      const char *state = json_object_get_string_member (item, "state");

      g_assert_cmpuint (json_object_get_size (item), ==, 6);
      g_assert_true (g_strv_contains (states, state));
      g_assert_true (g_hash_table_add (ids, (gpointer) json_object_get_string_member (item, "id")));
      g_assert_true (is_text (item, "why"));
      g_assert_true (g_str_has_prefix (json_object_get_string_member (item, "source"), "http"));
      g_assert_true (json_object_has_member (item, "wanted"));
      if (g_str_equal (state, "unsupported") || g_str_equal (state, "not-applicable"))
        g_assert_true (is_text (item, "reason"));
      else
        g_assert_true (json_object_has_member (item, "reason"));
    }
  }
}

static void
test_states (void)
{
  g_autofree char *kvm = cli_data ("kvm.xml");
  g_autofree char *emulation = cli_data ("emulation.xml");
  g_autofree char *no_tpm = cli_data ("no-tpm.xml");
  g_autoptr (CliRun) run
      = cli_run ("plan", "--json", "--domain-capabilities", kvm, "--decline", "rng", "--decline",
                 "secure-boot", "--set", "video=qxl", "--set", "memory=4GiB", NULL);
  g_autoptr (CliRun) slow = cli_run ("plan", "--json", "--domain-capabilities", emulation, NULL);
  g_autoptr (CliRun) refused = cli_run ("plan", "--json", "--domain-capabilities", no_tpm, NULL);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) slow_root = NULL;
  g_autoptr (JsonNode) refused_root = NULL;
  JsonObject *plan = parse_plan (run, &root);

  g_assert_cmpstr (run->err, ==, "");
  assert_state (plan, "firmware", "applied");
  assert_state (plan, "rng", "declined");
  assert_state (plan, "secure-boot", "declined");
  assert_state (plan, "tpm", "applied");
  assert_state (plan, "hyperv-relaxed", "applied");
  g_assert_nonnull (strstr (json_object_get_string_member (find (plan, "video"), "wanted"), "QXL"));

  plan = parse_plan (slow, &slow_root);
  assert_state (plan, "secure-boot", "unsupported");
  assert_state (plan, "tpm", "applied");
  g_assert_cmpstr (json_object_get_string_member (find (plan, "hyperv-relaxed"), "state"), !=, "applied");

  /* The plan is given all the same; that it would be refused is said beside it. */
  plan = parse_plan (refused, &refused_root);
  assert_state (plan, "tpm", "unsupported");
  g_assert_true (g_str_has_prefix (refused->err, "casement: warning: "));
  g_assert_nonnull (strstr (refused->err, "TPM"));
}

static char *
get_xpath (xmlDoc *document, const char *expression)
{
  xmlXPathContext *context = xmlXPathNewContext (document);
  xmlXPathObject *object = xmlXPathEvalExpression (BAD_CAST expression, context);
  xmlChar *text = xmlXPathCastToString (object);
  char *result = g_strdup ((const char *) text);

  xmlFree (text);
  xmlXPathFreeObject (object);
  xmlXPathFreeContext (context);
  return result;
}

static void
assert_xpath (xmlDoc *document, const char *expression, const char *value)
{
  g_autofree char *found = get_xpath (document, expression);

  g_assert_cmpstr (found, ==, value);
}

static void
validate (const char *xml)
{
  g_autofree char *program = g_find_program_in_path ("virt-xml-validate");
  g_autofree char *path = g_build_filename (cli_get_folder (), "domain.xml", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;

  if (program == NULL) {
    g_test_message ("virt-xml-validate is not here");
    return;
  }
  g_assert_true (g_file_set_contents (path, xml, -1, NULL));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error,
                              program, path, "domain", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    g_error ("%s\n%s", out, xml);
}

static void
test_xml (void)
{
  g_autofree char *kvm = cli_data ("kvm.xml");
  g_autofree char *iso = g_build_filename (cli_get_folder (), "Win “11” & ä.iso", NULL);
  g_autofree char *drivers = g_build_filename (cli_get_folder (), "drivers.iso", NULL);
  g_autoptr (GBytes) windows = media_fixture_volume ("CCCOMA_X64FRE_EN-US_DV9", TRUE, 40);
  g_autoptr (GBytes) virtio = media_fixture_volume ("virtio-win-0.1.271", FALSE, 40);
  g_autoptr (CliRun) run = NULL;
  xmlDoc *document;

  media_fixture_write (iso, windows);
  media_fixture_write (drivers, virtio);
  run = cli_run ("plan", "Müller & <Söhne>", "--xml", "--domain-capabilities", kvm, "--iso", iso, "--drivers",
                 drivers, "--set", "memory=6GiB", "--set", "cpus=3", NULL);
  g_assert_cmpstr (run->err, ==, "");
  g_assert_cmpint (run->status, ==, 0);
  document = xmlReadMemory (run->out, (int) strlen (run->out), NULL, NULL, XML_PARSE_NONET);
  g_assert_nonnull (document);
  assert_xpath (document, "/domain/name", "Müller & <Söhne>");
  assert_xpath (document, "number(/domain/vcpu)", "3");
  assert_xpath (document, "/domain/memory[@unit='KiB'] * 1024 + /domain/memory[@unit='b' or @unit='bytes']",
                "NaN");
  assert_xpath (document, "count(/domain/devices/disk[@device='cdrom'])", "2");
  assert_xpath (document, "string(/domain/devices/disk[@device='cdrom'][1]/source/@file)", iso);
  assert_xpath (document, "string(/domain/devices/disk[@device='cdrom'][2]/source/@file)", drivers);
  assert_xpath (document, "string(/domain/devices/tpm/backend/@version)", "2.0");
  xmlFreeDoc (document);
  validate (run->out);
}

static void
test_text (void)
{
  g_autofree char *kvm = cli_data ("kvm.xml");
  g_autoptr (CliRun) run = cli_run ("plan", "--domain-capabilities", kvm, "--decline", "rng", NULL);
  g_autoptr (CliRun) verbose = cli_run ("plan", "-v", "--domain-capabilities", kvm, NULL);
  const char *group;

  g_assert_cmpint (run->status, ==, 0);
  g_assert_nonnull (strstr (run->out, "\n+  firmware "));
  g_assert_nonnull (strstr (run->out, "\n-  rng "));
  /* A group is one block. */
  group = strstr (run->out, "\nProcessor\n");
  g_assert_nonnull (group);
  g_assert_null (strstr (group + 1, "\nProcessor\n"));
  g_assert_null (strstr (run->out, "<http"));
  g_assert_nonnull (strstr (verbose->out, "<http"));
  /* What the alternatives cost, and what declining means. */
  g_assert_nonnull (strstr (verbose->out, "\n     --set storage-controller=sata: Slow, but"));
  g_assert_nonnull (strstr (verbose->out, "\n     --decline rng: Windows gathers"));
}

static void
test_explain (void)
{
  g_autofree char *kvm = cli_data ("kvm.xml");
  g_autofree char *no_tpm = cli_data ("no-tpm.xml");
  g_autoptr (CliRun) run = cli_run ("plan", "--explain", "video", "--domain-capabilities", kvm, "--set", "video=qxl", NULL);
  g_autoptr (CliRun) xml = cli_run ("plan", "--explain", "rng", "--xml", "--domain-capabilities", kvm, NULL);
  g_autoptr (CliRun) declined = cli_run ("plan", "--explain", "rng", "--xml", "--decline", "rng", "--domain-capabilities", kvm, NULL);
  g_autoptr (CliRun) image = cli_run ("plan", "--explain", "disk-clusters", "--xml", "--domain-capabilities", kvm, NULL);
  g_autoptr (CliRun) unsupported = cli_run ("plan", "--explain", "tpm", "--domain-capabilities", no_tpm, NULL);
  g_autoptr (CliRun) needed = cli_run ("plan", "--explain", "memory-minimum", "--domain-capabilities", kvm, NULL);
  g_autoptr (CliRun) impossible = cli_run ("plan", "--explain", "disk-granularity", "--domain-capabilities", kvm, NULL);
  g_autoptr (CliRun) host = cli_run ("plan", "--explain", "host-tpm", "--domain-capabilities", kvm, NULL);
  g_autoptr (CliRun) hour = cli_run ("plan", "--explain", "post-tools", "--preset", "windows-7", "--domain-capabilities", kvm, NULL);

  g_assert_cmpint (run->status, ==, 0);
  g_assert_nonnull (strstr (run->out, "(video)\nWill be set: QXL"));
  g_assert_nonnull (strstr (run->out, "\n  --set video=virtio\n"));
  g_assert_nonnull (strstr (run->out, "\n* --set video=qxl\n"));
  g_assert_nonnull (strstr (run->out, "no longer developed"));
  g_assert_nonnull (strstr (run->out, "<http"));
  g_assert_nonnull (strstr (run->out, "--decline"));
  g_assert_null (strstr (run->out, "@@ "));
  g_assert_nonnull (strstr (xml->out, "@@ "));
  g_assert_nonnull (strstr (xml->out, "\n+    <rng model=\"virtio\">\n"));
  g_assert_null (strstr (xml->out, "\n-"));
  /* What it would do is shown of what was declined, too. */
  g_assert_nonnull (strstr (declined->out, "\nDeclined: "));
  g_assert_nonnull (strstr (declined->out, "\n+    <rng model=\"virtio\">\n"));
  g_assert_nonnull (strstr (image->out, "nothing in the domain"));
  g_assert_nonnull (strstr (unsupported->out, "Not possible on this host: "));
  g_assert_nonnull (strstr (unsupported->out, "install swtpm"));
  g_assert_nonnull (strstr (needed->out, "cannot be declined"));
  g_assert_nonnull (strstr (impossible->out, "\n    Not possible here: A virtio-blk disk"));
  g_assert_nonnull (strstr (host->out, "(host-tpm)\n"));
  g_assert_nonnull (strstr (hour->out, "(post-tools)\n"));
  g_assert_nonnull (strstr (hour->out, "0.1.173"));
}

/* A saved file is a stranger's. */
static void
test_hostile_capabilities (void)
{
  g_autofree char *path = g_build_filename (cli_get_folder (), "caps.xml", NULL);
  g_autoptr (GString) deep = g_string_new ("<domainCapabilities>");
  g_autofree char *large = g_malloc (5 * 1024 * 1024);
  static const char *const rows[] = {
    "",
    "hello",
    "<domain/>",
    "<domainCapabilities/>",
    "<domainCapabilities><path>x",
    "\377\376<domainCapabilities/>",
    "<!DOCTYPE x [<!ENTITY a SYSTEM "
    "'file:///etc/passwd'>]><domainCapabilities><path>&a;</path></domainCapabilities>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CliRun) run = NULL;

    g_assert_true (g_file_set_contents (path, rows[i], -1, NULL));
    run = cli_run ("plan", "--json", "--domain-capabilities", path, NULL);
    g_assert_cmpint (run->status, ==, 1);
    cli_assert_one_sentence (run);
  }

  for (guint i = 0; i < 50000; i++)
    g_string_append (deep, "<a>");
  g_assert_true (g_file_set_contents (path, deep->str, -1, NULL));
  {
    g_autoptr (CliRun) run = cli_run ("plan", "--domain-capabilities", path, NULL);

    g_assert_cmpint (run->status, ==, 1);
    cli_assert_one_sentence (run);
  }

  memset (large, ' ', 5 * 1024 * 1024);
  g_assert_true (g_file_set_contents (path, large, 5 * 1024 * 1024, NULL));
  {
    g_autoptr (CliRun) run = cli_run ("plan", "--domain-capabilities", path, NULL);
    g_autoptr (CliRun) folder = cli_run ("plan", "--domain-capabilities", cli_get_folder (), NULL);
    g_autoptr (CliRun) missing = cli_run ("plan", "--domain-capabilities", "/nonexistent/x.xml", NULL);
    g_autoptr (CliRun) endless = cli_run ("plan", "--domain-capabilities", "/dev/zero", NULL);

    g_assert_cmpint (run->status, ==, 1);
    g_assert_nonnull (strstr (run->err, "too large"));
    g_assert_cmpint (folder->status, ==, 1);
    cli_assert_one_sentence (folder);
    g_assert_cmpint (missing->status, ==, 1);
    cli_assert_one_sentence (missing);
    g_assert_cmpint (endless->status, ==, 1);
    cli_assert_one_sentence (endless);
  }
}

static void
test_refuses_image (void)
{
  g_autofree char *kvm = cli_data ("kvm.xml");
  g_autofree char *page = g_build_filename (cli_get_folder (), "page.iso", NULL);
  g_autoptr (CliRun) run = NULL;
  g_autoptr (CliRun) name = NULL;

  g_assert_true (g_file_set_contents (page, "<!doctype html><title>No</title>", -1, NULL));
  run = cli_run ("plan", "--domain-capabilities", kvm, "--iso", page, NULL);
  g_assert_cmpint (run->status, ==, 1);
  cli_assert_one_sentence (run);
  g_assert_nonnull (strstr (run->err, "web page"));

  name = cli_run ("plan", "a/b", "--domain-capabilities", kvm, "--xml", NULL);
  g_assert_cmpint (name->status, ==, 1);
  cli_assert_one_sentence (name);
}

/* What the image holds decides what is planned for. */
static void
test_presets (void)
{
  static const struct {
    const char *type;
    guint build;
    guint arch;
    const char *edition;
    const char *preset;
    const char *warning;
  } rows[] = {
    { "Client", 26100, 9, "Core", "windows-11", NULL },
    { "Client", 19045, 9, "Professional", "windows-10", NULL },
    { "Client", 19045, 0, "Professional", "windows-10-x86", NULL },
    { "Server", 20348, 9, "ServerStandard", "windows-server-2022", NULL },
    { "Client", 26100, 12, "Core", "windows-11", "Arm" },
    { "Client", 6002, 9, "Business", "windows-11", "no preset" },
  };
  g_autofree char *kvm = cli_data ("kvm.xml");
  g_autofree char *iso = g_build_filename (cli_get_folder (), "media.iso", NULL);

  if (!media_fixture_can_make_udf ()) {
    g_test_skip ("genisoimage is not here");
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    const char *const editions[] = { "One edition", rows[i].edition, NULL };
    g_autoptr (GBytes) xml = media_fixture_windows_xml (rows[i].type, rows[i].build, rows[i].arch, editions);
    g_autoptr (CliRun) run = NULL;
    g_autoptr (CliRun) other = NULL;
    g_autoptr (JsonNode) root = NULL;
    g_autoptr (JsonNode) other_root = NULL;

    media_fixture_make_windows (iso, "ANY_LABEL", "sources/install.wim", xml);
    run = cli_run ("plan", "--json", "--domain-capabilities", kvm, "--iso", iso, NULL);
    g_assert_cmpstr (json_object_get_string_member (parse_plan (run, &root), "preset"), ==, rows[i].preset);
    if (rows[i].warning != NULL)
      g_assert_nonnull (strstr (run->err, rows[i].warning));
    other = cli_run ("plan", "--json", "--domain-capabilities", kvm, "--iso", iso, "--preset", "windows-11",
                     NULL);
    g_assert_cmpstr (json_object_get_string_member (parse_plan (other, &other_root), "preset"), ==,
                     "windows-11");
  }
}

/* Home has one socket and 128 GiB at most; an image with nothing but Home is held to that. */
static void
test_edition (void)
{
  g_autofree char *kvm = cli_data ("kvm.xml");
  g_autoptr (CliRun) home = cli_run ("plan", "--domain-capabilities", kvm, "--edition", "home", "--set",
                                     "memory=256GiB", "--json", NULL);
  g_autoptr (CliRun) pro = cli_run ("plan", "--domain-capabilities", kvm, "--edition", "pro", "--set",
                                    "memory=256GiB", "--json", NULL);

  g_assert_cmpint (home->status, ==, 0);
  g_assert_nonnull (strstr (home->err, "128"));
  g_assert_cmpint (pro->status, ==, 0);
  g_assert_cmpstr (pro->err, ==, "");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  cli_setup ();
  g_test_add_func ("/cli/plan/json", test_json);
  g_test_add_func ("/cli/plan/states", test_states);
  g_test_add_func ("/cli/plan/xml", test_xml);
  g_test_add_func ("/cli/plan/text", test_text);
  g_test_add_func ("/cli/plan/explain", test_explain);
  g_test_add_func ("/cli/plan/hostile-capabilities", test_hostile_capabilities);
  g_test_add_func ("/cli/plan/refuses-image", test_refuses_image);
  g_test_add_func ("/cli/plan/presets", test_presets);
  g_test_add_func ("/cli/plan/edition", test_edition);
  result = g_test_run ();
  cli_teardown ();
  return result;
}
