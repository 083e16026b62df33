/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine that installs itself: the disc with the answers is made, attached, found again and removed, and its secrets are nowhere else. */
#include "casement-answer.h"
#include "casement-domain-install.h"
#include "casement-install.h"
#include "casement-xml.h"
#include "creation-test.h"
#include "media-fixture.h"

#define PASSWORD "Geheim & 123"

typedef struct {
  CasementConnection *connection;
  char *iso;
  char *drivers;
} Fixture;

static void
make_drivers (const char *path)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("driver", 6);
  const MediaFixtureFile files[] = { { "viostor/w11/amd64/viostor.inf", bytes }, { "vioscsi/w11/amd64/vioscsi.inf", bytes },
                                     { "NetKVM/w11/amd64/netkvm.inf", bytes }, { "virtio-win-guest-tools.exe", bytes } };

  media_fixture_make_udf (path, "virtio-win-0.1.271", files, G_N_ELEMENTS (files));
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  static const char *const editions[] = { "Windows 11 Home", "Core", "Windows 11 Pro", "Professional", NULL };
  g_autoptr (GBytes) xml = media_fixture_windows_xml ("Client", 26100, 9, editions);

  fixture->connection = vm_test_open ("qemu:///session");
  fixture->iso = g_build_filename (g_getenv ("HOME"), "Win 11 ’ä’ <&>.iso", NULL);
  fixture->drivers = g_build_filename (g_getenv ("HOME"), "virtio-win.iso", NULL);
  media_fixture_make_windows (fixture->iso, "CCCOMA_X64FRE_EN-US_DV9", "sources/install.wim", xml);
  make_drivers (fixture->drivers);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_unsetenv ("CASEMENT_FAULT");
  vm_test_close (fixture->connection);
  g_unlink (fixture->iso);
  g_unlink (fixture->drivers);
  g_free (fixture->iso);
  g_free (fixture->drivers);
}

static CasementUnattend *
unattend_new (void)
{
  CasementUnattend *unattend = casement_unattend_new ();
  g_autoptr (CasementSecret) password = casement_secret_new (PASSWORD, -1);

  casement_unattend_set_user_name (unattend, "Anna");
  casement_unattend_set_password (unattend, password);
  casement_unattend_set_licence (unattend, TRUE);
  return unattend;
}

static CasementPlan *
plan_new (Fixture *fixture, CasementUnattend *unattend, gboolean bypass)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementHostFacts) facts = casement_connection_probe_host (fixture->connection, NULL, &error);
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_new (casement_preset_get_default ());

  g_assert_no_error (error);
  casement_vm_spec_use_host_defaults (spec, facts);
  casement_vm_spec_set_name (spec, "Selbst & <Ein>richtung");
  casement_vm_spec_set_iso_path (spec, fixture->iso);
  casement_vm_spec_set_drivers_path (spec, fixture->drivers);
  casement_vm_spec_set_edition (spec, casement_edition_find_for_media (casement_vm_spec_get_preset (spec), "Professional"));
  casement_vm_spec_set_unattend (spec, unattend);
  if (bypass) {
    casement_vm_spec_set_declined (spec, "tpm", TRUE);
    casement_vm_spec_set_choice (spec, "install-bypass", "unmet");
  }
  return casement_plan_new (spec, facts);
}

static char *
read_definition (CasementConnection *connection, const char *uuid)
{
  virConnectPtr handle = casement_connection_dup_handle (connection);
  virDomainPtr domain = virDomainLookupByUUIDString (handle, uuid);
  char *xml = virDomainGetXMLDesc (domain, VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE);
  char *copy = g_strdup (xml);

  g_assert_nonnull (xml);
  free (xml);
  virDomainFree (domain);
  virConnectClose (handle);
  return copy;
}

static CasementInstallMark *
read_mark (const char *xml)
{
  g_autoptr (xmlDoc) doc = xmlReadMemory (xml, (int) strlen (xml), NULL, NULL, XML_PARSE_NONET);

  g_assert_nonnull (doc);
  return casement_install_mark_read (xmlDocGetRootElement (doc));
}

static gboolean
contains (const char *bytes, gsize length, const char *text)
{
  return memmem (bytes, length, text, strlen (text)) != NULL;
}

/* Every file that is there now, by what it must not hold; @except may hold the hidden form. */
static void
assert_no_secret (const char *except)
{
  g_autofree char *tree = creation_test_tree ();
  g_auto (GStrv) paths = g_strsplit (tree, "\n", -1);
  g_autoptr (CasementSecret) password = casement_secret_new (PASSWORD, -1);
  g_autoptr (CasementSecret) hidden = casement_answer_hide_password (password, "Password");
  gboolean seen = FALSE;

  for (guint i = 0; paths[i] != NULL; i++) {
    g_autofree char *bytes = NULL;
    gsize length;

    if (!g_file_test (paths[i], G_FILE_TEST_IS_REGULAR) || !g_file_get_contents (paths[i], &bytes, &length, NULL))
      continue;
    g_assert_false (contains (bytes, length, PASSWORD));
    g_assert_false (contains (bytes, length, "Geheim"));
    if (contains (bytes, length, casement_secret_get_text (hidden))) {
      g_assert_cmpstr (paths[i], ==, except);
      seen = TRUE;
    }
  }
  g_assert_true (seen == (except != NULL));
}

