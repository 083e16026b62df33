/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-advice-private.h"

#include <glib/gi18n-lib.h>

/* The Hyper-V reference clock is KVM's; software emulation has none. */
static gboolean
has_hyperv_clock (const CasementAdviceContext *context)
{
  return casement_host_facts_has_kvm (context->facts)
         && casement_host_facts_supports (context->facts, "features/hyperv/features");
}

static char *
clock_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  if (has_hyperv_clock (context))
    return g_strdup (_("Local time, RTC catch-up, PIT delay, no HPET, Hyper-V clock"));
  return g_strdup (_("Local time, RTC catch-up, PIT delay, no HPET; this host has no Hyper-V clock to offer"));
}

static void
clock_settings (const CasementRecommendation *self,
                const CasementAdviceContext *context,
                CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, "clock", "offset", "localtime");
  casement_domain_settings_attr (settings, "clock/timer[name=rtc]", "tickpolicy", "catchup");
  casement_domain_settings_attr (settings, "clock/timer[name=pit]", "tickpolicy", "delay");
  casement_domain_settings_attr (settings, "clock/timer[name=hpet]", "present", "no");
  if (has_hyperv_clock (context))
    casement_domain_settings_attr (settings, "clock/timer[name=hypervclock]", "present", "yes");
}

static char *
power_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("Sleep and hibernation of the guest off"));
}

static void
power_settings (const CasementRecommendation *self,
                const CasementAdviceContext *context,
                CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, "pm/suspend-to-mem", "enabled", "no");
  casement_domain_settings_attr (settings, "pm/suspend-to-disk", "enabled", "no");
}

const CasementRecommendation casement_advice_clock[] = {
  {
      .id = "clock",
      .weight = CASEMENT_WEIGHT_STABILITY,
      .group = CASEMENT_ADVICE_CLOCK,
      .title = N_("Clock"),
      .why = N_("Windows keeps its hardware clock in local time. The slow HPET is taken away and lost ticks are made "
                "up for, so that time runs evenly; Windows' own Hyper-V clock is the cheapest of all."),
      .source = NOTES ("hyper-v-enlightenments"),
      .consequence = N_("Windows shows the wrong time after every start, and an idle guest costs more."),
      .wanted = clock_wanted,
      .settings = clock_settings,
  },
  {
      .id = "power",
      .weight = CASEMENT_WEIGHT_STABILITY,
      .group = CASEMENT_ADVICE_CLOCK,
      .title = N_("Sleep states"),
      .why = N_("A Windows that puts its machine to sleep is hard to wake from outside. Save or pause the virtual "
                "machine instead."),
      .source = LIBVIRT ("power-management"),
      .consequence = N_("Windows may go to sleep and not come back by a key press."),
      .wanted = power_wanted,
      .settings = power_settings,
  },
  { NULL },
};
