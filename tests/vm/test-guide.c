/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes that could break an installed Windows, step by step, on a private session: the way there, the way back from each step,
 * and nothing left behind. What Windows would say is said by hand; with a guest that answers it is a test of its own. */
#include "casement-error.h"
#include "casement-vm-guide.h"
#include "casement-xml.h"
#include "tuner-test.h"

static CasementGuideStage
step (CasementVm *vm, const char *id, CasementGuideAction action)
{
  g_autoptr (CasementVmGuide) guide = casement_vm_guide_new (vm, id, action);
  g_autoptr (GError) error = NULL;

  casement_operation_run_sync (CASEMENT_OPERATION (guide), &error);
  g_assert_no_error (error);
  return casement_vm_guide_get_stage (guide);
}

static void
assert_refused (CasementVm *vm, const char *id, CasementGuideAction action, CasementError code)
{
  g_autoptr (CasementVmGuide) guide = casement_vm_guide_new (vm, id, action);
  g_autoptr (GError) error = NULL;

  g_assert_false (casement_operation_run_sync (CASEMENT_OPERATION (guide), &error));
  g_assert_error (error, CASEMENT_ERROR, (int) code);
}

static char *
source_of (const char *definition, const char *target)
{
  g_autoptr (xmlDoc) doc = casement_xml_parse (definition, (gsize) -1, "domain", NULL);
  g_autofree char *path = g_strdup_printf ("devices/disk[target/dev=%s]/source", target);

  return casement_xml_dup_attr (casement_xml_find (xmlDocGetRootElement (doc), path), "file");
}

static gboolean
has (const char *definition, const char *path)
{
  g_autoptr (xmlDoc) doc = casement_xml_parse (definition, (gsize) -1, "domain", NULL);

  return casement_xml_find (xmlDocGetRootElement (doc), path) != NULL;
}

static void
act (CasementVm *vm, CasementVmAction action)
{
  g_autoptr (GError) error = NULL;

  vm_test_act (vm, action, &error);
  g_assert_no_error (error);
  if (action == CASEMENT_VM_ACTION_START)
    WAIT_UNTIL (casement_vm_get_active (vm));
  else
    WAIT_UNTIL (!casement_vm_get_active (vm));
}

