/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <spice.h>
#include <spice/enums.h>
#include <string.h>
#include "casement-console-session.h"
#include "casement-error.h"
#include "casement-text-typer.h"
#include "mock-server.h"

/* What a guest gets whose keyboard is set to a layout. */

typedef struct {
  MockServer *server;
  CasementConsoleSession *session;
  CasementTextTyper *typer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementTransport) transport = NULL;
  CasementInputs *inputs;

  fixture->server = mock_server_new ();
  mock_server_create_primary (fixture->server, 64, 64, SPICE_SURFACE_FMT_32_xRGB);
  transport = mock_server_new_transport (fixture->server);
  fixture->session = casement_console_session_new (transport);
  inputs = casement_console_session_get_inputs (fixture->session);
  fixture->typer = casement_text_typer_new (inputs);
  casement_console_session_start (fixture->session);
  WAIT_FOR (casement_inputs_get_ready (inputs));
  mock_server_wait_channels (fixture->server, 4);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  casement_console_session_stop (fixture->session);
  g_assert_finalize_object (fixture->typer);
  g_assert_finalize_object (fixture->session);
  mock_server_free (fixture->server);
}

static void
expect (Fixture *fixture, const char *layout, const char *text, const char *codes)
{
  g_autoptr (GError) error = NULL;

  casement_text_typer_type (fixture->typer, layout, text, &error);
  g_assert_no_error (error);
  WAIT_FOR (!casement_text_typer_get_busy (fixture->typer));
  WAIT_FOR (strlen (mock_server_get_keys (fixture->server)) >= strlen (codes));
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, codes);
  mock_server_clear_log (fixture->server);
}

static void
test_layouts (Fixture *fixture, gconstpointer data)
{
  expect (fixture, "us", "aZ@", "1e 9e 2a 2c ac aa 2a 03 83 aa");
  expect (fixture, "us", " \t\r\n", "39 b9 0f 8f 1c 9c");
  expect (fixture, "gb", "@£\\€", "2a 28 a8 aa 2a 04 84 aa 56 d6 e0 38 05 85 e0 b8");
  expect (fixture, "de", "zYß@", "15 95 2a 2c ac aa 0c 8c e0 38 10 90 e0 b8");
  expect (fixture, "de", "{~|\\", "e0 38 08 88 e0 b8 e0 38 1b 9b e0 b8 e0 38 56 d6 e0 b8 e0 38 0c 8c e0 b8");
  expect (fixture, "fr", "aM1", "10 90 2a 27 a7 aa 2a 02 82 aa");
  expect (fixture, "fr", "@é.", "e0 38 0b 8b e0 b8 03 83 2a 33 b3 aa");
}

/* A dead key alone gives nothing; with a space after it, itself. */
static void
test_dead (Fixture *fixture, gconstpointer data)
{
  expect (fixture, "de", "^", "29 a9 39 b9");
  expect (fixture, "de", "`", "2a 0d 8d aa 39 b9");
  expect (fixture, "us", "^", "2a 07 87 aa");
  expect (fixture, "fr", "~", "e0 38 03 83 e0 b8 39 b9");
}

/* Every printable character of ASCII is on every keyboard. */
static void
test_ascii (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "us", "gb", "de", "fr" };
  char text[96] = { 0 };

  for (guint i = 0; i < 95; i++)
    text[i] = (char) (' ' + i);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;

    casement_text_typer_type (fixture->typer, names[i], text, &error);
    g_assert_no_error (error);
    casement_text_typer_stop (fixture->typer);
  }
  g_assert_false (casement_text_typer_get_busy (fixture->typer));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "secret漢", "bad\xff", "secret\x01" };
  g_autofree char *endless = g_strnfill (CASEMENT_TEXT_TYPER_MAX + 1, 'a');

  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (casement_text_typer_type (fixture->typer, "us", i < G_N_ELEMENTS (texts) ? texts[i] : endless, &error));
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
    g_assert_null (strstr (error->message, "secret"));
  }
  g_assert_false (casement_text_typer_get_busy (fixture->typer));
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, "");
}

static void
test_disconnected (Fixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (CASEMENT_TEXT_TYPER_MAX, 'a');

  g_assert_true (casement_text_typer_type (fixture->typer, "us", longest, NULL));
  WAIT_FOR (mock_server_get_keys (fixture->server)[0] != '\0');
  casement_console_session_stop (fixture->session);
  WAIT_FOR (!casement_text_typer_get_busy (fixture->typer));
}

/* Caps Lock would turn letters around: it is off while text is typed, and on again after it, also when that is stopped. */
static void
test_caps_lock (Fixture *fixture, gconstpointer data)
{
  CasementInputs *inputs = casement_console_session_get_inputs (fixture->session);
  g_autoptr (GError) error = NULL;

  mock_server_set_leds (fixture->server, SPICE_KEYBOARD_MODIFIER_FLAGS_CAPS_LOCK);
  WAIT_FOR (casement_inputs_get_caps_lock (inputs));
  expect (fixture, "us", "aA", "3a ba 1e 9e 2a 1e 9e aa 3a ba");
  g_assert_true (casement_text_typer_type (fixture->typer, "us", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", &error));
  casement_text_typer_stop (fixture->typer);
  WAIT_FOR (g_strcmp0 (mock_server_get_keys (fixture->server), "3a ba 3a ba") == 0);
  mock_server_clear_log (fixture->server);
  mock_server_set_leds (fixture->server, 0);
  WAIT_FOR (!casement_inputs_get_caps_lock (inputs));
  expect (fixture, "us", "aA", "1e 9e 2a 1e 9e aa");
}

#define ADD(name, func) g_test_add ("/text-typer/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("layouts", test_layouts);
  ADD ("dead", test_dead);
  ADD ("ascii", test_ascii);
  ADD ("refused", test_refused);
  ADD ("disconnected", test_disconnected);
  ADD ("caps-lock", test_caps_lock);
  return g_test_run ();
}
