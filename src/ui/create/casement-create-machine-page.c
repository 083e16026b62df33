/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "casement-create-machine-page.h"
#include "casement-number-row.h"
#include "casement-size.h"
#include "casement-template.h"

#define GIB ((double) (G_GUINT64_CONSTANT (1) << 30))
#define MIB (G_GUINT64_CONSTANT (1) << 20)

/* Beyond this a number is a slip of the finger. */
#define DISK_LIMIT_GIB (64.0 * 1024)

struct _CasementCreateMachinePage {
  GtkWidget parent_instance;
  CasementNumberRow *memory_row;
  CasementNumberRow *cpus_row;
  CasementNumberRow *disk_row;
  CasementCreateDraft *draft;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (CasementCreateMachinePage, casement_create_machine_page, GTK_TYPE_WIDGET)

static void
update_memory (CasementCreateMachinePage *self, CasementVmSpec *spec, CasementHostFacts *facts)
{
  const CasementPreset *preset = casement_vm_spec_get_preset (spec);
  guint64 spare = facts != NULL ? casement_host_memory_to_spare (facts) : 0;
  guint64 total = facts != NULL ? casement_host_facts_get_memory_total (facts) : 0;
  guint64 upper = MAX (total > 0 ? total : preset->memory_recommended * 4, preset->memory_recommended);
  g_autofree char *minimum = casement_size_format (preset->memory_minimum);
  g_autofree char *recommended = casement_size_format (preset->memory_recommended);
  g_autofree char *spare_text = casement_size_format (spare);
  g_autofree char *subtitle = NULL;
  g_autoptr (GError) error = NULL;
  const double marks[] = { preset->memory_minimum / GIB, preset->memory_recommended / GIB, spare / GIB };
  const char *const labels[] = { _("minimum"), _("recommended"), _("to spare") };

  if (spare > 0)
    subtitle = g_strdup_printf (_("At least %s, recommended %s; this host can spare %s"), minimum, recommended, spare_text);
  else
    subtitle = g_strdup_printf (_("At least %s, recommended %s"), minimum, recommended);
  casement_number_row_set_subtitle (self->memory_row, subtitle);
  casement_number_row_set_range (self->memory_row, 0.5, upper / GIB);
  casement_number_row_set_marks (self->memory_row, marks, labels, spare > 0 ? 3 : 2);
  casement_number_row_set_value (self->memory_row, casement_vm_spec_get_memory (spec) / GIB);
  if (facts != NULL)
    casement_vm_spec_check_memory (spec, facts, &error);
  casement_number_row_set_error (self->memory_row, error);
}

static void
update_cpus (CasementCreateMachinePage *self, CasementVmSpec *spec, CasementHostFacts *facts)
{
  const CasementPreset *preset = casement_vm_spec_get_preset (spec);
  guint host = facts != NULL ? casement_host_facts_get_cpus (facts) : 0;
  guint most = facts != NULL ? casement_host_facts_get_max_vcpus (facts) : 0;
  g_autofree char *subtitle = NULL;
  g_autoptr (GError) error = NULL;

  if (host > 0)
    subtitle = g_strdup_printf (_("At least %u; this host has %u"), preset->cpus_minimum, host);
  else
    subtitle = g_strdup_printf (_("At least %u"), preset->cpus_minimum);
  casement_number_row_set_subtitle (self->cpus_row, subtitle);
  casement_number_row_set_range (self->cpus_row, 1, most > 0 ? most : 64);
  casement_number_row_set_value (self->cpus_row, casement_vm_spec_get_cpus (spec));
  if (facts != NULL)
    casement_vm_spec_check_cpus (spec, facts, &error);
  casement_number_row_set_error (self->cpus_row, error);
}

static void
update_disk (CasementCreateMachinePage *self, CasementVmSpec *spec)
{
  const CasementPreset *preset = casement_vm_spec_get_preset (spec);
  guint64 space = casement_create_draft_get_free_space (self->draft);
  g_autofree char *minimum = casement_size_format (preset->disk_minimum);
  g_autofree char *recommended = casement_size_format (preset->disk_recommended);
  g_autofree char *space_text = casement_size_format (space);
  g_autofree char *subtitle = NULL;
  g_autoptr (GError) error = NULL;

  if (space > 0)
    subtitle = g_strdup_printf (_("At least %s, recommended %s; %s are free. The file grows as Windows fills it."),
                                minimum, recommended, space_text);
  else
    subtitle = g_strdup_printf (_("At least %s, recommended %s. The file grows as Windows fills it."), minimum,
                                recommended);
  casement_number_row_set_subtitle (self->disk_row, subtitle);
  casement_number_row_set_range (self->disk_row, 1, DISK_LIMIT_GIB);
  casement_number_row_set_value (self->disk_row, casement_vm_spec_get_disk_size (spec) / GIB);
  casement_vm_spec_check_disk_size (spec, &error);
  casement_number_row_set_error (self->disk_row, error);
}

static void
draft_changed_cb (CasementCreateMachinePage *self)
{
  CasementVmSpec *spec = casement_create_draft_get_spec (self->draft);
  CasementHostFacts *facts = casement_create_draft_get_facts (self->draft);

  /* A range that shrinks clamps the value that is shown: that is not the user's doing. */
  self->updating = TRUE;
  update_memory (self, spec, facts);
  update_cpus (self, spec, facts);
  update_disk (self, spec);
  self->updating = FALSE;
}

static void
memory_changed_cb (CasementCreateMachinePage *self)
{
  /* Half gibibytes at the finest: whole mebibytes in any case. */
  guint64 mib = (guint64) (casement_number_row_get_value (self->memory_row) * 1024 + 0.5);

  if (self->draft != NULL && !self->updating)
    casement_vm_spec_set_memory (casement_create_draft_get_spec (self->draft), mib * MIB);
}

static void
cpus_changed_cb (CasementCreateMachinePage *self)
{
  if (self->draft != NULL && !self->updating)
    casement_vm_spec_set_cpus (casement_create_draft_get_spec (self->draft),
                               (guint) (casement_number_row_get_value (self->cpus_row) + 0.5));
}

static void
disk_changed_cb (CasementCreateMachinePage *self)
{
  guint64 gib = (guint64) (casement_number_row_get_value (self->disk_row) + 0.5);

  if (self->draft != NULL && !self->updating)
    casement_vm_spec_set_disk_size (casement_create_draft_get_spec (self->draft), gib * 1024 * MIB);
}

static void
reset_clicked_cb (CasementCreateMachinePage *self)
{
  casement_create_draft_reset_machine (self->draft);
}

static void
casement_create_machine_page_dispose (GObject *object)
{
  g_clear_object (&CASEMENT_CREATE_MACHINE_PAGE (object)->draft);
  casement_template_dispose (GTK_WIDGET (object), CASEMENT_TYPE_CREATE_MACHINE_PAGE);
  G_OBJECT_CLASS (casement_create_machine_page_parent_class)->dispose (object);
}

static void
casement_create_machine_page_class_init (CasementCreateMachinePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_create_machine_page_dispose;

  g_type_ensure (CASEMENT_TYPE_NUMBER_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/casement/Casement/create/casement-create-machine-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementCreateMachinePage, memory_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateMachinePage, cpus_row);
  gtk_widget_class_bind_template_child (widget_class, CasementCreateMachinePage, disk_row);
  gtk_widget_class_bind_template_callback (widget_class, memory_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, cpus_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, disk_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_clicked_cb);
}

static void
casement_create_machine_page_init (CasementCreateMachinePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * casement_create_machine_page_set_draft:
 * @draft: what the page works on; given once
 */
void
casement_create_machine_page_set_draft (CasementCreateMachinePage *self, CasementCreateDraft *draft)
{
  g_return_if_fail (CASEMENT_IS_CREATE_MACHINE_PAGE (self));
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (draft_changed_cb), self, G_CONNECT_SWAPPED);
  draft_changed_cb (self);
}
