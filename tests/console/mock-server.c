/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mock-server.h"

#include <gio/gio.h>
#include <string.h>
#include "mock-command.h"
#include "mock-core.h"
#include "mock-transport.h"

#define MEMORY_GROUP 0
#define MAX_SOCKETS 64
/* Cookies of requests to the drawing thread. */
#define WITHOUT_ANSWER 0
#define DESTROYED 1
#define FLUSHED 2

struct _MockServer {
  SpiceServer *spice;
  QXLInstance qxl;
  SpiceKbdInstance keyboard;
  SpiceMouseInstance mouse;
  SpiceTabletInstance tablet;
  gboolean has_tablet;
  SpicePlaybackInstance playback;
  SpiceRecordInstance record;
  gboolean vm_started;

  /* Commands go to the server's drawing thread. */
  GAsyncQueue *drawing;
  GAsyncQueue *cursors;
  guint8 *memory;
  guint format;
  int done;
  QXLMonitorsConfig *heads;
  guint unique;

  int first_channel;
  guint granted;
  guint fail_after;
  guint hold_after;
  int sockets[MAX_SOCKETS];
  GString *keys;
  GString *pointer;
};

static MockServer *
of_qxl (QXLInstance *qxl)
{
  return (MockServer *) ((guint8 *) qxl - G_STRUCT_OFFSET (MockServer, qxl));
}

static MockServer *
of_keyboard (SpiceKbdInstance *keyboard)
{
  return (MockServer *) ((guint8 *) keyboard - G_STRUCT_OFFSET (MockServer, keyboard));
}

static MockServer *
of_mouse (SpiceMouseInstance *mouse)
{
  return (MockServer *) ((guint8 *) mouse - G_STRUCT_OFFSET (MockServer, mouse));
}

static MockServer *
of_tablet (SpiceTabletInstance *tablet)
{
  return (MockServer *) ((guint8 *) tablet - G_STRUCT_OFFSET (MockServer, tablet));
}

static void
attached_worker (QXLInstance *qxl)
{
}

static void
set_compression_level (QXLInstance *qxl, int level)
{
}

static void
get_init_info (QXLInstance *qxl, QXLDevInitInfo *info)
{
  memset (info, 0, sizeof *info);
  info->num_memslots_groups = 1;
  info->num_memslots = 1;
  info->memslot_gen_bits = 1;
  info->memslot_id_bits = 1;
  info->n_surfaces = 8;
}

static int
take (GAsyncQueue *queue, QXLCommandExt *ext)
{
  MockCommand *command = g_async_queue_try_pop (queue);

  if (command == NULL)
    return FALSE;
  *ext = command->ext;
  return TRUE;
}

static int
get_command (QXLInstance *qxl, QXLCommandExt *ext)
{
  return take (of_qxl (qxl)->drawing, ext);
}

static int
get_cursor_command (QXLInstance *qxl, QXLCommandExt *ext)
{
  return take (of_qxl (qxl)->cursors, ext);
}

/* The server asks before it sleeps; what comes later wakes it by itself. */
static int
req_cmd_notification (QXLInstance *qxl)
{
  return g_async_queue_length (of_qxl (qxl)->drawing) <= 0;
}

static int
req_cursor_notification (QXLInstance *qxl)
{
  return g_async_queue_length (of_qxl (qxl)->cursors) <= 0;
}

static void
release_resource (QXLInstance *qxl, QXLReleaseInfoExt release)
{
  mock_command_free ((MockCommand *) (uintptr_t) release.info->id);
}

static void
notify_update (QXLInstance *qxl, uint32_t update_id)
{
}

static int
flush_resources (QXLInstance *qxl)
{
  return 0;
}

static void
async_complete (QXLInstance *qxl, uint64_t cookie)
{
  g_atomic_int_set (&of_qxl (qxl)->done, (int) cookie);
}

static void
update_area_complete (QXLInstance *qxl, uint32_t surface_id, QXLRect *updated, uint32_t n_updated)
{
}

static void
set_client_capabilities (QXLInstance *qxl, uint8_t client_present, uint8_t caps[SPICE_CAPABILITIES_SIZE])
{
}

static const QXLInterface qxl_interface = {
  .base = {
    .type = SPICE_INTERFACE_QXL,
    .description = "test display",
    .major_version = SPICE_INTERFACE_QXL_MAJOR,
    .minor_version = SPICE_INTERFACE_QXL_MINOR,
  },
  .attached_worker = attached_worker,
  .set_compression_level = set_compression_level,
  .get_init_info = get_init_info,
  .get_command = get_command,
  .req_cmd_notification = req_cmd_notification,
  .release_resource = release_resource,
  .get_cursor_command = get_cursor_command,
  .req_cursor_notification = req_cursor_notification,
  .notify_update = notify_update,
  .flush_resources = flush_resources,
  .async_complete = async_complete,
  .update_area_complete = update_area_complete,
  .set_client_capabilities = set_client_capabilities,
};

