/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <spice/vd_agent.h>
#include <string.h>
#include "casement-clipboard-content.h"
#include "casement-error.h"
#include "services-fixture.h"

/* The guest's clipboard without a desktop: who has what, what moves when, and what a guest may not make us believe. */

typedef struct {
  ServicesFixture base;
  CasementGuestClipboard *clipboard;
  guint n_offered;
  guint n_refused;
  guint requested;
  gboolean promise;
} Fixture;

static void
offered_cb (CasementGuestClipboard *clipboard, Fixture *fixture)
{
  fixture->n_offered++;
}

static gboolean
requested_cb (CasementGuestClipboard *clipboard, guint format, Fixture *fixture)
{
  fixture->requested = format;
  return fixture->promise;
}

static void
refused_cb (CasementGuestClipboard *clipboard, GError *error, Fixture *fixture)
{
  g_assert_cmpint (error->domain, ==, CASEMENT_ERROR);
  fixture->n_refused++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  services_set_up (&fixture->base, data);
  fixture->clipboard = casement_guest_services_get_clipboard (fixture->base.services);
  g_signal_connect (fixture->clipboard, "offered", G_CALLBACK (offered_cb), fixture);
  g_signal_connect (fixture->clipboard, "requested", G_CALLBACK (requested_cb), fixture);
  g_signal_connect (fixture->clipboard, "refused", G_CALLBACK (refused_cb), fixture);
  fixture->promise = TRUE;
  services_connect (&fixture->base, 4);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  services_tear_down (&fixture->base, data);
}

static void
start (Fixture *fixture, const int *caps)
{
  services_add_agent (&fixture->base, caps);
  WAIT_FOR (casement_guest_clipboard_get_ready (fixture->clipboard));
}

static void
guest_offers (Fixture *fixture, guint type)
{
  guint before = fixture->n_offered;

  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD_GRAB, type, NULL, 0);
  WAIT_FOR (fixture->n_offered > before);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = casement_guest_clipboard_read_finish (CASEMENT_GUEST_CLIPBOARD (source), result, &error);

  g_assert_true ((bytes == NULL) == (error != NULL));
  *(gpointer *) user_data = bytes != NULL ? bytes : g_bytes_new_static ("!", 1);
}

static void
begin_read (Fixture *fixture, CasementClipboardFormats format, GBytes **result)
{
  casement_guest_clipboard_read_async (fixture->clipboard, format, NULL, read_cb, result);
}

static void
assert_bytes (GBytes *bytes, const char *expected)
{
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, strlen (expected));
}

static void
assert_failed (GBytes *bytes)
{
  assert_bytes (bytes, "!");
}

static void
test_from_guest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;

  start (fixture, NULL);
  guest_offers (fixture, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  g_assert_cmpuint (casement_guest_clipboard_get_offered (fixture->clipboard), ==, CASEMENT_CLIPBOARD_TEXT);
  /* Nothing moves before somebody asks, and who asks twice is told once. */
  g_assert_cmpstr (mock_agent_get_log (fixture->base.agent), ==, "");
  begin_read (fixture, CASEMENT_CLIPBOARD_TEXT, &first);
  begin_read (fixture, CASEMENT_CLIPBOARD_TEXT, &second);
  WAIT_FOR_AGENT (&fixture->base, "request 1");
  g_assert_cmpstr (mock_agent_get_log (fixture->base.agent), ==, "request 1\n");
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD, VD_AGENT_CLIPBOARD_UTF8_TEXT, "a\r\nb\rc\0", 7);
  WAIT_FOR (first != NULL && second != NULL);
  assert_bytes (first, "a\nb\rc");
  assert_bytes (second, "a\nb\rc");
}

static void
test_release (Fixture *fixture, gconstpointer data)
{
  static const int caps[] = { VD_AGENT_CAP_CLIPBOARD_NO_RELEASE_ON_REGRAB, -1 };
  g_autoptr (GBytes) waiting = NULL;
  g_autoptr (GBytes) late = NULL;

  start (fixture, caps);
  guest_offers (fixture, VD_AGENT_CLIPBOARD_IMAGE_PNG);
  begin_read (fixture, CASEMENT_CLIPBOARD_PNG, &waiting);
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD_RELEASE, 0, NULL, 0);
  WAIT_FOR (waiting != NULL);
  assert_failed (waiting);
  g_assert_cmpuint (casement_guest_clipboard_get_offered (fixture->clipboard), ==, CASEMENT_CLIPBOARD_NOTHING);
  begin_read (fixture, CASEMENT_CLIPBOARD_PNG, &late);
  WAIT_FOR (late != NULL);
  assert_failed (late);
}

