/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-error.h"
#include "casement-size.h"

#define GIB (G_GUINT64_CONSTANT (1) << 30)

static void
test_parse (void)
{
  static const struct {
    const char *text;
    guint64 bytes;
  } rows[] = {
    { "8GiB", 8 * GIB },
    { "8 GiB", 8 * GIB },
    { "8G", 8 * GIB },
    { " 8gib ", 8 * GIB },
    { "8\302\240GiB", 8 * GIB },
    { "1.5GiB", GIB * 3 / 2 },
    { "1,5 GiB", GIB * 3 / 2 },
    { "512MiB", GIB / 2 },
    { "512M", GIB / 2 },
    { "64kB", 64000 },
    { "64KiB", 65536 },
    { "2TiB", 2048 * GIB },
    { "1GB", 1000000000 },
    { "4096B", 4096 },
    { "0GiB", 0 },
    { "0.25TiB", 256 * GIB },
    { "0.0000019999TiB", 1099511 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    guint64 bytes = 1;

    g_assert_true (casement_size_parse (rows[i].text, &bytes, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (bytes, ==, rows[i].bytes);
  }
}

static void
test_refuses (void)
{
  static const char *const rows[] = {
    "",
    "8",
    "GiB",
    "-8GiB",
    "+8GiB",
    "8.GiB",
    ".5GiB",
    "8XiB",
    "8GiB 2",
    "8 G B",
    "0x8GiB",
    "8e3MiB",
    "nan GiB",
    "99999999999999999999GiB",
    "8..5G",
    "8Gi",
    "18446744073709551615GiB",
    "16777216TiB",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    guint64 bytes = 77;

    g_assert_false (casement_size_parse (rows[i], &bytes, &error));
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
    g_assert_cmpuint (bytes, ==, 77);
  }
}

static void
test_format (void)
{
  static const struct {
    guint64 bytes;
    const char *text;
  } rows[] = {
    { 0, "0\302\240B" },
    { 1000, "1000\302\240B" },
    { 1023, "1023\302\240B" },
    { 1024, "1\302\240KiB" },
    { 8 * GIB, "8\302\240GiB" },
    { GIB * 3 / 2, "1.5\302\240GiB" },
    { GIB - 1, "1\302\240GiB" },
    { 64 * GIB, "64\302\240GiB" },
    { 1023 * GIB, "1023\302\240GiB" },
    { 1024 * GIB, "1\302\240TiB" },
    { G_MAXUINT64, "16384\302\240PiB" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = casement_size_format (rows[i].bytes);

    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

static void
test_round_trip (void)
{
  for (guint shift = 0; shift < 40; shift++) {
    guint64 bytes = G_GUINT64_CONSTANT (1) << shift;
    g_autofree char *text = casement_size_format (bytes);
    guint64 again = 0;

    g_assert_true (casement_size_parse (text, &again, NULL));
    g_assert_cmpuint (again, ==, bytes);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/size/parse", test_parse);
  g_test_add_func ("/core/size/refuses", test_refuses);
  g_test_add_func ("/core/size/format", test_format);
  g_test_add_func ("/core/size/round-trip", test_round_trip);
  return g_test_run ();
}
