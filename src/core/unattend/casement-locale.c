/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-locale.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#define TAG_MAX 64
#define ZONE_MAX 128

/* Languages with a region that Windows 10 and newer know by a number of their own. Source: Microsoft's [MS-LCID]; ICU gives the same
 * but for regions that it takes from another, which is why this list decides and not ICU. */
static const CasementWindowsLocale locales[] = {
  { "ar-AE", 0x3801, "us" }, { "ar-EG", 0x0c01, "us" }, { "ar-SA", 0x0401, "us" }, { "bg-BG", 0x0402, "us" },
  { "ca-ES", 0x0403, "es" }, { "cs-CZ", 0x0405, "cz" }, { "da-DK", 0x0406, "dk" }, { "de-AT", 0x0c07, "de" },
  { "de-CH", 0x0807, "ch" }, { "de-DE", 0x0407, "de" }, { "de-LI", 0x1407, "ch" }, { "de-LU", 0x1007, "de" },
  { "el-GR", 0x0408, "gr" }, { "en-AU", 0x0c09, "us" }, { "en-CA", 0x1009, "us" }, { "en-GB", 0x0809, "gb" },
  { "en-IE", 0x1809, "gb" }, { "en-IN", 0x4009, "us" }, { "en-NZ", 0x1409, "us" }, { "en-SG", 0x4809, "us" },
  { "en-US", 0x0409, "us" }, { "en-ZA", 0x1c09, "us" }, { "es-AR", 0x2c0a, "latam" }, { "es-CL", 0x340a, "latam" },
  { "es-CO", 0x240a, "latam" }, { "es-ES", 0x0c0a, "es" }, { "es-MX", 0x080a, "latam" }, { "es-PE", 0x280a, "latam" },
  { "es-VE", 0x200a, "latam" }, { "et-EE", 0x0425, "us" }, { "eu-ES", 0x042d, "es" }, { "fi-FI", 0x040b, "fi" },
  { "fr-BE", 0x080c, "be" }, { "fr-CA", 0x0c0c, "ca" }, { "fr-CH", 0x100c, "ch+fr" }, { "fr-FR", 0x040c, "fr" },
  { "fr-LU", 0x140c, "ch+fr" }, { "gl-ES", 0x0456, "es" }, { "he-IL", 0x040d, "il" }, { "hi-IN", 0x0439, "us" },
  { "hr-HR", 0x041a, "us" }, { "hu-HU", 0x040e, "hu" }, { "id-ID", 0x0421, "us" }, { "is-IS", 0x040f, "us" },
  { "it-CH", 0x0810, "ch" }, { "it-IT", 0x0410, "it" }, { "ja-JP", 0x0411, "jp" }, { "ko-KR", 0x0412, "kr" },
  { "lt-LT", 0x0427, "us" }, { "lv-LV", 0x0426, "us" }, { "ms-MY", 0x043e, "us" }, { "nb-NO", 0x0414, "no" },
  { "nl-BE", 0x0813, "be" }, { "nl-NL", 0x0413, "us+intl" }, { "nn-NO", 0x0814, "no" }, { "pl-PL", 0x0415, "pl" },
  { "pt-BR", 0x0416, "br" }, { "pt-PT", 0x0816, "pt" }, { "ro-RO", 0x0418, "us" }, { "ru-RU", 0x0419, "ru" },
  { "sk-SK", 0x041b, "us" }, { "sl-SI", 0x0424, "us" }, { "sv-FI", 0x081d, "fi" }, { "sv-SE", 0x041d, "se" },
  { "th-TH", 0x041e, "us" }, { "tr-TR", 0x041f, "tr" }, { "uk-UA", 0x0422, "ua" }, { "vi-VN", 0x042a, "us" },
  { "zh-CN", 0x0804, "us" }, { "zh-HK", 0x0c04, "us" }, { "zh-SG", 0x1004, "us" }, { "zh-TW", 0x0404, "us" },
};

