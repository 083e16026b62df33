/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-vm-tuner.h"

#include <stdlib.h>
#include <libvirt/virterror.h>
#include <glib/gi18n-lib.h>
#include "casement-error.h"
#include "casement-vm-change.h"
#include "casement-vm-live.h"
#include "casement-vm-nvram.h"
#include "casement-vm-pending.h"

struct _CasementVmTuner {
  CasementOperation parent_instance;
  CasementVm *vm;
  char **ids; /* NULL: undo */
  gboolean force;
  gboolean changed;
  gboolean restart_needed;
};

G_DEFINE_FINAL_TYPE (CasementVmTuner, casement_vm_tuner, CASEMENT_TYPE_OPERATION)

/* All of these run in a worker's thread. */

static CasementAudit *
audit (CasementVm *vm, const char *xml, const char *running, CasementHostFacts **facts, GCancellable *cancellable, GError **error)
{
  /* A driver that cannot say what its host has still has definitions to look at. */
  *facts = casement_connection_probe_host (casement_vm_get_connection (vm), cancellable, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return casement_audit_new_running (xml, running, *facts, error);
}

/* What is put right by @ids and was not before. */
static char **
dup_unmet (CasementAudit *check, char **ids)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  char **unmet;

  for (guint i = 0; ids[i] != NULL; i++)
    if (casement_audit_item_get_state (casement_audit_find (check, ids[i])) == CASEMENT_AUDIT_UNMET)
      g_strv_builder_add (builder, ids[i]);
  unmet = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return unmet;
}

/* A machine on its way from BIOS has none yet. */
static gboolean
wants_fresh_variables (CasementAudit *check, char **ids)
{
  gboolean wants = FALSE;

  for (guint i = 0; ids[i] != NULL; i++)
    wants = wants || casement_recommendation_find (ids[i])->fresh_variables;
  return wants && casement_audit_has_uefi (check);
}

static gboolean
tune (CasementVmTuner *self, virDomainPtr domain, GCancellable *cancellable, GError **error)
{
  g_autofree char *before = casement_vm_change_dup_definition (domain, error);
  g_autoptr (CasementHostFacts) facts = NULL;
  g_autoptr (CasementAudit) check = NULL;
  g_auto (GStrv) unmet = NULL;
  g_autofree char *wanted = NULL;
  g_autofree char *same = NULL;
  const char *const nothing[] = { NULL };
  g_autoptr (CasementUndoEntry) entry = NULL;

  if (before == NULL)
    return FALSE;
  casement_operation_report (CASEMENT_OPERATION (self), _("Looking at the virtual machine"), 0.1);
  check = audit (self->vm, before, NULL, &facts, cancellable, error);
  if (check == NULL)
    return FALSE;
  wanted = casement_audit_tune (check, (const char *const *) self->ids, error);
  if (wanted == NULL)
    return FALSE;
  same = casement_audit_tune (check, nothing, NULL);
  if (g_strcmp0 (wanted, same) == 0)
    return TRUE;

  casement_operation_report (CASEMENT_OPERATION (self), _("Changing the virtual machine"), 0.6);
  unmet = dup_unmet (check, self->ids);
  if (wants_fresh_variables (check, unmet)) {
    g_autofree char *renewed = casement_nvram_renew (domain, before, wanted, error);

    if (renewed == NULL)
      return FALSE;
    g_free (wanted);
    wanted = g_steal_pointer (&renewed);
  }
  entry = casement_vm_change_apply (domain, before, wanted, (const char *const *) unmet, cancellable, error);
  if (entry == NULL)
    return FALSE;
  self->changed = TRUE;
  if (virDomainIsActive (domain) == 1) {
    casement_operation_report (CASEMENT_OPERATION (self), _("Changing the running virtual machine"), 0.8);
    if (casement_vm_live_apply (domain, (const char *const *) unmet, facts))
      casement_vm_change_applied_live (domain, entry);
  }
  self->restart_needed = casement_vm_pending_get (domain);
  return TRUE;
}

static gboolean
undo (CasementVmTuner *self, virDomainPtr domain, GCancellable *cancellable, GError **error)
{
  const char *uuid = casement_vm_get_uuid (self->vm);
  g_autoptr (CasementUndoEntry) entry = casement_undo_store_peek (uuid);
  g_autofree char *now = casement_vm_change_dup_definition (domain, error);

  if (now == NULL)
    return FALSE;
  if (entry == NULL) {
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL, _("There is no change to take back."));
    return FALSE;
  }
  if (!self->force && entry->after != NULL && !casement_vm_change_equals (entry->after, now) && !casement_vm_change_equals (entry->before, now)) {
    casement_set_error (error, CASEMENT_ERROR_IN_USE, NULL,
                        _("The virtual machine was changed again since then, and taking the change back would undo that too."));
    return FALSE;
  }
  casement_operation_report (CASEMENT_OPERATION (self), _("Taking the change back"), 0.5);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !casement_vm_change_revert (domain, entry, now, error))
    return FALSE;
  self->changed = TRUE;
  self->restart_needed = casement_vm_pending_get (domain);
  return TRUE;
}

static gboolean
casement_vm_tuner_run (CasementOperation *operation, GCancellable *cancellable, GError **error)
{
  CasementVmTuner *self = CASEMENT_VM_TUNER (operation);
  virDomainPtr domain = casement_vm_change_open (self->vm, error);
  gboolean done;

  if (domain == NULL)
    return FALSE;
  done = self->ids != NULL ? tune (self, domain, cancellable, error) : undo (self, domain, cancellable, error);
  virDomainFree (domain);
  virResetLastError ();
  return done;
}

