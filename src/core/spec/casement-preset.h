/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CasementPresetChoice:
 * @id: of a recommendation
 * @value: what this Windows gets where the user chose nothing
 */
typedef struct {
  const char *id;
  const char *value;
} CasementPresetChoice;

/**
 * CasementPreset:
 * @id: as `--preset` takes it
 * @title: the product's name
 * @os_id: libosinfo's id
 * @arch: (nullable): of its installer images, as libvirt names it, where that tells it from another preset
 * @memory_minimum: bytes, Microsoft's requirement: less is refused
 * @memory_recommended: bytes, the default where the host has it
 * @memory_maximum: bytes, the most that any edition of it can use
 * @disk_minimum: bytes, Microsoft's requirement: less is refused
 * @disk_recommended: bytes, the default
 * @disk_installed: bytes that a fresh installation takes on the host at least, so that less free space is refused
 * @cpus_minimum: processors
 * @cpus_recommended: processors, the default where the host has them
 * @needs_uefi: whether Windows refuses to install on BIOS
 * @needs_secure_boot: whether Windows' requirements name Secure Boot
 * @needs_tpm2: whether Windows' requirements name a TPM 2.0
 * @driver_folder: what the folders for it on the driver image are called
 * @choices: (nullable): where this Windows wants something else than a recommendation's own default; ended by %NULL
 *
 * What one Windows asks of the machine it runs on. One row a Windows; nothing else compares versions.
 */
typedef struct {
  const char *id;
  const char *title;
  const char *os_id;
  const char *arch;
  guint64 memory_minimum;
  guint64 memory_recommended;
  guint64 memory_maximum;
  guint64 disk_minimum;
  guint64 disk_recommended;
  guint64 disk_installed;
  guint cpus_minimum;
  guint cpus_recommended;
  gboolean needs_uefi;
  gboolean needs_secure_boot;
  gboolean needs_tpm2;
  const char *driver_folder;
  const CasementPresetChoice *choices;
} CasementPreset;

const CasementPreset *casement_preset_find (const char *id);
const CasementPreset *casement_preset_find_for_os (const char *os_id);
const CasementPreset *casement_preset_find_for_media (const char *os_id, const char *arch);
const CasementPreset *casement_preset_find_unsupported (const CasementPreset *preset);
const CasementPreset *casement_preset_get_default (void);
char *casement_preset_dup_driver_folder (const CasementPreset *preset, const char *driver);
const char *casement_preset_get_choice (const CasementPreset *preset, const char *id);
const CasementPreset *casement_preset_get_all (guint *n_presets);

G_END_DECLS
