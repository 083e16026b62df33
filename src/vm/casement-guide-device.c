/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-guide-device.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "casement-data-volume.h"
#include "casement-domain-drives.h"
#include "casement-error.h"
#include "casement-libvirt-error.h"
#include "casement-removal-list.h"
#include "casement-vm-change.h"
#include "casement-vm-media-live.h"
#include "casement-vm-pending.h"
#include "casement-xml.h"

/* By its serial number Windows tells it from others; QEMU takes twenty characters. */
#define SERIAL "casement-driver-try"
#define DISK_BYTES (16 * 1024 * 1024)
/* Behind every other, so that it is never taken for the disk that Windows is on. */
#define DISK_NAME "vdz"

/* How long Windows may take to let go of a device. */
#define DETACH_SECONDS 6
#define DETACH_POLL_USEC 200000

/** casement_guide_needs_device: Returns: whether a second device helps with this recommendation. */
gboolean
casement_guide_needs_device (const char *id)
{
  return g_str_equal (id, "storage-controller") || g_str_equal (id, "network");
}

static char *
dump (xmlDocPtr doc)
{
  xmlChar *text = NULL;
  int size = 0;
  char *copy;

  xmlDocDumpMemoryEnc (doc, &text, &size, "UTF-8");
  copy = g_strndup ((const char *) text, size);
  xmlFree (text);
  return copy;
}

static xmlNodePtr
find_device (xmlDocPtr doc, const char *device)
{
  xmlNodePtr devices = casement_xml_child (xmlDocGetRootElement (doc), "devices");
  xmlNodePtr disk = casement_domain_find_drive (xmlDocGetRootElement (doc), device);

  if (disk != NULL)
    return disk;
  for (xmlNodePtr card = casement_xml_child (devices, "interface"); card != NULL; card = casement_xml_next (card, "interface"))
    if (casement_xml_attr_is (casement_xml_child (card, "mac"), "address", device))
      return card;
  return NULL;
}

/* On libvirt's way from XML and back, the device with its address. */
static xmlNodePtr
add_disk (CasementVm *vm, virDomainPtr domain, xmlDocPtr doc, CasementGuideState *state, CasementDataVolume **volume, GCancellable *cancellable, GError **error)
{
  xmlNodePtr disk;

  *volume = casement_data_volume_make (casement_vm_get_connection (vm), virDomainGetConnect (domain), casement_vm_get_name (vm),
                                       DISK_BYTES, "raw", cancellable, error);
  if (*volume == NULL)
    return NULL;
  disk = casement_domain_add_disk (xmlDocGetRootElement (doc), "virtio", (*volume)->path, (*volume)->format);
  if (disk == NULL) {
    casement_set_error (error, CASEMENT_ERROR_UNSUPPORTED, NULL, _("The virtual machine has no room for another drive: remove one."));
    return NULL;
  }
  casement_xml_set_attr (casement_xml_child (disk, "target"), "dev", DISK_NAME);
  casement_xml_set_text (casement_xml_ensure (disk, "serial"), SERIAL);
  state->device = g_strdup (DISK_NAME);
  state->image = g_strdup ((*volume)->path);
  return disk;
}

/* Like the card that is there, with the cable out: a second way to the same network would only confuse. */
static xmlNodePtr
add_card (xmlDocPtr doc, CasementGuideState *state, GError **error)
{
  static const char *const own[] = { "mac", "target", "alias", "address", "boot", "model", "rom", "driver", "mtu" };
  xmlNodePtr first = casement_xml_find (xmlDocGetRootElement (doc), "devices/interface");
  xmlNodePtr card = first != NULL ? xmlCopyNode (first, 1) : NULL;
  xmlNodePtr child;

  if (card == NULL) {
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL, _("The virtual machine has no network card."));
    return NULL;
  }
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    while ((child = casement_xml_child (card, own[i])) != NULL)
      casement_xml_remove (child);
  state->device = g_strdup_printf ("52:54:00:%02x:%02x:%02x", g_random_int_range (0, 256), g_random_int_range (0, 256),
                                   g_random_int_range (0, 256));
  casement_xml_set_attr (casement_xml_ensure (card, "mac"), "address", state->device);
  casement_xml_set_attr (casement_xml_ensure (card, "model"), "type", "virtio");
  casement_xml_set_attr (casement_xml_ensure (card, "link"), "state", "down");
  casement_xml_add_last (first->parent, card);
  return card;
}

