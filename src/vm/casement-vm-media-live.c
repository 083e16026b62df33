/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-vm-media-live.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "casement-domain-drives.h"
#include "casement-error.h"
#include "casement-fault.h"
#include "casement-libvirt-error.h"
#include "casement-xml.h"

/* Drives of a machine that runs. Libvirt 9.0 says of some drives that their tray is not open after it has opened it, and until
 * 9.2 it cannot change the disc in a drive that was added while the machine ran (https://libvirt.org/news.html, 9.1 and 9.3);
 * an empty drive it cannot add at all. So whatever is refused is tried in another way, and looked at afterwards. */

/* How long Windows may take to let go of a drive. */
#define DETACH_TRIES 50
#define DETACH_WAIT_USEC 100000

/** casement_media_live_get: Returns: (transfer full): the domain as it runs, or %NULL with @error. */
xmlDocPtr
casement_media_live_get (virDomainPtr domain, GError **error)
{
  char *xml = virDomainGetXMLDesc (domain, 0);
  xmlDocPtr doc;

  if (xml == NULL) {
    casement_set_libvirt_error (error, _("The definition of the virtual machine cannot be read"));
    return NULL;
  }
  doc = casement_xml_parse (xml, strlen (xml), "domain", error);
  free (xml);
  return doc;
}

static gboolean
has_media (virDomainPtr domain, const char *target, const char *path, gboolean *there)
{
  g_autoptr (xmlDoc) doc = casement_media_live_get (domain, NULL);
  xmlNodePtr drive = doc != NULL ? casement_domain_find_drive (xmlDocGetRootElement (doc), target) : NULL;
  g_autofree char *file = casement_xml_dup_attr (casement_xml_child (drive, "source"), "file");

  *there = drive != NULL;
  return drive != NULL && g_strcmp0 (file, path) == 0;
}

/* What does not get better at the next start. */
static CasementLive
judge_failure (GError **error)
{
  g_autoptr (GError) local_error = NULL;

  casement_set_libvirt_error (&local_error, _("The image cannot be used"));
  if (g_error_matches (local_error, CASEMENT_ERROR, CASEMENT_ERROR_PERMISSION)
      || g_error_matches (local_error, CASEMENT_ERROR, CASEMENT_ERROR_NOT_FOUND)
      || g_error_matches (local_error, CASEMENT_ERROR, CASEMENT_ERROR_IN_USE)) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return CASEMENT_LIVE_REFUSED;
  }
  g_info ("Not while it runs: %s", casement_error_get_details (local_error));
  return CASEMENT_LIVE_LATER;
}

static gboolean
attach (virDomainPtr domain, xmlNodePtr device)
{
  g_autofree char *xml = casement_domain_dup_device_xml (device);

  return virDomainAttachDeviceFlags (domain, xml, VIR_DOMAIN_AFFECT_LIVE) == 0;
}

/* Takes the drive out and waits until it is gone: libvirt only passes the wish on. */
static gboolean
detach (virDomainPtr domain, xmlNodePtr drive, const char *target)
{
  g_autofree char *xml = casement_domain_dup_device_xml (drive);
  gboolean there = TRUE;

  if (virDomainDetachDeviceFlags (domain, xml, VIR_DOMAIN_AFFECT_LIVE) < 0)
    return FALSE;
  for (guint i = 0; i < DETACH_TRIES; i++) {
    has_media (domain, target, NULL, &there);
    if (!there)
      return TRUE;
    g_usleep (DETACH_WAIT_USEC);
  }
  return FALSE;
}

/* As the live domain has it, less what only a running one has. */
static void
make_plain (xmlNodePtr drive)
{
  static const char *const live[] = { "alias", "backingStore" };

  for (gsize i = 0; i < G_N_ELEMENTS (live); i++) {
    xmlNodePtr child = casement_xml_child (drive, live[i]);

    if (child != NULL)
      casement_xml_remove (child);
  }
}

/* Another drive in the place of this one, where the bus allows it. */
static gboolean
replace (virDomainPtr domain, xmlNodePtr drive, const char *target, const char *path, gboolean *drive_gone)
{
  g_autofree char *old = casement_xml_dup_attr (casement_xml_child (drive, "source"), "file");

  if (!casement_xml_attr_is (casement_xml_child (drive, "target"), "bus", "scsi")
      && !casement_xml_attr_is (casement_xml_child (drive, "target"), "bus", "usb"))
    return FALSE;
  if (!detach (domain, drive, target))
    return FALSE;
  make_plain (drive);
  casement_domain_set_media (drive, path);
  if (attach (domain, drive))
    return TRUE;
  if (path == NULL) {
    *drive_gone = TRUE;
    return TRUE;
  }
  casement_domain_set_media (drive, old);
  if (!attach (domain, drive))
    *drive_gone = TRUE;
  return FALSE;
}

