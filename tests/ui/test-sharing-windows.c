/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <spice.h>
#include <string.h>
#include "casement-error.h"
#include "casement-share-folder-window.h"
#include "casement-usb-window.h"
#include "mock-port.h"
#include "mock-server.h"

/* The windows for folders and USB devices: over a server with a channel, and over a manager with devices that do not exist. */

#define UUID "6f1b0a3c-5b1e-4c4e-9d33-0f6f5ad4b113"

#define FAKE_TYPE_USB_MANAGER (fake_usb_manager_get_type ())
G_DECLARE_FINAL_TYPE (FakeUsbManager, fake_usb_manager, FAKE, USB_MANAGER, CasementUsbManager)

struct _FakeUsbManager {
  CasementUsbManager parent_instance;
  CasementUsbDevice *device;
  gboolean to_guest;
  guint n_looks;
};

G_DEFINE_FINAL_TYPE (FakeUsbManager, fake_usb_manager, CASEMENT_TYPE_USB_MANAGER)

static void
fake_usb_manager_look (CasementUsbManager *manager)
{
  FAKE_USB_MANAGER (manager)->n_looks++;
}

static void
fake_usb_manager_redirect (CasementUsbManager *manager, CasementUsbDevice *device, gboolean to_guest)
{
  FakeUsbManager *self = FAKE_USB_MANAGER (manager);

  self->device = device;
  self->to_guest = to_guest;
}

static void
fake_usb_manager_class_init (FakeUsbManagerClass *klass)
{
  CASEMENT_USB_MANAGER_CLASS (klass)->look = fake_usb_manager_look;
  CASEMENT_USB_MANAGER_CLASS (klass)->redirect = fake_usb_manager_redirect;
}

static void
fake_usb_manager_init (FakeUsbManager *self)
{
}

static const char *
words_of (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  return GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;
}

/* The nth that shows: of this type, and with these words. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *words, guint *n)
{
  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type)
      && (words == NULL || (words_of (widget) != NULL && strstr (words_of (widget), words) != NULL)) && (*n)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, type, words, n);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static gboolean
says (GtkWindow *window, const char *words)
{
  guint n = 0;

  return find (GTK_WIDGET (window), GTK_TYPE_LABEL, words, &n) != NULL;
}

static GtkSwitch *
nth_switch (GtkWindow *window, guint n)
{
  GtkWidget *found = find (GTK_WIDGET (window), GTK_TYPE_SWITCH, NULL, &n);

  g_assert_nonnull (found);
  return GTK_SWITCH (found);
}

static void
destroy (GtkWindow *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (window);
  WAIT_FOR (window == NULL);
}

static void
test_usb_problems (void)
{
  g_autoptr (CasementUsbManager) manager = g_object_new (FAKE_TYPE_USB_MANAGER, NULL);
  GtkWindow *window = casement_usb_window_new (NULL, NULL, NULL);

  gtk_window_present (window);
  g_assert_cmpuint (FAKE_USB_MANAGER (manager)->n_looks, ==, 0);
  casement_usb_window_set_manager (CASEMENT_USB_WINDOW (window), manager);
  g_assert_cmpuint (FAKE_USB_MANAGER (manager)->n_looks, ==, 1);
  WAIT_FOR (says (window, "No USB devices"));
  casement_usb_manager_take_problem (manager, casement_error_new (CASEMENT_ERROR_UNSUPPORTED, "built without", "No usbredir."));
  WAIT_FOR (says (window, "No usbredir."));
  /* The check-up cannot help where there is no machine. */
  g_assert_false (says (window, "Check-up"));
  casement_usb_manager_take_problem (manager, NULL);
  WAIT_FOR (says (window, "No USB devices"));
  casement_usb_window_set_manager (CASEMENT_USB_WINDOW (window), NULL);
  WAIT_FOR (says (window, "not connected"));
  destroy (window);
}

static void
test_usb_devices (void)
{
  g_autoptr (CasementUsbManager) manager = g_object_new (FAKE_TYPE_USB_MANAGER, NULL);
  FakeUsbManager *fake = FAKE_USB_MANAGER (manager);
  g_autoptr (CasementUsbDevice) stick = casement_usb_device_new ("Maker <Stick>", "[1234:5678] 1-4");
  g_autoptr (CasementUsbDevice) camera = casement_usb_device_new ("Camera", NULL);
  GtkWindow *window = casement_usb_window_new (NULL, NULL, NULL);

  casement_usb_window_set_manager (CASEMENT_USB_WINDOW (window), manager);
  gtk_window_present (window);
  casement_usb_manager_set_free_slots (manager, 1);
  casement_usb_manager_add (manager, stick);
  casement_usb_manager_add (manager, camera);
  WAIT_FOR (says (window, "Maker <Stick>"));
  g_assert_true (says (window, "1 slot is free"));
  g_assert_true (says (window, "[1234:5678] 1-4"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (nth_switch (window, 0)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Give “Maker <Stick>” to Windows");
  g_assert_null (fake->device);

  gtk_switch_set_active (nth_switch (window, 0), TRUE);
  g_assert_true (fake->device == stick && fake->to_guest);
  /* On its way nothing more is asked of it. */
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (nth_switch (window, 0))));
  casement_usb_manager_redirected (manager, stick, TRUE, NULL);
  g_assert_true (gtk_switch_get_active (nth_switch (window, 0)));
  g_assert_cmpuint (casement_usb_manager_count_redirected (manager), ==, 1);

  casement_usb_manager_set_free_slots (manager, 0);
  casement_usb_device_set_reason (camera, "All slots are in use");
  g_assert_true (says (window, "No slot is free"));
  WAIT_FOR (says (window, "All slots are in use"));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (nth_switch (window, 1))));
  /* What is there can always come back. */
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (nth_switch (window, 0))));
  gtk_switch_set_active (nth_switch (window, 0), FALSE);
  g_assert_true (fake->device == stick && !fake->to_guest);
  casement_usb_manager_redirected (manager, stick, FALSE, NULL);
  g_assert_false (gtk_switch_get_active (nth_switch (window, 0)));
  casement_usb_manager_remove (manager, camera);
  casement_usb_manager_remove (manager, stick);
  WAIT_FOR (says (window, "No USB devices"));
  destroy (window);
}

