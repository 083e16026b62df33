/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-answer.h"

#include <string.h>

/* Windows' answer file. Source of all names and limits: Microsoft, "Unattended Windows Setup Reference",
 * https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/. Written here and not by libxml2, whose buffers keep what
 * passed through them. */

#define HEADER                                                                                                                            \
  "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"                                                                                          \
  "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\" xmlns:wcm=\"http://schemas.microsoft.com/WMIConfig/2002/State\">\n"

/* Microsoft's least is 100, and 260 for disks with sectors of 4 KiB. */
#define ESP_MIB "260"
#define MSR_MIB "16"
#define SYSTEM_MIB "500"

/* Setup starts this as soon as the desktop is there. No drive has a letter that can be relied upon. */
#define FIRST_LOGON                                                                                                                       \
  "cmd.exe /c \"for %d in (C D E F G H I J K L M N O P Q R S T U V W X Y Z) do "                                                          \
  "@if exist %d:\\casement\\first-logon.cmd call %d:\\casement\\first-logon.cmd\""

typedef struct {
  CasementSecret *out;
  guint depth;
  const char *arch;
} Writer;

static void
indent (Writer *self)
{
  for (guint i = 0; i < self->depth; i++)
    casement_secret_append (self->out, "  ", 2);
}

static void
put_escaped (CasementSecret *out, const char *text)
{
  for (const char *p = text; *p != '\0'; p++) {
    switch (*p) {
    case '&':
      casement_secret_append (out, "&amp;", -1);
      break;
    case '<':
      casement_secret_append (out, "&lt;", -1);
      break;
    case '>':
      casement_secret_append (out, "&gt;", -1);
      break;
    case '"':
      casement_secret_append (out, "&quot;", -1);
      break;
    default:
      casement_secret_append (out, p, 1);
    }
  }
}

/* @name: with attributes, where it has any. */
static void
open_tag (Writer *self, const char *name)
{
  indent (self);
  casement_secret_append (self->out, "<", 1);
  casement_secret_append (self->out, name, -1);
  casement_secret_append (self->out, ">\n", 2);
  self->depth++;
}

static void
close_tag (Writer *self, const char *name)
{
  self->depth--;
  indent (self);
  casement_secret_append (self->out, "</", 2);
  casement_secret_append (self->out, name, -1);
  casement_secret_append (self->out, ">\n", 2);
}

static void
put (Writer *self, const char *name, const char *text)
{
  indent (self);
  casement_secret_append (self->out, "<", 1);
  casement_secret_append (self->out, name, -1);
  casement_secret_append (self->out, ">", 1);
  put_escaped (self->out, text);
  casement_secret_append (self->out, "</", 2);
  casement_secret_append (self->out, name, -1);
  casement_secret_append (self->out, ">\n", 2);
}

static void
put_number (Writer *self, const char *name, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  put (self, name, text);
}

static void
open_component (Writer *self, const char *name)
{
  g_autofree char *tag = g_strdup_printf ("component name=\"Microsoft-Windows-%s\" processorArchitecture=\"%s\" "
                                          "publicKeyToken=\"31bf3856ad364e35\" language=\"neutral\" versionScope=\"nonSxS\"",
                                          name, self->arch);

  open_tag (self, tag);
}

static void
open_pass (Writer *self, const char *pass)
{
  g_autofree char *tag = g_strdup_printf ("settings pass=\"%s\"", pass);

  open_tag (self, tag);
}

static void
put_locales (Writer *self, CasementAnswer *answer)
{
  put (self, "InputLocale", answer->input);
  put (self, "SystemLocale", answer->locale);
  put (self, "UILanguage", answer->ui_language);
  put (self, "UserLocale", answer->locale);
}

static void
put_partition (Writer *self, guint order, const char *type, const char *size)
{
  open_tag (self, "CreatePartition wcm:action=\"add\"");
  put_number (self, "Order", order);
  put (self, "Type", type);
  put (self, size != NULL ? "Size" : "Extend", size != NULL ? size : "true");
  close_tag (self, "CreatePartition");
}

static void
put_format (Writer *self, guint order, guint partition, const char *format, const char *label, gboolean active, gboolean letter)
{
  open_tag (self, "ModifyPartition wcm:action=\"add\"");
  put_number (self, "Order", order);
  put_number (self, "PartitionID", partition);
  put (self, "Format", format);
  put (self, "Label", label);
  if (active)
    put (self, "Active", "true");
  if (letter)
    put (self, "Letter", "C");
  close_tag (self, "ModifyPartition");
}