/* The whole way, begun while the machine runs; then one undo brings back what was before the first step. */
static void
test_disk (void)
{
  static const char id[] = "storage-controller";
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autofree char *disk = make_disk ("guide.qcow2");
  g_autofree char *xml = virt_install ("win10", disk);
  g_autoptr (CasementLibrary) library = NULL;
  g_autofree char *original = NULL, *tried = NULL, *image = NULL, *running = NULL, *switched = NULL, *tidied = NULL, *back = NULL, *moved = NULL;
  g_autoptr (GError) error = NULL;
  CasementVm *vm;

  define (connection, xml);
  library = vm_test_load (connection);
  vm = casement_library_find (library, "win10");
  original = definition_of (vm);
  g_assert_cmpint (step (vm, id, CASEMENT_GUIDE_LOOK), ==, CASEMENT_GUIDE_TRY);
  act (vm, CASEMENT_VM_ACTION_START);

  /* Plugged in, so that Windows sees it without a restart. */
  g_assert_cmpint (step (vm, id, CASEMENT_GUIDE_NEXT), ==, CASEMENT_GUIDE_CONFIRM);
  tried = definition_of (vm);
  image = source_of (tried, "vdz");
  g_assert_nonnull (image);
  g_assert_true (g_file_test (image, G_FILE_TEST_EXISTS));
  running = running_definition (vm);
  g_assert_true (has (running, "devices/disk[target/dev=vdz]/target[bus=virtio]"));
  g_assert_false (needs_restart (vm));
  g_assert_true (has (tried, "devices/disk/target[bus=sata]"));
  /* Nothing answers here; another guide has to wait. */
  assert_refused (vm, id, CASEMENT_GUIDE_NEXT, CASEMENT_ERROR_CONNECTION);
  assert_refused (vm, "network", CASEMENT_GUIDE_NEXT, CASEMENT_ERROR_IN_USE);
  g_assert_cmpint (step (vm, id, CASEMENT_GUIDE_CONFIRMED), ==, CASEMENT_GUIDE_SWITCH);
  g_assert_cmpint (step (vm, id, CASEMENT_GUIDE_LOOK), ==, CASEMENT_GUIDE_SWITCH);

  g_assert_cmpint (step (vm, id, CASEMENT_GUIDE_NEXT), ==, CASEMENT_GUIDE_RESTART);
  switched = definition_of (vm);
  moved = source_of (switched, "vda");
  g_assert_cmpstr (moved, ==, disk);
  g_assert_true (needs_restart (vm));
  /* Off and on again by other means is as good. */
  act (vm, CASEMENT_VM_ACTION_FORCE_OFF);
  act (vm, CASEMENT_VM_ACTION_START);
  g_assert_cmpint (step (vm, id, CASEMENT_GUIDE_LOOK), ==, CASEMENT_GUIDE_VERIFY);
  g_assert_cmpint (step (vm, id, CASEMENT_GUIDE_CONFIRMED), ==, CASEMENT_GUIDE_TIDY);

  /* Nobody in there lets go of the disk; and nothing is changed then. */
  assert_refused (vm, id, CASEMENT_GUIDE_NEXT, CASEMENT_ERROR_IN_USE);
  g_assert_true (g_file_test (image, G_FILE_TEST_EXISTS));
  act (vm, CASEMENT_VM_ACTION_FORCE_OFF);
  g_assert_cmpint (step (vm, id, CASEMENT_GUIDE_NEXT), ==, CASEMENT_GUIDE_END);
  g_assert_false (g_file_test (image, G_FILE_TEST_EXISTS));
  tidied = definition_of (vm);
  g_assert_false (has (tidied, "devices/disk[target/dev=vdz]"));
  g_assert_true (has (tidied, "devices/disk[device?=disk]/target[bus=virtio]"));
  act (vm, CASEMENT_VM_ACTION_START);
  act (vm, CASEMENT_VM_ACTION_FORCE_OFF);

  g_assert_cmpuint (casement_vm_count_undo (vm), ==, 1);
  g_assert_true (undo (vm, FALSE, &error));
  back = definition_of (vm);
  g_assert_cmpstr (back, ==, original);

  undefine (vm);
  g_remove (disk);
  g_clear_object (&library);
  vm_test_close (connection);
}

/* Given up at each step, everything is as before. */
static void
test_give_up (gconstpointer data)
{
  const char *id = data;
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autofree char *disk = make_disk ("give-up.qcow2");
  g_autofree char *xml = virt_install ("win11", disk);
  g_autofree char *old_card = NULL;
  g_auto (GStrv) parts = g_strsplit (xml, "<model type=\"e1000e\"/>", 2);
  g_autoptr (CasementLibrary) library = NULL;
  g_autofree char *original = NULL, *settled = NULL;
  CasementVm *vm;

  old_card = g_strjoinv ("<model type=\"rtl8139\"/>", parts);
  define (connection, old_card);
  library = vm_test_load (connection);
  vm = casement_library_find (library, "win11");
  /* libvirt sorts controllers that it added itself only when it is given them again. */
  settled = definition_of (vm);
  define (connection, settled);
  original = definition_of (vm);
  for (guint n = 1; n <= 4; n += g_str_equal (id, "network") ? 3 : 1) {
    g_autofree char *tried = NULL, *image = NULL, *back = NULL;

    for (guint i = 0; i < n; i++) {
      CasementGuideStage stage = step (vm, id, CASEMENT_GUIDE_LOOK);

      if (stage == CASEMENT_GUIDE_RESTART) {
        act (vm, CASEMENT_VM_ACTION_START);
        g_assert_cmpint (step (vm, id, CASEMENT_GUIDE_LOOK), ==, CASEMENT_GUIDE_VERIFY);
        act (vm, CASEMENT_VM_ACTION_FORCE_OFF);
        break;
      }
      step (vm, id, stage == CASEMENT_GUIDE_CONFIRM ? CASEMENT_GUIDE_CONFIRMED : CASEMENT_GUIDE_NEXT);
      if (i == 0) {
        tried = definition_of (vm);
        image = source_of (tried, "vdz");
        g_assert_cmpint (image != NULL, ==, g_str_equal (id, "storage-controller"));
      }
    }
    step (vm, id, CASEMENT_GUIDE_GIVE_UP);
    back = definition_of (vm);
    g_assert_cmpstr (back, ==, original);
    g_assert_false (image != NULL && g_file_test (image, G_FILE_TEST_EXISTS));
    g_assert_cmpuint (casement_vm_count_undo (vm), ==, 0);
  }
  undefine (vm);
  g_remove (disk);
  g_clear_object (&library);
  vm_test_close (connection);
}

