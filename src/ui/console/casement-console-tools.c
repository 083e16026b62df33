/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-console-tools.h"

#include <glib/gi18n-lib.h>
#include "casement-clipboard-bridge.h"
#include "casement-console-sharing.h"
#include "casement-error.h"
#include "casement-settings.h"
#include "casement-text-typer.h"

struct _CasementConsoleTools {
  GObject parent_instance;
  /* Outlives this object, which its window owns. */
  CasementConsole *console;
  CasementConsoleSettings *settings;
  CasementClipboardBridge *clipboard;
  CasementConsoleSharing *sharing;
  CasementFileDropper *dropper;
  CasementTextTyper *typer;
  GSimpleAction *type_action;
  GSimpleAction *copy_action;
  GSimpleAction *stop_action;
};

G_DEFINE_FINAL_TYPE (CasementConsoleTools, casement_console_tools, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_TYPING,
  N_PROPS
};

enum {
  FAILED,
  RECONNECT,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* The steps of zooming in and out. */
static const guint zooms[] = { 25, 50, 75, 100, 125, 150, 200, 300, 400, 600, 800 };

static void
update_actions (CasementConsoleTools *self)
{
  CasementConsoleSession *session = casement_console_get_session (self->console);
  gboolean has_picture;

  g_object_get (self->console, "has-picture", &has_picture, NULL);
  g_simple_action_set_enabled (self->copy_action, has_picture);
  g_simple_action_set_enabled (self->type_action,
                               session != NULL
                                   && casement_console_session_get_state (session) == CASEMENT_CONSOLE_CONNECTED);
}

static void
typing_cb (CasementConsoleTools *self)
{
  g_simple_action_set_enabled (self->stop_action, casement_console_tools_get_typing (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TYPING]);
}

static void
stop_typing_cb (CasementConsoleTools *self)
{
  if (self->typer != NULL)
    casement_text_typer_stop (self->typer);
  gtk_widget_grab_focus (GTK_WIDGET (self->console));
}

static void
zoom_in_cb (CasementConsoleTools *self)
{
  guint now = casement_console_get_drawn_zoom (self->console);

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    if (zooms[i] > now) {
      casement_console_settings_set_zoom (self->settings, zooms[i]);
      return;
    }
}

static void
zoom_out_cb (CasementConsoleTools *self)
{
  guint now = casement_console_get_drawn_zoom (self->console);

  for (guint i = G_N_ELEMENTS (zooms); i-- > 0;)
    if (zooms[i] < now) {
      casement_console_settings_set_zoom (self->settings, zooms[i]);
      return;
    }
}

static void
policy_cb (CasementConsoleTools *self)
{
  casement_console_set_inhibit_policy (self->console, casement_console_settings_get_keyboard_policy (self->settings));
}

static void
chord_cb (CasementConsoleTools *self)
{
  g_autofree char *name = g_settings_get_string (casement_settings_get (), "release-chord");

  casement_console_set_release_chord (self->console, casement_release_chord_find (name));
}

/* What is being typed was meant for the guest of before. */
static void
session_cb (CasementConsoleTools *self)
{
  CasementConsoleSession *session = casement_console_get_session (self->console);

  g_clear_object (&self->typer);
  if (session != NULL) {
    self->typer = casement_text_typer_new (casement_console_session_get_inputs (session));
    g_signal_connect_object (self->typer, "notify::busy", G_CALLBACK (typing_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::state", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  }
  update_actions (self);
  typing_cb (self);
}

typedef struct {
  CasementConsoleTools *tools;
  char *layout;
} Typing;

static void
text_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Typing *typing = user_data;
  g_autoptr (CasementConsoleTools) self = typing->tools;
  g_autofree char *layout = typing->layout;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);

  g_free (typing);
  if (self->typer == NULL)
    return;
  if (text == NULL) {
    g_clear_error (&error);
    casement_set_error (&error, CASEMENT_ERROR_INVALID, NULL, _("Nothing that can be typed was copied. Copy some text first."));
  } else if (casement_text_typer_type (self->typer, layout, text, &error)) {
    gtk_widget_grab_focus (GTK_WIDGET (self->console));
  }
  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, _("The text could not be typed"), error);
}

static void
type_clipboard_cb (CasementConsoleTools *self, GVariant *layout)
{
  Typing *typing = g_new0 (Typing, 1);

  typing->tools = g_object_ref (self);
  typing->layout = g_variant_dup_string (layout, NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self->console)), NULL, text_cb, typing);
}

static void
copy_screenshot_cb (CasementConsoleTools *self)
{
  g_autoptr (GdkTexture) frame = casement_console_dup_frame (self->console);

  if (frame != NULL)
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (self->console)), frame);
}

static void
copy_files_cb (CasementConsoleTools *self)
{
  casement_file_dropper_choose (self->dropper);
}

static void
reconnect_cb (CasementConsoleTools *self)
{
  g_signal_emit (self, signals[RECONNECT], 0);
}

static void
casement_console_tools_dispose (GObject *object)
{
  CasementConsoleTools *self = CASEMENT_CONSOLE_TOOLS (object);

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->console, self);
  g_clear_object (&self->settings);
  g_clear_object (&self->clipboard);
  g_clear_object (&self->sharing);
  g_clear_object (&self->dropper);
  g_clear_object (&self->typer);
  g_clear_object (&self->type_action);
  g_clear_object (&self->copy_action);
  g_clear_object (&self->stop_action);
  G_OBJECT_CLASS (casement_console_tools_parent_class)->dispose (object);
}

