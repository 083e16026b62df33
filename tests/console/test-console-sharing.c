/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <spice.h>
#include <spice/vd_agent.h>
#include <string.h>
#include "casement-console-note.h"
#include "casement-console-tools.h"
#include "casement-guest-content.h"
#include "mock-agent.h"
#include "widget-fixture.h"

/* Clipboard and files between a desktop, with xclip for its other programs, and a guest's agent, by what the user allows. */

#define UUID "6f1b0a3c-5b1e-4c4e-9d33-0f6f5ad4b112"

typedef struct {
  Fixture base;
  CasementConsoleTools *tools;
  CasementConsoleSettings *settings;
  GdkClipboard *clipboard;
  MockAgent *agent;
  GFile *disc;
} Sharing;

static void
settle (void)
{
  for (guint i = 0; i < 40; i++)
    mock_iterate ();
}

static void
set_up (Sharing *sharing, gconstpointer data)
{
  fixture_set_up (&sharing->base, data);
  sharing->tools = casement_console_tools_new (sharing->base.console, sharing->base.window, UUID);
  sharing->settings = casement_console_tools_get_settings (sharing->tools);
  sharing->clipboard = gtk_widget_get_clipboard (sharing->base.window);
  gdk_clipboard_set_content (sharing->clipboard, NULL);
  g_object_set (sharing->settings, "clipboard", CASEMENT_CLIPBOARD_POLICY_ASK, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (sharing->base.console));
}

static void
tear_down (Sharing *sharing, gconstpointer data)
{
  /* Ends the other program. */
  gdk_clipboard_set_text (sharing->clipboard, "");
  settle ();
  gdk_clipboard_set_content (sharing->clipboard, NULL);
  WAIT_FOR (!casement_console_settings_get_saving (sharing->settings));
  casement_console_session_stop (sharing->base.session);
  for (guint i = 0; i < 20; i++)
    mock_iterate ();
  g_clear_pointer (&sharing->agent, mock_agent_free);
  g_clear_object (&sharing->tools);
  g_clear_object (&sharing->disc);
  fixture_tear_down (&sharing->base, data);
}

static void
start_agent (Sharing *sharing)
{
  static const guint caps[] = { VD_AGENT_CAP_CLIPBOARD_BY_DEMAND, VD_AGENT_CAP_CLIPBOARD_SELECTION,
                                VD_AGENT_CAP_CLIPBOARD_NO_RELEASE_ON_REGRAB };
  CasementGuestServices *services = casement_console_session_get_services (sharing->base.session);

  sharing->agent = mock_agent_new (mock_server_get_spice (sharing->base.server), caps, G_N_ELEMENTS (caps));
  WAIT_FOR (casement_guest_clipboard_get_ready (casement_guest_services_get_clipboard (services)));
}

static gboolean
heard (Sharing *sharing, const char *line)
{
  g_autofree char *whole = g_strconcat (line, "\n", NULL);

  return strstr (mock_agent_get_log (sharing->agent), whole) != NULL;
}

static void
allow (Sharing *sharing, CasementClipboardPolicy policy)
{
  g_object_set (sharing->settings, "clipboard", policy, NULL);
}

static void
focus (Sharing *sharing, gboolean console)
{
  gtk_widget_grab_focus (console ? GTK_WIDGET (sharing->base.console) : sharing->base.button);
  settle ();
}

/* Finds what the user would: a note or a button by its words. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *words)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_visible (widget)) {
    const char *label = NULL;

    if (GTK_IS_BUTTON (widget))
      label = gtk_button_get_label (GTK_BUTTON (widget));
    else if (GTK_IS_LABEL (widget))
      label = gtk_label_get_label (GTK_LABEL (widget));
    if (words == NULL || (label != NULL && strstr (label, words) != NULL))
      return widget;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = gtk_widget_get_visible (child) ? find (child, type, words) : NULL;

    if (found != NULL)
      return found;
  }
  return NULL;
}

static gboolean
has_note (Sharing *sharing)
{
  return find (sharing->base.window, CASEMENT_TYPE_CONSOLE_NOTE, NULL) != NULL;
}

static gboolean
says (Sharing *sharing, const char *words)
{
  return find (sharing->base.window, GTK_TYPE_LABEL, words) != NULL;
}

static void
press (Sharing *sharing, const char *label)
{
  GtkWidget *button = find (sharing->base.window, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  /* Its animation would take a while. */
  g_signal_emit_by_name (button, "clicked");
}

