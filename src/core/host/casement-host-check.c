/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-host-check.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

struct _CasementHostCheck {
  GObject parent_instance;
  const CasementHostRecord *record;
  CasementHostCheckState state;
  char *found;
  char *advice;
  char *command;
};

G_DEFINE_FINAL_TYPE (CasementHostCheck, casement_host_check, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ID,
  PROP_TITLE,
  PROP_WHY,
  PROP_SOURCE,
  PROP_FOUND,
  PROP_ADVICE,
  PROP_COMMAND,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
casement_host_check_finalize (GObject *object)
{
  CasementHostCheck *self = CASEMENT_HOST_CHECK (object);

  g_free (self->found);
  g_free (self->advice);
  g_free (self->command);
  G_OBJECT_CLASS (casement_host_check_parent_class)->finalize (object);
}

static void
casement_host_check_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementHostCheck *self = CASEMENT_HOST_CHECK (object);

  switch (prop_id) {
  case PROP_ID:
    g_value_set_static_string (value, self->record->id);
    break;
  case PROP_TITLE:
    g_value_set_string (value, _(self->record->title));
    break;
  case PROP_WHY:
    g_value_set_string (value, _(self->record->why));
    break;
  case PROP_SOURCE:
    g_value_set_static_string (value, self->record->source);
    break;
  case PROP_FOUND:
    g_value_set_string (value, self->found);
    break;
  case PROP_ADVICE:
    g_value_set_string (value, self->advice);
    break;
  case PROP_COMMAND:
    g_value_set_string (value, self->command);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_host_check_class_init (CasementHostCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = casement_host_check_finalize;
  object_class->get_property = casement_host_check_get_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_WHY] = g_param_spec_string ("why", NULL, NULL, NULL, flags);
  properties[PROP_SOURCE] = g_param_spec_string ("source", NULL, NULL, NULL, flags);
  properties[PROP_FOUND] = g_param_spec_string ("found", NULL, NULL, NULL, flags);
  properties[PROP_ADVICE] = g_param_spec_string ("advice", NULL, NULL, NULL, flags);
  properties[PROP_COMMAND] = g_param_spec_string ("command", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_host_check_init (CasementHostCheck *self)
{
}

/**
 * casement_host_check_new:
 * @id: the guide's id, of a record
 * @found: what there is, one sentence
 * @advice: (nullable): one concrete next step
 *
 * Returns: (transfer full): one line of the host check.
 */
CasementHostCheck *
casement_host_check_new (const char *id,
                         CasementHostCheckState state,
                         const char *found,
                         const char *advice)
{
  CasementHostCheck *self = g_object_new (CASEMENT_TYPE_HOST_CHECK, NULL);

  self->record = casement_host_find_record (id);
  g_assert (self->record != NULL);
  self->state = state;
  self->found = g_strdup (found);
  self->advice = g_strdup (advice);
  return self;
}

/**
 * casement_host_check_new_with_command:
 * @command: (nullable): for a shell, that does what @advice says
 *
 * Returns: (transfer full): a line as casement_host_check_new() makes it, with something to copy.
 */
CasementHostCheck *
casement_host_check_new_with_command (const char *id,
                                      CasementHostCheckState state,
                                      const char *found,
                                      const char *advice,
                                      const char *command)
{
  CasementHostCheck *self = casement_host_check_new (id, state, found, advice);

  self->command = g_strdup (command);
  return self;
}

/** casement_host_check_get_state: Returns: how it stands. */
CasementHostCheckState
casement_host_check_get_state (CasementHostCheck *self)
{
  return self->state;
}

/** casement_host_check_state_to_string: Returns: the state as JSON has it. */
const char *
casement_host_check_state_to_string (CasementHostCheckState state)
{
  static const char *const names[] = { "ok", "warn", "fail", "unknown" };

  g_return_val_if_fail (state < G_N_ELEMENTS (names), NULL);
  return names[state];
}

/** casement_host_check_get_id: Returns: the guide's id. */
const char *
casement_host_check_get_id (CasementHostCheck *self)
{
  return self->record->id;
}

/** casement_host_check_get_record: Returns: (transfer none): what is looked at, and why. */
const CasementHostRecord *
casement_host_check_get_record (CasementHostCheck *self)
{
  return self->record;
}

/** casement_host_check_get_title: Returns: what is checked, translated. */
const char *
casement_host_check_get_title (CasementHostCheck *self)
{
  return _(self->record->title);
}

/** casement_host_check_get_found: Returns: what there is. */
const char *
casement_host_check_get_found (CasementHostCheck *self)
{
  return self->found;
}

/** casement_host_check_get_advice: Returns: (nullable): one concrete next step. */
const char *
casement_host_check_get_advice (CasementHostCheck *self)
{
  return self->advice;
}

/** casement_host_check_get_command: Returns: (nullable): a command for this host that takes that step. */
const char *
casement_host_check_get_command (CasementHostCheck *self)
{
  return self->command;
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

/** casement_host_check_to_json: Returns: (transfer full): as `casement host-check --json` prints it; see the man page. */
char *
casement_host_check_to_json (GListModel *checks, const char *uri)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "uri", uri);
  json_builder_set_member_name (builder, "checks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (checks); i++) {
    g_autoptr (CasementHostCheck) check = g_list_model_get_item (checks, i);

    json_builder_begin_object (builder);
    add_text (builder, "id", check->record->id);
    add_text (builder, "state", casement_host_check_state_to_string (check->state));
    add_text (builder, "found", check->found);
    add_text (builder, "advice", check->advice);
    add_text (builder, "command", check->command);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
