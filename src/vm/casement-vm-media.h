/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-domain-drives.h"
#include "casement-operation.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/**
 * CasementMediaWhen:
 * @CASEMENT_MEDIA_UNCHANGED: there was nothing to change
 * @CASEMENT_MEDIA_NOW: done
 * @CASEMENT_MEDIA_AT_POWER_OFF: the definition is changed, and the running machine takes it once it was off
 */
typedef enum {
  CASEMENT_MEDIA_UNCHANGED,
  CASEMENT_MEDIA_NOW,
  CASEMENT_MEDIA_AT_POWER_OFF,
} CasementMediaWhen;

/* One change of a machine's drives: in the running machine where libvirt and Windows can, else from the next power-off on. The
 * definition can be brought back as after a tune (casement_vm_tuner_new_undo()). */
#define CASEMENT_TYPE_VM_MEDIA (casement_vm_media_get_type ())
G_DECLARE_FINAL_TYPE (CasementVmMedia, casement_vm_media, CASEMENT, VM_MEDIA, CasementOperation)

CasementVmMedia *casement_vm_media_new_eject (CasementVm *vm, const char *drive);
CasementVmMedia *casement_vm_media_new_insert (CasementVm *vm, const char *drive, const char *path, gboolean swap);
CasementVmMedia *casement_vm_media_new_remove (CasementVm *vm, const char *drive);
CasementVmMedia *casement_vm_media_new_add_scsi (CasementVm *vm, const char *path);
CasementVmMedia *casement_vm_media_new_add_disk (CasementVm *vm, guint64 bytes, const char *bus, const char *format);

CasementMediaWhen casement_vm_media_get_when (CasementVmMedia *self);
const char *casement_vm_media_get_drive (CasementVmMedia *self);
const char *casement_vm_media_get_file (CasementVmMedia *self);
const char *casement_vm_media_get_note (CasementVmMedia *self);

/* The drives now, for a machine that runs, and from its next power-off on: arrays of CasementDrive. */
void casement_vm_list_drives_async (CasementVm *vm, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *casement_vm_list_drives_finish (CasementVm *vm, GAsyncResult *result, GPtrArray **next, GError **error);

G_END_DECLS