/* No library maps one to the other. Source: Microsoft's list of keyboard identifiers and input locales. */
static const CasementWindowsKeyboard keyboards[] = {
  { "be", "0000080c", N_("Belgian") },
  { "br", "00010416", N_("Portuguese (Brazil)") },
  { "ca", "00001009", N_("French (Canada)") },
  { "ch", "00000807", N_("German (Switzerland)") },
  { "ch+fr", "0000100c", N_("French (Switzerland)") },
  { "cz", "00000405", N_("Czech") },
  { "de", "00000407", N_("German") },
  { "dk", "00000406", N_("Danish") },
  { "es", "0000040a", N_("Spanish") },
  { "fi", "0000040b", N_("Finnish") },
  { "fr", "0000040c", N_("French") },
  { "gb", "00000809", N_("English (UK)") },
  { "gr", "00000408", N_("Greek") },
  { "hu", "0000040e", N_("Hungarian") },
  { "il", "0002040d", N_("Hebrew") },
  { "it", "00000410", N_("Italian") },
  { "jp", "00000411", N_("Japanese") },
  { "kr", "00000412", N_("Korean") },
  { "latam", "0000080a", N_("Spanish (Latin America)") },
  { "no", "00000414", N_("Norwegian") },
  { "pl", "00000415", N_("Polish") },
  { "pt", "00000816", N_("Portuguese") },
  { "ru", "00000419", N_("Russian") },
  { "se", "0000041d", N_("Swedish") },
  { "tr", "0000041f", N_("Turkish") },
  { "ua", "00020422", N_("Ukrainian") },
  { "us", "00000409", N_("English (US)") },
  { "us+dvorak", "00010409", N_("English (Dvorak)") },
  { "us+intl", "00020409", N_("English (US, international)") },
};

/** casement_windows_locale_find: Returns: (nullable): the locale with this tag; letters' case does not matter. */
const CasementWindowsLocale *
casement_windows_locale_find (const char *tag)
{
  for (guint i = 0; tag != NULL && i < G_N_ELEMENTS (locales); i++)
    if (g_ascii_strcasecmp (locales[i].tag, tag) == 0)
      return &locales[i];
  return NULL;
}

/** casement_windows_locale_get_all: Returns: (transfer none): an array of @n_locales, by tag. */
const CasementWindowsLocale *
casement_windows_locale_get_all (guint *n_locales)
{
  *n_locales = G_N_ELEMENTS (locales);
  return locales;
}

/**
 * casement_windows_keyboard_find:
 * @layout: (nullable): of XKB, with a variant after "+"
 *
 * Returns: (nullable): the layout, or the one without its variant where Windows has none like it.
 */
const CasementWindowsKeyboard *
casement_windows_keyboard_find (const char *layout)
{
  const char *plus = layout != NULL ? strchr (layout, '+') : NULL;

  for (guint i = 0; layout != NULL && i < G_N_ELEMENTS (keyboards); i++)
    if (strcmp (keyboards[i].layout, layout) == 0)
      return &keyboards[i];
  if (plus != NULL) {
    g_autofree char *plain = g_strndup (layout, (gsize) (plus - layout));

    return casement_windows_keyboard_find (plain);
  }
  return NULL;
}

/** casement_windows_keyboard_get_all: Returns: (transfer none): an array of @n_keyboards. */
const CasementWindowsKeyboard *
casement_windows_keyboard_get_all (guint *n_keyboards)
{
  *n_keyboards = G_N_ELEMENTS (keyboards);
  return keyboards;
}

/**
 * casement_windows_locale_dup_tag:
 * @posix_locale: (nullable): such as "de_DE.UTF-8", or a tag
 *
 * Returns: (transfer full) (nullable): the tag of a locale that Windows knows.
 */
char *
casement_windows_locale_dup_tag (const char *posix_locale)
{
  char tag[TAG_MAX] = "";
  char canonical[TAG_MAX] = "";
  UErrorCode status = U_ZERO_ERROR;
  const CasementWindowsLocale *locale;
  g_autofree char *plain = NULL;

  if (posix_locale == NULL)
    return NULL;
  /* A character set, a currency or a spelling is no other locale to Windows. */
  plain = g_strndup (posix_locale, strcspn (posix_locale, ".@"));
  uloc_canonicalize (plain, canonical, sizeof canonical, &status);
  uloc_toLanguageTag (canonical, tag, sizeof tag, FALSE, &status);
  if (U_FAILURE (status) || status == U_STRING_NOT_TERMINATED_WARNING)
    return NULL;
  locale = casement_windows_locale_find (tag);
  return locale != NULL ? g_strdup (locale->tag) : NULL;
}

