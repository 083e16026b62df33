/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

static void
add_text (JsonBuilder *builder, const char *key, const char *value)
{
  json_builder_set_member_name (builder, key);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static char *
to_json (CasementLibrary *library)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  GListModel *model = G_LIST_MODEL (library);

  json_builder_begin_object (builder);
  add_text (builder, "uri", casement_connection_get_uri (casement_library_get_connection (library)));
  json_builder_set_member_name (builder, "machines");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (CasementVm) vm = g_list_model_get_item (model, i);

    json_builder_begin_object (builder);
    add_text (builder, "name", casement_vm_get_name (vm));
    add_text (builder, "uuid", casement_vm_get_uuid (vm));
    add_text (builder, "state", casement_vm_state_to_string (casement_vm_get_state (vm)));
    add_text (builder, "os", casement_vm_get_os_title (vm));
    json_builder_set_member_name (builder, "created-here");
    json_builder_add_boolean_value (builder, casement_vm_get_created_here (vm));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

static void
write_table (CasementLibrary *library)
{
  GListModel *model = G_LIST_MODEL (library);
  guint widths[] = { 4, 5, 0 };
  const char *header[] = { _("Name"), _("State"), _("System") };

  widths[0] = (guint) g_utf8_strlen (header[0], -1);
  widths[1] = (guint) g_utf8_strlen (header[1], -1);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (CasementVm) vm = g_list_model_get_item (model, i);

    widths[0] = MAX (widths[0], (guint) g_utf8_strlen (casement_vm_get_name (vm), -1));
    widths[1] = MAX (widths[1],
                     (guint) g_utf8_strlen (casement_vm_state_get_title (casement_vm_get_state (vm)), -1));
  }
  if (g_list_model_get_n_items (model) == 0) {
    casement_cli_say (_("There is no virtual machine on %s yet"),
                      casement_connection_get_uri (casement_library_get_connection (library)));
    return;
  }
  casement_cli_write_row (header, widths, G_N_ELEMENTS (header));
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (CasementVm) vm = g_list_model_get_item (model, i);
    const char *cells[]
        = { casement_vm_get_name (vm), casement_vm_state_get_title (casement_vm_get_state (vm)),
            casement_vm_get_os_title (vm) };

    casement_cli_write_row (cells, widths, G_N_ELEMENTS (cells));
  }
}

static void
write_names (CasementLibrary *library)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (library)); i++) {
    g_autoptr (CasementVm) vm = g_list_model_get_item (G_LIST_MODEL (library), i);

    casement_cli_write (casement_vm_get_name (vm));
  }
}

static int
run (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean names = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Write JSON"), NULL },
    { "names", 0, 0, G_OPTION_ARG_NONE, &names, N_("Write only names, one a line"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CasementConnection) connection = NULL;
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (GError) error = NULL;

  if (casement_cli_parse (self, cli, entries, &argc, &argv, 0, 0, &error) && json && names)
    casement_cli_set_usage_error (&error, _("Choose one of --json and --names."));
  if (error != NULL)
    return casement_cli_fail (cli, error);
  connection = casement_cli_connect_to_act (cli, &error);
  if (connection == NULL)
    return casement_cli_fail (cli, error);
  library = casement_cli_open_library (connection, &error);
  if (library == NULL)
    return casement_cli_fail (cli, error);
  /* The systems come after the names. */
  while (!names && casement_library_get_describing (library)
         && casement_connection_get_state (connection) == CASEMENT_CONNECTION_OPEN)
    g_main_context_iteration (NULL, TRUE);
  if (json) {
    g_autofree char *text = to_json (library);

    casement_cli_write (text);
  } else if (names) {
    write_names (library);
  } else {
    write_table (library);
  }
  return CASEMENT_CLI_DONE;
}

const CasementCliVerb casement_cli_list_verb = {
  "list", "", N_("List the virtual machines"), NULL, NULL, run,
};
