/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <spice/vd_agent.h>
#include <sys/stat.h>
#include "casement-error.h"
#include "services-fixture.h"

/* Files on their way into the guest: each with its progress, its end, and its reason. */

typedef struct {
  ServicesFixture base;
  CasementFileSender *sender;
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  services_set_up (&fixture->base, data);
  fixture->sender = casement_guest_services_get_file_sender (fixture->base.services);
  fixture->folder = g_dir_make_tmp ("casement-files-XXXXXX", NULL);
  services_connect (&fixture->base, 4);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  services_tear_down (&fixture->base, data);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
start (Fixture *fixture, const int *caps)
{
  services_add_agent (&fixture->base, caps);
  WAIT_FOR (casement_console_session_get_agent_connected (fixture->base.session));
  WAIT_FOR (casement_guest_clipboard_get_ready (casement_guest_services_get_clipboard (fixture->base.services)));
}

static char *
path_of (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static CasementFileTransfer *
send_path (Fixture *fixture, const char *name)
{
  g_autofree char *path = path_of (fixture, name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GListModel *transfers = casement_file_sender_get_transfers (fixture->sender);
  g_autoptr (CasementFileTransfer) transfer = NULL;

  casement_file_sender_send (fixture->sender, file);
  transfer = g_list_model_get_item (transfers, g_list_model_get_n_items (transfers) - 1);
  g_assert_cmpstr (casement_file_transfer_get_name (transfer), ==, name);
  return transfer;
}

static CasementFileTransfer *
send_file (Fixture *fixture, const char *name, gsize size)
{
  g_autofree char *path = path_of (fixture, name);
  g_autofree char *content = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    content[i] = (char) (i * 7);
  g_assert_true (g_file_set_contents (path, content, (gssize) size, NULL));
  return send_path (fixture, name);
}

static void
assert_failed (CasementFileTransfer *transfer, CasementError code)
{
  WAIT_FOR (casement_file_transfer_get_over (transfer));
  g_assert_cmpint (casement_file_transfer_get_state (transfer), ==, CASEMENT_FILE_TRANSFER_FAILED);
  g_assert_error (casement_file_transfer_get_error (transfer), CASEMENT_ERROR, (int) code);
}

static void
fraction_cb (CasementFileTransfer *transfer, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
test_several (Fixture *fixture, gconstpointer data)
{
  CasementFileTransfer *large, *empty;
  guint n_fractions = 0;

  start (fixture, NULL);
  large = send_file (fixture, "large", 500000);
  empty = send_file (fixture, "ünd leer", 0);
  g_signal_connect (large, "notify::fraction", G_CALLBACK (fraction_cb), &n_fractions);
  WAIT_FOR (casement_file_transfer_get_state (large) == CASEMENT_FILE_TRANSFER_RUNNING);
  WAIT_FOR (mock_agent_get_log (fixture->base.agent)[0] == 'f');
  /* One after the other. */
  g_assert_cmpint (casement_file_transfer_get_state (empty), ==, CASEMENT_FILE_TRANSFER_WAITING);
  mock_agent_send_file_status (fixture->base.agent, VD_AGENT_FILE_XFER_STATUS_CAN_SEND_DATA);
  WAIT_FOR (mock_agent_get_data (fixture->base.agent)->len == 500000);
  g_assert_cmpuint (n_fractions, >, 2);
  for (guint i = 0; i < 500000; i++)
    g_assert_cmpint ((char) mock_agent_get_data (fixture->base.agent)->data[i], ==, (char) (i * 7));
  mock_agent_clear_log (fixture->base.agent);
  mock_agent_send_file_status (fixture->base.agent, VD_AGENT_FILE_XFER_STATUS_SUCCESS);
  WAIT_FOR (casement_file_transfer_get_state (large) == CASEMENT_FILE_TRANSFER_DONE);
  g_assert_cmpfloat (casement_file_transfer_get_fraction (large), ==, 1);
  WAIT_FOR (mock_agent_get_log (fixture->base.agent)[0] == 'f');
  mock_agent_send_file_status (fixture->base.agent, VD_AGENT_FILE_XFER_STATUS_CAN_SEND_DATA);
  mock_agent_send_file_status (fixture->base.agent, VD_AGENT_FILE_XFER_STATUS_SUCCESS);
  WAIT_FOR (casement_file_transfer_get_state (empty) == CASEMENT_FILE_TRANSFER_DONE);
  casement_file_sender_forget (fixture->sender);
  g_assert_cmpuint (g_list_model_get_n_items (casement_file_sender_get_transfers (fixture->sender)), ==, 0);
}

/* What fails here does so for its own reason, and does not keep the others. */
static void
test_reasons (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = path_of (fixture, "folder");
  g_autofree char *pipe = path_of (fixture, "pipe");
  CasementFileTransfer *missing, *directory, *fifo, *good;

  start (fixture, NULL);
  g_mkdir (folder, 0700);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  missing = send_path (fixture, "missing");
  directory = send_path (fixture, "folder");
  fifo = send_path (fixture, "pipe");
  good = send_file (fixture, "good", 10);
  assert_failed (missing, CASEMENT_ERROR_NOT_FOUND);
  assert_failed (directory, CASEMENT_ERROR_INVALID);
  assert_failed (fifo, CASEMENT_ERROR_INVALID);
  WAIT_FOR (mock_agent_get_log (fixture->base.agent)[0] == 'f');
  /* The guest's own reason. */
  mock_agent_send_file_status (fixture->base.agent, VD_AGENT_FILE_XFER_STATUS_NOT_ENOUGH_SPACE);
  assert_failed (good, CASEMENT_ERROR_FAILED);
  g_assert_nonnull (casement_error_get_details (casement_file_transfer_get_error (good)));
}

/* Also when the guest says nothing at all. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  CasementFileTransfer *first, *second, *third;

  start (fixture, NULL);
  first = send_file (fixture, "first", 300000);
  second = send_file (fixture, "second", 10);
  third = send_file (fixture, "third", 10);
  WAIT_FOR (mock_agent_get_log (fixture->base.agent)[0] == 'f');
  mock_agent_send_file_status (fixture->base.agent, VD_AGENT_FILE_XFER_STATUS_CAN_SEND_DATA);
  WAIT_FOR (casement_file_transfer_get_fraction (first) > 0);
  casement_file_transfer_cancel (second);
  mock_agent_clear_log (fixture->base.agent);
  casement_file_transfer_cancel (first);
  g_assert_cmpint (casement_file_transfer_get_state (first), ==, CASEMENT_FILE_TRANSFER_CANCELLED);
  /* The second was cancelled while it waited, so it is the third one's turn. */
  g_assert_cmpint (casement_file_transfer_get_state (third), ==, CASEMENT_FILE_TRANSFER_RUNNING);
  WAIT_FOR (g_strrstr (mock_agent_get_log (fixture->base.agent), "file-start") != NULL);
  casement_file_transfer_cancel (third);
  g_assert_cmpint (casement_file_transfer_get_state (second), ==, CASEMENT_FILE_TRANSFER_CANCELLED);
  g_assert_cmpint (casement_file_transfer_get_state (third), ==, CASEMENT_FILE_TRANSFER_CANCELLED);
}

static void
test_agent_goes (Fixture *fixture, gconstpointer data)
{
  CasementFileTransfer *running, *waiting;

  start (fixture, NULL);
  running = send_file (fixture, "running", 300000);
  waiting = send_file (fixture, "waiting", 10);
  WAIT_FOR (mock_agent_get_log (fixture->base.agent)[0] == 'f');
  mock_agent_send_file_status (fixture->base.agent, VD_AGENT_FILE_XFER_STATUS_CAN_SEND_DATA);
  services_remove_agent (&fixture->base);
  WAIT_FOR (casement_file_transfer_get_over (running));
  g_assert_cmpint (casement_file_transfer_get_state (running), ==, CASEMENT_FILE_TRANSFER_FAILED);
  assert_failed (waiting, CASEMENT_ERROR_NOT_FOUND);
}

static void
test_connection_goes (Fixture *fixture, gconstpointer data)
{
  CasementFileTransfer *running;

  start (fixture, NULL);
  running = send_file (fixture, "running", 300000);
  WAIT_FOR (mock_agent_get_log (fixture->base.agent)[0] == 'f');
  mock_agent_send_file_status (fixture->base.agent, VD_AGENT_FILE_XFER_STATUS_CAN_SEND_DATA);
  WAIT_FOR (casement_file_transfer_get_fraction (running) > 0);
  casement_console_session_stop (fixture->base.session);
  WAIT_FOR (casement_file_transfer_get_over (running));
  g_assert_cmpint (casement_file_transfer_get_state (running), ==, CASEMENT_FILE_TRANSFER_FAILED);
}

/* The server warns of clients that go while it holds their data; the rest of that is its own. */
static void
test_not_possible (Fixture *fixture, gconstpointer data)
{
  static const int disabled[] = { VD_AGENT_CAP_FILE_XFER_DISABLED, -1 };
  g_autoptr (GError) error = NULL;
  CasementFileTransfer *transfer;

  g_assert_false (casement_file_sender_check (fixture->sender, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_NOT_FOUND);
  transfer = send_file (fixture, "no agent", 10);
  assert_failed (transfer, CASEMENT_ERROR_NOT_FOUND);
  start (fixture, disabled);
  transfer = send_file (fixture, "not allowed", 10);
  assert_failed (transfer, CASEMENT_ERROR_UNSUPPORTED);
  casement_console_session_stop (fixture->base.session);
  transfer = send_file (fixture, "no connection", 10);
  assert_failed (transfer, CASEMENT_ERROR_CONNECTION);
}

#define ADD(name, func) g_test_add ("/file-sender/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("several", test_several);
  ADD ("reasons", test_reasons);
  ADD ("cancel", test_cancel);
  ADD ("agent-goes", test_agent_goes);
  ADD ("connection-goes", test_connection_goes);
  ADD ("not-possible", test_not_possible);
  return g_test_run ();
}
