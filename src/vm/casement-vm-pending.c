/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-vm-pending.h"

#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "casement-vm-change.h"
#include "casement-xml.h"

/* The mark is metadata of the running machine alone, never of its definition: libvirt keeps it over a restart of its daemon,
 * a reboot of the guest and a saved state, and drops it with the machine's own end, when the next start takes the definition.
 * It says which definition the machine was started with, by a checksum, so that going back to that needs no restart. */

#define PENDING_XMLNS "https://casement.github.io/xmlns/pending/1.0"
#define PENDING_KEY "casement-pending"

static char *
create_mark (const char *as)
{
  return g_strdup_printf ("<pending as='%s'/>", as);
}

static xmlNodePtr
find_mark (xmlNodePtr root)
{
  xmlNodePtr metadata = casement_xml_child (root, "metadata");

  for (xmlNodePtr node = metadata != NULL ? metadata->children : NULL; node != NULL; node = node->next)
    if (node->type == XML_ELEMENT_NODE && node->ns != NULL && xmlStrEqual (node->ns->href, BAD_CAST PENDING_XMLNS))
      return node;
  return NULL;
}

/* A machine that is off with its state saved goes on from there, as it was. */
static xmlDocPtr
read_saved (virDomainPtr domain)
{
  char *xml = virDomainHasManagedSaveImage (domain, 0) == 1 ? virDomainManagedSaveGetXMLDesc (domain, VIR_DOMAIN_SAVE_IMAGE_XML_SECURE)
                                                            : NULL;
  xmlDocPtr doc = xml != NULL ? casement_xml_parse (xml, (gsize) -1, "domain", NULL) : NULL;

  free (xml);
  virResetLastError ();
  return doc;
}

static void
write_saved (virDomainPtr domain, const char *as)
{
  g_autoptr (xmlDoc) doc = read_saved (domain);
  xmlNodePtr root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  xmlNodePtr mark = root != NULL ? find_mark (root) : NULL;
  xmlChar *text = NULL;
  int size = 0;

  if (root == NULL)
    return;
  if (mark != NULL)
    casement_xml_remove (mark);
  if (as != NULL) {
    mark = xmlNewChild (casement_xml_ensure (root, "metadata"), NULL, BAD_CAST "pending", NULL);
    xmlSetNs (mark, xmlNewNs (mark, BAD_CAST PENDING_XMLNS, BAD_CAST PENDING_KEY));
    casement_xml_set_attr (mark, "as", as);
  }
  xmlDocDumpMemoryEnc (doc, &text, &size, "UTF-8");
  if (virDomainManagedSaveDefineXML (domain, (const char *) text, 0) < 0)
    g_debug ("The saved state cannot be marked: %s", virGetLastErrorMessage ());
  xmlFree (text);
  virResetLastError ();
}

/* Which definition the machine was started with; NULL if it is the one it has. */
static char *
dup_mark (virDomainPtr domain)
{
  char *xml = virDomainGetMetadata (domain, VIR_DOMAIN_METADATA_ELEMENT, PENDING_XMLNS, VIR_DOMAIN_AFFECT_LIVE);
  g_autoptr (xmlDoc) doc = NULL;
  char *as = NULL;

  if (xml != NULL) {
    doc = casement_xml_parse (xml, (gsize) -1, NULL, NULL);
    as = doc != NULL ? casement_xml_dup_attr (xmlDocGetRootElement (doc), "as") : NULL;
    free (xml);
    return as != NULL ? as : g_strdup ("");
  }
  if (virGetLastErrorCode () == VIR_ERR_OPERATION_INVALID) {
    xmlNodePtr mark;

    virResetLastError ();
    doc = read_saved (domain);
    mark = doc != NULL ? find_mark (xmlDocGetRootElement (doc)) : NULL;
    as = mark != NULL ? casement_xml_dup_attr (mark, "as") : NULL;
  }
  virResetLastError ();
  return as;
}

/* A machine that is off has nothing to mark. */
static void
set_mark (virDomainPtr domain, const char *as)
{
  g_autofree char *mark = as != NULL ? create_mark (as) : NULL;

  if (virDomainIsActive (domain) == 1)
    virDomainSetMetadata (domain, VIR_DOMAIN_METADATA_ELEMENT, mark, mark != NULL ? PENDING_KEY : NULL, PENDING_XMLNS,
                          VIR_DOMAIN_AFFECT_LIVE);
  else
    write_saved (domain, as);
  virResetLastError ();
}

/** casement_vm_pending_get: Returns: whether the machine is on, or saved, and not as it is defined. */
gboolean
casement_vm_pending_get (virDomainPtr domain)
{
  g_autofree char *mark = dup_mark (domain);

  return mark != NULL;
}

/** casement_vm_pending_changed: Notes that the definition was @before and is @after, as libvirt has both. */
void
casement_vm_pending_changed (virDomainPtr domain, const char *before, const char *after)
{
  g_autofree char *mark = dup_mark (domain);
  g_autofree char *old = casement_vm_change_checksum (before);
  g_autofree char *new = casement_vm_change_checksum (after);

  if (mark == NULL && strcmp (old, new) != 0)
    set_mark (domain, old);
  else if (mark != NULL && strcmp (mark, new) == 0)
    set_mark (domain, NULL);
}

/** casement_vm_pending_applied: Notes that the running machine has the change of the definition from @before on already. */
void
casement_vm_pending_applied (virDomainPtr domain, const char *before)
{
  g_autofree char *mark = dup_mark (domain);
  g_autofree char *old = casement_vm_change_checksum (before);

  if (mark == NULL)
    return;
  /* An older change still waits, and no definition there was is what the machine is now. */
  set_mark (domain, strcmp (mark, old) == 0 ? NULL : "");
}