static guint
count_dialogs (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  guint n = 0;

  for (GList *l = windows; l != NULL; l = l->next)
    n += ADW_IS_MESSAGE_DIALOG (l->data) ? 1 : 0;
  return n;
}

static void
test_usb_failure (void)
{
  g_autoptr (CasementUsbManager) manager = g_object_new (FAKE_TYPE_USB_MANAGER, NULL);
  g_autoptr (CasementUsbDevice) stick = casement_usb_device_new ("Stick", NULL);
  g_autoptr (GError) error = casement_error_new (CASEMENT_ERROR_PERMISSION, "Not authorized", "You may not use “Stick”.");
  GtkWindow *window = casement_usb_window_new (NULL, NULL, NULL);

  casement_usb_window_set_manager (CASEMENT_USB_WINDOW (window), manager);
  gtk_window_present (window);
  casement_usb_manager_add (manager, stick);
  gtk_switch_set_active (nth_switch (window, 0), TRUE);
  casement_usb_manager_redirected (manager, stick, FALSE, error);
  WAIT_FOR (count_dialogs () == 1);
  g_assert_false (gtk_switch_get_active (nth_switch (window, 0)));
  destroy (window);
  WAIT_FOR (count_dialogs () == 0);
}

static void
test_folder (void)
{
  MockServer *server = mock_server_new ();
  MockPort *port;
  g_autoptr (CasementConsoleSettings) settings = casement_console_settings_new (UUID);
  CasementConsole *console = g_object_ref_sink (CASEMENT_CONSOLE (casement_console_new ()));
  GtkWindow *window = casement_share_folder_window_new (NULL, console, settings, NULL);
  g_autoptr (CasementTransport) transport = mock_server_new_transport (server);
  CasementConsoleSession *session = casement_console_session_new (transport);
  CasementSharedFolder *folder = casement_guest_services_get_shared_folder (casement_console_session_get_services (session));

  gtk_window_present (window);
  WAIT_FOR (says (window, "Nothing is shared"));
  g_assert_true (says (window, "None chosen"));
  g_assert_true (gtk_switch_get_active (nth_switch (window, 1)));
  g_object_set (settings, "shared-folder", g_get_tmp_dir (), "share-folder", TRUE, NULL);
  WAIT_FOR (says (window, "Not connected"));
  g_assert_true (gtk_switch_get_active (nth_switch (window, 0)));
  gtk_switch_set_active (nth_switch (window, 1), FALSE);
  g_assert_false (casement_console_settings_get_share_read_only (settings));

  mock_server_create_primary (server, 64, 64, SPICE_SURFACE_FMT_32_xRGB);
  port = mock_port_new (mock_server_get_spice (server), "port", "org.spice-space.webdav.0");
  casement_shared_folder_share (folder, g_get_tmp_dir (), TRUE);
  casement_console_set_session (console, session);
  casement_console_session_start (session);
  WAIT_FOR (says (window, "has not asked for it"));
  mock_server_wait_channels (server, 5);
  mock_port_set_open (port, TRUE);
  WAIT_FOR (says (window, "Windows has the folder"));
  casement_shared_folder_share (folder, NULL, TRUE);
  WAIT_FOR (says (window, "Nothing is shared"));
  gtk_switch_set_active (nth_switch (window, 0), FALSE);
  g_assert_null (casement_console_settings_get_shared_folder (settings));

  destroy (window);
  casement_console_set_session (console, NULL);
  g_object_unref (console);
  casement_console_session_stop (session);
  for (guint i = 0; i < 20; i++)
    mock_iterate ();
  g_assert_finalize_object (session);
  mock_port_free (port);
  mock_server_free (server);
  WAIT_FOR (!casement_console_settings_get_saving (settings));
}

int
main (int argc, char *argv[])
{
  g_autofree char *home = g_dir_make_tmp ("casement-sharing-XXXXXX", NULL);
  g_autofree char *file = g_strdup_printf ("%s/casement/console/" UUID ".ini", home);
  int status;

  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  mock_init ();
  g_test_add_func ("/sharing-windows/usb-problems", test_usb_problems);
  g_test_add_func ("/sharing-windows/usb-devices", test_usb_devices);
  g_test_add_func ("/sharing-windows/usb-failure", test_usb_failure);
  g_test_add_func ("/sharing-windows/folder", test_folder);
  status = g_test_run ();
  while (g_str_has_prefix (file, home) && g_remove (file) == 0) {
    char *folder = g_path_get_dirname (file);

    g_free (file);
    file = folder;
  }
  return status;
}
