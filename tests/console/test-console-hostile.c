/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <linux/input-event-codes.h>
#include <spice.h>
#include "casement-console-session.h"
#include "casement-error.h"
#include "mock-link.h"
#include "mock-script.h"
#include "mock-server.h"

/* A real server that misbehaves, and a link that does: the console neither crashes nor hangs, keeps the last
 * picture, and connects again. What no real server sends is the fuzz target's. */

#define N_CHANNELS 4
#define N_ORDERS 24
#define WIDTH 320
#define HEIGHT 200

typedef struct {
  MockServer *server;
  MockLink *link;
  CasementConsoleSession *session;
  CasementFramebuffer *framebuffer;
  CasementInputs *inputs;
  guint n_channels;
} Fixture;

/* What the widget does when a frame is due. */
static void
damaged_cb (CasementFramebuffer *framebuffer, gpointer user_data)
{
  casement_framebuffer_update (framebuffer);
}

static void
make_session (Fixture *fixture, CasementTransport *transport)
{
  fixture->session = casement_console_session_new (transport);
  fixture->framebuffer
      = casement_guest_display_get_framebuffer (casement_console_session_get_display (fixture->session));
  fixture->inputs = casement_console_session_get_inputs (fixture->session);
  g_signal_connect (fixture->framebuffer, "damaged", G_CALLBACK (damaged_cb), NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementTransport) transport = NULL;

  *fixture = (Fixture){ .server = mock_server_new () };
  mock_server_create_primary (fixture->server, WIDTH, HEIGHT, SPICE_SURFACE_FMT_32_xRGB);
  if (data != NULL) {
    fixture->link = mock_link_new (fixture->server);
    transport = mock_link_new_transport (fixture->link);
  } else {
    transport = mock_server_new_transport (fixture->server);
  }
  make_session (fixture, transport);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer session = fixture->session;

  casement_console_session_stop (fixture->session);
  g_object_add_weak_pointer (G_OBJECT (fixture->session), &session);
  g_object_unref (fixture->session);
  WAIT_FOR (session == NULL);
  g_clear_pointer (&fixture->link, mock_link_free);
  mock_server_free (fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static CasementConsoleState
state (Fixture *fixture)
{
  return casement_console_session_get_state (fixture->session);
}

static void
start (Fixture *fixture)
{
  casement_console_session_start (fixture->session);
  WAIT_FOR (casement_framebuffer_get_live (fixture->framebuffer)
            && casement_inputs_get_ready (fixture->inputs));
  fixture->n_channels += N_CHANNELS;
  mock_server_wait_channels (fixture->server, fixture->n_channels);
}

static guint32
get_pixel (Fixture *fixture, guint x, guint y)
{
  g_autoptr (GBytes) frame = casement_framebuffer_dup_frame (fixture->framebuffer);

  if (frame == NULL)
    return 0;
  return ((const guint32 *) g_bytes_get_data (
      frame, NULL))[y * casement_framebuffer_get_width (fixture->framebuffer) + x];
}

/* The nth order of four things. */
static void
get_order (guint n, guint order[N_CHANNELS])
{
  guint left[N_CHANNELS] = { 0, 1, 2, 3 };

  for (guint i = 0; i < N_CHANNELS; i++) {
    guint n_left = N_CHANNELS - i;
    guint pick = n % n_left;

    n /= n_left;
    order[i] = left[pick];
    for (guint j = pick; j + 1 < n_left; j++)
      left[j] = left[j + 1];
  }
}

/* Everything a user may do goes on meanwhile, to channels that may be gone. */
static void
use_inputs (Fixture *fixture)
{
  casement_inputs_press_key (fixture->inputs, KEY_A);
  casement_inputs_move_to (fixture->inputs, 0, 10, 10);
  casement_inputs_release_key (fixture->inputs, KEY_A);
  casement_console_session_request_size (fixture->session, 0, 800, 600);
}

static void
test_close_orders (Fixture *fixture, gconstpointer data)
{
  for (guint n = 0; n < N_ORDERS; n++) {
    guint order[N_CHANNELS];

    get_order (n, order);
    start (fixture);
    mock_server_fill (fixture->server, 0, 0, WIDTH, HEIGHT, 0x101010 + n);
    WAIT_FOR (get_pixel (fixture, 0, 0) == 0xff101010 + n);
    for (guint i = 0; i < N_CHANNELS; i++) {
      mock_server_cut_socket (fixture->server, n * N_CHANNELS + order[i]);
      use_inputs (fixture);
      for (guint round = 0; round < 3; round++)
        mock_iterate ();
    }
    WAIT_FOR (state (fixture) == CASEMENT_CONSOLE_CLOSED);
    g_assert_no_error (casement_console_session_get_error (fixture->session));
    g_assert_cmphex (get_pixel (fixture, WIDTH - 1, HEIGHT - 1), ==, 0xff101010 + n);
  }
}

/* Between the drawing and its taking, and with a size that changes under it. */
static void
test_destroyed_mid_frame (Fixture *fixture, gconstpointer data)
{
  static const guint formats[] = { SPICE_SURFACE_FMT_32_xRGB, SPICE_SURFACE_FMT_16_565,
                                   SPICE_SURFACE_FMT_32_ARGB, SPICE_SURFACE_FMT_16_555 };

  start (fixture);
  for (guint n = 0; n < 40; n++) {
    guint width = 64 + n * 37 % 900, height = 48 + n * 53 % 700;

    mock_server_create_primary (fixture->server, width, height, formats[n % G_N_ELEMENTS (formats)]);
    for (guint i = 0; i < 20; i++)
      mock_server_fill (fixture->server, (int) (i * 7 % width), (int) (i * 11 % height), 40, 40,
                        i * 0x050709);
    for (guint i = 0; i < n % 5; i++)
      g_main_context_iteration (NULL, FALSE);
    if (n % 3 == 0)
      mock_server_destroy_primary (fixture->server);
  }
  mock_server_create_primary (fixture->server, 111, 77, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, 111, 77, 0xabcdef);
  WAIT_FOR (casement_framebuffer_get_width (fixture->framebuffer) == 111
            && get_pixel (fixture, 110, 76) == 0xffabcdef);
  g_assert_cmpint (state (fixture), ==, CASEMENT_CONSOLE_CONNECTED);
}

/* The largest and the smallest that a guest's driver may ask for, and heads that lie outside of it. */
static void
test_sizes (Fixture *fixture, gconstpointer data)
{
  static const guint sizes[][2]
      = { { 1, 1 }, { 16384, 1 }, { 1, 16384 }, { 3, 2 }, { 8192, 1024 }, { 257, 255 } };

  start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    guint width = sizes[i][0], height = sizes[i][1];

    mock_server_create_primary (fixture->server, width, height, SPICE_SURFACE_FMT_32_xRGB);
    mock_server_set_head (fixture->server, width * 2, height + 7000);
    mock_server_fill (fixture->server, 0, 0, (int) width, (int) height, 0x808000 + i);
    WAIT_FOR (casement_framebuffer_get_width (fixture->framebuffer) == width
              && casement_framebuffer_get_height (fixture->framebuffer) == height
              && get_pixel (fixture, width - 1, height - 1) == 0xff808000 + i);
  }
}

/* More pixels than anybody has: refused with a sentence, the picture of before stays, and a smaller one is
 * taken again. */
static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  mock_server_fill (fixture->server, 0, 0, WIDTH, HEIGHT, 0x778899);
  WAIT_FOR (get_pixel (fixture, 0, 0) == 0xff778899);
  mock_server_create_primary (fixture->server, 20000, 10, SPICE_SURFACE_FMT_32_xRGB);
  WAIT_FOR (state (fixture) == CASEMENT_CONSOLE_FAILED);
  g_assert_error (casement_console_session_get_error (fixture->session), CASEMENT_ERROR,
                  CASEMENT_ERROR_UNSUPPORTED);
  g_assert_cmphex (get_pixel (fixture, WIDTH - 1, HEIGHT - 1), ==, 0xff778899);
  mock_server_create_primary (fixture->server, 100, 100, SPICE_SURFACE_FMT_32_xRGB);
  start (fixture);
  g_assert_cmpuint (casement_framebuffer_get_width (fixture->framebuffer), ==, 100);
}

