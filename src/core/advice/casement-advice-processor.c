/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-advice-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "casement-xml.h"

/* Software emulation can offer neither the host's processor nor a named one in full; "maximum" is all it can do. */
static gboolean
emulates (const CasementAdviceContext *context)
{
  return !casement_host_facts_has_kvm (context->facts);
}

static gboolean
model_name_is_valid (const char *name)
{
  if (*name == '\0' || strlen (name) > 64)
    return FALSE;
  for (; *name != '\0'; name++)
    if (!g_ascii_isalnum (*name) && strchr ("-_.", *name) == NULL)
      return FALSE;
  return TRUE;
}

/* Families on Microsoft's lists of processors for Windows 11 (https://aka.ms/CPUlist: Intel from the 8th generation on, AMD
 * from Zen+), by libvirt's names. An 8th generation desktop processor is "Skylake-Client" to libvirt. */
static gboolean
is_on_microsofts_list (const char *model)
{
  static const char *const families[] = { "Skylake", "Cascadelake", "Icelake", "Cooperlake", "Snowridge", "SapphireRapids",
                                          "EmeraldRapids", "GraniteRapids", "SierraForest", "ClearwaterForest", "Denverton",
                                          "EPYC", "Dhyana" };

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (g_str_has_prefix (model, families[i]))
      return TRUE;
  return FALSE;
}

/** casement_advice_cpu_is_listed: Returns: whether Microsoft lists the processor, as far as its model is known. */
gboolean
casement_advice_cpu_is_listed (const CasementAdviceContext *context)
{
  const char *model = casement_choice_argument (casement_recommendation_find ("cpu-model"), context, "model=");

  if (model == NULL && !emulates (context))
    model = casement_host_facts_get_cpu_model (context->facts);
  return model == NULL || is_on_microsofts_list (model);
}

/* It works, but the user should know. */
static void
warn_if_old (const CasementAdviceContext *context, const char *model, char **reason)
{
  if (model != NULL && !is_on_microsofts_list (model))
    *reason = g_strdup_printf (_("“%s” is older than the processors that Microsoft lists for %s."), model, context->preset->title);
}

static CasementAdviceState
model_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  const char *choice = casement_recommendation_get_choice (self, context);
  const char *model = casement_choice_argument (self, context, "model=");

  if (model != NULL) {
    if (!casement_host_facts_lists (context->facts, "cpu/custom", model))
      return casement_advice_unsupported (reason, _("This host's libvirt knows no processor model “%s”."), model);
    warn_if_old (context, model, reason);
    return CASEMENT_ADVICE_APPLIED;
  }
  if (emulates (context)) {
    if (!casement_host_facts_supports (context->facts, "cpu/maximum"))
      return casement_advice_unsupported (reason, _("Software emulation on this host has only its default processor."));
    return CASEMENT_ADVICE_APPLIED;
  }
  if (g_str_equal (choice, "host-passthrough") && !casement_host_facts_supports (context->facts, "cpu/host-passthrough"))
    return casement_advice_unsupported (reason, _("This host cannot pass its processor through."));
  if (g_str_equal (choice, "host-model") && !casement_host_facts_supports (context->facts, "cpu/host-model"))
    return casement_advice_unsupported (reason, _("libvirt knows no model for this host's processor."));
  warn_if_old (context, casement_host_facts_get_cpu_model (context->facts), reason);
  return CASEMENT_ADVICE_APPLIED;
}

static char *
model_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  const char *choice = casement_recommendation_get_choice (self, context);
  const char *model = casement_choice_argument (self, context, "model=");

  if (model != NULL)
    return g_strdup (model);
  if (emulates (context))
    return g_strdup (_("All that software emulation can do"));
  if (g_str_equal (choice, "host-passthrough"))
    return g_strdup (_("The host's processor, passed through"));
  if (casement_host_facts_get_cpu_model (context->facts) != NULL)
    return g_strdup_printf (_("Like the host's (%s)"), casement_host_facts_get_cpu_model (context->facts));
  return g_strdup (_("Like the host's"));
}