/* An agent of before releases whatever it had before it offers anew; what is there must not blink. */
static void
test_regrab (Fixture *fixture, gconstpointer data)
{
  start (fixture, NULL);
  guest_offers (fixture, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD_RELEASE, 0, NULL, 0);
  guest_offers (fixture, VD_AGENT_CLIPBOARD_IMAGE_BMP);
  g_assert_cmpuint (fixture->n_offered, ==, 2);
  g_assert_cmpuint (casement_guest_clipboard_get_offered (fixture->clipboard), ==, CASEMENT_CLIPBOARD_BMP);
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD_RELEASE, 0, NULL, 0);
  WAIT_FOR (fixture->n_offered == 3);
  g_assert_cmpuint (casement_guest_clipboard_get_offered (fixture->clipboard), ==, CASEMENT_CLIPBOARD_NOTHING);
}

static void
test_time_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) silent = NULL;

  start (fixture, NULL);
  casement_guest_clipboard_set_timeout (fixture->clipboard, 50);
  guest_offers (fixture, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  begin_read (fixture, CASEMENT_CLIPBOARD_TEXT, &silent);
  WAIT_FOR (silent != NULL);
  assert_failed (silent);
}

static void
test_agent_goes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) waiting = NULL;

  start (fixture, NULL);
  guest_offers (fixture, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  begin_read (fixture, CASEMENT_CLIPBOARD_TEXT, &waiting);
  services_remove_agent (&fixture->base);
  WAIT_FOR (waiting != NULL);
  assert_failed (waiting);
  g_assert_false (casement_guest_clipboard_get_ready (fixture->clipboard));
  /* Without an agent these do nothing. */
  casement_guest_clipboard_offer (fixture->clipboard, CASEMENT_CLIPBOARD_TEXT);
  casement_guest_clipboard_answer (fixture->clipboard, CASEMENT_CLIPBOARD_TEXT, NULL);
}

/* Of what comes without having been asked for nothing is kept, and what is not what it says is no content. */
static void
test_lies (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) picture = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GBytes) nothing = NULL;
  g_autoptr (GBytes) underflow = NULL;

  start (fixture, NULL);
  guest_offers (fixture, VD_AGENT_CLIPBOARD_IMAGE_PNG);
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD, VD_AGENT_CLIPBOARD_IMAGE_PNG, "unasked", 7);
  begin_read (fixture, CASEMENT_CLIPBOARD_PNG, &picture);
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD, VD_AGENT_CLIPBOARD_UTF8_TEXT, "other kind", 10);
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD, VD_AGENT_CLIPBOARD_IMAGE_PNG, "MZ is no PNG", 12);
  WAIT_FOR (picture != NULL);
  assert_failed (picture);
  g_assert_cmpuint (fixture->n_refused, ==, 1);

  guest_offers (fixture, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  begin_read (fixture, CASEMENT_CLIPBOARD_TEXT, &text);
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD, VD_AGENT_CLIPBOARD_UTF8_TEXT, "\xff\xfe", 2);
  WAIT_FOR (text != NULL);
  assert_failed (text);
  g_assert_cmpuint (fixture->n_refused, ==, 2);

  begin_read (fixture, CASEMENT_CLIPBOARD_TEXT, &nothing);
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD, VD_AGENT_CLIPBOARD_NONE, NULL, 0);
  WAIT_FOR (nothing != NULL);
  assert_failed (nothing);

  /* A message too short for its own head makes the library count backwards, to nearly 4 GiB. */
  begin_read (fixture, CASEMENT_CLIPBOARD_TEXT, &underflow);
  mock_agent_send (fixture->base.agent, VD_AGENT_CLIPBOARD, "\0\0\0\0\1\0", 6);
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD, VD_AGENT_CLIPBOARD_UTF8_TEXT, "x", 1);
  WAIT_FOR (underflow != NULL);
}

static void
test_to_guest (Fixture *fixture, gconstpointer data)
{
  static const int caps[] = { VD_AGENT_CAP_GUEST_LINEEND_CRLF, -1 };
  g_autoptr (GBytes) text = g_bytes_new_static ("a\nb\r\nc", 6);

  start (fixture, caps);
  casement_guest_clipboard_offer (fixture->clipboard, CASEMENT_CLIPBOARD_TEXT | CASEMENT_CLIPBOARD_PNG);
  WAIT_FOR_AGENT (&fixture->base, "grab 1 2");
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD_REQUEST, VD_AGENT_CLIPBOARD_UTF8_TEXT, NULL, 0);
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD_REQUEST, VD_AGENT_CLIPBOARD_UTF8_TEXT, NULL, 0);
  WAIT_FOR (fixture->requested == CASEMENT_CLIPBOARD_TEXT);
  casement_guest_clipboard_answer (fixture->clipboard, CASEMENT_CLIPBOARD_TEXT, text);
  /* Said twice, asked twice, answered once. */
  casement_guest_clipboard_answer (fixture->clipboard, CASEMENT_CLIPBOARD_TEXT, text);
  WAIT_FOR_AGENT (&fixture->base, "clipboard 1 7");
  g_assert_cmpmem (mock_agent_get_data (fixture->base.agent)->data, 7, "a\r\nb\r\nc", 7);
  casement_guest_clipboard_offer (fixture->clipboard, CASEMENT_CLIPBOARD_NOTHING);
  WAIT_FOR_AGENT (&fixture->base, "release");
}