static void
push_scan_freg (SpiceKbdInstance *keyboard, uint8_t byte)
{
  GString *keys = of_keyboard (keyboard)->keys;

  g_string_append_printf (keys, keys->len > 0 ? " %02x" : "%02x", byte);
}

static uint8_t
get_leds (SpiceKbdInstance *keyboard)
{
  return 0;
}

static const SpiceKbdInterface keyboard_interface = {
  .base = {
    .type = SPICE_INTERFACE_KEYBOARD,
    .description = "test keyboard",
    .major_version = SPICE_INTERFACE_KEYBOARD_MAJOR,
    .minor_version = SPICE_INTERFACE_KEYBOARD_MINOR,
  },
  .push_scan_freg = push_scan_freg,
  .get_leds = get_leds,
};

static void
mouse_motion (SpiceMouseInstance *mouse, int dx, int dy, int dz, uint32_t buttons)
{
  g_string_append_printf (of_mouse (mouse)->pointer, "motion %d %d %d %u\n", dx, dy, dz, buttons);
}

static void
mouse_buttons (SpiceMouseInstance *mouse, uint32_t buttons)
{
  g_string_append_printf (of_mouse (mouse)->pointer, "buttons %u\n", buttons);
}

static const SpiceMouseInterface mouse_interface = {
  .base = {
    .type = SPICE_INTERFACE_MOUSE,
    .description = "test mouse",
    .major_version = SPICE_INTERFACE_MOUSE_MAJOR,
    .minor_version = SPICE_INTERFACE_MOUSE_MINOR,
  },
  .motion = mouse_motion,
  .buttons = mouse_buttons,
};

static void
tablet_set_logical_size (SpiceTabletInstance *tablet, int width, int height)
{
}

static void
tablet_position (SpiceTabletInstance *tablet, int x, int y, uint32_t buttons)
{
  g_string_append_printf (of_tablet (tablet)->pointer, "position %d %d %u\n", x, y, buttons);
}

static void
tablet_wheel (SpiceTabletInstance *tablet, int motion, uint32_t buttons)
{
  g_string_append_printf (of_tablet (tablet)->pointer, "wheel %d %u\n", motion, buttons);
}

static void
tablet_buttons (SpiceTabletInstance *tablet, uint32_t buttons)
{
  g_string_append_printf (of_tablet (tablet)->pointer, "buttons %u\n", buttons);
}

static const SpiceTabletInterface tablet_interface = {
  .base = {
    .type = SPICE_INTERFACE_TABLET,
    .description = "test tablet",
    .major_version = SPICE_INTERFACE_TABLET_MAJOR,
    .minor_version = SPICE_INTERFACE_TABLET_MINOR,
  },
  .set_logical_size = tablet_set_logical_size,
  .position = tablet_position,
  .wheel = tablet_wheel,
  .buttons = tablet_buttons,
};

static const SpicePlaybackInterface playback_interface = {
  .base = {
    .type = SPICE_INTERFACE_PLAYBACK,
    .description = "test sound",
    .major_version = SPICE_INTERFACE_PLAYBACK_MAJOR,
    .minor_version = SPICE_INTERFACE_PLAYBACK_MINOR,
  },
};

static const SpiceRecordInterface record_interface = {
  .base = {
    .type = SPICE_INTERFACE_RECORD,
    .description = "test microphone",
    .major_version = SPICE_INTERFACE_RECORD_MAJOR,
    .minor_version = SPICE_INTERFACE_RECORD_MINOR,
  },
};

/* The server warns of every client that leaves without a word, and the client of every server that does, which is what many
 * tests are about. Everything else stays fatal. */
static gboolean
is_expected (const char *domain, GLogLevelFlags level, const char *message)
{
  if ((level & G_LOG_LEVEL_MASK) != G_LOG_LEVEL_WARNING)
    return FALSE;
  return g_strcmp0 (domain, "Spice") == 0 ||
         (g_strcmp0 (domain, "GSpice") == 0 &&
          (g_str_has_prefix (message, "incomplete link header") || g_str_has_prefix (message, "invalid SPICE_MAGIC")));
}

static void
log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if (is_expected (domain, level, message)) {
    g_test_message ("expected: %s", message);
    return;
  }
  g_log_default_handler (domain, level, message, user_data);
  if ((level & G_LOG_LEVEL_MASK) == G_LOG_LEVEL_WARNING)
    abort ();
}

