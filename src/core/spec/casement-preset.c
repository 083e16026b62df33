/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-preset.h"

#define GIB (G_GUINT64_CONSTANT (1) << 30)

/* Windows 11: https://www.microsoft.com/windows/windows-11-specifications (4 GB, 64 GB, two cores, UEFI capable of Secure
 * Boot, TPM 2.0); memory maxima: https://learn.microsoft.com/windows/win32/memory/memory-limits-for-windows-releases
 * (Pro and Education 2 TB, Pro for Workstations and Enterprise 6 TB); sockets: Home 1. */
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
      .sockets_maximum = 1,
      .needs_uefi = TRUE,
      .needs_secure_boot = TRUE,
      .needs_tpm2 = TRUE,
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

/** casement_preset_get_default: Returns: the preset used where nothing says otherwise. */
const CasementPreset *
casement_preset_get_default (void)
{
  return &presets[0];
}

/** casement_preset_get_all: Returns: (transfer none): an array of @n_presets. */
const CasementPreset *
casement_preset_get_all (guint *n_presets)
{
  *n_presets = G_N_ELEMENTS (presets);
  return presets;
}
