/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every fix promises, on every definition there is here: it does what it says, once is enough, it makes nothing else
 * worse, and it touches nothing but its own. */
#include <string.h>
#include <glib/gstdio.h>
#include <libxml/tree.h>
#include "casement-audit.h"
#include "casement-xml.h"

/* What each recommendation may change, told apart from what it says of itself: places as dup_place() names them, and all
 * below; "@" before an attribute. */
static const struct {
  const char *id;
  const char *places;
} owned[] = {
  { "firmware", "os@firmware os/firmware os/loader os/nvram features/acpi features/apic features/smm" },
  { "secure-boot", "os@firmware os/loader os/firmware features/smm features/acpi features/apic" },
  { "boot-order", "os/boot devices/disk(disk)/boot devices/disk(disk)#2/boot devices/disk(disk)#3/boot devices/disk(cdrom)/boot "
                  "devices/disk(cdrom)#2/boot devices/interface/boot devices/hostdev/boot devices/redirdev/boot" },
  { "cpu-model", "cpu@mode cpu@match cpu/model cpu/vendor" },
  { "cpu-check", "cpu@check" },
  { "cpu-topology", "cpu/topology" },
  { "cpu-pinning", "cputune" },
  { "cpu-hotplug", "vcpu" },
  { "arch-capabilities", "cpu/feature(arch-capabilities)" },
  { "hyperv-relaxed", "features/hyperv/relaxed" },
  { "hyperv-vapic", "features/hyperv/vapic" },
  { "hyperv-spinlocks", "features/hyperv/spinlocks" },
  { "hyperv-vpindex", "features/hyperv/vpindex" },
  { "hyperv-runtime", "features/hyperv/runtime" },
  { "hyperv-synic", "features/hyperv/synic" },
  { "hyperv-stimer", "features/hyperv/stimer" },
  { "hyperv-reset", "features/hyperv/reset" },
  { "hyperv-frequencies", "features/hyperv/frequencies" },
  { "hyperv-tlbflush", "features/hyperv/tlbflush" },
  { "hyperv-ipi", "features/hyperv/ipi" },
  { "hyperv-nested", "features/hyperv/evmcs features/hyperv/avic features/hyperv/reenlightenment features/hyperv/emsr_bitmap" },
  { "hyperv-mode", "features/hyperv@mode" },
  { "clock", "clock@offset clock/timer(rtc) clock/timer(pit) clock/timer(hpet) clock/timer(hypervclock)" },
  { "power", "pm" },
  { "memory-minimum", "memory" },
  { "memory-maximum", "memory currentMemory" },
  { "memory-backing", "memoryBacking cpu/numa" },
  { "ballooning", "devices/memballoon@model" },
  { "machine-type", "os/type@machine" },
  { "virtio-modern", "devices/disk(disk)@model devices/disk(disk)#2@model devices/disk(disk)#3@model devices/memballoon@model" },
  { "storage-controller", "devices/disk(disk)/target devices/disk(disk)/address devices/controller(scsi)" },
  { "disk-format", "devices/disk(disk)/driver@type devices/disk(disk)/driver@name" },
  { "disk-discard", "devices/disk(disk)/driver@discard" },
  { "disk-detect-zeroes", "devices/disk(disk)/driver@detect_zeroes" },
  { "disk-granularity", "devices/disk(disk)/blockio devices/disk(disk)/alias devices/disk(disk)/target@rotation_rate override commandline" },
  { "disk-cache-iothread", "devices/disk(disk)/driver@cache devices/disk(disk)/driver@io devices/disk(disk)/driver@iothread iothreads "
                           "devices/controller(scsi)/driver" },
  { "video", "devices/video/model" },
  { "video-bus", "devices/video/address" },
  { "graphics", "devices/graphics(spice)" },
  { "input", "devices/input(keyboard/virtio) devices/input(tablet/virtio) devices/input(tablet/usb) devices/input(mouse/ps2) "
             "devices/input(keyboard/ps2) features/vmport" },
  { "sound", "devices/sound devices/audio" },
  { "network", "devices/interface@type devices/interface/source devices/interface/model@type devices/interface/rom" },
  { "network-mtu", "devices/interface/mtu" },
  { "tpm", "devices/tpm" },
  { "rng", "devices/rng" },
  { "usb", "devices/controller(usb) devices/redirdev" },
  { "channels", "devices/channel(com.redhat.spice.0) devices/channel(org.qemu.guest_agent.0)" },
  { "share-webdav", "devices/channel(org.spice-space.webdav.0)" },
  { "share-virtiofs", "devices/filesystem" },
};

