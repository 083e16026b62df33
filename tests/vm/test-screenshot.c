/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <png.h>
#include <string.h>

#include "casement-error.h"
#include "casement-vm-private.h"

static const guint8 pixels[] = { 255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7, 1, 2, 3, 250, 251, 252 };

static GByteArray *
make_ppm (const char *header)
{
  GByteArray *ppm = g_byte_array_new ();

  g_byte_array_append (ppm, (const guint8 *) header, strlen (header));
  g_byte_array_append (ppm, pixels, sizeof pixels);
  return ppm;
}

static void
assert_pixels (GBytes *png)
{
  png_image image = { .version = PNG_IMAGE_VERSION };
  guint8 back[sizeof pixels];

  g_assert_true (png_image_begin_read_from_memory (&image, g_bytes_get_data (png, NULL), g_bytes_get_size (png)));
  g_assert_cmpuint (image.width, ==, 3);
  g_assert_cmpuint (image.height, ==, 2);
  image.format = PNG_FORMAT_RGB;
  g_assert_true (png_image_finish_read (&image, NULL, back, 0, NULL));
  g_assert_cmpmem (back, sizeof back, pixels, sizeof pixels);
}

static void
test_ppm (void)
{
  static const char *const headers[] = { "P6\n3 2\n255\n", "P6 3 2 255 ", "P6\n# made by QEMU\n3 # wide\n2\n255\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++) {
    g_autoptr (GByteArray) ppm = make_ppm (headers[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) png = casement_screenshot_to_png (ppm->data, ppm->len, &error);

    g_assert_no_error (error);
    assert_pixels (png);
  }
}

static void
test_png (void)
{
  g_autoptr (GByteArray) ppm = make_ppm ("P6\n3 2\n255\n");
  g_autoptr (GBytes) png = casement_screenshot_to_png (ppm->data, ppm->len, NULL);
  g_autoptr (GBytes) again = casement_screenshot_to_png (g_bytes_get_data (png, NULL), g_bytes_get_size (png), NULL);

  g_assert_true (g_bytes_equal (png, again));
}

static void
test_hostile (void)
{
  static const char *const headers[]
      = { "", "P", "P6", "P5\n3 2\n255\n", "P6\n0 2\n255\n", "P6\n3 3\n255\n", "P6\n99999 99999\n255\n",
          "P6\n4294967299 2\n255\n", "P6\n3 2\n65535\n", "P6\n-3 2\n255\n", "P6\n# no end", "P6\n3 2\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++) {
    g_autoptr (GByteArray) ppm = make_ppm (headers[i]);
    g_autoptr (GError) error = NULL;

    g_assert_null (casement_screenshot_to_png (ppm->data, ppm->len, &error));
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_FAILED);
  }
}

/* However it is cut off, it is refused. */
static void
test_cut (void)
{
  g_autoptr (GByteArray) ppm = make_ppm ("P6\n3 2\n255\n");

  for (gsize size = 0; size < ppm->len; size++) {
    g_autofree guint8 *part = g_memdup2 (ppm->data, size);

    g_assert_null (casement_screenshot_to_png (part, size, NULL));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/screenshot/ppm", test_ppm);
  g_test_add_func ("/screenshot/png", test_png);
  g_test_add_func ("/screenshot/hostile", test_hostile);
  g_test_add_func ("/screenshot/cut", test_cut);
  return g_test_run ();
}
