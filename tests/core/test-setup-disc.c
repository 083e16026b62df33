/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disc that answers Setup, read back by another program, and which drivers come onto it. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include "casement-driver-set.h"
#include "casement-error.h"
#include "casement-setup-disc.h"
#include "media-fixture.h"

typedef struct {
  char *folder;
  char *drivers;
  char *disc;
} Fixture;

static const char *const tree[] = {
  "NetKVM/w11/amd64/netkvm.inf", "NetKVM/w11/amd64/netkvm.sys", "NetKVM/w11/amd64/netkvm.pdb", "NetKVM/w10/amd64/netkvm.inf",
  "NetKVM/w11/ARM64/netkvm.inf", "viostor/w11/amd64/viostor.inf", "viostor/w10/amd64/viostor.inf", "viostor/2k19/amd64/viostor.inf",
  "viostor/2k22/amd64/viostor.inf", "vioscsi/w11/amd64/vioscsi.inf", "vioscsi/w10/amd64/vioscsi.inf", "vioscsi/2k22/amd64/vioscsi.inf",
  "viogpudo/w11/amd64/viogpudo.inf", "amd64/w11/viostor.inf", "virtio-win-guest-tools.exe", "vioserial/w10/amd64/vioser.inf",
};

static gboolean
run (const char *const *argv)
{
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL);

  return process != NULL && g_subprocess_wait_check (process, NULL, NULL);
}

/* With the flags that upstream makes its image with: no Joliet. */
static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = NULL;

  fixture->folder = g_dir_make_tmp ("casement-disc-XXXXXX", NULL);
  fixture->drivers = g_build_filename (fixture->folder, "virtio-win.iso", NULL);
  fixture->disc = g_build_filename (fixture->folder, "setup.iso", NULL);
  root = g_build_filename (fixture->folder, "tree", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tree); i++) {
    g_autofree char *path = g_build_filename (root, tree[i], NULL);
    g_autofree char *folder = g_path_get_dirname (path);

    g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
    g_assert_true (g_file_set_contents (path, tree[i], -1, NULL));
  }
  if (media_fixture_can_make_udf ())
    g_assert_true (run ((const char *const[]) { "genisoimage", "-quiet", "-r", "-iso-level", "4", "-V", "virtio-win-0.1.271", "-o", fixture->drivers,
                                                root, NULL }));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  media_fixture_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->drivers);
  g_free (fixture->disc);
}

static gboolean
skip (void)
{
  if (media_fixture_can_make_udf ())
    return FALSE;
  g_test_skip ("genisoimage is not here");
  return TRUE;
}

static char *
names (GPtrArray *files)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < files->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", ((CasementDriverFile *) files->pdata[i])->path);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_drivers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) w11 = NULL;
  g_autoptr (GPtrArray) server = NULL;
  g_autofree char *w11_names = NULL;
  g_autofree char *server_names = NULL;
  const void *bytes;
  gsize length;

  if (skip ())
    return;
  w11 = casement_driver_set_read (fixture->drivers, "w11", "amd64", NULL, &error);
  g_assert_no_error (error);
  w11_names = names (w11);
  /* What Windows 11 has no folder for comes from Windows 10's; debugging symbols, the display and second copies stay out. */
  g_assert_cmpstr (w11_names, ==,
                   "NetKVM/w11/amd64/netkvm.inf NetKVM/w11/amd64/netkvm.sys vioscsi/w11/amd64/vioscsi.inf "
                   "vioserial/w10/amd64/vioser.inf viostor/w11/amd64/viostor.inf");
  bytes = g_bytes_get_data (((CasementDriverFile *) w11->pdata[0])->bytes, &length);
  g_assert_cmpmem (bytes, length, tree[0], strlen (tree[0]));
  server = casement_driver_set_read (fixture->drivers, "2k25", "amd64", NULL, &error);
  g_assert_no_error (error);
  server_names = names (server);
  g_assert_cmpstr (server_names, ==, "vioscsi/2k22/amd64/vioscsi.inf viostor/2k22/amd64/viostor.inf");
  g_assert_null (casement_driver_set_read (fixture->drivers, "w11", "ARM64", NULL, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_MEDIA);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize length;

  if (skip ())
    return;
  g_assert_true (g_file_get_contents (fixture->drivers, &bytes, &length, NULL));
  for (gsize at = 0; at < length; at += length / 40 + 1) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) files = NULL;

    g_assert_true (g_file_set_contents (fixture->disc, bytes, (gssize) at, NULL));
    files = casement_driver_set_read (fixture->disc, "w11", "amd64", NULL, &error);
    if (files == NULL)
      g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_MEDIA);
  }
  g_assert_null (casement_driver_set_read ("/nonexistent/virtio-win.iso", "w11", "amd64", NULL, NULL));
}

