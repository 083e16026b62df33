/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gtk/gtk.h>
#include <gdk/x11/gdkx.h>
#include <math.h>
#include <spice.h>
#include "casement-console.h"
#include "mock-server.h"

/* The real widget on a real (if unseen) X display, typed at from outside. */

#define WIDTH 640
#define HEIGHT 400

typedef struct {
  MockServer *server;
  CasementConsoleSession *session;
  CasementInputs *inputs;
  GtkWidget *window;
  CasementConsole *console;
  GtkWidget *button;
  guint n_actions;
  guint n_clicks;
} Fixture;

static gboolean
action_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  (*(guint *) user_data)++;
  return TRUE;
}

static void
click_cb (GtkButton *button, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* @arguments are those of xdotool, separated by spaces. */
static void
xdotool (const char *format, ...)
{
  g_autofree char *arguments = NULL;
  g_autofree char *line = NULL;
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  gboolean finished = FALSE;
  va_list args;

  va_start (args, format);
  arguments = g_strdup_vprintf (format, args);
  va_end (args);
  line = g_strconcat ("xdotool ", arguments, NULL);
  argv = g_strsplit (line, " ", -1);
  process = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, finished_cb, &finished);
  WAIT_FOR (finished);
}

static gulong
xid_of (GtkWidget *window)
{
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  return gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (window)));
  G_GNUC_END_IGNORE_DEPRECATIONS
}

/* @x and @y are in the console. */
static void
move_pointer (Fixture *fixture, int x, int y)
{
  graphene_point_t at;
  double dx, dy;

  gtk_native_get_surface_transform (GTK_NATIVE (fixture->window), &dx, &dy);
  g_assert_true (gtk_widget_compute_point (GTK_WIDGET (fixture->console), fixture->window,
                                           &GRAPHENE_POINT_INIT ((float) x, (float) y), &at));
  xdotool ("mousemove --window %lu %d %d", xid_of (fixture->window), (int) (at.x + dx), (int) (at.y + dy));
}

static void
activate (GtkWidget *window)
{
  gtk_window_present (GTK_WINDOW (window));
  WAIT_FOR (gtk_widget_get_mapped (window));
  xdotool ("windowactivate --sync %lu", xid_of (window));
  WAIT_FOR (gtk_window_is_active (GTK_WINDOW (window)));
}

static void
show (Fixture *fixture, guint width, guint height, guint32 color)
{
  mock_server_create_primary (fixture->server, width, height, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (fixture->server, 0, 0, (int) width, (int) height, color);
}

static guint32
frame_pixel (CasementConsole *console, guint x, guint y)
{
  g_autoptr (GdkTexture) frame = casement_console_dup_frame (console);
  g_autofree guint32 *pixels = NULL;
  guint width;

  if (frame == NULL)
    return 0;
  width = (guint) gdk_texture_get_width (frame);
  pixels = g_new (guint32, (gsize) width * (gsize) gdk_texture_get_height (frame));
  gdk_texture_download (frame, (guchar *) pixels, (gsize) width * 4);
  return x < width && y < (guint) gdk_texture_get_height (frame) ? pixels[y * width + x] : 0;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CasementTransport) transport = NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  int button_height;

  fixture->server = mock_server_new ();
  show (fixture, WIDTH, HEIGHT, 0x336699);
  transport = mock_server_new_transport (fixture->server);
  fixture->session = casement_console_session_new (transport);
  fixture->inputs = casement_console_session_get_inputs (fixture->session);

  fixture->console = CASEMENT_CONSOLE (casement_console_new ());
  gtk_widget_set_size_request (GTK_WIDGET (fixture->console), WIDTH, HEIGHT);
  fixture->button = gtk_button_new_with_mnemonic ("_Menu");
  g_signal_connect (fixture->button, "clicked", G_CALLBACK (click_cb), &fixture->n_clicks);
  gtk_box_append (GTK_BOX (box), fixture->button);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture->console));
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_child (GTK_WINDOW (fixture->window), box);
  gtk_widget_measure (fixture->button, GTK_ORIENTATION_VERTICAL, -1, NULL, &button_height, NULL, NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), WIDTH, HEIGHT + button_height);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (shortcuts), GTK_SHORTCUT_SCOPE_MANAGED);
  gtk_event_controller_set_propagation_phase (shortcuts, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_k, GDK_CONTROL_MASK),
                        gtk_callback_action_new (action_cb, &fixture->n_actions, NULL)));
  gtk_widget_add_controller (fixture->window, shortcuts);

  casement_console_set_session (fixture->console, fixture->session);
  activate (fixture->window);
  casement_console_session_start (fixture->session);
  WAIT_FOR (frame_pixel (fixture->console, WIDTH - 1, HEIGHT - 1) == 0xff336699);
  WAIT_FOR (casement_inputs_get_ready (fixture->inputs));
  mock_server_wait_channels (fixture->server, 4);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GtkWidget *console = GTK_WIDGET (fixture->console);

  g_object_add_weak_pointer (G_OBJECT (console), (gpointer *) &console);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  WAIT_FOR (console == NULL);
  casement_console_session_stop (fixture->session);
  g_assert_finalize_object (fixture->session);
  g_clear_pointer (&fixture->server, mock_server_free);
  /* The pointer must not be left where the next window comes up. */
  xdotool ("mousemove 1200 790");
}

