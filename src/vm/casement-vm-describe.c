/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <libvirt/virterror.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "casement-preset.h"
#include "casement-vm-pending.h"
#include "casement-vm-private.h"

/* What the metadata of a domain's XML says about the system in it. */

#define OSINFO_NS "http://libosinfo.org/xmlns/libvirt/domain/1.0"
#define CASEMENT_NS "https://casement.github.io/xmlns/domain/1.0"

/* Where libosinfo's identifier does not spell the name: https://gitlab.com/libosinfo/osinfo-db/-/tree/main/data/os. The
 * whole database says it too, for a quarter of a second and some ten megabytes. */
static const struct {
  const char *id;
  const char *title;
} titles[] = {
  { "http://microsoft.com/win/8.1", "Windows 8.1" },
  { "http://microsoft.com/win/vista", "Windows Vista" },
  { "http://microsoft.com/win/xp", "Windows XP" },
  { "http://microsoft.com/win/2k", "Windows 2000" },
  { "http://microsoft.com/win/2k3", "Windows Server 2003" },
  { "http://microsoft.com/win/2k3r2", "Windows Server 2003 R2" },
  { "http://microsoft.com/win/2k8", "Windows Server 2008" },
  { "http://microsoft.com/win/2k8r2", "Windows Server 2008 R2" },
  { "http://microsoft.com/win/2k12", "Windows Server 2012" },
  { "http://microsoft.com/win/2k12r2", "Windows Server 2012 R2" },
  { "http://microsoft.com/win/2k16", "Windows Server 2016" },
  { "http://microsoft.com/win/2k19", "Windows Server 2019" },
  { "http://microsoft.com/win/2k22", "Windows Server 2022" },
  { "http://microsoft.com/win/2k25", "Windows Server 2025" },
  { "http://freebsd.org/freebsd", "FreeBSD" },
  { "http://redhat.com/rhel", "Red Hat Enterprise Linux" },
  { "http://centos.org/centos-stream", "CentOS Stream" },
  { "http://opensuse.org/opensuse", "openSUSE Leap" },
  { "http://suse.com/sle", "SUSE Linux Enterprise" },
  { "http://almalinux.org/almalinux", "AlmaLinux" },
  { "http://rockylinux.org/rocky", "Rocky Linux" },
  { "http://archlinux.org/archlinux", "Arch Linux" },
  { "http://libosinfo.org/linux", "Linux" },
  { "http://microsoft.com/win", "Windows" },
};

static const char *
find_title (const char *id, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++) {
    if (strlen (titles[i].id) == length && strncmp (titles[i].id, id, length) == 0)
      return titles[i].title;
  }
  return NULL;
}

/**
 * casement_os_title_from_id:
 * @os_id: libosinfo's identifier, such as http://microsoft.com/win/11
 *
 * Returns: (transfer full) (nullable): the system's name.
 */
char *
casement_os_title_from_id (const char *os_id)
{
  const CasementPreset *preset = casement_preset_find_for_os (os_id);
  const char *version = strrchr (os_id, '/');
  const char *title = find_title (os_id, strlen (os_id));
  const char *family = version;
  g_autofree char *word = NULL;

  if (preset != NULL)
    return g_strdup (preset->title);
  if (title != NULL)
    return g_strdup (title);
  if (version == NULL || version[1] == '\0' || strlen (os_id) > 200)
    return NULL;

  /* http://VENDOR/FAMILY/VERSION */
  title = find_title (os_id, version - os_id);
  if (title != NULL)
    return g_strdup_printf ("%s %s", title, version + 1);
  while (family > os_id && family[-1] != '/')
    family--;
  if (family == os_id || family == version)
    return NULL;
  word = g_strndup (family, version - family);
  word[0] = g_ascii_toupper (word[0]);
  return g_strdup_printf ("%s %s", word, version + 1);
}

static gboolean
is_element (xmlNodePtr node, const char *name, const char *ns)
{
  return node->type == XML_ELEMENT_NODE && xmlStrEqual (node->name, BAD_CAST name)
         && (ns == NULL ? node->ns == NULL : node->ns != NULL && xmlStrEqual (node->ns->href, BAD_CAST ns));
}

static xmlNodePtr
find_child (xmlNodePtr parent, const char *name, const char *ns)
{
  for (xmlNodePtr node = parent != NULL ? parent->children : NULL; node != NULL; node = node->next) {
    if (is_element (node, name, ns))
      return node;
  }
  return NULL;
}

static gboolean
has_virtiofs (xmlNodePtr devices)
{
  for (xmlNodePtr node = devices != NULL ? devices->children : NULL; node != NULL; node = node->next) {
    xmlNodePtr driver = is_element (node, "filesystem", NULL) ? find_child (node, "driver", NULL) : NULL;
    xmlChar *type = driver != NULL ? xmlGetNoNsProp (driver, BAD_CAST "type") : NULL;
    gboolean found = type != NULL && xmlStrEqual (type, BAD_CAST "virtiofs");

    xmlFree (type);
    if (found)
      return TRUE;
  }
  return FALSE;
}

/**
 * casement_vm_describe:
 * @os_title: (out) (nullable): the system's name
 * @created_here: (out): whether this program made it
 * @restart_needed: (out): whether it runs and is not as it is defined by now
 * @shares_virtiofs: (out): whether a folder is attached to it by virtio-fs
 *
 * Blocks; for the worker's thread. What cannot be read is not known.
 */
void
casement_vm_describe (virDomainPtr domain,
                      char **os_title,
                      gboolean *created_here,
                      gboolean *restart_needed,
                      gboolean *shares_virtiofs)
{
  char *xml = virDomainGetXMLDesc (domain, VIR_DOMAIN_XML_INACTIVE);
  xmlDocPtr doc = NULL;
  xmlNodePtr metadata, os;
  xmlChar *id;

  *os_title = NULL;
  *created_here = FALSE;
  *restart_needed = casement_vm_pending_get (domain);
  *shares_virtiofs = FALSE;
  if (xml != NULL)
    doc = xmlReadDoc (BAD_CAST xml, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  free (xml);
  if (doc == NULL) {
    virResetLastError ();
    return;
  }

  *shares_virtiofs = has_virtiofs (find_child (xmlDocGetRootElement (doc), "devices", NULL));
  metadata = find_child (xmlDocGetRootElement (doc), "metadata", NULL);
  *created_here = find_child (metadata, "machine", CASEMENT_NS) != NULL;
  os = find_child (find_child (metadata, "libosinfo", OSINFO_NS), "os", OSINFO_NS);
  id = os != NULL ? xmlGetNoNsProp (os, BAD_CAST "id") : NULL;
  if (id != NULL)
    *os_title = casement_os_title_from_id ((const char *) id);
  xmlFree (id);
  xmlFreeDoc (doc);
}
