/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-vm-live.h"

#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "casement-xml.h"

static CasementAudit *
audit_running (virDomainPtr domain, CasementHostFacts *facts)
{
  char *text = virDomainGetXMLDesc (domain, VIR_DOMAIN_XML_SECURE);
  CasementAudit *audit = text != NULL ? casement_audit_new (text, -1, facts, NULL) : NULL;

  free (text);
  return audit;
}

static char *
dump_node (xmlNodePtr node)
{
  xmlBufferPtr buffer = xmlBufferCreate ();
  char *text;

  xmlNodeDump (buffer, node->doc, node, 0, 0);
  text = g_strdup ((const char *) xmlBufferContent (buffer));
  xmlBufferFree (buffer);
  return text;
}

/* Takes the devices out of the document, as texts. */
static GPtrArray *
take_devices (xmlDocPtr doc)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  xmlNodePtr devices = casement_xml_child (xmlDocGetRootElement (doc), "devices");
  xmlNodePtr next;

  for (xmlNodePtr node = devices != NULL ? devices->children : NULL; node != NULL; node = next) {
    next = node->next;
    if (node->type == XML_ELEMENT_NODE)
      g_ptr_array_add (texts, dump_node (node));
    xmlUnlinkNode (node);
    xmlFreeNode (node);
  }
  return texts;
}

/**
 * find_new_devices:
 *
 * Returns: (transfer full) (nullable): the devices that @after has more than @before; %NULL where anything else differs, which
 * cannot be plugged in.
 */
static GPtrArray *
find_new_devices (const char *before, const char *after)
{
  g_autoptr (xmlDoc) old_doc = casement_xml_parse (before, (gsize) -1, "domain", NULL);
  g_autoptr (xmlDoc) new_doc = casement_xml_parse (after, (gsize) -1, "domain", NULL);
  g_autoptr (GPtrArray) old_devices = NULL, new_devices = NULL;
  g_autofree char *old_rest = NULL, *new_rest = NULL;

  if (old_doc == NULL || new_doc == NULL)
    return NULL;
  old_devices = take_devices (old_doc);
  new_devices = take_devices (new_doc);
  old_rest = dump_node (xmlDocGetRootElement (old_doc));
  new_rest = dump_node (xmlDocGetRootElement (new_doc));
  if (strcmp (old_rest, new_rest) != 0)
    return NULL;
  for (guint i = 0; i < old_devices->len; i++) {
    guint place;

    if (!g_ptr_array_find_with_equal_func (new_devices, g_ptr_array_index (old_devices, i), g_str_equal, &place))
      return NULL;
    g_ptr_array_remove_index (new_devices, place);
  }
  return g_steal_pointer (&new_devices);
}

/* Plugs in what the one recommendation adds. */
static void
plug (virDomainPtr domain, CasementAudit *audit, const char *id)
{
  const char *const ids[] = { id, NULL }, *const nothing[] = { NULL };
  g_autofree char *same = casement_audit_tune (audit, nothing, NULL);
  g_autofree char *tuned = casement_audit_tune (audit, ids, NULL);
  g_autoptr (GPtrArray) devices = tuned != NULL ? find_new_devices (same, tuned) : NULL;

  for (guint i = 0; devices != NULL && i < devices->len; i++)
    if (virDomainAttachDeviceFlags (domain, g_ptr_array_index (devices, i), VIR_DOMAIN_AFFECT_LIVE) < 0)
      g_debug ("%s cannot be plugged in: %s", id, virGetLastErrorMessage ());
}

/**
 * casement_vm_live_apply:
 * @ids: recommendations that the definition follows by now and did not before
 *
 * Plugs devices into the running machine, as far as the recommendations are such. What libvirt answers to that is not taken
 * at its word: the running machine is looked at afterwards.
 *
 * Returns: whether the running machine follows all of them.
 */
gboolean
casement_vm_live_apply (virDomainPtr domain, const char *const *ids, CasementHostFacts *facts)
{
  gboolean all = TRUE;

  for (guint i = 0; ids[i] != NULL; i++) {
    g_autoptr (CasementAudit) audit = audit_running (domain, facts);
    CasementAuditItem *item = audit != NULL ? casement_audit_find (audit, ids[i]) : NULL;

    if (item != NULL && casement_audit_item_get_state (item) == CASEMENT_AUDIT_UNMET
        && casement_audit_item_get_recommendation (item)->live) {
      plug (domain, audit, ids[i]);
      g_object_unref (audit);
      audit = audit_running (domain, facts);
      item = audit != NULL ? casement_audit_find (audit, ids[i]) : NULL;
    }
    all = item != NULL && casement_audit_item_get_state (item) == CASEMENT_AUDIT_MET && all;
  }
  virResetLastError ();
  return all;
}