/* Where the better disk is one that more can be asked of. */
static const char *const exceptions[][2] = {
  { "storage-controller", "disk-cache-iothread" },
};

static char *
read_text (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static CasementAudit *
audit_of (const char *xml, CasementHostFacts *facts)
{
  g_autoptr (GError) error = NULL;
  CasementAudit *audit = casement_audit_new (xml, -1, facts, &error);

  g_assert_no_error (error);
  return audit;
}

/* What tells one element from others of its name. */
static char *
dup_kind (xmlNodePtr node)
{
  static const struct {
    const char *element;
    const char *attribute;
    const char *fallback;
  } kinds[] = {
    { "disk", "device", "disk" }, { "controller", "type", "" }, { "timer", "name", "" }, { "feature", "name", "" }, { "graphics", "type", "" },
  };

  if (xmlStrEqual (node->name, BAD_CAST "input")) {
    g_autofree char *type = casement_xml_dup_attr (node, "type");
    g_autofree char *bus = casement_xml_dup_attr (node, "bus");

    return g_strdup_printf ("(%s/%s)", type, bus);
  }
  if (xmlStrEqual (node->name, BAD_CAST "channel")) {
    g_autofree char *name = casement_xml_dup_attr (casement_xml_child (node, "target"), "name");

    return g_strdup_printf ("(%s)", name);
  }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (xmlStrEqual (node->name, BAD_CAST kinds[i].element)) {
      g_autofree char *value = casement_xml_dup_attr (node, kinds[i].attribute);

      return g_strdup_printf ("(%s)", value != NULL ? value : kinds[i].fallback);
    }
  return g_strdup ("");
}

/* Such as "devices/disk(disk)/driver"; a second disk or network card is nobody's, and so "devices/disk(disk)#2". */
static char *
dup_place (xmlNodePtr node, const char *parent)
{
  g_autofree char *kind = dup_kind (node);
  guint number = 1;

  if (xmlStrEqual (node->name, BAD_CAST "disk") || xmlStrEqual (node->name, BAD_CAST "interface"))
    for (xmlNodePtr other = node->prev; other != NULL; other = other->prev) {
      g_autofree char *other_kind = other->type == XML_ELEMENT_NODE && xmlStrEqual (other->name, node->name) ? dup_kind (other) : NULL;

      number += g_strcmp0 (other_kind, kind) == 0 ? 1 : 0;
    }
  return g_strdup_printf (number > 1 ? "%s%s%s%s#%u" : "%s%s%s%s", parent, *parent != '\0' ? "/" : "", (const char *) node->name, kind, number);
}

static gboolean
is_owned (char **places, const char *place)
{
  for (guint i = 0; places[i] != NULL; i++) {
    gsize length = strlen (places[i]);

    if (length > 0 && strncmp (place, places[i], length) == 0 && (place[length] == '\0' || place[length] == '/'))
      return TRUE;
  }
  return FALSE;
}

static GPtrArray *collect (xmlNodePtr node, char **places, const char *place);

/* A container with nothing in it but what is owned stands and falls with that. */
static gboolean
is_shell (xmlNodePtr node, char **places, const char *place)
{
  g_autoptr (GPtrArray) rest = NULL;

  if (xmlChildElementCount (node) == 0)
    return FALSE;
  rest = collect (node, places, place);
  if (rest->len > 0)
    return FALSE;
  for (xmlAttrPtr attribute = node->properties; attribute != NULL; attribute = attribute->next) {
    g_autofree char *name = g_strdup_printf ("%s@%s", place, (const char *) attribute->name);

    if (!is_owned (places, name))
      return FALSE;
  }
  return TRUE;
}

/* The children that have to stay as they are. */
static GPtrArray *
collect (xmlNodePtr node, char **places, const char *place)
{
  GPtrArray *children = g_ptr_array_new ();

  for (xmlNodePtr child = node->children; child != NULL; child = child->next) {
    if (child->type == XML_ELEMENT_NODE) {
      g_autofree char *own = dup_place (child, place);

      if (is_owned (places, own) || is_shell (child, places, own))
        continue;
    } else if (xmlIsBlankNode (child)) {
      continue;
    }
    g_ptr_array_add (children, child);
  }
  return children;
}

static char *
dup_attributes (xmlNodePtr node, char **places, const char *place)
{
  GString *text = g_string_new (NULL);

  for (xmlAttrPtr attribute = node->properties; attribute != NULL; attribute = attribute->next) {
    g_autofree char *name = g_strdup_printf ("%s@%s", place, (const char *) attribute->name);
    g_autofree char *value = casement_xml_dup_attr (node, (const char *) attribute->name);

    if (!is_owned (places, name))
      g_string_append_printf (text, " %s='%s'", (const char *) attribute->name, value);
  }
  return g_string_free (text, FALSE);
}

static void
compare (const char *what, xmlNodePtr before, xmlNodePtr after, char **places, const char *place)
{
  g_autoptr (GPtrArray) old_children = NULL, new_children = NULL;
  g_autofree char *old_attributes = NULL, *new_attributes = NULL;

  if (before->type != after->type || g_strcmp0 ((const char *) before->name, (const char *) after->name) != 0)
    g_error ("%s: at %s there is now <%s> instead of <%s>", what, place, (const char *) after->name, (const char *) before->name);
  if (before->type != XML_ELEMENT_NODE) {
    g_assert_cmpstr ((const char *) before->content, ==, (const char *) after->content);
    return;
  }
  old_attributes = dup_attributes (before, places, place);
  new_attributes = dup_attributes (after, places, place);
  if (strcmp (old_attributes, new_attributes) != 0)
    g_error ("%s: <%s%s> became <%s%s>", what, place, old_attributes, place, new_attributes);
  old_children = collect (before, places, place);
  new_children = collect (after, places, place);
  if (old_children->len != new_children->len)
    g_error ("%s: %s had %u children that are not its own and has %u now", what, place, old_children->len, new_children->len);
  for (guint i = 0; i < old_children->len; i++) {
    xmlNodePtr child = g_ptr_array_index (old_children, i);
    g_autofree char *own = child->type == XML_ELEMENT_NODE ? dup_place (child, place) : g_strdup (place);

    compare (what, child, g_ptr_array_index (new_children, i), places, own);
  }
}

static void
assert_rest_is_kept (const char *what, const char *id, const char *before, const char *after)
{
  g_autoptr (xmlDoc) old_doc = casement_xml_parse (before, (gsize) -1, "domain", NULL);
  g_autoptr (xmlDoc) new_doc = casement_xml_parse (after, (gsize) -1, "domain", NULL);
  g_auto (GStrv) places = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (owned); i++)
    if (strcmp (owned[i].id, id) == 0)
      places = g_strsplit (owned[i].places, " ", -1);
  if (places == NULL)
    g_error ("say in this test what “%s” may change", id);
  compare (what, xmlDocGetRootElement (old_doc), xmlDocGetRootElement (new_doc), places, "");
}

