/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines as virt-install makes them, and what is done to them. */
#pragma once

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "casement-undo-store.h"
#include "casement-vm-tuner.h"
#include "vm-test.h"

G_GNUC_UNUSED static char *
virt_install (const char *os, const char *disk)
{
  g_autofree char *disk_option = g_strdup_printf ("path=%s,format=qcow2", disk);
  const char *argv[] = { "virt-install", "--connect", "qemu:///session", "--name", os, "--memory", "4096", "--vcpus", "2",
                         "--disk", disk_option, "--osinfo", os, "--import", "--print-xml",
                         /* No port, which another test's machine may take in the same moment. */
                         "--graphics", "spice,listen=none", NULL };
  g_autoptr (GError) error = NULL;
  char *xml = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &xml, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return xml;
}

G_GNUC_UNUSED static char *
make_disk (const char *name)
{
  char *path = g_build_filename (g_getenv ("HOME"), name, NULL);
  const char *argv[] = { "qemu-img", "create", "-q", "-f", "qcow2", path, "64G", NULL };
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return path;
}

G_GNUC_UNUSED static void
define (CasementConnection *connection, const char *xml)
{
  virConnectPtr handle = casement_connection_dup_handle (connection);
  virDomainPtr domain = virDomainDefineXMLFlags (handle, xml, VIR_DOMAIN_DEFINE_VALIDATE);

  g_assert_nonnull (domain);
  virDomainFree (domain);
  virConnectClose (handle);
}

G_GNUC_UNUSED static char *
definition_of (CasementVm *vm)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *xml;

  casement_vm_get_xml_async (vm, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  xml = casement_vm_get_xml_finish (vm, result, &error);
  g_assert_no_error (error);
  return xml;
}

G_GNUC_UNUSED static CasementAudit *
audit_of (CasementVm *vm)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CasementAudit *audit;

  casement_vm_audit_async (vm, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  audit = casement_vm_audit_finish (vm, result, &error);
  g_assert_no_error (error);
  return audit;
}

G_GNUC_UNUSED static gboolean
needs_restart (CasementVm *vm)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean needs;

  casement_vm_needs_restart_async (vm, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  needs = casement_vm_needs_restart_finish (vm, result, &error);
  g_assert_no_error (error);
  return needs;
}

G_GNUC_UNUSED static gboolean
tune (CasementVm *vm, const char *const *ids, GError **error)
{
  g_autoptr (CasementVmTuner) tuner = casement_vm_tuner_new (vm, ids);

  return casement_operation_run_sync (CASEMENT_OPERATION (tuner), error);
}

G_GNUC_UNUSED static gboolean
undo (CasementVm *vm, gboolean force, GError **error)
{
  g_autoptr (CasementVmTuner) tuner = casement_vm_tuner_new_undo (vm, force);

  return casement_operation_run_sync (CASEMENT_OPERATION (tuner), error);
}

G_GNUC_UNUSED static void
undefine (CasementVm *vm)
{
  virDomainPtr domain = casement_vm_dup_handle (vm);

  if (virDomainIsActive (domain) == 1)
    g_assert_cmpint (virDomainDestroy (domain), ==, 0);
  g_assert_cmpint (virDomainUndefineFlags (domain, VIR_DOMAIN_UNDEFINE_NVRAM | VIR_DOMAIN_UNDEFINE_TPM), ==, 0);
  virDomainFree (domain);
  casement_undo_store_forget (casement_vm_get_uuid (vm));
}

G_GNUC_UNUSED static char *
running_definition (CasementVm *vm)
{
  virDomainPtr domain = casement_vm_dup_handle (vm);
  char *xml = virDomainGetXMLDesc (domain, 0);
  char *copy = g_strdup (xml);

  g_assert_nonnull (xml);
  free (xml);
  virDomainFree (domain);
  return copy;
}

