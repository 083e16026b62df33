/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib/gi18n.h>
#include "casement-driver-builds.h"
#include "casement-driver-download.h"
#include "casement-media-info.h"

static void
say_faults (const char *version)
{
  g_autoptr (GPtrArray) faults = casement_driver_builds_find (version);

  for (guint i = 0; i < faults->len; i++) {
    const CasementDriverBuild *fault = g_ptr_array_index (faults, i);

    casement_cli_warn ("%s: %s %s", version, _(fault->problem), fault->source);
  }
}

static gboolean
download (const char *url, const char *folder, GError **error)
{
  g_autofree char *path = folder != NULL ? g_canonicalize_filename (folder, NULL) : NULL;
  g_autoptr (CasementDriverDownload) operation = casement_driver_download_new (url, path);

  if (!casement_cli_run_operation (CASEMENT_OPERATION (operation), error))
    return FALSE;
  casement_cli_say (casement_driver_download_get_known (operation) ? _("Driver image %s, SHA-256 %s, as others know it.")
                                                                   : _("Driver image %s, SHA-256 %s. Nobody signs these images, and this hash is not known here."),
                    casement_driver_download_get_version (operation), casement_driver_download_get_sha256 (operation));
  say_faults (casement_driver_download_get_version (operation));
  casement_cli_write (casement_driver_download_get_path (operation));
  return TRUE;
}

static void
list (void)
{
  g_autoptr (GPtrArray) images = casement_media_find_drivers (NULL);

  for (guint i = 0; i < images->len; i++) {
    CasementMediaInfo *info = g_ptr_array_index (images, i);

    g_print ("%s\n", casement_media_info_get_path (info));
    say_faults (casement_media_info_get_driver_version (info));
  }
  if (images->len == 0)
    casement_cli_say (_("There is no driver image on this host: “casement drivers download” gets one."));
}

static int
run (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  g_autofree char *url = NULL, *folder = NULL;
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_("Put it into this folder instead of your downloads"), N_("FOLDER") },
    { "url", 0, 0, G_OPTION_ARG_STRING, &url, N_("Download another image than the newest stable one"), N_("URL") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;

  if (!casement_cli_parse (self, cli, entries, &argc, &argv, 1, 1, &error))
    return casement_cli_fail (cli, error);
  if (g_str_equal (argv[1], "list"))
    list ();
  else if (!g_str_equal (argv[1], "download"))
    casement_cli_set_usage_error (&error, _("“%s” is none of what “casement %s” does: %s."), argv[1], self->name, "list, download");
  else
    download (url, folder, &error);
  return error == NULL ? CASEMENT_CLI_DONE : casement_cli_fail (cli, error);
}

const CasementCliVerb casement_cli_drivers_verb = {
  "drivers",
  "list | download",
  N_("Find or download the driver image for Windows"),
  N_("What is downloaded is the newest stable image of the virtio-win project, over HTTPS; what was broken off is gone on with. It is "
     "kept only if it is a driver image, and if it is the one that is known by its version."),
  NULL,
  run,
};
