/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/**
 * CasementDrive:
 * @target: the name that libvirt knows it by, such as "sdb"
 * @bus: "sata", "scsi", "virtio" …
 * @source: (nullable): the file in it; %NULL for an empty drive
 * @cdrom: a drive for discs, not a disk
 * @boots: whether it has a place in the boot order
 *
 * A drive of a domain.
 */
typedef struct {
  char *target;
  char *bus;
  char *source;
  gboolean cdrom;
  gboolean boots;
} CasementDrive;

void casement_drive_free (CasementDrive *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementDrive, casement_drive_free)

GPtrArray *casement_domain_list_drives (xmlNodePtr root);
xmlNodePtr casement_domain_find_drive (xmlNodePtr root, const char *target);
gboolean casement_domain_is_installing (xmlNodePtr root);
gboolean casement_domain_has_agent (xmlNodePtr root, const char *channel);

void casement_domain_set_media (xmlNodePtr drive, const char *path);
gboolean casement_domain_remove_drive (xmlNodePtr drive);
xmlNodePtr casement_domain_find_scsi (xmlNodePtr root);
xmlNodePtr casement_domain_ensure_scsi (xmlNodePtr root);
xmlNodePtr casement_domain_add_cdrom (xmlNodePtr root, const char *path);
xmlNodePtr casement_domain_add_sata_cdrom (xmlNodePtr root, const char *path);
xmlNodePtr casement_domain_add_disk (xmlNodePtr root, const char *bus, const char *path, const char *format);
char *casement_domain_dup_device_xml (xmlNodePtr device);

G_END_DECLS
