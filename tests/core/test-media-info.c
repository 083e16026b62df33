/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-error.h"
#include "casement-media-info-private.h"
#include "casement-media-info.h"
#include "media-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR 2048

typedef struct {
  char *folder;
  char *path;
} Fixture;

static const char *const editions[] = { "Windows 11 Home", "Core", "Windows 11 Pro", "Professional", NULL };

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("casement-test-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "Windows “11” & more.iso", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  media_fixture_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static gboolean
skip_without_udf (void)
{
  if (media_fixture_can_make_udf ())
    return FALSE;
  g_test_skip ("genisoimage is not here");
  return TRUE;
}

static CasementMediaInfo *
identify (const char *path)
{
  g_autoptr (GError) error = NULL;
  CasementMediaInfo *info = casement_media_info_identify (path, NULL, &error);

  g_assert_no_error (error);
  return info;
}

static void
assert_refused (const char *path, CasementError code, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (casement_media_info_identify (path, NULL, &error));
  g_assert_error (error, CASEMENT_ERROR, (int) code);
  if (strstr (error->message, word) == NULL)
    g_error ("“%s” does not speak of “%s”", error->message, word);
}

static void
test_windows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) xml = media_fixture_windows_xml ("Client", 26100, 9, editions);
  g_autoptr (CasementMediaInfo) info = NULL;
  g_autofree char *summary = NULL;
  const CasementMediaEdition *edition;

  if (skip_without_udf ())
    return;
  media_fixture_make_windows (fixture->path, "CCCOMA_X64FRE_EN-US_DV9", "sources/install.wim", xml);
  info = identify (fixture->path);
  g_assert_cmpint (casement_media_info_get_kind (info), ==, CASEMENT_MEDIA_WINDOWS_INSTALL);
  g_assert_cmpstr (casement_media_info_get_path (info), ==, fixture->path);
  g_assert_cmpstr (casement_media_info_get_name (info), ==, "Windows 11");
  g_assert_cmpstr (casement_media_info_get_version (info), ==, "24H2");
  g_assert_cmpuint (casement_media_info_get_build (info), ==, 26100);
  g_assert_cmpstr (casement_media_info_get_arch (info), ==, "x86_64");
  g_assert_cmpstr (casement_media_info_get_os_id (info), ==, "http://microsoft.com/win/11");
  g_assert_cmpstr (casement_media_info_get_volume_id (info), ==, "CCCOMA_X64FRE_EN-US_DV9");
  g_assert_null (casement_media_info_get_driver_version (info));
  g_assert_cmpuint (g_strv_length ((char **) casement_media_info_get_languages (info)), ==, 2);
  g_assert_cmpstr (casement_media_info_get_languages (info)[0], ==, "en-US");
  g_assert_cmpuint (casement_media_info_get_editions (info)->len, ==, 2);
  edition = g_ptr_array_index (casement_media_info_get_editions (info), 1);
  g_assert_cmpuint (edition->index, ==, 2);
  g_assert_cmpstr (edition->name, ==, "Windows 11 Pro");
  g_assert_cmpstr (edition->edition_id, ==, "Professional");
  summary = casement_media_info_dup_summary (info);
  g_assert_cmpstr (summary, ==, "Windows 11 24H2 · en-US, de-DE · 64-bit · 2 editions");
}

/* The label says 11 to libosinfo; the image inside knows better. */
static void
test_contents_win (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *path;
    const char *type;
    guint build;
    guint arch;
    const char *name;
    const char *os_id;
    const char *arch_name;
  } rows[] = {
    { "SOURCES/Install.ESD", "Client", 19045, 9, "Windows 10", "http://microsoft.com/win/10", "x86_64" },
    { "sources/install.swm", "Server", 20348, 9, "Windows Server 2022", "http://microsoft.com/win/2k22",
      "x86_64" },
    { "sources/install.wim", "Server Core", 17763, 9, "Windows Server 2019", "http://microsoft.com/win/2k19",
      "x86_64" },
    { "x64/sources/install.wim", "Client", 26200, 12, "Windows 11", "http://microsoft.com/win/11",
      "aarch64" },
  };

  if (skip_without_udf ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GBytes) xml = media_fixture_windows_xml (rows[i].type, rows[i].build, rows[i].arch, editions);
    g_autoptr (CasementMediaInfo) info = NULL;

    media_fixture_make_windows (fixture->path, "CCCOMA_X64FRE_EN-US_DV9", rows[i].path, xml);
    info = identify (fixture->path);
    g_assert_cmpint (casement_media_info_get_kind (info), ==, CASEMENT_MEDIA_WINDOWS_INSTALL);
    g_assert_cmpstr (casement_media_info_get_name (info), ==, rows[i].name);
    g_assert_cmpstr (casement_media_info_get_os_id (info), ==, rows[i].os_id);
    g_assert_cmpstr (casement_media_info_get_arch (info), ==, rows[i].arch_name);
  }
}

