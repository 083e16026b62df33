/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli-choices.h"

#include <glib/gi18n.h>
#include <string.h>
#include "casement-edition.h"
#include "casement-recommendation.h"

/* Keys of --set that are no recommendations. */
static const char *const amounts[] = { "name", "memory", "cpus", "disk" };

#define HELP_WIDTH 79

/** casement_cli_choices_list_keys: Returns: (transfer full): what --set takes, for a sentence. */
char *
casement_cli_choices_list_keys (void)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (amounts); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", amounts[i]);
  for (const CasementRecommendation *const *item = casement_recommendation_get_all (NULL); *item != NULL;
       item++) {
    if ((*item)->choices != NULL)
      g_string_append_printf (text, ", %s", (*item)->id);
  }
  return g_string_free (text, FALSE);
}

/** casement_cli_choices_list_declinable: Returns: (transfer full): what --decline takes, for a sentence. */
char *
casement_cli_choices_list_declinable (void)
{
  GString *text = g_string_new (NULL);

  for (const CasementRecommendation *const *item = casement_recommendation_get_all (NULL); *item != NULL;
       item++) {
    if ((*item)->consequence != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", (*item)->id);
  }
  return g_string_free (text, FALSE);
}

/** casement_cli_choices_list_presets: Returns: (transfer full): what --preset takes, for a sentence. */
char *
casement_cli_choices_list_presets (void)
{
  GString *text = g_string_new (NULL);
  guint n = 0;
  const CasementPreset *presets = casement_preset_get_all (&n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", presets[i].id);
  return g_string_free (text, FALSE);
}

/** casement_cli_choices_list_editions: Returns: (transfer full): what --edition takes with @preset, for a
 * sentence. */
char *
casement_cli_choices_list_editions (const CasementPreset *preset)
{
  g_autoptr (GPtrArray) editions = casement_edition_list (preset);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < editions->len; i++) {
    const CasementEdition *edition = g_ptr_array_index (editions, i);

    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", edition->id);
  }
  return g_string_free (text, FALSE);
}

/* Each id once, whichever Windows has it. */
static char *
list_all_editions (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GString *text = g_string_new (NULL);
  guint n = 0;
  const CasementPreset *presets = casement_preset_get_all (&n);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GPtrArray) editions = casement_edition_list (&presets[i]);

    for (guint j = 0; j < editions->len; j++) {
      const CasementEdition *edition = g_ptr_array_index (editions, j);

      if (g_hash_table_add (seen, (gpointer) edition->id))
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", edition->id);
    }
  }
  return g_string_free (text, FALSE);
}

static void
describe_choices (GString *text, const CasementRecommendation *recommendation)
{
  g_string_append_printf (text, "\n  %-20s ", recommendation->id);
  for (const CasementChoice *choice = recommendation->choices; choice->value != NULL; choice++)
    g_string_append_printf (text, "%s%s%s", choice != recommendation->choices ? ", " : "", choice->value,
                            g_str_has_suffix (choice->value, "=") ? "…" : "");
}

/* Lines for a terminal of the usual width, each with the indent that help has. */
static void
append_wrapped (GString *text, const char *list)
{
  g_auto (GStrv) words = g_strsplit (list, " ", -1);
  gsize used = HELP_WIDTH;

  for (guint i = 0; words[i] != NULL; i++) {
    gsize length = strlen (words[i]) + 1;

    if (used + length > HELP_WIDTH) {
      g_string_append (text, "\n ");
      used = 1;
    }
    g_string_append_printf (text, " %s", words[i]);
    used += length;
  }
}

/** casement_cli_choices_describe: Returns: (transfer full): what --set and --decline take, for help. */
char *
casement_cli_choices_describe (void)
{
  GString *text = g_string_new (_("Keys of --set, and their values, the default first:"));
  g_autofree char *ids = casement_cli_choices_list_declinable ();
  g_autofree char *presets = casement_cli_choices_list_presets ();
  g_autofree char *editions = list_all_editions ();

  g_string_append_printf (text, "\n  %-20s 8GiB\n  %-20s 4\n  %-20s 128GiB\n  %-20s %s", "memory", "cpus",
                          "disk", "name", _("instead of NAME"));
  for (const CasementRecommendation *const *item = casement_recommendation_get_all (NULL); *item != NULL;
       item++) {
    if ((*item)->choices != NULL)
      describe_choices (text, *item);
  }
  g_string_append_printf (text, "\n\n%s", _("What --preset takes:"));
  append_wrapped (text, presets);
  g_string_append_printf (text, "\n\n%s", _("What --edition takes, by preset:"));
  append_wrapped (text, editions);
  g_string_append_printf (text, "\n\n%s", _("What --decline takes:"));
  append_wrapped (text, ids);
  return g_string_free (text, FALSE);
}

/** casement_cli_choices_describe_all: Returns: (transfer full): the same, and what --explain takes. */
char *
casement_cli_choices_describe_all (void)
{
  g_autofree char *choices = casement_cli_choices_describe ();
  g_autoptr (GString) ids = g_string_new (NULL);
  GString *text = g_string_new (choices);

  for (const CasementRecommendation *const *item = casement_recommendation_get_all (NULL); *item != NULL; item++)
    g_string_append_printf (ids, "%s%s", ids->len > 0 ? ", " : "", (*item)->id);
  g_string_append_printf (text, "\n\n%s", _("What --explain takes:"));
  append_wrapped (text, ids->str);
  return g_string_free (text, FALSE);
}