static void
use_tablet (Fixture *fixture)
{
  mock_server_set_tablet (fixture->server, TRUE);
  WAIT_FOR (casement_console_session_get_mouse_absolute (fixture->session));
}

static void
capture (Fixture *fixture)
{
  casement_console_capture (fixture->console);
  WAIT_FOR (casement_console_get_captured (fixture->console));
  mock_server_clear_log (fixture->server);
}

static void
expect_keys (Fixture *fixture, const char *keys)
{
  WAIT_FOR (strlen (mock_server_get_keys (fixture->server)) >= strlen (keys));
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, keys);
  mock_server_clear_keys (fixture->server);
}

typedef struct {
  guint32 *pixels;
  int width;
  int height;
} Shot;

static void
shot_clear (Shot *shot)
{
  g_clear_pointer (&shot->pixels, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shot, shot_clear)

/* %NULL while the console waits for its next layout. */
static GskRenderNode *
snapshot_console (Fixture *fixture, int width, int height)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (fixture->console));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  return gtk_snapshot_to_node (snapshot);
}

/* What the console draws at this size, through the renderer of its window. */
static Shot
render (Fixture *fixture, int width, int height)
{
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  Shot shot = { g_new (guint32, (gsize) width * (gsize) height), width, height };

  WAIT_FOR ((node = snapshot_console (fixture, width, height)) != NULL);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (fixture->window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gdk_texture_download (texture, (guchar *) shot.pixels, (gsize) width * 4);
  return shot;
}

static guint32
at (const Shot *shot, int x, int y)
{
  return shot->pixels[y * shot->width + x];
}

static int
console_width (Fixture *fixture)
{
  return gtk_widget_get_width (GTK_WIDGET (fixture->console));
}

static int
console_height (Fixture *fixture)
{
  return gtk_widget_get_height (GTK_WIDGET (fixture->console));
}

static void
test_renders (Fixture *fixture, gconstpointer data)
{
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);
  g_auto (Shot) shot = { 0 };

  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    pixels[i] = i * 2654435761u & 0xffffff;
  pixels[WIDTH * HEIGHT - 1] = 0x00beef;
  mock_server_draw (fixture->server, 0, 0, WIDTH, HEIGHT, pixels);
  WAIT_FOR (frame_pixel (fixture->console, WIDTH - 1, HEIGHT - 1) == 0xff00beef);
  g_assert_cmpint (console_width (fixture), ==, WIDTH);
  g_assert_cmpint (console_height (fixture), ==, HEIGHT);
  shot = render (fixture, WIDTH, HEIGHT);
  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    if (shot.pixels[i] != (pixels[i] | 0xff000000))
      g_error ("pixel %u, %u is %x, not %x", i % WIDTH, i / WIDTH, shot.pixels[i], pixels[i]);
}