/* What others did meanwhile is found out, and never undone unasked. */
static void
test_meanwhile (void)
{
  static const char *const rng[] = { "rng", NULL };
  static const char id[] = "storage-controller";
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autofree char *disk = make_disk ("meanwhile.qcow2");
  g_autofree char *xml = virt_install ("win10", disk);
  g_autoptr (CasementLibrary) library = NULL;
  g_autofree char *original = NULL, *back = NULL;
  CasementVm *vm;

  define (connection, xml);
  library = vm_test_load (connection);
  vm = casement_library_find (library, "win10");
  original = definition_of (vm);
  step (vm, id, CASEMENT_GUIDE_NEXT);
  step (vm, id, CASEMENT_GUIDE_CONFIRMED);
  step (vm, id, CASEMENT_GUIDE_NEXT);
  g_assert_true (tune (vm, rng, NULL));
  assert_refused (vm, id, CASEMENT_GUIDE_GIVE_UP, CASEMENT_ERROR_IN_USE);
  g_assert_true (undo (vm, FALSE, NULL));
  /* The switch is taken back by undo: it is the next step again. */
  g_assert_true (undo (vm, FALSE, NULL));
  g_assert_cmpint (step (vm, id, CASEMENT_GUIDE_LOOK), ==, CASEMENT_GUIDE_SWITCH);
  step (vm, id, CASEMENT_GUIDE_GIVE_UP);
  back = definition_of (vm);
  g_assert_cmpstr (back, ==, original);

  undefine (vm);
  g_remove (disk);
  g_clear_object (&library);
  vm_test_close (connection);
}

/* Every record that is made step by step has its steps, each with words. */
static void
test_steps (void)
{
  guint n = 0;

  for (const CasementRecommendation *const *item = casement_recommendation_get_all (NULL); *item != NULL; item++) {
    g_autoptr (GArray) steps = NULL;

    g_assert_cmpint (casement_guide_get_warning (*item) != NULL, ==, (*item)->risk != CASEMENT_RISK_NONE);
    if (!casement_guide_covers (*item))
      continue;
    steps = casement_guide_list_steps (*item);
    g_assert_cmpuint (steps->len, >=, 3);
    for (guint i = 0; i < steps->len; i++) {
      const CasementGuideStep *guide_step = &g_array_index (steps, CasementGuideStep, i);

      g_assert_true (i == 0 || guide_step->stage > g_array_index (steps, CasementGuideStep, i - 1).stage);
      g_assert_true (*guide_step->title != '\0' && *guide_step->text != '\0' && *guide_step->action != '\0');
    }
    n++;
  }
  g_assert_cmpuint (n, >=, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vm/guide/steps", test_steps);
  g_test_add_func ("/vm/guide/disk", test_disk);
  g_test_add_data_func ("/vm/guide/give-up/storage-controller", "storage-controller", test_give_up);
  g_test_add_data_func ("/vm/guide/give-up/network", "network", test_give_up);
  g_test_add_func ("/vm/guide/meanwhile", test_meanwhile);
  return g_test_run ();
}
