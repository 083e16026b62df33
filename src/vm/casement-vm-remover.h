/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-operation.h"
#include "casement-vm.h"

G_BEGIN_DECLS

typedef enum {
  CASEMENT_REMOVAL_DISK,
  CASEMENT_REMOVAL_NVRAM,
  CASEMENT_REMOVAL_TPM,
  CASEMENT_REMOVAL_SAVED_STATE,
  CASEMENT_REMOVAL_KEPT, /* named because the user may wonder: installer images, disks shared with another VM */
} CasementRemovalKind;

/**
 * CasementRemovalItem:
 * @kind: what it is
 * @path: the file, or the directory of the TPM's state
 * @size: bytes on the host; 0 if not known
 * @reason: (nullable): why it is kept
 */
typedef struct {
  CasementRemovalKind kind;
  char *path;
  guint64 size;
  char *reason;
} CasementRemovalItem;

#define CASEMENT_TYPE_REMOVAL_ITEM (casement_removal_item_get_type ())
GType casement_removal_item_get_type (void);
CasementRemovalItem *casement_removal_item_copy (const CasementRemovalItem *self);
void casement_removal_item_free (CasementRemovalItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementRemovalItem, casement_removal_item_free)
const char *casement_removal_kind_get_title (CasementRemovalKind kind); /* translated */

/* What deleting would delete: an array of CasementRemovalItem (element-free function set). */
void casement_vm_remover_list_async (CasementVm *vm, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *casement_vm_remover_list_finish (CasementVm *vm, GAsyncResult *result, GError **error);

/* Deletes the VM and exactly what was listed. */
#define CASEMENT_TYPE_VM_REMOVER (casement_vm_remover_get_type ())
G_DECLARE_FINAL_TYPE (CasementVmRemover, casement_vm_remover, CASEMENT, VM_REMOVER, CasementOperation)

CasementVmRemover *casement_vm_remover_new (CasementVm *vm, GPtrArray *items);

G_END_DECLS
