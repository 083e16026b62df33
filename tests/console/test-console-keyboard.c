/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <spice.h>
#include <string.h>
#include "casement-console-pointer.h"
#include "mock-core.h"
#include "widget-fixture.h"

/* Whose the keyboard is, by whose choice, and that it always comes back. */

static gboolean
is_active (Fixture *fixture)
{
  return gtk_window_is_active (GTK_WINDOW (fixture->window));
}

/* Openbox shows the desktop on Super+D, which takes the focus. */
static void
expect_desktop (Fixture *fixture)
{
  xdotool ("key super+d");
  WAIT_FOR (!is_active (fixture));
  WAIT_FOR (!casement_console_get_captured (fixture->console));
  g_assert_cmpuint (casement_inputs_get_n_pressed (fixture->inputs), ==, 0);
  g_assert_null (strstr (mock_server_get_keys (fixture->server), "20"));
  xdotool ("key super+d");
  window_activate (fixture->window);
  WAIT_FOR (casement_console_get_captured (fixture->console));
  mock_server_clear_log (fixture->server);
}

static void
expect_guest (Fixture *fixture)
{
  mock_server_clear_log (fixture->server);
  xdotool ("key super+d");
  fixture_expect_keys (fixture, "e0 5b 20 e0 db a0");
  g_assert_true (is_active (fixture));
}

static void
test_policy (Fixture *fixture, gconstpointer data)
{
  casement_console_set_inhibit_policy (fixture->console, CASEMENT_INHIBIT_NEVER);
  fixture_capture (fixture);
  g_assert_false (casement_console_get_inhibited (fixture->console));
  xdotool ("key a ctrl+k");
  fixture_expect_keys (fixture, "1e 9e 1d 25 9d a5");
  expect_desktop (fixture);

  casement_console_set_inhibit_policy (fixture->console, CASEMENT_INHIBIT_ALWAYS);
  WAIT_FOR (casement_console_get_inhibited (fixture->console));
  expect_guest (fixture);

  casement_console_set_inhibit_policy (fixture->console, CASEMENT_INHIBIT_FULL_SCREEN);
  WAIT_FOR (!casement_console_get_inhibited (fixture->console));
  expect_desktop (fixture);
  gtk_window_fullscreen (GTK_WINDOW (fixture->window));
  WAIT_FOR (casement_console_get_inhibited (fixture->console));
  expect_guest (fixture);
  gtk_window_unfullscreen (GTK_WINDOW (fixture->window));
  WAIT_FOR (!casement_console_get_inhibited (fixture->console));
  WAIT_FOR (casement_console_get_captured (fixture->console));
  expect_desktop (fixture);
}

