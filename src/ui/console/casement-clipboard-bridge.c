/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-clipboard-bridge.h"

#include <glib/gi18n-lib.h>
#include "casement-clipboard-reader.h"
#include "casement-console-note.h"
#include "casement-guest-content.h"

/* What a program here may take to give what was copied in it. */
#define READ_SECONDS 10

struct _CasementClipboardBridge {
  GObject parent_instance;
  /* Outlives this object. */
  CasementConsole *console;
  GtkEventController *focus;
  /* Weak. */
  GtkWidget *window;
  CasementConsoleSettings *settings;
  GdkClipboard *desktop;
  /* Of the session of now. */
  CasementGuestClipboard *guest;
  gboolean focused;

  /* Counts what is copied, on either side, so that the newest wins when the focus comes. */
  guint serial;
  guint guest_serial;
  guint desktop_serial;
  /* What the other side was told of. */
  guint published_serial;
  guint offered_serial;
  guint changed_id;

  /* Weak: the notes that are shown. */
  CasementConsoleNote *question;
  CasementConsoleNote *refusal;
};

G_DEFINE_FINAL_TYPE (CasementClipboardBridge, casement_clipboard_bridge, G_TYPE_OBJECT)

static void sync_now (CasementClipboardBridge *self);

static gboolean
may_give (CasementClipboardBridge *self)
{
  CasementClipboardPolicy policy = casement_console_settings_get_clipboard (self->settings);

  return policy == CASEMENT_CLIPBOARD_POLICY_BOTH || policy == CASEMENT_CLIPBOARD_POLICY_TO_GUEST;
}

static gboolean
may_take (CasementClipboardBridge *self)
{
  CasementClipboardPolicy policy = casement_console_settings_get_clipboard (self->settings);

  return policy == CASEMENT_CLIPBOARD_POLICY_BOTH || policy == CASEMENT_CLIPBOARD_POLICY_FROM_GUEST;
}

/* Whether what this desktop has is the guest's own. */
static gboolean
is_from_guest (CasementClipboardBridge *self)
{
  GdkContentProvider *content = gdk_clipboard_get_content (self->desktop);

  return CASEMENT_IS_GUEST_CONTENT (content) && self->guest != NULL
         && casement_guest_content_get_clipboard (CASEMENT_GUEST_CONTENT (content)) == self->guest;
}

static CasementClipboardFormats
desktop_formats (CasementClipboardBridge *self)
{
  return is_from_guest (self) ? CASEMENT_CLIPBOARD_NOTHING : casement_clipboard_reader_get_formats (self->desktop);
}

static void
clear_note (CasementConsoleNote **note)
{
  CasementConsoleNote *shown = *note;

  g_clear_weak_pointer (note);
  if (shown != NULL)
    casement_console_note_close (shown);
}

static void
withdraw (CasementClipboardBridge *self)
{
  if (is_from_guest (self))
    gdk_clipboard_set_content (self->desktop, NULL);
  self->published_serial = 0;
}

static void
share_cb (CasementClipboardBridge *self)
{
  g_object_set (self->settings, "clipboard", CASEMENT_CLIPBOARD_POLICY_BOTH, NULL);
}

static void
keep_apart_cb (CasementClipboardBridge *self)
{
  g_object_set (self->settings, "clipboard", CASEMENT_CLIPBOARD_POLICY_OFF, NULL);
}

static void
ask (CasementClipboardBridge *self)
{
  CasementConsoleNote *note;

  if (self->question != NULL)
    return;
  note = casement_console_note_show (GTK_WIDGET (self->console), _("Share the clipboard with Windows?"),
                                     _("What is copied on one side could then be pasted on the other: text and pictures, "
                                       "while this screen has the keyboard focus. Programs in Windows can read all of it. The "
                                       "menu also offers one direction only."));
  if (note == NULL)
    return;
  g_set_weak_pointer (&self->question, note);
  casement_console_note_add_button (note, _("_Keep apart"), NULL, G_CALLBACK (keep_apart_cb), self);
  casement_console_note_add_button (note, _("_Share"), "suggested-action", G_CALLBACK (share_cb), self);
}

static void
close_refusal_cb (CasementClipboardBridge *self)
{
  clear_note (&self->refusal);
}

static void
refused_cb (CasementClipboardBridge *self, GError *error)
{
  CasementConsoleNote *note;

  clear_note (&self->refusal);
  note = casement_console_note_show (GTK_WIDGET (self->console), _("The clipboard was not shared"), error->message);
  if (note == NULL)
    return;
  g_set_weak_pointer (&self->refusal, note);
  casement_console_note_add_button (note, _("_Close"), NULL, G_CALLBACK (close_refusal_cb), self);
}