/** casement_windows_locale_dup_title: Returns: (transfer full): its name in the user's language, such as "German (Germany)". */
char *
casement_windows_locale_dup_title (const CasementWindowsLocale *locale)
{
  UChar name[ZONE_MAX];
  char title[ZONE_MAX * 3] = "";
  UErrorCode status = U_ZERO_ERROR;
  const char *in = g_get_language_names ()[0];

  uloc_getDisplayName (locale->tag, g_str_equal (in, "C") ? "en" : in, name, G_N_ELEMENTS (name), &status);
  u_strToUTF8 (title, sizeof title, NULL, name, -1, &status);
  return g_strdup (U_SUCCESS (status) && *title != '\0' ? title : locale->tag);
}

static gboolean
to_unicode (const char *text, UChar *buffer, gsize size)
{
  gsize length = strlen (text);

  if (length + 1 > size)
    return FALSE;
  for (gsize i = 0; i <= length; i++) {
    if ((guchar) text[i] > 0x7f)
      return FALSE;
    buffer[i] = (UChar) text[i];
  }
  return TRUE;
}

static char *
from_unicode (const UChar *text, int32_t length)
{
  g_autofree char *plain = g_malloc0 ((gsize) length + 1);

  for (int32_t i = 0; i < length; i++) {
    if (text[i] > 0x7f)
      return NULL;
    plain[i] = (char) text[i];
  }
  return g_steal_pointer (&plain);
}

/**
 * casement_windows_time_zone_dup:
 * @iana_name: (nullable): such as "Europe/Berlin"
 *
 * Returns: (transfer full) (nullable): Windows' name of the zone; %NULL if it has none, when Windows chooses by the locale.
 */
char *
casement_windows_time_zone_dup (const char *iana_name)
{
  UChar iana[ZONE_MAX], windows[ZONE_MAX];
  UErrorCode status = U_ZERO_ERROR;
  int32_t length;

  if (iana_name == NULL || *iana_name == '\0' || !to_unicode (iana_name, iana, G_N_ELEMENTS (iana)))
    return NULL;
  length = ucal_getWindowsTimeZoneID (iana, -1, windows, G_N_ELEMENTS (windows), &status);
  return U_SUCCESS (status) && length > 0 ? from_unicode (windows, length) : NULL;
}

/** casement_windows_time_zone_is_known: Returns: whether Windows has a zone of that name, such as "W. Europe Standard Time". */
gboolean
casement_windows_time_zone_is_known (const char *windows_name)
{
  UChar windows[ZONE_MAX], iana[ZONE_MAX];
  UErrorCode status = U_ZERO_ERROR;

  if (windows_name == NULL || *windows_name == '\0' || !to_unicode (windows_name, windows, G_N_ELEMENTS (windows)))
    return FALSE;
  return ucal_getTimeZoneIDForWindowsID (windows, -1, NULL, iana, G_N_ELEMENTS (iana), &status) > 0 && U_SUCCESS (status);
}

/**
 * casement_windows_input_dup:
 * @keyboard: a layout as casement_windows_keyboard_find() takes it
 * @tag: the language to type with it
 *
 * Returns: (transfer full) (nullable): as an answer file names it, such as "0407:00000407"; %NULL if there is no such layout.
 */
char *
casement_windows_input_dup (const char *keyboard, const char *tag)
{
  const CasementWindowsKeyboard *layout = casement_windows_keyboard_find (keyboard);
  const CasementWindowsLocale *locale = casement_windows_locale_find (tag);

  if (layout == NULL)
    return NULL;
  if (locale == NULL)
    return g_strdup_printf ("%s:%s", layout->klid + 4, layout->klid);
  return g_strdup_printf ("%04x:%s", locale->lcid, layout->klid);
}
