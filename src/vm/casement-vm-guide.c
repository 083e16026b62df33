/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-vm-guide.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "casement-error.h"
#include "casement-guide-device.h"
#include "casement-undo-store.h"
#include "casement-vm-change.h"
#include "casement-vm-pending.h"
#include "casement-vm-restarter.h"
#include "casement-vm-tuner.h"

struct _CasementVmGuide {
  CasementOperation parent_instance;
  CasementVm *vm;
  char *id;
  CasementGuideAction action;
  CasementGuideStage stage;
  gboolean begun;
};

G_DEFINE_FINAL_TYPE (CasementVmGuide, casement_vm_guide, CASEMENT_TYPE_OPERATION)

typedef struct {
  CasementVmGuide *self;
  virDomainPtr domain;
  CasementGuideState *state;
  GCancellable *cancellable;
} Run;

/* All of these run in a worker's thread. */

static const char *
get_uuid (Run *run)
{
  return casement_vm_get_uuid (run->self->vm);
}

static gboolean
advance (Run *run, CasementGuideStage stage, GError **error)
{
  run->state->stage = stage;
  if (stage < CASEMENT_GUIDE_END)
    return casement_guide_state_save (run->state, get_uuid (run), error);
  casement_guide_state_remove (get_uuid (run));
  return TRUE;
}

static gboolean
is_met (Run *run, GError **error)
{
  g_autoptr (CasementAudit) audit = casement_vm_audit_sync (run->self->vm, run->cancellable, error);
  CasementAuditItem *item = audit != NULL ? casement_audit_find (audit, run->self->id) : NULL;

  return item != NULL && casement_audit_item_get_state (item) == CASEMENT_AUDIT_MET;
}

/* Somebody may have done a step without the guide, or taken one back. */
static gboolean
look (Run *run, GError **error)
{
  CasementGuideState *state = run->state;
  g_autofree char *now = casement_vm_change_dup_definition (run->domain, error);
  g_autoptr (GError) local_error = NULL;
  gboolean met;

  if (now == NULL)
    return FALSE;
  met = is_met (run, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (state->stage <= CASEMENT_GUIDE_SWITCH && met)
    state->stage = CASEMENT_GUIDE_RESTART;
  else if (state->stage > CASEMENT_GUIDE_SWITCH && !met)
    state->stage = CASEMENT_GUIDE_SWITCH;
  if ((state->stage == CASEMENT_GUIDE_CONFIRM || state->stage == CASEMENT_GUIDE_SWITCH) && state->device != NULL
      && !casement_guide_device_is_there (state, now))
    state->stage = CASEMENT_GUIDE_TRY;
  if (state->stage == CASEMENT_GUIDE_RESTART && virDomainIsActive (run->domain) == 1 && !casement_vm_pending_get (run->domain))
    state->stage = CASEMENT_GUIDE_VERIFY;
  return TRUE;
}

static gboolean
ask_windows (Run *run, gboolean (*ask) (CasementGuideState *, CasementGuestAgent *, GCancellable *, GError **), const char *no, GError **error)
{
  g_autoptr (CasementGuestAgent) agent = NULL;
  g_autoptr (GError) local_error = NULL;

  if (virDomainIsActive (run->domain) != 1) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, _("The virtual machine is off: start it, wait until Windows is up, then ask again."));
    return FALSE;
  }
  agent = casement_guest_agent_open (run->self->vm, error);
  if (agent == NULL)
    return FALSE;
  if (ask (run->state, agent, run->cancellable, &local_error))
    return TRUE;
  if (local_error != NULL)
    casement_set_error (error, CASEMENT_ERROR_CONNECTION, local_error->message,
                        _("The guest agent in Windows does not answer: wait until Windows is up, install the guest tools from the "
                          "driver image, or look in Windows and answer yourself."));
  else
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL, "%s", no);
  return FALSE;
}

static gboolean
ask_whether_up (CasementGuideState *state, CasementGuestAgent *agent, GCancellable *cancellable, GError **error)
{
  return casement_guest_agent_ping (agent, error);
}

