/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drives in a definition: found, emptied, removed with their controller, added where there is room. */
#include <string.h>
#include "casement-domain-drives.h"
#include "casement-xml.h"

#define DISK "<disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none' io='native' iothread='1'/><source file='/d'/><target dev='vda' bus='virtio'/><boot order='1'/></disk>"
#define CD(dev, bus, unit, inner) \
  "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>" inner "<target dev='" dev "' bus='" bus "'/><readonly/><address type='drive' controller='" unit "' bus='0' target='0' unit='0'/></disk>"
#define INSTALLER "<source file='/win.iso'/><boot order='2'/>"

static xmlDocPtr
parse (const char *devices)
{
  g_autofree char *xml = g_strdup_printf ("<domain><devices>%s</devices></domain>", devices);
  g_autoptr (GError) error = NULL;
  xmlDocPtr doc = casement_xml_parse (xml, strlen (xml), "domain", &error);

  g_assert_no_error (error);
  return doc;
}

static void
test_list (void)
{
  g_autoptr (xmlDoc) doc = parse (DISK CD ("sda", "sata", "0", INSTALLER) CD ("sdb", "sata", "0", "")
                                  "<disk type='block' device='disk'><source dev='/dev/x'/><target dev='sdc' bus='scsi'/></disk>"
                                  "<disk type='file' device='floppy'><target dev='fda' bus='fdc'/></disk><disk/>");
  g_autoptr (GPtrArray) drives = casement_domain_list_drives (xmlDocGetRootElement (doc));
  CasementDrive *first, *second, *fourth;

  g_assert_cmpuint (drives->len, ==, 4);
  first = g_ptr_array_index (drives, 0);
  second = g_ptr_array_index (drives, 1);
  fourth = g_ptr_array_index (drives, 3);
  g_assert_false (first->cdrom);
  g_assert_cmpstr (second->target, ==, "sda");
  g_assert_cmpstr (second->bus, ==, "sata");
  g_assert_cmpstr (second->source, ==, "/win.iso");
  g_assert_true (second->cdrom && second->boots);
  g_assert_null (((CasementDrive *) g_ptr_array_index (drives, 2))->source);
  g_assert_cmpstr (fourth->source, ==, "/dev/x");
}

static void
test_media (void)
{
  g_autoptr (xmlDoc) doc = parse (CD ("sda", "sata", "0", INSTALLER "<backingStore/>"));
  xmlNodePtr drive = casement_domain_find_drive (xmlDocGetRootElement (doc), "sda");

  casement_domain_set_media (drive, NULL);
  g_assert_null (casement_xml_child (drive, "source"));
  g_assert_null (casement_xml_child (drive, "backingStore"));
  g_assert_nonnull (casement_xml_child (drive, "boot"));
  casement_domain_set_media (drive, "/a & b.iso");
  casement_domain_set_media (drive, "/c.iso");
  g_assert_cmpuint (casement_xml_count (drive, "source"), ==, 1);
  g_assert_true (casement_xml_attr_is (casement_xml_child (drive, "source"), "file", "/c.iso"));
}

typedef struct {
  const char *name;
  const char *devices;
  gboolean installing;
} Installing;

static const Installing installing[] = {
  { "installer", DISK CD ("sda", "sata", "0", INSTALLER), TRUE },
  { "empty", DISK CD ("sda", "sata", "0", "<boot order='2'/>"), FALSE },
  { "only drivers", DISK CD ("sda", "sata", "0", "<source file='/virtio-win.iso'/>"), FALSE },
  { "agent", CD ("sda", "sata", "0", INSTALLER) "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>", FALSE },
  { "no agent", CD ("sda", "sata", "0", INSTALLER) "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='disconnected'/></channel>", TRUE },
  { "spice agent", CD ("sda", "sata", "0", INSTALLER) "<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0' state='connected'/></channel>", FALSE },
};

static void
test_installing (gconstpointer data)
{
  const Installing *c = data;
  g_autoptr (xmlDoc) doc = parse (c->devices);

  g_assert_cmpint (casement_domain_is_installing (xmlDocGetRootElement (doc)), ==, c->installing);
}