/* No background shines through between tiles, at any scale; black around it, the same on both sides. */
static void
test_scales (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint width;
    guint height;
  } guests[] = { { 320, 200 }, { 831, 519 }, { 1280, 800 }, { 1024, 768 }, { 300, 1000 }, { 1600, 300 }, { 3840, 2160 }, { 1, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (guests); i++) {
    double scale = MIN ((double) WIDTH / guests[i].width, (double) HEIGHT / guests[i].height);
    int width = (int) (guests[i].width * scale + 0.5);
    int height = (int) (guests[i].height * scale + 0.5);
    int left = (WIDTH - width) / 2;
    int top = (HEIGHT - height) / 2;
    guint guest_width, guest_height;
    g_auto (Shot) shot = { 0 };

    show (fixture, guests[i].width, guests[i].height, 0xff0000 + i);
    WAIT_FOR (frame_pixel (fixture->console, guests[i].width - 1, guests[i].height - 1) == 0xffff0000 + i);
    g_object_get (fixture->console, "guest-width", &guest_width, "guest-height", &guest_height, NULL);
    g_assert_cmpuint (guest_width, ==, guests[i].width);
    g_assert_cmpuint (guest_height, ==, guests[i].height);
    WAIT_FOR (console_width (fixture) == WIDTH && console_height (fixture) == HEIGHT);
    shot = render (fixture, WIDTH, HEIGHT);
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++) {
        gboolean inside = x >= left && x < left + width && y >= top && y < top + height;

        if (at (&shot, x, y) != (inside ? 0xffff0000 + i : 0xff000000))
          g_error ("guest %u × %u: pixel %d, %d is %x", guests[i].width, guests[i].height, x, y, at (&shot, x, y));
      }
  }
}

static void
test_unscaled (Fixture *fixture, gconstpointer data)
{
  int minimum, natural;

  gtk_widget_set_size_request (GTK_WIDGET (fixture->console), -1, -1);
  gtk_widget_measure (GTK_WIDGET (fixture->console), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 0);
  g_assert_cmpint (natural, ==, WIDTH);
  g_object_set (fixture->console, "scaling", FALSE, NULL);
  gtk_widget_measure (GTK_WIDGET (fixture->console), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, WIDTH);
  show (fixture, 320, 200, 0x00ff00);
  WAIT_FOR (frame_pixel (fixture->console, 319, 199) == 0xff00ff00);
  WAIT_FOR (console_width (fixture) >= 320);
  {
    g_auto (Shot) shot = render (fixture, console_width (fixture), console_height (fixture));
    int left = (shot.width - 320) / 2;
    int top = (shot.height - 200) / 2;

    g_assert_cmphex (at (&shot, left, top), ==, 0xff00ff00);
    g_assert_cmphex (at (&shot, left + 319, top + 199), ==, 0xff00ff00);
    if (left > 0)
      g_assert_cmphex (at (&shot, left - 1, top), ==, 0xff000000);
  }
}

static void
test_dims (Fixture *fixture, gconstpointer data)
{
  gboolean has_picture;

  g_clear_pointer (&fixture->server, mock_server_free);
  WAIT_FOR (casement_console_session_get_state (fixture->session) == CASEMENT_CONSOLE_CLOSED);
  {
    g_auto (Shot) shot = render (fixture, WIDTH, HEIGHT);
    guint32 blue = at (&shot, WIDTH / 2, HEIGHT / 2) & 0xff;

    /* 0x99 under 60 % of black. */
    g_assert_cmpint (ABS ((int) blue - 0x3d), <=, 2);
  }
  /* Without any session it stays, and so does the screenshot in full light. */
  casement_console_set_session (fixture->console, NULL);
  g_object_get (fixture->console, "has-picture", &has_picture, NULL);
  g_assert_true (has_picture);
  g_assert_cmphex (frame_pixel (fixture->console, 0, 0), ==, 0xff336699);
  {
    g_auto (Shot) shot = render (fixture, WIDTH, HEIGHT);

    g_assert_cmpint (ABS ((int) (at (&shot, WIDTH / 2, HEIGHT / 2) & 0xff) - 0x3d), <=, 2);
  }
}

