/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "casement-error.h"
#include "vm-test.h"

/* On a libvirt daemon of its own (see tests/support/private-session). */

typedef struct {
  gint64 last;
  gint64 longest;
  guint source;
} Pulse;

static gboolean
pulse_cb (gpointer user_data)
{
  Pulse *pulse = user_data;
  gint64 now = g_get_monotonic_time ();

  pulse->longest = MAX (pulse->longest, now - pulse->last);
  pulse->last = now;
  return G_SOURCE_CONTINUE;
}

static void
pulse_start (Pulse *pulse)
{
  pulse->longest = 0;
  pulse->last = g_get_monotonic_time ();
  pulse->source = g_timeout_add (20, pulse_cb, pulse);
}

/* The longest that the main loop stood still, in milliseconds. */
static double
pulse_stop (Pulse *pulse)
{
  g_source_remove (pulse->source);
  return pulse->longest / 1000.0;
}

static pid_t
get_daemon (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("XDG_RUNTIME_DIR"), "libvirt", "libvirtd.pid", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return atoi (text);
}

static void
test_probe (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autoptr (CasementHostFacts) facts = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Pulse pulse;

  pulse_start (&pulse);
  casement_connection_probe_host_async (connection, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_cmpfloat (pulse_stop (&pulse), <, 500);
  facts = casement_connection_probe_host_finish (connection, result, &error);
  g_assert_no_error (error);

  g_assert_cmpstr (casement_host_facts_get_uri (facts), ==, "qemu:///session");
  g_assert_true (g_str_has_prefix (casement_host_facts_get_machine (facts), "pc-q35-"));
  g_assert_cmpstr (casement_host_facts_get_arch (facts), ==, "x86_64");
  g_assert_cmpuint (casement_host_facts_get_libvirt_version (facts), >=, 9000000);
  g_assert_cmpuint (casement_host_facts_get_qemu_version (facts), >=, 7000000);
  g_assert_cmpuint (casement_host_facts_get_memory_total (facts), >, 256 * 1024 * 1024);
  g_assert_cmpuint (casement_host_facts_get_memory_free (facts), >, 0);
  g_assert_cmpuint (casement_host_facts_get_memory_free (facts), <=, casement_host_facts_get_memory_total (facts));
  if (casement_host_facts_has_kvm (facts))
    g_assert_null (casement_host_facts_get_kvm_denied (facts));
  else
    g_assert_nonnull (casement_host_facts_get_kvm_denied (facts));
  vm_test_close (connection);
}

static void
define (virConnectPtr handle, const char *name)
{
  g_autofree char *xml = g_markup_printf_escaped ("<domain type='qemu'><name>%s</name><memory>65536</memory>"
                                                  "<os><type arch='x86_64' machine='q35'>hvm</type></os></domain>",
                                                  name);
  virDomainPtr domain = virDomainDefineXML (handle, xml);

  g_assert_nonnull (domain);
  virDomainFree (domain);
}

static void
undefine (virConnectPtr handle, const char *name)
{
  virDomainPtr domain = virDomainLookupByName (handle, name);

  g_assert_nonnull (domain);
  g_assert_cmpint (virDomainUndefineFlags (domain, VIR_DOMAIN_UNDEFINE_MANAGED_SAVE), ==, 0);
  virDomainFree (domain);
}

/* Start, pause, save and force off a machine of QEMU, with the state coming from events alone. */
static void
test_actions (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  virConnectPtr handle = casement_connection_dup_handle (connection);
  g_autoptr (CasementVm) vm = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) png = NULL;

  define (handle, "acted on");
  WAIT_UNTIL (casement_library_find (library, "acted on") != NULL);
  vm = g_object_ref (casement_library_find (library, "acted on"));
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_START, &error));
  g_assert_no_error (error);
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_RESET, &error));
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_PAUSE, &error));
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_PAUSED);
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_SAVE, &error));
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_SAVED);
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_START, &error));
  g_assert_no_error (error);
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_PAUSED || casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_FORCE_OFF, &error));
  g_assert_no_error (error);
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_OFF);

  casement_vm_screenshot_async (vm, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  png = casement_vm_screenshot_finish (vm, result, &error);
  g_assert_null (png);
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);

  undefine (handle, "acted on");
  WAIT_UNTIL (!casement_vm_get_present (vm));
  virConnectClose (handle);
  g_clear_object (&library);
  g_clear_object (&vm);
  vm_test_close (connection);
}