static void
publish (CasementClipboardBridge *self)
{
  CasementClipboardFormats offered = casement_guest_clipboard_get_offered (self->guest);
  g_autoptr (CasementGuestContent) content = casement_guest_content_new (self->guest, offered);

  self->published_serial = self->guest_serial;
  gdk_clipboard_set_content (self->desktop, GDK_CONTENT_PROVIDER (content));
}

static void
sync_now (CasementClipboardBridge *self)
{
  CasementClipboardFormats formats;

  if (self->guest == NULL || !self->focused || !casement_guest_clipboard_get_ready (self->guest))
    return;
  formats = desktop_formats (self);
  if (casement_console_settings_get_clipboard (self->settings) == CASEMENT_CLIPBOARD_POLICY_ASK) {
    if (formats != CASEMENT_CLIPBOARD_NOTHING
        || casement_guest_clipboard_get_offered (self->guest) != CASEMENT_CLIPBOARD_NOTHING)
      ask (self);
    return;
  }
  if (self->guest_serial > self->desktop_serial) {
    if (may_take (self) && self->published_serial != self->guest_serial
        && casement_guest_clipboard_get_offered (self->guest) != CASEMENT_CLIPBOARD_NOTHING)
      publish (self);
  } else if (may_give (self) && self->offered_serial != self->desktop_serial && !is_from_guest (self)) {
    self->offered_serial = self->desktop_serial;
    casement_guest_clipboard_offer (self->guest, formats);
  }
}

static void
offered_cb (CasementClipboardBridge *self)
{
  if (casement_guest_clipboard_get_offered (self->guest) == CASEMENT_CLIPBOARD_NOTHING) {
    withdraw (self);
    return;
  }
  self->guest_serial = ++self->serial;
  sync_now (self);
}

/* One request of the guest, which waits for a program here. */
typedef struct {
  CasementGuestClipboard *guest;
  CasementClipboardFormats format;
  GCancellable *cancellable;
  guint timeout_id;
} Answer;

static gboolean
too_late_cb (gpointer user_data)
{
  Answer *answer = user_data;

  answer->timeout_id = 0;
  g_cancellable_cancel (answer->cancellable);
  return G_SOURCE_REMOVE;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = casement_clipboard_reader_read_finish (GDK_CLIPBOARD (source), result, &error);

  if (error != NULL)
    g_debug ("what was copied here could not be read: %s", error->message);
  casement_guest_clipboard_answer (answer->guest, answer->format, bytes);
  g_clear_handle_id (&answer->timeout_id, g_source_remove);
  g_object_unref (answer->guest);
  g_object_unref (answer->cancellable);
  g_free (answer);
}

/* A guest may ask whenever it likes, and hears only what its user could have typed into it. */
static gboolean
requested_cb (CasementClipboardBridge *self, guint format)
{
  Answer *answer;

  if (!self->focused || !may_give (self) || (desktop_formats (self) & format) == 0)
    return FALSE;
  answer = g_new0 (Answer, 1);
  answer->guest = g_object_ref (self->guest);
  answer->format = (CasementClipboardFormats) format;
  answer->cancellable = g_cancellable_new ();
  answer->timeout_id = g_timeout_add_seconds (READ_SECONDS, too_late_cb, answer);
  casement_clipboard_reader_read_async (self->desktop, answer->format, answer->cancellable, read_cb, answer);
  return TRUE;
}

/* GDK tells of every change twice, at first of nothing. */
static gboolean
changed_idle_cb (gpointer user_data)
{
  CasementClipboardBridge *self = user_data;

  self->changed_id = 0;
  if (!is_from_guest (self)) {
    self->desktop_serial = ++self->serial;
    sync_now (self);
  }
  return G_SOURCE_REMOVE;
}

static void
changed_cb (CasementClipboardBridge *self)
{
  if (self->changed_id == 0)
    self->changed_id = g_idle_add (changed_idle_cb, self);
}

static void
focus_cb (CasementClipboardBridge *self)
{
  self->focused = gtk_event_controller_focus_contains_focus (GTK_EVENT_CONTROLLER_FOCUS (self->focus)) && self->window != NULL
                  && gtk_window_is_active (GTK_WINDOW (self->window));
  sync_now (self);
}