/* The next start of a machine is another session: the old picture stays until the new one has something. */
static void
test_next_session (Fixture *fixture, gconstpointer data)
{
  MockServer *server = mock_server_new ();
  g_autoptr (CasementTransport) transport = mock_server_new_transport (server);
  CasementConsoleSession *next = casement_console_session_new (transport);
  guint width;

  capture (fixture);
  casement_console_set_session (fixture->console, next);
  g_assert_false (casement_console_get_captured (fixture->console));
  casement_console_session_start (next);
  WAIT_FOR (casement_console_session_get_state (next) == CASEMENT_CONSOLE_CONNECTED);
  g_assert_cmphex (frame_pixel (fixture->console, 0, 0), ==, 0xff336699);
  mock_server_create_primary (server, 123, 45, SPICE_SURFACE_FMT_32_xRGB);
  mock_server_fill (server, 0, 0, 123, 45, 0x00ffff);
  WAIT_FOR (frame_pixel (fixture->console, 122, 44) == 0xff00ffff);
  g_object_get (fixture->console, "guest-width", &width, NULL);
  g_assert_cmpuint (width, ==, 123);
  /* And the keyboard, which the user had not given back, goes to it. */
  WAIT_FOR (casement_console_get_captured (fixture->console));
  xdotool ("key a");
  WAIT_FOR (g_strcmp0 (mock_server_get_keys (server), "1e 9e") == 0);
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, "");

  mock_server_wait_channels (server, 4);
  casement_console_set_session (fixture->console, fixture->session);
  casement_console_session_stop (next);
  g_assert_finalize_object (next);
  mock_server_free (server);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  capture (fixture);
  xdotool ("key a");
  expect_keys (fixture, "1e 9e");
  xdotool ("key shift+F10 Tab Menu KP_Enter Pause Print");
  expect_keys (fixture, "2a 44 aa c4 0f 8f e0 5d e0 dd e0 1c e0 9c e1 1d 45 e1 9d c5 54 d4");
  xdotool ("key Super_L Escape Right Delete");
  expect_keys (fixture, "e0 5b e0 db 01 81 e0 4d e0 cd e0 53 e0 d3");
}

/* Without capture nothing reaches the guest; Enter and a click capture, and the click goes to the guest. */
static void
test_not_captured (Fixture *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (GTK_WIDGET (fixture->console));
  xdotool ("key a ctrl+k alt+m");
  WAIT_FOR (fixture->n_actions == 1 && fixture->n_clicks == 1);
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, "");
  gtk_widget_grab_focus (GTK_WIDGET (fixture->console));
  xdotool ("key Return");
  WAIT_FOR (casement_console_get_captured (fixture->console));
  xdotool ("key b");
  expect_keys (fixture, "30 b0");
}

static void
test_accelerators (Fixture *fixture, gconstpointer data)
{
  capture (fixture);
  xdotool ("key ctrl+k alt+m F10 ctrl+Tab");
  expect_keys (fixture, "1d 25 9d a5 38 32 b8 b2 44 c4 1d 0f 9d 8f");
  g_assert_cmpuint (fixture->n_actions, ==, 0);
  g_assert_cmpuint (fixture->n_clicks, ==, 0);
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (fixture->console)));
  casement_console_release (fixture->console);
  g_assert_false (casement_console_get_captured (fixture->console));
  xdotool ("key ctrl+k alt+m");
  WAIT_FOR (fixture->n_actions == 1 && fixture->n_clicks == 1);
  g_assert_cmpstr (mock_server_get_keys (fixture->server), ==, "");
}

static void
test_chord (Fixture *fixture, gconstpointer data)
{
  capture (fixture);
  /* With another key it belongs to the guest. */
  xdotool ("key ctrl+alt+Delete");
  expect_keys (fixture, "1d 38 e0 53 9d b8 e0 d3");
  g_assert_true (casement_console_get_captured (fixture->console));
  /* By keycode: xdotool adds a left Ctrl of its own to a right one. */
  xdotool ("keydown 105 keydown 64 keyup 64 keyup 105");
  expect_keys (fixture, "e0 1d 38 b8 e0 9d");
  g_assert_true (casement_console_get_captured (fixture->console));
  xdotool ("key Control_L+Alt_L");
  expect_keys (fixture, "1d 38 9d b8");
  WAIT_FOR (!casement_console_get_captured (fixture->console));
  g_assert_cmpuint (casement_inputs_get_n_pressed (fixture->inputs), ==, 0);
}