static gboolean
try_device (Run *run, GError **error)
{
  casement_operation_report (CASEMENT_OPERATION (run->self), _("Adding a second device"), 0.3);
  g_clear_pointer (&run->state->device, g_free);
  g_clear_pointer (&run->state->image, g_free);
  g_clear_pointer (&run->state->original, g_free);
  g_clear_pointer (&run->state->tried, g_free);
  return casement_guide_device_add (run->self->vm, run->domain, run->state, run->cancellable, error);
}

static gboolean
switch_over (Run *run, GError **error)
{
  const char *ids[] = { run->self->id, NULL };
  g_autoptr (CasementVmTuner) tuner = casement_vm_tuner_new (run->self->vm, ids);
  g_autoptr (CasementUndoEntry) entry = NULL;

  casement_operation_report (CASEMENT_OPERATION (run->self), _("Changing the virtual machine"), 0.3);
  if (!casement_vm_tuner_run_sync (tuner, run->cancellable, error))
    return FALSE;
  entry = casement_vm_tuner_get_changed (tuner) ? casement_undo_store_peek (get_uuid (run)) : NULL;
  run->state->change = entry != NULL ? entry->number : 0;
  return advance (run, CASEMENT_GUIDE_RESTART, error);
}

static gboolean
restart (Run *run, GError **error)
{
  g_autoptr (CasementVmRestarter) restarter = casement_vm_restarter_new (run->self->vm);

  casement_operation_report (CASEMENT_OPERATION (run->self), _("Windows is shut down and started again"), 0.3);
  return casement_vm_restarter_run_sync (restarter, run->cancellable, error) && advance (run, CASEMENT_GUIDE_VERIFY, error);
}

/* Taking the change back later must not bring the second device back, whose image is gone. */
static void
forget_device (Run *run)
{
  g_autoptr (CasementUndoEntry) entry = casement_undo_store_peek (get_uuid (run));
  g_autofree char *before = NULL;

  if (entry == NULL || entry->number != run->state->change)
    return;
  before = casement_guide_device_strip (run->state, entry->before);
  if (before == NULL)
    return;
  g_free (entry->before);
  entry->before = g_steal_pointer (&before);
  g_free (entry->after);
  entry->after = casement_vm_change_dup_definition (run->domain, NULL);
  casement_undo_store_save (get_uuid (run), entry, NULL);
}

static gboolean
tidy (Run *run, GError **error)
{
  casement_operation_report (CASEMENT_OPERATION (run->self), _("Removing the second device"), 0.3);
  if (!casement_guide_device_remove (run->self->vm, run->domain, run->state, error))
    return FALSE;
  forget_device (run);
  return advance (run, CASEMENT_GUIDE_END, error);
}

static gboolean
next (Run *run, gboolean by_hand, GError **error)
{
  switch (run->state->stage) {
  case CASEMENT_GUIDE_TRY:
    return try_device (run, error);
  case CASEMENT_GUIDE_CONFIRM:
    return (by_hand || ask_windows (run, casement_guide_device_is_seen,
                                    _("Windows does not know the device yet: install the guest tools from the driver image in "
                                      "Windows, then ask again."), error))
           && advance (run, CASEMENT_GUIDE_SWITCH, error);
  case CASEMENT_GUIDE_SWITCH:
    return switch_over (run, error);
  case CASEMENT_GUIDE_RESTART:
    return restart (run, error);
  case CASEMENT_GUIDE_VERIFY:
    return (by_hand || ask_windows (run, ask_whether_up, "", error))
           && advance (run, run->state->device != NULL ? CASEMENT_GUIDE_TIDY : CASEMENT_GUIDE_END, error);
  case CASEMENT_GUIDE_TIDY:
    return tidy (run, error);
  case CASEMENT_GUIDE_END:
  default:
    return TRUE;
  }
}

