/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be said to Setup: names, passwords and keys that Windows takes, languages, keyboards and time zones. */
#include <string.h>
#include <unicode/uloc.h>
#include "casement-locale.h"
#include "casement-product-key.h"
#include "casement-unattend.h"

static void
test_user_names (void)
{
  static const char *const good[] = { "Anna", "anna maria", "Jürgen", "O'Brien", "a.b", "user-1", "山田太郎", "12345678901234567890" };
  static const char *const bad[] = { "", " a", "a ", "a.", "a/b", "a\\b", "a@b", "a%b", "a\"b", "a\nb", "123456789012345678901", "CON", "Administrator",
                                     "nul", "a\x01", "\xff", "LPT1", "a\xe2\x80\xa8", "🪟🪟🪟🪟🪟🪟🪟🪟🪟🪟🪟" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    if (!casement_unattend_check_user_name (good[i], NULL))
      g_error ("refused: %s", good[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    if (casement_unattend_check_user_name (bad[i], &error))
      g_error ("taken: %s", bad[i]);
    g_assert_nonnull (error);
  }
  g_assert_false (casement_unattend_check_user_name (NULL, NULL));
}

static gboolean
takes (const char *password, const char *user, gboolean server)
{
  g_autoptr (CasementSecret) secret = casement_secret_new (password, -1);
  g_autoptr (GError) error = NULL;
  gboolean good = casement_unattend_check_password (secret, user, server, &error);

  g_assert_true (good == (error == NULL));
  /* What is wrong is said without saying it. */
  if (error != NULL && strlen (password) > 4)
    g_assert_null (strstr (error->message, password));
  return good;
}

static void
test_passwords (void)
{
  g_autofree char *longest = g_strnfill (127, 'x');
  g_autofree char *longer = g_strnfill (128, 'x');

  g_assert_true (takes ("x", "Anna", FALSE));
  g_assert_true (takes (longest, "Anna", FALSE));
  g_assert_true (takes ("пароль ☃", "Anna", FALSE));
  g_assert_false (takes (longer, "Anna", FALSE));
  g_assert_false (takes ("", "Anna", FALSE));
  g_assert_false (takes ("a\tb", "Anna", FALSE));
  g_assert_false (takes ("a\xff", "Anna", FALSE));
  g_assert_false (takes ("simple", "Anna", TRUE));
  g_assert_false (takes ("simplelonger", "Anna", TRUE));
  g_assert_false (takes ("Short1!", "Anna", TRUE));
  g_assert_false (takes ("xAnNa2024!", "Anna", TRUE));
  g_assert_true (takes ("Longer-1", "Anna", TRUE));
  g_assert_true (takes ("Longer-1 al", "al", TRUE));
}

static void
test_computer_names (void)
{
  static const char *const good[] = { "PC", "a", "win-11", "123456789012345a" + 1, "1a" };
  static const char *const bad[] = { "", "123", "a b", "a_b", "ä", "-a", "a-", "1234567890123456", "a.b" };
  static const struct {
    const char *machine;
    const char *user;
    const char *name;
  } made[] = {
    { "Windows 11", "Anna", "Windows-11" },      { "Prüf’s „11“ & Co", "Anna", "Pruf-s-11-Co" }, { "日本", "Anna", "PC" },
    { "12345", "Anna", "PC-12345" },             { "anna", "Anna", "PC-anna" },                    { "a very long name of it", "Anna", "a-very-long-nam" },
    { "123456789012345678", "Anna", "PC-123456789012" }, { NULL, NULL, "PC" },                   { "---", NULL, "PC" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    if (!casement_unattend_check_computer_name (good[i], NULL))
      g_error ("refused: %s", good[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (casement_unattend_check_computer_name (bad[i], NULL))
      g_error ("taken: %s", bad[i]);
  for (guint i = 0; i < G_N_ELEMENTS (made); i++) {
    g_autofree char *name = casement_unattend_suggest_computer_name (made[i].machine, made[i].user);
    g_autoptr (GError) error = NULL;

    casement_unattend_check_computer_name (name, &error);
    g_assert_no_error (error);
    if (made[i].name[0] != 'P' || made[i].name[1] != 'C' || strlen (made[i].name) > 2)
      g_assert_cmpstr (name, ==, made[i].name);
  }
}

static void
test_keys (void)
{
  static const char *const bad[] = { "", "W269N-WFGWX-YVC9B-4J6C9-T83G", "W269N-WFGWX-YVC9B-4J6C9-T83GXX", "W269NWFGWXYVC9B4J6C9T83GX",
                                     "W269N-WFGWX-YVC9B-4J6C9-T83GA", "W269N WFGWX YVC9B 4J6C9 T83GX", "<269N-WFGWX-YVC9B-4J6C9-T83GX" };
  static const char *const editions[] = { "Professional", "ProfessionalN", "ProfessionalWorkstation", "ProfessionalEducation", "Education", "EducationN",
                                          "Enterprise", "EnterpriseN", "EnterpriseS", "IoTEnterpriseS" };
  static const guint servers[] = { 14393, 17763, 20348, 26100 };
  CasementKeySource source;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (CasementSecret) key = casement_secret_new (bad[i], -1);

    g_assert_false (casement_unattend_check_product_key (key, NULL));
  }
  for (guint i = 0; i < G_N_ELEMENTS (editions) + 2 * G_N_ELEMENTS (servers); i++) {
    guint at = i - G_N_ELEMENTS (editions);
    gboolean client = i < G_N_ELEMENTS (editions);
    const char *text = client ? casement_client_key_find (editions[i], 26100, &source)
                              : casement_client_key_find (at % 2 == 0 ? "ServerStandard" : "ServerDatacenterCore", servers[at / 2], &source);
    g_autoptr (CasementSecret) key = casement_secret_new (text, -1);

    g_assert_cmpint (source, ==, CASEMENT_KEY_CLIENT);
    g_assert_true (casement_unattend_check_product_key (key, NULL));
  }
  g_assert_null (casement_client_key_find ("Core", 26100, &source));
  g_assert_cmpint (source, ==, CASEMENT_KEY_ASKED);
  g_assert_null (casement_client_key_find ("ServerStandardEval", 26100, &source));
  g_assert_cmpint (source, ==, CASEMENT_KEY_NOT_NEEDED);
  g_assert_null (casement_client_key_find ("EnterpriseS", 14393, &source));
  g_assert_null (casement_client_key_find (NULL, 26100, &source));
  g_assert_cmpint (source, ==, CASEMENT_KEY_ASKED);
}

static void
test_locales (void)
{
  static const struct {
    const char *posix;
    const char *tag;
  } tags[] = { { "de_DE.UTF-8", "de-DE" }, { "en_GB", "en-GB" }, { "pt_BR@euro", "pt-BR" }, { "de-CH", "de-CH" }, { "C", NULL }, { "C.UTF-8", NULL },
               { "en_DE", NULL }, { "sr_RS", NULL }, { "", NULL }, { "x", NULL }, { NULL, NULL } };
  guint n;
  const CasementWindowsLocale *all = casement_windows_locale_get_all (&n);

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++) {
    g_autofree char *tag = casement_windows_locale_dup_tag (tags[i].posix);

    g_assert_cmpstr (tag, ==, tags[i].tag);
  }
  for (guint i = 0; i < n; i++) {
    g_autofree char *posix = g_strdelimit (g_strdup (all[i].tag), "-", '_');
    g_autofree char *tag = casement_windows_locale_dup_tag (posix);
    g_autofree char *input = casement_windows_input_dup (all[i].keyboard, all[i].tag);
    guint lcid = uloc_getLCID (posix);

    g_assert_cmpstr (tag, ==, all[i].tag);
    /* ICU knows most of them; what it takes for another's, it says neutral. */
    if (lcid != all[i].lcid)
      g_error ("%s: %x, ICU says %x", all[i].tag, all[i].lcid, lcid);
    g_assert_true (g_regex_match_simple ("^[0-9a-f]{4}:[0-9a-f]{8}$", input, 0, 0));
  }
}

static void
test_keyboards (void)
{
  static const struct {
    const char *text;
    const char *layout;
  } files[] = {
    { "XKBMODEL=\"pc105\"\nXKBLAYOUT=\"de\"\nXKBVARIANT=\"\"\n", "de" },
    { "XKBLAYOUT=us,de\nXKBVARIANT=intl,\n", "us+intl" },
    { "# XKBLAYOUT=fr\n", NULL },
    { "XKBLAYOUT=\"\"\n", NULL },
    { "XKBLAYOUT=\"gb\n", NULL },
    { "", NULL },
  };
  g_autofree char *input = casement_windows_input_dup ("us+intl", "nl-NL");
  g_autofree char *none = casement_windows_input_dup ("xx", "nl-NL");
  g_autofree char *host = casement_host_dup_keyboard ();
  g_autofree char *language = casement_host_dup_language ();

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *layout = casement_keyboard_file_dup_layout (files[i].text);

    g_assert_cmpstr (layout, ==, files[i].layout);
  }
  g_assert_cmpstr (input, ==, "0413:00020409");
  g_assert_null (none);
  g_assert_cmpstr (casement_windows_keyboard_find ("de+nodeadkeys")->klid, ==, "00000407");
  g_assert_nonnull (casement_windows_keyboard_find (host));
  g_assert_nonnull (casement_windows_locale_find (language));
}

static void
test_time_zones (void)
{
  g_autofree char *berlin = casement_windows_time_zone_dup ("Europe/Berlin");
  g_autofree char *kolkata = casement_windows_time_zone_dup ("Asia/Kolkata");
  g_autofree char *none = casement_windows_time_zone_dup ("Antarctica/Troll");
  g_autofree char *hostile = casement_windows_time_zone_dup ("Ä/<&>");

  g_assert_cmpstr (berlin, ==, "W. Europe Standard Time");
  g_assert_cmpstr (kolkata, ==, "India Standard Time");
  g_assert_null (none);
  g_assert_null (hostile);
  g_assert_true (casement_windows_time_zone_is_known ("Tokyo Standard Time"));
  g_assert_false (casement_windows_time_zone_is_known ("Nowhere Time"));
  g_assert_true (g_setenv ("TZ", ":Europe/Berlin", TRUE));
  {
    g_autofree char *zone = casement_host_dup_time_zone ();

    g_assert_cmpstr (zone, ==, "Europe/Berlin");
  }
}

static void
test_secret (void)
{
  g_autoptr (CasementSecret) secret = casement_secret_new ("abc", -1);
  g_autoptr (CasementSecret) other = casement_secret_new (NULL, 0);

  for (guint i = 0; i < 3000; i++)
    casement_secret_append (other, "abc", 3);
  g_assert_cmpuint (casement_secret_get_length (other), ==, 9000);
  g_assert_cmpint (casement_secret_get_text (other)[8999], ==, 'c');
  g_assert_cmpint (casement_secret_get_text (other)[9000], ==, '\0');
  g_assert_false (casement_secret_equal (secret, other));
  g_assert_false (casement_secret_equal (secret, NULL));
  g_assert_true (casement_secret_equal (NULL, NULL));
}

static void
test_object (void)
{
  g_autoptr (CasementUnattend) unattend = casement_unattend_new ();
  g_autoptr (CasementUnattend) copy = NULL;
  g_autoptr (CasementSecret) password = casement_secret_new ("x", -1);

  casement_unattend_set_user_name (unattend, "Anna");
  casement_unattend_set_language (unattend, "de-DE");
  casement_unattend_set_password (unattend, password);
  copy = casement_unattend_copy (unattend);
  g_assert_true (casement_unattend_equal (unattend, copy));
  casement_unattend_set_password (copy, NULL);
  g_assert_false (casement_unattend_equal (unattend, copy));
  for (guint i = 0; i < 2; i++)
    g_object_set (copy, "user-name", "B", "language", "en-US", "keyboard", "us", "time-zone", "UTC", "computer-name", "C", "licence", TRUE, NULL);
  g_assert_cmpstr (casement_unattend_get_computer_name (copy), ==, "C");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unattend/user-names", test_user_names);
  g_test_add_func ("/unattend/passwords", test_passwords);
  g_test_add_func ("/unattend/computer-names", test_computer_names);
  g_test_add_func ("/unattend/keys", test_keys);
  g_test_add_func ("/unattend/locales", test_locales);
  g_test_add_func ("/unattend/keyboards", test_keyboards);
  g_test_add_func ("/unattend/time-zones", test_time_zones);
  g_test_add_func ("/unattend/secret", test_secret);
  g_test_add_func ("/unattend/object", test_object);
  return g_test_run ();
}
