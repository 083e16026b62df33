/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include "casement-first-hour-step.h"
#include "casement-vm-first-hour.h"

static void
add_text (JsonBuilder *builder, const char *key, const char *value)
{
  json_builder_set_member_name (builder, key);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_item (JsonBuilder *builder, const CasementFirstHourItem *item)
{
  json_builder_begin_object (builder);
  add_text (builder, "id", item->record->id);
  add_text (builder, "title", _(item->record->title));
  add_text (builder, "state", casement_first_hour_state_to_string (item->state));
  json_builder_set_member_name (builder, "optional");
  json_builder_add_boolean_value (builder, item->record->optional);
  add_text (builder, "found", item->found);
  add_text (builder, "step", item->step);
  add_text (builder, "command", item->command);
  json_builder_set_member_name (builder, "action");
  json_builder_add_boolean_value (builder, item->action != NULL);
  json_builder_end_object (builder);
}

static void
write_json (CasementVm *vm, GPtrArray *items)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "name", casement_vm_get_name (vm));
  add_text (builder, "uuid", casement_vm_get_uuid (vm));
  add_text (builder, "state", casement_vm_state_to_string (casement_vm_get_state (vm)));
  add_text (builder, "os", casement_vm_get_os_title (vm));
  json_builder_set_member_name (builder, "first-hour-done");
  json_builder_add_boolean_value (builder, casement_first_hour_is_complete (items));
  json_builder_set_member_name (builder, "first-hour");
  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    add_item (builder, g_ptr_array_index (items, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  casement_cli_write (text);
}

static void
write_list (CasementVm *vm, GPtrArray *items, gboolean verbose)
{
  static const char *const marks[] = { "?", "✓", "•", "–" };

  g_print ("%s: %s\n", casement_vm_get_name (vm), casement_vm_state_get_title (casement_vm_get_state (vm)));
  for (guint i = 0; i < items->len; i++) {
    const CasementFirstHourItem *item = g_ptr_array_index (items, i);

    g_print ("%s %-22s %s: %s\n", marks[item->state], item->record->id, _(item->record->title), item->found);
    if (item->state == CASEMENT_FIRST_HOUR_TODO && item->step != NULL)
      g_print ("    %s\n", item->step);
    if (item->state == CASEMENT_FIRST_HOUR_TODO && item->action != NULL)
      g_print ("    casement first-hour “%s” %s\n", casement_vm_get_name (vm), item->record->id);
    if (verbose && item->command != NULL)
      g_print ("%s\n", item->command);
  }
}

static int
run_status (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Write JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  CasementVm *vm;

  if (!casement_cli_parse (self, cli, entries, &argc, &argv, 1, 1, &error))
    return casement_cli_fail (cli, error);
  vm = casement_cli_find_vm (cli, &library, argv[1], &error);
  if (vm == NULL)
    return casement_cli_fail (cli, error);
  casement_vm_check_first_hour_async (vm, NULL, casement_cli_ready_cb, &result);
  items = casement_vm_check_first_hour_finish (vm, casement_cli_wait (&result), &error);
  if (items == NULL)
    return casement_cli_fail (cli, error);
  if (json)
    write_json (vm, items);
  else
    write_list (vm, items, cli->verbose);
  return CASEMENT_CLI_DONE;
}

static int
run_first_hour (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (CasementFirstHourStep) step = NULL;
  g_autoptr (GError) error = NULL;
  CasementVm *vm;

  if (!casement_cli_parse (self, cli, NULL, &argc, &argv, 2, 2, &error))
    return casement_cli_fail (cli, error);
  vm = casement_cli_find_vm (cli, &library, argv[1], &error);
  if (vm == NULL)
    return casement_cli_fail (cli, error);
  step = casement_first_hour_step_new (vm, argv[2]);
  if (!casement_cli_run_operation (CASEMENT_OPERATION (step), &error))
    return casement_cli_fail (cli, error);
  if (casement_first_hour_step_get_outcome (step) != NULL)
    casement_cli_say ("%s", casement_first_hour_step_get_outcome (step));
  return CASEMENT_CLI_DONE;
}

static char *
describe_steps (void)
{
  g_auto (GStrv) ids = casement_first_hour_step_dup_ids ();
  g_autofree char *list = g_strjoinv (", ", ids);

  return g_strdup_printf (_("What can be done: %s."), list);
}

const CasementCliVerb casement_cli_status_verb = {
  "status",
  "VM",
  N_("Show how a virtual machine stands after its installation"),
  N_("Guest tools, agents, drivers, discs and space given back, as far as Windows tells through the guest agent. With --verbose also "
     "the commands to be run in Windows."),
  NULL,
  run_status,
};

const CasementCliVerb casement_cli_first_hour_verb = {
  "first-hour",
  "VM ID",
  N_("Do something of what “casement status” lists"),
  N_("What changes the definition is taken back by “casement undo”."),
  describe_steps,
  run_first_hour,
};
