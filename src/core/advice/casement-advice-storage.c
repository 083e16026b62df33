/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-advice-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "casement-xml.h"

static char *
newest_q35 (const CasementAdviceContext *context)
{
  const char *machine = casement_host_facts_get_machine (context->facts);

  /* The facts were asked for "q35", which libvirt answers with the newest version; what was asked about another
   * machine type names no q35, and the alias stands for the newest again. */
  return g_strdup (machine != NULL && g_str_has_prefix (machine, "pc-q35-") ? machine : "q35");
}

static char *
machine_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return newest_q35 (context);
}

static void
machine_settings (const CasementRecommendation *self,
                  const CasementAdviceContext *context,
                  CasementDomainSettings *settings)
{
  g_autofree char *machine = newest_q35 (context);

  casement_domain_settings_attr (settings, "os/type", "machine", machine);
}

/* The name that stands for the newest, until libvirt is given it. */
static gboolean
is_newest_by_name (xmlNodePtr root)
{
  return casement_xml_find (root, "os/type[machine=q35]") != NULL;
}

static const char *
chosen_bus (const CasementAdviceContext *context)
{
  const CasementRecommendation *controller = casement_recommendation_find ("storage-controller");
  const char *choice = casement_recommendation_get_choice (controller, context);

  if (g_str_equal (choice, "virtio-scsi"))
    return "scsi";
  return g_str_equal (choice, "sata") ? "sata" : "virtio";
}

static CasementAdviceState
controller_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  const char *bus = chosen_bus (context);

  if (!casement_host_facts_lists (context->facts, "devices/disk/bus", bus))
    return casement_advice_unsupported (reason, _("QEMU on this host has no disks on “%s”."), bus);
  return CASEMENT_ADVICE_APPLIED;
}

static char *
controller_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  const CasementChoice *choice
      = casement_recommendation_find_choice (self, casement_recommendation_get_choice (self, context));

  return g_strdup (choice != NULL ? _(choice->title) : "");
}

/* The first that no other disk has. */
static char *
dup_disk_name (const CasementAdviceContext *context, const char *bus)
{
  char name[] = "sda";

  if (g_str_equal (bus, "virtio"))
    name[0] = 'v';
  while (context->disk_names != NULL && g_strv_contains ((const char *const *) context->disk_names, name) && name[2] < 'z')
    name[2]++;
  return g_strdup (name);
}

static void
controller_settings (const CasementRecommendation *self,
                     const CasementAdviceContext *context,
                     CasementDomainSettings *settings)
{
  const char *bus = chosen_bus (context);

  casement_domain_settings_attr (settings, SYSTEM_DISK "/target", "bus", bus);
  /* What is on that bus already keeps its name and its place; from another one it takes neither along. */
  if (g_strcmp0 (context->disk_bus, bus) != 0) {
    g_autofree char *name = dup_disk_name (context, bus);

    casement_domain_settings_attr (settings, SYSTEM_DISK "/target", "dev", name);
    if (context->disk_bus != NULL)
      casement_domain_settings_absent (settings, SYSTEM_DISK "/address");
  }
  if (g_str_equal (bus, "virtio"))
    casement_domain_settings_attr (settings, SYSTEM_DISK "/target", "rotation_rate", NULL);
  if (g_str_equal (bus, "scsi")) {
    casement_domain_settings_default (settings, "devices/controller[type=scsi]", "index", "0");
    casement_domain_settings_attr (settings, "devices/controller[type=scsi]", "model", "virtio-scsi");
  }
}

static const CasementChoice controller_choices[] = {
  { "virtio-blk", N_("virtio-blk"), N_("Fastest; up to 28 disks; Setup needs the driver image.") },
  { "virtio-scsi", N_("virtio-scsi"), N_("Slightly slower; pass-through, many disks, CD-ROMs; Setup needs the driver image."), .accepted = TRUE },
  { "sata", N_("SATA"), N_("Slow, but Windows has the driver: for an installation without the driver image.") },
  { NULL },
};

static char *
virtio_modern_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("virtio 1.0 devices"));
}

static void
virtio_modern_settings (const CasementRecommendation *self,
                        const CasementAdviceContext *context,
                        CasementDomainSettings *settings)
{
  /* Of devices whose model may be the transitional form; without a model, a q35 machine gives the modern one. */
  static const char *const paths[] = {
    "devices/disk[model=virtio-transitional]",       "devices/controller[model=virtio-transitional]",
    "devices/memballoon[model=virtio-transitional]", "devices/rng[model=virtio-transitional]",
    "devices/input[model=virtio-transitional]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    casement_domain_settings_rename (settings, paths[i], "model", "virtio-non-transitional");
  casement_domain_settings_rename (settings, "devices/interface/model[type=virtio-transitional]", "type",
                                   "virtio-non-transitional");
}

/** casement_advice_disk_bus: Returns: libvirt's name of the bus that the system disk is on, or will be. */
const char *
casement_advice_disk_bus (const CasementAdviceContext *context)
{
  return context->disk_bus != NULL ? context->disk_bus : chosen_bus (context);
}

const CasementRecommendation casement_advice_storage[] = {
  {
      .id = "machine-type",
      .weight = CASEMENT_WEIGHT_STABILITY,
      .risk = CASEMENT_RISK_DRIVER,
      .group = CASEMENT_ADVICE_STORAGE,
      .title = N_("Machine type"),
      .why = N_("The newest q35 is a PCI Express machine with hotplug and few relics."),
      .source = NOTES ("machine-type"),
      .satisfied = is_newest_by_name,
      .wanted = machine_wanted,
      .settings = machine_settings,
  },
  {
      .id = "virtio-modern",
      .weight = CASEMENT_WEIGHT_SPEED,
      .group = CASEMENT_ADVICE_STORAGE,
      .title = N_("Modern virtio devices"),
      .why = N_("virtio 1.0 devices are faster than the older form, which current Windows drivers no longer need."),
      .source = NOTES ("notes"),
      .consequence = N_("Devices of the older form stay as they are."),
      .wanted = virtio_modern_wanted,
      .settings = virtio_modern_settings,
  },
  {
      .id = "storage-controller",
      .weight = CASEMENT_WEIGHT_SPEED,
      .risk = CASEMENT_RISK_DRIVER,
      .group = CASEMENT_ADVICE_STORAGE,
      .title = N_("Disk controller"),
      .why = N_("A virtio disk is several times faster than an emulated SATA one and gives unused space back to the "
                "host. virtio-blk is the fastest; virtio-scsi can do more."),
      .source = NOTES ("storage-controller"),
      .choices = controller_choices,
      .applies = controller_applies,
      .wanted = controller_wanted,
      .settings = controller_settings,
  },
  { NULL },
};
