/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-first-hour.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "casement-advice-private.h"
#include "casement-xml.h"

static CasementFirstHourState
not_applicable (char **reason, const char *text)
{
  *reason = g_strdup (text);
  return CASEMENT_FIRST_HOUR_NOT_APPLICABLE;
}

static gboolean
has_channel (xmlNodePtr root, const char *name)
{
  g_autofree char *path = g_strdup_printf ("devices/channel[target/name=%s]", name);

  return casement_xml_find (root, path) != NULL;
}

/* The installers on the driver image refuse Windows 7 and older:
 * https://github.com/virtio-win/virtio-win-guest-tools-installer/issues/9 */
static gboolean
is_older (const CasementPreset *preset)
{
  return strcmp (preset->id, "windows-7") == 0;
}

static CasementFirstHourState
judge_agent (xmlNodePtr root, const CasementPreset *preset, char **reason)
{
  if (!has_channel (root, "org.qemu.guest_agent.0"))
    return not_applicable (reason, _("The virtual machine has no channel for it; the check-up adds it."));
  return CASEMENT_FIRST_HOUR_UNKNOWN;
}

static CasementFirstHourState
judge_spice_agent (xmlNodePtr root, const CasementPreset *preset, char **reason)
{
  if (casement_xml_find (root, "devices/graphics[type=spice]") == NULL)
    return not_applicable (reason, _("The virtual machine's screen is not shown over SPICE."));
  if (!has_channel (root, "com.redhat.spice.0"))
    return not_applicable (reason, _("The virtual machine has no channel for it; the check-up adds it."));
  return CASEMENT_FIRST_HOUR_UNKNOWN;
}

static CasementFirstHourState
judge_display (xmlNodePtr root, const CasementPreset *preset, char **reason)
{
  if (casement_xml_find (root, "devices/video/model[type=qxl]") == NULL
      && casement_xml_find (root, "devices/video/model[type=virtio]") == NULL)
    return not_applicable (reason, _("Windows has the only driver there is for this display."));
  return CASEMENT_FIRST_HOUR_UNKNOWN;
}

static CasementFirstHourState
judge_webdavd (xmlNodePtr root, const CasementPreset *preset, char **reason)
{
  if (!has_channel (root, "org.spice-space.webdav.0"))
    return not_applicable (reason, _("The virtual machine has no channel for folders shared by the console."));
  return CASEMENT_FIRST_HOUR_UNKNOWN;
}

static CasementFirstHourState
judge_virtiofs (xmlNodePtr root, const CasementPreset *preset, char **reason)
{
  if (casement_xml_find (root, "devices/filesystem[driver/type=virtiofs]") == NULL)
    return not_applicable (reason, _("No folder is shared by virtio-fs."));
  return CASEMENT_FIRST_HOUR_UNKNOWN;
}

static CasementFirstHourState
judge_remove_cdroms (xmlNodePtr root, const CasementPreset *preset, char **reason)
{
  return casement_xml_find (root, "devices/disk[device=cdrom,target/bus=sata]") != NULL ? CASEMENT_FIRST_HOUR_TODO
                                                                                         : CASEMENT_FIRST_HOUR_DONE;
}

static CasementFirstHourState
judge_scsi_cdrom (xmlNodePtr root, const CasementPreset *preset, char **reason)
{
  return casement_xml_find (root, "devices/disk[device=cdrom,target/bus=scsi]") != NULL ? CASEMENT_FIRST_HOUR_DONE
                                                                                         : CASEMENT_FIRST_HOUR_TODO;
}

static CasementFirstHourState
judge_trim (xmlNodePtr root, const CasementPreset *preset, char **reason)
{
  /* Windows trims since version 8 of its file system's tools; 7 knows it for ATA disks only. */
  if (is_older (preset))
    return not_applicable (reason, _("This Windows gives no space back to a virtual disk."));
  if (casement_xml_find (root, SYSTEM_DISK "/driver[discard=unmap]") == NULL)
    return not_applicable (reason, _("Freed space is not passed on to the image; the check-up changes that."));
  return CASEMENT_FIRST_HOUR_UNKNOWN;
}

