/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-vm-sharing.h"

#include "casement-disc-inserter.h"
#include "casement-share-folder-window.h"
#include "casement-usb-window.h"

/* What the actions work with; lives with their group, which the window owns. */
typedef struct {
  GtkWindow *window;
  CasementConsole *console;
  CasementConsoleSettings *settings;
  CasementVm *vm;
} Sharing;

static void
sharing_free (gpointer data)
{
  Sharing *sharing = data;

  g_object_unref (sharing->settings);
  g_clear_object (&sharing->vm);
  g_free (sharing);
}

/* One of each is enough. */
static gboolean
present_existing (Sharing *sharing, GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_window_get_transient_for (l->data) == sharing->window) {
      gtk_window_present (l->data);
      return TRUE;
    }
  return FALSE;
}

static void
folder_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Sharing *sharing = user_data;

  if (!present_existing (sharing, CASEMENT_TYPE_SHARE_FOLDER_WINDOW))
    gtk_window_present (casement_share_folder_window_new (sharing->window, sharing->console, sharing->settings, sharing->vm));
}

static void
usb_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Sharing *sharing = user_data;

  if (!present_existing (sharing, CASEMENT_TYPE_USB_WINDOW))
    gtk_window_present (casement_usb_window_new (sharing->window, sharing->console, sharing->vm));
}

static void
disc_cb (CasementVm *vm, GFile *file, CasementFileDropper *dropper)
{
  casement_disc_insert (vm, file, casement_file_dropper_get_console (dropper));
}

/**
 * casement_vm_sharing_add:
 * @window: gets the actions, as "share"; owns @screen
 * @tools: those of the screen's console
 * @vm: (nullable): the virtual machine, if it is one of ours
 *
 * Adds to @window what is shared with the guest beside the screen, and needs windows of its own.
 */
void
casement_vm_sharing_add (GtkWindow *window, CasementVmScreen *screen, CasementConsoleTools *tools, CasementVm *vm)
{
  static const GActionEntry entries[] = { { .name = "folder", .activate = folder_cb }, { .name = "usb", .activate = usb_cb } };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  Sharing *sharing = g_new0 (Sharing, 1);

  sharing->window = window;
  sharing->console = casement_vm_screen_get_console (screen);
  sharing->settings = g_object_ref (casement_console_tools_get_settings (tools));
  sharing->vm = vm != NULL ? g_object_ref (vm) : NULL;
  g_object_set_data_full (G_OBJECT (actions), "casement-sharing", sharing, sharing_free);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), sharing);
  gtk_widget_insert_action_group (GTK_WIDGET (window), "share", G_ACTION_GROUP (actions));
  g_signal_connect_object (tools, "reconnect", G_CALLBACK (casement_vm_screen_connect), screen, G_CONNECT_SWAPPED);
  if (vm != NULL)
    g_signal_connect_object (casement_console_tools_get_dropper (tools), "disc", G_CALLBACK (disc_cb), vm, G_CONNECT_SWAPPED);
}
