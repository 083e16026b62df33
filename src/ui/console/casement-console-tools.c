/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-console-tools.h"

struct _CasementConsoleTools {
  GObject parent_instance;
  /* Outlives this object, which its window owns. */
  CasementConsole *console;
  CasementConsoleSettings *settings;
};

G_DEFINE_FINAL_TYPE (CasementConsoleTools, casement_console_tools, G_TYPE_OBJECT)

static void
casement_console_tools_dispose (GObject *object)
{
  CasementConsoleTools *self = CASEMENT_CONSOLE_TOOLS (object);

  g_clear_object (&self->settings);
  G_OBJECT_CLASS (casement_console_tools_parent_class)->dispose (object);
}

static void
casement_console_tools_class_init (CasementConsoleToolsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_console_tools_dispose;
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
  g_object_bind_property (self->settings, "resize-guest", casement_console_get_resizer (console), "enabled",
                          G_BINDING_SYNC_CREATE);
  gtk_widget_insert_action_group (window, "console", G_ACTION_GROUP (actions));
  return self;
}

/** casement_console_tools_get_settings: Returns: (transfer none): what the user chose. */
CasementConsoleSettings *
casement_console_tools_get_settings (CasementConsoleTools *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_TOOLS (self), NULL);
  return self->settings;
}