static void
model_settings (const CasementRecommendation *self,
                const CasementAdviceContext *context,
                CasementDomainSettings *settings)
{
  const char *model = casement_choice_argument (self, context, "model=");

  if (model != NULL) {
    casement_domain_settings_attr (settings, "cpu", "mode", "custom");
    casement_domain_settings_attr (settings, "cpu", "match", "exact");
    casement_domain_settings_text (settings, "cpu/model", model);
    return;
  }
  casement_domain_settings_attr (settings, "cpu", "mode",
                                 emulates (context) ? "maximum" : casement_recommendation_get_choice (self, context));
  casement_domain_settings_attr (settings, "cpu", "match", NULL);
  casement_domain_settings_absent (settings, "cpu/model");
  casement_domain_settings_absent (settings, "cpu/vendor");
}

/* A model that somebody chose. QEMU's generic ones are what libvirt writes where nobody did. */
static char *
infer_model (xmlNodePtr root)
{
  static const char *const generic[] = { "qemu64", "qemu32", "kvm64", "kvm32", NULL };
  g_autofree char *model = casement_xml_dup_text (casement_xml_find (root, "cpu[mode?=custom]/model"));

  return model != NULL && !g_strv_contains (generic, model) ? g_steal_pointer (&model) : NULL;
}

static const CasementChoice model_choices[] = {
  { "host-model", N_("Like the host's"), N_("Nearly every feature of the host, and a definition that can move to a similar host.") },
  { "host-passthrough", N_("Passed through"), N_("Every feature of the host; the virtual machine cannot move to another one."), .accepted = TRUE },
  { "model=", N_("A named model"), N_("Runs on every host that has at least this model; newer features are not used."), model_name_is_valid, infer_model, TRUE },
  { NULL },
};

static CasementAdviceState
check_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  const CasementRecommendation *model = casement_recommendation_find ("cpu-model");

  if (emulates (context))
    return casement_advice_not_applicable (reason, _("Software emulation offers what it has; there is no host "
                                                     "processor to compare with."));
  if (casement_choice_is (model, context, "host-passthrough"))
    return casement_advice_not_applicable (reason, _("A processor that is passed through is always the host's own."));
  if (!casement_advice_is_applied (context, "cpu-model"))
    return casement_advice_not_applicable (reason, _("No processor model is asked for."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
check_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("Start only with exactly the processor asked for"));
}

static void
check_settings (const CasementRecommendation *self,
                const CasementAdviceContext *context,
                CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, "cpu", "check", "full");
}

static guint
hotplug_maximum (const CasementAdviceContext *context)
{
  const char *argument = casement_choice_argument (casement_recommendation_find ("cpu-hotplug"), context, "maximum=");
  guint cpus = casement_vm_spec_get_cpus (context->spec);
  guint64 maximum = 0;

  if (argument != NULL)
    maximum = g_ascii_strtoull (argument, NULL, 10);
  return MAX (cpus, (guint) MIN (maximum, 65536));
}

static guint
guest_sockets (const CasementAdviceContext *context)
{
  const char *argument = casement_choice_argument (casement_recommendation_find ("cpu-topology"), context, "sockets=");
  guint sockets = argument != NULL ? (guint) g_ascii_strtoull (argument, NULL, 10) : 1;

  return MAX (sockets, 1);
}

/* SMT in the guest needs a processor that can tell the guest: AMD's say so by the feature topoext. */
static guint
guest_threads (const CasementAdviceContext *context)
{
  guint threads = casement_host_facts_get_threads_per_core (context->facts);
  guint cpus = hotplug_maximum (context) / guest_sockets (context);

  if (emulates (context) || threads < 2 || cpus % threads != 0)
    return 1;
  if (g_strcmp0 (casement_host_facts_get_cpu_vendor (context->facts), "AMD") == 0
      && casement_host_facts_cpu_lacks_feature (context->facts, "topoext"))
    return 1;
  return threads;
}

static gboolean
sockets_are_valid (const char *argument)
{
  guint64 number;

  return g_ascii_string_to_unsigned (argument, 10, 1, 64, &number, NULL);
}

/* What no edition may use, where it is not known which it is. */
static const CasementEdition *
largest_edition (const CasementAdviceContext *context)
{
  g_autoptr (GPtrArray) list = casement_edition_list (context->preset);
  const CasementEdition *largest = NULL;

  for (guint i = 0; i < list->len; i++) {
    const CasementEdition *edition = g_ptr_array_index (list, i);

    if (largest == NULL || edition->sockets_maximum > largest->sockets_maximum)
      largest = edition;
  }
  return largest;
}