/* Windows last, so that it can be extended when the disk grows; it keeps its recovery tools on C: then. */
static void
put_disk (Writer *self, gboolean uefi)
{
  open_tag (self, "DiskConfiguration");
  open_tag (self, "Disk wcm:action=\"add\"");
  put (self, "DiskID", "0");
  put (self, "WillWipeDisk", "true");
  open_tag (self, "CreatePartitions");
  put_partition (self, 1, uefi ? "EFI" : "Primary", uefi ? ESP_MIB : SYSTEM_MIB);
  if (uefi)
    put_partition (self, 2, "MSR", MSR_MIB);
  put_partition (self, uefi ? 3 : 2, "Primary", NULL);
  close_tag (self, "CreatePartitions");
  open_tag (self, "ModifyPartitions");
  put_format (self, 1, 1, uefi ? "FAT32" : "NTFS", "System", !uefi, FALSE);
  put_format (self, 2, uefi ? 3 : 2, "NTFS", "Windows", FALSE, TRUE);
  close_tag (self, "ModifyPartitions");
  close_tag (self, "Disk");
  put (self, "WillShowUI", "OnError");
  close_tag (self, "DiskConfiguration");
}

static void
put_image (Writer *self, CasementAnswer *answer)
{
  open_tag (self, "ImageInstall");
  open_tag (self, "OSImage");
  if (answer->image > 0) {
    open_tag (self, "InstallFrom");
    open_tag (self, "MetaData wcm:action=\"add\"");
    put (self, "Key", "/IMAGE/INDEX");
    put_number (self, "Value", answer->image);
    close_tag (self, "MetaData");
    close_tag (self, "InstallFrom");
  }
  open_tag (self, "InstallTo");
  put (self, "DiskID", "0");
  put (self, "PartitionID", answer->uefi ? "3" : "2");
  close_tag (self, "InstallTo");
  put (self, "WillShowUI", "OnError");
  close_tag (self, "OSImage");
  close_tag (self, "ImageInstall");
}

/* Setup refuses an empty key, and evaluation media any. */
static void
put_user_data (Writer *self, CasementAnswer *answer)
{
  open_tag (self, "UserData");
  if (answer->key != NULL) {
    open_tag (self, "ProductKey");
    put (self, "Key", casement_secret_get_text (answer->key));
    put (self, "WillShowUI", "OnError");
    close_tag (self, "ProductKey");
  }
  put (self, "AcceptEula", "true");
  put (self, "FullName", answer->user_name);
  close_tag (self, "UserData");
}

static void
put_command (Writer *self, guint order, const char *path)
{
  open_tag (self, "RunSynchronousCommand wcm:action=\"add\"");
  put_number (self, "Order", order);
  put (self, "Path", path);
  close_tag (self, "RunSynchronousCommand");
}

/* Orders count from one without a gap, or Setup stops. */
static void
put_bypass (Writer *self, guint bypass)
{
  static const struct {
    guint flag;
    const char *value;
  } checks[] = {
    { CASEMENT_BYPASS_TPM, "BypassTPMCheck" },       { CASEMENT_BYPASS_SECURE_BOOT, "BypassSecureBootCheck" },
    { CASEMENT_BYPASS_MEMORY, "BypassRAMCheck" },    { CASEMENT_BYPASS_CPU, "BypassCPUCheck" },
    { CASEMENT_BYPASS_STORAGE, "BypassStorageCheck" },
  };
  guint order = 0;

  if (bypass == 0)
    return;
  open_tag (self, "RunSynchronous");
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    g_autofree char *path = NULL;

    if ((bypass & checks[i].flag) == 0)
      continue;
    path = g_strdup_printf ("reg.exe add \"HKLM\\SYSTEM\\Setup\\LabConfig\" /v %s /t REG_DWORD /d 1 /f", checks[i].value);
    put_command (self, ++order, path);
  }
  close_tag (self, "RunSynchronous");
}

static void
put_requirements (Writer *self, CasementAnswer *answer)
{
  open_pass (self, "windowsPE");
  open_component (self, "Setup");
  put_bypass (self, answer->bypass);
  close_tag (self, "component");
  close_tag (self, "settings");
}

static void
put_windows_pe (Writer *self, CasementAnswer *answer)
{
  open_pass (self, "windowsPE");
  open_component (self, "International-Core-WinPE");
  open_tag (self, "SetupUILanguage");
  put (self, "UILanguage", answer->ui_language);
  close_tag (self, "SetupUILanguage");
  put_locales (self, answer);
  close_tag (self, "component");
  open_component (self, "Setup");
  put_disk (self, answer->uefi);
  put_image (self, answer);
  put_user_data (self, answer);
  put_bypass (self, answer->bypass);
  close_tag (self, "component");
  close_tag (self, "settings");
}

