/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines as virt-install makes them, on a private session: checked up, tuned, started, and brought back. */
#include "casement-error.h"
#include "casement-vm-change.h"
#include "casement-vm-restarter.h"
#include "casement-xml.h"
#include "tuner-test.h"

/* A definition of another host's, changed as little as makes it one that this host can start: software emulation, a disk that is
 * there, the user's own network. */
static char *
adapt (const char *name, const char *disk, char **title)
{
  static const char *const absent[] = { "hostdev", "filesystem", "smartcard" };
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "foreign", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (xmlDoc) doc = NULL;
  xmlNodePtr root, node;
  xmlChar *dumped = NULL;
  char *copy;
  int size = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  doc = casement_xml_parse (text, (gsize) -1, "domain", NULL);
  root = xmlDocGetRootElement (doc);
  *title = casement_xml_dup_text (casement_xml_child (root, "name"));
  casement_xml_set_attr (root, "type", "qemu");
  casement_xml_set_attr (casement_xml_child (root, "cpu"), "mode", "maximum");
  casement_xml_set_attr (casement_xml_child (root, "cpu"), "check", NULL);
  if ((node = casement_xml_find (root, "os/nvram")) != NULL)
    casement_xml_remove (node);
  for (guint i = 0; i < G_N_ELEMENTS (absent); i++)
    while ((node = casement_xml_child (casement_xml_child (root, "devices"), absent[i])) != NULL)
      casement_xml_remove (node);
  while ((node = casement_xml_find (root, "devices/controller[type=ccid]")) != NULL)
    casement_xml_remove (node);
  while ((node = casement_xml_find (root, "devices/disk[device=cdrom]/source")) != NULL)
    casement_xml_remove (node);
  casement_xml_set_attr (casement_xml_find (root, "devices/disk[device?=disk]/source"), "file", disk);
  casement_xml_set_attr (casement_xml_find (root, "devices/interface"), "type", "user");
  if ((node = casement_xml_find (root, "devices/interface/source")) != NULL)
    casement_xml_remove (node);
  /* No port, which another test's machine may take in the same moment. */
  node = casement_xml_find (root, "devices/graphics");
  casement_xml_set_attr (node, "port", NULL);
  casement_xml_set_attr (node, "autoport", NULL);
  casement_xml_set_attr (node, "listen", NULL);
  node = casement_xml_ensure (node, "listen");
  casement_xml_set_attr (node, "type", "none");
  casement_xml_set_attr (node, "address", NULL);
  /* Written by hand, and refused by libvirt beside the list of the whole machine. */
  if ((node = casement_xml_find (root, "devices/interface/boot")) != NULL)
    casement_xml_remove (node);
  xmlDocDumpMemoryEnc (doc, &dumped, &size, "UTF-8");
  copy = g_strndup ((const char *) dumped, size);
  xmlFree (dumped);
  return copy;
}

/* What these have wrong, whatever libvirt adds to a definition. */
static const struct {
  const char *source;
  const char *unmet;
} expected[] = {
  { "win11", "rng channels boot-order memory-backing disk-discard storage-controller input" },
  { "win10", "rng channels boot-order memory-backing disk-discard storage-controller input" },
  { "boxes-win10.xml", "rng channels boot-order memory-backing input" },
  { "boxes-win11.xml", "rng channels boot-order memory-backing input tpm firmware storage-controller" },
  { "win11-by-hand.xml", "rng channels boot-order memory-backing input clock tpm storage-controller ballooning power" },
};

static void
assert_verdicts (const char *source, CasementAudit *audit)
{
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_auto (GStrv) unmet = g_strsplit (expected[i].unmet, " ", -1);

    for (guint j = 0; strcmp (expected[i].source, source) == 0 && unmet[j] != NULL; j++)
      if (casement_audit_item_get_state (casement_audit_find (audit, unmet[j])) != CASEMENT_AUDIT_UNMET)
        g_error ("%s: %s is %s", source, unmet[j],
                 casement_audit_state_to_string (casement_audit_item_get_state (casement_audit_find (audit, unmet[j]))));
  }
}