/* The licence of the edition where it is known, else of the one that may use most. */
static CasementAdviceState
topology_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  const CasementEdition *edition = casement_vm_spec_get_edition (context->spec);
  gboolean known = edition != NULL;
  guint sockets = guest_sockets (context);

  if (!known)
    edition = largest_edition (context);
  if (edition != NULL && sockets > edition->sockets_maximum)
    return casement_advice_unsupported (reason, ngettext ("%s uses %u socket at most.", "%s uses %u sockets at most.", edition->sockets_maximum),
                                        known ? edition->title : context->preset->title, edition->sockets_maximum);
  if (hotplug_maximum (context) % sockets != 0)
    return casement_advice_unsupported (reason, _("%u processors cannot be spread evenly over %u sockets."),
                                        hotplug_maximum (context), sockets);
  return CASEMENT_ADVICE_APPLIED;
}

static char *
topology_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  guint threads = guest_threads (context);
  guint sockets = guest_sockets (context);
  guint cores = hotplug_maximum (context) / threads / sockets;
  /* Translators: a processor's shape; the numbers are counted on their own. */
  g_autofree char *core_text = g_strdup_printf (ngettext ("%u core", "%u cores", cores), cores);
  g_autofree char *socket_text = g_strdup_printf (ngettext ("%u socket", "%u sockets", sockets), sockets);

  if (threads == 1)
    return g_strdup_printf (_("%s with %s"), socket_text, core_text);
  return g_strdup_printf (_("%s with %s of %u threads"), socket_text, core_text, threads);
}

static void
topology_settings (const CasementRecommendation *self,
                   const CasementAdviceContext *context,
                   CasementDomainSettings *settings)
{
  guint threads = guest_threads (context);
  guint sockets = guest_sockets (context);
  g_autofree char *sockets_text = g_strdup_printf ("%u", sockets);
  g_autofree char *cores = g_strdup_printf ("%u", hotplug_maximum (context) / threads / sockets);
  g_autofree char *threads_text = g_strdup_printf ("%u", threads);

  casement_domain_settings_attr (settings, "cpu/topology", "sockets", sockets_text);
  casement_domain_settings_attr (settings, "cpu/topology", "cores", cores);
  casement_domain_settings_attr (settings, "cpu/topology", "threads", threads_text);
}

static const CasementChoice topology_choices[] = {
  { "one-socket", N_("One socket"), N_("Within the licence of every edition.") },
  { "sockets=", N_("Several sockets"), N_("Windows uses no more sockets than its edition's licence allows."), sockets_are_valid },
  { NULL },
};

static gboolean
pins_are_valid (const char *argument)
{
  g_auto (GStrv) parts = g_strsplit (argument, ",", -1);
  guint64 number;

  if (parts[0] == NULL || g_strv_length (parts) > 512)
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++)
    if (!g_ascii_string_to_unsigned (parts[i], 10, 0, 8191, &number, NULL))
      return FALSE;
  return TRUE;
}

static CasementAdviceState
pinning_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  const char *pins = casement_choice_argument (self, context, "cpus=");
  g_auto (GStrv) parts = NULL;

  if (pins == NULL)
    return casement_advice_not_applicable (reason, _("Off: the host's scheduler places processors well unless "
                                                     "measured otherwise."));
  parts = g_strsplit (pins, ",", -1);
  if (g_strv_length (parts) != casement_vm_spec_get_cpus (context->spec))
    return casement_advice_unsupported (reason, _("Name one host processor for each of the %u processors."),
                                        casement_vm_spec_get_cpus (context->spec));
  for (guint i = 0; parts[i] != NULL; i++)
    if (casement_host_facts_get_cpus (context->facts) > 0
        && g_ascii_strtoull (parts[i], NULL, 10) >= casement_host_facts_get_cpus (context->facts))
      return casement_advice_unsupported (reason, _("The host has no processor %s."), parts[i]);
  return CASEMENT_ADVICE_APPLIED;
}

static char *
pinning_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  const char *pins = casement_choice_argument (self, context, "cpus=");

  return pins != NULL ? g_strdup_printf (_("On host processors %s"), pins) : g_strdup (_("Off"));
}

