/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guest agent's client against agents of every kind: as it should be, in error, hostile, and silent. */
#include <string.h>

#include "casement-error.h"
#include "fake-agent.h"

static void
test_ping (void)
{
  g_autoptr (FakeAgent) fake = fake_agent_new ();
  g_autoptr (CasementGuestAgent) agent = fake_agent_connect (fake);
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  fake_agent_answer (fake, "guest-ping", "{\"return\": {}}");
  g_assert_true (casement_guest_agent_ping (agent, &error));
  g_assert_no_error (error);
  log = fake_agent_dup_log (fake);
  g_assert_cmpstr (log, ==, "{\"execute\":\"guest-ping\"}\n");
}

static void
test_silent (void)
{
  g_autoptr (FakeAgent) fake = fake_agent_new ();
  g_autoptr (CasementGuestAgent) agent = fake_agent_connect (fake);
  g_autoptr (GError) error = NULL;

  fake_agent_answer (fake, "guest-ping", NULL);
  g_assert_false (casement_guest_agent_ping (agent, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION);
}

static void
test_os (void)
{
  g_autoptr (FakeAgent) fake = fake_agent_new ();
  g_autoptr (CasementGuestAgent) agent = fake_agent_connect (fake);
  g_autoptr (CasementGuestOs) os = NULL;
  g_autoptr (CasementGuestOs) odd = NULL;
  g_autofree char *long_text = g_strnfill (100000, 'x');
  g_autofree char *answer = g_strdup_printf ("{\"return\": {\"id\": 7, \"pretty-name\": \"a\\nb\\u001b%s\"}}", long_text);
  g_autoptr (GError) error = NULL;

  fake_agent_answer (fake, "guest-get-osinfo",
                     "{\"return\": {\"name\": \"Microsoft Windows\", \"kernel-release\": \"26100\", \"version\": \"Microsoft Windows 11\","
                     "\"pretty-name\": \"Windows 11 Pro\", \"version-id\": \"11\", \"machine\": \"x86_64\", \"id\": \"mswindows\"}}");
  fake_agent_answer (fake, "guest-get-osinfo", answer);
  os = casement_guest_agent_get_os (agent, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (os->id, ==, "mswindows");
  g_assert_cmpstr (os->name, ==, "Windows 11 Pro");
  g_assert_cmpstr (os->version, ==, "11");
  g_assert_cmpstr (os->arch, ==, "x86_64");

  odd = casement_guest_agent_get_os (agent, &error);
  g_assert_no_error (error);
  g_assert_null (odd->id);
  g_assert_true (g_str_has_prefix (odd->name, "a b x"));
  g_assert_cmpuint (strlen (odd->name), <=, 1024);
}

static void
test_filesystems (void)
{
  g_autoptr (FakeAgent) fake = fake_agent_new ();
  g_autoptr (CasementGuestAgent) agent = fake_agent_connect (fake);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;
  CasementGuestFilesystem *first;

  fake_agent_answer (fake, "guest-get-fsinfo",
                     "{\"return\": [{\"name\": \"\\\\\\\\?\\\\Volume{1}\\\\\", \"total-bytes\": 68000000000, \"used-bytes\": 21000000000,"
                     "\"mountpoint\": \"C:\\\\\", \"type\": \"NTFS\", \"disk\": []}, 3, {\"used-bytes\": -5, \"total-bytes\": \"many\"}]}");
  fake_agent_answer (fake, "guest-get-fsinfo", "{\"return\": {}}");
  list = casement_guest_agent_list_filesystems (agent, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 3);
  first = g_ptr_array_index (list, 0);
  g_assert_cmpstr (first->mountpoint, ==, "C:\\");
  g_assert_cmpuint (first->used, ==, 21000000000);
  g_assert_cmpuint (((CasementGuestFilesystem *) g_ptr_array_index (list, 2))->used, ==, 0);
  none = casement_guest_agent_list_filesystems (agent, &error);
  g_assert_null (none);
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_FAILED);
}

static void
test_exec (void)
{
  const char *const argv[] = { "cmd.exe", "/c", "a \"b\" & c", NULL };
  g_autoptr (FakeAgent) fake = fake_agent_new ();
  g_autoptr (CasementGuestAgent) agent = fake_agent_connect (fake);
  g_autoptr (CasementGuestExit) done = NULL;
  g_autofree char *log = NULL;
  g_autoptr (GError) error = NULL;

  fake_agent_answer (fake, "guest-exec", "{\"return\": {\"pid\": 4711}}");
  fake_agent_answer (fake, "guest-exec-status", "{\"return\": {\"exited\": false}}");
  fake_agent_answer (fake, "guest-exec-status", "{\"return\": {\"exited\": true, \"exitcode\": 3, \"out-data\": \"aGVsbG//\", \"err-data\": \"bm8=\"}}");
  done = casement_guest_agent_exec (agent, argv, 20, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (done->status, ==, 3);
  g_assert_true (g_utf8_validate (done->output, -1, NULL));
  g_assert_true (g_str_has_prefix (done->output, "hell"));
  g_assert_cmpstr (done->errors, ==, "no");
  log = fake_agent_dup_log (fake);
  g_assert_nonnull (strstr (log, "{\"path\":\"cmd.exe\",\"arg\":[\"/c\",\"a \\\"b\\\" & c\"],\"capture-output\":true}"));
  g_assert_nonnull (strstr (log, "{\"pid\":4711}"));
}

static void
test_exec_fails (void)
{
  const char *const argv[] = { "setup.exe", NULL };
  g_autoptr (FakeAgent) fake = fake_agent_new ();
  g_autoptr (CasementGuestAgent) agent = fake_agent_connect (fake);
  g_autofree char *output = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  fake_agent_answer (fake, "guest-exec", "{\"return\": {\"pid\": 1}}");
  fake_agent_answer (fake, "guest-exec-status", "{\"return\": {\"exited\": true, \"exitcode\": 5, \"err-data\": \"bm8=\"}}");
  output = casement_guest_agent_run (agent, argv, 20, NULL, &error);
  g_assert_null (output);
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_FAILED);
  g_assert_cmpstr (casement_error_get_details (error), ==, "no");
  g_clear_error (&error);

  fake_agent_answer (fake, "guest-exec-status", "{\"return\": {\"exited\": false}}");
  fake_agent_answer (fake, "guest-exec-status", "{\"return\": {\"exited\": false}}");
  output = casement_guest_agent_run (agent, argv, 20, NULL, &error);
  g_assert_null (output); /* the first of the answers again */
  g_clear_error (&error);
  output = casement_guest_agent_run (agent, argv, 0, NULL, &error);
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "still works"));
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  output = casement_guest_agent_run (agent, argv, 20, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_trim (void)
{
  g_autoptr (FakeAgent) fake = fake_agent_new ();
  g_autoptr (CasementGuestAgent) agent = fake_agent_connect (fake);
  g_autoptr (GError) error = NULL;

  fake_agent_answer (fake, "guest-fstrim", "{\"return\": {\"paths\": [{\"path\": \"C:\\\\\"}, {\"path\": \"D:\\\\\", \"error\": \"no\"}]}}");
  fake_agent_answer (fake, "guest-fstrim", "{\"return\": {\"paths\": [{\"path\": \"D:\\\\\", \"error\": \"The disk does not do that\"}]}}");
  fake_agent_answer (fake, "guest-fstrim", "{\"return\": {\"paths\": 3}}");
  g_assert_true (casement_guest_agent_trim (agent, &error));
  g_assert_no_error (error);
  g_assert_false (casement_guest_agent_trim (agent, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_UNSUPPORTED);
  g_assert_cmpstr (casement_error_get_details (error), ==, "The disk does not do that");
  g_clear_error (&error);
  g_assert_false (casement_guest_agent_trim (agent, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_UNSUPPORTED);
}

static void
test_time (void)
{
  g_autoptr (FakeAgent) fake = fake_agent_new ();
  g_autoptr (CasementGuestAgent) agent = fake_agent_connect (fake);
  g_autofree char *log = NULL;
  g_autoptr (GError) error = NULL;

  fake_agent_answer (fake, "guest-set-time", "{\"return\": {}}");
  g_assert_true (casement_guest_agent_set_time (agent, G_GINT64_CONSTANT (1700000000123456), &error));
  g_assert_no_error (error);
  log = fake_agent_dup_log (fake);
  g_assert_nonnull (strstr (log, "\"time\":1700000000123456000"));
}

/* Whatever a guest sends is one clear error, and none that is waited out. */
static void
test_hostile (void)
{
  const char *const argv[] = { "x", NULL };
  g_autofree char *deep = g_strnfill (200000, '[');
  g_autofree char *large = g_strnfill (5 * 1024 * 1024, ' ');
  const char *const answers[] = {
    "", "{", "null", "[]", "42", "\"return\"", "{}", "{\"return\": 0}", "{\"return\": []}", "{\"return\": {\"pid\": \"4711\"}}",
    "{\"return\": {\"pid\": {}}}", "{\"error\": {}}", "{\"error\": {\"desc\": 7}}", "{\"return\": {\"pid\": 1}, \"error\": {}}",
    "\xff\xfe", deep, large,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (FakeAgent) fake = fake_agent_new ();
    g_autoptr (CasementGuestAgent) agent = fake_agent_connect (fake);
    g_autoptr (CasementGuestExit) done = NULL;
    g_autoptr (GError) error = NULL;

    fake_agent_answer (fake, "guest-exec", answers[i]);
    done = casement_guest_agent_exec (agent, argv, 20, NULL, &error);
    g_assert_null (done);
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_FAILED);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (FakeAgent) fake = fake_agent_new ();
    g_autoptr (CasementGuestAgent) agent = fake_agent_connect (fake);
    g_autoptr (CasementGuestExit) done = NULL;
    g_autoptr (GError) error = NULL;

    fake_agent_answer (fake, "guest-exec", "{\"return\": {\"pid\": 1}}");
    fake_agent_answer (fake, "guest-exec-status", answers[i]);
    done = casement_guest_agent_exec (agent, argv, 20, NULL, &error);
    g_assert_null (done);
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_FAILED);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guest-agent/ping", test_ping);
  g_test_add_func ("/guest-agent/silent", test_silent);
  g_test_add_func ("/guest-agent/os", test_os);
  g_test_add_func ("/guest-agent/filesystems", test_filesystems);
  g_test_add_func ("/guest-agent/exec", test_exec);
  g_test_add_func ("/guest-agent/exec-fails", test_exec_fails);
  g_test_add_func ("/guest-agent/trim", test_trim);
  g_test_add_func ("/guest-agent/time", test_time);
  g_test_add_func ("/guest-agent/hostile", test_hostile);
  return g_test_run ();
}