static gboolean
update (virDomainPtr domain, xmlNodePtr drive, const char *target, const char *path)
{
  static const guint flags[] = { 0, VIR_DOMAIN_DEVICE_MODIFY_FORCE };
  xmlDocPtr doc = xmlCopyDoc (drive->doc, 1);
  xmlNodePtr copy = casement_domain_find_drive (xmlDocGetRootElement (doc), target);
  g_autofree char *xml = NULL;
  gboolean done = FALSE, there;

  casement_domain_set_media (copy, path);
  xml = casement_domain_dup_device_xml (copy);
  /* The second time as with a pin: Windows may hold the tray. */
  for (gsize i = 0; i < G_N_ELEMENTS (flags) && !done; i++)
    done = virDomainUpdateDeviceFlags (domain, xml, VIR_DOMAIN_AFFECT_LIVE | flags[i]) == 0
           && has_media (domain, target, path, &there);
  xmlFreeDoc (doc);
  return done;
}

/**
 * casement_media_live_set:
 * @path: (nullable): the image to be in the drive; %NULL for none
 * @drive_gone: (out): whether the running machine has lost the drive over it, until it was off
 *
 * Changes what is in a drive of the running machine.
 */
CasementLive
casement_media_live_set (virDomainPtr domain, const char *target, const char *path, gboolean *drive_gone, GError **error)
{
  g_autoptr (xmlDoc) doc = casement_media_live_get (domain, NULL);
  xmlNodePtr drive = doc != NULL ? casement_domain_find_drive (xmlDocGetRootElement (doc), target) : NULL;
  g_autoptr (GError) failure = NULL;
  CasementLive judged;
  gboolean there;

  *drive_gone = FALSE;
  if (drive == NULL || !casement_fault ("media-live", NULL, NULL))
    return CASEMENT_LIVE_LATER;
  if (has_media (domain, target, path, &there) || update (domain, drive, target, path))
    return CASEMENT_LIVE_DONE;
  judged = judge_failure (&failure);
  if (judged == CASEMENT_LIVE_LATER && replace (domain, drive, target, path, drive_gone))
    judged = CASEMENT_LIVE_DONE;
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  virResetLastError ();
  return judged;
}

/** casement_media_live_remove: Takes a drive out of the running machine, if its bus allows it and Windows lets go of it. */
CasementLive
casement_media_live_remove (virDomainPtr domain, const char *target)
{
  g_autoptr (xmlDoc) doc = casement_media_live_get (domain, NULL);
  xmlNodePtr drive = doc != NULL ? casement_domain_find_drive (xmlDocGetRootElement (doc), target) : NULL;
  gboolean done;

  if (drive == NULL)
    return doc != NULL ? CASEMENT_LIVE_DONE : CASEMENT_LIVE_LATER;
  done = casement_fault ("media-live", NULL, NULL) && detach (domain, drive, target);
  virResetLastError ();
  return done ? CASEMENT_LIVE_DONE : CASEMENT_LIVE_LATER;
}

/* The controller that a SCSI device of the definition is for, in the running machine too; the device's address then follows the
 * running one's. */
static gboolean
ensure_controller (virDomainPtr domain, xmlNodePtr device)
{
  g_autoptr (xmlDoc) doc = casement_media_live_get (domain, NULL);
  xmlNodePtr root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  xmlNodePtr controller, address = casement_xml_child (device, "address");
  g_autofree char *index = NULL;

  if (root == NULL)
    return FALSE;
  if (casement_domain_find_scsi (root) == NULL && !attach (domain, casement_domain_ensure_scsi (root)))
    return FALSE;
  controller = casement_domain_find_scsi (root);
  index = casement_xml_dup_attr (controller, "index");
  if (address == NULL || !casement_xml_attr_is (address, "controller", index))
    g_info ("The running machine's controller has another number than the definition's");
  if (address != NULL)
    casement_xml_set_attr (address, "controller", index);
  return TRUE;
}

/**
 * casement_media_live_add:
 * @device: a disk of the definition; changed
 *
 * Adds a drive to the running machine, and the controller that it needs.
 */
CasementLive
casement_media_live_add (virDomainPtr domain, xmlNodePtr device, GError **error)
{
  gboolean scsi = casement_xml_attr_is (casement_xml_child (device, "target"), "bus", "scsi");
  CasementLive judged = CASEMENT_LIVE_DONE;

  if (!casement_fault ("media-live", NULL, NULL))
    return CASEMENT_LIVE_LATER;
  if ((scsi && !ensure_controller (domain, device)) || !attach (domain, device))
    judged = judge_failure (error);
  virResetLastError ();
  return judged;
}