/* Keys that are held when the focus goes are released in the guest, and the capture comes back with the focus. */
static void
test_focus_loss (Fixture *fixture, gconstpointer data)
{
  GtkWidget *other = gtk_window_new ();

  capture (fixture);
  xdotool ("keydown shift keydown a");
  WAIT_FOR (casement_inputs_get_n_pressed (fixture->inputs) == 2);
  activate (other);
  WAIT_FOR (!casement_console_get_captured (fixture->console));
  g_assert_cmpuint (casement_inputs_get_n_pressed (fixture->inputs), ==, 0);
  WAIT_FOR (g_str_has_suffix (mock_server_get_keys (fixture->server), "9e aa"));
  xdotool ("keyup a keyup shift");
  mock_server_clear_log (fixture->server);
  activate (fixture->window);
  WAIT_FOR (casement_console_get_captured (fixture->console));
  xdotool ("key c");
  expect_keys (fixture, "2e ae");
  gtk_window_destroy (GTK_WINDOW (other));

  /* The focus moving within the window ends it as well. */
  activate (fixture->window);
  xdotool ("keydown a");
  WAIT_FOR (casement_inputs_get_n_pressed (fixture->inputs) == 1);
  gtk_widget_grab_focus (fixture->button);
  WAIT_FOR (!casement_console_get_captured (fixture->console));
  WAIT_FOR (g_str_has_suffix (mock_server_get_keys (fixture->server), "9e"));
  xdotool ("keyup a");
}

static void
test_unmap (Fixture *fixture, gconstpointer data)
{
  capture (fixture);
  xdotool ("keydown a");
  WAIT_FOR (casement_inputs_get_n_pressed (fixture->inputs) == 1);
  gtk_widget_set_visible (GTK_WIDGET (fixture->console), FALSE);
  g_assert_false (casement_console_get_captured (fixture->console));
  WAIT_FOR (g_str_has_suffix (mock_server_get_keys (fixture->server), "9e"));
  xdotool ("keyup a");
  gtk_widget_set_visible (GTK_WIDGET (fixture->console), TRUE);
}

static void
test_power_off_while_captured (Fixture *fixture, gconstpointer data)
{
  capture (fixture);
  xdotool ("keydown a");
  WAIT_FOR (casement_inputs_get_n_pressed (fixture->inputs) == 1);
  g_clear_pointer (&fixture->server, mock_server_free);
  WAIT_FOR (casement_console_session_get_state (fixture->session) == CASEMENT_CONSOLE_CLOSED);
  g_assert_false (casement_console_get_captured (fixture->console));
  xdotool ("keyup a");
  /* The keyboard is the window's again. */
  xdotool ("key ctrl+k");
  WAIT_FOR (fixture->n_actions == 1);
}

static void
test_absolute (Fixture *fixture, gconstpointer data)
{
  use_tablet (fixture);
  /* Half as large as the console. */
  show (fixture, WIDTH / 2, HEIGHT / 2, 0x101010);
  WAIT_FOR (frame_pixel (fixture->console, WIDTH / 2 - 1, 0) == 0xff101010);
  move_pointer (fixture, 100, 60);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 50 30 0\n") != NULL);
  move_pointer (fixture, 0, 0);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 0 0 0\n") != NULL);
  move_pointer (fixture, WIDTH - 1, HEIGHT - 1);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 319 199 0\n") != NULL);
  g_assert_false (casement_console_get_captured (fixture->console));

  move_pointer (fixture, 200, 200);
  mock_server_clear_log (fixture->server);
  xdotool ("mousedown 1");
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "wheel 0 1\n") != NULL);
  WAIT_FOR (casement_console_get_captured (fixture->console));
  /* A drag that ends outside lets go at the edge. */
  xdotool ("mousemove 5 5");
  xdotool ("mousemove 1270 795");
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 319 199 1\n") != NULL);
  xdotool ("mouseup 1");
  WAIT_FOR (g_str_has_suffix (mock_server_get_pointer (fixture->server), "buttons 0\n"));

  move_pointer (fixture, 200, 200);
  mock_server_clear_log (fixture->server);
  xdotool ("click 5 click 4 click 4");
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "wheel 1 0\n") != NULL);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "wheel -1 0\n") != NULL);
  mock_server_clear_log (fixture->server);
  xdotool ("click 8 click 9 click 3");
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "wheel 0 2\n") != NULL);
  WAIT_FOR (g_str_has_suffix (mock_server_get_pointer (fixture->server), "buttons 0\n"));
  mock_server_set_tablet (fixture->server, FALSE);
}