/* Only the label, as on a medium without UDF: neither Windows is claimed. */
static void
test_label_only (Fixture *fixture, gconstpointer data)
{
  for (int bootable = 0; bootable < 2; bootable++) {
    g_autoptr (GBytes) volume = media_fixture_volume ("CCCOMA_X64FRE_EN-GB_DV9", bootable == 1, 40);
    g_autoptr (CasementMediaInfo) info = NULL;
    g_autofree char *summary = NULL;

    media_fixture_write (fixture->path, volume);
    info = identify (fixture->path);
    g_assert_cmpint (casement_media_info_get_kind (info), ==, CASEMENT_MEDIA_WINDOWS_INSTALL);
    g_assert_cmpint (casement_media_info_get_bootable (info), ==, bootable);
    g_assert_cmpstr (casement_media_info_get_os_id (info), ==, "http://microsoft.com/win/11");
    g_assert_cmpuint (casement_media_info_get_build (info), ==, 0);
    g_assert_cmpuint (casement_media_info_get_editions (info)->len, ==, 0);
    summary = casement_media_info_dup_summary (info);
    g_assert_cmpstr (summary, ==, "Windows 11 or 10 · en-GB · 64-bit");
  }
}

static void
test_osinfo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) volume = media_fixture_volume ("GRMCPRXFRER_EN_DVD", TRUE, 40);
  g_autoptr (CasementMediaInfo) info = NULL;

  media_fixture_write (fixture->path, volume);
  info = identify (fixture->path);
  g_assert_cmpint (casement_media_info_get_kind (info), ==, CASEMENT_MEDIA_WINDOWS_INSTALL);
  g_assert_cmpstr (casement_media_info_get_name (info), ==, "Windows 7");
  g_assert_cmpstr (casement_media_info_get_os_id (info), ==, "http://microsoft.com/win/7");
  g_assert_cmpstr (casement_media_info_get_arch (info), ==, "x86_64");
}

static void
test_drivers (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *volume_id;
    const char *version;
  } rows[] = {
    { "virtio-win-0.1.271", "0.1.271" },
    { "virtio-win-0.1.285-1", "0.1.285-1" },
    { "virtio-win-1.9.44.el9", "1.9.44" },
    { "VIRTIO-WIN", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GBytes) volume = media_fixture_volume (rows[i].volume_id, FALSE, 40);
    g_autoptr (CasementMediaInfo) info = NULL;

    media_fixture_write (fixture->path, volume);
    info = identify (fixture->path);
    g_assert_cmpint (casement_media_info_get_kind (info), ==, CASEMENT_MEDIA_VIRTIO_WIN);
    g_assert_cmpstr (casement_media_info_get_driver_version (info), ==, rows[i].version);
  }
}

static void
test_other (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) volume = media_fixture_volume ("My\033[31m \377holiday", FALSE, 40);
  g_autoptr (CasementMediaInfo) info = NULL;
  g_autofree char *summary = NULL;

  media_fixture_write (fixture->path, volume);
  info = identify (fixture->path);
  g_assert_cmpint (casement_media_info_get_kind (info), ==, CASEMENT_MEDIA_OTHER);
  g_assert_null (casement_media_info_get_name (info));
  g_assert_cmpstr (casement_media_info_get_volume_id (info), ==, "My[31m \357\277\275holiday");
  summary = casement_media_info_dup_summary (info);
  g_assert_nonnull (strstr (summary, "holiday"));
}

static void
assert_null_member (JsonObject *object, const char *name)
{
  g_assert_true (json_object_has_member (object, name));
  g_assert_true (json_object_get_null_member (object, name));
}