/* Every connection is dropped as soon as it stands, by either end. */
static void
test_reconnect_storm (Fixture *fixture, gconstpointer data)
{
  for (guint n = 0; n < 15; n++) {
    start (fixture);
    if (n % 2 == 0) {
      casement_console_session_stop (fixture->session);
    } else {
      mock_server_cut_socket (fixture->server, n * N_CHANNELS);
      WAIT_FOR (state (fixture) == CASEMENT_CONSOLE_CLOSED);
    }
  }
  start (fixture);
  g_assert_cmpint (state (fixture), ==, CASEMENT_CONSOLE_CONNECTED);
}

static void
test_slow_link (Fixture *fixture, gconstpointer data)
{
  mock_link_set_portion (fixture->link, 3000);
  start (fixture);
  mock_server_fill (fixture->server, 0, 0, WIDTH, HEIGHT, 0x123456);
  use_inputs (fixture);
  WAIT_FOR (get_pixel (fixture, WIDTH - 1, HEIGHT - 1) == 0xff123456);
  WAIT_FOR (g_strcmp0 (mock_server_get_keys (fixture->server), "1e 9e") == 0);
}

/* Nothing comes any more, and the user goes on: nothing blocks, and what was missed comes when the link is
 * back. */
static void
test_stalled_link (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  mock_link_allow (fixture->link, 0);
  for (guint n = 0; n < 200; n++) {
    mock_server_fill (fixture->server, (int) n, 0, 20, HEIGHT, n);
    use_inputs (fixture);
    g_main_context_iteration (NULL, FALSE);
  }
  mock_server_fill (fixture->server, 0, 0, WIDTH, HEIGHT, 0x654321);
  mock_link_allow (fixture->link, G_MAXUINT);
  WAIT_FOR (get_pixel (fixture, WIDTH - 1, HEIGHT - 1) == 0xff654321);
  g_assert_cmpint (state (fixture), ==, CASEMENT_CONSOLE_CONNECTED);
}