static gboolean
skip (void)
{
  if (media_fixture_can_make_udf ())
    return FALSE;
  g_test_skip ("genisoimage is not here");
  return TRUE;
}

static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementLibrary) library = vm_test_load (fixture->connection);
  g_autoptr (CasementUnattend) unattend = unattend_new ();
  g_autoptr (CasementPlan) plan = plan_new (fixture, unattend, FALSE);
  g_autofree char *before = creation_test_tree ();
  g_autoptr (CasementVmCreator) creator = casement_vm_creator_new (fixture->connection, plan, TRUE);
  g_autoptr (CasementInstallMark) mark = NULL;
  g_autoptr (CasementVm) vm = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *xml = NULL, *after = NULL;
  GStatBuf info;

  casement_operation_run_sync (CASEMENT_OPERATION (creator), &error);
  g_assert_no_error (error);
  xml = read_definition (fixture->connection, casement_vm_creator_get_uuid (creator));
  mark = read_mark (xml);
  g_assert_nonnull (mark);
  g_assert_cmpint (mark->phase, ==, CASEMENT_INSTALL_STARTING);
  g_assert_true (mark->full);
  g_assert_false (mark->key_asked);
  g_assert_true (g_str_has_suffix (mark->disc, "-setup.iso"));
  g_assert_cmpint (g_stat (mark->disc, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_null (strstr (xml, "Geheim"));
  assert_no_secret (mark->disc);

  WAIT_UNTIL (casement_library_find (library, casement_vm_creator_get_uuid (creator)) != NULL);
  vm = g_object_ref (casement_library_find (library, casement_vm_creator_get_uuid (creator)));
  WAIT_UNTIL (casement_vm_get_state (vm) == CASEMENT_VM_RUNNING);
  creation_test_remove (vm);
  g_assert_false (g_file_test (mark->disc, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (fixture->iso, G_FILE_TEST_EXISTS));
  creation_test_drop_pool (fixture->connection);
  after = creation_test_tree ();
  g_assert_cmpstr (after, ==, before);
  g_clear_object (&library);
  g_clear_object (&vm);
}

static void
assert_fails (Fixture *fixture, const char *fault)
{
  g_autoptr (CasementUnattend) unattend = unattend_new ();
  g_autoptr (CasementPlan) plan = plan_new (fixture, unattend, FALSE);
  g_autoptr (CasementVmCreator) creator = casement_vm_creator_new (fixture->connection, plan, TRUE);
  g_autoptr (GError) error = NULL;

  g_setenv ("CASEMENT_FAULT", fault, TRUE);
  g_assert_false (casement_operation_run_sync (CASEMENT_OPERATION (creator), &error));
  g_assert_nonnull (error);
  g_unsetenv ("CASEMENT_FAULT");
}

static void
test_undone (Fixture *fixture, gconstpointer data)
{
  static const char *const faults[] = { "fail:disc", "fail:disc-made", "cancel:disc-made", "fail:disc-written", "cancel:disc-written", "fail:define",
                                        "fail:defined", "fail:started" };
  g_autofree char *before = creation_test_tree ();

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *after = NULL;

    g_test_message ("%s", faults[i]);
    assert_fails (fixture, faults[i]);
    after = creation_test_tree ();
    g_assert_cmpstr (after, ==, before);
  }
}

/* Killed as far as the journal goes: what is on disk then has no secret but on the disc, and the next start removes that. */
static void
test_recovered (Fixture *fixture, gconstpointer data)
{
  static const char *const faults[] = { "fail:disc-made,fail:undo", "fail:disc-written,fail:undo" };
  g_autofree char *before = creation_test_tree ();

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *after = NULL, *disc = NULL;

    assert_fails (fixture, faults[i]);
    disc = g_build_filename (g_get_user_data_dir (), "libvirt", "images", "Selbst & <Ein>richtung-setup.iso", NULL);
    g_assert_true (g_file_test (disc, G_FILE_TEST_EXISTS));
    assert_no_secret (i == 1 ? disc : NULL);
    g_assert_cmpuint (creation_test_recover (fixture->connection), ==, 1);
    after = creation_test_tree ();
    g_assert_cmpstr (after, ==, before);
  }
}