static void
pinning_settings (const CasementRecommendation *self,
                  const CasementAdviceContext *context,
                  CasementDomainSettings *settings)
{
  const char *pins = casement_choice_argument (self, context, "cpus=");
  g_auto (GStrv) parts = g_strsplit (pins != NULL ? pins : "", ",", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    g_autofree char *path = g_strdup_printf ("cputune/vcpupin[vcpu=%u]", i);

    casement_domain_settings_attr (settings, path, "cpuset", parts[i]);
  }
}

/* Only what the choice can say: one host processor for each virtual one. */
static char *
infer_pins (xmlNodePtr root)
{
  g_autoptr (GString) list = g_string_new (NULL);
  guint count = casement_xml_count (root, "cputune/vcpupin");

  for (guint i = 0; i < count; i++) {
    g_autofree char *path = g_strdup_printf ("cputune/vcpupin[vcpu=%u]", i);
    g_autofree char *cpu = casement_xml_dup_attr (casement_xml_find (root, path), "cpuset");
    guint64 number;

    if (!casement_xml_parse_uint (cpu, 8191, &number))
      return NULL;
    g_string_append_printf (list, "%s%s", i > 0 ? "," : "", cpu);
  }
  return count > 0 ? g_strdup (list->str) : NULL;
}

static const CasementChoice pinning_choices[] = {
  { "off", N_("Off"), N_("The host's scheduler decides; right for nearly everyone.") },
  { "cpus=", N_("On named host processors"), N_("Less jitter on a host that keeps them free; slower on any other. A list such as 2,3,4,5, one for each processor."), pins_are_valid, infer_pins, TRUE },
  { NULL },
};

static gboolean
number_is_valid (const char *argument)
{
  guint64 number;

  return g_ascii_string_to_unsigned (argument, 10, 1, 4096, &number, NULL);
}

static CasementAdviceState
hotplug_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  guint maximum = hotplug_maximum (context);
  guint limit = casement_host_facts_get_max_vcpus (context->facts);

  if (casement_choice_argument (self, context, "maximum=") == NULL)
    return casement_advice_not_applicable (reason, _("Off: the number of processors is fixed while Windows runs."));
  if (maximum <= casement_vm_spec_get_cpus (context->spec))
    return casement_advice_unsupported (reason, _("The maximum must be above the %u processors it starts with."),
                                        casement_vm_spec_get_cpus (context->spec));
  if (limit > 0 && maximum > limit)
    return casement_advice_unsupported (reason, _("This machine type takes %u processors at most."), limit);
  return CASEMENT_ADVICE_APPLIED;
}

static char *
hotplug_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  guint maximum = hotplug_maximum (context);

  if (casement_choice_argument (self, context, "maximum=") == NULL)
    return g_strdup (_("Off"));
  return g_strdup_printf (ngettext ("Up to %u processor", "Up to %u processors", maximum), maximum);
}

static void
hotplug_settings (const CasementRecommendation *self,
                  const CasementAdviceContext *context,
                  CasementDomainSettings *settings)
{
  g_autofree char *maximum = g_strdup_printf ("%u", hotplug_maximum (context));
  g_autofree char *current = g_strdup_printf ("%u", casement_vm_spec_get_cpus (context->spec));

  casement_domain_settings_text (settings, "vcpu", maximum);
  casement_domain_settings_attr (settings, "vcpu", "current", current);
}

static char *
infer_maximum (xmlNodePtr root)
{
  xmlNodePtr vcpu = casement_xml_find (root, "vcpu");
  g_autofree char *current = casement_xml_dup_attr (vcpu, "current");
  g_autofree char *maximum = casement_xml_dup_text (vcpu);
  guint64 from, to;

  if (!casement_xml_parse_uint (current, 4096, &from) || !casement_xml_parse_uint (maximum, 4096, &to) || to <= from)
    return NULL;
  return g_strdup_printf ("%u", (guint) to);
}

static const CasementChoice hotplug_choices[] = {
  { "off", N_("Off"), N_("The number of processors changes only while the virtual machine is off.") },
  { "maximum=", N_("A higher maximum"), N_("Processors can be added while Windows runs; Windows cannot give them back."), number_is_valid, infer_maximum, TRUE },
  { NULL },
};

