/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-size.h"

#include <glib/gi18n-lib.h>
#include "casement-error.h"

/* Powers of 1024 as people write them: "8GiB", "8 GiB", "8G". "GB" counts in thousands, as IEC 80000-13 has
 * it. Decimals with a point or a comma, whatever the locale. */

typedef struct {
  const char *suffix;
  guint64 bytes;
} Unit;

static const Unit units[] = {
  { "B", 1 },
  { "K", G_GUINT64_CONSTANT (1) << 10 },
  { "KiB", G_GUINT64_CONSTANT (1) << 10 },
  { "kB", 1000 },
  { "M", G_GUINT64_CONSTANT (1) << 20 },
  { "MiB", G_GUINT64_CONSTANT (1) << 20 },
  { "MB", 1000 * 1000 },
  { "G", G_GUINT64_CONSTANT (1) << 30 },
  { "GiB", G_GUINT64_CONSTANT (1) << 30 },
  { "GB", G_GUINT64_CONSTANT (1000000000) },
  { "T", G_GUINT64_CONSTANT (1) << 40 },
  { "TiB", G_GUINT64_CONSTANT (1) << 40 },
  { "TB", G_GUINT64_CONSTANT (1000000000000) },
};

/* Digits after the decimal sign that still count; more are read and dropped. */
#define FRACTION_DIGITS 6

static const char *
skip_space (const char *at)
{
  /* casement_size_format() writes a no-break space. */
  while (g_ascii_isspace (*at) || g_str_has_prefix (at, "\302\240"))
    at += g_ascii_isspace (*at) ? 1 : 2;
  return at;
}

static guint64
find_unit (const char *at)
{
  g_autofree char *suffix = g_strchomp (g_strdup (at));

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    if (g_ascii_strcasecmp (suffix, units[i].suffix) == 0)
      return units[i].bytes;
  }
  return 0;
}

static gboolean
parse (const char *text, guint64 *bytes)
{
  const char *at = skip_space (text);
  const char *start = at;
  guint64 whole = 0;
  guint64 part = 0;
  guint64 scale = 1;
  guint64 unit;
  guint64 total;

  for (; g_ascii_isdigit (*at); at++) {
    if (!g_uint64_checked_mul (&whole, whole, 10)
        || !g_uint64_checked_add (&whole, whole, (guint64) g_ascii_digit_value (*at)))
      return FALSE;
  }
  if (at == start)
    return FALSE;
  if (*at == '.' || *at == ',') {
    int digits = 0;

    for (at++; g_ascii_isdigit (*at); at++, digits++) {
      if (digits < FRACTION_DIGITS) {
        part = part * 10 + (guint64) g_ascii_digit_value (*at);
        scale *= 10;
      }
    }
    if (digits == 0)
      return FALSE;
  }

  unit = find_unit (skip_space (at));
  if (unit == 0 || !g_uint64_checked_mul (&total, whole, unit)
      || !g_uint64_checked_add (&total, total, unit / scale * part + unit % scale * part / scale))
    return FALSE;
  *bytes = total;
  return TRUE;
}

/**
 * casement_size_parse:
 * @text: a size with its unit, such as "8GiB", "1.5 TiB", "512M"
 * @bytes: (out): the size in bytes; left alone on failure
 *
 * A number without a unit is refused: nobody means eight bytes of memory.
 *
 * Returns: whether @text is a size; else @error is %CASEMENT_ERROR_INVALID.
 */
gboolean
casement_size_parse (const char *text, guint64 *bytes, GError **error)
{
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (bytes != NULL, FALSE);

  if (parse (text, bytes))
    return TRUE;
  casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                      _("“%s” is not a size: write a number and its unit, such as 8GiB or 512MiB."), text);
  return FALSE;
}

/**
 * casement_size_format:
 * @bytes: a size
 *
 * Returns: (transfer full): @bytes for people, in the largest unit of 1024 that fits, with at most one
 *   decimal and a no-break space: "8 GiB", "1.5 TiB". Casement's own form, since g_format_size() always
 *   writes "8.0 GiB". casement_size_parse() reads it.
 */
char *
casement_size_format (guint64 bytes)
{
  static const char *const names[] = { "KiB", "MiB", "GiB", "TiB", "PiB" };
  double value = (double) bytes;
  int unit = -1;
  guint64 tenths;

  if (bytes < 1024)
    return g_strdup_printf ("%" G_GUINT64_FORMAT "\302\240B", bytes);
  /* A size that would be rounded up to 1024 belongs to the next unit. */
  while (unit + 1 < (int) G_N_ELEMENTS (names) && value >= 1023.95) {
    value /= 1024;
    unit++;
  }
  tenths = (guint64) (value * 10 + 0.5);
  if (tenths % 10 == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT "\302\240%s", tenths / 10, names[unit]);
  return g_strdup_printf ("%.1f\302\240%s", (double) tenths / 10, names[unit]);
}
