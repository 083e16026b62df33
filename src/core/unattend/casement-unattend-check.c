/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-unattend.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-error.h"
#include "casement-locale.h"

/* Limits of Windows: Microsoft's pages on LocalAccount, ComputerName and on naming accounts. */
#define USER_NAME_MAX 20
#define COMPUTER_NAME_MAX 15
#define PASSWORD_MAX 127
#define SERVER_PASSWORD_MIN 8

static const char user_name_forbidden[] = "/\\[]:;|=,+*?<>\"%@";

/* Accounts and groups that every Windows has, and names of devices. */
static const char *const reserved[] = {
  "administrator", "administrators", "guest", "guests", "defaultaccount", "wdagutilityaccount", "system", "users", "none", "network",
  "service", "local service", "network service", "krbtgt", "creator owner", "everyone", "con", "prn", "aux", "nul",
  "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8",
  "lpt9",
};

static gboolean
refuse (GError **error, const char *message)
{
  casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, "%s", message);
  return FALSE;
}

/* What XML 1.0 cannot carry at all cannot be answered with. */
static gboolean
is_writable (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 || (c & 0xfffe) == 0xfffe)
      return FALSE;
  }
  return TRUE;
}

/* Windows counts UTF-16 units. */
static glong
count_units (const char *text)
{
  glong n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    n += g_utf8_get_char (p) > 0xffff ? 2 : 1;
  return n;
}

gboolean
casement_unattend_check_user_name (const char *name, GError **error)
{
  g_autofree char *folded = NULL;
  gsize length;

  if (name == NULL || *name == '\0')
    return refuse (error, _("Give your account in Windows a name."));
  if (!is_writable (name))
    return refuse (error, _("The account’s name contains a character that Windows cannot have in it."));
  length = strlen (name);
  if (count_units (name) > USER_NAME_MAX)
    return refuse (error, _("The account’s name is too long: Windows takes 20 characters."));
  if (strpbrk (name, user_name_forbidden) != NULL)
    return refuse (error, _("The account’s name must not contain any of / \\ [ ] : ; | = , + * ? < > \" % @."));
  if (g_unichar_isspace (g_utf8_get_char (name)) || g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (name + length))))
    return refuse (error, _("The account’s name must not begin or end with a space."));
  if (name[length - 1] == '.')
    return refuse (error, _("The account’s name must not end with a dot."));
  folded = g_utf8_strdown (name, -1);
  for (guint i = 0; i < G_N_ELEMENTS (reserved); i++)
    if (g_str_equal (folded, reserved[i]))
      return refuse (error, _("Windows keeps that name for itself: choose another one for your account."));
  return TRUE;
}

static guint
count_classes (const char *text)
{
  gboolean lower = FALSE, upper = FALSE, digit = FALSE, other = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_isdigit (c))
      digit = TRUE;
    else if (g_unichar_isupper (c))
      upper = TRUE;
    else if (g_unichar_islower (c))
      lower = TRUE;
    else
      other = TRUE;
  }
  return (guint) lower + (guint) upper + (guint) digit + (guint) other;
}

gboolean
casement_unattend_check_password (CasementSecret *password, const char *user_name, gboolean server, GError **error)
{
  const char *text = casement_secret_get_text (password);

  if (*text == '\0')
    return refuse (error, _("Choose a password for your account in Windows."));
  if (strlen (text) != casement_secret_get_length (password) || !is_writable (text))
    return refuse (error, _("The password contains a character that cannot be typed in Windows."));
  if (count_units (text) > PASSWORD_MAX)
    return refuse (error, _("The password is too long: Windows takes 127 characters."));
  if (!server)
    return TRUE;
  if (g_utf8_strlen (text, -1) < SERVER_PASSWORD_MIN || count_classes (text) < 3)
    return refuse (error, _("Windows Server asks for a password of 8 characters or more, with three of these in it: small letters, "
                            "capital letters, digits, other signs."));
  /* The policy counts a name from three characters on. */
  if (user_name != NULL && strlen (user_name) > 2) {
    char *folded = g_utf8_casefold (text, -1);
    g_autofree char *name = g_utf8_casefold (user_name, -1);
    gboolean contains = strstr (folded, name) != NULL;

    casement_secret_wipe_text (folded);
    if (contains)
      return refuse (error, _("Windows Server asks for a password that does not contain the account’s name."));
  }
  return TRUE;
}

gboolean
casement_unattend_check_computer_name (const char *name, GError **error)
{
  gboolean digits = TRUE;

  if (name == NULL || *name == '\0')
    return refuse (error, _("Give the computer a name."));
  if (strlen (name) > COMPUTER_NAME_MAX)
    return refuse (error, _("The computer’s name is too long: Windows takes 15 characters."));
  for (const char *p = name; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && *p != '-')
      return refuse (error, _("The computer’s name is made of letters from A to Z, digits and hyphens."));
    digits = digits && g_ascii_isdigit (*p);
  }
  if (digits)
    return refuse (error, _("The computer’s name must not be all digits."));
  if (*name == '-' || name[strlen (name) - 1] == '-')
    return refuse (error, _("The computer’s name must not begin or end with a hyphen."));
  return TRUE;
}