/* On the black beside the picture a press takes the keyboard, and is not the guest's. */
static void
test_border (Fixture *fixture, gconstpointer data)
{
  use_tablet (fixture);
  show (fixture, 100, 400, 0x202020);
  WAIT_FOR (frame_pixel (fixture->console, 99, 399) == 0xff202020);
  move_pointer (fixture, 20, 200);
  mock_server_clear_log (fixture->server);
  xdotool ("click 1");
  WAIT_FOR (casement_console_get_captured (fixture->console));
  xdotool ("key a");
  expect_keys (fixture, "1e 9e");
  g_assert_null (strstr (mock_server_get_pointer (fixture->server), "wheel"));
  mock_server_set_tablet (fixture->server, FALSE);
}

static gboolean
sums_to (Fixture *fixture, int want_x, int want_y)
{
  g_auto (GStrv) lines = g_strsplit (mock_server_get_pointer (fixture->server), "\n", -1);
  int sum_x = 0, sum_y = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    int dx, dy, dz, buttons;

    if (sscanf (lines[i], "motion %d %d %d %d", &dx, &dy, &dz, &buttons) == 4) {
      sum_x += dx;
      sum_y += dy;
    }
  }
  return sum_x == want_x && sum_y == want_y;
}

static void
test_relative (Fixture *fixture, gconstpointer data)
{
  g_assert_false (casement_console_session_get_mouse_absolute (fixture->session));
  move_pointer (fixture, 300, 200);
  mock_server_clear_log (fixture->server);
  /* The first click is ours. */
  xdotool ("click 1");
  WAIT_FOR (casement_console_get_captured (fixture->console));
  for (guint i = 0; i < 6; i++)
    xdotool ("mousemove_relative -- -150 10");
  /* Far beyond the edge of the window and of the screen. */
  WAIT_FOR (sums_to (fixture, -900, 60));
  g_assert_null (strstr (mock_server_get_pointer (fixture->server), " 1\n"));
  xdotool ("click 1");
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "motion 0 0 0 1\n") != NULL);
  WAIT_FOR (g_str_has_suffix (mock_server_get_pointer (fixture->server), "buttons 0\n"));
  xdotool ("click 5");
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "motion 0 0 1 0\n") != NULL);

  xdotool ("key Control_L+Alt_L");
  WAIT_FOR (!casement_console_get_captured (fixture->console));
  mock_server_clear_log (fixture->server);
  xdotool ("mousemove 1200 790");
  xdotool ("mousemove_relative -- -5 -5");
  for (guint i = 0; i < 10; i++)
    mock_iterate ();
  g_assert_cmpstr (mock_server_get_pointer (fixture->server), ==, "");
}

/* A tablet that appears while the pointer is held lets it go. */
static void
test_mode_flips (Fixture *fixture, gconstpointer data)
{
  move_pointer (fixture, 300, 200);
  xdotool ("click 1");
  WAIT_FOR (casement_console_get_captured (fixture->console));
  use_tablet (fixture);
  mock_server_clear_log (fixture->server);
  xdotool ("mousemove 1270 795");
  move_pointer (fixture, 10, 10);
  WAIT_FOR (strstr (mock_server_get_pointer (fixture->server), "position 10 10 0\n") != NULL);
  g_assert_true (casement_console_get_captured (fixture->console));
  mock_server_set_tablet (fixture->server, FALSE);
}