static gboolean
define (virDomainPtr domain, CasementGuideState *state, const char *wanted, GError **error)
{
  if (!casement_vm_change_define (domain, wanted, error))
    return FALSE;
  state->tried = casement_vm_change_dup_definition (domain, error);
  if (state->tried != NULL)
    return TRUE;
  casement_vm_change_define (domain, state->original, NULL);
  return FALSE;
}

/**
 * casement_guide_device_add:
 *
 * Adds the second device to the definition and, where it can be plugged in, to the running machine. What is needed to take it
 * out again is written down first.
 *
 * Returns: whether it is there; else @error and nothing was changed.
 */
gboolean
casement_guide_device_add (CasementVm *vm, virDomainPtr domain, CasementGuideState *state, GCancellable *cancellable, GError **error)
{
  g_autoptr (xmlDoc) doc = NULL;
  g_autoptr (CasementDataVolume) volume = NULL;
  g_autofree char *wanted = NULL;
  xmlNodePtr device = NULL;
  gboolean live = FALSE;

  state->original = casement_vm_change_dup_definition (domain, error);
  doc = state->original != NULL ? casement_xml_parse (state->original, (gsize) -1, "domain", error) : NULL;
  if (doc != NULL)
    device = g_str_equal (state->id, "network") ? add_card (doc, state, error)
                                                : add_disk (vm, domain, doc, state, &volume, cancellable, error);
  if (device != NULL) {
    wanted = dump (doc);
    state->stage = CASEMENT_GUIDE_CONFIRM;
  }
  if (device == NULL || !casement_guide_state_save (state, casement_vm_get_uuid (vm), error) || !define (domain, state, wanted, error)) {
    if (volume != NULL)
      casement_data_volume_remove (volume, casement_vm_get_connection (vm), virDomainGetConnect (domain));
    casement_guide_state_remove (casement_vm_get_uuid (vm));
    return FALSE;
  }
  if (volume != NULL)
    casement_data_volume_keep (volume);
  if (virDomainIsActive (domain) == 1)
    live = casement_media_live_add (domain, device, NULL) == CASEMENT_LIVE_DONE;
  casement_vm_pending_changed (domain, state->original, state->tried);
  if (live)
    casement_vm_pending_applied (domain, state->original);
  return casement_guide_state_save (state, casement_vm_get_uuid (vm), error);
}

/** casement_guide_device_is_there: Returns: whether the definition has it. */
gboolean
casement_guide_device_is_there (CasementGuideState *state, const char *xml)
{
  g_autoptr (xmlDoc) doc = state->device != NULL ? casement_xml_parse (xml, (gsize) -1, "domain", NULL) : NULL;

  return doc != NULL && find_device (doc, state->device) != NULL;
}

/** casement_guide_device_strip: Returns: (transfer full) (nullable): the definition without it, and what it was before if that is all. */
char *
casement_guide_device_strip (CasementGuideState *state, const char *xml)
{
  g_autoptr (xmlDoc) doc = casement_xml_parse (xml, (gsize) -1, "domain", NULL);
  xmlNodePtr device = doc != NULL && state->device != NULL ? find_device (doc, state->device) : NULL;

  if (state->tried != NULL && casement_vm_change_equals (state->tried, xml))
    return g_strdup (state->original);
  if (device != NULL)
    casement_xml_remove (device);
  return doc != NULL ? dump (doc) : NULL;
}

