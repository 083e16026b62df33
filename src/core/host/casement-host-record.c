/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-host-record.h"

#include <glib/gi18n-lib.h>

#define NOTES(anchor) "https://kevinlocke.name/bits/2021/12/10/windows-11-guest-virtio-libvirt/#" anchor

static const CasementHostRecord records[] = {
  { "host-kvm", N_("Hardware virtualization"),
    N_("With KVM Windows runs on the processor itself, without it in software emulation, which is many times slower. It must be "
       "there, and this connection must be allowed to use it."),
    "https://libvirt.org/drvqemu.html" },
  { "host-smt", N_("Shared processor cores"),
    N_("Where two threads share a core, one can learn what the other computes on processors with certain faults; Intel's before "
       "Sandy Bridge get no remedy. It matters if Windows runs programs you do not trust."),
    NOTES ("hyper-threadingsimultaneous-multithreading-smt") },
  { "host-time-sync", N_("Time after the host slept"),
    N_("A Windows that was saved or suspended with the host wakes up with the time of then. Who resumes it must set its clock."),
    NOTES ("rtc-synchronization") },
  { "host-keyboard-inhibit", N_("Keyboard shortcuts for Windows"),
    N_("Shortcuts such as the Windows key reach Windows only if the desktop lets the console have them."),
    NOTES ("wayland-keyboard-inhibit") },
  { "host-firmware", N_("UEFI firmware"),
    N_("Windows 11 needs UEFI firmware with Secure Boot and Microsoft's keys. libvirt chooses among the images that are installed; "
       "those of 4 MiB are the ones that are kept up."),
    NOTES ("bios-vs-uefi-with-secureboot") },
  { "host-tpm", N_("Emulated TPM"),
    N_("Windows 11 requires a TPM 2.0. swtpm emulates one, and libvirt starts it with the virtual machine."), NOTES ("tpm") },
  { "host-memory", N_("Memory"),
    N_("What Windows gets the host cannot use. Huge pages make memory access faster: set aside in advance they are kept from "
       "everything else, and transparent ones cost time to build."),
    NOTES ("memory-backing") },
  { "host-mbec", N_("Memory Integrity of Windows"),
    N_("Windows can check its own kernel by a hypervisor of its own. Only with a processor that helps (Intel's MBEC, AMD's GMET) "
       "does that cost little."),
    "https://learn.microsoft.com/windows/security/hardware-security/enable-virtualization-based-protection-of-code-integrity" },
  { "host-sharing", N_("Sharing folders"),
    N_("A folder can be shared through the console, by Samba over the network, or by virtio-fs. What each needs on the host is "
       "looked for here."),
    NOTES ("filefolder-sharing") },
};

/** casement_host_get_records: Returns: (transfer none): an array of @n_records, in the guide's order. */
const CasementHostRecord *
casement_host_get_records (guint *n_records)
{
  *n_records = G_N_ELEMENTS (records);
  return records;
}

/** casement_host_find_record: Returns: (nullable): the record with the guide's @id. */
const CasementHostRecord *
casement_host_find_record (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    if (g_strcmp0 (records[i].id, id) == 0)
      return &records[i];
  return NULL;
}