static void
test_json (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) volume = media_fixture_volume ("virtio-win-0.1.271", FALSE, 40);
  g_autoptr (CasementMediaInfo) info = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;

  media_fixture_write (fixture->path, volume);
  info = identify (fixture->path);
  text = casement_media_info_to_json (info);
  root = json_from_string (text, NULL);
  object = json_node_get_object (root);
  g_assert_cmpuint (json_object_get_size (object), ==, 9);
  g_assert_cmpstr (json_object_get_string_member (object, "kind"), ==, "virtio-win");
  g_assert_cmpstr (json_object_get_string_member (object, "volume-id"), ==, "virtio-win-0.1.271");
  g_assert_cmpstr (json_object_get_string_member (object, "driver-version"), ==, "0.1.271");
  assert_null_member (object, "version");
  assert_null_member (object, "build");
  assert_null_member (object, "arch");
  assert_null_member (object, "languages");
  assert_null_member (object, "editions");
}

static void
test_not_an_image (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *content;
    const char *word;
  } rows[] = {
    { "", "empty" },
    { "\357\273\277  <!DOCTYPE html><html>", "web page" },
    { "<HTML>", "web page" },
    { "PK\003\004....", "ZIP" },
    { "QFI\373", "virtual disk" },
    { "MZ....", "Windows program" },
    { "some text", "not an ISO image" },
  };
  g_autoptr (GBytes) noise = NULL;
  g_autofree guint8 *bytes = g_malloc (64 * SECTOR);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GBytes) content = g_bytes_new_static (rows[i].content, strlen (rows[i].content));

    media_fixture_write (fixture->path, content);
    assert_refused (fixture->path, CASEMENT_ERROR_MEDIA, rows[i].word);
  }
  for (guint i = 0; i < 64 * SECTOR; i++)
    bytes[i] = (guint8) g_test_rand_int ();
  noise = g_bytes_new_static (bytes, 64 * SECTOR);
  bytes[0] = 0;
  media_fixture_write (fixture->path, noise);
  assert_refused (fixture->path, CASEMENT_ERROR_MEDIA, "not an ISO image");
}

static void
test_not_a_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *below = g_build_filename (fixture->path, "x.iso", NULL);

  assert_refused (fixture->path, CASEMENT_ERROR_NOT_FOUND, "no file");
  assert_refused (fixture->folder, CASEMENT_ERROR_INVALID, "folder");
  assert_refused ("/tmp/caf\351.iso", CASEMENT_ERROR_INVALID, "UTF-8");
  assert_refused ("/dev/null", CASEMENT_ERROR_INVALID, "not a file");
  /* Nobody writes to it: opening must not wait. */
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  assert_refused (fixture->path, CASEMENT_ERROR_INVALID, "not a file");
  assert_refused (below, CASEMENT_ERROR_NOT_FOUND, "no file");
}

static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) volume = media_fixture_volume ("X", FALSE, 40);

  if (geteuid () == 0) {
    g_test_skip ("root may read everything");
    return;
  }
  media_fixture_write (fixture->path, volume);
  g_assert_cmpint (g_chmod (fixture->path, 0), ==, 0);
  assert_refused (fixture->path, CASEMENT_ERROR_PERMISSION, "permissions");
}

/* A download that stopped, at every sector that matters and many that do not. */
static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) xml = media_fixture_windows_xml ("Client", 26100, 9, editions);
  g_autofree char *whole = NULL;
  gsize length = 0;

  if (skip_without_udf ())
    return;
  media_fixture_make_windows (fixture->path, "CCCOMA_X64FRE_EN-US_DV9", "sources/install.wim", xml);
  g_assert_true (g_file_get_contents (fixture->path, &whole, &length, NULL));
  /* The volume says its length; let it lie, so that what lies beyond has to be missed where it is used. */
  memset (whole + 16 * SECTOR + 80, 0, 8);
  whole[16 * SECTOR + 80] = 1;
  for (gsize n = 0; n < length; n += n < 300 * SECTOR ? SECTOR : 7 * SECTOR) {
    g_autoptr (GBytes) part = g_bytes_new_static (whole, n);
    g_autoptr (CasementMediaInfo) info = NULL;
    g_autoptr (GError) error = NULL;

    media_fixture_write (fixture->path, part);
    info = casement_media_info_identify (fixture->path, NULL, &error);
    /* Never a wrong answer: all of it, only the label where UDF's mark is cut off too, or a refusal. */
    if (info != NULL)
      g_assert_cmpuint (casement_media_info_get_build (info), ==, n < 24 * SECTOR ? 0 : 26100);
    if (info == NULL)
      g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_MEDIA);
  }
}

