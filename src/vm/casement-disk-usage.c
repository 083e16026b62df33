/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-disk-usage.h"

#include <libvirt/virterror.h>
#include <sys/stat.h>

#include "casement-domain-drives.h"
#include "casement-vm-change.h"
#include "casement-vm-media-live.h"
#include "casement-xml.h"

/* Of a running machine libvirt's block info tells how far QEMU has written, which trimming does not lessen: the file itself
 * knows, and where it is on another host, its storage pool. */
static guint64
measure_file (virConnectPtr connection, const char *path, gboolean local)
{
  virStorageVolPtr volume;
  virStorageVolInfo info;
  struct stat status;
  guint64 bytes = 0;

  if (local && stat (path, &status) == 0)
    return (guint64) status.st_blocks * 512;
  volume = virStorageVolLookupByPath (connection, path);
  if (volume != NULL && virStorageVolGetInfo (volume, &info) == 0)
    bytes = info.allocation;
  g_clear_pointer (&volume, virStorageVolFree);
  virResetLastError ();
  return bytes;
}

/** casement_disk_usage_measure: Blocks. @bytes: (out): what the machine's disks take on the host. */
gboolean
casement_disk_usage_measure (CasementVm *vm, guint64 *bytes, GError **error)
{
  virDomainPtr domain = casement_vm_change_open (vm, error);
  g_autoptr (xmlDoc) doc = domain != NULL ? casement_media_live_get (domain, error) : NULL;
  g_autoptr (GPtrArray) drives = doc != NULL ? casement_domain_list_drives (xmlDocGetRootElement (doc)) : NULL;
  gboolean local = casement_connection_is_local (casement_vm_get_connection (vm));

  *bytes = 0;
  for (guint i = 0; drives != NULL && i < drives->len; i++) {
    CasementDrive *drive = g_ptr_array_index (drives, i);

    if (!drive->cdrom && drive->source != NULL)
      *bytes += measure_file (virDomainGetConnect (domain), drive->source, local);
  }
  g_clear_pointer (&domain, virDomainFree);
  return drives != NULL;
}
