/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-host-facts.h"

/* What Debian 12's libvirt and QEMU offer on a host where nothing is missing. */
static const char template[] =
    "<domainCapabilities><path>/usr/bin/qemu-system-x86_64</path><domain>%s</domain><machine>%s</machine><arch>x86_64</arch>"
    "<iothreads supported='yes'/>"
    "<os supported='yes'><enum name='firmware'><value>efi</value><value>bios</value></enum>"
    "<loader supported='yes'><enum name='secure'><value>yes</value><value>no</value></enum></loader></os>"
    "<cpu><mode name='host-passthrough' supported='yes'/><mode name='maximum' supported='yes'/>"
    "<mode name='host-model' supported='yes'/><mode name='custom' supported='yes'>%s</mode></cpu>"
    "<memoryBacking supported='yes'><enum name='sourceType'><value>memfd</value></enum></memoryBacking>"
    "<devices>"
    "<disk supported='yes'><enum name='bus'><value>scsi</value><value>virtio</value><value>usb</value><value>sata</value></enum></disk>"
    "<graphics supported='yes'><enum name='type'><value>spice</value></enum></graphics>"
    "<video supported='yes'><enum name='modelType'><value>qxl</value><value>virtio</value></enum></video>"
    "<rng supported='yes'><enum name='backendModel'><value>random</value></enum></rng>"
    "<tpm supported='yes'><enum name='model'><value>tpm-crb</value></enum><enum name='backendModel'><value>emulator</value></enum>"
    "<enum name='backendVersion'><value>2.0</value></enum></tpm>"
    "<redirdev supported='yes'><enum name='bus'><value>usb</value></enum></redirdev>"
    "<channel supported='yes'><enum name='type'><value>unix</value><value>spicevmc</value></enum></channel>"
    "</devices>"
    "<features><hyperv supported='yes'><enum name='features'>%s</enum></hyperv></features>"
    "</domainCapabilities>";

static const char hyperv[] = "<value>relaxed</value><value>vapic</value><value>spinlocks</value><value>vpindex</value>"
                             "<value>runtime</value><value>synic</value><value>stimer</value><value>reset</value>"
                             "<value>frequencies</value><value>tlbflush</value><value>ipi</value>";

/**
 * casement_host_facts_new_assumed:
 * @virt_type: (nullable): libvirt's domain type; software emulation offers less
 * @machine: (nullable): a machine type
 * @cpu_model: (nullable): a processor model that it knows
 *
 * For a definition whose host is not known.
 *
 * Returns: (transfer full): facts of a host that can do everything that Debian 12's versions can.
 */
CasementHostFacts *
casement_host_facts_new_assumed (const char *virt_type, const char *machine, const char *cpu_model, GError **error)
{
  gboolean emulation = g_strcmp0 (virt_type, "qemu") == 0;
  gboolean q35 = machine != NULL && g_str_has_prefix (machine, "pc-q35-");
  g_autofree char *safe_machine = g_markup_escape_text (q35 ? machine : "q35", -1);
  g_autofree char *models
      = cpu_model != NULL ? g_markup_printf_escaped ("<model usable='yes'>%s</model>", cpu_model) : g_strdup ("");
  g_autofree char *xml = g_strdup_printf (template, emulation ? "qemu" : "kvm", safe_machine, models,
                                          emulation ? "<value>spinlocks</value>" : hyperv);
  const CasementHostInput input = { .domain_capabilities = xml };

  return casement_host_facts_new (&input, error);
}
