/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-media-info.h"

#include <glib/gi18n.h>
#include "casement-cli.h"

static void
write_pair (const char *title, const char *value)
{
  const char *cells[] = { title, value };
  static const guint widths[] = { 14, 0 };

  if (value != NULL)
    casement_cli_write_row (cells, widths, G_N_ELEMENTS (cells));
}

static void
write_text (CasementMediaInfo *media)
{
  g_autofree char *summary = casement_media_info_dup_summary (media);
  g_autofree char *build = g_strdup_printf ("%u", casement_media_info_get_build (media));
  GPtrArray *editions = casement_media_info_get_editions (media);

  g_print ("%s\n", summary);
  write_pair (_("Kind"), casement_media_kind_to_string (casement_media_info_get_kind (media)));
  write_pair (_("Build"), casement_media_info_get_build (media) != 0 ? build : NULL);
  write_pair (_("Architecture"), casement_media_info_get_arch (media));
  write_pair (_("Drivers"), casement_media_info_get_driver_version (media));
  write_pair (_("Label"), casement_media_info_get_volume_id (media));
  for (guint i = 0; i < editions->len; i++) {
    const CasementMediaEdition *edition = g_ptr_array_index (editions, i);
    g_autofree char *text = NULL;

    if (edition->edition_id != NULL)
      text = g_strdup_printf ("%u  %s (%s)", edition->index, edition->name, edition->edition_id);
    else
      text = g_strdup_printf ("%u  %s", edition->index, edition->name);
    write_pair (i == 0 ? _("Editions") : "", text);
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
  g_autoptr (CasementMediaInfo) media = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (!casement_cli_parse (self, cli, entries, &argc, &argv, 1, 1, &error))
    return casement_cli_fail (cli, error);
  path = g_canonicalize_filename (argv[1], NULL);
  media = casement_media_info_identify (path, NULL, &error);
  if (media == NULL)
    return casement_cli_fail (cli, error);
  if (json) {
    g_autofree char *text = casement_media_info_to_json (media);

    casement_cli_write (text);
  } else {
    write_text (media);
  }
  return CASEMENT_CLI_DONE;
}

const CasementCliVerb casement_cli_media_verb = {
  "media", "FILE", N_("Tell what a disc image is"), NULL, NULL, run,
};
