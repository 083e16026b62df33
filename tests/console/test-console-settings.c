/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-console-settings.h"
#include <glib/gstdio.h>
#include "mock-server.h"

#define UUID "6f1b0a3c-5b1e-4c4e-9d33-0f6f5ad4b111"

static char *
path_of (const char *name)
{
  return g_strdup_printf ("%s/casement/console/%s.ini", g_get_user_config_dir (), name);
}

static void
test_kept (void)
{
  g_autoptr (CasementConsoleSettings) settings = casement_console_settings_new (UUID);
  g_autoptr (CasementConsoleSettings) again = NULL;
  g_autoptr (CasementConsoleSettings) other = NULL;
  g_autofree char *path = path_of (UUID);

  g_assert_true (casement_console_settings_get_sound (settings));
  g_assert_true (casement_console_settings_get_resize_guest (settings));
  /* Nobody chose anything, so nothing is written. */
  g_object_set (settings, "sound", TRUE, NULL);
  g_assert_false (casement_console_settings_get_saving (settings));
  /* Faster than the disk. */
  g_object_set (settings, "sound", FALSE, NULL);
  g_object_set (settings, "resize-guest", FALSE, NULL);
  g_assert_cmpint (casement_console_settings_get_clipboard (settings), ==, CASEMENT_CLIPBOARD_POLICY_ASK);
  g_object_set (settings, "clipboard", CASEMENT_CLIPBOARD_POLICY_FROM_GUEST, "microphone", CASEMENT_MICROPHONE_ON, NULL);
  g_object_set (settings, "shared-folder", "/srv/über", "share-read-only", FALSE, NULL);
  g_assert_null (casement_console_settings_get_shared_folder (settings));
  g_object_set (settings, "share-folder", TRUE, NULL);
  WAIT_FOR (!casement_console_settings_get_saving (settings));
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));

  again = casement_console_settings_new (UUID);
  g_assert_false (casement_console_settings_get_sound (again));
  g_assert_false (casement_console_settings_get_resize_guest (again));
  g_assert_cmpint (casement_console_settings_get_clipboard (again), ==, CASEMENT_CLIPBOARD_POLICY_FROM_GUEST);
  g_assert_cmpint (casement_console_settings_get_microphone (again), ==, CASEMENT_MICROPHONE_ON);
  g_assert_cmpstr (casement_console_settings_get_shared_folder (again), ==, "/srv/über");
  g_assert_false (casement_console_settings_get_share_read_only (again));
  other = casement_console_settings_new ("spice://example/../../x");
  g_assert_true (casement_console_settings_get_sound (other));
}

static void
test_damaged (gconstpointer content)
{
  g_autofree char *path = path_of (UUID);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (CasementConsoleSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
  settings = casement_console_settings_new (UUID);
  g_assert_true (casement_console_settings_get_sound (settings));
  /* Damage allows nothing. */
  g_assert_cmpint (casement_console_settings_get_clipboard (settings), ==, CASEMENT_CLIPBOARD_POLICY_ASK);
  g_assert_cmpint (casement_console_settings_get_microphone (settings), ==, CASEMENT_MICROPHONE_ASK);
  g_assert_null (casement_console_settings_get_shared_folder (settings));
  g_assert_true (casement_console_settings_get_share_read_only (settings));
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("casement-settings-XXXXXX", NULL);
  g_autofree char *file = NULL;
  int status;

  /* GTest's own isolated folders leak. */
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/console-settings/kept", test_kept);
  g_test_add_data_func ("/console-settings/no-keyfile", "[[[\nSound", test_damaged);
  g_test_add_data_func ("/console-settings/odd-values", "[Console]\nSound=perhaps\nResizeGuest=47\nClipboard=always\nMicrophone=3\nSharedFolder=a/b\nShareFolder=true\n", test_damaged);
  status = g_test_run ();
  file = path_of (UUID);
  while (g_str_has_prefix (file, home) && g_remove (file) == 0) {
    char *folder = g_path_get_dirname (file);

    g_free (file);
    file = folder;
  }
  return status;
}