void
mock_init (void)
{
  /* GTest's own way to spare a message lasts for one test case, and the server's threads do not keep to that. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_log_set_default_handler (log_cb, NULL);
}

static MockServer *
make (const char *socket_path)
{
  MockServer *self = g_new0 (MockServer, 1);
  QXLDevMemSlot slot = { .slot_group_id = MEMORY_GROUP, .virt_start = 0, .virt_end = ~(uintptr_t) 0 };

  mock_init ();
  self->drawing = g_async_queue_new ();
  self->cursors = g_async_queue_new ();
  self->first_channel = mock_core_get_n_initialized ();
  self->keys = g_string_new (NULL);
  self->pointer = g_string_new (NULL);
  self->fail_after = self->hold_after = G_MAXUINT;
  for (guint i = 0; i < MAX_SOCKETS; i++)
    self->sockets[i] = -1;

  self->spice = spice_server_new ();
  spice_server_set_noauth (self->spice);
  spice_server_set_image_compression (self->spice, SPICE_IMAGE_COMPRESSION_OFF);
  spice_server_set_streaming_video (self->spice, SPICE_STREAM_VIDEO_OFF);
  if (socket_path != NULL)
    spice_server_set_addr (self->spice, socket_path, SPICE_ADDR_FLAG_UNIX_ONLY);
  g_assert_cmpint (spice_server_init (self->spice, &mock_core), ==, 0);
  self->qxl.base.sif = &qxl_interface.base;
  self->keyboard.base.sif = &keyboard_interface.base;
  self->mouse.base.sif = &mouse_interface.base;
  self->tablet.base.sif = &tablet_interface.base;
  g_assert_cmpint (spice_server_add_interface (self->spice, &self->qxl.base), ==, 0);
  g_assert_cmpint (spice_server_add_interface (self->spice, &self->keyboard.base), ==, 0);
  g_assert_cmpint (spice_server_add_interface (self->spice, &self->mouse.base), ==, 0);
  spice_qxl_add_memslot (&self->qxl, &slot);
  return self;
}

MockServer *
mock_server_new (void)
{
  return make (NULL);
}

MockServer *
mock_server_new_listening (const char *socket_path)
{
  return make (socket_path);
}

static void
drain (GAsyncQueue *queue)
{
  MockCommand *command;

  while ((command = g_async_queue_try_pop (queue)) != NULL)
    mock_command_free (command);
  g_async_queue_unref (queue);
}

void
mock_server_free (MockServer *self)
{
  /* Clients that live in this thread first say goodbye: the server waits for those that do not, and in vain. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  spice_server_destroy (self->spice);
  g_free (self->memory);
  /* The server forgets what it allocated for these two, which cannot be removed. */
  g_free (self->keyboard.st);
  g_free (self->mouse.st);
  drain (self->drawing);
  drain (self->cursors);
  g_free (self->heads);
  g_string_free (self->keys, TRUE);
  g_string_free (self->pointer, TRUE);
  g_free (self);
}

void
mock_server_set_password (MockServer *self, const char *password)
{
  spice_server_set_ticket (self->spice, password, 0, FALSE, FALSE);
}

static int
open_socket (gpointer data)
{
  MockServer *self = data;
  int fds[2];

  if (self->granted >= self->hold_after)
    return MOCK_HOLD;
  if (self->granted >= self->fail_after)
    return -1;
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  g_assert_cmpint (spice_server_add_client (self->spice, fds[1], TRUE), ==, 0);
  g_assert_cmpuint (self->granted, <, MAX_SOCKETS);
  self->sockets[self->granted++] = fds[1];
  return fds[0];
}

CasementTransport *
mock_server_new_transport (MockServer *self)
{
  return mock_transport_new (open_socket, self);
}

SpiceServer *
mock_server_get_spice (MockServer *self)
{
  return self->spice;
}

void
mock_server_fail_sockets_after (MockServer *self, guint n_granted)
{
  self->fail_after = n_granted;
}

void
mock_server_hold_sockets_after (MockServer *self, guint n_granted)
{
  self->hold_after = n_granted;
}

guint
mock_server_get_n_sockets (MockServer *self)
{
  return self->granted;
}

void
mock_server_wait_channels (MockServer *self, guint n)
{
  WAIT_FOR (mock_core_get_n_initialized () - self->first_channel >= (int) n);
  /* The thread says so before it is through with it, and takes its requests in order. */
  spice_qxl_flush_surfaces_async (&self->qxl, FLUSHED);
  WAIT_FOR (g_atomic_int_get (&self->done) == FLUSHED);
  self->done = WITHOUT_ANSWER;
}

void
mock_server_cut_socket (MockServer *self, guint n)
{
  g_assert_cmpuint (n, <, self->granted);
  shutdown (self->sockets[n], SHUT_RDWR);
}

static guint
bytes_per_pixel (guint format)
{
  return format == SPICE_SURFACE_FMT_16_555 || format == SPICE_SURFACE_FMT_16_565 ? 2 : 4;
}

