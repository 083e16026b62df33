/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *casement_json_parse (const char *data, gsize length, gsize max_bytes, GError **error);

const char *casement_json_get_string (JsonObject *object, const char *name);
gboolean casement_json_get_int (JsonObject *object, const char *name, gint64 *value);
gboolean casement_json_get_boolean (JsonObject *object, const char *name, gboolean *value);
JsonObject *casement_json_get_object (JsonObject *object, const char *name);
JsonArray *casement_json_get_array (JsonObject *object, const char *name);
JsonObject *casement_json_get_element (JsonArray *array, guint index);

G_END_DECLS
