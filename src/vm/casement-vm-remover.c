/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>

#include "casement-creation.h"
#include "casement-error.h"
#include "casement-fault.h"
#include "casement-guide-state.h"
#include "casement-libvirt-error.h"
#include "casement-removal-list.h"
#include "casement-undo-store.h"
#include "casement-vm-remover.h"

struct _CasementVmRemover {
  CasementOperation parent_instance;
  CasementVm *vm;
  GPtrArray *items;
};

G_DEFINE_FINAL_TYPE (CasementVmRemover, casement_vm_remover, CASEMENT_TYPE_OPERATION)
G_DEFINE_BOXED_TYPE (CasementRemovalItem, casement_removal_item, casement_removal_item_copy, casement_removal_item_free)

/** casement_removal_item_copy: Returns: (transfer full): a copy. */
CasementRemovalItem *
casement_removal_item_copy (const CasementRemovalItem *self)
{
  CasementRemovalItem *copy = g_memdup2 (self, sizeof *self);

  copy->path = g_strdup (self->path);
  copy->reason = g_strdup (self->reason);
  return copy;
}

/** casement_removal_item_free: Frees @self and what it holds. */
void
casement_removal_item_free (CasementRemovalItem *self)
{
  g_free (self->path);
  g_free (self->reason);
  g_free (self);
}

/** casement_removal_kind_get_title: Returns: what it is, in the user's language. */
const char *
casement_removal_kind_get_title (CasementRemovalKind kind)
{
  static const char *const titles[] = { N_("Disk"), N_("Firmware settings"), N_("TPM state"), N_("Saved state"), N_("Kept") };

  g_return_val_if_fail (kind < G_N_ELEMENTS (titles), "");
  return _(titles[kind]);
}

static virDomainPtr
acquire (CasementVm *vm, GError **error)
{
  virDomainPtr domain = casement_vm_dup_handle (vm);
  virConnectPtr handle;

  if (domain != NULL)
    return domain;
  handle = casement_connection_acquire (casement_vm_get_connection (vm), error);
  if (handle != NULL) {
    virConnectClose (handle);
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL, _("The virtual machine does not exist any more."));
  }
  return NULL;
}

static CasementRemovalItem *
find_item (GPtrArray *items, const char *path)
{
  for (guint i = 0; i < items->len; i++) {
    CasementRemovalItem *item = g_ptr_array_index (items, i);

    if (g_str_equal (item->path, path))
      return item;
  }
  return NULL;
}

static gboolean
has_kind (GPtrArray *items, CasementRemovalKind kind)
{
  for (guint i = 0; i < items->len; i++) {
    if (((CasementRemovalItem *) g_ptr_array_index (items, i))->kind == kind)
      return TRUE;
  }
  return FALSE;
}

/* Between the question and the answer somebody may have given a disk to another machine, or taken it out of this one.
 * Returns: what belongs to the machine now. */
static GPtrArray *
look_again (CasementVmRemover *self, virDomainPtr domain, GError **error)
{
  g_autoptr (GPtrArray) now = casement_removal_list (casement_vm_get_connection (self->vm), domain, error);

  for (guint i = 0; now != NULL && i < self->items->len; i++) {
    CasementRemovalItem *item = g_ptr_array_index (self->items, i);
    CasementRemovalItem *there = find_item (now, item->path);

    if (item->kind != CASEMENT_REMOVAL_DISK || there == NULL || there->kind == CASEMENT_REMOVAL_DISK)
      continue;
    casement_set_error (error, CASEMENT_ERROR_IN_USE, there->reason,
                        _("“%s” must not be deleted any more: look again at what would be deleted."), item->path);
    return NULL;
  }
  return g_steal_pointer (&now);
}

