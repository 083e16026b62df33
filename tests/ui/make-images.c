/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include "media-fixture.h"

/* Usage: make-images DIRECTORY
 * Puts disc images there that the windows' tests and screenshots choose from: what looks like an installer of Windows 11,
 * a driver image, a disc of something else, and a text that only calls itself an image. */
static void
make_volume (const char *folder, const char *name, const char *volume_id)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) volume = media_fixture_volume (volume_id, FALSE, 40);

  media_fixture_write (path, volume);
}

static void
make_windows (const char *folder, const char *name, const char *const *editions)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) xml = media_fixture_windows_xml ("Client", 26100, 9, editions);

  media_fixture_make_windows (path, "CCCOMA_X64FRE_EN-US_DV9", "sources/install.wim", xml);
}

int
main (int argc, char *argv[])
{
  static const char *const editions[] = { "Windows 11 Home", "Core", "Windows 11 Pro", "Professional", NULL };
  g_autoptr (GBytes) text = g_bytes_new_static ("This is no image.\n", 18);
  g_autofree char *path = NULL;

  if (argc != 2) {
    g_printerr ("Usage: make-images DIRECTORY\n");
    return 2;
  }
  if (!media_fixture_can_make_udf ()) {
    g_printerr ("genisoimage is not installed\n");
    return 77;
  }
  path = g_build_filename (argv[1], "text.iso", NULL);
  media_fixture_write (path, text);
  make_windows (argv[1], "Win11_24H2_English_x64.iso", editions);
  make_windows (argv[1], "Win11_Pro.iso", editions + 2);
  make_volume (argv[1], "virtio-win-0.1.271.iso", "virtio-win-0.1.271");
  make_volume (argv[1], "virtio-win-0.1.285.iso", "virtio-win-0.1.285");
  make_volume (argv[1], "holiday.iso", "HOLIDAY_PICTURES");
  return 0;
}
