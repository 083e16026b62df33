/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-console-sharing.h"

#include <glib/gi18n-lib.h>
#include "casement-console-note.h"

struct _CasementConsoleSharing {
  GObject parent_instance;
  /* Outlives this object. */
  CasementConsole *console;
  CasementConsoleSettings *settings;
  CasementGuestServices *services;
  /* Weak. */
  CasementConsoleNote *question;
};

G_DEFINE_FINAL_TYPE (CasementConsoleSharing, casement_console_sharing, G_TYPE_OBJECT)

enum {
  RECONNECT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
close_question (CasementConsoleSharing *self)
{
  CasementConsoleNote *note = self->question;

  g_clear_weak_pointer (&self->question);
  if (note != NULL)
    casement_console_note_close (note);
}

static void
allow_cb (CasementConsoleSharing *self)
{
  g_object_set (self->settings, "microphone", CASEMENT_MICROPHONE_ON, NULL);
}

static void
refuse_cb (CasementConsoleSharing *self)
{
  g_object_set (self->settings, "microphone", CASEMENT_MICROPHONE_OFF, NULL);
}

static void
wanted_cb (CasementConsoleSharing *self)
{
  CasementConsoleNote *note;

  if (self->question != NULL)
    return;
  note = casement_console_note_show (GTK_WIDGET (self->console), _("Let Windows use the microphone?"),
                                     _("A program in Windows is recording. So far it hears nothing. If you allow it, every "
                                       "program there can listen whenever this window shows the screen; the menu takes it back."));
  if (note == NULL)
    return;
  g_set_weak_pointer (&self->question, note);
  casement_console_note_add_button (note, _("_Keep off"), NULL, G_CALLBACK (refuse_cb), self);
  casement_console_note_add_button (note, _("_Allow"), NULL, G_CALLBACK (allow_cb), self);
}

static void
microphone_cb (CasementConsoleSharing *self)
{
  CasementMicrophonePolicy policy = casement_console_settings_get_microphone (self->settings);
  CasementMicrophone *microphone;

  if (policy != CASEMENT_MICROPHONE_ASK)
    close_question (self);
  if (self->services == NULL)
    return;
  microphone = casement_guest_services_get_microphone (self->services);
  if (casement_microphone_get_policy (microphone) == policy)
    return;
  casement_microphone_set_policy (microphone, policy);
  g_signal_emit (self, signals[RECONNECT], 0);
}

static void
folder_cb (CasementConsoleSharing *self)
{
  if (self->services != NULL)
    casement_shared_folder_share (casement_guest_services_get_shared_folder (self->services),
                                  casement_console_settings_get_shared_folder (self->settings),
                                  casement_console_settings_get_share_read_only (self->settings));
}

/* Comes before the session is started, so that all of it holds from the beginning. */
static void
session_cb (CasementConsoleSharing *self)
{
  CasementConsoleSession *session = casement_console_get_session (self->console);
  CasementMicrophone *microphone;

  close_question (self);
  if (self->services != NULL)
    g_signal_handlers_disconnect_by_data (casement_guest_services_get_microphone (self->services), self);
  g_clear_object (&self->services);
  if (session == NULL)
    return;
  self->services = g_object_ref (casement_console_session_get_services (session));
  microphone = casement_guest_services_get_microphone (self->services);
  casement_microphone_set_policy (microphone, casement_console_settings_get_microphone (self->settings));
  g_signal_connect_object (microphone, "wanted", G_CALLBACK (wanted_cb), self, G_CONNECT_SWAPPED);
  folder_cb (self);
}

static void
casement_console_sharing_dispose (GObject *object)
{
  CasementConsoleSharing *self = CASEMENT_CONSOLE_SHARING (object);

  close_question (self);
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->console, self);
  g_clear_object (&self->services);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (casement_console_sharing_parent_class)->dispose (object);
}

static void
casement_console_sharing_class_init (CasementConsoleSharingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_console_sharing_dispose;

  signals[RECONNECT] = g_signal_new ("reconnect", CASEMENT_TYPE_CONSOLE_SHARING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);
}

static void
casement_console_sharing_init (CasementConsoleSharing *self)
{
}

/**
 * casement_console_sharing_new:
 * @console: borrowed; must outlive the object
 * @settings: what the user allows
 *
 * Returns: (transfer full): what follows the sessions of @console.
 */
CasementConsoleSharing *
casement_console_sharing_new (CasementConsole *console, CasementConsoleSettings *settings)
{
  CasementConsoleSharing *self;

  g_return_val_if_fail (CASEMENT_IS_CONSOLE (console), NULL);

  self = g_object_new (CASEMENT_TYPE_CONSOLE_SHARING, NULL);
  self->console = console;
  self->settings = g_object_ref (settings);
  g_signal_connect_object (console, "notify::session", G_CALLBACK (session_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::microphone", G_CALLBACK (microphone_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::shared-folder", G_CALLBACK (folder_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::share-folder", G_CALLBACK (folder_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::share-read-only", G_CALLBACK (folder_cb), self, G_CONNECT_SWAPPED);
  session_cb (self);
  return self;
}
