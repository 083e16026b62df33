/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define SECTOR 2048
#define WIM_HEADER 208

static void
put_u32 (guint8 *at, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (at, &value, sizeof value);
}

static void
put_u64 (guint8 *at, guint64 value)
{
  value = GUINT64_TO_LE (value);
  memcpy (at, &value, sizeof value);
}

/**
 * media_fixture_can_make_udf:
 *
 * Returns: whether genisoimage is here; without it a test that needs a UDF volume is skipped.
 */
gboolean
media_fixture_can_make_udf (void)
{
  g_autofree char *program = g_find_program_in_path ("genisoimage");

  return program != NULL;
}

/**
 * media_fixture_windows_xml:
 * @type: the installation type
 * @arch: Windows' number for the architecture
 * @editions: pairs of name and edition id
 *
 * Returns: (transfer full): in UTF-8, what a WIM says of its images.
 */
GBytes *
media_fixture_windows_xml (const char *type, guint build, guint arch, const char *const *editions)
{
  GString *xml = g_string_new ("<WIM><TOTALBYTES>4096</TOTALBYTES>");
  gsize length;

  for (guint i = 0; editions[i] != NULL; i += 2) {
    g_string_append_printf (xml,
                            "<IMAGE INDEX=\"%u\"><DIRCOUNT>1</DIRCOUNT><WINDOWS><ARCH>%u</ARCH>"
                            "<PRODUCTNAME>Microsoft® Windows® Operating System</PRODUCTNAME>"
                            "<EDITIONID>%s</EDITIONID><INSTALLATIONTYPE>%s</INSTALLATIONTYPE>"
                            "<LANGUAGES><LANGUAGE>de-DE</LANGUAGE><LANGUAGE>en-US</LANGUAGE>"
                            "<DEFAULT>en-US</DEFAULT></LANGUAGES><VERSION><MAJOR>10</MAJOR><MINOR>0</MINOR>"
                            "<BUILD>%u</BUILD><SPBUILD>1742</SPBUILD></VERSION></WINDOWS><NAME>%s</NAME>"
                            "<DESCRIPTION>%s</DESCRIPTION></IMAGE>",
                            i / 2 + 1, arch, editions[i + 1], type, build, editions[i], editions[i]);
  }
  g_string_append (xml, "</WIM>");
  length = xml->len;
  return g_bytes_new_take (g_string_free (xml, FALSE), length);
}

/**
 * media_fixture_wim:
 * @xml_utf8: what it says of its images
 * @xml_offset: where to put that, from the start; 0 for right after the header
 *
 * Returns: (transfer full): a WIM without any image data.
 */
GBytes *
media_fixture_wim (GBytes *xml_utf8, guint64 xml_offset)
{
  gsize n_utf8;
  const char *utf8 = g_bytes_get_data (xml_utf8, &n_utf8);
  glong n_utf16 = 0;
  g_autofree gunichar2 *utf16
      = g_utf8_to_utf16 (utf8 != NULL ? utf8 : "", (glong) n_utf8, NULL, &n_utf16, NULL);
  guint64 xml_size = ((guint64) n_utf16 + 1) * 2;
  guint64 length;
  guint8 *bytes;

  g_assert_nonnull (utf16);
  if (xml_offset == 0)
    xml_offset = WIM_HEADER;
  length = xml_offset + xml_size;
  bytes = g_malloc0 (length);
  memcpy (bytes, "MSWIM\0\0\0", 8);
  put_u32 (bytes + 8, WIM_HEADER);
  put_u32 (bytes + 12, 0x00010d00);
  put_u32 (bytes + 40, 0x00010001);
  put_u32 (bytes + 44, 1);
  put_u64 (bytes + 72, xml_size | (G_GUINT64_CONSTANT (0x02) << 56));
  put_u64 (bytes + 80, xml_offset);
  put_u64 (bytes + 88, xml_size);
  bytes[xml_offset] = 0xff;
  bytes[xml_offset + 1] = 0xfe;
  for (glong i = 0; i < n_utf16; i++) {
    gunichar2 unit = GUINT16_TO_LE (utf16[i]);

    memcpy (bytes + xml_offset + 2 + (gsize) i * 2, &unit, 2);
  }
  return g_bytes_new_take (bytes, length);
}

static void
put_text (guint8 *at, gsize length, const char *text)
{
  memset (at, ' ', length);
  memcpy (at, text, MIN (strlen (text), length));
}

/**
 * media_fixture_volume:
 * @volume_id: raw bytes, at most 32
 * @bootable: whether to add an El Torito record
 * @sectors: length of the whole, as the volume says it too
 *
 * Returns: (transfer full): the descriptors of an ISO 9660 volume without files.
 */
GBytes *
media_fixture_volume (const char *volume_id, gboolean bootable, guint sectors)
{
  guint8 *bytes = g_malloc0 ((gsize) sectors * SECTOR);
  guint8 *at = bytes + 16 * SECTOR;

  g_assert_cmpuint (sectors, >=, 19);
  at[0] = 1;
  memcpy (at + 1, "CD001\001", 6);
  put_text (at + 8, 32, "");
  put_text (at + 40, 32, volume_id);
  put_u32 (at + 80, sectors);
  at[128] = SECTOR & 0xff;
  at[129] = SECTOR >> 8;
  put_text (at + 318, 128, "MICROSOFT CORPORATION");
  put_text (at + 574, 128, "");
  if (bootable) {
    at += SECTOR;
    memcpy (at + 1, "CD001\001EL TORITO SPECIFICATION", 29);
  }
  at += SECTOR;
  at[0] = 255;
  memcpy (at + 1, "CD001\001", 6);
  return g_bytes_new_take (bytes, (gsize) sectors * SECTOR);
}

/** media_fixture_write: writes @bytes to @path. */
void
media_fixture_write (const char *path, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
}

/** media_fixture_remove_tree: removes @path and what is in it. */
void
media_fixture_remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
      g_autofree char *child = g_build_filename (path, name, NULL);

      media_fixture_remove_tree (child);
    }
  }
  g_assert_cmpint (g_remove (path), ==, 0);
}

/**
 * media_fixture_make_udf:
 *
 * Writes an image with a UDF and an ISO 9660 volume that hold @files, with genisoimage.
 */
void
media_fixture_make_udf (const char *path, const char *volume_id, const MediaFixtureFile *files, guint n_files)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *root = g_dir_make_tmp ("casement-media-XXXXXX", &error);
  g_autoptr (GSubprocess) process = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < n_files; i++) {
    g_autofree char *file = g_build_filename (root, files[i].path, NULL);
    g_autofree char *folder = g_path_get_dirname (file);

    g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
    media_fixture_write (file, files[i].bytes);
  }
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "genisoimage", "-quiet", "-udf",
                              "-J", "-iso-level", "3", "-V", volume_id, "-o", path, root, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  media_fixture_remove_tree (root);
}

/**
 * media_fixture_make_windows:
 * @wim_path: inside the image
 *
 * Writes what looks like an installer: a UDF volume with a WIM that describes itself by @xml_utf8.
 */
void
media_fixture_make_windows (const char *path, const char *volume_id, const char *wim_path, GBytes *xml_utf8)
{
  g_autoptr (GBytes) wim = media_fixture_wim (xml_utf8, 0);
  g_autoptr (GBytes) other = g_bytes_new_static ("setup", 5);
  const MediaFixtureFile files[]
      = { { wim_path, wim }, { "setup.exe", other }, { "sources/boot.wim", other } };

  media_fixture_make_udf (path, volume_id, files, G_N_ELEMENTS (files));
}