static void
casement_vm_tuner_finalize (GObject *object)
{
  CasementVmTuner *self = CASEMENT_VM_TUNER (object);

  g_clear_object (&self->vm);
  g_strfreev (self->ids);
  G_OBJECT_CLASS (casement_vm_tuner_parent_class)->finalize (object);
}

static void
casement_vm_tuner_class_init (CasementVmTunerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_vm_tuner_finalize;
  CASEMENT_OPERATION_CLASS (klass)->run = casement_vm_tuner_run;
}

static void
casement_vm_tuner_init (CasementVmTuner *self)
{
}

/**
 * casement_vm_tuner_new:
 * @ids: (array zero-terminated=1): recommendations to put right
 *
 * Edits the definition in place and keeps the old one, so that casement_vm_tuner_new_undo() can bring it back. A machine
 * that runs gets what can be plugged in; the rest it takes at its next start.
 *
 * Returns: (transfer full): the operation.
 */
CasementVmTuner *
casement_vm_tuner_new (CasementVm *vm, const char *const *ids)
{
  g_autofree char *title = g_strdup_printf (_("Improving “%s”"), casement_vm_get_name (vm));
  CasementVmTuner *self = g_object_new (CASEMENT_TYPE_VM_TUNER, "title", title, NULL);

  self->vm = g_object_ref (vm);
  self->ids = g_strdupv ((char **) ids);
  return self;
}

/**
 * casement_vm_tuner_new_undo:
 * @force: also where the definition was changed by somebody else since
 *
 * Returns: (transfer full): the operation that brings back the definition from before the newest change.
 */
CasementVmTuner *
casement_vm_tuner_new_undo (CasementVm *vm, gboolean force)
{
  g_autofree char *title = g_strdup_printf (_("Taking back a change of “%s”"), casement_vm_get_name (vm));
  CasementVmTuner *self = g_object_new (CASEMENT_TYPE_VM_TUNER, "title", title, NULL);

  self->vm = g_object_ref (vm);
  self->force = force;
  return self;
}

/** casement_vm_tuner_run_sync: Runs it as a part of another operation, in that one's thread. */
gboolean
casement_vm_tuner_run_sync (CasementVmTuner *self, GCancellable *cancellable, GError **error)
{
  return casement_vm_tuner_run (CASEMENT_OPERATION (self), cancellable, error);
}

/** casement_vm_tuner_get_changed: Returns: whether there was anything to change. */
gboolean
casement_vm_tuner_get_changed (CasementVmTuner *self)
{
  return self->changed;
}

/** casement_vm_tuner_get_restart_needed: Returns: whether the machine runs and takes the change at its next start. */
gboolean
casement_vm_tuner_get_restart_needed (CasementVmTuner *self)
{
  return self->restart_needed;
}

/* What libvirt chose at the start is in no definition of an older libvirt; without it the check-up only says less. */
static char *
dup_running (virDomainPtr domain)
{
  char *xml = virDomainIsActive (domain) == 1 ? virDomainGetXMLDesc (domain, 0) : NULL;
  char *copy = g_strdup (xml);

  free (xml);
  virResetLastError ();
  return copy;
}

/** casement_vm_audit_sync: Returns: (transfer full) (nullable): the check-up of the machine as it is defined; blocks. */
CasementAudit *
casement_vm_audit_sync (CasementVm *vm, GCancellable *cancellable, GError **error)
{
  virDomainPtr domain = casement_vm_change_open (vm, error);
  g_autofree char *xml = domain != NULL ? casement_vm_change_dup_definition (domain, error) : NULL;
  g_autofree char *running = xml != NULL ? dup_running (domain) : NULL;
  g_autoptr (CasementHostFacts) facts = NULL;
  CasementAudit *check = xml != NULL ? audit (vm, xml, running, &facts, cancellable, error) : NULL;

  if (domain != NULL)
    virDomainFree (domain);
  virResetLastError ();
  return check;
}

static void
audit_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  CasementAudit *check = casement_vm_audit_sync (CASEMENT_VM (source), cancellable, &error);

  if (check != NULL)
    g_task_return_pointer (task, check, g_object_unref);
  else
    g_task_return_error (task, error);
}

/** casement_vm_audit_async: checks the machine's definition up, off the main thread. */
void
casement_vm_audit_async (CasementVm *vm, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (vm, cancellable, callback, user_data);

  g_task_set_source_tag (task, casement_vm_audit_async);
  g_task_run_in_thread (task, audit_thread);
}

/** casement_vm_audit_finish: Returns: (transfer full) (nullable): the check-up, or %NULL with @error. */
CasementAudit *
casement_vm_audit_finish (CasementVm *vm, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vm), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/** casement_vm_count_undo: Returns: how many changes can be taken back. */
guint
casement_vm_count_undo (CasementVm *vm)
{
  return casement_undo_store_count (casement_vm_get_uuid (vm));
}

static void
needs_restart_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CasementVm *vm = CASEMENT_VM (source);
  GError *error = NULL;
  virDomainPtr domain = casement_vm_change_open (vm, &error);

  if (domain == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_task_return_boolean (task, casement_vm_pending_get (domain));
  virDomainFree (domain);
}

/** casement_vm_needs_restart_async: asks whether the machine still runs as it was before a change of its definition. */
void
casement_vm_needs_restart_async (CasementVm *vm, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (vm, cancellable, callback, user_data);

  g_task_set_source_tag (task, casement_vm_needs_restart_async);
  g_task_run_in_thread (task, needs_restart_thread);
}

/** casement_vm_needs_restart_finish: Returns: whether it waits for a restart; %FALSE with @error when it cannot be told. */
gboolean
casement_vm_needs_restart_finish (CasementVm *vm, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vm), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
