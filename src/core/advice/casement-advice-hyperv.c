/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-advice-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "casement-xml.h"

/* The children of <features><hyperv>: one record each, from one table. Dependencies are QEMU's
 * (https://www.qemu.org/docs/master/system/i386/hyperv.html). */

#define FEATURES "features/hyperv/features"

static const char *
feature_of (const CasementRecommendation *self)
{
  return self->id + strlen ("hyperv-");
}

/* The id of another recommendation that must be applied too, or NULL. */
static const char *
dependency_of (const char *feature)
{
  static const struct {
    const char *feature;
    const char *needs;
  } table[] = {
    { "synic", "hyperv-vpindex" },
    { "stimer", "hyperv-synic" },
    { "tlbflush", "hyperv-vpindex" },
    { "ipi", "hyperv-vpindex" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].feature, feature) == 0)
      return table[i].needs;
  return NULL;
}

static CasementAdviceState
feature_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  const char *feature = feature_of (self);
  const char *needs = dependency_of (feature);

  if (!casement_host_facts_supports (context->facts, FEATURES))
    return casement_advice_unsupported (reason, _("libvirt lists no Hyper-V enlightenments for this host."));
  if (!casement_host_facts_lists (context->facts, FEATURES, feature))
    return casement_advice_unsupported (
        reason,
        casement_host_facts_has_kvm (context->facts) ? _("KVM on this host does not offer “%s”.")
                                                     : _("Software emulation does not offer “%s”."),
        feature);
  if (needs != NULL && !casement_advice_is_applied (context, needs))
    return casement_advice_unsupported (reason, _("It needs “%s”, which is left out."), needs);
  if (strcmp (feature, "stimer") == 0 && !casement_advice_is_applied (context, "clock"))
    return casement_advice_unsupported (reason, _("It needs the Hyper-V clock of “%s”, which is left out."), "clock");
  return CASEMENT_ADVICE_APPLIED;
}

static char *
feature_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  if (strcmp (self->id, "hyperv-spinlocks") == 0)
    return g_strdup (_("On, 8191 attempts"));
  return g_strdup (_("On"));
}

static void
feature_settings (const CasementRecommendation *self,
                  const CasementAdviceContext *context,
                  CasementDomainSettings *settings)
{
  g_autofree char *path = g_strconcat ("features/hyperv/", feature_of (self), NULL);

  casement_domain_settings_attr (settings, path, "state", "on");
  if (strcmp (self->id, "hyperv-spinlocks") == 0)
    casement_domain_settings_attr (settings, path, "retries", "8191");
  if (strcmp (self->id, "hyperv-stimer") == 0
      && casement_host_facts_lists (context->facts, "features/hyperv/defaults/stimer_direct", "on"))
    casement_domain_settings_attr (settings, "features/hyperv/stimer/direct", "state", "on");
}

static CasementAdviceState
mode_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (!casement_choice_is (self, context, "host-model"))
    return casement_advice_not_applicable (reason, _("Each enlightenment is named by itself."));
  /* libvirt's news: <hyperv mode='host-model'/> since 11.9.0 */
  if (casement_host_facts_get_libvirt_version (context->facts) < CASEMENT_VERSION_NUMBER (11, 9, 0))
    return casement_advice_unsupported (reason, _("This needs libvirt 11.9 or newer."));
  if (!casement_host_facts_supports (context->facts, FEATURES))
    return casement_advice_unsupported (reason, _("libvirt lists no Hyper-V enlightenments for this host."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
mode_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (casement_choice_is (self, context, "host-model") ? _("All that the host has") : _("As listed"));
}

static void
mode_settings (const CasementRecommendation *self,
               const CasementAdviceContext *context,
               CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, "features/hyperv", "mode", "host-model");
}

/* What QEMU documents as of use to nested guests only. */
static const char *const nested_features[] = { "evmcs", "avic", "reenlightenment", "emsr_bitmap" };

static gboolean
fills_in (const CasementAdviceContext *context)
{
  return casement_advice_is_applied (context, "hyperv-mode");
}

static CasementAdviceState
nested_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (casement_choice_is (self, context, "on"))
    return casement_advice_not_applicable (reason, _("Virtual machines inside Windows are wanted."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
nested_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("Left out"));
}

static void
nested_settings (const CasementRecommendation *self,
                 const CasementAdviceContext *context,
                 CasementDomainSettings *settings)
{
  for (guint i = 0; i < G_N_ELEMENTS (nested_features); i++) {
    g_autofree char *path = g_strconcat ("features/hyperv/", nested_features[i], NULL);
    g_autofree char *used = g_strconcat (path, "[state?=on]", NULL);

    /* Where libvirt fills in, only saying no keeps a feature out. */
    if (!fills_in (context))
      casement_domain_settings_absent (settings, used);
    else if (casement_host_facts_lists (context->facts, FEATURES, nested_features[i]))
      casement_domain_settings_attr (settings, path, "state", "off");
  }
}

