/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-run.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static const char *const verbs[] = { "create", "plan",     "host-check", "media", "drivers",  "list",      "view",
                                     "start",  "shutdown", "stop",       "check",  "tune",      "undo", "status", "first-hour",
                                     "cd",     "disk",     "delete",     "screenshot" };

/* Status 2 and one sentence that has the word. */
static void
test_wrong_usage (void)
{
  static const struct {
    const char *arguments[6];
    const char *word;
  } rows[] = {
    { { "frobnicate" }, "frobnicate" },
    { { "--frobnicate" }, "--frobnicate" },
    { { "help", "frobnicate" }, "frobnicate" },
    { { "create" }, "NAME" },
    { { "create", "x" }, "--iso" },
    { { "create", "x", "y", "--iso", "z" }, "“y”" },
    { { "create", "x", "--iso" }, "--iso" },
    { { "create", "x", "--iso", "y", "--accept-licence" }, "--unattended" },
    { { "create", "x", "--iso", "y", "--unattended" }, "--user" },
    { { "create", "x", "--iso", "y", "--wait" }, "--unattended" },
    { { "plan", "--json", "--xml" }, "--json" },
    { { "plan", "--set", "frob=1" }, "storage-controller" },
    { { "plan", "--set", "video=vga" }, "qxl" },
    { { "plan", "--set", "rng=no" }, "memory" },
    { { "plan", "--set", "memory=8" }, "8GiB" },
    { { "plan", "--set", "memory=-8GiB" }, "-8GiB" },
    { { "plan", "--set", "disk=lots" }, "lots" },
    { { "plan", "--set", "cpus=0" }, "cpus=4" },
    { { "plan", "--set", "cpus=four" }, "four" },
    { { "plan", "--set", "memory" }, "KEY=VALUE" },
    { { "plan", "--set", "=1" }, "memory" },
    { { "plan", "--set", "\377=1" }, "UTF-8" },
    { { "plan", "--decline", "frob" }, "secure-boot" },
    { { "plan", "--decline", "memory-minimum" }, "secure-boot" },
    { { "plan", "--explain", "frob" }, "frob" },
    { { "plan", "--explain", "rng", "--json" }, "--json" },
    { { "plan", "--preset", "windows-3.1" }, "windows-11" },
    { { "plan", "--edition", "frob" }, "pro-workstations" },
    { { "plan", "--preset", "windows-7", "--edition", "iot" }, "home-basic" },
    { { "plan", "--domain-capabilities", "x", "--connect", "y" }, "--connect" },
    { { "plan", "--start" }, "--start" },
    { { "host-check", "x" }, "“x”" },
    { { "media" }, "FILE" },
    { { "media", "a", "b" }, "“b”" },
    { { "list", "x" }, "“x”" },
    { { "list", "--json", "--names" }, "--names" },
    { { "start" }, "VM" },
    { { "shutdown" }, "VM" },
    { { "stop", "a", "b" }, "“b”" },
    { { "delete" }, "VM" },
    { { "delete", "x" }, "--yes" },
    { { "check" }, "VM|FILE.xml" },
    { { "check", "a", "b" }, "“b”" },
    { { "check", "--all", "x" }, "--all" },
    { { "tune" }, "VM|FILE.xml" },
    { { "tune", "x" }, "--all" },
    { { "tune", "x", "rng", "--all" }, "--all" },
    { { "tune", "x", "--all", "--json" }, "--json" },
    { { "undo" }, "VM" },
    { { "drivers" }, "download" },
    { { "drivers", "frob" }, "frob" },
    { { "status" }, "VM" },
    { { "first-hour", "a" }, "VM ID" },
    { { "undo", "a", "b" }, "“b”" },
    { { "cd" }, "ACTION" },
    { { "cd", "frob" }, "add-scsi" },
    { { "cd", "insert", "x" }, "insert VM FILE" },
    { { "cd", "eject", "x", "sdb", "y" }, "eject VM" },
    { { "disk", "frob", "x" }, "add" },
    { { "disk", "add", "x" }, "--size" },
    { { "disk", "grow", "x", "vda" }, "--size" },
    { { "disk", "grow", "x", "vda", "y" }, "y" },
    { { "disk", "add", "x", "--size", "64" }, "64" },
    { { "screenshot", "x" }, "FILE.png" },
    { { "view" }, "VM" },
    { { "view", "--frobnicate", "x" }, "--frobnicate" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CliRun) run = cli_run_array (rows[i].arguments);

    if (run->status != 2 || strstr (run->err, rows[i].word) == NULL)
      g_error ("%s %s: status %d, “%s”", rows[i].arguments[0], rows[i].arguments[1], run->status, run->err);
    cli_assert_one_sentence (run);
  }
}

