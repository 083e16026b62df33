/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-json.h"
#include "casement-config.h"

#include <glib/gi18n-lib.h>
#include "casement-error.h"

/* JSON from somewhere else: a guest, a disc, a network. json-glib calls itself for each level, and warns when asked for a
 * member of another type. */

/* Deeper than anything that is read here. */
#define MAX_DEPTH 32

static gboolean
is_shallow (const char *data, gsize length)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++) {
    if (in_string && data[i] == '\\')
      i++;
    else if (data[i] == '"')
      in_string = !in_string;
    else if (!in_string && (data[i] == '[' || data[i] == '{') && ++depth > MAX_DEPTH)
      return FALSE;
    else if (!in_string && (data[i] == ']' || data[i] == '}') && depth > 0)
      depth--;
  }
  return TRUE;
}

/**
 * casement_json_parse:
 * @data: text that nobody vouches for
 * @length: its bytes
 * @max_bytes: what is too much
 *
 * Returns: (transfer full): its root; %NULL with @error (%CASEMENT_ERROR_INVALID).
 */
JsonNode *
casement_json_parse (const char *data, gsize length, gsize max_bytes, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local_error = NULL;
  JsonNode *root;

  if (length > max_bytes || !g_utf8_validate_len (data, length, NULL) || !is_shallow (data, length)) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, _("The data is too large, too deep, or no text."));
    return NULL;
  }
  if (!json_parser_load_from_data (parser, data, (gssize) length, &local_error)) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, local_error->message, _("The data is no JSON."));
    return NULL;
  }
  root = json_parser_steal_root (parser);
  if (root == NULL)
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, _("The data is empty."));
  return root;
}

/* A member's node if it holds such a value. */
static JsonNode *
get_value (JsonObject *object, const char *name, GType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type ? node : NULL;
}

/** casement_json_get_string: Returns: (nullable): the text of a member, lent; %NULL if it is missing or none. */
const char *
casement_json_get_string (JsonObject *object, const char *name)
{
  JsonNode *node = get_value (object, name, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : NULL;
}

/** casement_json_get_int: Returns: whether the member is a whole number, which is then in @value. */
gboolean
casement_json_get_int (JsonObject *object, const char *name, gint64 *value)
{
  JsonNode *node = get_value (object, name, G_TYPE_INT64);

  if (node == NULL)
    return FALSE;
  *value = json_node_get_int (node);
  return TRUE;
}

/** casement_json_get_boolean: Returns: whether the member is true or false, which is then in @value. */
gboolean
casement_json_get_boolean (JsonObject *object, const char *name, gboolean *value)
{
  JsonNode *node = get_value (object, name, G_TYPE_BOOLEAN);

  if (node == NULL)
    return FALSE;
  *value = json_node_get_boolean (node);
  return TRUE;
}

/** casement_json_get_object: Returns: (nullable): a member that is an object, lent. */
JsonObject *
casement_json_get_object (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/** casement_json_get_array: Returns: (nullable): a member that is an array, lent. */
JsonArray *
casement_json_get_array (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/** casement_json_get_element: Returns: (nullable): an element that is an object, lent. */
JsonObject *
casement_json_get_element (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}