static const CasementChoice nested_choices[] = {
  { "off", N_("Left out"), N_("Right unless virtual machines run inside Windows.") },
  { "on", N_("As they are"), N_("For Hyper-V, WSL 2 or virtualization-based security inside Windows.") },
  { NULL },
};

static const CasementChoice mode_choices[] = {
  { "listed", N_("As listed"), N_("Exactly the features named here, the same on every host."), .accepted = TRUE },
  { "host-model", N_("All that the host has"), N_("libvirt fills in the rest when the virtual machine starts; another host may have other features."), .accepted = TRUE },
  { NULL },
};

/* <hyperv mode='passthrough'> already has all of them. */
static gboolean
passed_through (xmlNodePtr root)
{
  return casement_xml_find (root, "features/hyperv[mode=passthrough]") != NULL;
}

#define FEATURE(name_, title_, why_, consequence_)                                                                    \
  {                                                                                                                   \
    .id = "hyperv-" name_, .weight = CASEMENT_WEIGHT_SPEED, .group = CASEMENT_ADVICE_HYPERV, .title = title_, .why = why_, .source = HYPERV_DOCS,       \
    .consequence = consequence_, .satisfied = passed_through, .applies = feature_applies, .wanted = feature_wanted, .settings = feature_settings,  \
  }

const CasementRecommendation casement_advice_hyperv[] = {
  {
      .id = "hyperv-mode",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_HYPERV,
      .title = N_("Set of enlightenments"),
      .why = N_("Naming each enlightenment keeps the virtual machine the same everywhere. Newer libvirt can fill in "
                "all that the host has instead."),
      .source = LIBVIRT ("hypervisor-features"),
      .consequence = N_("Only the enlightenments named one by one are set."),
      .choices = mode_choices,
      .applies = mode_applies,
      .wanted = mode_wanted,
      .settings = mode_settings,
  },
  FEATURE ("relaxed", N_("Relaxed timing"),
           N_("Tells Windows that a virtual processor may pause, so that its watchdogs do not stop the system with a "
              "blue screen on a busy host."),
           N_("On a busy host Windows may stop with a watchdog error.")),
  FEATURE ("vapic", N_("Virtual APIC"), N_("Interrupts are acknowledged without leaving the guest."),
           N_("Every interrupt costs more.")),
  FEATURE ("spinlocks", N_("Spinlock hints"),
           N_("Windows gives the processor back when a lock is held by a virtual processor that is not running."),
           N_("Processors spin in vain when the host is busy.")),
  FEATURE ("vpindex", N_("Virtual processor index"),
           N_("Gives each virtual processor a number that other enlightenments need."),
           N_("Synthetic timers, fast flushes and fast interrupts cannot be used.")),
  FEATURE ("runtime", N_("Processor run time"),
           N_("Windows learns how long its processors really ran, so that its figures are right."),
           N_("Windows' processor figures are off on a busy host.")),
  FEATURE ("synic", N_("Synthetic interrupt controller"), N_("The base of the synthetic timers."),
           N_("Synthetic timers cannot be used.")),
  FEATURE ("stimer", N_("Synthetic timers"),
           N_("Windows uses these timers instead of emulated hardware: an idle virtual machine costs the host far less."),
           N_("An idle Windows keeps a host processor noticeably busy.")),
  FEATURE ("reset", N_("Reset through the hypervisor"), N_("Windows can restart the machine by a hypervisor call."),
           N_("Windows restarts through emulated hardware, which works too.")),
  FEATURE ("frequencies", N_("Clock frequencies"),
           N_("Windows reads the frequencies of its timers instead of measuring them at every start."),
           N_("Windows measures its timers at start and may get them slightly wrong.")),
  FEATURE ("tlbflush", N_("Fast TLB flush"),
           N_("One call flushes address caches on all processors, without waking those that do not run. A Windows "
              "Server 2022 on an AMD host was seen to crash until this was off: then decline it."),
           N_("Flushing address caches interrupts every virtual processor.")),
  FEATURE ("ipi", N_("Fast interrupts between processors"),
           N_("One call interrupts several processors."), N_("Each interrupt between processors costs more.")),
  {
      .id = "hyperv-nested",
      .weight = CASEMENT_WEIGHT_STABILITY,
      .group = CASEMENT_ADVICE_HYPERV,
      .title = N_("Enlightenments for nested virtualization"),
      .why = N_("These help only a hypervisor inside Windows, and some of them get in the way of everything else."),
      .source = HYPERV_DOCS,
      .consequence = N_("Enlightenments for nested virtualization stay as they are."),
      .choices = nested_choices,
      .applies = nested_applies,
      .wanted = nested_wanted,
      .settings = nested_settings,
  },
  { NULL },
};