static void
test_cursor (Fixture *fixture, gconstpointer data)
{
  g_autofree guint32 *argb = g_new (guint32, 16 * 16);
  GtkWidget *widget = GTK_WIDGET (fixture->console);

  for (guint i = 0; i < 16 * 16; i++)
    argb[i] = 0xff00ff00;
  /* Drawn into the picture while motion is relative. */
  mock_server_set_cursor (fixture->server, 16, 16, 0, 0, argb);
  mock_server_move_cursor (fixture->server, 40, 50);
  WAIT_FOR (casement_guest_display_get_cursor (casement_console_session_get_display (fixture->session)) != NULL);
  for (gboolean drawn = FALSE; !drawn;) {
    g_auto (Shot) shot = { 0 };

    mock_iterate ();
    shot = render (fixture, WIDTH, HEIGHT);
    drawn = at (&shot, 40, 50) == 0xff00ff00 && at (&shot, 55, 65) == 0xff00ff00 && at (&shot, 56, 65) == 0xff336699 &&
            at (&shot, 39, 50) == 0xff336699;
  }
  g_assert_null (gtk_widget_get_cursor (widget));
  /* The desktop's pointer has its shape once it is absolute. */
  use_tablet (fixture);
  WAIT_FOR (gtk_widget_get_cursor (widget) != NULL);
  g_assert_nonnull (gdk_cursor_get_texture (gtk_widget_get_cursor (widget)));
  {
    g_auto (Shot) shot = render (fixture, WIDTH, HEIGHT);

    g_assert_cmphex (at (&shot, 40, 50), ==, 0xff336699);
  }
  mock_server_hide_cursor (fixture->server);
  WAIT_FOR (g_strcmp0 (gdk_cursor_get_name (gtk_widget_get_cursor (widget)), "none") == 0);
  mock_server_set_tablet (fixture->server, FALSE);
  WAIT_FOR (gtk_widget_get_cursor (widget) == NULL);
}

static void
count_cb (GdkFrameClock *clock, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_coalesces (Fixture *fixture, gconstpointer data)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (fixture->window);
  guint n_frames = 0;
  guint n_looks = 0;
  gulong id = g_signal_connect (clock, "paint", G_CALLBACK (count_cb), &n_frames);
  gint64 start = g_get_monotonic_time ();

  for (int i = 0; i < 5000; i++)
    mock_server_fill (fixture->server, i % 600, i % 380, 8, 8, (guint32) i);
  mock_server_fill (fixture->server, WIDTH - 1, HEIGHT - 1, 1, 1, 0xabcdef);
  WAIT_FOR (++n_looks % 64 == 0 && frame_pixel (fixture->console, WIDTH - 1, HEIGHT - 1) == 0xffabcdef);
  g_test_message ("5000 damages in %u frames and %.0f ms", n_frames, (double) (g_get_monotonic_time () - start) / 1e3);
  g_assert_cmpuint (n_frames, <, 2500);
  g_signal_handler_disconnect (clock, id);
}

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture->console), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->console), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Screen of the virtual machine. Press Enter to send keys to the guest.");
  capture (fixture);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->console), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Screen of the virtual machine. Keys go to the guest; press and release left Ctrl and "
                                       "left Alt together to get the keyboard back.");
}

#define ADD(name, func) g_test_add ("/console-widget/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  mock_init ();
  ADD ("renders", test_renders);
  ADD ("scales", test_scales);
  ADD ("unscaled", test_unscaled);
  ADD ("dims", test_dims);
  ADD ("next-session", test_next_session);
  ADD ("keys", test_keys);
  ADD ("not-captured", test_not_captured);
  ADD ("accelerators", test_accelerators);
  ADD ("chord", test_chord);
  ADD ("focus-loss", test_focus_loss);
  ADD ("unmap", test_unmap);
  ADD ("power-off-while-captured", test_power_off_while_captured);
  ADD ("absolute", test_absolute);
  ADD ("border", test_border);
  ADD ("relative", test_relative);
  ADD ("mode-flips", test_mode_flips);
  ADD ("cursor", test_cursor);
  ADD ("coalesces", test_coalesces);
  ADD ("accessible", test_accessible);
  return g_test_run ();
}