/* A window that is not active yet may well have a focus. */
static void
root_cb (CasementClipboardBridge *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->console));

  if (self->window != NULL)
    g_signal_handlers_disconnect_by_data (self->window, self);
  g_set_weak_pointer (&self->window, GTK_IS_WINDOW (root) ? GTK_WIDGET (root) : NULL);
  if (self->window != NULL)
    g_signal_connect_object (self->window, "notify::is-active", G_CALLBACK (focus_cb), self, G_CONNECT_SWAPPED);
  focus_cb (self);
}

static void
ready_cb (CasementClipboardBridge *self)
{
  self->offered_serial = 0;
  if (!casement_guest_clipboard_get_ready (self->guest)) {
    clear_note (&self->question);
    withdraw (self);
  }
  sync_now (self);
}

static void
policy_cb (CasementClipboardBridge *self)
{
  if (casement_console_settings_get_clipboard (self->settings) != CASEMENT_CLIPBOARD_POLICY_ASK)
    clear_note (&self->question);
  if (!may_take (self))
    withdraw (self);
  if (!may_give (self) && self->guest != NULL)
    casement_guest_clipboard_offer (self->guest, CASEMENT_CLIPBOARD_NOTHING);
  self->offered_serial = 0;
  focus_cb (self);
}

static void
set_guest (CasementClipboardBridge *self, CasementGuestClipboard *guest)
{
  if (self->guest != NULL) {
    withdraw (self);
    g_signal_handlers_disconnect_by_data (self->guest, self);
  }
  clear_note (&self->question);
  clear_note (&self->refusal);
  g_set_object (&self->guest, guest);
  self->guest_serial = self->offered_serial = 0;
  if (guest == NULL)
    return;
  g_signal_connect_object (guest, "offered", G_CALLBACK (offered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (guest, "requested", G_CALLBACK (requested_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (guest, "refused", G_CALLBACK (refused_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (guest, "notify::ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
  sync_now (self);
}

static void
session_cb (CasementClipboardBridge *self)
{
  CasementConsoleSession *session = casement_console_get_session (self->console);

  if (session == NULL)
    set_guest (self, NULL);
  else
    set_guest (self, casement_guest_services_get_clipboard (casement_console_session_get_services (session)));
}

static void
casement_clipboard_bridge_dispose (GObject *object)
{
  CasementClipboardBridge *self = CASEMENT_CLIPBOARD_BRIDGE (object);

  g_clear_handle_id (&self->changed_id, g_source_remove);
  if (self->desktop != NULL) {
    set_guest (self, NULL);
    g_signal_handlers_disconnect_by_data (self->console, self);
    if (self->window != NULL)
      g_signal_handlers_disconnect_by_data (self->window, self);
    g_clear_weak_pointer (&self->window);
    g_signal_handlers_disconnect_by_data (self->desktop, self);
  }
  g_clear_object (&self->focus);
  g_clear_object (&self->desktop);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (casement_clipboard_bridge_parent_class)->dispose (object);
}

static void
casement_clipboard_bridge_class_init (CasementClipboardBridgeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_clipboard_bridge_dispose;
}

static void
casement_clipboard_bridge_init (CasementClipboardBridge *self)
{
  /* What was copied here before is older than whatever comes, and still to be told. */
  self->serial = self->desktop_serial = 1;
}

/**
 * casement_clipboard_bridge_new:
 * @console: borrowed; must outlive the bridge
 * @settings: what the user allows
 *
 * Returns: (transfer full): a bridge for whatever session @console has.
 */
CasementClipboardBridge *
casement_clipboard_bridge_new (CasementConsole *console, CasementConsoleSettings *settings)
{
  CasementClipboardBridge *self;

  g_return_val_if_fail (CASEMENT_IS_CONSOLE (console), NULL);

  self = g_object_new (CASEMENT_TYPE_CLIPBOARD_BRIDGE, NULL);
  self->console = console;
  self->settings = g_object_ref (settings);
  self->desktop = g_object_ref (gtk_widget_get_clipboard (GTK_WIDGET (console)));
  self->focus = g_object_ref (gtk_event_controller_focus_new ());
  g_signal_connect_object (self->focus, "notify::contains-focus", G_CALLBACK (focus_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (console), g_object_ref (self->focus));
  g_signal_connect_object (self->desktop, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::clipboard", G_CALLBACK (policy_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "notify::session", G_CALLBACK (session_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "notify::root", G_CALLBACK (root_cb), self, G_CONNECT_SWAPPED);
  session_cb (self);
  root_cb (self);
  return self;
}
