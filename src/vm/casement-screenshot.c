/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <glib/gi18n-lib.h>
#include <png.h>
#include <string.h>

#include "casement-error.h"
#include "casement-vm-private.h"

/* QEMU answers screenshots as PPM or PNG, depending on its age and libvirt's. */

#define SIDE_MAX 16384
#define PNG_SIGNATURE "\x89PNG\r\n\x1a\n"

typedef struct {
  const guint8 *data;
  gsize size;
  gsize at;
} Reader;

/* A number of a PPM header, after white space and comments. 0 if there is none that makes sense. */
static guint
read_number (Reader *reader)
{
  guint number = 0;
  guint digits = 0;

  while (reader->at < reader->size) {
    guint8 byte = reader->data[reader->at];

    if (byte == '#') {
      while (reader->at < reader->size && reader->data[reader->at] != '\n')
        reader->at++;
    } else if (g_ascii_isspace (byte)) {
      reader->at++;
    } else {
      break;
    }
  }
  while (reader->at < reader->size && g_ascii_isdigit (reader->data[reader->at]) && digits < 6) {
    number = number * 10 + (reader->data[reader->at++] - '0');
    digits++;
  }
  return number;
}

static GBytes *
write_png (const guint8 *pixels, guint width, guint height, GError **error)
{
  png_image image = { .version = PNG_IMAGE_VERSION, .width = width, .height = height, .format = PNG_FORMAT_RGB };
  png_alloc_size_t size = 0;
  g_autofree guint8 *png = NULL;

  if (png_image_write_get_memory_size (image, size, 0, pixels, 0, NULL) != 0)
    png = g_try_malloc (size);
  if (png == NULL || png_image_write_to_memory (&image, png, &size, 0, pixels, 0, NULL) == 0) {
    casement_set_error (error, CASEMENT_ERROR_FAILED, image.message, _("The picture of the screen cannot be converted."));
    png_image_free (&image);
    return NULL;
  }
  return g_bytes_new_take (g_steal_pointer (&png), size);
}

/**
 * casement_screenshot_to_png:
 * @data: what libvirt sent: PNG, or a binary PPM with 8 bits a colour
 *
 * Returns: (transfer full): a PNG file's bytes, or %NULL with @error set.
 */
GBytes *
casement_screenshot_to_png (const guint8 *data, gsize size, GError **error)
{
  Reader reader = { data, size, 2 };
  guint width, height, depth;

  if (size >= 8 && memcmp (data, PNG_SIGNATURE, 8) == 0)
    return g_bytes_new (data, size);

  if (size >= 2 && memcmp (data, "P6", 2) == 0) {
    width = read_number (&reader);
    height = read_number (&reader);
    depth = read_number (&reader);
    /* One byte of white space parts the header from the pixels. */
    reader.at++;
    if (width > 0 && width <= SIDE_MAX && height > 0 && height <= SIDE_MAX && depth == 255 && reader.at <= size
        && size - reader.at >= (gsize) width * height * 3)
      return write_png (data + reader.at, width, height, error);
  }
  casement_set_error (error, CASEMENT_ERROR_FAILED, NULL,
                      _("The hypervisor sent a picture of the screen in a form that is not known here."));
  return NULL;
}