static void
test_shorter_than_it_says (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) volume = media_fixture_volume ("CCCOMA_X64FRE_EN-GB_DV9", TRUE, 1000);
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (volume, 0, 500 * SECTOR);

  media_fixture_write (fixture->path, part);
  assert_refused (fixture->path, CASEMENT_ERROR_MEDIA, "cut off");
}

static void
put_u32 (char *at, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (at, &value, sizeof value);
}

static guint32
get_u32 (const char *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

/* ECMA-167 4/14.9: a file entry has tag 261, its length at 56, and after the extended attributes its extents.
 */
static char *
find_extent (char *image, gsize length, guint64 file_size)
{
  for (gsize at = 256 * SECTOR; at + SECTOR <= length; at += SECTOR) {
    char *sector = image + at;

    if ((guint8) sector[0] == (261 & 0xff) && sector[1] == 261 >> 8 && get_u32 (sector + 56) == file_size)
      return sector + 176 + get_u32 (sector + 168);
  }
  return NULL;
}

/* A real installer is larger than 4 GiB and its list of editions is at the end. The image is sparse. */
static void
test_large_is_fast (Fixture *fixture, gconstpointer data)
{
  const guint64 far_sector = G_GUINT64_CONSTANT (5) * 1024 * 1024 * 1024 / SECTOR;
  g_autoptr (GBytes) xml = media_fixture_windows_xml ("Client", 26100, 9, editions);
  g_autoptr (GBytes) wim = media_fixture_wim (xml, 0);
  g_autoptr (CasementMediaInfo) info = NULL;
  g_autofree char *image = NULL;
  gsize length = 0;
  gint64 start;
  char *extent;
  int fd;

  if (skip_without_udf ())
    return;
  media_fixture_make_windows (fixture->path, "CCCOMA_X64FRE_EN-US_DV9", "sources/install.wim", xml);
  g_assert_true (g_file_get_contents (fixture->path, &image, &length, NULL));
  extent = find_extent (image, length, g_bytes_get_size (wim));
  g_assert_nonnull (extent);
  /* Positions count from the partition's start, which genisoimage puts at sector 257. */
  put_u32 (extent + 4, (guint32) far_sector - 257);
  fd = g_open (fixture->path, O_WRONLY | O_CLOEXEC, 0);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, image, length, 0), ==, length);
  g_assert_cmpint (
      pwrite (fd, g_bytes_get_data (wim, NULL), g_bytes_get_size (wim), (off_t) far_sector * SECTOR), ==,
      g_bytes_get_size (wim));
  g_assert_cmpint (ftruncate (fd, (off_t) (far_sector + 100) * SECTOR), ==, 0);
  close (fd);

  start = g_get_monotonic_time ();
  info = identify (fixture->path);
  g_test_message ("took %" G_GINT64_FORMAT " us", g_get_monotonic_time () - start);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC / 4);
  g_assert_cmpuint (casement_media_info_get_build (info), ==, 26100);
}

/* A length of zero wraps around in libudfread, which would then walk two million sectors, or never end. */
static void
test_endless_file_set (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint32 length;
    guint32 position;
  } rows[] = { { 0, 0 }, { 0, G_MAXUINT32 - 3 }, { 0x3fffffff, 0 }, { 2048, G_MAXUINT32 } };
  g_autoptr (GBytes) xml = media_fixture_windows_xml ("Client", 26100, 9, editions);
  g_autofree char *image = NULL;
  gsize length = 0;

  if (skip_without_udf ())
    return;
  media_fixture_make_windows (fixture->path, "CCCOMA_X64FRE_EN-US_DV9", "sources/install.wim", xml);
  g_assert_true (g_file_get_contents (fixture->path, &image, &length, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (CasementMediaInfo) info = NULL;
    gint64 start = g_get_monotonic_time ();
    guint changed = 0;

    for (gsize at = 0; at + SECTOR <= length; at += SECTOR) {
      if (image[at] == 6 && image[at + 1] == 0 && at > 16 * SECTOR) {
        put_u32 (image + at + 248, rows[i].length);
        put_u32 (image + at + 252, rows[i].position);
        changed++;
      }
    }
    g_assert_cmpuint (changed, >=, 1);
    bytes = g_bytes_new (image, length);
    media_fixture_write (fixture->path, bytes);
    info = identify (fixture->path);
    g_assert_cmpstr (casement_media_info_get_name (info), ==, "Windows 11 or 10");
    g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
  }
}

