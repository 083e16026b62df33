/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-domain-builder.h"

#include "casement-xml.h"

/* The skeleton that recommendations are applied to: what every virtual machine has, and nothing a recommendation owns. */

static void
add_identity (GVirConfigDomain *domain, const CasementAdviceContext *context, const char *uuid)
{
  g_autofree char *osinfo = g_markup_printf_escaped ("<libosinfo><os id=\"%s\"/></libosinfo>", context->preset->os_id);
  /* Acted upon when the machine is started, which may be long after it was made. */
  gboolean declined = casement_vm_spec_get_declined (context->spec, "boot-prompt");
  g_autofree char *machine = g_markup_printf_escaped (declined ? "<machine preset=\"%s\" boot-prompt=\"off\"/>"
                                                               : "<machine preset=\"%s\"/>",
                                                      context->preset->id);

  gvir_config_domain_set_name (domain, casement_vm_spec_get_name (context->spec));
  if (uuid != NULL)
    gvir_config_domain_set_uuid (domain, uuid);
  gvir_config_domain_set_custom_xml_ns_children (domain, osinfo, "libosinfo",
                                                 "http://libosinfo.org/xmlns/libvirt/domain/1.0", NULL);
  gvir_config_domain_set_custom_xml (domain, machine, "casement", CASEMENT_XMLNS, NULL);
}

static void
add_machine (GVirConfigDomain *domain, const CasementAdviceContext *context)
{
  g_autoptr (GVirConfigDomainOs) os = gvir_config_domain_os_new ();
  guint64 kib = casement_vm_spec_get_memory (context->spec) / 1024;

  gvir_config_domain_set_virt_type (domain, casement_host_facts_has_kvm (context->facts) ? GVIR_CONFIG_DOMAIN_VIRT_KVM
                                                                                         : GVIR_CONFIG_DOMAIN_VIRT_QEMU);
  gvir_config_domain_set_memory (domain, kib);
  gvir_config_domain_set_current_memory (domain, kib);
  gvir_config_domain_set_vcpus (domain, casement_vm_spec_get_cpus (context->spec));
  gvir_config_domain_os_set_os_type (os, GVIR_CONFIG_DOMAIN_OS_TYPE_HVM);
  gvir_config_domain_os_set_arch (os, casement_host_facts_get_arch (context->facts));
  gvir_config_domain_set_os (domain, os);
  gvir_config_domain_set_lifecycle (domain, GVIR_CONFIG_DOMAIN_LIFECYCLE_ON_POWEROFF,
                                    GVIR_CONFIG_DOMAIN_LIFECYCLE_DESTROY);
  gvir_config_domain_set_lifecycle (domain, GVIR_CONFIG_DOMAIN_LIFECYCLE_ON_REBOOT,
                                    GVIR_CONFIG_DOMAIN_LIFECYCLE_RESTART);
  gvir_config_domain_set_lifecycle (domain, GVIR_CONFIG_DOMAIN_LIFECYCLE_ON_CRASH,
                                    GVIR_CONFIG_DOMAIN_LIFECYCLE_DESTROY);
}

static void
add_disk (GVirConfigDomain *domain, const char *path)
{
  g_autoptr (GVirConfigDomainDisk) disk = gvir_config_domain_disk_new ();

  gvir_config_domain_disk_set_type (disk, GVIR_CONFIG_DOMAIN_DISK_FILE);
  gvir_config_domain_disk_set_guest_device_type (disk, GVIR_CONFIG_DOMAIN_DISK_GUEST_DEVICE_DISK);
  gvir_config_domain_disk_set_source (disk, path);
  gvir_config_domain_add_device (domain, GVIR_CONFIG_DOMAIN_DEVICE (disk));
}

/* An empty drive has a target and no source. */
static void
add_cdrom (GVirConfigDomain *domain, const char *target, const char *path)
{
  g_autoptr (GVirConfigDomainDisk) disk = gvir_config_domain_disk_new ();
  g_autoptr (GVirConfigDomainDiskDriver) driver = gvir_config_domain_disk_driver_new ();

  gvir_config_domain_disk_set_type (disk, GVIR_CONFIG_DOMAIN_DISK_FILE);
  gvir_config_domain_disk_set_guest_device_type (disk, GVIR_CONFIG_DOMAIN_DISK_GUEST_DEVICE_CDROM);
  gvir_config_domain_disk_driver_set_name (driver, "qemu");
  gvir_config_domain_disk_driver_set_format (driver, GVIR_CONFIG_DOMAIN_DISK_FORMAT_RAW);
  gvir_config_domain_disk_set_driver (disk, driver);
  if (path != NULL)
    gvir_config_domain_disk_set_source (disk, path);
  gvir_config_domain_disk_set_target_dev (disk, target);
  gvir_config_domain_add_device (domain, GVIR_CONFIG_DOMAIN_DEVICE (disk));
}

/* A serial port for what firmware and boot loader say; costs nothing unread. */
static void
add_serial (GVirConfigDomain *domain)
{
  g_autoptr (GVirConfigDomainSerial) serial = gvir_config_domain_serial_new ();
  g_autoptr (GVirConfigDomainChardevSourcePty) source = gvir_config_domain_chardev_source_pty_new ();

  gvir_config_domain_chardev_set_source (GVIR_CONFIG_DOMAIN_CHARDEV (serial),
                                         GVIR_CONFIG_DOMAIN_CHARDEV_SOURCE (source));
  gvir_config_domain_add_device (domain, GVIR_CONFIG_DOMAIN_DEVICE (serial));
}

static void
add_emulator (GVirConfigDomain *domain, const CasementAdviceContext *context)
{
  casement_xml_set_text (casement_xml_ensure (casement_domain_get_node (domain), "devices/emulator"),
                         casement_host_facts_get_emulator (context->facts));
}

/**
 * casement_domain_build:
 * @context: all of it, the disk's path included
 * @uuid: (nullable): %NULL lets libvirt choose
 * @except: (nullable): id of a recommendation that is not followed, with nothing else than that changed
 *
 * Pure: opens nothing, asks nobody.
 *
 * Returns: (transfer full): the domain with every recommendation that applies and was not declined.
 */
GVirConfigDomain *
casement_domain_build (const CasementAdviceContext *context, const char *uuid, const char *except)
{
  GVirConfigDomain *domain = gvir_config_domain_new ();
  const CasementRecommendation *const *item;

  add_identity (domain, context, uuid);
  add_machine (domain, context);
  add_disk (domain, context->disk);
  add_cdrom (domain, "sdb", casement_vm_spec_get_iso_path (context->spec));
  add_cdrom (domain, "sdc", casement_vm_spec_get_drivers_path (context->spec));
  add_serial (domain);
  add_emulator (domain, context);

  for (item = casement_recommendation_get_all (NULL); *item != NULL; item++)
    if (g_strcmp0 ((*item)->id, except) != 0 && casement_recommendation_judge (*item, context, NULL) == CASEMENT_ADVICE_APPLIED)
      casement_recommendation_apply (*item, casement_domain_get_node (domain), context);
  return domain;
}
