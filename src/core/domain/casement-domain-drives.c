/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-domain-drives.h"

#include <string.h>
#include "casement-xml.h"

/* The drives of any domain, whoever made it, and what can be done to them. Pure: what libvirt makes of it is elsewhere. */

/* https://libvirt.org/formatdomain.html#controllers: more than any machine has. */
#define INDEX_MAX 255
#define UNIT_MAX 255

/** casement_drive_free: frees it and what it holds. */
void
casement_drive_free (CasementDrive *self)
{
  g_free (self->target);
  g_free (self->bus);
  g_free (self->source);
  g_free (self);
}

static xmlNodePtr
first_disk (xmlNodePtr root)
{
  return casement_xml_child (casement_xml_child (root, "devices"), "disk");
}

/* A file, or whatever else stands for one. */
static char *
dup_source (xmlNodePtr drive)
{
  static const char *const attributes[] = { "file", "dev", "volume", "name", "dir" };
  xmlNodePtr source = casement_xml_child (drive, "source");

  for (gsize i = 0; source != NULL && i < G_N_ELEMENTS (attributes); i++) {
    char *value = casement_xml_dup_attr (source, attributes[i]);

    if (value != NULL)
      return value;
  }
  return NULL;
}

/** casement_domain_list_drives: Returns: (transfer full): of CasementDrive, in the domain's order. */
GPtrArray *
casement_domain_list_drives (xmlNodePtr root)
{
  GPtrArray *drives = g_ptr_array_new_with_free_func ((GDestroyNotify) casement_drive_free);

  for (xmlNodePtr disk = first_disk (root); disk != NULL; disk = casement_xml_next (disk, "disk")) {
    xmlNodePtr target = casement_xml_child (disk, "target");
    g_autofree char *name = casement_xml_dup_attr (target, "dev");
    CasementDrive *drive;

    if (name == NULL || casement_xml_attr_is (disk, "device", "floppy"))
      continue;
    drive = g_new0 (CasementDrive, 1);
    drive->target = g_steal_pointer (&name);
    drive->bus = casement_xml_dup_attr (target, "bus");
    drive->source = dup_source (disk);
    drive->cdrom = casement_xml_attr_is (disk, "device", "cdrom");
    drive->boots = casement_xml_child (disk, "boot") != NULL;
    g_ptr_array_add (drives, drive);
  }
  return drives;
}

/** casement_domain_find_drive: Returns: (nullable): the disk with the target @target. */
xmlNodePtr
casement_domain_find_drive (xmlNodePtr root, const char *target)
{
  for (xmlNodePtr disk = first_disk (root); disk != NULL; disk = casement_xml_next (disk, "disk")) {
    if (casement_xml_attr_is (casement_xml_child (disk, "target"), "dev", target))
      return disk;
  }
  return NULL;
}

/** casement_domain_has_agent: Returns: whether the live domain says that a program in Windows holds @channel open. */
gboolean
casement_domain_has_agent (xmlNodePtr root, const char *channel)
{
  xmlNodePtr node = casement_xml_child (casement_xml_child (root, "devices"), "channel");

  for (; node != NULL; node = casement_xml_next (node, "channel")) {
    xmlNodePtr target = casement_xml_child (node, "target");

    if (casement_xml_attr_is (target, "name", channel))
      return casement_xml_attr_is (target, "state", "connected");
  }
  return FALSE;
}

/**
 * casement_domain_is_installing:
 * @root: the live domain, or the definition of one that is off
 *
 * Returns: whether Windows may still be in Setup: its installer image is in a drive that is booted from, and no agent tells
 *   that Windows is there.
 */