static void
communicated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &output, NULL, &error);
  g_assert_no_error (error);
  *(char **) user_data = output != NULL ? output : g_strdup ("");
}

/* Another program copies @text. */
static void
copy_elsewhere (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error,
                                                      "xclip", "-selection", "clipboard", "-in", NULL);
  char *output = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, text, NULL, communicated_cb, &output);
  WAIT_FOR (output != NULL);
  g_free (output);
}

/* Another program pastes; the text comes with the main loop. */
static void
paste_elsewhere (char **text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                                                      "xclip", "-selection", "clipboard", "-out", NULL);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, communicated_cb, text);
}

static void
guest_copies (Sharing *sharing, guint type)
{
  mock_agent_send_clipboard (sharing->agent, VD_AGENT_CLIPBOARD_GRAB, type, NULL, 0);
}

static void
guest_pastes (Sharing *sharing, guint type)
{
  mock_agent_clear_log (sharing->agent);
  mock_agent_send_clipboard (sharing->agent, VD_AGENT_CLIPBOARD_REQUEST, type, NULL, 0);
}

/* Whether this desktop's clipboard is the guest's. */
static gboolean
is_guests (Sharing *sharing)
{
  return CASEMENT_IS_GUEST_CONTENT (gdk_clipboard_get_content (sharing->clipboard));
}

