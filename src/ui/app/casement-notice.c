/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-notice.h"
#include <glib/gi18n-lib.h>
#include "casement-library-window.h"

/* One for a creation: the end replaces the news that it goes on. */
#define CREATION "creation"

/** casement_notice_notify: Shows @notice among the desktop's notifications; it opens what it leads to. */
void
casement_notice_notify (GtkApplication *application, const CasementNotice *notice)
{
  g_autoptr (GNotification) notification = NULL;

  g_return_if_fail (GTK_IS_APPLICATION (application));
  g_return_if_fail (notice != NULL);

  notification = g_notification_new (notice->title);
  if (notice->body != NULL)
    g_notification_set_body (notification, notice->body);
  if (notice->urgent)
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  if (notice->target != NULL)
    g_notification_set_default_action_and_target (notification, notice->action, "s", notice->target);
  else
    g_notification_set_default_action (notification, notice->action);
  g_application_send_notification (G_APPLICATION (application), notice->id, notification);
}

/**
 * casement_notice_show:
 * @notice: what to tell
 *
 * As a toast to who looks at the library, else as a notification of the desktop.
 */
void
casement_notice_show (GtkApplication *application, const CasementNotice *notice)
{
  GtkWindow *window = gtk_application_get_active_window (application);

  g_return_if_fail (notice != NULL);

  if (window != NULL && gtk_window_is_active (window) && CASEMENT_IS_LIBRARY_WINDOW (window))
    casement_library_window_add_notice (CASEMENT_LIBRARY_WINDOW (window), notice->title, notice->button, notice->action,
                                        notice->target);
  else
    casement_notice_notify (application, notice);
}

/** casement_notice_created: A virtual machine was made and started while its assistant did not show. */
void
casement_notice_created (GtkApplication *application, const char *uuid, const char *name)
{
  /* Translators: the name of a virtual machine */
  g_autofree char *title = g_strdup_printf (_("“%s” was created and is starting"), name);
  CasementNotice notice = { CREATION, title, _("Open it to watch Windows being set up."), "app.open-vm", uuid, _("Open"), FALSE };

  casement_notice_show (application, &notice);
}

/** casement_notice_failed: A creation failed, and nobody looked. */
void
casement_notice_failed (GtkApplication *application, const char *message)
{
  CasementNotice notice = { CREATION, _("The virtual machine was not created"), message, "app.show-creation", NULL,
                            _("Show"), TRUE };

  casement_notice_notify (application, &notice);
}

/** casement_notice_background: The last window is gone, and @title is still going on. */
void
casement_notice_background (GtkApplication *application, const char *title)
{
  CasementNotice notice = { CREATION, _("Casement goes on in the background"), title, "app.show-creation", NULL, _("Show"),
                            FALSE };

  casement_notice_notify (application, &notice);
}

/** casement_notice_attention: Something happened to a virtual machine that its owner should see to. */
void
casement_notice_attention (GtkApplication *application, const char *uuid, const char *name, const char *sentence)
{
  g_autofree char *id = g_strconcat ("attention-", uuid, NULL);
  /* Translators: the name of a virtual machine */
  g_autofree char *title = g_strdup_printf (_("“%s” needs attention"), name);
  CasementNotice notice = { id, title, sentence, "app.open-vm", uuid, _("Open"), TRUE };

  casement_notice_show (application, &notice);
}
