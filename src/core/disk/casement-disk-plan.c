/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-disk-plan.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "casement-gconfig.h"
#include "casement-domain-settings.h"
#include "casement-error.h"
#include "casement-recommendation.h"
#include "casement-size.h"
#include "casement-xml.h"

struct _CasementDiskPlan {
  GObject parent_instance;
  char *name;
  char *format;
  guint64 capacity;
  guint64 installed;
  gboolean subclusters;
};

G_DEFINE_FINAL_TYPE (CasementDiskPlan, casement_disk_plan, G_TYPE_OBJECT)

static void
casement_disk_plan_finalize (GObject *object)
{
  CasementDiskPlan *self = CASEMENT_DISK_PLAN (object);

  g_free (self->name);
  g_free (self->format);
  G_OBJECT_CLASS (casement_disk_plan_parent_class)->finalize (object);
}

static void
casement_disk_plan_class_init (CasementDiskPlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_disk_plan_finalize;
}

static void
casement_disk_plan_init (CasementDiskPlan *self)
{
}

/** casement_disk_plan_new: Returns: (transfer full): the image that the recommendations for @spec on @facts ask for. */
CasementDiskPlan *
casement_disk_plan_new (CasementVmSpec *spec, CasementHostFacts *facts)
{
  CasementDiskPlan *self = g_object_new (CASEMENT_TYPE_DISK_PLAN, NULL);
  const CasementPreset *preset = casement_vm_spec_get_preset (spec);
  const CasementAdviceContext context = { .facts = facts, .spec = spec, .preset = preset };

  self->name = g_strdup (casement_vm_spec_get_name (spec));
  self->format = g_strdup (casement_recommendation_get_choice (casement_recommendation_find ("disk-format"), &context));
  self->capacity = casement_vm_spec_get_disk_size (spec);
  self->installed = preset->disk_installed;
  self->subclusters = casement_recommendation_judge (casement_recommendation_find ("disk-clusters"), &context, NULL)
                      == CASEMENT_ADVICE_APPLIED;
  return self;
}

/** casement_disk_plan_get_format: Returns: "qcow2" or "raw". */
const char *
casement_disk_plan_get_format (CasementDiskPlan *self)
{
  return self->format;
}

/** casement_disk_plan_get_capacity: Returns: bytes that Windows sees. */
guint64
casement_disk_plan_get_capacity (CasementDiskPlan *self)
{
  return self->capacity;
}

/** casement_disk_plan_get_space_needed: Returns: bytes that must be free on the host: what a fresh Windows takes. */
guint64
casement_disk_plan_get_space_needed (CasementDiskPlan *self)
{
  return MIN (self->installed, self->capacity);
}

/**
 * casement_disk_plan_check_space:
 * @available: free bytes where the image will be
 * @where: (nullable): that place, for the message
 *
 * Returns: whether Windows can be installed there; else @error %CASEMENT_ERROR_NO_SPACE.
 */
gboolean
casement_disk_plan_check_space (CasementDiskPlan *self, guint64 available, const char *where, GError **error)
{
  g_autofree char *needed = NULL;
  g_autofree char *free_space = NULL;

  if (available >= casement_disk_plan_get_space_needed (self))
    return TRUE;
  needed = casement_size_format (casement_disk_plan_get_space_needed (self));
  free_space = casement_size_format (available);
  casement_set_error (error, CASEMENT_ERROR_NO_SPACE, where,
                      _("Windows needs %s of disk space to begin with, and %s is free: make room and try again."),
                      needed, free_space);
  return FALSE;
}

/**
 * casement_disk_plan_dup_volume_name:
 * @suffix: (nullable): something to tell it from a volume that is there already
 *
 * Returns: (transfer full): a file name after the virtual machine's, without a directory.
 */
char *
casement_disk_plan_dup_volume_name (CasementDiskPlan *self, const char *suffix)
{
  return g_strdup_printf ("%s%s%s.%s", self->name, suffix != NULL ? "-" : "", suffix != NULL ? suffix : "",
                          g_str_equal (self->format, "raw") ? "img" : self->format);
}

/**
 * casement_disk_plan_to_volume_xml:
 * @volume_name: the file's name in its pool
 *
 * Returns: (transfer full): what virStorageVolCreateXML() takes. Nothing is allocated ahead; without
 * permissions of its own libvirt makes the file readable by its owner only.
 */
char *
casement_disk_plan_to_volume_xml (CasementDiskPlan *self, const char *volume_name)
{
  g_autoptr (GVirConfigStorageVol) volume = gvir_config_storage_vol_new ();
  g_autoptr (GVirConfigStorageVolTarget) target = gvir_config_storage_vol_target_new ();
  xmlNodePtr node;

  gvir_config_storage_vol_set_name (volume, volume_name);
  gvir_config_storage_vol_set_capacity (volume, self->capacity);
  gvir_config_storage_vol_target_set_format (target, self->format);
  gvir_config_storage_vol_set_target (volume, target);

  node = casement_domain_get_node (volume);
  casement_xml_set_attr (node, "type", "file");
  casement_xml_set_text (casement_xml_ensure (node, "allocation"), "0");
  node = casement_xml_ensure (node, "target");
  if (g_str_equal (self->format, "qcow2"))
    casement_xml_set_text (casement_xml_ensure (node, "compat"), "1.1");
  if (self->subclusters) {
    casement_xml_set_attr (casement_xml_ensure (node, "clusterSize"), "unit", "KiB");
    casement_xml_set_text (casement_xml_ensure (node, "clusterSize"), "128");
    casement_xml_ensure (node, "features/extended_l2");
  }
  return gvir_config_object_to_xml (GVIR_CONFIG_OBJECT (volume));
}
