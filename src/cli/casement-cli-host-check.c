/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-host-check.h"

#include <glib/gi18n.h>
#include "casement-cli.h"

static const char *
get_state_title (CasementHostCheckState state)
{
  switch (state) {
  case CASEMENT_HOST_CHECK_OK:
    return C_("host check", "ok");
  case CASEMENT_HOST_CHECK_WARN:
    return C_("host check", "warning");
  case CASEMENT_HOST_CHECK_FAIL:
    return C_("host check", "problem");
  case CASEMENT_HOST_CHECK_UNKNOWN:
  default:
    return C_("host check", "unknown");
  }
}

static void
write_table (GListModel *checks, gboolean verbose)
{
  static const guint widths[] = { 8, 24, 0 };

  for (guint i = 0; i < g_list_model_get_n_items (checks); i++) {
    g_autoptr (CasementHostCheck) check = g_list_model_get_item (checks, i);
    const char *cells[] = { get_state_title (casement_host_check_get_state (check)),
                            casement_host_check_get_id (check), casement_host_check_get_found (check) };
    const char *advice = casement_host_check_get_advice (check);

    casement_cli_write_row (cells, widths, G_N_ELEMENTS (cells));
    if (advice != NULL)
      g_print ("          → %s\n", advice);
    if (casement_host_check_get_command (check) != NULL)
      g_print ("            %s\n", casement_host_check_get_command (check));
    if (verbose) {
      const CasementHostRecord *record = casement_host_check_get_record (check);

      g_print ("          %s\n          <%s>\n", _(record->why), record->source);
    }
  }
}

static int
run (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Write JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CasementConnection) connection = NULL;
  g_autoptr (CasementHostFacts) facts = NULL;
  g_autoptr (GListModel) checks = NULL;
  g_autoptr (GError) error = NULL;

  if (!casement_cli_parse (self, cli, entries, &argc, &argv, 0, 0, &error))
    return casement_cli_fail (cli, error);
  connection = casement_cli_connect (cli, &error);
  if (connection == NULL)
    return casement_cli_fail (cli, error);
  facts = casement_connection_probe_host (connection, NULL, &error);
  if (facts == NULL)
    return casement_cli_fail (cli, error);
  checks = casement_host_check_run (facts, "/");
  if (json) {
    g_autofree char *text = casement_host_check_to_json (checks, casement_connection_get_uri (connection));

    casement_cli_write (text);
  } else {
    write_table (checks, cli->verbose);
  }
  return CASEMENT_CLI_DONE;
}

const CasementCliVerb casement_cli_host_check_verb = {
  "host-check",
  "",
  N_("Show what this host offers to virtual machines"),
  N_("Nothing is changed; each line that is not well ends with one step that helps."),
  NULL,
  run,
};