static void
test_chords (Fixture *fixture, gconstpointer data)
{
  /* By keycode: xdotool adds a left Ctrl of its own to a right one. */
  static const struct {
    const char *name;
    const char *press;
    const char *keys;
  } chords[] = {
    { "ctrl-alt", "keydown 37 keydown 64 keyup 64 keyup 37", "1d 38 b8 9d" },
    { "right-ctrl", "keydown 105 keyup 105", "e0 1d e0 9d" },
    { "shifts", "keydown 50 keydown 62 keyup 50 keyup 62", "2a 36 aa b6" },
    { "ctrl-super", "keydown 133 keydown 37 keyup 37 keyup 133", "e0 5b 1d 9d e0 db" },
    { "scroll-lock", "keydown 78 keyup 78", "46 c6" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (chords); i++) {
    const CasementReleaseChord *chord = casement_release_chord_find (chords[i].name);

    g_assert_cmpstr (chord->name, ==, chords[i].name);
    g_assert_true (casement_release_chord_get (i) == chord);
    casement_console_set_release_chord (fixture->console, chord);
    for (guint n = 0; n < G_N_ELEMENTS (chords); n++) {
      /* It would light a lamp, which the guest then follows. */
      if (n != i && g_str_equal (chords[n].name, "scroll-lock"))
        continue;
      fixture_capture (fixture);
      xdotool ("%s", chords[n].press);
      fixture_expect_keys (fixture, chords[n].keys);
      if (n == i)
        WAIT_FOR (!casement_console_get_captured (fixture->console));
      else
        g_assert_true (casement_console_get_captured (fixture->console));
      g_assert_cmpuint (casement_inputs_get_n_pressed (fixture->inputs), ==, 0);
    }
  }
  xdotool ("key Scroll_Lock");
  /* With a key in between it is the guest's. */
  casement_console_set_release_chord (fixture->console, casement_release_chord_find ("shifts"));
  fixture_capture (fixture);
  xdotool ("keydown 50 keydown 38 keyup 38 keyup 50 keydown 62 keydown 38 keydown 50 keyup 50 keyup 38 keyup 62");
  WAIT_FOR (g_str_has_suffix (mock_server_get_keys (fixture->server), "b6"));
  g_assert_true (casement_console_get_captured (fixture->console));
  g_assert_null (casement_release_chord_get (G_N_ELEMENTS (chords)));
  g_assert_true (casement_release_chord_find ("nonsense") == casement_release_chord_get (0));
}

/* A screen reader reads the name of what has the focus whenever it changes. */
static void
test_told (Fixture *fixture, gconstpointer data)
{
  casement_console_set_release_chord (fixture->console, casement_release_chord_find ("right-ctrl"));
  fixture_capture (fixture);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->console), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Screen of the virtual machine. Keys go to the guest; press and release right Ctrl alone "
                                       "to get the keyboard back.");
}

/* Neither a guest nor a server that hangs keeps the keyboard. */
static void
test_hang (Fixture *fixture, gconstpointer data)
{
  fixture_capture (fixture);
  mock_core_set_frozen (TRUE);
  for (guint i = 0; i < 20; i++)
    xdotool ("key a b c d e f g h");
  g_assert_true (casement_console_get_captured (fixture->console));
  xdotool ("key Control_L+Alt_L");
  WAIT_FOR (!casement_console_get_captured (fixture->console));
  xdotool ("key ctrl+k");
  WAIT_FOR (fixture->n_actions == 1);
  xdotool ("key super+d");
  WAIT_FOR (!is_active (fixture));
  xdotool ("key super+d");
  window_activate (fixture->window);
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, "");
  mock_core_set_frozen (FALSE);
  /* Once it is back it gets what was typed, and nothing is held. */
  WAIT_FOR (g_str_has_suffix (mock_server_get_keys (fixture->server), "9d b8"));
  g_assert_cmpuint (casement_inputs_get_n_pressed (fixture->inputs), ==, 0);
}

/* Desktops keep Ctrl+Alt+Del for themselves, so that Shift stands for it. */
static void
test_ctrl_alt_shift_del (Fixture *fixture, gconstpointer data)
{
  fixture_capture (fixture);
  xdotool ("keydown 37 keydown 64 keydown 50 keydown 119 keyup 119 keyup 50 keyup 64 keyup 37");
  fixture_expect_keys (fixture, "1d 38 2a aa e0 53 e0 d3 b8 9d");
  g_assert_true (casement_console_get_captured (fixture->console));
  g_assert_cmpuint (casement_inputs_get_n_pressed (fixture->inputs), ==, 0);
  /* Alone it stays what it is. */
  xdotool ("keydown 50 keydown 119 keyup 119 keyup 50");
  fixture_expect_keys (fixture, "2a e0 53 e0 d3 aa");
}