static CasementAdviceState
arch_capabilities_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  const char *vendor = casement_host_facts_get_cpu_vendor (context->facts);

  if (emulates (context))
    return casement_advice_not_applicable (reason, _("Software emulation does not offer the feature."));
  if (g_strcmp0 (vendor, "AMD") != 0 && g_strcmp0 (vendor, "Hygon") != 0)
    return casement_advice_not_applicable (reason, _("Only AMD processors are affected."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
arch_capabilities_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("Disabled"));
}

static void
arch_capabilities_settings (const CasementRecommendation *self,
                            const CasementAdviceContext *context,
                            CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, "cpu/feature[name=arch-capabilities]", "policy", "disable");
}

const CasementRecommendation casement_advice_processor[] = {
  {
      .id = "cpu-model",
      .weight = CASEMENT_WEIGHT_SPEED,
      .group = CASEMENT_ADVICE_PROCESSOR,
      .title = N_("Processor model"),
      .why = N_("Windows adapts itself to the processor it sees, and Windows 11 asks for a recent one. A model like "
                "the host's gives it nearly everything the host has and still says exactly what that is."),
      .source = NOTES ("cpu-model"),
      .consequence = N_("Windows sees a generic, old processor: slow, and below Windows 11's requirements."),
      .choices = model_choices,
      .applies = model_applies,
      .wanted = model_wanted,
      .settings = model_settings,
  },
  {
      .id = "cpu-check",
      .weight = CASEMENT_WEIGHT_STABILITY,
      .group = CASEMENT_ADVICE_PROCESSOR,
      .title = N_("Processor check"),
      .why = N_("After a move to another host or a QEMU update a feature may be missing. Windows could crash much "
                "later; with the check the virtual machine says so at once and does not start."),
      .source = NOTES ("cpu-model"),
      .consequence = N_("The virtual machine may start with a silently different processor."),
      .applies = check_applies,
      .wanted = check_wanted,
      .settings = check_settings,
  },
  {
      .id = "cpu-topology",
      .weight = CASEMENT_WEIGHT_SPEED,
      .group = CASEMENT_ADVICE_PROCESSOR,
      .title = N_("Processor topology"),
      .why = N_("Left alone, every processor becomes a socket of its own, and Windows' licence limits sockets: "
                "Windows 11 Home uses one, Pro two. One socket with cores is within every edition's licence."),
      .source = NOTES ("cpu-topology"),
      .consequence = N_("Windows 11 Home uses a single processor, Pro two, however many the virtual machine has."),
      .choices = topology_choices,
      .applies = topology_applies,
      .wanted = topology_wanted,
      .settings = topology_settings,
  },
  {
      .id = "cpu-pinning",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_PROCESSOR,
      .title = N_("Processor pinning"),
      .why = N_("Tying virtual processors to host processors can reduce jitter on a host that keeps those free, and "
                "slows everything down on one that does not. Only a measurement tells."),
      .source = NOTES ("cpu-topology"),
      .consequence = N_("The host's scheduler places the virtual processors."),
      .choices = pinning_choices,
      .applies = pinning_applies,
      .wanted = pinning_wanted,
      .settings = pinning_settings,
  },
  {
      .id = "cpu-hotplug",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_PROCESSOR,
      .title = N_("Processors to add later"),
      .why = N_("With a maximum above the starting number, processors can be added while Windows runs."),
      .source = NOTES ("cpu-topology"),
      .consequence = N_("The number of processors changes only while the virtual machine is off."),
      .choices = hotplug_choices,
      .applies = hotplug_applies,
      .wanted = hotplug_wanted,
      .settings = hotplug_settings,
  },
  { NULL },
};

/* Listed after the enlightenments, as in the guide. */
const CasementRecommendation casement_advice_processor_vendor[] = {
  {
      .id = "arch-capabilities",
      .weight = CASEMENT_WEIGHT_STABILITY,
      .group = CASEMENT_ADVICE_PROCESSOR,
      .title = N_("Feature “arch-capabilities”"),
      .why = N_("AMD processors do not have this feature, but KVM makes it up. Windows trusts it and can crash, and "
                "some QEMU versions refuse to start with it."),
      .source = "https://libvirt.org/news.html",
      .consequence = N_("Windows may crash at start on this AMD host."),
      .applies = arch_capabilities_applies,
      .wanted = arch_capabilities_wanted,
      .settings = arch_capabilities_settings,
  },
  { NULL },
};
