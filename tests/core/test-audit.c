/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Check-ups of domains that other programs made: verdicts, what a tune-up changes and, above all, what it does not. */
#include <string.h>
#include <glib/gstdio.h>
#include "casement-audit.h"
#include "casement-error.h"
#include "casement-xml.h"

static char *
read_fixture (const char *folder, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, folder, name, NULL);
  char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static CasementHostFacts *
host (void)
{
  g_autofree char *domcaps = read_fixture ("fixtures/domcaps", "kvm-intel.xml");
  CasementHostInput input = { .uri = "qemu:///system", .domain_capabilities = domcaps, .kvm_smm = CASEMENT_TRISTATE_YES };

  return casement_host_facts_new (&input, NULL);
}

static CasementAudit *
audit_of (const char *xml)
{
  g_autoptr (CasementHostFacts) facts = host ();
  g_autoptr (GError) error = NULL;
  CasementAudit *audit = casement_audit_new (xml, -1, facts, &error);

  g_assert_no_error (error);
  return audit;
}

static CasementAuditState
state_of (CasementAudit *audit, const char *id)
{
  return casement_audit_item_get_state (casement_audit_find (audit, id));
}

static void
test_verdicts (void)
{
  g_autofree char *xml = read_fixture ("fixtures/foreign", "win11-by-hand.xml");
  g_autoptr (CasementAudit) audit = audit_of (xml);
  static const char *const unmet[] = { "graphics", "tpm", "rng", "boot-order", "cpu-topology", "hyperv-spinlocks", "hyperv-stimer",
                                       "hyperv-nested", "clock", "power", "memory-backing", "ballooning", "storage-controller",
                                       "disk-discard", "video", "input", "sound", "usb",
                                       "network", "channels", "share-webdav" };
  static const char *const met[] = { "firmware", "secure-boot", "cpu-model", "hyperv-relaxed", "hyperv-vapic", "memory-minimum",
                                     "memory-maximum", "disk-format", "disk-detect-zeroes", "virtio-modern" };
  static const char *const inapplicable[] = { "cpu-check", "cpu-pinning", "install-media", "disk-clusters", "disk-granularity", "arch-capabilities" };
  CasementAdviceWeight last = CASEMENT_WEIGHT_SAFETY;

  g_assert_cmpstr (casement_audit_get_domain (audit), ==, "win11 by hand");
  g_assert_cmpstr (casement_audit_get_preset (audit)->id, ==, "windows-11");
  for (guint i = 0; i < G_N_ELEMENTS (unmet); i++) {
    CasementAuditItem *item = casement_audit_find (audit, unmet[i]);

    if (casement_audit_item_get_state (item) != CASEMENT_AUDIT_UNMET)
      g_error ("%s is %s", unmet[i], casement_audit_state_to_string (casement_audit_item_get_state (item)));
    g_assert_nonnull (casement_audit_item_get_found (item));
    g_assert_nonnull (casement_audit_item_get_wanted (item));
  }
  for (guint i = 0; i < G_N_ELEMENTS (met); i++)
    if (state_of (audit, met[i]) != CASEMENT_AUDIT_MET)
      g_error ("%s is %s: %s", met[i], casement_audit_state_to_string (state_of (audit, met[i])),
               casement_audit_item_get_found (casement_audit_find (audit, met[i])));
  for (guint i = 0; i < G_N_ELEMENTS (inapplicable); i++)
    g_assert_cmpint (state_of (audit, inapplicable[i]), ==, CASEMENT_AUDIT_NOT_APPLICABLE);

  /* The most important first. */
  for (guint i = 0; i < casement_audit_count (audit, CASEMENT_AUDIT_UNMET); i++) {
    g_autoptr (CasementAuditItem) item = g_list_model_get_item (G_LIST_MODEL (audit), i);

    g_assert_cmpint (casement_audit_item_get_state (item), ==, CASEMENT_AUDIT_UNMET);
    g_assert_cmpint (casement_audit_item_get_recommendation (item)->weight, >=, last);
    last = casement_audit_item_get_recommendation (item)->weight;
  }
}