/* Keys go out by where they are, whatever they mean here: AltGr, a dead key, the key beside left Shift, a Japanese one. */
static void
test_physical (Fixture *fixture, gconstpointer data)
{
  fixture_capture (fixture);
  xdotool ("keydown 108 keydown 24 keyup 24 keyup 108");
  fixture_expect_keys (fixture, "e0 38 10 90 e0 b8");
  xdotool ("keydown 21 keyup 21 keydown 26 keyup 26");
  fixture_expect_keys (fixture, "0d 8d 12 92");
  xdotool ("keydown 94 keyup 94 keydown 97 keyup 97 keydown 132 keyup 132 keydown 129 keyup 129");
  fixture_expect_keys (fixture, "56 d6 73 f3 7d fd 7e fe");
  xdotool ("keydown 127 keyup 127 keydown 107 keyup 107");
  fixture_expect_keys (fixture, "e1 1d 45 e1 9d c5 54 d4");
}

/* The guest's locks follow this keyboard's when it comes to the guest. */
static void
test_locks (Fixture *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (fixture->button);
  xdotool ("key Caps_Lock");
  mock_server_clear_log (fixture->server);
  casement_console_capture (fixture->console);
  fixture_expect_keys (fixture, "3a ba");
  mock_server_set_leds (fixture->server, SPICE_KEYBOARD_MODIFIER_FLAGS_CAPS_LOCK);
  WAIT_FOR (casement_inputs_get_caps_lock (fixture->inputs));
  casement_console_release (fixture->console);
  gtk_widget_grab_focus (fixture->button);
  xdotool ("key Caps_Lock");
  mock_server_clear_log (fixture->server);
  casement_console_capture (fixture->console);
  fixture_expect_keys (fixture, "3a ba");
}

/* No display here has a touch screen, so that the fingers come from here: the first is the left button, others are nobody's, and
 * one that begins beside the picture presses nothing. */
static void
test_touch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementConsolePointer) pointer = casement_console_pointer_new (GTK_WIDGET (fixture->console));
  CasementConsoleView view = { 0, 0, WIDTH, HEIGHT, 1 };

  casement_console_pointer_set_session (pointer, fixture->session, casement_console_session_get_display (fixture->session));
  casement_console_pointer_set_view (pointer, &view, WIDTH, HEIGHT);
  g_assert_false (casement_console_pointer_touch (pointer, GDK_TOUCH_BEGIN, TRUE, TRUE, 10, 20));
  fixture_use_tablet (fixture);
  mock_server_clear_log (fixture->server);
  g_assert_true (casement_console_pointer_touch (pointer, GDK_TOUCH_BEGIN, TRUE, TRUE, 10, 20));
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 10 20 0\n") != NULL);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "wheel 0 1\n") != NULL);
  g_assert_false (casement_console_pointer_touch (pointer, GDK_TOUCH_BEGIN, FALSE, TRUE, 300, 300));
  g_assert_true (casement_console_pointer_touch (pointer, GDK_TOUCH_UPDATE, TRUE, TRUE, 30, 40));
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 30 40 1\n") != NULL);
  g_assert_true (casement_console_pointer_touch (pointer, GDK_TOUCH_END, TRUE, TRUE, 30, 40));
  WAIT_FOR (g_str_has_suffix (mock_server_get_pointer (fixture->server), "buttons 0\n"));
  mock_server_clear_log (fixture->server);
  g_assert_true (casement_console_pointer_touch (pointer, GDK_TOUCH_BEGIN, TRUE, FALSE, 0, 50));
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 0 50 0\n") != NULL);
  g_assert_true (casement_console_pointer_touch (pointer, GDK_TOUCH_CANCEL, TRUE, FALSE, 0, 50));
  g_assert_null (strstr (mock_server_get_pointer (fixture->server), "wheel"));
  casement_console_pointer_set_session (pointer, NULL, NULL);
  mock_server_set_tablet (fixture->server, FALSE);
}

#define ADD(name, func) g_test_add ("/console-keyboard/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  mock_init ();
  ADD ("policy", test_policy);
  ADD ("chords", test_chords);
  ADD ("told", test_told);
  ADD ("hang", test_hang);
  ADD ("ctrl-alt-shift-del", test_ctrl_alt_shift_del);
  ADD ("physical", test_physical);
  ADD ("locks", test_locks);
  ADD ("touch", test_touch);
  return g_test_run ();
}