/* A daemon that stops answering without ending: the window goes on, says so, and recovers. */
static void
test_wedged (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  CasementConnection *late = casement_connection_new ("qemu:///session");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) probed = NULL;
  g_autoptr (GError) error = NULL;
  pid_t daemon = get_daemon ();
  Pulse pulse;

  pulse_start (&pulse);
  g_assert_cmpint (kill (daemon, SIGSTOP), ==, 0);
  casement_connection_open_async (late, NULL, vm_test_result_cb, &opened);
  casement_connection_probe_host_async (connection, NULL, vm_test_result_cb, &probed);
  WAIT_UNTIL (opened != NULL && probed != NULL && casement_connection_get_state (connection) == CASEMENT_CONNECTION_LOST);
  g_test_message ("longest stop of the main loop: %.0f ms", pulse_stop (&pulse));
  g_assert_cmpfloat (pulse.longest / 1000.0, <, 500);

  g_assert_false (casement_connection_open_finish (late, opened, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION);
  g_clear_error (&error);
  g_assert_null (casement_connection_probe_host_finish (connection, probed, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION);
  g_assert_error (casement_connection_get_error (connection), CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION);

  g_assert_cmpint (kill (daemon, SIGCONT), ==, 0);
  WAIT_UNTIL (casement_connection_get_state (connection) == CASEMENT_CONNECTION_OPEN
              && casement_connection_get_state (late) == CASEMENT_CONNECTION_OPEN);
  g_assert_null (casement_connection_get_error (connection));
  g_clear_object (&library);
  vm_test_close (connection);
  vm_test_close (late);
}

/* Killed while connected; libvirt's client library starts the next one. */
static void
test_killed (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  virConnectPtr handle = casement_connection_dup_handle (connection);
  g_autoptr (CasementVm) vm = NULL;
  g_autoptr (GError) error = NULL;

  define (handle, "survivor");
  virConnectClose (handle);
  WAIT_UNTIL (casement_library_find (library, "survivor") != NULL);
  vm = g_object_ref (casement_library_find (library, "survivor"));
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_START, &error));
  g_assert_no_error (error);
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);

  g_assert_cmpint (kill (get_daemon (), SIGKILL), ==, 0);
  WAIT_UNTIL (casement_connection_get_state (connection) == CASEMENT_CONNECTION_LOST);
  g_assert_cmpint (casement_vm_get_state (vm), ==, CASEMENT_VM_UNKNOWN);
  g_assert_true (casement_vm_get_active (vm));
  g_assert_false (vm_test_act (vm, CASEMENT_VM_ACTION_FORCE_OFF, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
  g_clear_error (&error);

  WAIT_UNTIL (casement_connection_get_state (connection) == CASEMENT_CONNECTION_OPEN);
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);
  g_assert_true (casement_library_find (library, "survivor") == vm);

  /* Events come again too. */
  vm_test_act (vm, CASEMENT_VM_ACTION_FORCE_OFF, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_OFF);
  handle = casement_connection_dup_handle (connection);
  undefine (handle, "survivor");
  virConnectClose (handle);
  WAIT_UNTIL (!casement_vm_get_present (vm));

  g_clear_object (&library);
  g_clear_object (&vm);
  vm_test_close (connection);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("CASEMENT_TEST_ROOT") == NULL)
    g_error ("run this below tests/support/private-session");
  g_test_add_func ("/session/probe", test_probe);
  g_test_add_func ("/session/actions", test_actions);
  g_test_add_func ("/session/wedged", test_wedged);
  g_test_add_func ("/session/killed", test_killed);
  return g_test_run ();
}
