/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preset held against the expert's example domain, fact by fact. Where the preset differs on purpose the row says
 * what it has instead, and docs/differences.md must give the reason under the row's heading. */
#include <string.h>
#include "casement-plan.h"
#include "casement-xml.h"

#define NONE NULL

typedef struct {
  const char *path;
  const char *attribute; /* NULL: the element's text; "": that it is there */
  const char *example;
  const char *ours;  /* where it differs */
  const char *topic; /* heading in docs/differences.md; NULL where equal */
} Row;

static const Row rows[] = {
  { ".", "type", "kvm", "kvm", NULL },
  { "memory", NULL, "4194304", "8388608", "Memory, processors and names" },
  { "currentMemory", NULL, "4194304", "8388608", "Memory, processors and names" },
  { "memoryBacking/source", "type", "memfd", "memfd", NULL },
  { "memoryBacking/access", "mode", "shared", "shared", NULL },
  { "vcpu", NULL, "2", "4", "Memory, processors and names" },
  { "os/type", "arch", "x86_64", "x86_64", NULL },
  { "os/type", "machine", "pc-q35-6.1", "pc-q35-7.2", "Machine type" },
  { "os/type", NULL, "hvm", "hvm", NULL },
  { "os", "firmware", NONE, "efi", "Firmware and Secure Boot" },
  { "os/firmware/feature[name=secure-boot]", "enabled", NONE, "yes", "Firmware and Secure Boot" },
  { "os/firmware/feature[name=enrolled-keys]", "enabled", NONE, "yes", "Firmware and Secure Boot" },
  { "features/smm", "state", NONE, "on", "Firmware and Secure Boot" },
  { "features/acpi", "", "", "", NULL },
  { "features/apic", "", "", "", NULL },
  { "features/hyperv/relaxed", "state", "on", "on", NULL },
  { "features/hyperv/vapic", "state", "on", "on", NULL },
  { "features/hyperv/spinlocks", "state", "on", "on", NULL },
  { "features/hyperv/spinlocks", "retries", "8191", "8191", NULL },
  { "features/hyperv/vpindex", "state", "on", "on", NULL },
  { "features/hyperv/runtime", "state", "on", "on", NULL },
  { "features/hyperv/synic", "state", "on", "on", NULL },
  { "features/hyperv/stimer", "state", "on", "on", NULL },
  { "features/hyperv/reset", "state", NONE, "on", "Hyper-V reset" },
  { "features/hyperv/frequencies", "state", "on", "on", NULL },
  { "features/hyperv/tlbflush", "state", "on", "on", NULL },
  { "features/hyperv/ipi", "state", "on", "on", NULL },
  { "features/vmport", "state", "off", "off", NULL },
  { "cpu", "mode", "host-model", "host-model", NULL },
  { "cpu", "check", "full", "full", NULL },
  { "cpu/topology", "sockets", NONE, "1", "Processor topology" },
  { "cpu/topology", "cores", NONE, "4", "Processor topology" },
  { "cpu/numa/cell", "memory", "4194304", NONE, "NUMA cell" },
  { "clock", "offset", "localtime", "localtime", NULL },
  { "clock/timer[name=rtc]", "tickpolicy", "catchup", "catchup", NULL },
  { "clock/timer[name=pit]", "tickpolicy", "delay", "delay", NULL },
  { "clock/timer[name=hpet]", "present", "no", "no", NULL },
  { "clock/timer[name=hypervclock]", "present", "yes", "yes", NULL },
  { "on_poweroff", NULL, "destroy", "destroy", NULL },
  { "on_reboot", NULL, "restart", "restart", NULL },
  { "on_crash", NULL, "destroy", "destroy", NULL },
  { "pm/suspend-to-mem", "enabled", "no", "no", NULL },
  { "pm/suspend-to-disk", "enabled", "no", "no", NULL },
  { "iothreads", NULL, NONE, "1", "I/O thread and cache" },
  { "devices/emulator", NULL, "/usr/bin/qemu-system-x86_64", "/usr/bin/qemu-system-x86_64", NULL },
  { "devices/disk[device=disk]/driver", "name", "qemu", "qemu", NULL },
  { "devices/disk[device=disk]/driver", "type", "qcow2", "qcow2", NULL },
  { "devices/disk[device=disk]/driver", "discard", "unmap", "unmap", NULL },
  { "devices/disk[device=disk]/driver", "detect_zeroes", NONE, NONE, NULL },
  { "devices/disk[device=disk]/driver", "iothread", NONE, "1", "I/O thread and cache" },
  { "devices/disk[device=disk]/driver", "cache", NONE, "writeback", "I/O thread and cache" },
  { "devices/disk[device=disk]/target", "dev", "vda", "vda", NULL },
  { "devices/disk[device=disk]/target", "bus", "virtio", "virtio", NULL },
  { "devices/disk[device=disk]/boot", "order", "1", "1", NULL },
  { "devices/disk[device=disk]/alias", "name", "ua-win11disk", "ua-system-disk", "Memory, processors and names" },
  { "devices/disk[target/dev=sdb]", "device", "cdrom", "cdrom", NULL },
  { "devices/disk[target/dev=sdb]/driver", "type", "raw", "raw", NULL },
  { "devices/disk[target/dev=sdb]/target", "bus", "sata", "sata", NULL },
  { "devices/disk[target/dev=sdb]/readonly", "", "", "", NULL },
  { "devices/disk[target/dev=sdb]/boot", "order", "2", "2", NULL },
  { "devices/disk[target/dev=sdc]", "device", "cdrom", "cdrom", NULL },
  { "devices/disk[target/dev=sdc]/target", "bus", "sata", "sata", NULL },
  { "devices/disk[target/dev=sdc]/readonly", "", "", "", NULL },
  { "devices/controller[type=usb]", "model", "qemu-xhci", "qemu-xhci", NULL },
  { "devices/controller[type=usb]", "ports", "15", "15", NULL },
  { "devices/controller[type=pci]", "", "", NONE, "Controllers and addresses" },
  { "devices/controller[type=sata]", "", "", NONE, "Controllers and addresses" },
  { "devices/controller[type=virtio-serial]", "", "", NONE, "Controllers and addresses" },
  { "devices/interface", "type", "network", "user", "Network" },
  { "devices/interface/model", "type", "virtio", "virtio", NULL },
  { "devices/interface/rom", "bar", "off", "off", NULL },
  { "devices/serial", "type", "pty", "pty", NULL },
  { "devices/console", "type", "pty", NONE, "Controllers and addresses" },
  { "devices/channel[target/name=com.redhat.spice.0]", "type", "spicevmc", "spicevmc", NULL },
  { "devices/channel[target/name=org.qemu.guest_agent.0]", "type", "unix", "unix", NULL },
  { "devices/channel[target/name=org.spice-space.webdav.0]", "type", NONE, "spiceport", "WebDAV channel" },
  { "devices/input[type=keyboard,bus=virtio]", "", "", "", NULL },
  { "devices/input[type=tablet,bus=virtio]", "", "", "", NULL },
  { "devices/input[type=tablet,bus=usb]", "", NONE, "", "USB tablet" },
  { "devices/input[type=mouse,bus=ps2]", "", "", "", NULL },
  { "devices/input[type=keyboard,bus=ps2]", "", "", "", NULL },
  { "devices/tpm", "model", "tpm-crb", "tpm-crb", NULL },
  { "devices/tpm/backend", "type", "emulator", "emulator", NULL },
  { "devices/tpm/backend", "version", "2.0", "2.0", NULL },
  { "devices/graphics", "type", "spice", "spice", NULL },
  { "devices/graphics/listen", "type", "none", "none", NULL },
  { "devices/graphics/image", "compression", "off", "off", NULL },
  { "devices/graphics/gl", "enable", "no", "no", NULL },
  { "devices/sound", "model", "ich9", "ich9", NULL },
  { "devices/audio[id=1]", "type", "spice", "spice", NULL },
  { "devices/video/model", "type", "virtio", "virtio", NULL },
  { "devices/video/model", "heads", "1", "1", NULL },
  { "devices/video/model", "primary", "yes", "yes", NULL },
  { "devices/video/model/acceleration", "accel3d", "no", "no", NULL },
  { "devices/redirdev", "type", "spicevmc", "spicevmc", NULL },
  { "devices/memballoon", "model", "virtio", "virtio", NULL },
  { "devices/rng", "model", NONE, "virtio", "Random numbers" },
  { "qemu:override/qemu:device/qemu:frontend/qemu:property[name=discard_granularity]", "value", "33554432", "33554432", NULL },
  { "qemu:override/qemu:device/qemu:frontend/qemu:property[name=discard_granularity]", "type", "unsigned", "unsigned", NULL },
};