/* What is as recommended and still worth telling. */
static void
test_found (void)
{
  g_autofree char *xml = read_fixture ("fixtures/foreign", "win11-by-hand.xml");
  g_autofree char *by_name = read_fixture ("fixtures/foreign", "virt-install-win11.xml");
  g_autofree char *bios = read_fixture ("fixtures/foreign", "boxes-win10.xml");
  g_autoptr (CasementAudit) audit = audit_of (xml);
  g_autoptr (CasementAudit) unsaid = audit_of (by_name);
  g_autoptr (CasementAudit) running = NULL;
  g_autoptr (CasementAudit) older = audit_of (bios);
  g_autoptr (CasementHostFacts) facts = host ();
  g_autofree char *json = casement_audit_to_json (audit);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (state_of (audit, "firmware"), ==, CASEMENT_AUDIT_MET);
  g_assert_cmpstr (casement_audit_item_get_found (casement_audit_find (audit, "firmware")), ==,
                   "UEFI, image “/usr/share/OVMF/OVMF_CODE_4M.ms.fd”, variables as in “/usr/share/OVMF/OVMF_VARS_4M.ms.fd”");
  g_assert_nonnull (strstr (json, "OVMF_CODE_4M.ms.fd"));
  g_assert_null (casement_audit_item_get_found (casement_audit_find (audit, "memory-minimum")));
  g_assert_cmpstr (casement_audit_item_get_found (casement_audit_find (older, "firmware")), ==, "BIOS");

  g_assert_cmpint (state_of (unsaid, "firmware"), ==, CASEMENT_AUDIT_MET);
  g_assert_cmpstr (casement_audit_item_get_found (casement_audit_find (unsaid, "firmware")), ==,
                   "UEFI; libvirt chooses the image at the next start");
  /* The machine that runs says it, and nothing else of it counts. */
  running = casement_audit_new_running (by_name, "<domain><os firmware='efi'><loader type='pflash'>/usr/share/OVMF/CODE.fd</loader>"
                                                 "</os></domain>", facts, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (casement_audit_item_get_found (casement_audit_find (running, "firmware")), ==,
                   "UEFI, image “/usr/share/OVMF/CODE.fd”");
  g_assert_cmpuint (casement_audit_count (running, CASEMENT_AUDIT_UNMET), ==, casement_audit_count (unsaid, CASEMENT_AUDIT_UNMET));
  g_assert_null (casement_audit_new_running (by_name, "<domain>", facts, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
}

#define HYPERV_OTHERS "hyperv-vpindex hyperv-runtime hyperv-synic hyperv-stimer hyperv-reset hyperv-frequencies hyperv-tlbflush hyperv-ipi"

/* Every verdict on machines of other programs: what is not named is not applicable. */
typedef struct {
  const char *name;
  const char *preset;
  const char *unmet;
  const char *met;
} Foreign;

static const Foreign foreign[] = {
  { "boxes-win11.xml", "windows-11",
    "tpm rng firmware boot-order clock channels cpu-topology hyperv-relaxed hyperv-vapic hyperv-spinlocks " HYPERV_OTHERS
    " storage-controller disk-discard video network memory-backing input",
    "graphics hyperv-nested power memory-minimum machine-type cpu-model virtio-modern disk-detect-zeroes disk-cache-iothread "
    "memory-maximum ballooning disk-format sound usb share-webdav video-bus snapshots" },
  { "boxes-win10.xml", "windows-10-bios",
    "rng boot-order clock channels cpu-topology hyperv-relaxed hyperv-vapic hyperv-spinlocks " HYPERV_OTHERS
    " disk-granularity disk-cache-iothread video network memory-backing input",
    "graphics firmware hyperv-nested power memory-minimum machine-type video-bus cpu-model virtio-modern storage-controller "
    "disk-discard disk-detect-zeroes memory-maximum ballooning disk-format sound usb share-webdav snapshots" },
  { "virt-install-win11.xml", "windows-11",
    "secure-boot graphics rng boot-order channels cpu-topology " HYPERV_OTHERS
    " storage-controller disk-discard video network memory-backing input share-webdav",
    "tpm firmware hyperv-nested clock power memory-minimum machine-type cpu-model hyperv-relaxed hyperv-vapic hyperv-spinlocks "
    "virtio-modern disk-detect-zeroes disk-cache-iothread memory-maximum ballooning disk-format sound usb snapshots" },
  { "virt-install-win10.xml", "windows-10-bios",
    "graphics rng boot-order channels cpu-topology " HYPERV_OTHERS
    " storage-controller disk-discard video network memory-backing input share-webdav",
    "firmware hyperv-nested clock power memory-minimum machine-type video-bus cpu-model hyperv-relaxed hyperv-vapic "
    "hyperv-spinlocks virtio-modern disk-detect-zeroes disk-cache-iothread memory-maximum ballooning disk-format sound usb snapshots" },
  { "win10-many.xml", "windows-10",
    "secure-boot graphics rng boot-order cpu-check hyperv-nested clock power channels cpu-topology hyperv-vapic hyperv-spinlocks "
    HYPERV_OTHERS " virtio-modern disk-detect-zeroes disk-granularity video network memory-backing ballooning input sound usb "
    "share-webdav",
    "firmware memory-minimum machine-type cpu-model hyperv-relaxed storage-controller disk-discard disk-cache-iothread cpu-hotplug "
    "memory-maximum disk-format network-mtu snapshots share-virtiofs" },
};

static void
test_foreign (gconstpointer data)
{
  const Foreign *row = data;
  g_autofree char *xml = read_fixture ("fixtures/foreign", row->name);
  g_autoptr (CasementAudit) audit = audit_of (xml);
  g_auto (GStrv) unmet = g_strsplit (row->unmet, " ", -1);
  g_auto (GStrv) met = g_strsplit (row->met, " ", -1);

  g_assert_cmpstr (casement_audit_get_preset (audit)->id, ==, row->preset);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (audit)); i++) {
    g_autoptr (CasementAuditItem) item = g_list_model_get_item (G_LIST_MODEL (audit), i);
    const char *id = casement_audit_item_get_recommendation (item)->id;
    CasementAuditState wanted = g_strv_contains ((const char *const *) unmet, id) ? CASEMENT_AUDIT_UNMET
                                : g_strv_contains ((const char *const *) met, id) ? CASEMENT_AUDIT_MET
                                                                                  : CASEMENT_AUDIT_NOT_APPLICABLE;

    if (casement_audit_item_get_state (item) != wanted)
      g_error ("%s: %s is %s: %s", row->name, id, casement_audit_state_to_string (casement_audit_item_get_state (item)),
               casement_audit_item_get_found (item));
  }
  /* Each name is one of a record. */
  g_assert_cmpuint (casement_audit_count (audit, CASEMENT_AUDIT_UNMET), ==, g_strv_length (unmet));
  g_assert_cmpuint (casement_audit_count (audit, CASEMENT_AUDIT_MET), ==, g_strv_length (met));
}

/* The modern form by its own name is as good. */
static void
test_modern (void)
{
  static const char xml[] = "<domain type='kvm'><devices><memballoon model='virtio-transitional'/></devices></domain>";
  const char *ids[] = { "virtio-modern", NULL };
  g_autoptr (CasementAudit) audit = audit_of (xml);
  g_autofree char *tuned = casement_audit_tune (audit, ids, NULL);
  g_autoptr (CasementAudit) after = audit_of (tuned);

  g_assert_cmpint (state_of (audit, "ballooning"), ==, CASEMENT_AUDIT_UNMET);
  g_assert_nonnull (strstr (tuned, "<memballoon model=\"virtio-non-transitional\"/>"));
  g_assert_cmpint (state_of (after, "ballooning"), ==, CASEMENT_AUDIT_MET);
}

/* From one bus to another a disk takes neither its address nor a name that another disk has. */
static void
test_other_bus (void)
{
  static const char xml[] = "<domain type='kvm'><devices>"
                            "<disk type='file' device='disk'><target dev='sda' bus='sata' rotation_rate='1'/>"
                            "<address type='drive' controller='0' bus='0' target='0' unit='0'/></disk>"
                            "<disk type='file' device='disk'><target dev='vda' bus='virtio'/></disk></devices></domain>";
  const char *ids[] = { "storage-controller", NULL };
  g_autoptr (CasementAudit) audit = audit_of (xml);
  g_autofree char *tuned = casement_audit_tune (audit, ids, NULL);
  g_autoptr (CasementAudit) after = audit_of (tuned);

  g_assert_nonnull (strstr (tuned, "<disk type=\"file\" device=\"disk\"><target dev=\"vdb\" bus=\"virtio\"/></disk>"));
  g_assert_nonnull (strstr (tuned, "<target dev=\"vda\" bus=\"virtio\"/>"));
  g_assert_cmpint (state_of (after, "storage-controller"), ==, CASEMENT_AUDIT_MET);
}

/* From BIOS to UEFI in one step, Secure Boot included, and no image that is named without it is left. */
static void
test_firmware_at_once (void)
{
  static const char *const machines[] = {
    "<domain type='kvm'><os><type machine='pc-q35-7.2'>hvm</type></os></domain>",
    "<domain type='kvm'><os><type machine='pc-q35-7.2'>hvm</type><loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader>"
    "<nvram template='/usr/share/OVMF/OVMF_VARS_4M.fd'>/n/a_VARS.fd</nvram></os></domain>",
  };
  const char *ids[][2] = { { "firmware", NULL }, { "secure-boot", NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (machines); i++) {
    g_autoptr (CasementAudit) audit = audit_of (machines[i]);
    g_autofree char *tuned = casement_audit_tune (audit, (const char *const *) ids[i], NULL);
    g_autoptr (CasementAudit) after = audit_of (tuned);

    g_assert_cmpint (state_of (audit, ids[i][0]), ==, CASEMENT_AUDIT_UNMET);
    g_assert_cmpint (state_of (after, "firmware"), ==, CASEMENT_AUDIT_MET);
    g_assert_cmpint (state_of (after, "secure-boot"), ==, CASEMENT_AUDIT_MET);
    g_assert_null (strstr (tuned, "<loader"));
  }
}

/* One place in the order for one device, whatever had it. */
static void
test_boot_order (void)
{
  static const char xml[] = "<domain type='kvm'><devices>"
                            "<disk type='file' device='disk'><target dev='vda' bus='virtio'/><boot order='2'/></disk>"
                            "<disk type='file' device='disk'><target dev='vdb' bus='virtio'/><boot order='1'/></disk>"
                            "<disk type='file' device='cdrom'><source file='/i.iso'/><target dev='sda' bus='sata'/><boot order='1'/></disk>"
                            "<disk type='file' device='cdrom'><target dev='sdb' bus='sata'/><boot order='2'/></disk>"
                            "<disk type='file' device='cdrom'><target dev='sdc' bus='sata'/><boot order='3'/></disk>"
                            "<interface type='user'><boot order='2'/></interface><hostdev><boot order='1'/></hostdev></devices></domain>";
  const char *ids[] = { "boot-order", NULL };
  g_autoptr (CasementAudit) audit = audit_of (xml);
  g_autofree char *tuned = casement_audit_tune (audit, ids, NULL);
  g_autoptr (CasementAudit) after = audit_of (tuned);
  g_autoptr (xmlDoc) doc = casement_xml_parse (tuned, (gsize) -1, "domain", NULL);
  xmlNodePtr root = xmlDocGetRootElement (doc);

  g_assert_cmpint (state_of (after, "boot-order"), ==, CASEMENT_AUDIT_MET);
  g_assert_cmpuint (casement_xml_count (root, "devices/disk/boot"), <=, 3);
  g_assert_nonnull (casement_xml_find (root, "devices/disk[target/dev=vda]/boot[order=1]"));
  g_assert_null (casement_xml_find (root, "devices/disk[target/dev=vdb]/boot"));
  g_assert_nonnull (casement_xml_find (root, "devices/disk[target/dev=sda]/boot[order=2]"));
  g_assert_null (casement_xml_find (root, "devices/disk[target/dev=sdb]/boot"));
  g_assert_nonnull (casement_xml_find (root, "devices/disk[target/dev=sdc]/boot[order=3]"));
  g_assert_null (casement_xml_find (root, "devices/interface/boot"));
  g_assert_null (casement_xml_find (root, "devices/hostdev/boot"));
}

/* What was found, in words; where that is, for programs. */
static void
test_words (void)
{
  static const struct {
    const char *id;
    const char *found;
    const char *place;
  } rows[] = {
    { "tpm", "no TPM", "devices/tpm@model" },
    { "clock", "clock offset is “utc”", "clock@offset" },
    { "storage-controller", "system disk bus is “sata”", "devices/disk[device?=disk]/target@bus" },
    { "disk-discard", "system disk discard is not set", "devices/disk[device?=disk]/driver@discard" },
    { "hyperv-spinlocks", "Hyper-V spinlocks retries is “4095”", "features/hyperv/spinlocks@retries" },
    { "hyperv-vpindex", "Hyper-V vpindex is not set", "features/hyperv/vpindex@state" },
    { "network", "network card model is “e1000e”", "devices/interface/model@type" },
    { "graphics", "SPICE port is “5900”", "devices/graphics[type=spice]@port" },
    { "channels", "no channel for the SPICE agent", "devices/channel[type=spicevmc,target/name=com.redhat.spice.0]/target@type" },
    { "input", "no virtio keyboard", "devices/input[type=keyboard,bus=virtio]" },
    { "boot-order", "boot list of the whole machine is there", "os/boot" },
    { "power", "sleep (S3) is not set", "pm/suspend-to-mem@enabled" },
  };
  g_autofree char *xml = read_fixture ("fixtures/foreign", "win11-by-hand.xml");
  g_autoptr (CasementAudit) audit = audit_of (xml);
  g_autofree char *json = casement_audit_to_json (audit);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    CasementAuditItem *item = casement_audit_find (audit, rows[i].id);

    g_assert_cmpstr (casement_audit_item_get_found (item), ==, rows[i].found);
    g_assert_cmpstr (casement_audit_item_get_place (item), ==, rows[i].place);
  }
  g_assert_nonnull (strstr (json, "\"no TPM (devices/tpm@model)\""));
}

static void
test_tune (void)
{
  g_autofree char *xml = read_fixture ("fixtures/foreign", "win11-by-hand.xml");
  g_autoptr (CasementAudit) audit = audit_of (xml);
  g_auto (GStrv) ids = casement_audit_dup_safe_ids (audit);
  g_autofree char *tuned = casement_audit_tune (audit, (const char *const *) ids, NULL);
  g_autoptr (CasementAudit) after = audit_of (tuned);
  g_auto (GStrv) again = casement_audit_dup_safe_ids (after);
  g_autofree char *twice = casement_audit_tune (after, (const char *const *) ids, NULL);

  /* All that is safe is put right; what an installed Windows cannot take is left for a guided step. */
  g_assert_cmpuint (g_strv_length (again), ==, 0);
  g_assert_cmpint (state_of (after, "storage-controller"), ==, CASEMENT_AUDIT_UNMET);
  g_assert_cmpint (state_of (after, "network"), ==, CASEMENT_AUDIT_UNMET);
  g_assert_cmpuint (casement_audit_count (after, CASEMENT_AUDIT_UNMET), ==, 2);
  g_assert_cmpstr (twice, ==, tuned);
}

static void
test_own_machine_is_fine (void)
{
  static const char *const machines[] = { "windows-11-debian-12.xml", "windows-11-full.xml", "windows-10-debian-12.xml",
                                          "windows-7-debian-12.xml", "windows-server-2022-debian-12.xml", "windows-11-choices.xml" };

  for (guint i = 0; i < G_N_ELEMENTS (machines); i++) {
    g_autofree char *xml = read_fixture ("golden/domain", machines[i]);
    g_autoptr (CasementAudit) audit = audit_of (xml);

    for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (audit)); j++) {
      g_autoptr (CasementAuditItem) item = g_list_model_get_item (G_LIST_MODEL (audit), j);
      const char *id = casement_audit_item_get_recommendation (item)->id;
      /* What was declined or chosen otherwise on purpose when that file was made. */
      const char *const declined[] = { "secure-boot", "sound", "hyperv-vpindex", "video", "hyperv-synic", "hyperv-stimer",
                                       "hyperv-tlbflush", "hyperv-ipi", NULL };

      if (casement_audit_item_get_state (item) != CASEMENT_AUDIT_UNMET)
        continue;
      if (g_str_equal (machines[i], "windows-11-choices.xml") && g_strv_contains (declined, id))
        continue;
      /* No host tells these files' threads. */
      if (g_str_equal (id, "cpu-topology") && strstr (machines[i], "debian") == NULL)
        continue;
      g_error ("%s: %s: %s", machines[i], id, casement_audit_item_get_found (item));
    }
  }
}