static char *
read_back (const char *iso, const char *path)
{
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, "isoinfo", "-J", "-i", iso, path != NULL ? "-x" : "-f", path, NULL);
  char *text = NULL;

  g_assert_nonnull (process);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, NULL));
  return text;
}

static CasementAnswer *
answer_new (void)
{
  CasementAnswer *answer = g_new0 (CasementAnswer, 1);

  answer->arch = "amd64";
  answer->uefi = TRUE;
  answer->ui_language = g_strdup ("en-US");
  answer->locale = g_strdup ("en-US");
  answer->input = g_strdup ("0409:00000409");
  answer->user_name = g_strdup ("Anna");
  answer->password = casement_secret_new ("Geheim 123!", -1);
  answer->computer_name = g_strdup ("PC");
  return answer;
}

static void
test_disc (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementAnswer) answer = answer_new ();
  g_autoptr (CasementSecret) xml = casement_answer_to_xml (answer);
  g_autofree char *script = casement_first_logon_script (answer);
  g_autoptr (CasementSecret) image = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *list = NULL, *read_xml = NULL, *read_script = NULL, *read_driver = NULL;

  if (skip ())
    return;
  image = casement_setup_disc_make (answer, casement_preset_find ("windows-11"), fixture->drivers, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (casement_secret_get_length (image), <, 2 * 1024 * 1024);
  g_assert_null (g_strstr_len (casement_secret_get_text (image), (gssize) casement_secret_get_length (image), "Geheim"));
  g_assert_true (g_file_set_contents (fixture->disc, casement_secret_get_text (image), (gssize) casement_secret_get_length (image), NULL));
  list = read_back (fixture->disc, NULL);
  /* By the names that Windows sees, whole. */
  for (const char *const *path = (const char *const[]) { "/Autounattend.xml", "/casement/first-logon.cmd", "/$WinPEDriver$/NetKVM/w11/amd64/netkvm.inf",
                                                         "/$WinPEDriver$/viostor/w11/amd64/viostor.inf", NULL };
       *path != NULL; path++)
    if (strstr (list, *path) == NULL)
      g_error ("No %s in %s", *path, list);
  g_assert_null (strstr (list, "viogpudo"));
  g_assert_null (strstr (list, ".pdb"));
  read_xml = read_back (fixture->disc, "/Autounattend.xml");
  g_assert_cmpstr (read_xml, ==, casement_secret_get_text (xml));
  read_script = read_back (fixture->disc, "/casement/first-logon.cmd");
  g_assert_cmpstr (read_script, ==, script);
  read_driver = read_back (fixture->disc, "/$WinPEDriver$/NetKVM/w11/amd64/netkvm.inf");
  g_assert_cmpstr (read_driver, ==, "NetKVM/w11/amd64/netkvm.inf");
}

static void
test_folders (void)
{
  static const struct {
    const char *preset;
    const char *bus;
    const char *folder;
  } rows[] = {
    { "windows-11", "virtio", "viostor\\w11\\amd64" },       { "windows-11", "scsi", "vioscsi\\w11\\amd64" },
    { "windows-10-x86", "virtio", "viostor\\w10\\x86" },     { "windows-server-2019", "scsi", "vioscsi\\2k19\\amd64" },
    { "windows-7", "virtio", "viostor\\w7\\amd64" },         { "windows-8.1", "scsi", "vioscsi\\w8.1\\amd64" },
    { "windows-11", "sata", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *folder = casement_driver_set_dup_folder (casement_preset_find (rows[i].preset), rows[i].bus);

    g_assert_cmpstr (folder, ==, rows[i].folder);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/setup-disc/drivers", Fixture, NULL, setup, test_drivers, teardown);
  g_test_add ("/setup-disc/damaged", Fixture, NULL, setup, test_damaged, teardown);
  g_test_add ("/setup-disc/disc", Fixture, NULL, setup, test_disc, teardown);
  g_test_add_func ("/setup-disc/folders", test_folders);
  return g_test_run ();
}