static void
test_remove (void)
{
  g_autoptr (xmlDoc) doc = parse ("<controller type='sata' index='0'/><controller type='sata' index='1'/>" CD ("sda", "sata", "0", "")
                                  CD ("sdb", "sata", "1", "") CD ("sdc", "sata", "1", "") CD ("sdd", "scsi", "0", ""));
  xmlNodePtr root = xmlDocGetRootElement (doc);

  g_assert_false (casement_domain_remove_drive (casement_domain_find_drive (root, "sdb")));
  g_assert_cmpuint (casement_xml_count (root, "devices/controller"), ==, 2);
  /* The last one on a controller that was added takes it along; */
  g_assert_false (casement_domain_remove_drive (casement_domain_find_drive (root, "sdc")));
  g_assert_cmpuint (casement_xml_count (root, "devices/controller"), ==, 1);
  /* the machine's own stays, and that is said. */
  g_assert_true (casement_domain_remove_drive (casement_domain_find_drive (root, "sda")));
  g_assert_cmpuint (casement_xml_count (root, "devices/controller"), ==, 1);
  g_assert_false (casement_domain_remove_drive (casement_domain_find_drive (root, "sdd")));
  g_assert_cmpuint (casement_xml_count (root, "devices/disk"), ==, 0);
}

/* Another SCSI controller is not taken for one of virtio, and places that are taken are left alone. */
static void
test_add (void)
{
  g_autoptr (xmlDoc) doc = parse ("<controller type='scsi' index='0' model='lsilogic'/>" DISK CD ("sda", "scsi", "0", "") CD ("sdb", "sata", "0", ""));
  xmlNodePtr root = xmlDocGetRootElement (doc);
  xmlNodePtr cdrom = casement_domain_add_cdrom (root, NULL);
  xmlNodePtr disk = casement_domain_add_disk (root, "scsi", "/e", "raw");
  xmlNodePtr blk = casement_domain_add_disk (root, "virtio", "/f", "qcow2");
  xmlNodePtr driver = casement_xml_child (blk, "driver");

  g_assert_cmpuint (casement_xml_count (root, "devices/controller[type=scsi]"), ==, 2);
  g_assert_nonnull (casement_xml_find (root, "devices/controller[index=1,model=virtio-scsi]"));
  g_assert_true (casement_xml_attr_is (casement_xml_child (cdrom, "target"), "dev", "sdc"));
  g_assert_true (casement_xml_attr_is (casement_xml_child (cdrom, "address"), "controller", "1"));
  g_assert_true (casement_xml_attr_is (casement_xml_child (cdrom, "address"), "unit", "0"));
  g_assert_nonnull (casement_xml_child (cdrom, "readonly"));
  g_assert_null (casement_xml_child (cdrom, "source"));
  g_assert_true (casement_xml_attr_is (casement_xml_child (disk, "target"), "dev", "sdd"));
  g_assert_true (casement_xml_attr_is (casement_xml_child (disk, "address"), "unit", "1"));
  g_assert_true (casement_xml_attr_is (casement_xml_child (blk, "target"), "dev", "vdb"));
  g_assert_true (casement_xml_attr_is (driver, "cache", "none") && casement_xml_attr_is (driver, "io", "native"));
  g_assert_true (casement_xml_attr_is (driver, "discard", "unmap") && casement_xml_attr_is (driver, "type", "qcow2"));
  g_assert_false (casement_xml_attr_is (driver, "iothread", "1"));
}

static void
test_full (void)
{
  g_autoptr (GString) devices = g_string_new (NULL);
  g_autoptr (xmlDoc) doc = NULL;

  for (char letter = 'a'; letter <= 'z'; letter++)
    g_string_append_printf (devices, "<disk device='disk'><target dev='vd%c' bus='virtio'/></disk>", letter);
  doc = parse (devices->str);
  g_assert_null (casement_domain_add_disk (xmlDocGetRootElement (doc), "virtio", "/f", "raw"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/drives/list", test_list);
  g_test_add_func ("/core/drives/media", test_media);
  g_test_add_func ("/core/drives/remove", test_remove);
  g_test_add_func ("/core/drives/add", test_add);
  g_test_add_func ("/core/drives/full", test_full);
  for (gsize i = 0; i < G_N_ELEMENTS (installing); i++) {
    g_autofree char *path = g_strdup_printf ("/core/drives/installing/%s", installing[i].name);

    g_test_add_data_func (path, &installing[i], test_installing);
  }
  return g_test_run ();
}
