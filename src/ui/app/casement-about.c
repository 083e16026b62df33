/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "casement-about.h"

/**
 * casement_about_present:
 * @parent: (nullable): the window it belongs to
 *
 * Shows what the program is and under which terms.
 */
void
casement_about_present (GtkWindow *parent)
{
  adw_show_about_window (parent, "application-name", _("Casement"), "application-icon", CASEMENT_APP_ID, "version",
                         CASEMENT_VERSION, "developer-name", _("The Casement contributors"), "license-type",
                         GTK_LICENSE_GPL_3_0, "comments",
                         _("Creates Windows virtual machines that are set up well from the start, and runs them.\n\n"
                           "Casement is not affiliated with Microsoft. Windows is a trademark of the Microsoft group "
                           "of companies; it is named here only to say what the virtual machines are for."),
                         /* Translators: put your names here, one a line */
                         "translator-credits", _("translator-credits"), NULL);
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
