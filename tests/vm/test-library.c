/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libvirt/virterror.h>
#include <string.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "casement-error.h"
#include "casement-vm-private.h"
#include "casement-vm-remover.h"
#include "vm-test.h"

#define MANY 500

/* A node of libvirt's test driver with @n machines, every fourth of them off. */
static char *
make_file (guint n)
{
  g_autoptr (GString) xml = g_string_new ("<node>\n");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("casement-XXXXXX.xml", &path, &error);

  g_assert_no_error (error);
  close (fd);
  for (guint i = 0; i < n; i++) {
    g_string_append_printf (
        xml,
        "<domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'><name>vm %u</name>"
        "<uuid>6695eb01-f6a4-8304-79aa-%012x</uuid><metadata>"
        "<libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns/libvirt/domain/1.0'>"
        "<libosinfo:os id='%s'/></libosinfo:libosinfo>%s</metadata>"
        "<memory>1048576</memory><vcpu>1</vcpu><os><type>hvm</type></os><test:runstate>%d</test:runstate></domain>\n",
        i, i, i % 2 ? "http://microsoft.com/win/11" : "http://debian.org/debian/12",
        i % 2 ? "<c:machine xmlns:c='https://casement.github.io/xmlns/domain/1.0'/>" : "", i % 4 ? 1 : 5);
  }
  g_string_append (xml, "</node>\n");
  g_file_set_contents (path, xml->str, -1, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}

static void
count_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  (*(guint *) user_data)++;
}

/* The longest time that the main context was busy with one thing. */
static gint64
wait_measured (gboolean (*done) (gpointer), gpointer data)
{
  gint64 longest = 0;

  while (!done (data)) {
    gint64 start;

    if (!g_main_context_pending (NULL)) {
      g_main_context_iteration (NULL, TRUE);
      continue;
    }
    start = g_get_monotonic_time ();
    g_main_context_iteration (NULL, FALSE);
    longest = MAX (longest, g_get_monotonic_time () - start);
  }
  return longest;
}

static gboolean
is_described (gpointer data)
{
  g_autoptr (CasementVm) last = g_list_model_get_item (data, MANY - 1);

  return last != NULL && casement_vm_get_os_title (last) != NULL;
}

/* What virtio-fs makes impossible is refused with the reason before libvirt is asked. */
static void
test_virtiofs (void)
{
  g_autofree char *path = NULL;
  g_autofree char *uri = NULL;
  CasementConnection *connection;
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (GError) error = NULL;
  CasementVm *plain, *sharing;
  int fd = g_file_open_tmp ("casement-XXXXXX.xml", &path, &error);

  g_assert_no_error (error);
  close (fd);
  g_file_set_contents (path,
                       "<node><domain type='test'><name>plain</name><uuid>6695eb01-f6a4-8304-79aa-000000000001</uuid><memory>1048576</memory>"
                       "<vcpu>1</vcpu><os><type>hvm</type></os></domain>"
                       "<domain type='test'><name>sharing</name><uuid>6695eb01-f6a4-8304-79aa-000000000002</uuid><memory>1048576</memory>"
                       "<vcpu>1</vcpu><os><type>hvm</type></os><devices><filesystem type='mount'><driver type='virtiofs'/>"
                       "<source dir='/tmp'/><target dir='casement'/></filesystem></devices></domain></node>", -1, &error);
  g_assert_no_error (error);
  uri = g_strconcat ("test://", path, NULL);
  connection = vm_test_open (uri);
  library = casement_library_new (connection);
  WAIT_UNTIL (g_list_model_get_n_items (G_LIST_MODEL (library)) == 2);
  plain = casement_library_find (library, "plain");
  sharing = casement_library_find (library, "sharing");
  WAIT_UNTIL (casement_vm_get_shares_virtiofs (sharing));
  g_assert_false (casement_vm_get_shares_virtiofs (plain));
  g_assert_true (casement_vm_can (plain, CASEMENT_VM_ACTION_SAVE));
  g_assert_false (casement_vm_can (sharing, CASEMENT_VM_ACTION_SAVE));
  g_assert_true (casement_vm_can (sharing, CASEMENT_VM_ACTION_PAUSE));
  g_assert_false (casement_vm_check_action (sharing, CASEMENT_VM_ACTION_SAVE, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "virtio-fs"));
  g_clear_object (&library);
  vm_test_close (connection);
  g_unlink (path);
}

