/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-keymap.h"

/* SPICE carries PC scan codes of set 1. Codes 1 to 83 are the same in Linux input codes, because Linux numbered its keys
 * after an XT keyboard; the table holds the others. X() marks a code that goes out after an e0 prefix. Where a key has no
 * code on real keyboards, it is the one that QEMU understands (the facts are those of keycodemapdb, column "XT KBD"). */
#define X(code) (0x100 | (code))

static const guint16 scancodes[CASEMENT_KEYMAP_N_KEYS] = {
  /* Japanese, Korean, Brazilian and international keys */
  [85] = 0x76,     /* Zenkaku/Hankaku */
  [86] = 0x56,     /* the key beside left Shift on 102-key keyboards */
  [87] = 0x57,     /* F11 */
  [88] = 0x58,     /* F12 */
  [89] = 0x73,     /* Ro, and slash on ABNT2 */
  [90] = 0x78,     /* Katakana */
  [91] = 0x77,     /* Hiragana */
  [92] = 0x79,     /* Henkan */
  [93] = 0x70,     /* Katakana/Hiragana */
  [94] = 0x7b,     /* Muhenkan */
  [95] = 0x5c,     /* keypad comma, Japanese */
  [96] = X (0x1c), /* keypad Enter */
  [97] = X (0x1d), /* right Ctrl */
  [98] = X (0x35), /* keypad slash */
  [99] = 0x54,     /* Print screen */
  [100] = X (0x38), /* right Alt, AltGr */
  [101] = 0x5b,     /* line feed */
  [102] = X (0x47), /* Home */
  [103] = X (0x48), /* Up */
  [104] = X (0x49), /* Page Up */
  [105] = X (0x4b), /* Left */
  [106] = X (0x4d), /* Right */
  [107] = X (0x4f), /* End */
  [108] = X (0x50), /* Down */
  [109] = X (0x51), /* Page Down */
  [110] = X (0x52), /* Insert */
  [111] = X (0x53), /* Delete */
  [112] = X (0x6f), /* macro */
  [113] = X (0x20), /* mute */
  [114] = X (0x2e), /* volume down */
  [115] = X (0x30), /* volume up */
  [116] = X (0x5e), /* power */
  [117] = 0x59,     /* keypad equal */
  [118] = X (0x4e), /* keypad plus/minus */
  [120] = X (0x0b), /* scale */
  [121] = 0x7e,     /* keypad comma, and keypad period on ABNT2 */
  [122] = 0x72,     /* Hangul */
  [123] = 0x71,     /* Hanja */
  [124] = 0x7d,     /* Yen */
  [125] = X (0x5b), /* left Super */
  [126] = X (0x5c), /* right Super */
  [127] = X (0x5d), /* Menu */
  /* Sun-style editing keys */
  [128] = X (0x68), /* stop */
  [129] = X (0x05), /* again */
  [130] = X (0x06), /* props */
  [131] = X (0x07), /* undo */
  [132] = X (0x0c), /* front */
  [133] = X (0x78), /* copy */
  [134] = 0x64,     /* open */
  [135] = 0x65,     /* paste */
  [136] = X (0x41), /* find */
  [137] = X (0x3c), /* cut */
  [138] = X (0x75), /* help */
  /* media, power and internet keys */
  [139] = X (0x1e), /* menu */
  [140] = X (0x21), /* calculator */
  [141] = 0x66,     /* setup */
  [142] = X (0x5f), /* sleep */
  [143] = X (0x63), /* wake up */
  [144] = 0x67,     /* file */
  [145] = 0x68,     /* send file */
  [146] = 0x69,     /* delete file */
  [147] = X (0x13), /* transfer */
  [148] = X (0x1f), /* program 1 */
  [149] = X (0x17), /* program 2 */
  [150] = X (0x02), /* web */
  [151] = 0x6a,     /* DOS */
  [152] = X (0x12), /* lock the screen */
  [153] = 0x6b,     /* direction */
  [154] = X (0x26), /* cycle windows */
  [155] = X (0x6c), /* mail */
  [156] = X (0x66), /* bookmarks */
  [157] = X (0x6b), /* computer */
  [158] = X (0x6a), /* back */
  [159] = X (0x69), /* forward */
  [160] = X (0x23), /* close CD */
  [161] = 0x6c,     /* eject CD */
  [162] = X (0x7d), /* eject or close CD */
  [163] = X (0x19), /* next song */
  [164] = X (0x22), /* play or pause */
  [165] = X (0x10), /* previous song */
  [166] = X (0x24), /* stop CD */
  [167] = X (0x31), /* record */
  [168] = X (0x18), /* rewind */
  [169] = 0x63,     /* phone */
  [170] = 0x70,     /* ISO */
  [171] = X (0x01), /* config */
  [172] = X (0x32), /* home page */
  [173] = X (0x67), /* refresh */
  [174] = 0x71,     /* exit */
  [175] = 0x72,     /* move */
  [176] = X (0x08), /* edit */
  [177] = 0x75,     /* scroll up */
  [178] = X (0x0f), /* scroll down */
  [179] = X (0x76), /* keypad left parenthesis */
  [180] = X (0x7b), /* keypad right parenthesis */
  [181] = X (0x09), /* new */
  [182] = X (0x0a), /* redo */
  [183] = 0x5d,     /* F13 */
  [184] = 0x5e,     /* F14 */
  [185] = 0x5f,     /* F15 */
  [186] = 0x55,     /* F16 */
  [187] = X (0x03), /* F17 */
  [188] = X (0x77), /* F18 */
  [189] = X (0x04), /* F19 */
  [190] = 0x5a,     /* F20 */
  [191] = 0x74,     /* F21 */
  [192] = X (0x79), /* F22 */
  [193] = 0x6d,     /* F23 */
  [194] = 0x6f,     /* F24 */
  [195] = X (0x15), /* unnamed in Linux, as the next four */
  [196] = X (0x16),
  [197] = X (0x1a),
  [198] = X (0x1b),
  [199] = X (0x27),
  [200] = X (0x28), /* play CD */
  [201] = X (0x29), /* pause CD */
  [202] = X (0x2b), /* program 3 */
  [203] = X (0x2c), /* program 4 */
  [204] = X (0x2d), /* dashboard */
  [205] = X (0x25), /* suspend */
  [206] = X (0x2f), /* close */
  [207] = X (0x33), /* play */
  [208] = X (0x34), /* fast forward */
  [209] = X (0x36), /* bass boost */
  [210] = X (0x39), /* print */
  [211] = X (0x3a), /* HP */
  [212] = X (0x3b), /* camera */
  [213] = X (0x3d), /* sound */
  [214] = X (0x3e), /* question */
  [215] = X (0x3f), /* e-mail */
  [216] = X (0x40), /* chat */
  [217] = X (0x65), /* search */
  [218] = X (0x42), /* connect */
  [219] = X (0x43), /* finance */
  [220] = X (0x44), /* sport */
  [221] = X (0x45), /* shop */
  [222] = X (0x14), /* alternate erase */
  [223] = X (0x4a), /* cancel */
  [224] = X (0x4c), /* brightness down */
  [225] = X (0x54), /* brightness up */
  [226] = X (0x6d), /* media */
  [227] = X (0x56), /* switch video mode */
  [228] = X (0x57), /* keyboard light on or off */
  [229] = X (0x58), /* keyboard light down */
  [230] = X (0x59), /* keyboard light up */
  [231] = X (0x5a), /* send */
  [232] = X (0x64), /* reply */
  [233] = X (0x0e), /* forward mail */
  [234] = X (0x55), /* save */
  [235] = X (0x70), /* documents */
  [236] = X (0x71), /* battery */
  [237] = X (0x72), /* Bluetooth */
  [238] = X (0x73), /* wireless network */
  [239] = X (0x74), /* ultra-wideband */
};

#define LAST_XT_KEY 83
#define KEY_PAUSE 119

/**
 * casement_keymap_lookup:
 * @evdev_code: a Linux input code, as in linux/input-event-codes.h
 * @codes: (out): what SPICE wants to be pressed in this order, and released in the same order
 *
 * Returns: how many of @codes were set; 0 for a key that a PC keyboard does not have.
 */
guint
casement_keymap_lookup (guint evdev_code, guint codes[2])
{
  g_return_val_if_fail (codes != NULL, 0);

  if (evdev_code == KEY_PAUSE) {
    /* The one key of two codes: e1 1d 45, where 0x200 stands for the e1 prefix. */
    codes[0] = 0x21d;
    codes[1] = 0x45;
    return 2;
  }
  if (evdev_code == 0 || evdev_code >= CASEMENT_KEYMAP_N_KEYS)
    return 0;
  codes[0] = evdev_code <= LAST_XT_KEY ? evdev_code : scancodes[evdev_code];
  return codes[0] != 0 ? 1 : 0;
}
