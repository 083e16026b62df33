/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-run.h"

#include <json-glib/json-glib.h>
#include <string.h>
#include "media-fixture.h"

static const char *const editions[] = { "Windows 11 Home", "Core", "Windows 11 Pro", "Professional", NULL };

static JsonNode *
read_json (const char *path)
{
  g_autoptr (CliRun) run = cli_run ("media", "--json", path, NULL);
  g_autoptr (GError) error = NULL;
  JsonNode *root;

  g_assert_cmpstr (run->err, ==, "");
  g_assert_cmpint (run->status, ==, 0);
  root = json_from_string (run->out, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_object_get_size (json_node_get_object (root)), ==, 9);
  return root;
}

static void
test_windows (void)
{
  g_autofree char *path = g_build_filename (cli_get_folder (), "windows.iso", NULL);
  g_autoptr (GBytes) xml = media_fixture_windows_xml ("Client", 26100, 9, editions);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (CliRun) text = NULL;
  JsonObject *object;
  JsonObject *edition;

  if (!media_fixture_can_make_udf ()) {
    g_test_skip ("genisoimage is not here");
    return;
  }
  media_fixture_make_windows (path, "CCCOMA_X64FRE_EN-US_DV9", "sources/install.wim", xml);
  root = read_json (path);
  object = json_node_get_object (root);
  g_assert_cmpstr (json_object_get_string_member (object, "kind"), ==, "windows-install");
  g_assert_cmpstr (json_object_get_string_member (object, "name"), ==, "Windows 11");
  g_assert_cmpstr (json_object_get_string_member (object, "version"), ==, "24H2");
  g_assert_cmpint (json_object_get_int_member (object, "build"), ==, 26100);
  g_assert_cmpstr (json_object_get_string_member (object, "arch"), ==, "x86_64");
  g_assert_cmpstr (json_object_get_string_member (object, "volume-id"), ==, "CCCOMA_X64FRE_EN-US_DV9");
  g_assert_true (json_object_get_null_member (object, "driver-version"));
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (object, "languages"), 0), ==,
                   "en-US");
  edition = json_array_get_object_element (json_object_get_array_member (object, "editions"), 1);
  g_assert_cmpuint (json_object_get_size (edition), ==, 3);
  g_assert_cmpint (json_object_get_int_member (edition, "index"), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (edition, "name"), ==, "Windows 11 Pro");
  g_assert_cmpstr (json_object_get_string_member (edition, "edition-id"), ==, "Professional");

  text = cli_run ("media", path, NULL);
  g_assert_cmpint (text->status, ==, 0);
  g_assert_nonnull (strstr (text->out, "Windows 11 Pro (Professional)"));
}

static void
test_drivers (void)
{
  g_autofree char *path = g_build_filename (cli_get_folder (), "virtio.iso", NULL);
  g_autoptr (GBytes) volume = media_fixture_volume ("virtio-win-0.1.271", FALSE, 40);
  g_autoptr (JsonNode) root = NULL;

  media_fixture_write (path, volume);
  root = read_json (path);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (root), "kind"), ==, "virtio-win");
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (root), "driver-version"), ==,
                   "0.1.271");
}

static void
test_refuses (void)
{
  g_autofree char *empty = g_build_filename (cli_get_folder (), "empty.iso", NULL);
  const char *const paths[] = { empty, cli_get_folder (), "/nonexistent.iso", "/tmp/\377.iso", "/dev/null" };

  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (CliRun) run = cli_run ("media", "--json", paths[i], NULL);

    g_assert_cmpint (run->status, ==, 1);
    cli_assert_one_sentence (run);
  }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  cli_setup ();
  g_test_add_func ("/cli/media/windows", test_windows);
  g_test_add_func ("/cli/media/drivers", test_drivers);
  g_test_add_func ("/cli/media/refuses", test_refuses);
  result = g_test_run ();
  cli_teardown ();
  return result;
}