/* The edition list is there, but wrong: that is a damaged image, not another Windows. */
static void
test_damaged_wim (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) xml = media_fixture_windows_xml ("Client", 26100, 9, editions);
  g_autoptr (GBytes) bad = g_bytes_new_static ("<WIM><IMAGE", 11);
  g_autoptr (GBytes) cut = NULL;
  g_autoptr (GBytes) wim = media_fixture_wim (xml, 5000);
  MediaFixtureFile file = { "sources/install.wim", NULL };

  if (skip_without_udf ())
    return;
  media_fixture_make_windows (fixture->path, "CCCOMA_X64FRE_EN-US_DV9", "sources/install.wim", bad);
  assert_refused (fixture->path, CASEMENT_ERROR_MEDIA, "damaged");

  cut = g_bytes_new_from_bytes (wim, 0, 5010);
  file.bytes = cut;
  media_fixture_make_udf (fixture->path, "CCCOMA_X64FRE_EN-US_DV9", &file, 1);
  assert_refused (fixture->path, CASEMENT_ERROR_MEDIA, "damaged");

  g_clear_pointer (&cut, g_bytes_unref);
  cut = g_bytes_new_from_bytes (wim, 0, 100);
  file.bytes = cut;
  media_fixture_make_udf (fixture->path, "CCCOMA_X64FRE_EN-US_DV9", &file, 1);
  assert_refused (fixture->path, CASEMENT_ERROR_MEDIA, "damaged");
}

static void
identified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static void
test_async (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) volume = media_fixture_volume ("GRMCPRXFRER_EN_DVD", TRUE, 40);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[9] = { NULL };
  g_autoptr (GError) error = NULL;
  guint waiting = G_N_ELEMENTS (results);

  media_fixture_write (fixture->path, volume);
  /* Several at once: libosinfo's database is loaded by one of them. */
  for (gsize i = 0; i < G_N_ELEMENTS (results) - 1; i++)
    casement_media_info_identify_async (fixture->path, NULL, identified_cb, &results[i]);
  g_cancellable_cancel (cancellable);
  casement_media_info_identify_async (fixture->path, cancellable, identified_cb, &results[8]);
  while (waiting > 0) {
    g_main_context_iteration (NULL, TRUE);
    waiting = 0;
    for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
      waiting += results[i] == NULL;
  }
  for (gsize i = 0; i < 8; i++) {
    g_autoptr (CasementMediaInfo) info = casement_media_info_identify_finish (results[i], NULL);

    g_assert_cmpstr (casement_media_info_get_name (info), ==, "Windows 7");
    g_object_unref (results[i]);
  }
  g_assert_null (casement_media_info_identify_finish (results[8], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (results[8]);
}

#define ADD(path, function) g_test_add ("/core/media/" path, Fixture, NULL, setup, function, teardown)

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("casement-home-XXXXXX", NULL);
  int result;

  /* Before anything asks for them. */
  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("windows", test_windows);
  ADD ("contents-win", test_contents_win);
  ADD ("label-only", test_label_only);
  ADD ("osinfo", test_osinfo);
  ADD ("drivers", test_drivers);
  ADD ("other", test_other);
  ADD ("json", test_json);
  ADD ("not-an-image", test_not_an_image);
  ADD ("not-a-file", test_not_a_file);
  ADD ("unreadable", test_unreadable);
  ADD ("cut-off", test_cut_off);
  ADD ("shorter-than-it-says", test_shorter_than_it_says);
  ADD ("large-is-fast", test_large_is_fast);
  ADD ("endless-file-set", test_endless_file_set);
  ADD ("damaged-wim", test_damaged_wim);
  ADD ("async", test_async);
  result = g_test_run ();
  media_fixture_remove_tree (home);
  return result;
}
