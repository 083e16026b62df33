/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The assistant's rows: what a choice means, what cannot be chosen and why, what it changes; and which edition. */
#include <adwaita.h>
#include <string.h>
#include "casement-advice-row.h"
#include "casement-create-edition-row.h"
#include "casement-create-unsupported-row.h"
#include "media-fixture.h"

static CasementHostFacts *
host (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "domcaps", "kvm-intel.xml", NULL);
  g_autofree char *domcaps = NULL;
  CasementHostInput input = { .uri = "qemu:///session", .kvm_smm = CASEMENT_TRISTATE_YES };
  g_autoptr (GError) error = NULL;
  CasementHostFacts *facts;

  g_file_get_contents (path, &domcaps, NULL, &error);
  g_assert_no_error (error);
  input.domain_capabilities = domcaps;
  facts = casement_host_facts_new (&input, &error);
  g_assert_no_error (error);
  return facts;
}

/* The first widget of @type below @widget for which @text, if given, is part of a label. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *text)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type)
      && (text == NULL || (GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, type, text);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static void
choose (GtkWidget *row, const CasementRecommendation *record, const char *value)
{
  const CasementChoice *choice = casement_recommendation_find_choice (record, value);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (row, GTK_TYPE_DROP_DOWN, NULL)), (guint) (choice - record->choices));
}

/* The row of one recommendation on a good host, as the page gives it. */
typedef struct {
  CasementHostFacts *facts;
  CasementVmSpec *spec;
  CasementPlan *plan;
  const CasementRecommendation *record;
  GtkWidget *row;
} Shown;

static void
show (Shown *self, const char *id)
{
  self->facts = host ();
  self->spec = casement_vm_spec_new (casement_preset_get_default ());
  casement_vm_spec_set_name (self->spec, "Windows 11");
  self->plan = casement_plan_new (self->spec, self->facts);
  self->record = casement_recommendation_find (id);
  self->row = g_object_ref_sink (casement_advice_row_new (self->spec, self->plan, id));
}

static void
plan_again (Shown *self)
{
  g_clear_object (&self->plan);
  self->plan = casement_plan_new (self->spec, self->facts);
  casement_advice_row_set_plan (CASEMENT_ADVICE_ROW (self->row), self->plan);
}

static void
hide (Shown *self)
{
  g_clear_object (&self->row);
  g_clear_object (&self->plan);
  g_clear_object (&self->spec);
  g_clear_object (&self->facts);
}

static void
test_choice (void)
{
  Shown shown;

  show (&shown, "storage-controller");
  /* What the others cost, without choosing them. */
  g_assert_nonnull (find (shown.row, GTK_TYPE_LABEL, "SATA: Slow, but Windows has the driver"));
  choose (shown.row, shown.record, "virtio-scsi");
  g_assert_cmpstr (casement_vm_spec_get_choice (shown.spec, "storage-controller"), ==, "virtio-scsi");
  plan_again (&shown);
  g_assert_nonnull (find (shown.row, GTK_TYPE_LABEL, "virtio-blk: Fastest"));
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (shown.row)), ==, "virtio-scsi");
  hide (&shown);
}

/* A text is judged when it is given. */
static void
test_text (void)
{
  Shown shown;
  GtkWidget *entry;

  show (&shown, "cpu-topology");
  casement_vm_spec_set_cpus (shown.spec, 4);
  casement_vm_spec_set_edition (shown.spec, casement_edition_find (casement_preset_get_default (), "home"));
  plan_again (&shown);
  choose (shown.row, shown.record, "sockets=2");
  entry = find (shown.row, ADW_TYPE_ENTRY_ROW, NULL);
  g_assert_true (gtk_widget_get_visible (entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), "2");
  g_signal_emit_by_name (entry, "apply");
  g_assert_null (casement_vm_spec_get_choice (shown.spec, "cpu-topology"));
  g_assert_nonnull (find (shown.row, GTK_TYPE_LABEL, "Windows 11 Home uses 1 socket at most."));
  gtk_editable_set_text (GTK_EDITABLE (entry), "many");
  g_signal_emit_by_name (entry, "apply");
  g_assert_null (casement_vm_spec_get_choice (shown.spec, "cpu-topology"));
  casement_vm_spec_set_edition (shown.spec, casement_edition_find (casement_preset_get_default (), "pro"));
  plan_again (&shown);
  choose (shown.row, shown.record, "sockets=2");
  gtk_editable_set_text (GTK_EDITABLE (entry), "2");
  g_signal_emit_by_name (entry, "apply");
  g_assert_cmpstr (casement_vm_spec_get_choice (shown.spec, "cpu-topology"), ==, "sockets=2");
  hide (&shown);
}

