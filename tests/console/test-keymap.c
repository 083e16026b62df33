/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-keymap.h"

#include <linux/input-event-codes.h>

/* Codes that are known from keyboards, and not from the table itself. */
static const struct {
  guint evdev;
  guint code;
} known[] = {
  { KEY_ESC, 0x01 },        { KEY_1, 0x02 },          { KEY_0, 0x0b },          { KEY_BACKSPACE, 0x0e },
  { KEY_TAB, 0x0f },        { KEY_Q, 0x10 },          { KEY_ENTER, 0x1c },      { KEY_LEFTCTRL, 0x1d },
  { KEY_A, 0x1e },          { KEY_GRAVE, 0x29 },      { KEY_LEFTSHIFT, 0x2a },  { KEY_BACKSLASH, 0x2b },
  { KEY_Z, 0x2c },          { KEY_SLASH, 0x35 },      { KEY_RIGHTSHIFT, 0x36 }, { KEY_KPASTERISK, 0x37 },
  { KEY_LEFTALT, 0x38 },    { KEY_SPACE, 0x39 },      { KEY_CAPSLOCK, 0x3a },   { KEY_F1, 0x3b },
  { KEY_F10, 0x44 },        { KEY_NUMLOCK, 0x45 },    { KEY_SCROLLLOCK, 0x46 }, { KEY_KP7, 0x47 },
  { KEY_KPDOT, 0x53 },      { KEY_102ND, 0x56 },      { KEY_F11, 0x57 },        { KEY_F12, 0x58 },
  { KEY_KPENTER, 0x11c },   { KEY_RIGHTCTRL, 0x11d }, { KEY_KPSLASH, 0x135 },   { KEY_SYSRQ, 0x54 },
  { KEY_RIGHTALT, 0x138 },  { KEY_HOME, 0x147 },      { KEY_UP, 0x148 },        { KEY_PAGEUP, 0x149 },
  { KEY_LEFT, 0x14b },      { KEY_RIGHT, 0x14d },     { KEY_END, 0x14f },       { KEY_DOWN, 0x150 },
  { KEY_PAGEDOWN, 0x151 },  { KEY_INSERT, 0x152 },    { KEY_DELETE, 0x153 },    { KEY_LEFTMETA, 0x15b },
  { KEY_RIGHTMETA, 0x15c }, { KEY_COMPOSE, 0x15d },   { KEY_POWER, 0x15e },     { KEY_SLEEP, 0x15f },
  { KEY_MUTE, 0x120 },      { KEY_VOLUMEDOWN, 0x12e }, { KEY_VOLUMEUP, 0x130 }, { KEY_NEXTSONG, 0x119 },
  { KEY_PLAYPAUSE, 0x122 }, { KEY_PREVIOUSSONG, 0x110 }, { KEY_STOPCD, 0x124 }, { KEY_CALC, 0x121 },
  { KEY_MAIL, 0x16c },      { KEY_HOMEPAGE, 0x132 },  { KEY_REFRESH, 0x167 },   { KEY_BACK, 0x16a },
  { KEY_FORWARD, 0x169 },   { KEY_RO, 0x73 },         { KEY_YEN, 0x7d },        { KEY_KATAKANAHIRAGANA, 0x70 },
  { KEY_HENKAN, 0x79 },     { KEY_MUHENKAN, 0x7b },   { KEY_KPCOMMA, 0x7e },    { KEY_HANGEUL, 0x72 },
  { KEY_HANJA, 0x71 },      { KEY_ZENKAKUHANKAKU, 0x76 },
};

static void
test_known (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    guint codes[2] = { 0, 0 };

    g_assert_cmpuint (casement_keymap_lookup (known[i].evdev, codes), ==, 1);
    if (codes[0] != known[i].code)
      g_error ("key %u gives %x, not %x", known[i].evdev, codes[0], known[i].code);
  }
}

static void
test_pause (void)
{
  guint codes[2];

  g_assert_cmpuint (casement_keymap_lookup (KEY_PAUSE, codes), ==, 2);
  g_assert_cmphex (codes[0], ==, 0x21d);
  g_assert_cmphex (codes[1], ==, 0x45);
}

static void
test_unknown (void)
{
  static const guint none[] = { 0, 84, 240, 247, 255, 256, 1000, G_MAXUINT };
  guint codes[2];

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_cmpuint (casement_keymap_lookup (none[i], codes), ==, 0);
}

/* Every key of an ordinary keyboard has a code, in range, and no two share one: a shared code is a key that cannot be told
 * from another in the guest. The keys from 128 up are Sun's and the makers', of which some do share. */
static void
test_distinct (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint key = 1; key < 128; key++) {
    guint codes[2];
    guint n = casement_keymap_lookup (key, codes);

    if (key == 84) {
      g_assert_cmpuint (n, ==, 0);
      continue;
    }
    g_assert_cmpuint (n, >=, 1);
    g_assert_cmpuint (codes[0] & 0xff, <, 0x80);
    if (!g_hash_table_add (seen, GUINT_TO_POINTER (codes[0])))
      g_error ("key %u shares code %x with another", key, codes[0]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keymap/known", test_known);
  g_test_add_func ("/keymap/pause", test_pause);
  g_test_add_func ("/keymap/unknown", test_unknown);
  g_test_add_func ("/keymap/distinct", test_distinct);
  return g_test_run ();
}
