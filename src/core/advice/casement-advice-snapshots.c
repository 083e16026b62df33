/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-advice-private.h"

#include <glib/gi18n-lib.h>
#include "casement-xml.h"

/* Every disk that Windows writes to is an image that can hold snapshots. */
static gboolean
has_qcow2_disks (const CasementAdviceContext *context)
{
  xmlNodePtr devices = casement_xml_child (context->root, "devices");

  if (context->root == NULL)
    return casement_choice_is (casement_recommendation_find ("disk-format"), context, "qcow2");
  for (xmlNodePtr disk = casement_xml_child (devices, "disk"); disk != NULL; disk = casement_xml_next (disk, "disk"))
    if (!casement_xml_attr_is (disk, "device", "cdrom") && !casement_xml_attr_is (disk, "device", "floppy")
        && casement_xml_child (disk, "readonly") == NULL
        && !casement_xml_attr_is (casement_xml_child (disk, "driver"), "type", "qcow2"))
      return FALSE;
  return TRUE;
}

/* Of a new machine libvirt decides; what OVMF packages bring are raw files. */
static gboolean
has_qcow2_variables (const CasementAdviceContext *context)
{
  return context->root != NULL && casement_xml_attr_is (casement_xml_find (context->root, "os/nvram"), "format", "qcow2");
}

/* Internal snapshots of UEFI machines: made since libvirt 10.9, gone back to and deleted since 10.10, with variables in a qcow2
 * file only. External ones: deleted since 9.0, gone back to since 9.9 (libvirt's news). */
static gboolean
is_internal (const CasementAdviceContext *context)
{
  if (!has_qcow2_disks (context))
    return FALSE;
  return !casement_advice_uses_uefi (context)
         || (casement_host_facts_get_libvirt_version (context->facts) >= CASEMENT_VERSION_NUMBER (10, 10, 0)
             && has_qcow2_variables (context));
}

static CasementAdviceState
snapshots_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  guint64 libvirt = casement_host_facts_get_libvirt_version (context->facts);

  if (!is_internal (context) && libvirt < CASEMENT_VERSION_NUMBER (9, 9, 0))
    *reason = g_strdup (_("Before libvirt 9.9 going back to an external snapshot means changing the definition by hand: take "
                          "snapshots while the virtual machine is off."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
snapshots_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  if (is_internal (context))
    return g_strdup (_("Internal: inside the disk image, with memory"));
  if (casement_advice_uses_uefi (context))
    return g_strdup (_("External: files beside the disk image, with copies of the firmware's variables and the TPM's state"));
  return g_strdup (_("External: files beside the disk image"));
}

/* What fits, and what others took already. */
static char *
snapshots_describe (xmlNodePtr root, const CasementAdviceContext *context)
{
  return snapshots_wanted (casement_recommendation_find ("snapshots"), context);
}

const CasementRecommendation casement_advice_snapshots[] = {
  {
      .id = "snapshots",
      .weight = CASEMENT_WEIGHT_SAFETY,
      .group = CASEMENT_ADVICE_FIRMWARE,
      .title = N_("Kind of snapshots"),
      .why = N_("Which kind can be taken, gone back to and deleted depends on libvirt, on the firmware's variables and on the "
                "disk's format. A snapshot without the variables and the TPM's state can leave BitLocker locked, and a virtual "
                "machine that has both kinds can lose data: keep to one."),
      .source = "https://libvirt.org/formatsnapshot.html",
      .describe = snapshots_describe,
      .applies = snapshots_applies,
      .wanted = snapshots_wanted,
  },
  { NULL },
};
