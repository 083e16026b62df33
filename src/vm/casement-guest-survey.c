/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-guest-survey.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "casement-error.h"
#include "casement-guest-scripts.h"

/* PowerShell alone takes seconds to start, and a Windows that has just started has other things to do. */
#define SURVEY_SECONDS 90
#define MAX_LINES 200
#define MAX_VALUE 200

struct _CasementGuestSurvey {
  GHashTable *values;
};

/* More of a kind, such as displays, stand beside each other. */
static void
add (CasementGuestSurvey *self, const char *key, const char *value)
{
  const char *there = g_hash_table_lookup (self->values, key);
  glong length = MIN (g_utf8_strlen (value, -1), MAX_VALUE);
  g_autofree char *cut = g_utf8_substring (value, 0, length);

  if (there == NULL)
    g_hash_table_insert (self->values, g_strdup (key), g_steal_pointer (&cut));
  else if (strlen (there) < MAX_VALUE)
    g_hash_table_insert (self->values, g_strdup (key), g_strdup_printf ("%s, %s", there, cut));
}

/** casement_guest_survey_run: Returns: (transfer full): what Windows says; %NULL with @error. Takes some seconds. */
CasementGuestSurvey *
casement_guest_survey_run (CasementGuestAgent *agent, GCancellable *cancellable, GError **error)
{
  g_autofree char *output = casement_guest_agent_run (agent, casement_guest_script_get_argv (CASEMENT_GUEST_SCRIPT_SURVEY),
                                                      SURVEY_SECONDS, cancellable, error);

  return output != NULL ? casement_guest_survey_parse (output, error) : NULL;
}

/** casement_guest_survey_parse: @output: of the script, valid UTF-8. Returns: (transfer full): it, or %NULL with @error. */
CasementGuestSurvey *
casement_guest_survey_parse (const char *output, GError **error)
{
  g_autoptr (CasementGuestSurvey) self = g_new0 (CasementGuestSurvey, 1);
  g_auto (GStrv) lines = g_strsplit (output, "\n", MAX_LINES);

  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; lines[i] != NULL; i++) {
    char *value = strchr (g_strstrip (lines[i]), '=');

    if (value == NULL)
      continue;
    *value = '\0';
    add (self, lines[i], value + 1);
  }
  if (g_hash_table_contains (self->values, "begin") && g_hash_table_contains (self->values, "end"))
    return g_steal_pointer (&self);
  casement_set_error (error, CASEMENT_ERROR_FAILED, output, _("Windows did not say all of how it stands."));
  return NULL;
}

void
casement_guest_survey_free (CasementGuestSurvey *self)
{
  g_hash_table_unref (self->values);
  g_free (self);
}

/** casement_guest_survey_get: @self: (nullable). Returns: (nullable): what it says of @key, lent. */
const char *
casement_guest_survey_get (CasementGuestSurvey *self, const char *key)
{
  return self != NULL ? g_hash_table_lookup (self->values, key) : NULL;
}

/** casement_guest_survey_is: @self: (nullable). Returns: whether it says just that of @key. */
gboolean
casement_guest_survey_is (CasementGuestSurvey *self, const char *key, const char *value)
{
  const char *found = casement_guest_survey_get (self, key);

  return found != NULL && g_ascii_strcasecmp (found, value) == 0;
}

/**
 * casement_guest_survey_dup_driver_version:
 *
 * Returns: (transfer full) (nullable): the version of the driver image that the drivers came from, such as "0.1.285": the
 *   installer's, or by the drivers themselves, whose fourth number is the image's third and two digits
 *   (https://github.com/virtio-win/virtio-win-pkg-scripts).
 */
char *
casement_guest_survey_dup_driver_version (CasementGuestSurvey *self)
{
  const char *tools = casement_guest_survey_get (self, "tools");
  const char *driver = casement_guest_survey_get (self, "driver");
  guint a, b, c, build;

  if (driver != NULL && sscanf (driver, "%5u.%5u.%5u.%8u", &a, &b, &c, &build) == 4 && build >= 10000)
    return g_strdup_printf ("0.1.%u", build / 100);
  return g_strdup (tools);
}
