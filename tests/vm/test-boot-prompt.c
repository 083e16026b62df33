/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot prompt on a private session: when there is nothing to answer, and how answering ends. That it is answered is proven
 * with a guest, in tests/e2e. */
#include "casement-boot-prompt.h"
#include "creation-test.h"

static char *iso;

static CasementVm *
make (CasementConnection *connection, CasementLibrary *library, const char *name, gboolean uefi, gboolean declined, gboolean with_iso,
      CasementBootPrompt **prompt)
{
  g_autoptr (CasementHostFacts) facts = casement_connection_probe_host (connection, NULL, NULL);
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_new (casement_preset_find ("windows-10"));
  g_autoptr (CasementPlan) plan = NULL;
  g_autoptr (CasementVmCreator) creator = NULL;
  g_autoptr (GError) error = NULL;
  CasementVm *vm;

  casement_vm_spec_use_host_defaults (spec, facts);
  casement_vm_spec_set_name (spec, name);
  casement_vm_spec_set_memory (spec, G_GUINT64_CONSTANT (2) << 30);
  casement_vm_spec_set_choice (spec, "firmware", uefi ? "uefi" : "bios");
  casement_vm_spec_set_declined (spec, "boot-prompt", declined);
  if (with_iso)
    casement_vm_spec_set_iso_path (spec, iso);
  plan = casement_plan_new (spec, facts);
  creator = casement_vm_creator_new (connection, plan, TRUE);
  g_assert_null (casement_vm_creator_new_boot_prompt (creator));
  casement_operation_run_sync (CASEMENT_OPERATION (creator), &error);
  g_assert_no_error (error);
  *prompt = casement_vm_creator_new_boot_prompt (creator);
  WAIT_UNTIL (casement_library_find (library, name) != NULL);
  vm = g_object_ref (casement_library_find (library, name));
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);
  return vm;
}

static void
force_off (CasementVm *vm)
{
  g_autoptr (GError) error = NULL;

  vm_test_act (vm, CASEMENT_VM_ACTION_FORCE_OFF, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_OFF);
}

static void
finish (CasementConnection *connection, CasementLibrary *library, CasementVm *vm)
{
  if (casement_vm_get_active (vm))
    force_off (vm);
  creation_test_remove (vm);
  g_object_unref (vm);
  g_object_unref (library);
  vm_test_close (connection);
}

/* Neither the plan nor the machine itself has a prompt to answer. */
static void
assert_not_needed (CasementConnection *connection, CasementVm *vm)
{
  g_autoptr (CasementBootPrompt) prompt = casement_boot_prompt_new (connection, casement_vm_get_uuid (vm), "x");
  g_autoptr (GError) error = NULL;

  casement_operation_run_sync (CASEMENT_OPERATION (prompt), &error);
  g_assert_no_error (error);
  g_assert_false (casement_boot_prompt_get_needed (prompt));
  g_assert_cmpint (casement_boot_prompt_get_outcome (prompt), ==, CASEMENT_BOOT_WAIT);
}

typedef struct {
  const char *name;
  gboolean uefi;
  gboolean declined;
  gboolean with_iso;
} NotNeeded;

static const NotNeeded not_needed[] = {
  { "bios", FALSE, FALSE, TRUE },
  { "declined", TRUE, TRUE, TRUE },
  { "no image", TRUE, FALSE, FALSE },
};

static void
test_not_needed (gconstpointer data)
{
  const NotNeeded *c = data;
  CasementConnection *connection = vm_test_open ("qemu:///session");
  CasementLibrary *library = vm_test_load (connection);
  CasementBootPrompt *prompt;
  CasementVm *vm = make (connection, library, c->name, c->uefi, c->declined, c->with_iso, &prompt);

  g_assert_null (prompt);
  assert_not_needed (connection, vm);
  finish (connection, library, vm);
}

/* An image that does not boot: it is watched until the user takes over, or the machine is off. */
static void
test_ends (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  CasementLibrary *library = vm_test_load (connection);
  g_autoptr (CasementBootPrompt) first = NULL, second = NULL;
  CasementVm *vm = make (connection, library, "ends", TRUE, FALSE, TRUE, &first);
  const char *uuid = casement_vm_get_uuid (vm);

  g_assert_nonnull (first);
  casement_boot_prompt_start (first);
  g_assert_true (casement_boot_prompt_find (uuid) == first);
  WAIT_UNTIL (casement_operation_get_step (CASEMENT_OPERATION (first)) != NULL);
  casement_operation_cancel (CASEMENT_OPERATION (first));
  WAIT_UNTIL (casement_boot_prompt_find (uuid) == NULL);
  g_assert_cmpint (casement_operation_get_state (CASEMENT_OPERATION (first)), ==, CASEMENT_OPERATION_CANCELLED);
  g_assert_true (casement_boot_prompt_get_needed (first));
  WAIT_UNTIL (!casement_boot_prompt_get_active (first));

  second = casement_boot_prompt_new (connection, uuid, "ends");
  casement_boot_prompt_start (second);
  WAIT_UNTIL (casement_operation_get_step (CASEMENT_OPERATION (second)) != NULL);
  force_off (vm);
  WAIT_UNTIL (casement_boot_prompt_find (uuid) == NULL);
  g_assert_cmpint (casement_boot_prompt_get_outcome (second), ==, CASEMENT_BOOT_OFF);
  finish (connection, library, vm);
}

/* What is on the disk may be a Windows. */
static void
test_not_empty (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  CasementLibrary *library = vm_test_load (connection);
  g_autoptr (CasementBootPrompt) prompt = NULL;
  CasementVm *vm = make (connection, library, "not empty", TRUE, FALSE, TRUE, &prompt);
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "libvirt", "images", "not empty.qcow2", NULL);
  const char *argv[] = { "qemu-io", "-f", "qcow2", "-c", "write 0 20M", path, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  force_off (vm);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                               &status, NULL));
  g_assert_cmpint (status, ==, 0);
  vm_test_act (vm, CASEMENT_VM_ACTION_START, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);
  assert_not_needed (connection, vm);
  finish (connection, library, vm);
}

/* The same machine without our mark is somebody else's. */
static void
test_foreign (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  CasementLibrary *library = vm_test_load (connection);
  g_autoptr (CasementBootPrompt) prompt = NULL;
  CasementVm *vm = make (connection, library, "foreign", TRUE, FALSE, TRUE, &prompt);
  virDomainPtr domain = casement_vm_dup_handle (vm);

  g_assert_nonnull (prompt);
  g_assert_cmpint (virDomainSetMetadata (domain, VIR_DOMAIN_METADATA_ELEMENT, NULL, "casement",
                                         "https://casement.github.io/xmlns/domain/1.0", VIR_DOMAIN_AFFECT_LIVE), ==, 0);
  virDomainFree (domain);
  assert_not_needed (connection, vm);
  finish (connection, library, vm);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  iso = creation_test_make_iso ("installer.iso");
  for (gsize i = 0; i < G_N_ELEMENTS (not_needed); i++) {
    g_autofree char *path = g_strdup_printf ("/vm/boot-prompt/not-needed/%s", not_needed[i].name);

    g_test_add_data_func (path, &not_needed[i], test_not_needed);
  }
  g_test_add_func ("/vm/boot-prompt/ends", test_ends);
  g_test_add_func ("/vm/boot-prompt/not-empty", test_not_empty);
  g_test_add_func ("/vm/boot-prompt/foreign", test_foreign);
  result = g_test_run ();
  g_free (iso);
  return result;
}
