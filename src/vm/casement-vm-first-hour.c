/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-vm-first-hour.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "casement-audit.h"
#include "casement-vm-change.h"
#include "casement-vm-media-live.h"
#include "casement-xml.h"

/* A file that is there or not, a machine each, below the user's state folder. */
static char *
get_mark (const char *uuid)
{
  return g_build_filename (g_get_user_state_dir (), "casement", "first-hour", uuid, NULL);
}

static void
remember (const char *uuid, gboolean done)
{
  g_autofree char *mark = get_mark (uuid);
  g_autofree char *directory = g_path_get_dirname (mark);

  if (!done) {
    g_unlink (mark);
  } else if (!g_file_test (mark, G_FILE_TEST_EXISTS)) {
    g_mkdir_with_parents (directory, 0700);
    g_file_set_contents (mark, "", 0, NULL);
  }
}

/* What the guest agent tells, if there is one. */
static void
ask_guest (CasementVm *vm, CasementFirstHourFacts *facts, GCancellable *cancellable)
{
  g_autoptr (CasementGuestAgent) agent = casement_guest_agent_open (vm, NULL);
  g_autoptr (GError) error = NULL;

  facts->agent_answers = agent != NULL && casement_guest_agent_ping (agent, NULL);
  if (!facts->agent_answers)
    return;
  facts->os = casement_guest_agent_get_os (agent, NULL);
  facts->survey = casement_guest_survey_run (agent, cancellable, &error);
  if (facts->survey == NULL)
    g_info ("Windows was not looked at: %s", error->message);
}

static GPtrArray *
check_domain (CasementVm *vm, virDomainPtr domain, GCancellable *cancellable, GError **error)
{
  g_autofree char *xml = casement_vm_change_dup_definition (domain, error);
  g_autoptr (xmlDoc) doc = xml != NULL ? casement_xml_parse (xml, strlen (xml), "domain", error) : NULL;
  g_autoptr (xmlDoc) live = NULL;
  CasementFirstHourFacts facts = { NULL };
  GPtrArray *items;

  if (doc == NULL)
    return NULL;
  facts.root = xmlDocGetRootElement (doc);
  facts.preset = casement_domain_infer_preset (facts.root, error);
  if (facts.preset == NULL)
    return NULL;
  live = virDomainIsActive (domain) == 1 ? casement_media_live_get (domain, NULL) : NULL;
  facts.live = live != NULL ? xmlDocGetRootElement (live) : NULL;
  if (facts.live != NULL)
    ask_guest (vm, &facts, cancellable);
  items = casement_first_hour_check (&facts);
  if (facts.live != NULL)
    remember (casement_vm_get_uuid (vm), casement_first_hour_is_complete (items));
  g_clear_pointer (&facts.os, casement_guest_os_free);
  g_clear_pointer (&facts.survey, casement_guest_survey_free);
  return items;
}

static void
check_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  virDomainPtr domain = casement_vm_change_open (source, &error);
  GPtrArray *items = domain != NULL ? check_domain (source, domain, cancellable, &error) : NULL;

  g_clear_pointer (&domain, virDomainFree);
  virResetLastError ();
  if (items != NULL)
    g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/** casement_vm_check_first_hour_async: Looks, off the main loop; seconds where Windows has to be asked. */
void
casement_vm_check_first_hour_async (CasementVm *vm, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (vm, cancellable, callback, user_data);

  g_task_set_source_tag (task, casement_vm_check_first_hour_async);
  g_task_run_in_thread (task, check_thread);
}

/** casement_vm_check_first_hour_finish: Returns: (transfer full): of CasementFirstHourItem; %NULL with @error. */
GPtrArray *
casement_vm_check_first_hour_finish (CasementVm *vm, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vm), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/** casement_vm_get_first_hour_done: Returns: whether nothing was left to do when somebody last looked. */
gboolean
casement_vm_get_first_hour_done (CasementVm *vm)
{
  g_autofree char *mark = get_mark (casement_vm_get_uuid (vm));

  return g_file_test (mark, G_FILE_TEST_EXISTS);
}