/* Neither chosen nor lost: the row stays at what was chosen and says why. */
static void
test_impossible_choice (void)
{
  Shown shown;

  show (&shown, "disk-granularity");
  g_assert_nonnull (find (shown.row, GTK_TYPE_LABEL, "Pretend to be an SSD: A virtio-blk disk cannot pretend"));
  choose (shown.row, shown.record, "ssd");
  g_assert_null (casement_vm_spec_get_choice (shown.spec, "disk-granularity"));
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (find (shown.row, GTK_TYPE_DROP_DOWN, NULL))), ==, 0);
  /* It becomes possible by another choice. */
  casement_vm_spec_set_choice (shown.spec, "storage-controller", "virtio-scsi");
  plan_again (&shown);
  choose (shown.row, shown.record, "ssd");
  g_assert_cmpstr (casement_vm_spec_get_choice (shown.spec, "disk-granularity"), ==, "ssd");
  hide (&shown);
}

static void
test_change (void)
{
  Shown shown;
  GtkWidget *expander;

  show (&shown, "secure-boot");
  expander = find (shown.row, GTK_TYPE_EXPANDER, NULL);
  g_assert_null (find (shown.row, GTK_TYPE_LABEL, "enrolled-keys"));
  gtk_expander_set_expanded (GTK_EXPANDER (expander), TRUE);
  g_assert_nonnull (find (gtk_expander_get_child (GTK_EXPANDER (expander)), GTK_TYPE_LABEL, "+      <feature name=\"secure-boot\" enabled=\"yes\"/>"));
  hide (&shown);
}

/* The consequence stands in the row as soon as it is declined. */
static void
test_declined (void)
{
  Shown shown;

  show (&shown, "rng");
  g_assert_nonnull (find (shown.row, GTK_TYPE_LABEL, "Without it: Windows gathers randomness by itself."));
  gtk_switch_set_active (GTK_SWITCH (find (shown.row, GTK_TYPE_SWITCH, NULL)), FALSE);
  g_assert_true (casement_vm_spec_get_declined (shown.spec, "rng"));
  plan_again (&shown);
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (shown.row)), ==, "Windows gathers randomness by itself.");
  hide (&shown);
}