static void
put_specialize (Writer *self, CasementAnswer *answer)
{
  open_pass (self, "specialize");
  open_component (self, "Shell-Setup");
  put (self, "ComputerName", answer->computer_name);
  if (answer->time_zone != NULL)
    put (self, "TimeZone", answer->time_zone);
  close_tag (self, "component");
  close_tag (self, "settings");
}

static void
put_password (Writer *self, CasementSecret *password, const char *element)
{
  g_autoptr (CasementSecret) hidden = casement_answer_hide_password (password, element);

  open_tag (self, element);
  put (self, "Value", casement_secret_get_text (hidden));
  put (self, "PlainText", "false");
  close_tag (self, element);
}

static void
put_accounts (Writer *self, CasementAnswer *answer)
{
  open_tag (self, "UserAccounts");
  if (answer->server)
    put_password (self, answer->password, "AdministratorPassword");
  open_tag (self, "LocalAccounts");
  open_tag (self, "LocalAccount wcm:action=\"add\"");
  put (self, "Name", answer->user_name);
  put (self, "DisplayName", answer->user_name);
  put (self, "Group", "Administrators");
  put_password (self, answer->password, "Password");
  close_tag (self, "LocalAccount");
  close_tag (self, "LocalAccounts");
  close_tag (self, "UserAccounts");
  open_tag (self, "AutoLogon");
  put (self, "Username", answer->user_name);
  put_password (self, answer->password, "Password");
  put (self, "Enabled", "true");
  put (self, "LogonCount", "1");
  close_tag (self, "AutoLogon");
}

static void
put_oobe (Writer *self, CasementAnswer *answer)
{
  open_pass (self, "oobeSystem");
  open_component (self, "International-Core");
  put_locales (self, answer);
  close_tag (self, "component");
  open_component (self, "Shell-Setup");
  open_tag (self, "OOBE");
  put (self, "HideEULAPage", "true");
  put (self, "HideOEMRegistrationScreen", "true");
  put (self, "HideOnlineAccountScreens", "true");
  put (self, "HideWirelessSetupInOOBE", "true");
  put (self, "ProtectYourPC", "3");
  close_tag (self, "OOBE");
  put_accounts (self, answer);
  open_tag (self, "FirstLogonCommands");
  /* Windows may start several at once, so the script does everything itself. */
  open_tag (self, "SynchronousCommand wcm:action=\"add\"");
  put (self, "Order", "1");
  put (self, "CommandLine", FIRST_LOGON);
  put (self, "Description", "Casement");
  close_tag (self, "SynchronousCommand");
  close_tag (self, "FirstLogonCommands");
  close_tag (self, "component");
  close_tag (self, "settings");
}

/**
 * casement_answer_to_xml:
 *
 * Returns: (transfer full): Autounattend.xml: UTF-8 without a byte order mark, over which Windows 11 24H2 stumbles.
 */
CasementSecret *
casement_answer_to_xml (CasementAnswer *self)
{
  Writer writer = { casement_secret_new (HEADER, -1), 1, self->arch };

  if (self->partial) {
    put_requirements (&writer, self);
  } else {
    put_windows_pe (&writer, self);
    put_specialize (&writer, self);
    put_oobe (&writer, self);
  }
  close_tag (&writer, "unattend");
  return writer.out;
}

/**
 * casement_answer_hide_password:
 * @element: the name of the element that it stands in
 *
 * Windows' own way, which keeps it from eyes and from nothing else.
 *
 * Returns: (transfer full): base64 of the password and @element in UTF-16.
 */
CasementSecret *
casement_answer_hide_password (CasementSecret *password, const char *element)
{
  g_autoptr (CasementSecret) plain = casement_secret_new (casement_secret_get_text (password), -1);
  g_autoptr (CasementSecret) wide = casement_secret_new (NULL, 0);
  CasementSecret *hidden;
  char *base64;

  casement_secret_append (plain, element, -1);
  for (const char *p = casement_secret_get_text (plain); *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    guint16 units[2] = { (guint16) c, 0 };
    guint n = 1;

    if (c > 0xffff) {
      units[0] = (guint16) (0xd800 + ((c - 0x10000) >> 10));
      units[1] = (guint16) (0xdc00 + ((c - 0x10000) & 0x3ff));
      n = 2;
    }
    for (guint i = 0; i < n; i++) {
      guint16 unit = GUINT16_TO_LE (units[i]);

      casement_secret_append (wide, &unit, sizeof unit);
      explicit_bzero (&unit, sizeof unit);
    }
    explicit_bzero (units, sizeof units);
  }
  base64 = g_base64_encode ((const guchar *) casement_secret_get_text (wide), casement_secret_get_length (wide));
  hidden = casement_secret_new (base64, -1);
  casement_secret_wipe_text (base64);
  return hidden;
}
