/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-error.h"
#include "casement-wim.h"
#include "casement-windows-release.h"
#include "media-fixture.h"

#include <string.h>

static const char *const editions[] = {
  "Windows 11 Home", "Core", "Windows 11 Pro", "Professional", "Windows 11 Pro N", "ProfessionalN", NULL
};

static void
test_header (void)
{
  g_autoptr (GBytes) xml = media_fixture_windows_xml ("Client", 26100, 9, editions);
  g_autoptr (GBytes) wim = media_fixture_wim (xml, 0);
  g_autoptr (GError) error = NULL;
  CasementWimHeader header;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (wim, &length);

  g_assert_true (casement_wim_header_parse (bytes, length, &header, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (header.xml_offset, ==, 208);
  g_assert_cmpuint (header.xml_size, ==, length - 208);
}

/* No byte of the header may lead to a read without a bound. */
static void
test_header_damaged (void)
{
  g_autoptr (GBytes) xml = media_fixture_windows_xml ("Client", 26100, 9, editions);
  g_autoptr (GBytes) wim = media_fixture_wim (xml, 0);
  guint refused = 0;

  for (guint at = 0; at < CASEMENT_WIM_HEADER_SIZE; at++) {
    static const guint8 masks[] = { 0x01, 0x04, 0x80, 0xff };

    for (gsize i = 0; i < G_N_ELEMENTS (masks); i++) {
      g_autoptr (GError) error = NULL;
      guint8 bytes[CASEMENT_WIM_HEADER_SIZE];
      CasementWimHeader header = { 0 };

      memcpy (bytes, g_bytes_get_data (wim, NULL), sizeof bytes);
      bytes[at] ^= masks[i];
      if (casement_wim_header_parse (bytes, sizeof bytes, &header, &error)) {
        g_assert_cmpuint (header.xml_size, >=, 2);
        g_assert_cmpuint (header.xml_size, <=, 2 * 1024 * 1024);
        g_assert_cmpuint (header.xml_size % 2, ==, 0);
        g_assert_cmpuint (at, >=, 12);
      } else {
        g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_MEDIA);
        g_assert_nonnull (casement_error_get_details (error));
        refused++;
      }
    }
  }
  /* Magic, header length, and the high bytes of the size. */
  g_assert_cmpuint (refused, >, 12 * 4);
  for (gsize length = 0; length < CASEMENT_WIM_HEADER_SIZE; length++) {
    CasementWimHeader header;

    g_assert_false (casement_wim_header_parse (g_bytes_get_data (wim, NULL), length, &header, NULL));
  }
}

static GPtrArray *
parse_utf8 (const char *text, GError **error)
{
  g_autoptr (GBytes) xml = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) wim = media_fixture_wim (xml, 0);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (wim, &length);

  return casement_wim_xml_parse (bytes + 208, length - 208, error);
}

static void
test_xml (void)
{
  g_autoptr (GBytes) xml = media_fixture_windows_xml ("Client", 26100, 9, editions);
  g_autofree char *text = g_strndup (g_bytes_get_data (xml, NULL), g_bytes_get_size (xml));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) images = parse_utf8 (text, &error);
  const CasementWimImage *image;

  g_assert_no_error (error);
  g_assert_cmpuint (images->len, ==, 3);
  image = g_ptr_array_index (images, 1);
  g_assert_cmpuint (image->index, ==, 2);
  g_assert_cmpstr (image->name, ==, "Windows 11 Pro");
  g_assert_cmpstr (image->edition_id, ==, "Professional");
  g_assert_false (image->server);
  g_assert_cmpuint (image->build, ==, 26100);
  g_assert_cmpstr (image->arch, ==, "x86_64");
  g_assert_cmpuint (image->languages->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (image->languages, 0), ==, "en-US");
  g_assert_cmpstr (g_ptr_array_index (image->languages, 1), ==, "de-DE");
}

/* Numbers that are none, text for a terminal to trip over, images that are not Windows. */
static void
test_xml_odd (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) images = parse_utf8 (
      "<WIM><IMAGE INDEX='0'><NAME>data</NAME></IMAGE><IMAGE INDEX='-3'><WINDOWS><ARCH>7</ARCH>"
      "<PRODUCTTYPE>ServerNT</PRODUCTTYPE><VERSION><BUILD>99999999999</BUILD></VERSION></WINDOWS>"
      "<NAME> Se\302\233rver\342\200\256 </NAME></IMAGE></WIM>",
      &error);
  const CasementWimImage *image;

  g_assert_no_error (error);
  g_assert_cmpuint (images->len, ==, 1);
  image = g_ptr_array_index (images, 0);
  g_assert_cmpuint (image->index, ==, 0);
  g_assert_cmpuint (image->build, ==, 0);
  g_assert_null (image->arch);
  g_assert_true (image->server);
  g_assert_cmpstr (image->name, ==, "Server");
}