static void
test_asked (Sharing *sharing, gconstpointer data)
{
  copy_elsewhere ("secret");
  start_agent (sharing);
  WAIT_FOR (has_note (sharing));
  guest_copies (sharing, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  settle ();
  /* Nothing went before the answer. */
  g_assert_cmpstr (mock_agent_get_log (sharing->agent), ==, "");
  g_assert_false (is_guests (sharing));
  press (sharing, "_Share");
  g_assert_false (has_note (sharing));
  g_assert_cmpint (casement_console_settings_get_clipboard (sharing->settings), ==, CASEMENT_CLIPBOARD_POLICY_BOTH);
  /* The newest is the guest's. */
  WAIT_FOR (is_guests (sharing));
}

static void
test_refused (Sharing *sharing, gconstpointer data)
{
  start_agent (sharing);
  settle ();
  g_assert_false (has_note (sharing));
  guest_copies (sharing, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  WAIT_FOR (has_note (sharing));
  press (sharing, "_Keep apart");
  g_assert_cmpint (casement_console_settings_get_clipboard (sharing->settings), ==, CASEMENT_CLIPBOARD_POLICY_OFF);
  guest_copies (sharing, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  copy_elsewhere ("mine");
  settle ();
  g_assert_false (has_note (sharing));
  g_assert_false (is_guests (sharing));
  g_assert_cmpstr (mock_agent_get_log (sharing->agent), ==, "");
}

static void
test_to_guest (Sharing *sharing, gconstpointer data)
{
  allow (sharing, CASEMENT_CLIPBOARD_POLICY_BOTH);
  start_agent (sharing);
  copy_elsewhere ("größer\nzwei");
  WAIT_FOR (heard (sharing, "grab 1"));
  guest_pastes (sharing, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  WAIT_FOR (heard (sharing, "clipboard 1 13"));
  g_assert_cmpmem (mock_agent_get_data (sharing->agent)->data, 13, "größer\nzwei", 13);
  /* Who is not at this screen is not heard by it. */
  focus (sharing, FALSE);
  guest_pastes (sharing, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  WAIT_FOR (heard (sharing, "clipboard 0 0"));
  copy_elsewhere ("for another");
  settle ();
  g_assert_null (strstr (mock_agent_get_log (sharing->agent), "grab"));
  focus (sharing, TRUE);
  WAIT_FOR (heard (sharing, "grab 1"));
  allow (sharing, CASEMENT_CLIPBOARD_POLICY_FROM_GUEST);
  WAIT_FOR (heard (sharing, "release"));
}

static void
test_from_guest (Sharing *sharing, gconstpointer data)
{
  g_autofree char *text = NULL;

  allow (sharing, CASEMENT_CLIPBOARD_POLICY_FROM_GUEST);
  start_agent (sharing);
  focus (sharing, FALSE);
  guest_copies (sharing, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  settle ();
  g_assert_false (is_guests (sharing));
  focus (sharing, TRUE);
  WAIT_FOR (is_guests (sharing));
  /* Asked only now, and not answered with its own words. */
  g_assert_cmpstr (mock_agent_get_log (sharing->agent), ==, "");
  paste_elsewhere (&text);
  WAIT_FOR (heard (sharing, "request 1"));
  mock_agent_send_clipboard (sharing->agent, VD_AGENT_CLIPBOARD, VD_AGENT_CLIPBOARD_UTF8_TEXT, "über\r\nx", 8);
  WAIT_FOR (text != NULL);
  g_assert_cmpstr (text, ==, "über\nx");
  g_assert_null (strstr (mock_agent_get_log (sharing->agent), "grab"));
  mock_agent_send_clipboard (sharing->agent, VD_AGENT_CLIPBOARD_RELEASE, 0, NULL, 0);
  WAIT_FOR (!is_guests (sharing));
}

static void
test_one_way (Sharing *sharing, gconstpointer data)
{
  allow (sharing, CASEMENT_CLIPBOARD_POLICY_TO_GUEST);
  start_agent (sharing);
  guest_copies (sharing, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  settle ();
  g_assert_false (is_guests (sharing));
  copy_elsewhere ("there");
  WAIT_FOR (heard (sharing, "grab 1"));
}

static void
texture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GdkTexture *texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, &error);

  g_assert_no_error (error);
  *(GdkTexture **) user_data = texture;
}

static void
test_pictures (Sharing *sharing, gconstpointer data)
{
  static const guint32 pixels[] = { 0xff102030, 0xff405060, 0xff708090, 0xffa0b0c0 };
  g_autoptr (GBytes) raw = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (2, 2, GDK_MEMORY_DEFAULT, raw, 8);
  g_autoptr (GdkTexture) pasted = NULL;
  g_autofree guint8 *png = NULL;
  guint size;

  allow (sharing, CASEMENT_CLIPBOARD_POLICY_BOTH);
  start_agent (sharing);
  gdk_clipboard_set_texture (sharing->clipboard, texture);
  WAIT_FOR (heard (sharing, "grab 2"));
  guest_pastes (sharing, VD_AGENT_CLIPBOARD_IMAGE_PNG);
  WAIT_FOR (mock_agent_get_data (sharing->agent)->len > 0);
  size = mock_agent_get_data (sharing->agent)->len;
  png = g_memdup2 (mock_agent_get_data (sharing->agent)->data, size);
  g_assert_cmpmem (png, 4, "\x89PNG", 4);
  /* And back. */
  guest_copies (sharing, VD_AGENT_CLIPBOARD_IMAGE_PNG);
  WAIT_FOR (CASEMENT_IS_GUEST_CONTENT (gdk_clipboard_get_content (sharing->clipboard)));
  gdk_clipboard_read_texture_async (sharing->clipboard, NULL, texture_cb, &pasted);
  WAIT_FOR (heard (sharing, "request 2"));
  mock_agent_send_clipboard (sharing->agent, VD_AGENT_CLIPBOARD, VD_AGENT_CLIPBOARD_IMAGE_PNG, png, size);
  WAIT_FOR (pasted != NULL);
  g_assert_cmpint (gdk_texture_get_width (pasted), ==, 2);
}

static void
test_too_large (Sharing *sharing, gconstpointer data)
{
  g_autofree char *large = g_malloc (CASEMENT_CLIPBOARD_MAX + 2);

  memset (large, 'a', CASEMENT_CLIPBOARD_MAX + 1);
  large[CASEMENT_CLIPBOARD_MAX + 1] = '\0';
  allow (sharing, CASEMENT_CLIPBOARD_POLICY_BOTH);
  start_agent (sharing);
  gdk_clipboard_set_text (sharing->clipboard, large);
  WAIT_FOR (heard (sharing, "grab 1"));
  guest_pastes (sharing, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  WAIT_FOR (heard (sharing, "clipboard 0 0"));
  g_assert_true (says (sharing, "larger than"));
  press (sharing, "_Close");
  g_assert_false (has_note (sharing));
}

/* As GTK does when the pointer lets go of what was dragged. */
static void
drop (Sharing *sharing, GFile *file)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (sharing->base.console));
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_list (&(GSList){ file, NULL }));
  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_DROP_TARGET (controller))
      g_signal_emit_by_name (controller, "drop", &value, 10.0, 10.0, &taken);
  }
  g_assert_true (taken);
}

static GFile *
make_file (const char *suffix, const char *content)
{
  g_autofree char *name = g_strconcat ("casement-XXXXXX", suffix, NULL);
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp (name, &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  return g_file_new_for_path (path);
}

static void
test_files (Sharing *sharing, gconstpointer data)
{
  g_autoptr (GFile) file = make_file (".txt", "content");
  g_autoptr (GFile) folder = g_file_new_for_path (g_get_tmp_dir ());

  drop (sharing, file);
  g_assert_true (says (sharing, "agent does not run"));
  press (sharing, "_Close");
  allow (sharing, CASEMENT_CLIPBOARD_POLICY_OFF);
  start_agent (sharing);
  drop (sharing, file);
  g_assert_true (says (sharing, "Copying a file"));
  WAIT_FOR (strstr (mock_agent_get_log (sharing->agent), "file-start") != NULL);
  mock_agent_send_file_status (sharing->agent, VD_AGENT_FILE_XFER_STATUS_CAN_SEND_DATA);
  WAIT_FOR (mock_agent_get_data (sharing->agent)->len == 7);
  mock_agent_send_file_status (sharing->agent, VD_AGENT_FILE_XFER_STATUS_SUCCESS);
  WAIT_FOR (says (sharing, "A file is on the desktop"));
  /* What fails stays, and says why. */
  drop (sharing, folder);
  WAIT_FOR (says (sharing, "is a folder"));
  press (sharing, "_Close");
  g_assert_false (has_note (sharing));
  drop (sharing, file);
  g_assert_true (says (sharing, "Copying a file"));
  press (sharing, "_Cancel all");
  g_assert_false (has_note (sharing));
  g_file_delete (file, NULL, NULL);
}

static void
disc_cb (Sharing *sharing, GFile *file)
{
  g_set_object (&sharing->disc, file);
}

static void
test_disc (Sharing *sharing, gconstpointer data)
{
  g_autoptr (GFile) file = make_file (".ISO", "disc");

  start_agent (sharing);
  /* Without a drive it is a file like any other. */
  drop (sharing, file);
  g_assert_true (says (sharing, "Copying a file"));
  press (sharing, "_Cancel all");
  g_signal_connect_swapped (casement_console_tools_get_dropper (sharing->tools), "disc", G_CALLBACK (disc_cb), sharing);
  drop (sharing, file);
  g_assert_true (says (sharing, "What shall happen"));
  press (sharing, "_Insert into the CD drive");
  g_assert_true (g_file_equal (sharing->disc, file));
  drop (sharing, file);
  press (sharing, "_Copy into Windows");
  g_assert_true (says (sharing, "Copying a file"));
  press (sharing, "_Cancel all");
  g_file_delete (file, NULL, NULL);
}

static void
reconnect_cb (guint *n)
{
  (*n)++;
}

static void
test_microphone (Sharing *sharing, gconstpointer data)
{
  CasementGuestServices *services = casement_console_session_get_services (sharing->base.session);
  CasementMicrophone *microphone = casement_guest_services_get_microphone (services);
  guint n_reconnects = 0;

  g_object_set (sharing->settings, "microphone", CASEMENT_MICROPHONE_ASK, NULL);
  g_signal_connect_swapped (sharing->tools, "reconnect", G_CALLBACK (reconnect_cb), &n_reconnects);
  g_assert_cmpint (casement_microphone_get_policy (microphone), ==, CASEMENT_MICROPHONE_ASK);
  g_signal_emit_by_name (microphone, "wanted");
  g_signal_emit_by_name (microphone, "wanted");
  g_assert_true (says (sharing, "use the microphone?"));
  press (sharing, "_Allow");
  g_assert_false (has_note (sharing));
  g_assert_cmpint (casement_microphone_get_policy (microphone), ==, CASEMENT_MICROPHONE_ON);
  g_assert_cmpuint (n_reconnects, ==, 1);
  g_object_set (sharing->settings, "microphone", CASEMENT_MICROPHONE_OFF, NULL);
  g_assert_cmpuint (n_reconnects, ==, 2);
}

#define ADD(name, func) g_test_add ("/console-sharing/" name, Sharing, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("casement-sharing-XXXXXX", NULL);
  g_autofree char *file = g_strdup_printf ("%s/casement/console/" UUID ".ini", home);
  int status;

  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  mock_init ();
  ADD ("asked", test_asked);
  ADD ("refused", test_refused);
  ADD ("to-guest", test_to_guest);
  ADD ("from-guest", test_from_guest);
  ADD ("one-way", test_one_way);
  ADD ("pictures", test_pictures);
  ADD ("too-large", test_too_large);
  ADD ("files", test_files);
  ADD ("disc", test_disc);
  ADD ("microphone", test_microphone);
  status = g_test_run ();
  while (g_str_has_prefix (file, home) && g_remove (file) == 0) {
    char *folder = g_path_get_dirname (file);

    g_free (file);
    file = folder;
  }
  return status;
}