/* All that is safe at once: accepted by libvirt, the machine starts, and one undo brings back exactly what was. */
static void
test_all (gconstpointer data)
{
  const char *os = data;
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autofree char *disk = make_disk ("disk.qcow2");
  g_autofree char *title = g_str_has_suffix (os, ".xml") ? NULL : g_strdup (os);
  g_autofree char *xml = title == NULL ? adapt (os, disk, &title) : virt_install (os, disk);
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (CasementAudit) before = NULL, after = NULL;
  g_autofree char *original = NULL, *tuned = NULL, *back = NULL;
  g_auto (GStrv) ids = NULL, left = NULL;
  g_autoptr (GError) error = NULL;
  CasementVm *vm;

  define (connection, xml);
  library = vm_test_load (connection);
  vm = casement_library_find (library, title);
  g_assert_nonnull (vm);
  original = definition_of (vm);
  before = audit_of (vm);
  g_assert_cmpuint (casement_audit_count (before, CASEMENT_AUDIT_UNMET), >, 8);
  assert_verdicts (os, before);
  ids = casement_audit_dup_safe_ids (before);

  tune (vm, (const char *const *) ids, &error);
  g_assert_no_error (error);
  tuned = definition_of (vm);
  g_assert_cmpstr (tuned, !=, original);
  after = audit_of (vm);
  left = casement_audit_dup_safe_ids (after);
  if (g_strv_length (left) > 0)
    g_error ("%s: %s is left: %s", os, left[0], casement_audit_item_get_found (casement_audit_find (after, left[0])));
  g_assert_cmpuint (casement_vm_count_undo (vm), ==, 1);
  g_assert_false (needs_restart (vm));

  vm_test_act (vm, CASEMENT_VM_ACTION_START, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (casement_vm_get_active (vm));
  /* Made while it runs, a change waits for a restart; and can be taken back all the same. Back to what the machine was started
   * with, there is nothing to wait for. */
  undo (vm, FALSE, &error);
  g_assert_no_error (error);
  back = definition_of (vm);
  /* libvirt sorts the controllers of some anew. */
  g_assert_true (casement_vm_change_equals (back, original));
  g_assert_true (strstr (os, ".xml") != NULL || strcmp (back, original) == 0);
  g_assert_cmpuint (casement_vm_count_undo (vm), ==, 0);
  g_assert_true (needs_restart (vm));
  WAIT_UNTIL (casement_vm_get_restart_needed (vm));
  tune (vm, (const char *const *) ids, &error);
  g_assert_no_error (error);
  g_assert_false (needs_restart (vm));
  undo (vm, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (needs_restart (vm));
  vm_test_act (vm, CASEMENT_VM_ACTION_FORCE_OFF, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (!casement_vm_get_active (vm));
  g_assert_false (needs_restart (vm));

  undefine (vm);
  g_remove (disk);
  g_clear_object (&library);
  vm_test_close (connection);
}

/* Each one by itself, those for an expert too: what it makes is accepted by libvirt, holds, and can be taken back. */
static void
test_each (gconstpointer data)
{
  const char *os = data;
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autofree char *disk = make_disk ("each.qcow2");
  g_autofree char *xml = virt_install (os, disk);
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (CasementAudit) before = NULL;
  g_autofree char *original = NULL;
  CasementVm *vm;

  define (connection, xml);
  library = vm_test_load (connection);
  vm = casement_library_find (library, os);
  original = definition_of (vm);
  before = audit_of (vm);
  for (guint i = 0; i < casement_audit_count (before, CASEMENT_AUDIT_UNMET); i++) {
    g_autoptr (CasementAuditItem) item = g_list_model_get_item (G_LIST_MODEL (before), i);
    const char *ids[] = { casement_audit_item_get_recommendation (item)->id, NULL };
    g_autoptr (CasementAudit) after = NULL;
    g_autofree char *back = NULL;
    g_autoptr (GError) error = NULL;

    if (!tune (vm, ids, &error))
      g_error ("%s: %s: %s", os, ids[0], error->message);
    after = audit_of (vm);
    if (casement_audit_item_get_state (casement_audit_find (after, ids[0])) != CASEMENT_AUDIT_MET)
      g_error ("%s: %s does not hold: %s", os, ids[0], casement_audit_item_get_found (casement_audit_find (after, ids[0])));
    undo (vm, FALSE, &error);
    g_assert_no_error (error);
    back = definition_of (vm);
    g_assert_cmpstr (back, ==, original);
  }
  undefine (vm);
  g_remove (disk);
  g_clear_object (&library);
  vm_test_close (connection);
}

static void
call (CasementVm *vm, int (*function) (virDomainPtr domain, unsigned int flags))
{
  virDomainPtr domain = casement_vm_dup_handle (vm);

  g_assert_cmpint (function (domain, 0), ==, 0);
  virDomainFree (domain);
}

static void
restarted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *done = user_data;

  casement_operation_run_finish (CASEMENT_OPERATION (source), result, &error);
  g_assert_no_error (error);
  *done = TRUE;
}

/* What can be plugged in is there at once; the rest waits for a restart, which no reboot and no saved state is. */
static void
test_running (void)
{
  static const char *const plugged[] = { "rng", "channels", "input", NULL }, *const later[] = { "memory-backing", NULL };
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autofree char *disk = make_disk ("running.qcow2");
  g_autofree char *xml = virt_install ("win10", disk);
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (CasementVmTuner) tuner = NULL;
  g_autoptr (CasementVmRestarter) restarter = NULL;
  g_autofree char *live = NULL, *after_reset = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;
  CasementVm *vm;

  define (connection, xml);
  library = vm_test_load (connection);
  vm = casement_library_find (library, "win10");
  vm_test_act (vm, CASEMENT_VM_ACTION_START, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (casement_vm_get_active (vm));

  tuner = casement_vm_tuner_new (vm, plugged);
  g_assert_true (casement_operation_run_sync (CASEMENT_OPERATION (tuner), NULL));
  g_assert_true (casement_vm_tuner_get_changed (tuner));
  live = running_definition (vm);
  g_assert_nonnull (strstr (live, "<rng model='virtio'>"));
  g_assert_nonnull (strstr (live, "org.qemu.guest_agent.0'"));
  g_assert_nonnull (strstr (live, "<input type='keyboard' bus='virtio'>"));
  g_assert_false (casement_vm_tuner_get_restart_needed (tuner));
  g_assert_false (needs_restart (vm));

  g_assert_true (tune (vm, later, NULL));
  g_assert_true (needs_restart (vm));
  WAIT_UNTIL (casement_vm_get_restart_needed (vm));
  call (vm, virDomainReset);
  call (vm, virDomainManagedSave);
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_SAVED);
  g_assert_true (needs_restart (vm));
  /* Changed while it is saved: it goes on as it was. */
  g_assert_true (undo (vm, FALSE, NULL));
  g_assert_false (needs_restart (vm));
  g_assert_true (tune (vm, later, NULL));
  g_assert_true (needs_restart (vm));
  vm_test_act (vm, CASEMENT_VM_ACTION_START, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (casement_vm_get_active (vm));
  g_assert_true (needs_restart (vm));

  /* Both are taken back: what was plugged in is still there until then. */
  g_assert_true (undo (vm, FALSE, NULL));
  g_assert_false (needs_restart (vm));
  g_assert_true (undo (vm, FALSE, NULL));
  g_assert_true (needs_restart (vm));

  /* Nothing runs in it that would shut down by itself. */
  restarter = casement_vm_restarter_new (vm);
  casement_operation_run_async (CASEMENT_OPERATION (restarter), restarted_cb, &done);
  WAIT_UNTIL (casement_operation_get_fraction (CASEMENT_OPERATION (restarter)) >= 0.3);
  vm_test_act (vm, CASEMENT_VM_ACTION_FORCE_OFF, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (done);
  WAIT_UNTIL (casement_vm_get_active (vm));
  g_assert_false (needs_restart (vm));
  WAIT_UNTIL (!casement_vm_get_restart_needed (vm));
  after_reset = running_definition (vm);
  g_assert_null (strstr (after_reset, "<input type='keyboard' bus='virtio'>"));

  undefine (vm);
  g_remove (disk);
  g_clear_object (&library);
  vm_test_close (connection);
}

/* Secure Boot needs firmware variables with keys in them: fresh ones, and the old ones come back as they were, also where
 * somebody else lost them meanwhile. */
static void
test_nvram (void)
{
  static const char *const ids[] = { "secure-boot", NULL };
  static const char windows[] = "what Windows keeps in the firmware";
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autofree char *disk = make_disk ("nvram.qcow2");
  g_autofree char *xml = virt_install ("win11", disk);
  g_autofree char *insecure = NULL, *original = NULL, *tuned = NULL, *running = NULL, *back = NULL, *data = NULL;
  g_autofree char *old = g_build_filename (g_get_user_config_dir (), "libvirt", "qemu", "nvram", "win11_VARS.fd", NULL);
  g_autofree char *fresh = NULL;
  g_auto (GStrv) parts = g_strsplit (xml, "<os firmware=\"efi\">", 2);
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (GError) error = NULL;
  CasementVm *vm;

  g_assert_nonnull (parts[1]);
  insecure = g_strjoin ("", parts[0], "<os firmware=\"efi\"><firmware><feature enabled=\"no\" name=\"enrolled-keys\"/>",
                        "<feature enabled=\"no\" name=\"secure-boot\"/></firmware>", parts[1], NULL);
  define (connection, insecure);
  library = vm_test_load (connection);
  vm = casement_library_find (library, "win11");
  vm_test_act (vm, CASEMENT_VM_ACTION_START, &error);
  g_assert_no_error (error);
  vm_test_act (vm, CASEMENT_VM_ACTION_FORCE_OFF, &error);
  WAIT_UNTIL (!casement_vm_get_active (vm));
  g_assert_true (g_file_set_contents (old, windows, -1, NULL));
  original = definition_of (vm);

  g_assert_true (tune (vm, ids, &error));
  tuned = definition_of (vm);
  g_assert_null (strstr (tuned, "win11_VARS.fd"));
  g_assert_nonnull (strstr (tuned, "/win11_VARS."));
  fresh = g_strndup (strstr (tuned, "<nvram>") + strlen ("<nvram>"), strcspn (strstr (tuned, "<nvram>") + strlen ("<nvram>"), "<"));
  vm_test_act (vm, CASEMENT_VM_ACTION_START, &error);
  g_assert_no_error (error);
  running = running_definition (vm);
  g_assert_nonnull (strstr (running, "secure='yes'"));
  g_assert_true (g_file_test (fresh, G_FILE_TEST_EXISTS));
  WAIT_UNTIL (casement_vm_get_active (vm));
  vm_test_act (vm, CASEMENT_VM_ACTION_FORCE_OFF, &error);
  WAIT_UNTIL (!casement_vm_get_active (vm));
  g_file_get_contents (old, &data, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (data, ==, windows);

  g_remove (old);
  g_assert_true (undo (vm, FALSE, &error));
  back = definition_of (vm);
  g_assert_cmpstr (back, ==, original);
  g_clear_pointer (&data, g_free);
  g_file_get_contents (old, &data, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (data, ==, windows);
  g_assert_false (g_file_test (fresh, G_FILE_TEST_EXISTS));

  undefine (vm);
  g_remove (disk);
  g_clear_object (&library);
  vm_test_close (connection);
}

/* Change by change, taken back in turn; and not over somebody else's change. */
static void
test_levels (void)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autofree char *disk = make_disk ("levels.qcow2");
  g_autofree char *xml = virt_install ("win10", disk);
  g_autoptr (CasementLibrary) library = NULL;
  g_autofree char *first = NULL, *second = NULL, *now = NULL, *other = NULL;
  const char *const rng[] = { "rng", NULL }, *const clock[] = { "memory-backing", NULL }, *const nonsense[] = { "nonsense", NULL };
  g_autoptr (GError) error = NULL;
  CasementVm *vm;
  char **parts;

  define (connection, xml);
  library = vm_test_load (connection);
  vm = casement_library_find (library, "win10");
  first = definition_of (vm);
  g_assert_false (undo (vm, FALSE, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (tune (vm, nonsense, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (tune (vm, rng, NULL));
  second = definition_of (vm);
  g_assert_true (tune (vm, clock, NULL));
  g_assert_cmpuint (casement_vm_count_undo (vm), ==, 2);
  /* Nothing left to do makes no level. */
  g_assert_true (tune (vm, clock, NULL));
  g_assert_cmpuint (casement_vm_count_undo (vm), ==, 2);

  g_assert_true (undo (vm, FALSE, NULL));
  now = definition_of (vm);
  g_assert_cmpstr (now, ==, second);

  parts = g_strsplit (second, "<on_poweroff>", 2);
  other = g_strjoin ("", parts[0], "<title>Somebody else</title><on_poweroff>", parts[1], NULL);
  g_strfreev (parts);
  define (connection, other);
  g_assert_false (undo (vm, FALSE, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_IN_USE);
  g_assert_true (undo (vm, TRUE, NULL));
  g_free (now);
  now = definition_of (vm);
  g_assert_cmpstr (now, ==, first);

  undefine (vm);
  g_remove (disk);
  g_clear_object (&library);
  vm_test_close (connection);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/vm/tuner/virt-install/win11", "win11", test_all);
  g_test_add_data_func ("/vm/tuner/virt-install/win10", "win10", test_all);
  g_test_add_data_func ("/vm/tuner/foreign/boxes-win10", "boxes-win10.xml", test_all);
  g_test_add_data_func ("/vm/tuner/foreign/boxes-win11", "boxes-win11.xml", test_all);
  g_test_add_data_func ("/vm/tuner/foreign/by-hand", "win11-by-hand.xml", test_all);
  g_test_add_data_func ("/vm/tuner/each/win11", "win11", test_each);
  g_test_add_data_func ("/vm/tuner/each/win10", "win10", test_each);
  g_test_add_func ("/vm/tuner/running", test_running);
  g_test_add_func ("/vm/tuner/nvram", test_nvram);
  g_test_add_func ("/vm/tuner/levels", test_levels);
  return g_test_run ();
}
