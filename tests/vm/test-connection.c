/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libvirt/virterror.h>
#include <string.h>
#include <unistd.h>

#include "casement-error.h"
#include "vm-test.h"

static void
note_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  GString *notes = user_data;
  g_autoptr (GEnumClass) states = g_type_class_ref (CASEMENT_TYPE_CONNECTION_STATE);

  g_string_append_printf (notes, "%s ",
                          g_enum_get_value (states, casement_connection_get_state (CASEMENT_CONNECTION (object)))->value_nick);
}

static void
test_open (void)
{
  g_autoptr (GString) notes = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  CasementConnection *connection = casement_connection_new ("test:///default");
  virConnectPtr handle;

  g_signal_connect (connection, "notify::state", G_CALLBACK (note_cb), notes);
  g_assert_cmpint (casement_connection_get_state (connection), ==, CASEMENT_CONNECTION_CLOSED);
  g_assert_null (casement_connection_dup_handle (connection));

  g_assert_true (casement_connection_open_sync (connection, &error));
  g_assert_no_error (error);
  g_assert_null (casement_connection_get_error (connection));
  handle = casement_connection_dup_handle (connection);
  g_assert_nonnull (handle);
  virConnectClose (handle);
  /* Open already: answered at once, nothing changes. */
  g_assert_true (casement_connection_open_sync (connection, &error));
  casement_connection_retry (connection);

  casement_connection_close (connection);
  g_assert_null (casement_connection_dup_handle (connection));
  g_assert_true (casement_connection_open_sync (connection, &error));
  g_assert_cmpstr (notes->str, ==, "connecting open closed connecting open ");
  vm_test_close (connection);
}

static void
test_refused (void)
{
  g_autoptr (CasementConnection) connection = casement_connection_new ("qemu+unix:///session?socket=/nonexistent/socket");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) acquire_error = NULL;

  g_assert_false (casement_connection_open_sync (connection, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION);
  g_assert_nonnull (strstr (casement_error_get_details (error), "/nonexistent/socket"));
  g_assert_cmpint (casement_connection_get_state (connection), ==, CASEMENT_CONNECTION_CLOSED);
  g_assert_error (casement_connection_get_error (connection), CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION);

  g_assert_null (casement_connection_acquire (connection, &acquire_error));
  g_assert_error (acquire_error, CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION);
}

static void
test_nonsense (void)
{
  static const char *const uris[] = { "nonsense:///", "no uri at all", "://", "test:///nonexistent/file.xml" };

  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++) {
    g_autoptr (CasementConnection) connection = casement_connection_new (uris[i]);
    g_autoptr (GError) error = NULL;
    g_autofree char *title = casement_connection_dup_title (connection);

    g_assert_nonnull (title);
    g_assert_false (casement_connection_open_sync (connection, &error));
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION);
  }
}

/* Whoever waits is told when the waiting is pointless. */
static void
test_close_while_opening (void)
{
  CasementConnection *connection = casement_connection_new ("test:///default");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  casement_connection_open_async (connection, NULL, vm_test_result_cb, &result);
  casement_connection_close (connection);
  WAIT_UNTIL (result != NULL);
  g_assert_false (casement_connection_open_finish (connection, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (casement_connection_get_state (connection), ==, CASEMENT_CONNECTION_CLOSED);
  g_clear_error (&error);

  /* The stale answer of the first opening must not disturb the second. */
  g_assert_true (casement_connection_open_sync (connection, &error));
  g_assert_no_error (error);
  vm_test_close (connection);
}

static void
test_cancel_waiting (void)
{
  CasementConnection *connection = casement_connection_new ("test:///default");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;

  casement_connection_open_async (connection, cancellable, vm_test_result_cb, &first);
  casement_connection_open_async (connection, NULL, vm_test_result_cb, &second);
  g_cancellable_cancel (cancellable);
  WAIT_UNTIL (first != NULL && second != NULL);
  g_assert_false (casement_connection_open_finish (connection, first, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (casement_connection_open_finish (connection, second, NULL));
  vm_test_close (connection);
}

static void
test_default_uri (void)
{
  g_autoptr (CasementConnection) connection = NULL;

  g_setenv ("LIBVIRT_DEFAULT_URI", "test:///default", TRUE);
  connection = casement_connection_new (NULL);
  g_assert_cmpstr (casement_connection_get_uri (connection), ==, geteuid () == 0 ? "qemu:///system" : "qemu:///session");
  g_unsetenv ("LIBVIRT_DEFAULT_URI");
}

static void
test_uris (void)
{
  static const struct {
    const char *uri;
    gboolean local;
    gboolean session;
    const char *title;
  } rows[] = {
    { "qemu:///session", TRUE, TRUE, "This computer" },
    { "qemu:///system", TRUE, FALSE, "This computer (system)" },
    { "qemu+unix:///session?socket=/run/x", TRUE, TRUE, "This computer" },
    { "qemu+ssh://ann@big.example/system", FALSE, FALSE, "big.example (system)" },
    { "qemu+ssh://big.example/session", FALSE, TRUE, "big.example" },
    { "test:///default", TRUE, FALSE, "Test driver" },
    { "xen:///system", TRUE, FALSE, "xen:///system" },
    { "rubbish", FALSE, FALSE, "rubbish" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CasementConnection) connection = casement_connection_new (rows[i].uri);
    g_autofree char *title = casement_connection_dup_title (connection);

    g_assert_cmpint (casement_connection_is_local (connection), ==, rows[i].local);
    g_assert_cmpint (casement_connection_is_session (connection), ==, rows[i].session);
    g_assert_cmpstr (title, ==, rows[i].title);
  }
}

static void
test_no_qemu (void)
{
  CasementConnection *connection = vm_test_open ("test:///default");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  casement_connection_probe_host_async (connection, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_null (casement_connection_probe_host_finish (connection, result, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_UNSUPPORTED);
  vm_test_close (connection);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connection/open", test_open);
  g_test_add_func ("/connection/refused", test_refused);
  g_test_add_func ("/connection/nonsense", test_nonsense);
  g_test_add_func ("/connection/close-while-opening", test_close_while_opening);
  g_test_add_func ("/connection/cancel-waiting", test_cancel_waiting);
  g_test_add_func ("/connection/default-uri", test_default_uri);
  g_test_add_func ("/connection/uris", test_uris);
  g_test_add_func ("/connection/no-qemu", test_no_qemu);
  return g_test_run ();
}