static void
test_help (void)
{
  g_autoptr (CliRun) long_help = cli_run ("--help", NULL);
  g_autoptr (CliRun) help = cli_run ("help", NULL);
  g_autoptr (CliRun) version = cli_run ("--version", NULL);

  g_assert_cmpint (long_help->status, ==, 0);
  g_assert_cmpint (help->status, ==, 0);
  g_assert_cmpstr (help->out, ==, long_help->out);
  g_assert_cmpint (version->status, ==, 0);
  g_assert_true (g_str_has_prefix (version->out, "casement "));
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++) {
    g_autofree char *usage = g_strdup_printf ("casement %s [OPTION", verbs[i]);
    g_autofree char *line = g_strdup_printf ("\n  %s ", verbs[i]);
    g_autoptr (CliRun) one = cli_run ("help", verbs[i], NULL);
    g_autoptr (CliRun) other = cli_run (verbs[i], "--help", NULL);

    g_assert_nonnull (strstr (help->out, line));
    g_assert_cmpint (one->status, ==, 0);
    g_assert_cmpint (other->status, ==, 0);
    g_assert_nonnull (strstr (one->out, usage));
    g_assert_cmpstr (one->out, ==, other->out);
  }
}

/* What is in none of the layers cannot be pulled in by them. */
static void
test_links_no_toolkit (void)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "ldd", cli_get_program (), NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (out, "libvirt.so"));
  g_assert_null (strstr (out, "libgtk"));
  g_assert_null (strstr (out, "libadwaita"));
  g_assert_null (strstr (out, "libgdk"));
  g_assert_null (strstr (out, "libspice"));
  g_assert_null (strstr (out, "libX11"));
  g_assert_null (strstr (out, "libwayland"));
}

/* A program in the window's place that says what it was given, one argument a line. */
static void
write_window (void)
{
  g_autofree char *path = g_build_filename (cli_get_folder (), "casement-window", NULL);

  g_assert_true (
      g_file_set_contents (path, "#!/bin/sh\nprintf 'window\\n'; printf '%s\\n' \"$@\"; exit 7\n", -1, NULL));
  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
}

static void
test_window (void)
{
  static const struct {
    const char *arguments[5];
    const char *out;
  } rows[] = {
    { { NULL }, "window\n\n" },
    { { "--connect", "test:///default" }, "window\n--connect\ntest:///default\n" },
    { { "--connect=test:///default", "-v" }, "window\n--connect\ntest:///default\n" },
    { { "/tmp/Windows 11 “x”.iso" }, "window\n--\n/tmp/Windows 11 “x”.iso\n" },
    { { "--", "./-x.iso" }, "window\n--\n./-x.iso\n" },
    { { "file:///tmp/x.iso" }, "window\n--\nfile:///tmp/x.iso\n" },
    { { "-c", "qemu:///session", "/tmp/x.iso" }, "window\n--connect\nqemu:///session\n--\n/tmp/x.iso\n" },
    { { "view", "my vm" }, "window\n--\nview\nmy vm\n" },
    { { "view", "--connect", "test:///default", "vm" },
      "window\n--connect\ntest:///default\n--\nview\nvm\n" },
    { { "view", "spice://localhost:5900" }, "window\n--\nview\nspice://localhost:5900\n" },
    { { "view", "--", "-vm" }, "window\n--\nview\n-vm\n" },
    { { "--connect", "test:///default", "view", "vm" },
      "window\n--connect\ntest:///default\n--\nview\nvm\n" },
  };

  write_window ();
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CliRun) run = cli_run_array (rows[i].arguments);

    g_assert_cmpstr (run->err, ==, "");
    g_assert_cmpstr (run->out, ==, rows[i].out);
    g_assert_cmpint (run->status, ==, 7);
  }
}

static void
test_window_missing (void)
{
  g_autofree char *path = g_build_filename (cli_get_folder (), "casement-window", NULL);
  g_autoptr (CliRun) run = NULL;

  g_remove (path);
  run = cli_run (NULL, NULL);
  g_assert_cmpint (run->status, ==, 1);
  cli_assert_one_sentence (run);
  g_assert_nonnull (strstr (run->err, path));
}

/* The manual says everything that help says. */
static void
test_manual (void)
{
  const char *path = g_getenv ("CASEMENT_MAN");
  g_autofree char *manual = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *plain = NULL;

  g_assert_nonnull (path);
  g_assert_true (g_file_get_contents (path, &manual, NULL, NULL));
  g_assert_null (strstr (manual, "@VERSION@"));
  parts = g_strsplit (manual, "\\-", -1);
  plain = g_strjoinv ("-", parts);
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++) {
    g_autoptr (CliRun) run = cli_run ("help", verbs[i], NULL);
    g_autofree char *section = g_strdup_printf (".SS %s", verbs[i]);
    g_autoptr (GRegex) regex = g_regex_new ("--[a-z][a-z-]+", 0, 0, NULL);
    g_autoptr (GMatchInfo) match = NULL;

    g_assert_nonnull (strstr (plain, section));
    for (g_regex_match (regex, run->out, 0, &match); g_match_info_matches (match);
         g_match_info_next (match, NULL)) {
      g_autofree char *option = g_match_info_fetch (match, 0);

      if (strstr (plain, option) == NULL)
        g_error ("the manual does not know %s of %s", option, verbs[i]);
    }
  }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  cli_setup ();
  g_test_add_func ("/cli/usage/wrong", test_wrong_usage);
  g_test_add_func ("/cli/usage/help", test_help);
  g_test_add_func ("/cli/usage/links-no-toolkit", test_links_no_toolkit);
  g_test_add_func ("/cli/usage/window", test_window);
  g_test_add_func ("/cli/usage/window-missing", test_window_missing);
  g_test_add_func ("/cli/usage/manual", test_manual);
  result = g_test_run ();
  cli_teardown ();
  return result;
}