static void
test_many (void)
{
  g_autofree char *path = make_file (MANY);
  g_autofree char *uri = g_strconcat ("test://", path, NULL);
  CasementConnection *connection = vm_test_open (uri);
  g_autoptr (CasementLibrary) library = casement_library_new (connection);
  guint changes = 0;
  gint64 longest;
  CasementVm *vm;

  g_assert_true (casement_library_get_loading (library));
  g_signal_connect (library, "items-changed", G_CALLBACK (count_cb), &changes);
  longest = wait_measured (is_described, library);
  g_test_message ("longest time in one turn of the main loop: %.1f ms", longest / 1000.0);
  g_assert_false (casement_library_get_loading (library));
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (library)), ==, MANY);

  /* As a person counts, not as strcmp() does. */
  for (guint i = 0; i < MANY; i++) {
    g_autoptr (CasementVm) item = g_list_model_get_item (G_LIST_MODEL (library), i);
    g_autofree char *name = g_strdup_printf ("vm %u", i);

    g_assert_cmpstr (casement_vm_get_name (item), ==, name);
    g_assert_cmpint (casement_vm_get_state (item), ==, i % 4 ? CASEMENT_VM_RUNNING : CASEMENT_VM_OFF);
    g_assert_cmpint (casement_vm_get_active (item), ==, i % 4 != 0);
    g_assert_cmpstr (casement_vm_get_os_title (item), ==, i % 2 ? "Windows 11" : "Debian 12");
    g_assert_cmpint (casement_vm_get_created_here (item), ==, i % 2);
  }
  vm = casement_library_find (library, "vm 123");
  g_assert_cmpstr (casement_vm_get_uuid (vm), ==, "6695eb01-f6a4-8304-79aa-00000000007b");
  g_assert_true (casement_library_find (library, "6695EB01-F6A4-8304-79AA-00000000007B") == vm);
  g_assert_null (casement_library_find (library, "nobody"));

  g_clear_object (&library);
  vm_test_close (connection);
  g_unlink (path);
}

static void
define (virConnectPtr handle, const char *name, const char *uuid)
{
  g_autofree char *xml = g_markup_printf_escaped ("<domain type='test'><name>%s</name><uuid>%s</uuid><memory>8192</memory>"
                                                  "<os><type>hvm</type></os></domain>",
                                                  name, uuid);
  virDomainPtr domain = virDomainDefineXML (handle, xml);

  g_assert_nonnull (domain);
  virDomainFree (domain);
}

#define FRESH_UUID "11111111-2222-3333-4444-555555555555"

static void
test_events (void)
{
  CasementConnection *connection = vm_test_open ("test:///default");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  virConnectPtr handle = casement_connection_dup_handle (connection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (library));
  g_autoptr (CasementVm) vm = NULL;
  virDomainPtr domain;

  define (handle, "Fresh & <new> ÄÖ", FRESH_UUID);
  WAIT_UNTIL (casement_library_find (library, FRESH_UUID) != NULL);
  vm = g_object_ref (casement_library_find (library, FRESH_UUID));
  g_assert_cmpstr (casement_vm_get_name (vm), ==, "Fresh & <new> ÄÖ");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (library)), ==, n + 1);
  g_assert_cmpint (casement_vm_get_state (vm), ==, CASEMENT_VM_OFF);

  domain = virDomainLookupByUUIDString (handle, FRESH_UUID);
  g_assert_cmpint (virDomainCreate (domain), ==, 0);
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);
  g_assert_cmpint (virDomainSuspend (domain), ==, 0);
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_PAUSED);
  g_assert_cmpint (virDomainDestroy (domain), ==, 0);
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_OFF);

  g_assert_cmpint (virDomainSetMetadata (domain, VIR_DOMAIN_METADATA_ELEMENT,
                                         "<libosinfo><os id='http://microsoft.com/win/10'/></libosinfo>", "libosinfo",
                                         "http://libosinfo.org/xmlns/libvirt/domain/1.0", VIR_DOMAIN_AFFECT_CONFIG),
                   ==, 0);

  g_assert_cmpint (virDomainUndefine (domain), ==, 0);
  WAIT_UNTIL (!casement_vm_get_present (vm));
  g_assert_null (casement_library_find (library, FRESH_UUID));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (library)), ==, n);
  g_assert_null (casement_vm_dup_handle (vm));
  virDomainFree (domain);

  virConnectClose (handle);
  g_clear_object (&library);
  g_clear_object (&vm);
  vm_test_close (connection);
}