gboolean
casement_domain_is_installing (xmlNodePtr root)
{
  g_autoptr (GPtrArray) drives = casement_domain_list_drives (root);

  if (casement_domain_has_agent (root, "org.qemu.guest_agent.0") || casement_domain_has_agent (root, "com.redhat.spice.0"))
    return FALSE;
  for (guint i = 0; i < drives->len; i++) {
    CasementDrive *drive = g_ptr_array_index (drives, i);

    if (drive->cdrom && drive->boots && drive->source != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
remove_child (xmlNodePtr node, const char *name)
{
  xmlNodePtr child;

  while ((child = casement_xml_child (node, name)) != NULL)
    casement_xml_remove (child);
}

/** casement_domain_set_media: @path: (nullable): the image to be in the drive; %NULL empties it. */
void
casement_domain_set_media (xmlNodePtr drive, const char *path)
{
  remove_child (drive, "source");
  remove_child (drive, "backingStore");
  casement_xml_set_attr (drive, "type", "file");
  if (path == NULL)
    return;
  /* What was in it may have been of another format, which libvirt does not guess. */
  casement_xml_set_attr (casement_xml_ensure (drive, "driver"), "name", "qemu");
  casement_xml_set_attr (casement_xml_ensure (drive, "driver"), "type", "raw");
  casement_xml_set_attr (casement_xml_ensure (drive, "source"), "file", path);
}

static gboolean
is_on_controller (xmlNodePtr disk, const char *bus, const char *index)
{
  xmlNodePtr address = casement_xml_child (disk, "address");

  return casement_xml_attr_is (casement_xml_child (disk, "target"), "bus", bus)
         && (address == NULL || casement_xml_attr_is (address, "controller", index));
}

static xmlNodePtr
find_controller (xmlNodePtr root, const char *type, const char *index)
{
  xmlNodePtr node = casement_xml_child (casement_xml_child (root, "devices"), "controller");

  for (; node != NULL; node = casement_xml_next (node, "controller")) {
    if (casement_xml_attr_is (node, "type", type) && casement_xml_attr_is (node, "index", index))
      return node;
  }
  return NULL;
}

/**
 * casement_domain_remove_drive:
 *
 * Takes the drive out, and its SATA controller when nothing is left on it and the controller is not a part of the machine: the
 * q35's own is always there.
 *
 * Returns: whether a controller with nothing on it stays for that reason.
 */
gboolean
casement_domain_remove_drive (xmlNodePtr drive)
{
  xmlNodePtr root = drive->parent->parent;
  g_autofree char *index = casement_xml_dup_attr (casement_xml_child (drive, "address"), "controller");
  gboolean sata = casement_xml_attr_is (casement_xml_child (drive, "target"), "bus", "sata");
  gboolean built_in;
  xmlNodePtr controller;

  casement_xml_remove (drive);
  if (!sata)
    return FALSE;
  if (index == NULL)
    index = g_strdup ("0");
  for (xmlNodePtr disk = first_disk (root); disk != NULL; disk = casement_xml_next (disk, "disk")) {
    if (is_on_controller (disk, "sata", index))
      return FALSE;
  }
  built_in = g_str_equal (index, "0");
  controller = find_controller (root, "sata", index);
  if (controller != NULL && !built_in)
    casement_xml_remove (controller);
  return built_in;
}

/** casement_domain_find_scsi: Returns: (nullable): a virtio-scsi controller that is there. */
xmlNodePtr
casement_domain_find_scsi (xmlNodePtr root)
{
  xmlNodePtr node = casement_xml_child (casement_xml_child (root, "devices"), "controller");

  for (; node != NULL; node = casement_xml_next (node, "controller")) {
    if (casement_xml_attr_is (node, "type", "scsi")
        && (casement_xml_attr_is (node, "model", "virtio-scsi") || casement_xml_attr_is (node, "model", "virtio-non-transitional")))
      return node;
  }
  return NULL;
}

/** casement_domain_ensure_scsi: Returns: the virtio-scsi controller, made where it is missing. */
xmlNodePtr
casement_domain_ensure_scsi (xmlNodePtr root)
{
  xmlNodePtr controller = casement_domain_find_scsi (root);

  for (guint i = 0; controller == NULL && i <= INDEX_MAX; i++) {
    g_autofree char *index = g_strdup_printf ("%u", i);

    if (find_controller (root, "scsi", index) != NULL)
      continue;
    controller = casement_xml_append (root, "devices/controller");
    casement_xml_set_attr (controller, "type", "scsi");
    casement_xml_set_attr (controller, "index", index);
    casement_xml_set_attr (controller, "model", "virtio-scsi");
  }
  return controller;
}

/* The first name that is free, such as "sdd". */
static char *
dup_free_target (xmlNodePtr root, const char *prefix)
{
  for (char letter = 'a'; letter <= 'z'; letter++) {
    g_autofree char *target = g_strdup_printf ("%s%c", prefix, letter);

    if (casement_domain_find_drive (root, target) == NULL)
      return g_steal_pointer (&target);
  }
  return NULL;
}

static gboolean
is_unit_taken (xmlNodePtr root, const char *index, const char *unit)
{
  for (xmlNodePtr disk = first_disk (root); disk != NULL; disk = casement_xml_next (disk, "disk")) {
    if (is_on_controller (disk, "scsi", index) && casement_xml_attr_is (casement_xml_child (disk, "address"), "unit", unit))
      return TRUE;
  }
  return FALSE;
}

/* Said outright: from the name alone libvirt would choose the first SCSI controller, whatever that is. */
static void
set_scsi_address (xmlNodePtr root, xmlNodePtr disk)
{
  g_autofree char *index = casement_xml_dup_attr (casement_domain_ensure_scsi (root), "index");

  for (guint i = 0; index != NULL && i <= UNIT_MAX; i++) {
    g_autofree char *unit = g_strdup_printf ("%u", i);
    xmlNodePtr address;

    if (is_unit_taken (root, index, unit))
      continue;
    address = casement_xml_ensure (disk, "address");
    casement_xml_set_attr (address, "type", "drive");
    casement_xml_set_attr (address, "controller", index);
    casement_xml_set_attr (address, "bus", "0");
    casement_xml_set_attr (address, "target", "0");
    casement_xml_set_attr (address, "unit", unit);
    return;
  }
}

static xmlNodePtr
add_drive (xmlNodePtr root, const char *device, const char *bus, const char *path, const char *format)
{
  g_autofree char *target = dup_free_target (root, g_str_equal (bus, "virtio") ? "vd" : "sd");
  xmlNodePtr disk, driver;

  if (target == NULL)
    return NULL;
  disk = casement_xml_append (root, "devices/disk");
  casement_xml_set_attr (disk, "type", "file");
  casement_xml_set_attr (disk, "device", device);
  driver = casement_xml_ensure (disk, "driver");
  casement_xml_set_attr (driver, "name", "qemu");
  casement_xml_set_attr (driver, "type", format);
  if (path != NULL)
    casement_xml_set_attr (casement_xml_ensure (disk, "source"), "file", path);
  casement_xml_set_attr (casement_xml_ensure (disk, "target"), "dev", target);
  casement_xml_set_attr (casement_xml_ensure (disk, "target"), "bus", bus);
  if (g_str_equal (bus, "scsi"))
    set_scsi_address (root, disk);
  return disk;
}

/**
 * casement_domain_add_cdrom:
 * @path: (nullable): the image in it
 *
 * Adds a virtio-scsi CD drive, with the controller where it is missing.
 *
 * Returns: (nullable): the drive; %NULL where there is no name left.
 */
xmlNodePtr
casement_domain_add_cdrom (xmlNodePtr root, const char *path)
{
  xmlNodePtr disk = add_drive (root, "cdrom", "scsi", path, "raw");

  if (disk != NULL)
    casement_xml_ensure (disk, "readonly");
  return disk;
}

/** casement_domain_add_sata_cdrom: Returns: (nullable): a new drive that Setup can read without a driver; %NULL where there is no name left. */
xmlNodePtr
casement_domain_add_sata_cdrom (xmlNodePtr root, const char *path)
{
  xmlNodePtr disk = add_drive (root, "cdrom", "sata", path, "raw");

  if (disk != NULL)
    casement_xml_ensure (disk, "readonly");
  return disk;
}

/**
 * casement_domain_add_disk:
 * @bus: "virtio" or "scsi"
 * @format: of the image, "qcow2" or "raw"
 *
 * Adds a disk that is handled as the system disk is, as far as its own properties go.
 *
 * Returns: (nullable): the disk; %NULL where there is no name left.
 */
xmlNodePtr
casement_domain_add_disk (xmlNodePtr root, const char *bus, const char *path, const char *format)
{
  static const char *const copied[] = { "cache", "io", "detect_zeroes" };
  xmlNodePtr model = casement_xml_find (root, "devices/disk[device?=disk]/driver");
  xmlNodePtr disk = add_drive (root, "disk", bus, path, format);
  xmlNodePtr driver;

  if (disk == NULL)
    return NULL;
  driver = casement_xml_child (disk, "driver");
  for (gsize i = 0; model != NULL && i < G_N_ELEMENTS (copied); i++) {
    g_autofree char *value = casement_xml_dup_attr (model, copied[i]);

    if (value != NULL)
      casement_xml_set_attr (driver, copied[i], value);
  }
  casement_xml_set_attr (driver, "discard", "unmap");
  return disk;
}

/** casement_domain_dup_device_xml: Returns: (transfer full): one device as libvirt takes it. */
char *
casement_domain_dup_device_xml (xmlNodePtr device)
{
  xmlBufferPtr buffer = xmlBufferCreate ();
  char *xml;

  xmlNodeDump (buffer, device->doc, device, 0, 0);
  xml = g_strdup ((const char *) xmlBufferContent (buffer));
  xmlBufferFree (buffer);
  return xml;
}