static gboolean
delete_disk (virConnectPtr handle, const char *path, gboolean local, GError **error)
{
  virStorageVolPtr volume = casement_removal_find_volume (handle, path);
  g_autofree char *what = g_strdup_printf (_("“%s” cannot be deleted"), path);
  gboolean done;

  if (volume != NULL) {
    done = virStorageVolDelete (volume, 0) == 0 || virGetLastErrorCode () == VIR_ERR_NO_STORAGE_VOL;
    if (!done)
      casement_set_libvirt_error (error, what);
    virStorageVolFree (volume);
    return done;
  }
  if (!local || g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  casement_set_error (error, CASEMENT_ERROR_PERMISSION, g_strerror (errno),
                      _("“%s” cannot be deleted: check the permissions of its folder, then try again."), path);
  return FALSE;
}

/* The disks first: until the last one is gone the machine can be asked what else belongs to it, so a removal that was
 * interrupted is finished by doing it again. */
static gboolean
delete_disks (CasementVmRemover *self, virConnectPtr handle, GPtrArray *now, GError **error)
{
  gboolean local = casement_connection_is_local (casement_vm_get_connection (self->vm));

  for (guint i = 0; i < self->items->len; i++) {
    CasementRemovalItem *item = g_ptr_array_index (self->items, i);

    if (item->kind != CASEMENT_REMOVAL_DISK || find_item (now, item->path) == NULL)
      continue;
    if (!casement_fault ("remove-disk", NULL, error) || !delete_disk (handle, item->path, local, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
force_off (virDomainPtr domain, GError **error)
{
  if (virDomainIsActive (domain) == 1 && virDomainDestroy (domain) < 0 && virDomainIsActive (domain) == 1) {
    casement_set_libvirt_error (error, _("The virtual machine cannot be switched off"));
    return FALSE;
  }
  return TRUE;
}

/* What was kept for taking changes back; the firmware's old variables, which libvirt does not know of any more. */
static void
forget (CasementVmRemover *self)
{
  const char *uuid = casement_vm_get_uuid (self->vm);
  g_auto (GStrv) old = casement_undo_store_list_nvram (uuid);

  for (guint i = 0; i < self->items->len; i++) {
    CasementRemovalItem *item = g_ptr_array_index (self->items, i);

    if (item->kind == CASEMENT_REMOVAL_NVRAM && g_strv_contains ((const char *const *) old, item->path))
      g_unlink (item->path);
  }
  casement_undo_store_forget (uuid);
  casement_guide_state_remove (uuid);
}

static gboolean
casement_vm_remover_run (CasementOperation *operation, GCancellable *cancellable, GError **error)
{
  CasementVmRemover *self = CASEMENT_VM_REMOVER (operation);
  virDomainPtr domain = acquire (self->vm, error);
  guint flags = VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA;
  g_autoptr (GPtrArray) now = NULL;
  gboolean done;

  if (domain == NULL)
    return FALSE;
  flags |= has_kind (self->items, CASEMENT_REMOVAL_SAVED_STATE) ? VIR_DOMAIN_UNDEFINE_MANAGED_SAVE : 0;
  flags |= has_kind (self->items, CASEMENT_REMOVAL_NVRAM) ? VIR_DOMAIN_UNDEFINE_NVRAM : VIR_DOMAIN_UNDEFINE_KEEP_NVRAM;
  flags |= has_kind (self->items, CASEMENT_REMOVAL_TPM) ? VIR_DOMAIN_UNDEFINE_TPM : VIR_DOMAIN_UNDEFINE_KEEP_TPM;

  casement_operation_report (operation, _("Looking at what belongs to it"), 0.0);
  /* From the first thing that is gone there is no way back, and Cancel only stops what has not begun. */
  now = look_again (self, domain, error);
  done = now != NULL && casement_fault ("remove", cancellable, error)
         && !g_cancellable_set_error_if_cancelled (cancellable, error) && force_off (domain, error);
  if (done) {
    casement_operation_report (operation, _("Deleting the disks"), 0.3);
    done = delete_disks (self, virDomainGetConnect (domain), now, error);
  }
  if (done) {
    casement_operation_report (operation, _("Deleting the virtual machine"), 0.8);
    done = casement_fault ("remove-domain", NULL, error) && casement_creation_delete_domain (domain, flags, error);
  }
  if (done)
    forget (self);
  virDomainFree (domain);
  virResetLastError ();
  return done;
}

static void
casement_vm_remover_finalize (GObject *object)
{
  CasementVmRemover *self = CASEMENT_VM_REMOVER (object);

  g_clear_object (&self->vm);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  G_OBJECT_CLASS (casement_vm_remover_parent_class)->finalize (object);
}

static void
casement_vm_remover_class_init (CasementVmRemoverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_vm_remover_finalize;
  CASEMENT_OPERATION_CLASS (klass)->run = casement_vm_remover_run;
}

static void
casement_vm_remover_init (CasementVmRemover *self)
{
}

/**
 * casement_vm_remover_new:
 * @items: (element-type CasementRemovalItem): from casement_vm_remover_list_finish(), or a part of it: what is left out is
 *   kept. Copied.
 *
 * Forces the machine off where it runs. Can be cancelled until the first thing was deleted. When it fails half-way the
 * machine is still there, so that it can be done again.
 *
 * Returns: (transfer full): an operation to run.
 */
CasementVmRemover *
casement_vm_remover_new (CasementVm *vm, GPtrArray *items)
{
  g_autofree char *title = NULL;
  CasementVmRemover *self;

  g_return_val_if_fail (CASEMENT_IS_VM (vm), NULL);
  g_return_val_if_fail (items != NULL, NULL);

  title = g_strdup_printf (_("Deleting “%s”"), casement_vm_get_name (vm));
  self = g_object_new (CASEMENT_TYPE_VM_REMOVER, "title", title, NULL);
  self->vm = g_object_ref (vm);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) casement_removal_item_free);
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (self->items, casement_removal_item_copy (g_ptr_array_index (items, i)));
  return self;
}

static void
list_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  CasementVm *vm = source_object;
  GError *error = NULL;
  virDomainPtr domain = acquire (vm, &error);
  GPtrArray *items = domain != NULL ? casement_removal_list (casement_vm_get_connection (vm), domain, &error) : NULL;

  g_clear_pointer (&domain, virDomainFree);
  if (items != NULL)
    g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/** casement_vm_remover_list_async: Asks what belongs to @vm. */
void
casement_vm_remover_list_async (CasementVm *vm, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CASEMENT_IS_VM (vm));

  task = g_task_new (vm, cancellable, callback, user_data);
  g_task_set_source_tag (task, casement_vm_remover_list_async);
  g_task_run_in_thread (task, list_thread);
}

/** casement_vm_remover_list_finish: Returns: (transfer full) (element-type CasementRemovalItem): disks first, or %NULL. */
GPtrArray *
casement_vm_remover_list_finish (CasementVm *vm, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vm), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
