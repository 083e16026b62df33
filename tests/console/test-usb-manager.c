/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-error.h"
#include "casement-spice-usb-manager.h"
#include "mock-port.h"
#include "services-fixture.h"

/* The library's own USB manager against a server with and without slots; whatever is plugged in here stays here. */

typedef struct {
  ServicesFixture base;
  CasementUsbManager *usb;
  MockPort *slots[2];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  services_set_up (&fixture->base, data);
  fixture->usb = casement_guest_services_get_usb (fixture->base.services);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  services_disconnect (&fixture->base);
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&fixture->slots[i], mock_port_free);
  services_tear_down (&fixture->base, data);
}

static gboolean
has_problem (Fixture *fixture, CasementError code)
{
  return g_error_matches (casement_usb_manager_get_problem (fixture->usb), CASEMENT_ERROR, (int) code);
}

static void
test_no_slots (Fixture *fixture, gconstpointer data)
{
  casement_usb_manager_look (fixture->usb);
  g_assert_true (has_problem (fixture, CASEMENT_ERROR_CONNECTION));
  services_connect (&fixture->base, 4);
  WAIT_FOR (has_problem (fixture, CASEMENT_ERROR_UNSUPPORTED));
  g_assert_cmpint (casement_usb_manager_get_free_slots (fixture->usb), ==, -1);
  casement_console_session_stop (fixture->base.session);
  g_assert_true (has_problem (fixture, CASEMENT_ERROR_CONNECTION));
}

static void
add_slots (Fixture *fixture)
{
  for (guint i = 0; i < 2; i++)
    fixture->slots[i] = mock_port_new (mock_server_get_spice (fixture->base.server), "usbredir", NULL);
}

/* Until somebody looks, no list is kept. */
static void
test_slots (Fixture *fixture, gconstpointer data)
{
  add_slots (fixture);
  services_connect (&fixture->base, 6);
  WAIT_FOR (casement_usb_manager_get_problem (fixture->usb) == NULL);
  g_assert_cmpint (casement_usb_manager_get_free_slots (fixture->usb), ==, -1);
  casement_usb_manager_look (fixture->usb);
  g_assert_null (casement_usb_manager_get_problem (fixture->usb));
  WAIT_FOR (casement_usb_manager_get_free_slots (fixture->usb) == 2);
  g_assert_cmpuint (casement_usb_manager_count_redirected (fixture->usb), ==, 0);
  casement_usb_manager_look (fixture->usb);
}

/* Another connection, another manager of the library: who looked goes on looking. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  add_slots (fixture);
  casement_usb_manager_look (fixture->usb);
  services_connect (&fixture->base, 6);
  WAIT_FOR (casement_usb_manager_get_free_slots (fixture->usb) == 2);
  casement_console_session_stop (fixture->base.session);
  g_assert_cmpint (casement_usb_manager_get_free_slots (fixture->usb), ==, -1);
  g_assert_cmpuint (g_list_model_get_n_items (casement_usb_manager_get_devices (fixture->usb)), ==, 0);
  services_connect (&fixture->base, 6);
  WAIT_FOR (casement_usb_manager_get_free_slots (fixture->usb) == 2);
}

#define ADD(name, func) g_test_add ("/usb-manager/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("no-slots", test_no_slots);
  ADD ("slots", test_slots);
  ADD ("again", test_again);
  return g_test_run ();
}