gboolean
casement_unattend_check_product_key (CasementSecret *key, GError **error)
{
  const char *text = casement_secret_get_text (key);
  gboolean well_formed = casement_secret_get_length (key) == 29;

  /* XXXXX-XXXXX-XXXXX-XXXXX-XXXXX; N came with Windows 8, vowels never. */
  for (guint i = 0; well_formed && i < 29; i++)
    well_formed = i % 6 == 5 ? text[i] == '-' : g_ascii_isalnum (text[i]) && strchr ("AEIOUaeiou015LlSsZz", text[i]) == NULL;
  return well_formed || refuse (error, _("A product key has five groups of five letters and digits, such as XXXXX-XXXXX-XXXXX-XXXXX-XXXXX."));
}

gboolean
casement_unattend_check_language (const char *tag, GError **error)
{
  return casement_windows_locale_find (tag) != NULL
         || refuse (error, _("Windows has no such language: name it with its region, such as de-DE or en-US."));
}

gboolean
casement_unattend_check_keyboard (const char *layout, GError **error)
{
  return casement_windows_keyboard_find (layout) != NULL
         || refuse (error, _("Windows has no such keyboard: name it as your desktop does, such as de, gb or us+intl."));
}

gboolean
casement_unattend_check_time_zone (const char *zone, GError **error)
{
  g_autofree char *windows = casement_windows_time_zone_dup (zone);

  return windows != NULL || casement_windows_time_zone_is_known (zone)
         || refuse (error, _("Windows has no such time zone: name it by a city, such as Europe/Berlin."));
}

/** casement_preset_is_server: Returns: whether it is a Windows Server. */
gboolean
casement_preset_is_server (const CasementPreset *preset)
{
  return strstr (preset->os_id, "/win/2k") != NULL;
}

/** casement_unattend_is_possible: Returns: whether Setup of this Windows can be answered: Windows 10 and newer. */
gboolean
casement_unattend_is_possible (const CasementPreset *preset)
{
  return casement_preset_is_server (preset) || g_str_has_suffix (preset->os_id, "/win/10") || g_str_has_suffix (preset->os_id, "/win/11");
}

/**
 * casement_unattend_check:
 *
 * Returns: whether Setup of @preset's Windows can be answered with it; else @error says what to change first.
 */
gboolean
casement_unattend_check (CasementUnattend *self, const CasementPreset *preset, GError **error)
{
  const char *user = casement_unattend_get_user_name (self);
  const char *computer = casement_unattend_get_computer_name (self);

  if (!casement_unattend_is_possible (preset))
    return refuse (error, _("Installing without questions works from Windows 10 on: install this Windows by hand."));
  if (!casement_unattend_check_user_name (user, error)
      || !casement_unattend_check_password (casement_unattend_get_password (self), user, casement_preset_is_server (preset), error)
      || (computer != NULL && !casement_unattend_check_computer_name (computer, error))
      || (casement_unattend_get_product_key (self) != NULL
          && !casement_unattend_check_product_key (casement_unattend_get_product_key (self), error))
      || (casement_unattend_get_language (self) != NULL
          && !casement_unattend_check_language (casement_unattend_get_language (self), error))
      || (casement_unattend_get_keyboard (self) != NULL
          && !casement_unattend_check_keyboard (casement_unattend_get_keyboard (self), error))
      || (casement_unattend_get_time_zone (self) != NULL
          && !casement_unattend_check_time_zone (casement_unattend_get_time_zone (self), error)))
    return FALSE;
  if (computer != NULL && g_ascii_strcasecmp (computer, user) == 0)
    return refuse (error, _("The computer and the account must not have the same name."));
  if (!casement_unattend_get_licence (self))
    return refuse (error, _("Accept Microsoft’s licence terms first: Setup does not ask for it again."));
  return TRUE;
}

/** casement_unattend_suggest_user_name: Returns: (transfer full): @host_user if it can be an account in Windows, else one that can. */
char *
casement_unattend_suggest_user_name (const char *host_user)
{
  return casement_unattend_check_user_name (host_user, NULL) ? g_strdup (host_user) : g_strdup ("User");
}

/**
 * casement_unattend_suggest_computer_name:
 * @machine: (nullable): the virtual machine's name
 * @user_name: (nullable): which the computer must not have too
 *
 * Returns: (transfer full): a name made from it that Windows accepts.
 */
char *
casement_unattend_suggest_computer_name (const char *machine, const char *user_name)
{
  g_autofree char *ascii = g_str_to_ascii (machine != NULL ? machine : "", "C");
  g_autoptr (GString) name = g_string_new (NULL);

  for (const char *p = ascii; *p != '\0' && name->len < COMPUTER_NAME_MAX; p++) {
    if (g_ascii_isalnum (*p))
      g_string_append_c (name, *p);
    else if (name->len > 0 && name->str[name->len - 1] != '-')
      g_string_append_c (name, '-');
  }
  while (name->len > 0 && name->str[name->len - 1] == '-')
    g_string_truncate (name, name->len - 1);
  if (casement_unattend_check_computer_name (name->str, NULL)
      && (user_name == NULL || g_ascii_strcasecmp (name->str, user_name) != 0))
    return g_strdup (name->str);
  g_string_truncate (name, MIN (name->len, COMPUTER_NAME_MAX - 3));
  g_string_prepend (name, "PC-");
  while (name->str[name->len - 1] == '-')
    g_string_truncate (name, name->len - 1);
  return g_strdup (name->str);
}