static char *
create_machine (Fixture *fixture, CasementInstallMark **mark)
{
  g_autoptr (CasementUnattend) unattend = unattend_new ();
  g_autoptr (CasementPlan) plan = plan_new (fixture, unattend, FALSE);
  g_autoptr (CasementVmCreator) creator = casement_vm_creator_new (fixture->connection, plan, TRUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *xml = NULL;

  casement_operation_run_sync (CASEMENT_OPERATION (creator), &error);
  g_assert_no_error (error);
  xml = read_definition (fixture->connection, casement_vm_creator_get_uuid (creator));
  *mark = read_mark (xml);
  return g_strdup (casement_vm_creator_get_uuid (creator));
}

static gboolean
take_over_cb (gpointer user_data)
{
  casement_install_take_over (user_data);
  return G_SOURCE_REMOVE;
}

/* Taken over: the disc with the answers is gone from the definition and from the host, the user's images stay where they are. What cannot be
 * finished at once is finished by the next that looks. */
static void
test_taken_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementLibrary) library = vm_test_load (fixture->connection);
  g_autoptr (CasementInstallMark) mark = NULL;
  g_autoptr (CasementInstallMark) after = NULL;
  g_autofree char *uuid = create_machine (fixture, &mark);
  g_autofree char *xml = NULL;
  g_autoptr (CasementVm) vm = NULL;

  for (guint i = 0; i < 3; i++) {
    g_autoptr (CasementInstall) install = casement_install_new (fixture->connection, uuid, "x");
    g_autoptr (GError) error = NULL;

    if (i == 0)
      g_setenv ("CASEMENT_FAULT", "fail:install-delete", TRUE);
    g_idle_add (take_over_cb, install);
    casement_operation_run_sync (CASEMENT_OPERATION (install), &error);
    g_unsetenv ("CASEMENT_FAULT");
    if (i == 0) {
      g_assert_nonnull (error);
      g_assert_true (g_file_test (mark->disc, G_FILE_TEST_EXISTS));
      continue;
    }
    g_assert_no_error (error);
    g_assert_false (g_file_test (mark->disc, G_FILE_TEST_EXISTS));
  }
  xml = read_definition (fixture->connection, uuid);
  after = read_mark (xml);
  g_assert_cmpint (after->phase, ==, CASEMENT_INSTALL_TAKEN_OVER);
  g_assert_null (after->disc);
  g_assert_null (strstr (xml, "-setup.iso"));
  g_assert_nonnull (strstr (xml, "virtio-win.iso"));
  assert_no_secret (NULL);
  WAIT_UNTIL (casement_library_find (library, uuid) != NULL);
  vm = g_object_ref (casement_library_find (library, uuid));
  creation_test_remove (vm);
  creation_test_drop_pool (fixture->connection);
  g_clear_object (&library);
  g_clear_object (&vm);
}

/* By hand, with a requirement left out: a disc that says only that. */
static void
test_partial (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementLibrary) library = vm_test_load (fixture->connection);
  g_autoptr (CasementPlan) plan = plan_new (fixture, NULL, TRUE);
  g_autoptr (CasementVmCreator) creator = casement_vm_creator_new (fixture->connection, plan, FALSE);
  g_autoptr (CasementInstallMark) mark = NULL;
  g_autoptr (CasementVm) vm = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *xml = NULL, *bytes = NULL;
  gsize length;

  casement_operation_run_sync (CASEMENT_OPERATION (creator), &error);
  g_assert_no_error (error);
  xml = read_definition (fixture->connection, casement_vm_creator_get_uuid (creator));
  mark = read_mark (xml);
  g_assert_false (mark->full);
  g_assert_true (g_file_get_contents (mark->disc, &bytes, &length, NULL));
  g_assert_true (contains (bytes, length, "BypassTPMCheck"));
  g_assert_false (contains (bytes, length, "BypassSecureBootCheck"));
  g_assert_false (contains (bytes, length, "AcceptEula"));
  WAIT_UNTIL (casement_library_find (library, casement_vm_creator_get_uuid (creator)) != NULL);
  vm = g_object_ref (casement_library_find (library, casement_vm_creator_get_uuid (creator)));
  creation_test_remove (vm);
  creation_test_drop_pool (fixture->connection);
  g_clear_object (&library);
  g_clear_object (&vm);
}

/* What is missing is said before anything is made. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementUnattend) unattend = unattend_new ();
  g_autoptr (CasementPlan) plan = plan_new (fixture, unattend, FALSE);
  g_autofree char *before = creation_test_tree ();

  for (guint i = 0; i < 3; i++) {
    g_autoptr (CasementVmCreator) creator = casement_vm_creator_new (fixture->connection, plan, TRUE);
    g_autoptr (GError) error = NULL;
    g_autofree char *after = NULL;
    CasementVmSpec *spec = casement_plan_get_spec (plan);

    if (i == 0)
      casement_vm_spec_set_drivers_path (spec, NULL);
    if (i == 1) {
      casement_vm_spec_set_drivers_path (spec, fixture->drivers);
      casement_vm_spec_set_edition (spec, NULL);
    }
    if (i == 2)
      casement_unattend_set_licence (casement_vm_spec_get_unattend (spec), FALSE);
    g_assert_false (casement_operation_run_sync (CASEMENT_OPERATION (creator), &error));
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
    after = creation_test_tree ();
    g_assert_cmpstr (after, ==, before);
  }
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, setup, test, teardown);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (skip ())
    return 77;
  add ("/unattended/whole", test_whole);
  add ("/unattended/undone", test_undone);
  add ("/unattended/recovered", test_recovered);
  add ("/unattended/taken-over", test_taken_over);
  add ("/unattended/partial", test_partial);
  add ("/unattended/refused", test_refused);
  return g_test_run ();
}