static void
test_rename (void)
{
  CasementConnection *connection = vm_test_open ("test:///default");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  virConnectPtr handle = casement_connection_dup_handle (connection);
  CasementVm *vm;
  virDomainPtr domain;

  define (handle, "aaa", FRESH_UUID);
  WAIT_UNTIL (casement_library_find (library, FRESH_UUID) != NULL);
  vm = casement_library_find (library, FRESH_UUID);
  domain = virDomainLookupByUUIDString (handle, FRESH_UUID);
  if (virDomainRename (domain, "zzz", 0) == 0) {
    WAIT_UNTIL (g_str_equal (casement_vm_get_name (vm), "zzz"));
    g_assert_true (casement_library_find (library, "zzz") == vm);
    g_assert_null (casement_library_find (library, "aaa"));
  } else {
    g_test_skip ("the test driver cannot rename");
  }
  virDomainUndefine (domain);
  WAIT_UNTIL (casement_library_find (library, FRESH_UUID) == NULL);
  virDomainFree (domain);
  virConnectClose (handle);
  g_clear_object (&library);
  vm_test_close (connection);
}

static void
test_actions (void)
{
  CasementConnection *connection = vm_test_open ("test:///default");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  CasementVm *vm = casement_library_find (library, "test");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (casement_vm_get_state (vm), ==, CASEMENT_VM_RUNNING);
  g_assert_false (casement_vm_can (vm, CASEMENT_VM_ACTION_START));
  g_assert_false (vm_test_act (vm, CASEMENT_VM_ACTION_START, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "“test” cannot be started: it is running.");
  g_clear_error (&error);

  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_PAUSE, &error));
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_PAUSED);
  g_assert_false (casement_vm_check_action (vm, CASEMENT_VM_ACTION_SHUTDOWN, &error));
  g_assert_cmpstr (error->message, ==, "“test” cannot be shut down: it is paused; resume it first.");
  g_clear_error (&error);
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_RESUME, &error));
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_SAVE, &error));
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_SAVED);
  g_assert_false (casement_vm_get_active (vm));
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_START, &error));
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_FORCE_OFF, &error));
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_OFF);
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_START, &error));
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_SHUTDOWN, &error));
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_OFF);
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_START, &error));
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);
  g_assert_no_error (error);
  g_clear_object (&library);
  vm_test_close (connection);
}

/* The test driver knows less than QEMU of what a machine may leave, and refuses to be asked for it. */
static void
test_remove (void)
{
  CasementConnection *connection = vm_test_open ("test:///default");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  virConnectPtr handle = casement_connection_dup_handle (connection);
  g_autoptr (CasementVm) vm = NULL;
  g_autoptr (CasementVmRemover) remover = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;

  define (handle, "short-lived", FRESH_UUID);
  virConnectClose (handle);
  WAIT_UNTIL (casement_library_find (library, FRESH_UUID) != NULL);
  vm = g_object_ref (casement_library_find (library, FRESH_UUID));
  g_assert_true (vm_test_act (vm, CASEMENT_VM_ACTION_START, &error));
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);

  casement_vm_remover_list_async (vm, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  items = casement_vm_remover_list_finish (vm, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 0);
  remover = casement_vm_remover_new (vm, items);
  casement_operation_run_sync (CASEMENT_OPERATION (remover), &error);
  g_assert_no_error (error);
  WAIT_UNTIL (!casement_vm_get_present (vm));

  g_clear_object (&library);
  g_clear_object (&vm);
  g_clear_object (&remover);
  vm_test_close (connection);
}

