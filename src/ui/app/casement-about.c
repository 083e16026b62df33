/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "casement-about.h"
#include "casement-debug-info.h"

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwAboutWindow) window = user_data;
  g_autoptr (CasementHostFacts) facts = casement_connection_probe_host_finish (CASEMENT_CONNECTION (source), result, NULL);
  g_autofree char *text = casement_debug_info_format (CASEMENT_CONNECTION (source), facts);

  adw_about_window_set_debug_info (window, text);
}

/**
 * casement_about_present:
 * @parent: (nullable): the window it belongs to
 * @connection: (nullable): what the debug information tells of
 *
 * Shows what the program is, what is new in it, and what a report of a defect needs.
 */
void
casement_about_present (GtkWindow *parent, CasementConnection *connection)
{
  g_autofree char *debug_info = casement_debug_info_format (connection, NULL);
  GtkWidget *window = adw_about_window_new ();

  g_object_set (window, "transient-for", parent, "modal", TRUE, "application-name", _("Casement"), "application-icon",
                CASEMENT_APP_ID, "version", CASEMENT_VERSION, "developer-name", _("The Casement contributors"),
                "license-type", GTK_LICENSE_GPL_3_0, "website", "https://github.com/casement/casement", "issue-url",
                "https://github.com/casement/casement/issues", "comments",
                _("Creates Windows virtual machines that are set up well from the start, and runs them.\n\n"
                  "Casement is not affiliated with Microsoft. Windows is a trademark of the Microsoft group "
                  "of companies; it is named here only to say what the virtual machines are for."),
                /* Translators: put your names here, one a line */
                "translator-credits", _("translator-credits"), "debug-info", debug_info, "debug-info-filename",
                "casement-debug-info.txt", "release-notes-version", CASEMENT_VERSION, "release-notes",
                /* Translators: what is new, as markup; keep the tags */
                _("<p>The first version.</p><ul><li>From an installer image to Windows in a window, set up as an expert would</li>"
                  "<li>A check-up of the virtual machines that are there, with fixes that can be undone</li>"
                  "<li>The first hour of a new Windows, step by step</li></ul>"),
                NULL);
  gtk_window_present (GTK_WINDOW (window));
  /* Versions of the other side take a question. */
  if (connection != NULL && casement_connection_get_state (connection) == CASEMENT_CONNECTION_OPEN)
    casement_connection_probe_host_async (connection, NULL, probed_cb, g_object_ref (window));
}

/**
 * casement_shortcuts_present:
 * @parent: (nullable): the window it belongs to
 *
 * Shows the keyboard shortcuts. Made when asked for: it would slow down every start.
 */
void
casement_shortcuts_present (GtkWindow *parent)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  GtkWindow *window;

  gtk_builder_set_translation_domain (builder, GETTEXT_PACKAGE);
  if (!gtk_builder_add_from_resource (builder, "/io/github/casement/Casement/app/casement-shortcuts.ui", NULL))
    g_return_if_reached ();
  window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));
  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}