static void
test_refused (void)
{
  static const struct {
    const char *xml;
    CasementError code;
  } cases[] = {
    { "", CASEMENT_ERROR_INVALID },
    { "<network/>", CASEMENT_ERROR_INVALID },
    { "<domain", CASEMENT_ERROR_INVALID },
    { "<!DOCTYPE domain [<!ENTITY a 'b'>]><domain>&a;</domain>", CASEMENT_ERROR_INVALID },
    { "<domain xmlns='urn:x'><name>a</name></domain>", CASEMENT_ERROR_INVALID },
    { "<domain type='kvm'><name>a</name><metadata><l:libosinfo xmlns:l='http://libosinfo.org/xmlns/libvirt/domain/1.0'>"
      "<l:os id='http://debian.org/debian/12'/></l:libosinfo></metadata></domain>",
      CASEMENT_ERROR_UNSUPPORTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (casement_audit_new (cases[i].xml, -1, NULL, &error));
    g_assert_error (error, CASEMENT_ERROR, (int) cases[i].code);
  }
}

static char *
repeat (const char *before, const char *text, guint n, const char *after)
{
  GString *all = g_string_new (before);

  for (guint i = 0; i < n; i++)
    g_string_append (all, text);
  g_string_append (all, after);
  return g_string_free (all, FALSE);
}

static char *
create_huge (void)
{
  return repeat ("<domain type='kvm'><description>", "0123456789abcdef", 5 * 1024 * 1024 / 16, "</description></domain>");
}

/* Large, and still allowed. */
static char *
create_many_disks (void)
{
  return repeat ("<domain type='kvm'><devices>", "<disk type='file' device='disk'><target dev='sda' bus='sata'/></disk>", 20000,
                 "</devices></domain>");
}

static char *
create_deep (void)
{
  g_autofree char *inner = repeat ("<domain type='kvm'><metadata>", "<a>", 20000, "");

  return repeat (inner, "</a>", 20000, "</metadata></domain>");
}

static char *
create_deep_but_fine (void)
{
  g_autofree char *inner = repeat ("<domain type='kvm'><metadata>", "<a xmlns='urn:a'>", 200, "");

  return repeat (inner, "</a>", 200, "</metadata></domain>");
}

static char *
create_laughs (void)
{
  return g_strdup ("<!DOCTYPE domain [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>"
                   "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>]><domain type='kvm'><name>&d;</name></domain>");
}

static char *
create_external (void)
{
  return g_strdup ("<!DOCTYPE domain [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><domain type='kvm'><name>&a;</name></domain>");
}

static char *
create_undeclared (void)
{
  return g_strdup ("<domain type='kvm'><name>&nobody;</name></domain>");
}

static char *
create_namespace (void)
{
  return g_strdup ("<domain xmlns='urn:not-libvirt' type='kvm'><name>a</name></domain>");
}

static char *
create_prefixed (void)
{
  return g_strdup ("<x:domain xmlns:x='http://libvirt.org/schemas/domain/qemu/1.0' type='kvm'><x:name>a</x:name></x:domain>");
}

/* Of another's namespace where ours would be: not ours, and left alone. */
static char *
create_foreign_children (void)
{
  return g_strdup ("<domain type='kvm' xmlns:x='urn:x'><x:os firmware='efi'/><x:clock offset='utc'/><devices><x:tpm model='none'/></devices></domain>");
}

static char *
create_duplicates (void)
{
  return g_strdup ("<domain type='kvm'><name>a</name><name>b</name><memory>1</memory><memory>2</memory><vcpu>1</vcpu><vcpu>2</vcpu>"
                   "<os><type machine='pc'/><type machine='q35'/><boot dev='hd'/><boot dev='hd'/></os><os firmware='efi'/>"
                   "<features><hyperv/><hyperv/></features><features/><cpu/><cpu mode='custom'/><clock/><clock offset='utc'/>"
                   "<clock><timer name='rtc'/><timer name='rtc'/></clock><devices><tpm/><tpm/><video/><video/></devices>"
                   "<devices><disk/><disk/><memballoon/><memballoon/><graphics type='spice'/><graphics type='spice'/></devices></domain>");
}

static char *
create_comments (void)
{
  return g_strdup ("<!-- one --><?pi two?><!-- three --><domain type='kvm'><!-- four --><name>a</name></domain><!-- five -->");
}

static char *
create_no_text (void)
{
  return g_strdup ("\xff\xfe<domain/>");
}

static const struct {
  const char *name;
  char *(*create) (void);
  gboolean refused;
} hostile[] = {
  { "huge", create_huge, TRUE },
  { "many-disks", create_many_disks, FALSE },
  { "deep", create_deep, TRUE },
  { "deep-but-fine", create_deep_but_fine, FALSE },
  { "entities", create_laughs, TRUE },
  { "external-entity", create_external, TRUE },
  { "undeclared-entity", create_undeclared, TRUE },
  { "wrong-namespace", create_namespace, TRUE },
  { "prefixed", create_prefixed, TRUE },
  { "foreign-children", create_foreign_children, FALSE },
  { "duplicate-elements", create_duplicates, FALSE },
  { "comments-before-the-root", create_comments, FALSE },
  { "no-text", create_no_text, TRUE },
};

/* An error with a sentence, or a check-up and a tune-up of everything, whose result can be looked at again. */
static void
test_hostile (gconstpointer data)
{
  guint number = GPOINTER_TO_UINT (data);
  g_autofree char *xml = hostile[number].create ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementAudit) audit = casement_audit_new (xml, -1, NULL, &error);
  g_autoptr (CasementAudit) again = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *tuned = NULL, *json = NULL;

  if (hostile[number].refused) {
    g_assert_null (audit);
    g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
    g_assert_cmpuint (strlen (error->message), >, 10);
    return;
  }
  g_assert_no_error (error);
  json = casement_audit_to_json (audit);
  g_assert_true (g_utf8_validate (json, -1, NULL));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (audit)); i++) {
    g_autoptr (CasementAuditItem) item = g_list_model_get_item (G_LIST_MODEL (audit), i);

    if (casement_audit_item_get_state (item) == CASEMENT_AUDIT_UNMET)
      g_ptr_array_add (ids, (gpointer) casement_audit_item_get_recommendation (item)->id);
  }
  g_ptr_array_add (ids, NULL);
  g_assert_cmpuint (ids->len, >, 5);
  tuned = casement_audit_tune (audit, (const char *const *) ids->pdata, &error);
  g_assert_no_error (error);
  again = casement_audit_new (tuned, -1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (casement_audit_count (again, CASEMENT_AUDIT_UNMET), <, casement_audit_count (audit, CASEMENT_AUDIT_UNMET));
}