static gboolean
is_exception (const char *id, const char *other)
{
  for (guint i = 0; i < G_N_ELEMENTS (exceptions); i++)
    if (strcmp (exceptions[i][0], id) == 0 && strcmp (exceptions[i][1], other) == 0)
      return TRUE;
  return FALSE;
}

static void
check_fix (const char *what, CasementAudit *audit, const char *id, const char *xml, CasementHostFacts *facts)
{
  const char *ids[] = { id, NULL };
  g_autofree char *tuned = casement_audit_tune (audit, ids, NULL);
  g_autoptr (CasementAudit) after = audit_of (tuned, facts);
  g_autofree char *twice = casement_audit_tune (after, ids, NULL);
  CasementAuditItem *fixed = casement_audit_find (after, id);

  if (casement_audit_item_get_state (fixed) != CASEMENT_AUDIT_MET)
    g_error ("%s: it is %s afterwards: %s", what, casement_audit_state_to_string (casement_audit_item_get_state (fixed)),
             casement_audit_item_get_found (fixed));
  g_assert_cmpstr (twice, ==, tuned);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (audit)); i++) {
    g_autoptr (CasementAuditItem) other = g_list_model_get_item (G_LIST_MODEL (audit), i);
    const char *other_id = casement_audit_item_get_recommendation (other)->id;
    CasementAuditItem *now = casement_audit_find (after, other_id);

    if (casement_audit_item_get_state (other) == CASEMENT_AUDIT_MET && casement_audit_item_get_state (now) == CASEMENT_AUDIT_UNMET
        && !is_exception (id, other_id))
      g_error ("%s: it breaks %s: %s", what, other_id, casement_audit_item_get_found (now));
  }
  assert_rest_is_kept (what, id, xml, tuned);
}