static void
test_xml_hostile (void)
{
  g_autoptr (GString) deep = g_string_new ("<WIM>");
  static const char *const rows[] = {
    "",
    "not xml",
    "<WIM/>",
    "<WIM><IMAGE INDEX='1'><NAME>x</NAME></IMAGE></WIM>",
    "<WIM><IMAGE INDEX='1'><WINDOWS>",
    "<!DOCTYPE WIM [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><WIM><IMAGE INDEX='1'><WINDOWS/><NAME>&b;</NAME>"
    "</IMAGE></WIM>",
    "<!DOCTYPE WIM SYSTEM 'file:///etc/passwd'><WIM><IMAGE INDEX='1'><WINDOWS/></IMAGE></WIM>",
    "<WIM><IMAGE INDEX='1'><WINDOWS/><NAME>&undefined;</NAME></IMAGE></WIM>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse_utf8 (rows[i], &error));
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_MEDIA);
  }

  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "<a>");
  g_assert_null (parse_utf8 (deep->str, NULL));
}

/* Cut at every length, and not UTF-16 at all. */
static void
test_xml_cut (void)
{
  g_autoptr (GBytes) xml = media_fixture_windows_xml ("Server", 20348, 9, editions);
  g_autoptr (GBytes) wim = media_fixture_wim (xml, 0);
  const guint8 lone_surrogate[] = { 0xff, 0xfe, 0x00, 0xd8, 0x3c, 0x00 };
  gsize length;
  const guint8 *bytes = g_bytes_get_data (wim, &length);

  for (gsize n = 0; n < length - 208 - 1; n++)
    g_assert_null (casement_wim_xml_parse (bytes + 208, n, NULL));
  g_assert_null (casement_wim_xml_parse (lone_surrogate, sizeof lone_surrogate, NULL));
}

static void
test_releases (void)
{
  static const struct {
    gboolean server;
    guint build;
    const char *name;
    const char *version;
  } rows[] = {
    { FALSE, 26200, "Windows 11", "25H2" },
    { FALSE, 26100, "Windows 11", "24H2" },
    { FALSE, 22631, "Windows 11", "23H2" },
    { FALSE, 22000, "Windows 11", "21H2" },
    { FALSE, 29999, "Windows 11", NULL },
    { FALSE, 21999, "Windows 10", NULL },
    { FALSE, 19045, "Windows 10", "22H2" },
    { FALSE, 19041, "Windows 10", NULL },
    { FALSE, 10240, "Windows 10", "1507" },
    { FALSE, 9600, "Windows 8.1", NULL },
    { FALSE, 7601, "Windows 7", NULL },
    { FALSE, 2600, NULL, NULL },
    { TRUE, 14393, "Windows Server 2016", NULL },
    { TRUE, 17763, "Windows Server 2019", NULL },
    { TRUE, 20348, "Windows Server 2022", NULL },
    { TRUE, 25398, "Windows Server 2022", NULL },
    { TRUE, 26100, "Windows Server 2025", NULL },
    { TRUE, 30000, "Windows Server 2025", NULL },
    { TRUE, 0, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    const CasementWindowsRelease *release = casement_windows_release_find (rows[i].server, rows[i].build);

    g_assert_cmpstr (release != NULL ? release->name : NULL, ==, rows[i].name);
    g_assert_cmpstr (casement_windows_release_get_version (rows[i].server, rows[i].build), ==,
                     rows[i].version);
  }
}

static void
test_volumes (void)
{
  static const struct {
    const char *volume_id;
    const char *name;
    const char *arch;
  } rows[] = {
    { "CCCOMA_X64FRE_EN-GB_DV9", "Windows 11 or 10", "x86_64" },
    { "CCCOMA_A64FRE_EN-GB_DV9", "Windows 11 or 10", "aarch64" },
    { "CCSA_X86FRE_EN-US_DV5", "Windows 10", "i686" },
    { "CPBA_X64FREE_DE-DE_DV9", "Windows 11 or 10", "x86_64" },
    { "CESE_X64FREE_EN-US_DV9", "Windows 11 or 10", "x86_64" },
    { "J_CCSA_X64FRE_EN-US_DV5", "Windows 11 or 10", "x86_64" },
    { "SSS_X64FREV_EN-US_DV9", "Windows Server 2016 or later", "x86_64" },
    { "SSS_X64FREE_EN-US_DV9", "Windows Server 2016 or later", "x86_64" },
    { "GRMCPRXFRER_EN_DVD", NULL, NULL },
    { "CDROM", NULL, NULL },
    { "", NULL, NULL },
    { "XCCCOMA_X64FRE_EN-GB_DV9", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    const CasementWindowsVolume *volume = casement_windows_volume_find (rows[i].volume_id);

    g_assert_cmpstr (volume != NULL ? volume->name : NULL, ==, rows[i].name);
    g_assert_cmpstr (volume != NULL ? volume->arch : NULL, ==, rows[i].arch);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/media/wim/header", test_header);
  g_test_add_func ("/core/media/wim/header-damaged", test_header_damaged);
  g_test_add_func ("/core/media/wim/xml", test_xml);
  g_test_add_func ("/core/media/wim/xml-odd", test_xml_odd);
  g_test_add_func ("/core/media/wim/xml-hostile", test_xml_hostile);
  g_test_add_func ("/core/media/wim/xml-cut", test_xml_cut);
  g_test_add_func ("/core/media/releases", test_releases);
  g_test_add_func ("/core/media/volumes", test_volumes);
  return g_test_run ();
}
