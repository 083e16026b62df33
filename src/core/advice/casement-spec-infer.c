/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a domain that somebody made to the specification that would make it: which Windows, which amounts, and which of
 * each recommendation's choices. */
#include "casement-config.h"
#include "casement-audit-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "casement-advice-private.h"
#include "casement-domain-builder.h"
#include "casement-error.h"
#include "casement-xml.h"

/* The attribute of an element somewhere below @parent, told by its namespace. */
static char *
find_in_namespace (xmlNodePtr parent, const char *href, const char *name, const char *attribute, int depth)
{
  if (parent == NULL || depth > 4)
    return NULL;
  for (xmlNodePtr child = parent->children; child != NULL; child = child->next) {
    char *found;

    if (child->type != XML_ELEMENT_NODE)
      continue;
    if (child->ns != NULL && g_strcmp0 ((const char *) child->ns->href, href) == 0
        && strcmp ((const char *) child->name, name) == 0)
      return casement_xml_dup_attr (child, attribute);
    found = find_in_namespace (child, href, name, attribute, depth + 1);
    if (found != NULL)
      return found;
  }
  return NULL;
}

/** casement_spec_has_uefi: Returns: whether the domain at @root has UEFI firmware, told in either of libvirt's ways. */
gboolean
casement_spec_has_uefi (xmlNodePtr root)
{
  return casement_xml_find (root, "os[firmware=efi]") != NULL || casement_xml_find (root, "os/loader[type=pflash]") != NULL;
}

static const CasementPreset *
infer_preset (xmlNodePtr root, GError **error)
{
  xmlNodePtr metadata = casement_xml_child (root, "metadata");
  g_autofree char *own = find_in_namespace (metadata, CASEMENT_XMLNS, "machine", "preset", 0);
  g_autofree char *os = find_in_namespace (metadata, "http://libosinfo.org/xmlns/libvirt/domain/1.0", "os", "id", 0);
  const CasementPreset *preset = casement_preset_find (own);

  if (preset != NULL)
    return preset;
  if (os != NULL && !g_str_has_prefix (os, "http://microsoft.com/")) {
    casement_set_error (error, CASEMENT_ERROR_UNSUPPORTED, os,
                        _("This virtual machine is not for Windows, as its definition says."));
    return NULL;
  }
  preset = casement_preset_find_for_os (os);
  if (preset == NULL)
    preset = casement_preset_get_default ();
  /* An older Windows on BIOS is one of the ways to have it. */
  if (!preset->needs_uefi && !casement_spec_has_uefi (root)) {
    guint n_presets;
    const CasementPreset *presets = casement_preset_get_all (&n_presets);

    for (guint i = 0; i < n_presets; i++)
      if (strcmp (presets[i].os_id, preset->os_id) == 0
          && g_strcmp0 (casement_preset_get_choice (&presets[i], "firmware"), "bios") == 0)
        return &presets[i];
  }
  return preset;
}

static gboolean
is_made_so (const CasementRecommendation *record, xmlNodePtr root, const CasementAdviceContext *context)
{
  return casement_recommendation_judge (record, context, NULL) == CASEMENT_ADVICE_APPLIED
         && casement_recommendation_check (record, root, context, NULL, NULL) == CASEMENT_CHECK_MET;
}

static gboolean
try_choice (const CasementRecommendation *record,
            const CasementChoice *choice,
            xmlNodePtr root,
            const CasementAdviceContext *context)
{
  g_autofree char *argument = choice->infer != NULL ? choice->infer (root) : NULL;
  g_autofree char *value = g_strconcat (choice->value, argument, NULL);
  gboolean open = g_str_has_suffix (choice->value, "=");

  if ((choice->infer != NULL || open) && argument == NULL)
    return FALSE;
  if (open && choice->check != NULL && !choice->check (argument))
    return FALSE;
  casement_vm_spec_set_choice (context->spec, record->id, value);
  /* Recognised for what it is; or, without such a sign, exactly as this choice would have made it. */
  if (choice->infer != NULL ? casement_recommendation_judge (record, context, NULL) == CASEMENT_ADVICE_APPLIED
                            : is_made_so (record, root, context))
    return TRUE;
  casement_vm_spec_set_choice (context->spec, record->id, NULL);
  return FALSE;
}

static void
infer_choices (xmlNodePtr root, const CasementAdviceContext *context)
{
  for (const CasementRecommendation *const *item = casement_recommendation_get_all (NULL); *item != NULL; item++) {
    if ((*item)->choices == NULL || is_made_so (*item, root, context))
      continue;
    for (const CasementChoice *choice = (*item)->choices; choice->value != NULL; choice++)
      if (choice->accepted && try_choice (*item, choice, root, context))
        break;
  }
}

/**
 * casement_spec_infer:
 * @root: a domain, from anywhere
 *
 * Returns: (transfer full) (nullable): the specification that comes nearest, or %NULL with @error where the definition
 * says that it is not for Windows.
 */
CasementVmSpec *
casement_spec_infer (xmlNodePtr root, CasementHostFacts *facts, GError **error)
{
  const CasementPreset *preset = infer_preset (root, error);
  xmlNodePtr vcpu = casement_xml_child (root, "vcpu");
  xmlNodePtr cdrom = casement_xml_find (root, "devices/disk[device=cdrom]/source");
  g_autoptr (CasementVmSpec) spec = NULL;
  g_autofree char *name = NULL, *cpus = NULL, *iso = NULL;
  guint64 number;

  if (preset == NULL)
    return NULL;
  spec = casement_vm_spec_new (preset);
  name = casement_xml_dup_text (casement_xml_child (root, "name"));
  casement_vm_spec_set_name (spec, name);
  casement_vm_spec_set_memory (spec, MIN (casement_domain_read_kib (casement_xml_child (root, "memory")), G_MAXINT64 / 1024) * 1024);
  cpus = casement_xml_dup_attr (vcpu, "current");
  if (cpus == NULL)
    cpus = casement_xml_dup_text (vcpu);
  casement_vm_spec_set_cpus (spec, casement_xml_parse_uint (cpus, 4096, &number) && number > 0 ? number : 1);
  iso = casement_xml_dup_attr (cdrom, "file");
  casement_vm_spec_set_iso_path (spec, iso);
  {
    g_autofree char *bus = casement_xml_dup_attr (casement_xml_find (root, SYSTEM_DISK "/target"), "bus");
    const CasementAdviceContext context = { .facts = facts, .spec = spec, .preset = preset, .has_bios = !casement_spec_has_uefi (root), .disk_bus = bus, .root = root };

    infer_choices (root, &context);
  }
  return g_steal_pointer (&spec);
}

/** casement_domain_infer_preset: Returns: which Windows the domain at @root is for; %NULL with @error for another system. */
const CasementPreset *
casement_domain_infer_preset (xmlNodePtr root, GError **error)
{
  return infer_preset (root, error);
}
