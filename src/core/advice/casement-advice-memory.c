/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-advice-private.h"

#include <glib/gi18n-lib.h>
#include "casement-size.h"

static char *
kib (guint64 bytes)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, bytes / 1024);
}

static char *
minimum_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  g_autofree char *minimum = casement_size_format (context->preset->memory_minimum);

  return g_strdup_printf (_("At least %s"), minimum);
}

static guint64
maximum_for (const CasementAdviceContext *context)
{
  const CasementEdition *edition = casement_vm_spec_get_edition (context->spec);

  return edition != NULL ? edition->memory_maximum : context->preset->memory_maximum;
}

static char *
maximum_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  g_autofree char *maximum = casement_size_format (maximum_for (context));

  return g_strdup_printf (_("At most %s"), maximum);
}

/* The amount itself is the user's; the two rows guard its ends. */
static void
minimum_settings (const CasementRecommendation *self,
                  const CasementAdviceContext *context,
                  CasementDomainSettings *settings)
{
  casement_domain_settings_range (settings, "memory", context->preset->memory_minimum / 1024, G_MAXINT64);
}

static void
maximum_settings (const CasementRecommendation *self,
                  const CasementAdviceContext *context,
                  CasementDomainSettings *settings)
{
  guint64 maximum = maximum_for (context) / 1024;

  casement_domain_settings_range (settings, "memory", 0, maximum);
  casement_domain_settings_range (settings, "currentMemory", 0, maximum);
}

static CasementAdviceState
backing_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (!casement_host_facts_lists (context->facts, "memoryBacking/sourceType", "memfd"))
    return casement_advice_unsupported (reason, _("QEMU or libvirt on this host cannot use memfd memory."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
backing_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  if (casement_choice_is (self, context, "hugepages"))
    return g_strdup (_("Shared memfd on huge pages"));
  return g_strdup (_("Shared memfd"));
}

static void
backing_settings (const CasementRecommendation *self,
                  const CasementAdviceContext *context,
                  CasementDomainSettings *settings)
{
  guint64 libvirt = casement_host_facts_get_libvirt_version (context->facts);

  casement_domain_settings_attr (settings, "memoryBacking/source", "type", "memfd");
  casement_domain_settings_attr (settings, "memoryBacking/access", "mode", "shared");
  if (casement_choice_is (self, context, "hugepages"))
    casement_domain_settings_present (settings, "memoryBacking/hugepages");
  /* libvirt could share memory of a NUMA cell only until 6.9.0 (its news). */
  if (libvirt < CASEMENT_VERSION_NUMBER (6, 9, 0)) {
    g_autofree char *cpus = g_strdup_printf ("0-%u", casement_vm_spec_get_cpus (context->spec) - 1);
    g_autofree char *memory = kib (casement_vm_spec_get_memory (context->spec));

    casement_domain_settings_attr (settings, "cpu/numa/cell[id=0]", "cpus", cpus);
    casement_domain_settings_attr (settings, "cpu/numa/cell[id=0]", "memory", memory);
    casement_domain_settings_attr (settings, "cpu/numa/cell[id=0]", "unit", "KiB");
  }
}

static const CasementChoice backing_choices[] = {
  { "shared", N_("Ordinary pages"), N_("Memory is taken from the host as Windows uses it, and the host may swap it.") },
  { "hugepages", N_("Huge pages"), N_("Less overhead; the host must have set the pages aside, and cannot swap them."), .accepted = TRUE },
  { NULL },
};

static char *
balloon_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("Balloon device, all memory given at start"));
}

static void
balloon_settings (const CasementRecommendation *self,
                  const CasementAdviceContext *context,
                  CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, "devices/memballoon", "model", "virtio");
  casement_domain_settings_or_unset (settings);
}

const CasementRecommendation casement_advice_memory[] = {
  {
      .id = "memory-minimum",
      .weight = CASEMENT_WEIGHT_STABILITY,
      .group = CASEMENT_ADVICE_MEMORY,
      .title = N_("Least memory"),
      .why = N_("With less than Microsoft's minimum Setup refuses to install."),
      .source = WINDOWS_11_REQUIREMENTS,
      .wanted = minimum_wanted,
      .settings = minimum_settings,
  },
  {
      .id = "memory-maximum",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_MEMORY,
      .title = N_("Most memory"),
      .why = N_("Memory above what the edition may use is lost to the host and of no use to Windows."),
      .source = "https://learn.microsoft.com/windows/win32/memory/memory-limits-for-windows-releases",
      .wanted = maximum_wanted,
      .settings = maximum_settings,
  },
  {
      .id = "memory-backing",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_MEMORY,
      .title = N_("Memory backing"),
      .why = N_("Shared memory is what a folder shared by virtio-fs needs. It costs nothing now and saves rebuilding "
                "the virtual machine later."),
      .source = NOTES ("memory-backing"),
      .consequence = N_("A folder cannot be shared by virtio-fs until this is changed."),
      .choices = backing_choices,
      .applies = backing_applies,
      .wanted = backing_wanted,
      .settings = backing_settings,
  },
  {
      .id = "ballooning",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_MEMORY,
      .title = N_("Memory balloon"),
      .why = N_("With the device, memory can be taken back from a running Windows by hand. Windows shows memory that "
                "was taken back as in use."),
      .source = NOTES ("memory-ballooning"),
      .consequence = N_("The memory of a running virtual machine cannot be changed."),
      .wanted = balloon_wanted,
      .settings = balloon_settings,
  },
  { NULL },
};
