/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-vv-file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "casement-error.h"

#define SERVER "[virt-viewer]\ntype=spice\nhost=example.org\ntls-port=5901\n"

static void
test_all_keys (void)
{
  static const char text[] =
      "[virt-viewer]\ntype=spice\nhost=192.0.2.7\nport=-1\ntls-port=61000\npassword=secret\ndelete-this-file=1\n"
      "fullscreen=1\ntitle=Büro — press SHIFT+F12\\;\ntoggle-fullscreen=shift+f11\n"
      "ca=-----BEGIN CERTIFICATE-----\\nabc\\n-----END CERTIFICATE-----\\n\nhost-subject=O=Casement,CN=192.0.2.7\n"
      "secure-channels=main;inputs;cursor\nproxy=http://192.0.2.9:3128\nnewer-version-url=http://example.org/\n"
      "[ovirt]\nhost=example.org:443\njsessionid=secret\n";
  g_autoptr (GError) error = NULL;
  gboolean delete_file;
  g_autoptr (CasementSpiceAddress) address = casement_vv_file_parse (text, strlen (text), &delete_file, &error);
  g_autofree char *shown = NULL;

  g_assert_no_error (error);
  g_assert_true (delete_file);
  g_assert_true (address->full_screen);
  g_assert_cmpstr (address->host, ==, "192.0.2.7");
  g_assert_cmpuint (address->port, ==, 0);
  g_assert_cmpuint (address->tls_port, ==, 61000);
  g_assert_cmpstr (address->password, ==, "secret");
  g_assert_true (g_str_has_prefix (address->title, "Büro"));
  g_assert_cmpstr (address->subject, ==, "O=Casement,CN=192.0.2.7");
  g_assert_cmpstr (address->proxy, ==, "http://192.0.2.9:3128");
  g_assert_cmpuint (g_strv_length (address->secure_channels), ==, 3);
  g_assert_cmpstr (address->secure_channels[1], ==, "inputs");
  g_assert_cmpmem (g_bytes_get_data (address->ca, NULL), 31, "-----BEGIN CERTIFICATE-----\nabc", 31);
  shown = casement_spice_address_to_uri (address);
  g_assert_cmpstr (shown, ==, "spice+tls://192.0.2.7:61000");
}

static void
test_refused (void)
{
  static const char *const bad[] = {
    "",
    "secret",
    "[virt-viewer]\nsecret\n",
    "[other]\ntype=spice\nhost=a\nport=1\n",
    "[virt-viewer]\nhost=a\nport=1\npassword=secret\n",
    "[virt-viewer]\ntype=vnc\nhost=a\nport=1\npassword=secret\n",
    "[virt-viewer]\ntype=spice\nport=1\npassword=secret\n",
    "[virt-viewer]\ntype=spice\nhost=a\npassword=secret\n",
    "[virt-viewer]\ntype=spice\nhost=a\nport=secret\n",
    "[virt-viewer]\ntype=spice\nhost=a\nport=65536\n",
    "[virt-viewer]\ntype=spice\nhost=a/b@c\nport=1\n",
    "[virt-viewer]\ntype=spice\nunix-path=relative\nport=1\n",
    "[virt-viewer]\ntype=spice\nhost=\xff\xfe\nport=1\n",
  };
  g_autofree char *huge = g_strnfill (1024 * 1024, '\n');
  g_autoptr (GError) huge_error = NULL;
  gboolean delete_file = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (casement_vv_file_parse (bad[i], strlen (bad[i]), &delete_file, &error));
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
    g_assert_false (delete_file);
    g_assert_null (strstr (error->message, "secret"));
    g_assert_null (casement_error_get_details (error));
  }
  memcpy (huge, SERVER, strlen (SERVER));
  g_assert_null (casement_vv_file_parse (huge, 1024 * 1024, &delete_file, &huge_error));
  g_assert_error (huge_error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
}

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("casement-vv-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "console.vv", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static CasementSpiceAddress *
load (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  casement_vv_file_load_async (file, NULL, loaded_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return casement_vv_file_load_finish (file, result, error);
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementSpiceAddress) address = NULL;

  g_file_set_contents (fixture->path, SERVER, -1, NULL);
  address = load (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (address->host, ==, "example.org");
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementSpiceAddress) address = NULL;

  g_file_set_contents (fixture->path, SERVER "delete-this-file=1\n", -1, NULL);
  address = load (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* What was not understood stays, and so do a link and what it leads to. */
static void
test_not_deleted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *target = g_build_filename (fixture->folder, "target", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementSpiceAddress) address = NULL;

  g_file_set_contents (fixture->path, "[virt-viewer]\ntype=spice\ndelete-this-file=1\n", -1, NULL);
  g_assert_null (load (fixture->path, &error));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_clear_error (&error);

  g_remove (fixture->path);
  g_file_set_contents (target, SERVER "delete-this-file=1\n", -1, NULL);
  g_assert_cmpint (symlink (target, fixture->path), ==, 0);
  address = load (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_test (target, G_FILE_TEST_EXISTS));
  g_remove (target);
}

static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (load (fixture->path, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (load (fixture->folder, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
  g_clear_error (&error);
  /* Nobody writes to it, and nobody waits for it. */
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  g_assert_null (load (fixture->path, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (load ("/dev/zero", &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
}

static void
test_name (void)
{
  g_assert_true (casement_vv_file_is_name ("/tmp/console.VV"));
  g_assert_false (casement_vv_file_is_name (".vv"));
  g_assert_false (casement_vv_file_is_name ("vv"));
  g_assert_false (casement_vv_file_is_name ("windows.iso"));
}

#define ADD(name, func) g_test_add ("/vv-file/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vv-file/all-keys", test_all_keys);
  g_test_add_func ("/vv-file/refused", test_refused);
  g_test_add_func ("/vv-file/name", test_name);
  ADD ("kept", test_kept);
  ADD ("deleted", test_deleted);
  ADD ("not-deleted", test_not_deleted);
  ADD ("no-file", test_no_file);
  return g_test_run ();
}