/* A link that dies anywhere in the greeting is given up; a stalled one that was up is left at once. */
static void
test_stalled_greeting (Fixture *fixture, gconstpointer data)
{
  static const guint passed[] = { 0, 1, 15, 100, 250, 500, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (passed); i++) {
    MockServer *server = mock_server_new ();
    MockLink *link = mock_link_new (server);
    g_autoptr (CasementTransport) transport = mock_link_new_transport (link);
    CasementConsoleSession *session = casement_console_session_new (transport);

    mock_server_create_primary (server, WIDTH, HEIGHT, SPICE_SURFACE_FMT_32_xRGB);
    mock_link_allow (link, passed[i]);
    casement_console_session_set_timeout (session, 1);
    casement_console_session_start (session);
    if (passed[i] < 250)
      WAIT_FOR (casement_console_session_get_state (session) == CASEMENT_CONSOLE_FAILED);
    for (guint n = 0; n < 20; n++)
      mock_iterate ();
    casement_console_session_stop (session);
    g_assert_finalize_object (session);
    mock_link_free (link);
    mock_server_free (server);
  }
}

/* Frames in a graphics card's memory are not asked for. A server that sends them all the same freezes its guest until each has its
 * answer, whatever it is a frame of. */
static void
test_gl_answered (void)
{
  static const guint32 area[] = { 0, 0, 64, 64 };
  static const guint32 absurd[] = { 0xffffffff, 0x80000000, 0xffffffff, 0 };
  MockScript *script = mock_script_new ();
  g_autoptr (CasementTransport) transport = mock_script_new_transport (script);
  gpointer session = casement_console_session_new (transport);

  casement_console_session_start (session);
  mock_script_open (script);
  for (guint n = 1; n <= 5; n++) {
    mock_script_send (script, SPICE_CHANNEL_DISPLAY, SPICE_MSG_DISPLAY_GL_DRAW, n % 2 == 0 ? absurd : area, sizeof area);
    WAIT_FOR (mock_script_get_n_received (script, SPICE_CHANNEL_DISPLAY, SPICE_MSGC_DISPLAY_GL_DRAW_DONE) == n);
  }
  g_assert_cmpint (casement_console_session_get_state (session), ==, CASEMENT_CONSOLE_CONNECTED);
  casement_console_session_stop (session);
  g_object_add_weak_pointer (session, &session);
  g_object_unref (session);
  WAIT_FOR (session == NULL);
  mock_script_free (script);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

#define ADD(name, func) g_test_add ("/console-hostile/" name, Fixture, NULL, set_up, func, tear_down)
#define ADD_LINK(name, func) g_test_add ("/console-hostile/" name, Fixture, "link", set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mock_init ();
  ADD ("close-orders", test_close_orders);
  ADD ("destroyed-mid-frame", test_destroyed_mid_frame);
  ADD ("sizes", test_sizes);
  ADD ("too-large", test_too_large);
  ADD ("reconnect-storm", test_reconnect_storm);
  ADD_LINK ("slow-link", test_slow_link);
  ADD_LINK ("stalled-link", test_stalled_link);
  ADD ("stalled-greeting", test_stalled_greeting);
  g_test_add_func ("/console-hostile/gl-answered", test_gl_answered);
  return g_test_run ();
}
