/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli-spec.h"

#include <glib/gi18n.h>
#include "casement-error.h"
#include "casement-cli-choices.h"
#include "casement-cli-explain.h"
#include "casement-plan.h"
#include "casement-size.h"

typedef struct {
  CasementCliSpec spec;
  char *capabilities;
  char *explain;
  gboolean xml;
  gboolean json;
} Options;

static CasementHostFacts *
get_facts (CasementCli *cli, Options *options, GError **error)
{
  g_autoptr (CasementConnection) connection = NULL;
  g_autofree char *text = NULL;

  if (options->capabilities != NULL) {
    CasementHostInput input = { NULL };

    text = casement_cli_read_xml (options->capabilities, error);
    if (text == NULL)
      return NULL;
    input.domain_capabilities = text;
    return casement_host_facts_new (&input, error);
  }
  connection = casement_cli_connect (cli, error);
  return connection != NULL ? casement_connection_probe_host (connection, NULL, error) : NULL;
}

/* Where libvirt's default pool is; the pool itself is asked only when a virtual machine is made. */
static char *
get_disk_path (CasementPlan *plan)
{
  g_autofree char *volume = casement_disk_plan_dup_volume_name (casement_plan_get_disk (plan), NULL);

  if (casement_host_facts_is_session (casement_plan_get_facts (plan)))
    return g_build_filename (g_get_user_data_dir (), "libvirt", "images", volume, NULL);
  return g_build_filename ("/var/lib/libvirt/images", volume, NULL);
}

static void
write_xml (CasementPlan *plan)
{
  g_autofree char *disk = get_disk_path (plan);
  g_autoptr (GVirConfigDomain) domain = casement_plan_build_domain (plan, NULL, disk);
  g_autofree char *xml = gvir_config_object_to_xml (GVIR_CONFIG_OBJECT (domain));

  casement_cli_write (xml);
}

static void
write_header (CasementPlan *plan)
{
  CasementVmSpec *spec = casement_plan_get_spec (plan);
  CasementHostFacts *facts = casement_plan_get_facts (plan);
  g_autofree char *memory = casement_size_format (casement_vm_spec_get_memory (spec));
  g_autofree char *disk = casement_size_format (casement_vm_spec_get_disk_size (spec));

  g_print (_("%s: %s, %s of memory, %u processors, %s disk (%s)\n"),
           casement_vm_spec_get_preset (spec)->title, casement_vm_spec_get_name (spec), memory,
           casement_vm_spec_get_cpus (spec), disk,
           casement_disk_plan_get_format (casement_plan_get_disk (plan)));
  g_print (_("on %s, %s\n"), casement_host_facts_get_emulator (facts),
           casement_host_facts_has_kvm (facts) ? _("with KVM") : _("in software emulation (slow)"));
}

static const char *
get_mark (CasementAdviceState state)
{
  switch (state) {
  case CASEMENT_ADVICE_APPLIED:
    return "+";
  case CASEMENT_ADVICE_DECLINED:
    return "-";
  case CASEMENT_ADVICE_UNSUPPORTED:
    return "!";
  case CASEMENT_ADVICE_NOT_APPLICABLE:
  default:
    return " ";
  }
}

/* What else could be had, and what doing without means. */
static void
write_alternatives (CasementPlan *plan, CasementAdvice *advice)
{
  const CasementRecommendation *recommendation = casement_advice_get_recommendation (advice);
  const CasementAdviceContext context = { .facts = casement_plan_get_facts (plan),
                                          .spec = casement_plan_get_spec (plan),
                                          .preset = casement_vm_spec_get_preset (casement_plan_get_spec (plan)) };
  const char *value = casement_recommendation_get_choice (recommendation, &context);
  const CasementChoice *chosen = value != NULL ? casement_recommendation_find_choice (recommendation, value) : NULL;

  for (const CasementChoice *choice = recommendation->choices; choice != NULL && choice->value != NULL; choice++)
    if (choice != chosen && !choice->existing_only)
      g_print ("     --set %s=%s%s: %s\n", recommendation->id, choice->value, g_str_has_suffix (choice->value, "=") ? "…" : "",
               _(choice->cost));
  if (recommendation->consequence != NULL && casement_advice_get_state (advice) == CASEMENT_ADVICE_APPLIED)
    g_print ("     --decline %s: %s\n", recommendation->id, _(recommendation->consequence));
}

static void
write_advice (CasementPlan *plan, CasementAdvice *advice, gboolean verbose)
{
  const CasementRecommendation *recommendation = casement_advice_get_recommendation (advice);
  CasementAdviceState state = casement_advice_get_state (advice);
  const char *text = state == CASEMENT_ADVICE_APPLIED ? casement_advice_get_wanted (advice)
                                                      : casement_advice_get_reason (advice);
  const char *cells[] = { get_mark (state), recommendation->id, text };
  static const guint widths[] = { 1, 22, 0 };

  if (text == NULL)
    cells[2] = _(recommendation->title);
  casement_cli_write_row (cells, widths, G_N_ELEMENTS (cells));
  if (!verbose)
    return;
  g_print ("     %s\n     <%s>\n", _(recommendation->why), recommendation->source);
  write_alternatives (plan, advice);
}

