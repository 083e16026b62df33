/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-vm-change.h"

#include <stdlib.h>
#include <string.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "casement-domain-drives.h"
#include "casement-fault.h"
#include "casement-libvirt-error.h"
#include "casement-vm-nvram.h"
#include "casement-vm-pending.h"
#include "casement-xml.h"

/** casement_vm_change_open: Returns: (transfer full): libvirt's handle of @vm, or %NULL with @error. */
virDomainPtr
casement_vm_change_open (CasementVm *vm, GError **error)
{
  virConnectPtr connection = casement_connection_acquire (casement_vm_get_connection (vm), error);
  virDomainPtr domain;

  if (connection == NULL)
    return NULL;
  domain = virDomainLookupByUUIDString (connection, casement_vm_get_uuid (vm));
  if (domain == NULL)
    casement_set_libvirt_error (error, _("The virtual machine cannot be found"));
  virConnectClose (connection);
  return domain;
}

/** casement_vm_change_dup_definition: Returns: (transfer full): what the machine is at its next start, secrets included. */
char *
casement_vm_change_dup_definition (virDomainPtr domain, GError **error)
{
  char *xml = virDomainGetXMLDesc (domain, VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE);
  char *copy = g_strdup (xml);

  if (xml == NULL)
    casement_set_libvirt_error (error, _("The definition of the virtual machine cannot be read"));
  free (xml);
  return copy;
}

static int
compare_texts_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * casement_vm_change_checksum:
 * @xml: a definition, as libvirt has it
 *
 * libvirt sorts controllers anew each time that it reads a definition, and reads it when the machine starts: what differs in
 * nothing but the order of devices is the same.
 *
 * Returns: (transfer full): equal for equal definitions.
 */
char *
casement_vm_change_checksum (const char *xml)
{
  g_autoptr (xmlDoc) doc = *xml != '\0' ? casement_xml_parse (xml, (gsize) -1, "domain", NULL) : NULL;
  xmlNodePtr devices = doc != NULL ? casement_xml_child (xmlDocGetRootElement (doc), "devices") : NULL;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) all = g_string_new (NULL);
  xmlNodePtr next;

  if (doc == NULL)
    return g_compute_checksum_for_string (G_CHECKSUM_SHA256, xml, -1);
  for (xmlNodePtr node = devices != NULL ? devices->children : NULL; node != NULL; node = next) {
    next = node->next;
    if (node->type == XML_ELEMENT_NODE)
      g_ptr_array_add (texts, casement_domain_dup_device_xml (node));
    xmlUnlinkNode (node);
    xmlFreeNode (node);
  }
  g_ptr_array_add (texts, casement_domain_dup_device_xml (xmlDocGetRootElement (doc)));
  g_ptr_array_sort (texts, compare_texts_cb);
  for (guint i = 0; i < texts->len; i++)
    g_string_append (all, g_ptr_array_index (texts, i));
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, all->str, -1);
}

/** casement_vm_change_equals: Returns: whether two definitions are the same, whatever the order of their devices. */
gboolean
casement_vm_change_equals (const char *xml, const char *other)
{
  g_autofree char *first = casement_vm_change_checksum (xml);
  g_autofree char *second = casement_vm_change_checksum (other);

  return strcmp (first, second) == 0;
}

/** casement_vm_change_define: Replaces the definition; what libvirt's schema does not know is refused. */
gboolean
casement_vm_change_define (virDomainPtr domain, const char *xml, GError **error)
{
  virDomainPtr defined = virDomainDefineXMLFlags (virDomainGetConnect (domain), xml, VIR_DOMAIN_DEFINE_VALIDATE);

  if (defined == NULL) {
    casement_set_libvirt_error (error, _("The change was refused, and nothing was changed"));
    return FALSE;
  }
  virDomainFree (defined);
  return TRUE;
}

/**
 * casement_vm_change_apply:
 * @before: the definition as it is
 * @wanted: the definition as it shall be
 * @ids: (nullable): recommendations that it puts right
 *
 * Returns: (transfer full): the change as it can be taken back, or %NULL with @error and nothing changed.
 */
CasementUndoEntry *
casement_vm_change_apply (virDomainPtr domain,
                          const char *before,
                          const char *wanted,
                          const char *const *ids,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (CasementUndoEntry) entry = g_new0 (CasementUndoEntry, 1);
  char uuid[VIR_UUID_STRING_BUFLEN];

  if (virDomainGetUUIDString (domain, uuid) < 0) {
    casement_set_libvirt_error (error, _("The virtual machine cannot be found"));
    return NULL;
  }
  entry->before = g_strdup (before);
  entry->ids = g_strdupv ((char **) ids);
  casement_nvram_keep (domain, wanted, entry);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !casement_undo_store_save (uuid, entry, error))
    return NULL;
  /* Killed here, there is one change to take back that was not made, which does no harm. */
  if (!casement_fault ("tune", cancellable, error) || !casement_vm_change_define (domain, wanted, error)) {
    casement_undo_store_remove (uuid, entry->number);
    return NULL;
  }
  /* As libvirt completed it, so that somebody else's change can be told from this one. */
  entry->after = casement_vm_change_dup_definition (domain, NULL);
  casement_undo_store_save (uuid, entry, NULL);
  casement_vm_pending_changed (domain, before, entry->after != NULL ? entry->after : "");
  return g_steal_pointer (&entry);
}

/** casement_vm_change_applied_live: Notes that the running machine has the change already and waits for no restart. */
void
casement_vm_change_applied_live (virDomainPtr domain, CasementUndoEntry *entry)
{
  casement_vm_pending_applied (domain, entry->before);
}

/**
 * casement_vm_change_revert:
 * @now: (nullable): the definition as it is; %NULL for a change that was just made
 *
 * Takes back a change, and forgets it.
 */
gboolean
casement_vm_change_revert (virDomainPtr domain, CasementUndoEntry *entry, const char *now, GError **error)
{
  char uuid[VIR_UUID_STRING_BUFLEN];

  if (!casement_vm_change_define (domain, entry->before, error) || !casement_nvram_restore (domain, entry, error))
    return FALSE;
  if (virDomainGetUUIDString (domain, uuid) == 0)
    casement_undo_store_remove (uuid, entry->number);
  if (now == NULL)
    now = entry->after;
  casement_vm_pending_changed (domain, now != NULL ? now : "", entry->before);
  return TRUE;
}