static gboolean
is_running_with (virDomainPtr domain, CasementGuideState *state, char **device_xml)
{
  char *xml = virDomainIsActive (domain) == 1 ? virDomainGetXMLDesc (domain, VIR_DOMAIN_XML_SECURE) : NULL;
  g_autoptr (xmlDoc) doc = xml != NULL ? casement_xml_parse (xml, (gsize) -1, "domain", NULL) : NULL;
  xmlNodePtr device = doc != NULL ? find_device (doc, state->device) : NULL;

  if (device != NULL && device_xml != NULL)
    *device_xml = casement_domain_dup_device_xml (device);
  free (xml);
  virResetLastError ();
  return device != NULL;
}

static gboolean
unplug (virDomainPtr domain, CasementGuideState *state, GError **error)
{
  g_autofree char *xml = NULL;

  if (!is_running_with (domain, state, &xml))
    return TRUE;
  virDomainDetachDeviceFlags (domain, xml, VIR_DOMAIN_AFFECT_LIVE);
  virResetLastError ();
  for (guint i = 0; i < DETACH_SECONDS * G_USEC_PER_SEC / DETACH_POLL_USEC; i++) {
    if (!is_running_with (domain, state, NULL))
      return TRUE;
    g_usleep (DETACH_POLL_USEC);
  }
  casement_set_error (error, CASEMENT_ERROR_IN_USE, NULL,
                      _("Windows does not let go of the second device while it runs: shut the virtual machine down, then do this again."));
  return FALSE;
}

static void
delete_image (virDomainPtr domain, const char *path)
{
  virStorageVolPtr volume = casement_removal_find_volume (virDomainGetConnect (domain), path);

  if (volume == NULL || virStorageVolDelete (volume, 0) < 0)
    g_unlink (path);
  g_clear_pointer (&volume, virStorageVolFree);
  virResetLastError ();
}

/** casement_guide_device_remove: Takes the second device out of the running machine and of the definition, and deletes its image. */
gboolean
casement_guide_device_remove (CasementVm *vm, virDomainPtr domain, CasementGuideState *state, GError **error)
{
  g_autofree char *now = NULL, *wanted = NULL, *after = NULL;

  if (state->device == NULL)
    return TRUE;
  if (!unplug (domain, state, error))
    return FALSE;
  now = casement_vm_change_dup_definition (domain, error);
  if (now == NULL)
    return FALSE;
  if (casement_guide_device_is_there (state, now)) {
    wanted = casement_guide_device_strip (state, now);
    if (wanted == NULL || !casement_vm_change_define (domain, wanted, error))
      return FALSE;
    after = casement_vm_change_dup_definition (domain, NULL);
    casement_vm_pending_changed (domain, now, after != NULL ? after : "");
    casement_vm_pending_applied (domain, now);
  }
  if (state->image != NULL)
    delete_image (domain, state->image);
  return TRUE;
}

/* https://learn.microsoft.com/windows/win32/cimwin32prov/win32-diskdrive: where the agent is too old to list disks. */
static gboolean
ask_windows_for_disks (CasementGuestAgent *agent, GCancellable *cancellable, GError **error)
{
  static const char *const command[]
      = { "powershell.exe", "-NoProfile", "-NonInteractive", "-Command", "(Get-CimInstance Win32_DiskDrive).SerialNumber", NULL };
  g_autofree char *output = casement_guest_agent_run (agent, command, 60, cancellable, error);

  return output != NULL && strstr (output, SERIAL) != NULL;
}

/**
 * casement_guide_device_is_seen:
 *
 * Returns: whether the guest has a driver for the second device, by the agent's word; %FALSE without @error if it answers and has
 * none yet.
 */
gboolean
casement_guide_device_is_seen (CasementGuideState *state, CasementGuestAgent *agent, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!casement_guest_agent_ping (agent, error))
    return FALSE;
  if (g_str_equal (state->id, "network"))
    return casement_guest_agent_mentions (agent, "guest-network-get-interfaces", state->device, error);
  /* Windows gives the serial number; Linux at least the bus, which nothing else is on. */
  if (casement_guest_agent_mentions (agent, "guest-get-disks", SERIAL, &local_error)
      || (local_error == NULL && casement_guest_agent_mentions (agent, "guest-get-disks", "virtio", NULL)))
    return TRUE;
  return ask_windows_for_disks (agent, cancellable, NULL);
}