static CasementFirstHourState
judge_memory_integrity (xmlNodePtr root, const CasementPreset *preset, char **reason)
{
  if (is_older (preset) || strcmp (preset->id, "windows-8.1") == 0)
    return not_applicable (reason, _("This Windows has no Memory Integrity."));
  return CASEMENT_FIRST_HOUR_UNKNOWN;
}

static const CasementFirstHourRecord records[] = {
  {
      .id = "post-tools",
      .title = N_("Guest tools"),
      .why = N_("One installer brings every driver, the memory balloon's service and both agents. The older “SPICE guest "
                "tools” are years out of date and lack the QEMU guest agent: do not use them."),
      .source = NOTES ("qemu-guest-tools"),
      .step = N_("Run “virtio-win-guest-tools.exe” from the driver image in Windows."),
      .older_step = N_("The installers refuse this Windows: install the drivers one by one in Device Manager. The last driver "
                       "image built for it is 0.1.173."),
      .weight = CASEMENT_WEIGHT_STABILITY,
      .needs_agent = TRUE,
  },
  {
      .id = "post-agent",
      .title = N_("QEMU guest agent"),
      .why = N_("Through it Windows shuts down when asked, gets the right time after a pause, and says how this list stands."),
      .source = NOTES ("qemu-guest-agent"),
      .step = N_("Install the guest tools, or “qemu-ga-x86_64.msi” from the folder “guest-agent” of the driver image."),
      .older_step = N_("Install “qemu-ga-x86_64.msi” from the folder “guest-agent” of the driver image."),
      .weight = CASEMENT_WEIGHT_STABILITY,
      .judge = judge_agent,
  },
  {
      .id = "post-spice-agent",
      .title = N_("SPICE agent"),
      .why = N_("Clipboard and files go through it, and with a QXL display the screen follows the window."),
      .source = NOTES ("spice-agent"),
      .step = N_("Install the guest tools; they bring it."),
      .older_step = N_("Install “spice-vdagent” from spice-space.org."),
      .weight = CASEMENT_WEIGHT_COMFORT,
      .judge = judge_spice_agent,
  },
  {
      .id = "post-display",
      .title = N_("Display driver"),
      .why = N_("Windows' basic driver is slow and has few screen sizes. QXL needs its own driver; a virtio display needs its "
                "driver, and the resolution service to keep a size that was set."),
      .source = NOTES ("video"),
      .step = N_("Install the guest tools. For a virtio display, then run “vgpusrv.exe -i” from the folder “viogpudo” as "
                 "administrator, after copying it and “viogpuap.exe” to a place where they stay."),
      .older_step = N_("Install the driver from the folder “qxl” of the driver image in Device Manager."),
      .weight = CASEMENT_WEIGHT_SPEED,
      .needs_agent = TRUE,
      .judge = judge_display,
  },
  {
      .id = "post-webdavd",
      .title = N_("Service for shared folders"),
      .why = N_("A folder shared by the console appears in Windows once this service runs. Only needed if you share one."),
      .source = NOTES ("spice-webdav-daemon"),
      .step = N_("Install “spice-webdavd” from spice-space.org in Windows."),
      .weight = CASEMENT_WEIGHT_COMFORT,
      .optional = TRUE,
      .needs_agent = TRUE,
      .judge = judge_webdavd,
  },
  {
      .id = "post-virtiofs",
      .title = N_("Service for virtio-fs"),
      .why = N_("A folder shared by virtio-fs becomes a drive in Windows when its driver, WinFsp and the service are there."),
      .source = "https://virtio-fs.gitlab.io/howto-windows.html",
      .step = N_("Install the guest tools and WinFsp, then start the service “VirtIO-FS Service”."),
      .weight = CASEMENT_WEIGHT_COMFORT,
      .optional = TRUE,
      .needs_agent = TRUE,
      .judge = judge_virtiofs,
  },
  {
      .id = "post-remove-cdroms",
      .title = N_("Installation drives"),
      .why = N_("Windows is installed; the drives are of no more use, and neither is the controller that they were on. An "
                "image that stays inserted must stay where it is on the host."),
      .source = NOTES ("remove-cd-roms"),
      .step = N_("Eject the images, or remove one or both drives while the virtual machine is off."),
      .weight = CASEMENT_WEIGHT_COMFORT,
      .judge = judge_remove_cdroms,
  },
  {
      .id = "post-scsi-cdrom",
      .title = N_("Fast CD drive"),
      .why = N_("A CD drive on virtio-scsi costs less than a SATA one. Setup could not have read it; Windows can, with its "
                "driver."),
      .source = NOTES ("virtio-scsi-cd-rom"),
      .step = N_("Add one if you want a drive at hand; not before the guest tools are installed."),
      .weight = CASEMENT_WEIGHT_COMFORT,
      .optional = TRUE,
      .judge = judge_scsi_cdrom,
  },
  {
      .id = "post-trim",
      .title = N_("Space given back"),
      .why = N_("Optimize Drives shows the disk as a thin provisioned drive or an SSD, and gives the space that Windows freed "
                "back to the host. A weekly schedule keeps the image small."),
      .source = NOTES ("defragment-and-optimize-drives"),
      .step = N_("Trim now, and leave the weekly schedule of Optimize Drives on."),
      .weight = CASEMENT_WEIGHT_SPEED,
      .needs_agent = TRUE,
      .judge = judge_trim,
  },
  {
      .id = "post-memory-integrity",
      .title = N_("Memory Integrity"),
      .why = N_("It runs Windows on a hypervisor of its own. Without help from the processor (MBEC or GMET) that reaches the "
                "guest, every program pays for it."),
      .source = "https://learn.microsoft.com/windows/security/hardware-security/enable-virtualization-based-protection-of-code-integrity",
      .step = N_("Leave it off in Windows Security, Device security, Core isolation, unless “msinfo32” lists “Mode Based "
                 "Execution Control” as available."),
      .weight = CASEMENT_WEIGHT_SPEED,
      .needs_agent = TRUE,
      .judge = judge_memory_integrity,
  },
  {
      .id = "post-driver-version",
      .title = N_("Version of the drivers"),
      .why = N_("Some builds of the virtio drivers are known to be bad: one damages the page file, older ones have faults in "
                "virtio-fs, lack signatures, or have no driver for the virtio display."),
      .source = "https://github.com/virtio-win/kvm-guest-drivers-windows/issues/1614",
      .step = N_("Install the guest tools of a newer driver image."),
      .older_step = N_("The last driver image built for this Windows is 0.1.173."),
      .weight = CASEMENT_WEIGHT_SAFETY,
      .needs_agent = TRUE,
  },
};

