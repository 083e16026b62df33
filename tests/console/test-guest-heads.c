/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <spice.h>
#include "casement-console-session.h"
#include "mock-screen.h"
#include "mock-server.h"

/* Several screens of one guest: each with a channel of its own, or side by side on one surface. */

typedef struct {
  MockServer *server;
  MockScreen *second;
  CasementConsoleSession *session;
  GListModel *heads;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementTransport) transport = NULL;

  fixture->server = mock_server_new ();
  fixture->second = mock_screen_new (mock_server_get_spice (fixture->server), 1);
  mock_server_create_primary (fixture->server, 640, 480, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, 640, 480, 0xff0000);
  /* A pointer that comes before its screen is announced twice by libspice-server, of which the client's library complains. */
  mock_screen_create_primary (fixture->second, 100, 100, SPICE_SURFACE_FMT_32_xRGB);
  transport = mock_server_new_transport (fixture->server);
  fixture->session = casement_console_session_new (transport);
  fixture->heads = G_LIST_MODEL (casement_console_session_get_heads (fixture->session));
  g_assert_cmpuint (g_list_model_get_n_items (fixture->heads), ==, 1);
  casement_console_session_start (fixture->session);
  WAIT_FOR (casement_inputs_get_ready (casement_console_session_get_inputs (fixture->session)));
  /* Main, inputs, and two each for picture and pointer. */
  mock_server_wait_channels (fixture->server, 6);
  WAIT_FOR (g_list_model_get_n_items (fixture->heads) == 2);
  mock_screen_destroy_primary (fixture->second);
  WAIT_FOR (g_list_model_get_n_items (fixture->heads) == 1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  casement_console_session_stop (fixture->session);
  g_assert_cmpuint (g_list_model_get_n_items (fixture->heads), ==, 1);
  g_assert_finalize_object (fixture->session);
  mock_screen_destroy_primary (fixture->second);
  mock_server_free (fixture->server);
  mock_screen_free (fixture->second);
}

static CasementFramebuffer *
get_framebuffer (Fixture *fixture, guint id)
{
  return casement_guest_display_get_framebuffer (
      casement_guest_heads_get (casement_console_session_get_heads (fixture->session), id));
}

static gboolean
has_color (Fixture *fixture, guint id, guint width, guint height, guint32 color)
{
  CasementFramebuffer *framebuffer = get_framebuffer (fixture, id);
  g_autoptr (GBytes) frame = NULL;
  const guint32 *pixels;

  if (casement_framebuffer_get_width (framebuffer) != width || casement_framebuffer_get_height (framebuffer) != height)
    return FALSE;
  frame = casement_framebuffer_dup_frame (framebuffer);
  pixels = g_bytes_get_data (frame, NULL);
  return pixels[0] == (color | 0xff000000) && pixels[width * height - 1] == (color | 0xff000000);
}

static void
test_channels (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 3; i++) {
    g_autoptr (CasementGuestDisplay) display = NULL;

    mock_screen_create_primary (fixture->second, 320 + i, 200, SPICE_SURFACE_FMT_32_xRGB);
    mock_screen_fill (fixture->second, 0, 0, 320 + (int) i, 200, 0x00ff00);
    WAIT_FOR (has_color (fixture, 1, 320 + i, 200, 0x00ff00));
    WAIT_FOR (has_color (fixture, 0, 640, 480, 0xff0000));
    g_assert_cmpuint (g_list_model_get_n_items (fixture->heads), ==, 2);
    display = g_list_model_get_item (fixture->heads, 1);
    g_assert_cmpuint (casement_guest_display_get_id (display), ==, 1);
    mock_screen_destroy_primary (fixture->second);
    WAIT_FOR (g_list_model_get_n_items (fixture->heads) == 1);
  }
}

static void
test_one_surface (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2; i++) {
    mock_server_create_primary (fixture->server, 600, 100, SPICE_SURFACE_FMT_32_xRGB);
    mock_server_set_two_heads (fixture->server, 300, 100);
    mock_server_fill (fixture->server, 0, 0, 300, 100, 0x0000ff);
    mock_server_fill (fixture->server, 300, 0, 300, 100, 0x00ffff);
    WAIT_FOR (has_color (fixture, 0, 300, 100, 0x0000ff));
    WAIT_FOR (has_color (fixture, 1, 300, 100, 0x00ffff));
    g_assert_cmpuint (g_list_model_get_n_items (fixture->heads), ==, 2);
    /* What changes on one changes there alone. */
    mock_server_fill (fixture->server, 300, 0, 300, 100, 0xffff00);
    WAIT_FOR (has_color (fixture, 1, 300, 100, 0xffff00));
    g_assert_true (has_color (fixture, 0, 300, 100, 0x0000ff));
    mock_server_set_head (fixture->server, 600, 100);
    WAIT_FOR (g_list_model_get_n_items (fixture->heads) == 1);
    WAIT_FOR (casement_framebuffer_get_width (get_framebuffer (fixture, 0)) == 600);
  }
}

/* Gone with the connection, all but the last picture of the first. */
static void
test_end (Fixture *fixture, gconstpointer data)
{
  mock_screen_create_primary (fixture->second, 320, 200, SPICE_SURFACE_FMT_32_xRGB);
  WAIT_FOR (g_list_model_get_n_items (fixture->heads) == 2);
  WAIT_FOR (has_color (fixture, 0, 640, 480, 0xff0000));
  casement_console_session_stop (fixture->session);
  g_assert_cmpuint (g_list_model_get_n_items (fixture->heads), ==, 1);
  g_assert_true (has_color (fixture, 0, 640, 480, 0xff0000));
}

#define ADD(name, func) g_test_add ("/guest-heads/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mock_init ();
  ADD ("channels", test_channels);
  ADD ("one-surface", test_one_surface);
  ADD ("end", test_end);
  return g_test_run ();
}
