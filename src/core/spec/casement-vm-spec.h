/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "casement-edition.h"
#include "casement-host-facts.h"
#include "casement-preset.h"
#include "casement-unattend.h"

G_BEGIN_DECLS

#define CASEMENT_TYPE_VM_SPEC (casement_vm_spec_get_type ())
G_DECLARE_FINAL_TYPE (CasementVmSpec, casement_vm_spec, CASEMENT, VM_SPEC, GObject)

/* Properties (all read-write, explicit notify): "name", "preset" (id), "edition" (id, nullable), "iso-path", "drivers-path" (strings),
 * "memory", "disk-size" (guint64 bytes), "cpus" (guint), "unattend"
 * (CasementUnattend, nullable). Choices and refusals are keyed by recommendation id
 * and announce themselves by the signal "choice-changed" (detail: none; argument: the id). */
CasementVmSpec *casement_vm_spec_new (const CasementPreset *preset);
CasementVmSpec *casement_vm_spec_copy (CasementVmSpec *self);
gboolean casement_vm_spec_equal (CasementVmSpec *self, CasementVmSpec *other);
void casement_vm_spec_use_host_defaults (CasementVmSpec *self, CasementHostFacts *facts);

const CasementPreset *casement_vm_spec_get_preset (CasementVmSpec *self);
void casement_vm_spec_set_preset (CasementVmSpec *self, const CasementPreset *preset);
const CasementEdition *casement_vm_spec_get_edition (CasementVmSpec *self);
void casement_vm_spec_set_edition (CasementVmSpec *self, const CasementEdition *edition);
const char *casement_vm_spec_get_name (CasementVmSpec *self);
void casement_vm_spec_set_name (CasementVmSpec *self, const char *name);
const char *casement_vm_spec_get_iso_path (CasementVmSpec *self);
void casement_vm_spec_set_iso_path (CasementVmSpec *self, const char *path);
const char *casement_vm_spec_get_drivers_path (CasementVmSpec *self);
void casement_vm_spec_set_drivers_path (CasementVmSpec *self, const char *path);
guint64 casement_vm_spec_get_memory (CasementVmSpec *self);
void casement_vm_spec_set_memory (CasementVmSpec *self, guint64 bytes);
guint64 casement_vm_spec_get_disk_size (CasementVmSpec *self);
void casement_vm_spec_set_disk_size (CasementVmSpec *self, guint64 bytes);
guint casement_vm_spec_get_cpus (CasementVmSpec *self);
void casement_vm_spec_set_cpus (CasementVmSpec *self, guint cpus);

/* (nullable): what the user said for an installation without questions, which the spec keeps and does not copy; none: by hand. */
CasementUnattend *casement_vm_spec_get_unattend (CasementVmSpec *self);
void casement_vm_spec_set_unattend (CasementVmSpec *self, CasementUnattend *unattend);

const char *casement_vm_spec_get_choice (CasementVmSpec *self, const char *id);
void casement_vm_spec_set_choice (CasementVmSpec *self, const char *id, const char *value);
gboolean casement_vm_spec_get_declined (CasementVmSpec *self, const char *id);
void casement_vm_spec_set_declined (CasementVmSpec *self, const char *id, gboolean declined);

GPtrArray *casement_vm_spec_dup_chosen (CasementVmSpec *self);
GPtrArray *casement_vm_spec_dup_declined (CasementVmSpec *self);

char *casement_vm_spec_to_keyfile (CasementVmSpec *self);
CasementVmSpec *casement_vm_spec_new_from_keyfile (const char *data, GError **error);

gboolean casement_vm_spec_check_name (const char *name, GError **error);
gboolean casement_vm_spec_check_path (const char *path, GError **error);
gboolean casement_vm_spec_check_memory (CasementVmSpec *self, CasementHostFacts *facts, GError **error);
gboolean casement_vm_spec_check_cpus (CasementVmSpec *self, CasementHostFacts *facts, GError **error);
gboolean casement_vm_spec_check_disk_size (CasementVmSpec *self, GError **error);
gboolean casement_vm_spec_validate (CasementVmSpec *self, CasementHostFacts *facts, GError **error);


guint64 casement_host_memory_to_spare (CasementHostFacts *facts);

G_END_DECLS