/** casement_first_hour_get_records: Returns: (transfer none): an array of @n_records, in the guide's order. */
const CasementFirstHourRecord *
casement_first_hour_get_records (guint *n_records)
{
  *n_records = G_N_ELEMENTS (records);
  return records;
}

/** casement_first_hour_find: Returns: (nullable): the record with the guide's @id. */
const CasementFirstHourRecord *
casement_first_hour_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    if (g_strcmp0 (records[i].id, id) == 0)
      return &records[i];
  return NULL;
}

/**
 * casement_first_hour_judge:
 * @root: the machine's definition
 * @preset: which Windows it has
 * @reason: (out) (nullable) (transfer full): why it does not apply, in the user's words
 *
 * Returns: how it stands as far as the definition alone says.
 */
CasementFirstHourState
casement_first_hour_judge (const CasementFirstHourRecord *self,
                           xmlNodePtr root,
                           const CasementPreset *preset,
                           char **reason)
{
  *reason = NULL;
  return self->judge != NULL ? self->judge (root, preset, reason) : CASEMENT_FIRST_HOUR_UNKNOWN;
}

/** casement_first_hour_get_step: Returns: (transfer none): what to do in this Windows, translated. */
const char *
casement_first_hour_get_step (const CasementFirstHourRecord *self, const CasementPreset *preset)
{
  return self->older_step != NULL && is_older (preset) ? _(self->older_step) : _(self->step);
}

/** casement_first_hour_state_to_string: Returns: the state as JSON has it. */
const char *
casement_first_hour_state_to_string (CasementFirstHourState state)
{
  static const char *const names[] = { "unknown", "done", "todo", "not-applicable" };

  g_return_val_if_fail (state < G_N_ELEMENTS (names), NULL);
  return names[state];
}