/* What was not offered, what nobody answers for, and what is gone: an agent that asks always hears something. */
static void
test_nothing_to_give (Fixture *fixture, gconstpointer data)
{
  start (fixture, NULL);
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD_REQUEST, VD_AGENT_CLIPBOARD_UTF8_TEXT, NULL, 0);
  WAIT_FOR_AGENT (&fixture->base, "clipboard 0 0");
  g_assert_cmpuint (fixture->requested, ==, 0);
  fixture->promise = FALSE;
  casement_guest_clipboard_offer (fixture->clipboard, CASEMENT_CLIPBOARD_TEXT);
  WAIT_FOR_AGENT (&fixture->base, "grab 1");
  mock_agent_clear_log (fixture->base.agent);
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD_REQUEST, VD_AGENT_CLIPBOARD_UTF8_TEXT, NULL, 0);
  WAIT_FOR_AGENT (&fixture->base, "clipboard 0 0");
  /* The guest took the clipboard: what this side had is gone. */
  guest_offers (fixture, VD_AGENT_CLIPBOARD_IMAGE_PNG);
  fixture->promise = TRUE;
  fixture->requested = 0;
  mock_agent_clear_log (fixture->base.agent);
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD_REQUEST, VD_AGENT_CLIPBOARD_UTF8_TEXT, NULL, 0);
  WAIT_FOR_AGENT (&fixture->base, "clipboard 0 0");
  g_assert_cmpuint (fixture->requested, ==, 0);
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (CASEMENT_CLIPBOARD_MAX + 1), CASEMENT_CLIPBOARD_MAX + 1);

  start (fixture, NULL);
  casement_guest_clipboard_offer (fixture->clipboard, CASEMENT_CLIPBOARD_PNG);
  WAIT_FOR_AGENT (&fixture->base, "grab 2");
  mock_agent_send_clipboard (fixture->base.agent, VD_AGENT_CLIPBOARD_REQUEST, VD_AGENT_CLIPBOARD_IMAGE_PNG, NULL, 0);
  WAIT_FOR (fixture->requested == CASEMENT_CLIPBOARD_PNG);
  casement_guest_clipboard_answer (fixture->clipboard, CASEMENT_CLIPBOARD_PNG, bytes);
  WAIT_FOR_AGENT (&fixture->base, "clipboard 0 0");
  g_assert_cmpuint (fixture->n_refused, ==, 1);
}

/* Sizes at the edge, without a guest. */
static void
test_content (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *large = g_malloc0 (CASEMENT_CLIPBOARD_MAX + 1);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) lines = NULL;

  bytes = casement_clipboard_content_from_guest (CASEMENT_CLIPBOARD_TEXT, large, CASEMENT_CLIPBOARD_MAX, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 0);
  g_assert_null (casement_clipboard_content_from_guest (CASEMENT_CLIPBOARD_TEXT, large, CASEMENT_CLIPBOARD_MAX + 1, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
  g_clear_error (&error);
  /* The guest's arithmetic; the bytes are not looked at. */
  g_assert_null (casement_clipboard_content_from_guest (CASEMENT_CLIPBOARD_PNG, "x", 0xfffffffcu, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
  g_clear_error (&error);
  /* Too large only with the guest's line ends. */
  memset (large, '\n', CASEMENT_CLIPBOARD_MAX);
  lines = g_bytes_new (large, CASEMENT_CLIPBOARD_MAX);
  g_assert_null (casement_clipboard_content_to_guest (CASEMENT_CLIPBOARD_TEXT, lines, TRUE, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
}

#define ADD(name, func) g_test_add ("/guest-clipboard/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guest-clipboard/content", test_content);
  ADD ("from-guest", test_from_guest);
  ADD ("release", test_release);
  ADD ("regrab", test_regrab);
  ADD ("time-limit", test_time_limit);
  ADD ("agent-goes", test_agent_goes);
  ADD ("lies", test_lies);
  ADD ("to-guest", test_to_guest);
  ADD ("nothing-to-give", test_nothing_to_give);
  ADD ("too-large", test_too_large);
  return g_test_run ();
}
