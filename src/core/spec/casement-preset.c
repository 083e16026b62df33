/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-preset.h"

#define GIB (G_GUINT64_CONSTANT (1) << 30)

/* Windows that came before the requirement has no use for a TPM unless BitLocker is wanted. */
static const CasementPresetChoice older_choices[] = {
  { "tpm", "none" },
  { NULL },
};

/* Whatever the host can do of what is required is still given; what it cannot is left out, and Setup told not to ask for it:
 * who chooses this preset wants that, and is told what it is. */
static const CasementPresetChoice unsupported_choices[] = {
  { "install-bypass", "unmet" },
  { NULL },
};

static const CasementPresetChoice bios_choices[] = {
  { "firmware", "bios" },
  { "tpm", "none" },
  { NULL },
};

/* The drivers that still support it are not signed in a way that its Secure Boot accepts. */
static const CasementPresetChoice windows_8_choices[] = {
  { "secure-boot", "off" },
  { "tpm", "none" },
  { NULL },
};

/* No UEFI without a compatibility module that OVMF does not have; the virtio display has no driver for it. */
static const CasementPresetChoice windows_7_choices[] = {
  { "firmware", "bios" },
  { "video", "qxl" },
  { "tpm", "none" },
  { NULL },
};

/* Requirements:
 * Windows 11: https://www.microsoft.com/windows/windows-11-specifications (4 GB, 64 GB, two cores, UEFI capable of Secure
 *   Boot, TPM 2.0)
 * Windows 10: https://www.microsoft.com/windows/windows-10-specifications (1 GB or 2 GB, 32 GB)
 * Server: https://learn.microsoft.com/windows-server/get-started/hardware-requirements (2 GB with desktop, 32 GB)
 * Memory maxima, the largest edition's: casement-edition.c has each edition's own.
 * Folders of drivers: https://github.com/virtio-win/virtio-win-pkg-scripts (util/filemap.py). */
static const CasementPreset presets[] = {
  {
      .id = "windows-11",
      .title = "Windows 11",
      .os_id = "http://microsoft.com/win/11",
      .memory_minimum = 4 * GIB,
      .memory_recommended = 8 * GIB,
      .memory_maximum = 6144 * GIB,
      .disk_minimum = 64 * GIB,
      .disk_recommended = 128 * GIB,
      .disk_installed = 16 * GIB,
      .cpus_minimum = 2,
      .cpus_recommended = 4,
      .needs_uefi = TRUE,
      .needs_secure_boot = TRUE,
      .needs_tpm2 = TRUE,
      .driver_folder = "w11",
  },
  {
      .id = "windows-11-unsupported",
      .title = "Windows 11 (unsupported host)",
      .os_id = "http://microsoft.com/win/11",
      .memory_minimum = 2 * GIB,
      .memory_recommended = 4 * GIB,
      .memory_maximum = 6144 * GIB,
      .disk_minimum = 64 * GIB,
      .disk_recommended = 128 * GIB,
      .disk_installed = 16 * GIB,
      .cpus_minimum = 1,
      .cpus_recommended = 4,
      .driver_folder = "w11",
      .choices = unsupported_choices,
  },
  {
      .id = "windows-10",
      .title = "Windows 10",
      .os_id = "http://microsoft.com/win/10",
      .memory_minimum = 2 * GIB,
      .memory_recommended = 8 * GIB,
      .memory_maximum = 6144 * GIB,
      .disk_minimum = 32 * GIB,
      .disk_recommended = 128 * GIB,
      .disk_installed = 12 * GIB,
      .cpus_minimum = 1,
      .cpus_recommended = 4,
      .driver_folder = "w10",
      .choices = older_choices,
  },
  {
      .id = "windows-10-bios",
      .title = "Windows 10 (BIOS)",
      .os_id = "http://microsoft.com/win/10",
      .memory_minimum = 2 * GIB,
      .memory_recommended = 8 * GIB,
      .memory_maximum = 6144 * GIB,
      .disk_minimum = 32 * GIB,
      .disk_recommended = 128 * GIB,
      .disk_installed = 12 * GIB,
      .cpus_minimum = 1,
      .cpus_recommended = 4,
      .driver_folder = "w10",
      .choices = bios_choices,
  },
  {
      .id = "windows-10-x86",
      .title = "Windows 10 (32-bit)",
      .os_id = "http://microsoft.com/win/10",
      .arch = "i686",
      .memory_minimum = 1 * GIB,
      .memory_recommended = 4 * GIB,
      .memory_maximum = 4 * GIB,
      .disk_minimum = 32 * GIB,
      .disk_recommended = 64 * GIB,
      .disk_installed = 10 * GIB,
      .cpus_minimum = 1,
      .cpus_recommended = 2,
      .driver_folder = "w10",
      .choices = bios_choices,
  },
  {
      .id = "windows-server-2025",
      .title = "Windows Server 2025",
      .os_id = "http://microsoft.com/win/2k25",
      .memory_minimum = 2 * GIB,
      .memory_recommended = 8 * GIB,
      .memory_maximum = 262144 * GIB,
      .disk_minimum = 32 * GIB,
      .disk_recommended = 128 * GIB,
      .disk_installed = 12 * GIB,
      .cpus_minimum = 1,
      .cpus_recommended = 4,
      .driver_folder = "2k25",
      .choices = older_choices,
  },
  {
      .id = "windows-server-2022",
      .title = "Windows Server 2022",
      .os_id = "http://microsoft.com/win/2k22",
      .memory_minimum = 2 * GIB,
      .memory_recommended = 8 * GIB,
      .memory_maximum = 49152 * GIB,
      .disk_minimum = 32 * GIB,
      .disk_recommended = 128 * GIB,
      .disk_installed = 12 * GIB,
      .cpus_minimum = 1,
      .cpus_recommended = 4,
      .driver_folder = "2k22",
      .choices = older_choices,
  },
  {
      .id = "windows-server-2019",
      .title = "Windows Server 2019",
      .os_id = "http://microsoft.com/win/2k19",
      .memory_minimum = 2 * GIB,
      .memory_recommended = 8 * GIB,
      .memory_maximum = 24576 * GIB,
      .disk_minimum = 32 * GIB,
      .disk_recommended = 128 * GIB,
      .disk_installed = 12 * GIB,
      .cpus_minimum = 1,
      .cpus_recommended = 4,
      .driver_folder = "2k19",
      .choices = older_choices,
  },
  {
      .id = "windows-server-2016",
      .title = "Windows Server 2016",
      .os_id = "http://microsoft.com/win/2k16",
      .memory_minimum = 2 * GIB,
      .memory_recommended = 8 * GIB,
      .memory_maximum = 24576 * GIB,
      .disk_minimum = 32 * GIB,
      .disk_recommended = 128 * GIB,
      .disk_installed = 12 * GIB,
      .cpus_minimum = 1,
      .cpus_recommended = 4,
      .driver_folder = "2k16",
      .choices = older_choices,
  },
  {
      .id = "windows-8.1",
      .title = "Windows 8.1",
      .os_id = "http://microsoft.com/win/8.1",
      .memory_minimum = 2 * GIB,
      .memory_recommended = 4 * GIB,
      .memory_maximum = 512 * GIB,
      .disk_minimum = 20 * GIB,
      .disk_recommended = 64 * GIB,
      .disk_installed = 10 * GIB,
      .cpus_minimum = 1,
      .cpus_recommended = 4,
      .driver_folder = "w8.1",
      .choices = windows_8_choices,
  },
  {
      .id = "windows-7",
      .title = "Windows 7",
      .os_id = "http://microsoft.com/win/7",
      .memory_minimum = 2 * GIB,
      .memory_recommended = 4 * GIB,
      .memory_maximum = 192 * GIB,
      .disk_minimum = 20 * GIB,
      .disk_recommended = 64 * GIB,
      .disk_installed = 10 * GIB,
      .cpus_minimum = 1,
      .cpus_recommended = 2,
      .driver_folder = "w7",
      .choices = windows_7_choices,
  },
};