static char *
read_file (const char *first, const char *second)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, first, second, NULL);
  char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static GVirConfigDomain *
build (void)
{
  g_autofree char *domcaps = read_file ("fixtures/domcaps", "kvm-intel.xml");
  CasementHostInput input = { .uri = "qemu:///session", .domain_capabilities = domcaps, .kvm_smm = CASEMENT_TRISTATE_YES };
  g_autoptr (CasementHostFacts) facts = casement_host_facts_new (&input, NULL);
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_new (casement_preset_get_default ());
  g_autoptr (CasementPlan) plan = NULL;

  casement_vm_spec_set_name (spec, "win11");
  casement_vm_spec_set_iso_path (spec, "/iso");
  casement_vm_spec_set_drivers_path (spec, "/drivers");
  plan = casement_plan_new (spec, facts);
  return casement_plan_build_domain (plan, NULL, "/disk");
}

static char *
value_of (xmlNodePtr root, const Row *row)
{
  xmlNodePtr node = g_str_equal (row->path, ".") ? root : casement_xml_find (root, row->path);

  if (node == NULL)
    return NULL;
  if (row->attribute == NULL)
    return casement_xml_dup_text (node);
  if (*row->attribute == '\0')
    return g_strdup ("");
  return casement_xml_dup_attr (node, row->attribute);
}

static void
test_rows (void)
{
  g_autoptr (GVirConfigDomain) domain = build ();
  xmlNodePtr root = casement_domain_get_node (domain);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *value = value_of (root, &rows[i]);

    if (g_strcmp0 (value, rows[i].ours) != 0)
      g_error ("%s %s: “%s”, not “%s”", rows[i].path, rows[i].attribute != NULL ? rows[i].attribute : "text",
               value != NULL ? value : "(none)", rows[i].ours != NULL ? rows[i].ours : "(none)");
    /* A row is a difference exactly if it names the topic that explains it. */
    g_assert_cmpint (g_strcmp0 (rows[i].example, rows[i].ours) != 0, ==, rows[i].topic != NULL);
  }
}

static void
test_differences_are_explained (void)
{
  g_autofree char *text = read_file ("../docs", "differences.md");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *heading = NULL;

    if (rows[i].topic == NULL)
      continue;
    heading = g_strdup_printf ("\n## %s\n", rows[i].topic);
    if (strstr (text, heading) == NULL)
      g_error ("docs/differences.md does not explain “%s”", rows[i].topic);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/example-domain/rows", test_rows);
  g_test_add_func ("/core/example-domain/differences-are-explained", test_differences_are_explained);
  return g_test_run ();
}