void
mock_server_create_primary (MockServer *self, guint width, guint height, guint format)
{
  /* Rows are whole 32-bit words. */
  guint row_size = (width * bytes_per_pixel (format) + 3) / 4 * 4;
  QXLDevSurfaceCreate surface = {
    .width = width,
    .height = height,
    .stride = (int) row_size,
    .format = format,
    .mouse_mode = TRUE,
    .type = QXL_SURF_TYPE_PRIMARY,
    .group_id = MEMORY_GROUP,
  };

  mock_server_destroy_primary (self);
  self->memory = g_malloc0 ((gsize) row_size * height);
  self->format = format;
  surface.mem = (uintptr_t) self->memory;
  spice_qxl_create_primary_surface (&self->qxl, 0, &surface);
  if (!self->vm_started)
    spice_server_vm_start (self->spice);
  self->vm_started = TRUE;
}

void
mock_server_destroy_primary (MockServer *self)
{
  if (self->memory == NULL)
    return;
  /* The server waits for clients to take what it still has for them, and they live in this thread. */
  spice_qxl_destroy_primary_surface_async (&self->qxl, 0, DESTROYED);
  WAIT_FOR (g_atomic_int_get (&self->done) == DESTROYED);
  self->done = WITHOUT_ANSWER;
  g_clear_pointer (&self->memory, g_free);
}

void
mock_server_set_head (MockServer *self, guint width, guint height)
{
  QXLMonitorsConfig *heads = g_malloc0 (sizeof *heads + sizeof (QXLHead));

  heads->count = 1;
  heads->max_allowed = 1;
  heads->heads[0].width = width;
  heads->heads[0].height = height;
  spice_qxl_monitors_config_async (&self->qxl, (uintptr_t) heads, MEMORY_GROUP, WITHOUT_ANSWER);
  /* The server has read the one of before by the time it takes this one. */
  g_free (self->heads);
  self->heads = heads;
}

static void
push (MockServer *self, GAsyncQueue *queue, MockCommand *command)
{
  command->ext.group_id = MEMORY_GROUP;
  g_async_queue_push (queue, command);
  spice_qxl_wakeup (&self->qxl);
}

void
mock_server_fill (MockServer *self, int x, int y, int width, int height, guint32 color)
{
  push (self, self->drawing, mock_command_new_fill (x, y, width, height, color));
}

void
mock_server_draw (MockServer *self, int x, int y, int width, int height, const guint32 *pixels)
{
  g_assert_cmpuint (bytes_per_pixel (self->format), ==, 4);
  push (self, self->drawing, mock_command_new_draw (x, y, width, height, pixels, ++self->unique));
}

void
mock_server_set_cursor (MockServer *self, guint width, guint height, guint hot_x, guint hot_y, const guint32 *argb)
{
  push (self, self->cursors, mock_command_new_set_cursor (width, height, hot_x, hot_y, argb));
}

void
mock_server_move_cursor (MockServer *self, int x, int y)
{
  push (self, self->cursors, mock_command_new_move_cursor (x, y));
}

void
mock_server_hide_cursor (MockServer *self)
{
  push (self, self->cursors, mock_command_new_hide_cursor ());
}

void
mock_server_set_tablet (MockServer *self, gboolean tablet)
{
  if (self->has_tablet == tablet)
    return;
  self->has_tablet = tablet;
  if (tablet)
    g_assert_cmpint (spice_server_add_interface (self->spice, &self->tablet.base), ==, 0);
  else
    spice_server_remove_interface (&self->tablet.base);
}

void
mock_server_add_sound (MockServer *self)
{
  self->playback.base.sif = &playback_interface.base;
  self->record.base.sif = &record_interface.base;
  g_assert_cmpint (spice_server_add_interface (self->spice, &self->playback.base), ==, 0);
  g_assert_cmpint (spice_server_add_interface (self->spice, &self->record.base), ==, 0);
  spice_server_playback_start (&self->playback);
  spice_server_record_start (&self->record);
}

gboolean
mock_server_play (MockServer *self)
{
  guint32 *frame, n_samples;

  spice_server_playback_get_buffer (&self->playback, &frame, &n_samples);
  if (frame == NULL)
    return FALSE;
  memset (frame, 0, n_samples * sizeof *frame);
  spice_server_playback_put_samples (&self->playback, frame);
  return TRUE;
}

const char *
mock_server_get_keys (MockServer *self)
{
  return self->keys->str;
}

const char *
mock_server_get_pointer (MockServer *self)
{
  return self->pointer->str;
}

void
mock_server_clear_keys (MockServer *self)
{
  g_string_truncate (self->keys, 0);
}

void
mock_server_clear_log (MockServer *self)
{
  g_string_truncate (self->keys, 0);
  g_string_truncate (self->pointer, 0);
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
mock_iterate (void)
{
  guint id = g_timeout_add (5, tick_cb, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}