/** casement_preset_find: Returns: (nullable): the preset called @id. */
const CasementPreset *
casement_preset_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (g_strcmp0 (presets[i].id, id) == 0)
      return &presets[i];
  return NULL;
}

/** casement_preset_find_for_os: Returns: (nullable): the preset for libosinfo's @os_id. */
const CasementPreset *
casement_preset_find_for_os (const char *os_id)
{
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (g_strcmp0 (presets[i].os_id, os_id) == 0)
      return &presets[i];
  return NULL;
}

/**
 * casement_preset_find_for_media:
 * @os_id: (nullable): libosinfo's id of what the installer image holds
 * @arch: (nullable): of the image, as libvirt names it
 *
 * Returns: (nullable): the preset for that image: the one for its architecture where there is one.
 */
const CasementPreset *
casement_preset_find_for_media (const char *os_id, const char *arch)
{
  for (guint i = 0; os_id != NULL && arch != NULL && i < G_N_ELEMENTS (presets); i++)
    if (strcmp (presets[i].os_id, os_id) == 0 && g_strcmp0 (presets[i].arch, arch) == 0)
      return &presets[i];
  return os_id != NULL ? casement_preset_find_for_os (os_id) : NULL;
}

/** casement_preset_find_unsupported: Returns: (nullable): the preset of the same Windows for a host that cannot meet its requirements. */
const CasementPreset *
casement_preset_find_unsupported (const CasementPreset *preset)
{
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (presets[i].choices == unsupported_choices && strcmp (presets[i].os_id, preset->os_id) == 0)
      return &presets[i];
  return NULL;
}

/** casement_preset_get_default: Returns: the preset used where nothing says otherwise. */
const CasementPreset *
casement_preset_get_default (void)
{
  return &presets[0];
}

/**
 * casement_preset_dup_driver_folder:
 * @driver: such as "viostor"
 *
 * Returns: (transfer full): the driver's folder for this Windows on the driver image, as Windows writes paths.
 */
char *
casement_preset_dup_driver_folder (const CasementPreset *preset, const char *driver)
{
  return g_strdup_printf ("%s\\%s\\%s", driver, preset->driver_folder, g_strcmp0 (preset->arch, "i686") == 0 ? "x86" : "amd64");
}

/** casement_preset_get_choice: Returns: (nullable): what this Windows gets for a recommendation by default; %NULL: its own. */
const char *
casement_preset_get_choice (const CasementPreset *preset, const char *id)
{
  for (const CasementPresetChoice *choice = preset->choices; choice != NULL && choice->id != NULL; choice++)
    if (g_strcmp0 (choice->id, id) == 0)
      return choice->value;
  return NULL;
}

/** casement_preset_get_all: Returns: (transfer none): an array of @n_presets. */
const CasementPreset *
casement_preset_get_all (guint *n_presets)
{
  *n_presets = G_N_ELEMENTS (presets);
  return presets;
}
