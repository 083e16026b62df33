/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-keymap.h"

#include <linux/input-event-codes.h>

/* Codes as keyboards send them (Microsoft's "Keyboard Scan Code Specification", scan code set 1), and not taken from the table
 * itself. 0x100 stands for the e0 prefix. */
typedef struct {
  guint evdev;
  guint code;
} Key;

/* All keys of a 105-key keyboard but Pause, which has a test of its own. */
static const Key pc105[] = {
  { KEY_ESC, 0x1 }, { KEY_1, 0x2 }, { KEY_2, 0x3 }, { KEY_3, 0x4 }, { KEY_4, 0x5 }, { KEY_5, 0x6 }, { KEY_6, 0x7 },
  { KEY_7, 0x8 }, { KEY_8, 0x9 }, { KEY_9, 0xa }, { KEY_0, 0xb }, { KEY_MINUS, 0xc }, { KEY_EQUAL, 0xd },
  { KEY_BACKSPACE, 0xe }, { KEY_TAB, 0xf }, { KEY_Q, 0x10 }, { KEY_W, 0x11 }, { KEY_E, 0x12 }, { KEY_R, 0x13 },
  { KEY_T, 0x14 }, { KEY_Y, 0x15 }, { KEY_U, 0x16 }, { KEY_I, 0x17 }, { KEY_O, 0x18 }, { KEY_P, 0x19 },
  { KEY_LEFTBRACE, 0x1a }, { KEY_RIGHTBRACE, 0x1b }, { KEY_ENTER, 0x1c }, { KEY_LEFTCTRL, 0x1d }, { KEY_A, 0x1e },
  { KEY_S, 0x1f }, { KEY_D, 0x20 }, { KEY_F, 0x21 }, { KEY_G, 0x22 }, { KEY_H, 0x23 }, { KEY_J, 0x24 },
  { KEY_K, 0x25 }, { KEY_L, 0x26 }, { KEY_SEMICOLON, 0x27 }, { KEY_APOSTROPHE, 0x28 }, { KEY_GRAVE, 0x29 },
  { KEY_LEFTSHIFT, 0x2a }, { KEY_BACKSLASH, 0x2b }, { KEY_Z, 0x2c }, { KEY_X, 0x2d }, { KEY_C, 0x2e },
  { KEY_V, 0x2f }, { KEY_B, 0x30 }, { KEY_N, 0x31 }, { KEY_M, 0x32 }, { KEY_COMMA, 0x33 }, { KEY_DOT, 0x34 },
  { KEY_SLASH, 0x35 }, { KEY_RIGHTSHIFT, 0x36 }, { KEY_KPASTERISK, 0x37 }, { KEY_LEFTALT, 0x38 },
  { KEY_SPACE, 0x39 }, { KEY_CAPSLOCK, 0x3a }, { KEY_F1, 0x3b }, { KEY_F2, 0x3c }, { KEY_F3, 0x3d },
  { KEY_F4, 0x3e }, { KEY_F5, 0x3f }, { KEY_F6, 0x40 }, { KEY_F7, 0x41 }, { KEY_F8, 0x42 }, { KEY_F9, 0x43 },
  { KEY_F10, 0x44 }, { KEY_NUMLOCK, 0x45 }, { KEY_SCROLLLOCK, 0x46 }, { KEY_KP7, 0x47 }, { KEY_KP8, 0x48 },
  { KEY_KP9, 0x49 }, { KEY_KPMINUS, 0x4a }, { KEY_KP4, 0x4b }, { KEY_KP5, 0x4c }, { KEY_KP6, 0x4d },
  { KEY_KPPLUS, 0x4e }, { KEY_KP1, 0x4f }, { KEY_KP2, 0x50 }, { KEY_KP3, 0x51 }, { KEY_KP0, 0x52 },
  { KEY_KPDOT, 0x53 }, { KEY_SYSRQ, 0x54 }, { KEY_102ND, 0x56 }, { KEY_F11, 0x57 }, { KEY_F12, 0x58 },
  { KEY_KPENTER, 0x11c }, { KEY_RIGHTCTRL, 0x11d }, { KEY_KPSLASH, 0x135 }, { KEY_RIGHTALT, 0x138 },
  { KEY_HOME, 0x147 }, { KEY_UP, 0x148 }, { KEY_PAGEUP, 0x149 }, { KEY_LEFT, 0x14b }, { KEY_RIGHT, 0x14d },
  { KEY_END, 0x14f }, { KEY_DOWN, 0x150 }, { KEY_PAGEDOWN, 0x151 }, { KEY_INSERT, 0x152 }, { KEY_DELETE, 0x153 },
  { KEY_LEFTMETA, 0x15b }, { KEY_RIGHTMETA, 0x15c }, { KEY_COMPOSE, 0x15d },
};

/* What a Japanese 109-key keyboard has besides. */
static const Key jis[] = {
  { KEY_RO, 0x73 }, { KEY_YEN, 0x7d }, { KEY_KATAKANAHIRAGANA, 0x70 }, { KEY_HENKAN, 0x79 }, { KEY_MUHENKAN, 0x7b },
  { KEY_ZENKAKUHANKAKU, 0x76 }, { KEY_HIRAGANA, 0x77 }, { KEY_KATAKANA, 0x78 },
};

/* A Brazilian one. */
static const Key abnt2[] = {
  { KEY_RO, 0x73 }, { KEY_KPCOMMA, 0x7e },
};

/* A Korean one. */
static const Key korean[] = {
  { KEY_HANGEUL, 0x72 }, { KEY_HANJA, 0x71 },
};

/* Media, power and internet keys that Windows knows. */
static const Key multimedia[] = {
  { KEY_MUTE, 0x120 }, { KEY_VOLUMEDOWN, 0x12e }, { KEY_VOLUMEUP, 0x130 }, { KEY_NEXTSONG, 0x119 },
  { KEY_PLAYPAUSE, 0x122 }, { KEY_PREVIOUSSONG, 0x110 }, { KEY_STOPCD, 0x124 }, { KEY_CALC, 0x121 },
  { KEY_MAIL, 0x16c }, { KEY_HOMEPAGE, 0x132 }, { KEY_SEARCH, 0x165 }, { KEY_BOOKMARKS, 0x166 },
  { KEY_REFRESH, 0x167 }, { KEY_STOP, 0x168 }, { KEY_FORWARD, 0x169 }, { KEY_BACK, 0x16a }, { KEY_COMPUTER, 0x16b },
  { KEY_MEDIA, 0x16d }, { KEY_POWER, 0x15e }, { KEY_SLEEP, 0x15f }, { KEY_WAKEUP, 0x163 },
};

static void
check (const Key *keys, guint n_keys)
{
  for (guint i = 0; i < n_keys; i++) {
    guint codes[2] = { 0, 0 };

    g_assert_cmpuint (casement_keymap_lookup (keys[i].evdev, codes), ==, 1);
    if (codes[0] != keys[i].code)
      g_error ("key %u gives %x, not %x", keys[i].evdev, codes[0], keys[i].code);
  }
}

static void
test_known (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (pc105) + 1, ==, 105);
  check (pc105, G_N_ELEMENTS (pc105));
  check (jis, G_N_ELEMENTS (jis));
  check (abnt2, G_N_ELEMENTS (abnt2));
  check (korean, G_N_ELEMENTS (korean));
  check (multimedia, G_N_ELEMENTS (multimedia));
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