static CasementCreateDraft *
draft_with_image (const char *folder, const char *const *editions)
{
  g_autofree char *path = g_build_filename (folder, "windows.iso", NULL);
  g_autoptr (GBytes) xml = media_fixture_windows_xml ("Client", 26100, 9, editions);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CasementConnection) connection = casement_connection_new ("test:///default");
  g_autoptr (CasementLibrary) library = casement_library_new (connection);
  CasementCreateDraft *draft;

  media_fixture_make_windows (path, "CCCOMA_X64FRE_EN-US_DV9", "sources/install.wim", xml);
  draft = casement_create_draft_new (library);
  casement_create_draft_set_iso (draft, file);
  while (casement_create_draft_get_media (draft) == NULL || casement_create_draft_get_identifying (draft))
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return draft;
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_editions (void)
{
  static const char *const several[] = { "Windows 11 Home", "Core", "Windows 11 Pro", "Professional", "Windows 11 Pro N", "ProfessionalN", NULL };
  static const char *const one[] = { "Windows 11 Enterprise", "Enterprise", NULL };
  g_autofree char *folder = g_dir_make_tmp ("casement-rows-XXXXXX", NULL);
  g_autoptr (CasementCreateDraft) draft = NULL;
  GtkWidget *row;

  if (!media_fixture_can_make_udf ()) {
    g_test_skip ("genisoimage is not installed");
    return;
  }
  draft = draft_with_image (folder, several);
  row = g_object_ref_sink (g_object_new (CASEMENT_TYPE_CREATE_EDITION_ROW, NULL));
  casement_create_edition_row_set_draft (CASEMENT_CREATE_EDITION_ROW (row), draft);
  g_assert_true (gtk_widget_get_visible (row));
  /* "Chosen in Setup", Home, Pro: the image's variants are one edition to a licence. */
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (row))), ==, 3);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  settle ();
  g_assert_cmpstr (casement_vm_spec_get_edition (casement_create_draft_get_spec (draft))->id, ==, "home");
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "1 socket and 128"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 0);
  settle ();
  g_assert_null (casement_vm_spec_get_edition (casement_create_draft_get_spec (draft)));
  g_clear_object (&row);
  g_clear_object (&draft);

  /* An image of one edition leaves nothing to choose. */
  draft = draft_with_image (folder, one);
  row = g_object_ref_sink (g_object_new (CASEMENT_TYPE_CREATE_EDITION_ROW, NULL));
  casement_create_edition_row_set_draft (CASEMENT_CREATE_EDITION_ROW (row), draft);
  g_assert_false (gtk_widget_get_visible (row));
  g_assert_cmpstr (casement_vm_spec_get_edition (casement_create_draft_get_spec (draft))->id, ==, "enterprise");
  g_clear_object (&row);
  media_fixture_remove_tree (folder);
}

/* Doing without what is required is another preset of the same Windows, and keeps what was chosen. */
static void
test_unsupported (void)
{
  static const char *const editions[] = { "Windows 11 Home", "Core", "Windows 11 Pro", "Professional", NULL };
  g_autofree char *folder = g_dir_make_tmp ("casement-rows-XXXXXX", NULL);
  g_autoptr (CasementCreateDraft) draft = NULL;
  CasementVmSpec *spec;
  GtkWidget *row, *toggle;

  if (!media_fixture_can_make_udf ()) {
    g_test_skip ("genisoimage is not installed");
    return;
  }
  draft = draft_with_image (folder, editions);
  spec = casement_create_draft_get_spec (draft);
  row = g_object_ref_sink (g_object_new (CASEMENT_TYPE_CREATE_UNSUPPORTED_ROW, NULL));
  casement_create_unsupported_row_set_draft (CASEMENT_CREATE_UNSUPPORTED_ROW (row), draft);
  /* Nothing is offered as long as nothing is missed. */
  g_assert_false (gtk_widget_get_visible (row));
  casement_vm_spec_set_edition (spec, casement_edition_find (casement_vm_spec_get_preset (spec), "pro"));
  toggle = find (row, GTK_TYPE_SWITCH, NULL);
  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  settle ();
  g_assert_cmpstr (casement_vm_spec_get_preset (spec)->id, ==, "windows-11-unsupported");
  g_assert_cmpstr (casement_vm_spec_get_edition (spec)->id, ==, "pro");
  g_assert_true (gtk_widget_get_visible (row));
  gtk_switch_set_active (GTK_SWITCH (toggle), FALSE);
  settle ();
  g_assert_cmpstr (casement_vm_spec_get_preset (spec)->id, ==, "windows-11");
  g_assert_false (gtk_widget_get_visible (row));
  g_clear_object (&row);
  media_fixture_remove_tree (folder);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/create-rows/choice", test_choice);
  g_test_add_func ("/ui/create-rows/impossible-choice", test_impossible_choice);
  g_test_add_func ("/ui/create-rows/text", test_text);
  g_test_add_func ("/ui/create-rows/change", test_change);
  g_test_add_func ("/ui/create-rows/declined", test_declined);
  g_test_add_func ("/ui/create-rows/editions", test_editions);
  g_test_add_func ("/ui/create-rows/unsupported", test_unsupported);
  return g_test_run ();
}