static void
write_group (CasementPlan *plan, CasementAdviceGroup group, gboolean verbose)
{
  gboolean titled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++) {
    g_autoptr (CasementAdvice) advice = g_list_model_get_item (G_LIST_MODEL (plan), i);

    if (casement_advice_get_recommendation (advice)->group != group)
      continue;
    if (!titled)
      g_print ("\n%s\n", casement_advice_group_get_title (group));
    titled = TRUE;
    write_advice (plan, advice, verbose);
  }
}

static void
write_table (CasementPlan *plan, gboolean verbose)
{
  write_header (plan);
  for (int group = CASEMENT_ADVICE_FIRMWARE; group <= CASEMENT_ADVICE_INSTALL; group++)
    write_group (plan, (CasementAdviceGroup) group, verbose);
  g_print ("\n%s\n", _("+ will be set   - declined   ! not possible on this host   (blank) does not apply"));
}

static gboolean
plan (CasementCli *cli, Options *options, const char *name, GError **error)
{
  g_autoptr (CasementVmSpec) spec = NULL;
  g_autoptr (CasementHostFacts) facts = NULL;
  g_autoptr (CasementPlan) result = NULL;
  g_autoptr (GError) check_error = NULL;

  spec = casement_cli_spec_new_vm_spec (&options->spec, name, error);
  if (spec == NULL || !casement_cli_spec_name_drivers (&options->spec, spec, error))
    return FALSE;
  /* Another host's are not here. */
  if (options->capabilities == NULL)
    casement_cli_spec_find_drivers (&options->spec, spec);
  if (name == NULL)
    casement_vm_spec_set_name (spec, casement_vm_spec_get_preset (spec)->title);
  facts = get_facts (cli, options, error);
  if (facts == NULL || !casement_cli_spec_apply (&options->spec, spec, facts, error))
    return FALSE;
  /* The domain's XML could not hold it. */
  if (!casement_vm_spec_check_name (casement_vm_spec_get_name (spec), error))
    return FALSE;

  result = casement_plan_new (spec, facts);
  if (options->explain != NULL) {
    casement_cli_explain (result, options->explain, options->xml);
  } else if (options->xml) {
    write_xml (result);
  } else if (options->json) {
    g_autofree char *json = casement_plan_to_json (result);

    casement_cli_write (json);
  } else {
    write_table (result, cli->verbose);
  }
  if (!casement_plan_check (result, &check_error))
    casement_cli_warn (_("This could not be created: %s"), check_error->message);
  return TRUE;
}

static int
run (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  Options options = { { NULL } };
  GOptionEntry entries[CASEMENT_CLI_SPEC_N_ENTRIES + 5] = { G_OPTION_ENTRY_NULL };
  GOptionEntry *own = entries + CASEMENT_CLI_SPEC_N_ENTRIES;
  g_autoptr (GError) error = NULL;
  int status = CASEMENT_CLI_DONE;

  casement_cli_spec_add_entries (&options.spec, entries);
  own[0]
      = (GOptionEntry){ "xml", 0, 0, G_OPTION_ARG_NONE, &options.xml, N_("Write the domain’s XML; with --explain, what changes in it"), NULL };
  own[1] = (GOptionEntry){ "json", 0, 0, G_OPTION_ARG_NONE, &options.json, N_("Write JSON"), NULL };
  own[2] = (GOptionEntry){ "domain-capabilities",
                           0,
                           0,
                           G_OPTION_ARG_FILENAME,
                           &options.capabilities,
                           N_("Plan for the host that this file describes (virsh domcapabilities)"),
                           N_("FILE") };
  own[3] = (GOptionEntry){ "explain", 0, 0, G_OPTION_ARG_STRING, &options.explain,
                           N_("Explain one recommendation: why, the choices, what declining it means"), N_("ID") };
  if (casement_cli_parse (self, cli, entries, &argc, &argv, 0, 1, &error)
      && casement_cli_spec_check (&options.spec, &error)) {
    if (options.xml && options.json)
      casement_cli_set_usage_error (&error, _("Choose one of --xml and --json."));
    else if (options.explain != NULL && options.json)
      casement_cli_set_usage_error (&error, _("Choose one of --explain and --json."));
    else if (options.capabilities != NULL && cli->uri != NULL)
      casement_cli_set_usage_error (&error, _("Choose one of --domain-capabilities and --connect."));
    else if (options.explain == NULL || casement_cli_check_explained (options.explain, &error))
      plan (cli, &options, argc > 1 ? argv[1] : NULL, &error);
  }
  if (error != NULL)
    status = casement_cli_fail (cli, error);
  casement_cli_spec_clear (&options.spec);
  g_free (options.capabilities);
  g_free (options.explain);
  return status;
}

const CasementCliVerb casement_cli_plan_verb = {
  "plan",
  "[NAME]",
  N_("Show what would be set up, and why"),
  N_("Nothing is made. With --verbose, every recommendation says why, where that comes from, and what else could be chosen."),
  casement_cli_choices_describe_all,
  run,
};
