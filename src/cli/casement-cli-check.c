/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include "casement-audit.h"
#include "casement-vm-tuner.h"

/**
 * casement_cli_audit_file:
 * @path: a file with a definition
 *
 * Returns: (transfer full) (nullable): the check-up, or %NULL with @error.
 */
CasementAudit *
casement_cli_audit_file (CasementCli *cli, const char *path, GError **error)
{
  g_autofree char *xml = casement_cli_read_xml (path, error);
  g_autoptr (CasementConnection) connection = NULL;
  g_autoptr (CasementHostFacts) facts = NULL;

  if (xml == NULL)
    return NULL;
  /* A definition says nothing of its host: one that can do everything is assumed, unless a connection is named. */
  if (cli->uri != NULL) {
    connection = casement_cli_connect (cli, error);
    facts = connection != NULL ? casement_connection_probe_host (connection, NULL, error) : NULL;
    if (facts == NULL)
      return NULL;
  }
  return casement_audit_new (xml, -1, facts, error);
}

/** casement_cli_audit_vm: Returns: (transfer full) (nullable): the check-up of @vm on its host, or %NULL with @error. */
CasementAudit *
casement_cli_audit_vm (CasementVm *vm, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  casement_vm_audit_async (vm, NULL, casement_cli_ready_cb, &result);
  return casement_vm_audit_finish (vm, casement_cli_wait (&result), error);
}

static CasementAudit *
audit_named (CasementCli *cli, const char *name, gboolean *restart_needed, GError **error)
{
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  CasementVm *vm = casement_cli_find_vm (cli, &library, name, error);

  if (vm == NULL)
    return NULL;
  casement_vm_needs_restart_async (vm, NULL, casement_cli_ready_cb, &result);
  *restart_needed = casement_vm_needs_restart_finish (vm, casement_cli_wait (&result), NULL);
  return casement_cli_audit_vm (vm, error);
}

/* The check-up itself knows only the definition. */
static char *
to_json (CasementAudit *audit, gboolean restart_needed)
{
  g_autofree char *text = casement_audit_to_json (audit);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);

  json_object_set_boolean_member (json_node_get_object (root), "restart_needed", restart_needed);
  return json_to_string (root, TRUE);
}

static void
write_unmet (CasementAudit *audit, gboolean verbose)
{
  CasementAdviceWeight last = CASEMENT_WEIGHT_COMFORT;
  gboolean first = TRUE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (audit)); i++) {
    g_autoptr (CasementAuditItem) item = g_list_model_get_item (G_LIST_MODEL (audit), i);
    const CasementRecommendation *record = casement_audit_item_get_recommendation (item);

    if (casement_audit_item_get_state (item) != CASEMENT_AUDIT_UNMET)
      continue;
    if (first || record->weight != last)
      g_print ("\n%s\n", casement_advice_weight_get_title (record->weight));
    first = FALSE;
    last = record->weight;
    g_print ("  %s (%s)\n", _(record->title), record->id);
    g_print (_("    found:  %s\n"), casement_audit_item_get_found (item));
    g_print (_("    wanted: %s\n"), casement_audit_item_get_wanted (item));
    g_print ("    %s\n", _(record->why));
    if (record->risk != CASEMENT_RISK_NONE)
      g_print ("    %s\n", record->risk == CASEMENT_RISK_DRIVER ? _("A Windows that is installed needs the driver first.")
                                                                 : _("A Windows that is installed would have to be installed again."));
    if (verbose) {
      g_autofree char *change = casement_audit_dup_change (audit, record->id);

      g_print ("    <%s>\n", record->source);
      casement_cli_write (change != NULL ? change : "");
    }
  }
}

/* What is as it should be and still worth knowing, such as the firmware's image. */
static void
write_found (CasementAudit *audit)
{
  gboolean first = TRUE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (audit)); i++) {
    g_autoptr (CasementAuditItem) item = g_list_model_get_item (G_LIST_MODEL (audit), i);
    const CasementRecommendation *record = casement_audit_item_get_recommendation (item);

    if (casement_audit_item_get_state (item) != CASEMENT_AUDIT_MET || casement_audit_item_get_found (item) == NULL)
      continue;
    if (first)
      g_print ("\n%s\n", _("Fine"));
    first = FALSE;
    g_print ("  %s (%s)\n", _(record->title), record->id);
    g_print (_("    found:  %s\n"), casement_audit_item_get_found (item));
  }
}

static void
write_report (CasementAudit *audit, gboolean restart_needed, gboolean verbose)
{
  guint unmet = casement_audit_count (audit, CASEMENT_AUDIT_UNMET);

  g_print (_("%s, as %s\n"), casement_audit_get_domain (audit) != NULL ? casement_audit_get_domain (audit) : "?",
           casement_audit_get_preset (audit)->title);
  g_print (ngettext ("%u thing to improve", "%u things to improve", unmet), unmet);
  g_print (ngettext (", %u is fine, ", ", %u are fine, ", casement_audit_count (audit, CASEMENT_AUDIT_MET)),
           casement_audit_count (audit, CASEMENT_AUDIT_MET));
  g_print (ngettext ("%u cannot be done here\n", "%u cannot be done here\n", casement_audit_count (audit, CASEMENT_AUDIT_UNSUPPORTED)),
           casement_audit_count (audit, CASEMENT_AUDIT_UNSUPPORTED));
  if (restart_needed)
    g_print ("%s\n", _("Earlier changes take effect after a restart of the virtual machine: shut it down, then start it."));
  write_unmet (audit, verbose);
  write_found (audit);
}

static int
run (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean restart_needed = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Write JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CasementAudit) audit = NULL;
  g_autoptr (GError) error = NULL;

  if (!casement_cli_parse (self, cli, entries, &argc, &argv, 1, 1, &error))
    return casement_cli_fail (cli, error);
  audit = casement_cli_is_file (argv[1]) ? casement_cli_audit_file (cli, argv[1], &error) : audit_named (cli, argv[1], &restart_needed, &error);
  if (audit == NULL)
    return casement_cli_fail (cli, error);
  if (json) {
    g_autofree char *text = casement_cli_is_file (argv[1]) ? casement_audit_to_json (audit) : to_json (audit, restart_needed);

    casement_cli_write (text);
  } else {
    write_report (audit, restart_needed, cli->verbose);
  }
  return CASEMENT_CLI_DONE;
}

const CasementCliVerb casement_cli_check_verb = {
  "check",
  "VM|FILE.xml",
  N_("Compare a virtual machine with the recommendations"),
  N_("Whoever made it: what differs, why it matters, the most important first. Nothing is changed. With --verbose, also "
     "what putting it right changes in the definition."),
  NULL,
  run,
};