static void
casement_console_tools_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_TYPING:
    g_value_set_boolean (value, casement_console_tools_get_typing (CASEMENT_CONSOLE_TOOLS (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_console_tools_class_init (CasementConsoleToolsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = casement_console_tools_dispose;
  object_class->get_property = casement_console_tools_get_property;

  properties[PROP_TYPING] = g_param_spec_boolean ("typing", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[FAILED] = g_signal_new ("failed", CASEMENT_TYPE_CONSOLE_TOOLS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_STRING, G_TYPE_ERROR);
  signals[RECONNECT] = g_signal_new ("reconnect", CASEMENT_TYPE_CONSOLE_TOOLS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);
}

static void
casement_console_tools_init (CasementConsoleTools *self)
{
}

static void
add_toggle (CasementConsoleTools *self, GSimpleActionGroup *actions, const char *name)
{
  g_autoptr (GPropertyAction) action = g_property_action_new (name, self->settings, name);

  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
}

static void
add_sharing (CasementConsoleTools *self, GSimpleActionGroup *actions)
{
  g_autoptr (GSimpleAction) copy_files = g_simple_action_new ("copy-files", NULL);

  add_toggle (self, actions, "clipboard");
  add_toggle (self, actions, "microphone");
  g_signal_connect_object (copy_files, "activate", G_CALLBACK (copy_files_cb), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (copy_files));
  self->clipboard = casement_clipboard_bridge_new (self->console, self->settings);
  self->sharing = casement_console_sharing_new (self->console, self->settings);
  self->dropper = casement_file_dropper_new (self->console);
  g_signal_connect_object (self->sharing, "reconnect", G_CALLBACK (reconnect_cb), self, G_CONNECT_SWAPPED);
}

static GSimpleAction *
add_action (CasementConsoleTools *self, GSimpleActionGroup *actions, const char *name, GCallback callback)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);

  g_signal_connect_object (action, "activate", callback, self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
  return action;
}

/* How the picture and the keyboard are had, kept for this guest; the keys that release are the same for all. */
static void
add_view_actions (CasementConsoleTools *self, GSimpleActionGroup *actions)
{
  add_toggle (self, actions, "keyboard-policy");
  add_action (self, actions, "zoom-in", G_CALLBACK (zoom_in_cb));
  add_action (self, actions, "zoom-out", G_CALLBACK (zoom_out_cb));
  add_toggle (self, actions, "zoom");
  self->stop_action = g_object_ref (add_action (self, actions, "stop-typing", G_CALLBACK (stop_typing_cb)));
  g_object_bind_property (self->settings, "zoom", self->console, "zoom", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->settings, "notify::keyboard-policy", G_CALLBACK (policy_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (casement_settings_get (), "changed::release-chord", G_CALLBACK (chord_cb), self, G_CONNECT_SWAPPED);
  policy_cb (self);
  chord_cb (self);
}

/**
 * casement_console_tools_new:
 * @console: borrowed; must outlive the tools
 * @window: where the actions go
 * @id: a virtual machine's UUID, or the address of a screen
 *
 * Returns: (transfer full): the tools of @console.
 */
CasementConsoleTools *
casement_console_tools_new (CasementConsole *console, GtkWidget *window, const char *id)
{
  CasementConsoleTools *self;
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  g_return_val_if_fail (CASEMENT_IS_CONSOLE (console), NULL);

  self = g_object_new (CASEMENT_TYPE_CONSOLE_TOOLS, NULL);
  self->console = console;
  self->settings = casement_console_settings_new (id);
  add_toggle (self, actions, "sound");
  add_toggle (self, actions, "resize-guest");
  add_sharing (self, actions);
  add_view_actions (self, actions);
  g_object_bind_property (self->settings, "resize-guest", casement_console_get_resizer (console), "enabled",
                          G_BINDING_SYNC_CREATE);
  self->type_action = g_simple_action_new ("type-clipboard", G_VARIANT_TYPE_STRING);
  self->copy_action = g_simple_action_new ("copy-screenshot", NULL);
  g_signal_connect_object (self->type_action, "activate", G_CALLBACK (type_clipboard_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->copy_action, "activate", G_CALLBACK (copy_screenshot_cb), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (self->type_action));
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (self->copy_action));
  g_signal_connect_object (console, "notify::session", G_CALLBACK (session_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "notify::has-picture", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  session_cb (self);
  gtk_widget_insert_action_group (window, "console", G_ACTION_GROUP (actions));
  return self;
}

/** casement_console_tools_get_dropper: Returns: (transfer none): what takes files for the guest. */
CasementFileDropper *
casement_console_tools_get_dropper (CasementConsoleTools *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_TOOLS (self), NULL);
  return self->dropper;
}

/** casement_console_tools_get_typing: Returns: whether text is being typed into the guest. */
gboolean
casement_console_tools_get_typing (CasementConsoleTools *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_TOOLS (self), FALSE);
  return self->typer != NULL && casement_text_typer_get_busy (self->typer);
}

/** casement_console_tools_get_settings: Returns: (transfer none): what the user chose. */
CasementConsoleSettings *
casement_console_tools_get_settings (CasementConsoleTools *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_TOOLS (self), NULL);
  return self->settings;
}