static void
test_screenshot_and_xml (void)
{
  CasementConnection *connection = vm_test_open ("test:///default");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  CasementVm *vm = casement_library_find (library, "test");
  g_autoptr (GAsyncResult) shot = NULL;
  g_autoptr (GAsyncResult) text = NULL;
  g_autoptr (GAsyncResult) graphics = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *xml = NULL;

  casement_vm_screenshot_async (vm, NULL, vm_test_result_cb, &shot);
  casement_vm_get_xml_async (vm, NULL, vm_test_result_cb, &text);
  casement_vm_open_graphics_async (vm, 0, NULL, vm_test_result_cb, &graphics);
  WAIT_UNTIL (shot != NULL && text != NULL && graphics != NULL);

  png = casement_vm_screenshot_finish (vm, shot, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (png, NULL), 4, "\x89PNG", 4);
  xml = casement_vm_get_xml_finish (vm, text, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (xml, "<name>test</name>"));
  /* The test driver has no graphics: an error, not a crash. */
  g_assert_cmpint (casement_vm_open_graphics_finish (vm, graphics, &error), ==, -1);
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_UNSUPPORTED);
  g_clear_object (&library);
  vm_test_close (connection);
}

/* A closed connection leaves the list, and brings it up to date when it is opened again. */
static void
test_reopen (void)
{
  CasementConnection *connection = vm_test_open ("test:///default");
  CasementConnection *other = vm_test_open ("test:///default");
  g_autoptr (CasementLibrary) library = vm_test_load (connection);
  g_autoptr (CasementVm) vm = g_object_ref (casement_library_find (library, "test"));
  virConnectPtr handle = casement_connection_dup_handle (other);
  g_autoptr (GError) error = NULL;
  virDomainPtr domain;

  casement_connection_close (connection);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (library)), ==, 1);
  g_assert_cmpint (casement_vm_get_state (vm), ==, CASEMENT_VM_UNKNOWN);
  g_assert_true (casement_vm_get_active (vm));
  g_assert_false (vm_test_act (vm, CASEMENT_VM_ACTION_FORCE_OFF, &error));
  g_clear_error (&error);

  /* Meanwhile somebody makes one. */
  define (handle, "meanwhile", FRESH_UUID);
  g_assert_true (casement_connection_open_sync (connection, &error));
  WAIT_UNTIL (casement_library_find (library, "meanwhile") != NULL);
  g_assert_true (casement_library_find (library, "test") == vm);
  g_assert_cmpint (casement_vm_get_state (vm), ==, CASEMENT_VM_RUNNING);

  /* And somebody deletes it. */
  casement_connection_close (connection);
  domain = virDomainLookupByUUIDString (handle, FRESH_UUID);
  virDomainUndefine (domain);
  virDomainFree (domain);
  g_assert_true (casement_connection_open_sync (connection, &error));
  WAIT_UNTIL (casement_library_find (library, "meanwhile") == NULL);

  virConnectClose (handle);
  g_clear_object (&library);
  g_clear_object (&vm);
  vm_test_close (connection);
  vm_test_close (other);
}

static void
test_os_titles (void)
{
  static const char *const rows[][2] = {
    { "http://microsoft.com/win/11", "Windows 11" },
    { "http://microsoft.com/win/10", "Windows 10" },
    { "http://microsoft.com/win/7", "Windows 7" },
    { "http://microsoft.com/win/2k22", "Windows Server 2022" },
    { "http://debian.org/debian/12", "Debian 12" },
    { "http://redhat.com/rhel/9.1", "Red Hat Enterprise Linux 9.1" },
    { "http://libosinfo.org/linux/2022", "Linux 2022" },
    { "rubbish", NULL },
    { "", NULL },
    { "/", NULL },
    { "//", NULL },
    { "http://x/", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *title = casement_os_title_from_id (rows[i][0]);

    g_assert_cmpstr (title, ==, rows[i][1]);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vm/library/virtiofs", test_virtiofs);
  g_test_add_func ("/library/many", test_many);
  g_test_add_func ("/library/events", test_events);
  g_test_add_func ("/library/rename", test_rename);
  g_test_add_func ("/library/actions", test_actions);
  g_test_add_func ("/library/remove", test_remove);
  g_test_add_func ("/library/screenshot-and-xml", test_screenshot_and_xml);
  g_test_add_func ("/library/reopen", test_reopen);
  g_test_add_func ("/library/os-titles", test_os_titles);
  return g_test_run ();
}
