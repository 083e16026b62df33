/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-run.h"

#include <gio/gio.h>
#include <string.h>
#include "media-fixture.h"

/* Below what tests/meson.build allows. */
#define SECONDS_A_RUN 60

static char *folder;

/**
 * cli_setup:
 *
 * Gives the program a home of its own, so that it finds nothing of the user's. Below private-session there is
 * one already, and the daemon is in it.
 */
void
cli_setup (void)
{
  g_autoptr (GError) error = NULL;

  folder = g_dir_make_tmp ("casement-cli-XXXXXX", &error);
  g_assert_no_error (error);
  if (g_getenv ("CASEMENT_TEST_ROOT") != NULL)
    return;
  g_setenv ("HOME", folder, TRUE);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", folder, TRUE);
  g_setenv ("CASEMENT_LIBEXECDIR", folder, TRUE);
  g_unsetenv ("LIBVIRT_DEFAULT_URI");
}

void
cli_teardown (void)
{
  media_fixture_remove_tree (folder);
  g_clear_pointer (&folder, g_free);
}

/** cli_get_program: Returns: the path of casement. */
const char *
cli_get_program (void)
{
  const char *program = g_getenv ("CASEMENT_CLI");

  g_assert_nonnull (program);
  return program;
}

/** cli_get_folder: Returns: the home that the program has, for a test's own files. */
const char *
cli_get_folder (void)
{
  return folder;
}

/** cli_data: Returns: (transfer full): path of a file in data/. */
char *
cli_data (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "cli", "data", name, NULL);
}

static gboolean
timeout_cb (gpointer user_data)
{
  g_error ("casement did not end within %d seconds", SECONDS_A_RUN);
  return G_SOURCE_REMOVE;
}

static void
communicated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CliRun *run = user_data;
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_finish (G_SUBPROCESS (source), result, &out, &err, &error);
  g_assert_no_error (error);
  run->err
      = g_strndup (g_bytes_get_size (err) > 0 ? g_bytes_get_data (err, NULL) : "", g_bytes_get_size (err));
  run->out
      = g_strndup (g_bytes_get_size (out) > 0 ? g_bytes_get_data (out, NULL) : "", g_bytes_get_size (out));
}

/** cli_run_array: Returns: (transfer full): what the program with @arguments did. */
CliRun *
cli_run_array (const char *const *arguments)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  CliRun *run = g_new0 (CliRun, 1);
  guint timeout;

  g_ptr_array_add (argv, (gpointer) cli_get_program ());
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) arguments[i]);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  timeout = g_timeout_add_seconds (SECONDS_A_RUN, timeout_cb, NULL);
  g_subprocess_communicate_async (process, NULL, NULL, communicated_cb, run);
  while (run->out == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  if (!g_subprocess_get_if_exited (process))
    g_error ("casement died: %s", run->err);
  run->status = g_subprocess_get_exit_status (process);
  return run;
}

/** cli_run: Returns: (transfer full): the same with the arguments one by one. */
CliRun *
cli_run (const char *first, ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  va_list args;

  va_start (args, first);
  for (const char *argument = first; argument != NULL; argument = va_arg (args, const char *))
    g_ptr_array_add (arguments, (gpointer) argument);
  va_end (args);
  g_ptr_array_add (arguments, NULL);
  return cli_run_array ((const char *const *) arguments->pdata);
}

void
cli_run_free (CliRun *run)
{
  g_free (run->out);
  g_free (run->err);
  g_free (run);
}

/** cli_assert_one_sentence: an error is one line on stderr that names the program, and stdout stays empty. */
void
cli_assert_one_sentence (CliRun *run)
{
  const char *newline = strchr (run->err, '\n');

  if (!g_str_has_prefix (run->err, "casement: ") || newline == NULL || newline[1] != '\0')
    g_error ("not one sentence: “%s”", run->err);
  g_assert_cmpstr (run->out, ==, "");
}