/* What somebody wrote around the root and in between is still there. */
static void
test_comments_are_kept (void)
{
  static const char *const ids[] = { "rng", NULL };
  static const char *const kept[] = { "<!-- one -->", "<?pi two?>", "<!-- three -->", "<!-- four -->", "<!-- five -->" };
  g_autofree char *xml = create_comments ();
  g_autoptr (CasementAudit) audit = casement_audit_new (xml, -1, NULL, NULL);
  g_autofree char *tuned = casement_audit_tune (audit, ids, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    g_assert_nonnull (strstr (tuned, kept[i]));
  g_assert_nonnull (strstr (tuned, "<rng "));
}

static void
test_odd_but_fine (void)
{
  static const char *const odd[] = {
    "<domain/>",
    "<!-- before --><domain type='nonsense'><name/><memory unit='ZiB'>-5</memory><vcpu current='x'>99999999999</vcpu></domain>",
    "<domain><memory>1</memory><memory>2</memory><devices/><devices><disk/></devices><os><type machine=''/></os></domain>",
    "<domain type='kvm'><devices><disk><alias name=\"ua-]/x[\"/></disk><interface type='direct'/></devices></domain>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (CasementAudit) audit = casement_audit_new (odd[i], -1, NULL, &error);
    g_auto (GStrv) ids = NULL;
    g_autofree char *tuned = NULL;
    g_autofree char *json = NULL;

    g_assert_no_error (error);
    ids = casement_audit_dup_safe_ids (audit);
    tuned = casement_audit_tune (audit, (const char *const *) ids, &error);
    g_assert_no_error (error);
    g_assert_nonnull (tuned);
    json = casement_audit_to_json (audit);
    g_assert_nonnull (strstr (json, "\"results\""));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/audit/found", test_found);
  g_test_add_func ("/core/audit/verdicts", test_verdicts);
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++) {
    g_autofree char *path = g_strdup_printf ("/core/audit/foreign/%s", foreign[i].name);

    g_test_add_data_func (path, &foreign[i], test_foreign);
  }
  g_test_add_func ("/core/audit/other-bus", test_other_bus);
  g_test_add_func ("/core/audit/modern", test_modern);
  g_test_add_func ("/core/audit/firmware-at-once", test_firmware_at_once);
  g_test_add_func ("/core/audit/boot-order", test_boot_order);
  g_test_add_func ("/core/audit/words", test_words);
  g_test_add_func ("/core/audit/tune", test_tune);
  g_test_add_func ("/core/audit/own-machine-is-fine", test_own_machine_is_fine);
  g_test_add_func ("/core/audit/refused", test_refused);
  g_test_add_func ("/core/audit/odd-but-fine", test_odd_but_fine);
  g_test_add_func ("/core/audit/comments-are-kept", test_comments_are_kept);
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++) {
    g_autofree char *path = g_strdup_printf ("/core/audit/hostile/%s", hostile[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_hostile);
  }
  return g_test_run ();
}