static guint
check_machine (const char *name, const char *xml, CasementHostFacts *facts)
{
  g_autoptr (CasementAudit) audit = audit_of (xml, facts);
  g_auto (GStrv) safe = casement_audit_dup_safe_ids (audit);
  g_autofree char *all = casement_audit_tune (audit, (const char *const *) safe, NULL);
  g_autoptr (CasementAudit) after = audit_of (all, facts);
  g_auto (GStrv) left = casement_audit_dup_safe_ids (after);
  guint n_fixes = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (audit)); i++) {
    g_autoptr (CasementAuditItem) item = g_list_model_get_item (G_LIST_MODEL (audit), i);
    const char *id = casement_audit_item_get_recommendation (item)->id;
    g_autofree char *what = g_strdup_printf ("%s: %s", name, id);

    if (casement_audit_item_get_state (item) != CASEMENT_AUDIT_UNMET)
      continue;
    check_fix (what, audit, id, xml, facts);
    n_fixes++;
  }
  if (left[0] != NULL)
    g_error ("%s: with all that is safe put right, %s is left: %s", name, left[0],
             casement_audit_item_get_found (casement_audit_find (after, left[0])));
  return n_fixes;
}

static guint
check_folder (const char *folder, CasementHostFacts *facts)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n_fixes = 0;
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    g_autofree char *xml = read_text (file);

    n_fixes += check_machine (name, xml, facts);
  }
  return n_fixes;
}

/* On a host that can do it, on one that nothing is known of, on AMD with a newer libvirt, and on one that only emulates. */
static void
test_host (gconstpointer data)
{
  const char *domcaps = data;
  g_autoptr (CasementHostFacts) facts = NULL;

  if (domcaps != NULL) {
    g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "domcaps", domcaps, NULL);
    g_autofree char *text = read_text (path);
    CasementHostInput input = { .uri = "qemu:///system", .domain_capabilities = text, .kvm_smm = CASEMENT_TRISTATE_YES };

    facts = casement_host_facts_new (&input, NULL);
    g_assert_nonnull (facts);
  }
  g_assert_cmpuint (check_folder ("fixtures/foreign", facts), >, 40);
  g_test_message ("%u fixes of own machines", check_folder ("golden/domain", facts));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/core/audit-properties/kvm-intel", "kvm-intel.xml", test_host);
  g_test_add_data_func ("/core/audit-properties/unknown", NULL, test_host);
  g_test_add_data_func ("/core/audit-properties/kvm-amd-newer", "kvm-amd-newer.xml", test_host);
  g_test_add_data_func ("/core/audit-properties/emulation", "emulation.xml", test_host);
  return g_test_run ();
}