/* First the change, whose definition has the second device in it; then the device. */
static gboolean
give_up (Run *run, GError **error)
{
  g_autoptr (CasementUndoEntry) entry = casement_undo_store_peek (get_uuid (run));

  casement_operation_report (CASEMENT_OPERATION (run->self), _("Taking the change back"), 0.3);
  if (run->state->stage > CASEMENT_GUIDE_SWITCH && run->state->change > 0) {
    g_autoptr (CasementVmTuner) tuner = casement_vm_tuner_new_undo (run->self->vm, FALSE);

    if (entry == NULL || entry->number != run->state->change) {
      casement_set_error (error, CASEMENT_ERROR_IN_USE, NULL,
                          _("The virtual machine was changed again since then: take the later changes back first."));
      return FALSE;
    }
    if (!casement_vm_tuner_run_sync (tuner, run->cancellable, error) || !advance (run, CASEMENT_GUIDE_SWITCH, error))
      return FALSE;
  }
  if (!casement_guide_device_remove (run->self->vm, run->domain, run->state, error))
    return FALSE;
  casement_guide_state_remove (get_uuid (run));
  run->state->stage = casement_guide_needs_device (run->self->id) ? CASEMENT_GUIDE_TRY : CASEMENT_GUIDE_SWITCH;
  run->self->begun = FALSE;
  return TRUE;
}

static gboolean
run_action (Run *run, GError **error)
{
  CasementVmGuide *self = run->self;
  gboolean done;

  run->state = casement_guide_state_load (get_uuid (run));
  self->begun = run->state != NULL;
  if (run->state != NULL && !g_str_equal (run->state->id, self->id)) {
    casement_set_error (error, CASEMENT_ERROR_IN_USE, NULL,
                        _("The virtual machine is on its way to another change, “%s”: finish that or give it up first."), run->state->id);
    return FALSE;
  }
  if (run->state == NULL) {
    run->state = g_new0 (CasementGuideState, 1);
    run->state->id = g_strdup (self->id);
    run->state->stage = casement_guide_needs_device (self->id) ? CASEMENT_GUIDE_TRY : CASEMENT_GUIDE_SWITCH;
  }
  done = look (run, error);
  if (done && self->action == CASEMENT_GUIDE_GIVE_UP) {
    done = give_up (run, error);
  } else if (done && self->action != CASEMENT_GUIDE_LOOK) {
    done = next (run, self->action == CASEMENT_GUIDE_CONFIRMED, error);
    self->begun = run->state->stage != CASEMENT_GUIDE_END;
  }
  self->stage = run->state->stage;
  return done;
}

static gboolean
casement_vm_guide_run (CasementOperation *operation, GCancellable *cancellable, GError **error)
{
  CasementVmGuide *self = CASEMENT_VM_GUIDE (operation);
  Run run = { .self = self, .cancellable = cancellable };
  gboolean done;

  run.domain = casement_vm_change_open (self->vm, error);
  if (run.domain == NULL)
    return FALSE;
  done = run_action (&run, error);
  g_clear_pointer (&run.state, casement_guide_state_free);
  virDomainFree (run.domain);
  virResetLastError ();
  return done;
}

static void
casement_vm_guide_finalize (GObject *object)
{
  CasementVmGuide *self = CASEMENT_VM_GUIDE (object);

  g_clear_object (&self->vm);
  g_free (self->id);
  G_OBJECT_CLASS (casement_vm_guide_parent_class)->finalize (object);
}

static void
casement_vm_guide_class_init (CasementVmGuideClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_vm_guide_finalize;
  CASEMENT_OPERATION_CLASS (klass)->run = casement_vm_guide_run;
}

static void
casement_vm_guide_init (CasementVmGuide *self)
{
}

/**
 * casement_vm_guide_new:
 * @id: of a recommendation that casement_guide_covers()
 *
 * Returns: (transfer full): the operation that does one step; its stage afterwards is what comes next.
 */
CasementVmGuide *
casement_vm_guide_new (CasementVm *vm, const char *id, CasementGuideAction action)
{
  g_autofree char *title = g_strdup_printf (_("Changing “%s” step by step"), casement_vm_get_name (vm));
  CasementVmGuide *self = g_object_new (CASEMENT_TYPE_VM_GUIDE, "title", title, NULL);

  self->vm = g_object_ref (vm);
  self->id = g_strdup (id);
  self->action = action;
  return self;
}

/** casement_vm_guide_get_stage: Returns: what comes next, once the operation has ended. */
CasementGuideStage
casement_vm_guide_get_stage (CasementVmGuide *self)
{
  return self->stage;
}

/** casement_vm_guide_get_begun: Returns: whether there is something that giving up takes back. */
gboolean
casement_vm_guide_get_begun (CasementVmGuide *self)
{
  return self->begun;
}
