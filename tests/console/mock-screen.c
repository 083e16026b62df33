/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mock-screen.h"

#include <string.h>
#include "mock-command.h"
#include "mock-wait.h"

#define MEMORY_GROUP 0
/* Cookies of requests to the drawing thread. */
#define WITHOUT_ANSWER 0
#define DESTROYED 1
#define FLUSHED 2

struct _MockScreen {
  QXLInstance qxl;
  /* Commands go to the server's drawing thread. */
  GAsyncQueue *drawing;
  GAsyncQueue *cursors;
  guint8 *memory;
  guint format;
  int done;
  QXLMonitorsConfig *heads;
  guint unique;
};

static MockScreen *
screen_of (QXLInstance *qxl)
{
  return (MockScreen *) ((guint8 *) qxl - G_STRUCT_OFFSET (MockScreen, qxl));
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
  return take (screen_of (qxl)->drawing, ext);
}

static int
get_cursor_command (QXLInstance *qxl, QXLCommandExt *ext)
{
  return take (screen_of (qxl)->cursors, ext);
}

/* The server asks before it sleeps; what comes later wakes it by itself. */
static int
req_cmd_notification (QXLInstance *qxl)
{
  return g_async_queue_length (screen_of (qxl)->drawing) <= 0;
}

static int
req_cursor_notification (QXLInstance *qxl)
{
  return g_async_queue_length (screen_of (qxl)->cursors) <= 0;
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
  g_atomic_int_set (&screen_of (qxl)->done, (int) cookie);
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
drain (GAsyncQueue *queue)
{
  MockCommand *command;

  while ((command = g_async_queue_try_pop (queue)) != NULL)
    mock_command_free (command);
  g_async_queue_unref (queue);
}

MockScreen *
mock_screen_new (SpiceServer *server, guint id)
{
  MockScreen *self = g_new0 (MockScreen, 1);
  QXLDevMemSlot slot = { .slot_group_id = MEMORY_GROUP, .virt_start = 0, .virt_end = ~(uintptr_t) 0 };

  self->drawing = g_async_queue_new ();
  self->cursors = g_async_queue_new ();
  self->qxl.base.sif = &qxl_interface.base;
  self->qxl.id = (int) id;
  g_assert_cmpint (spice_server_add_interface (server, &self->qxl.base), ==, 0);
  spice_qxl_add_memslot (&self->qxl, &slot);
  return self;
}

void
mock_screen_free (MockScreen *self)
{
  g_free (self->memory);
  drain (self->drawing);
  drain (self->cursors);
  g_free (self->heads);
  g_free (self);
}

QXLInstance *
mock_screen_get_qxl (MockScreen *self)
{
  return &self->qxl;
}

void
mock_screen_flush (MockScreen *self)
{
  spice_qxl_flush_surfaces_async (&self->qxl, FLUSHED);
  WAIT_FOR (g_atomic_int_get (&self->done) == FLUSHED);
  self->done = WITHOUT_ANSWER;
}

static guint
bytes_per_pixel (guint format)
{
  return format == SPICE_SURFACE_FMT_16_555 || format == SPICE_SURFACE_FMT_16_565 ? 2 : 4;
}

void
mock_screen_create_primary (MockScreen *self, guint width, guint height, guint format)
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

  mock_screen_destroy_primary (self);
  self->memory = g_malloc0 ((gsize) row_size * height);
  self->format = format;
  surface.mem = (uintptr_t) self->memory;
  spice_qxl_create_primary_surface (&self->qxl, 0, &surface);
}

void
mock_screen_destroy_primary (MockScreen *self)
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
mock_screen_set_head (MockScreen *self, guint width, guint height)
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

void
mock_screen_set_two_heads (MockScreen *self, guint width, guint height)
{
  QXLMonitorsConfig *heads = g_malloc0 (sizeof *heads + 2 * sizeof (QXLHead));

  heads->count = heads->max_allowed = 2;
  for (guint i = 0; i < 2; i++)
    heads->heads[i] = (QXLHead){ .id = i, .surface_id = 0, .width = width, .height = height, .x = i * width };
  spice_qxl_monitors_config_async (&self->qxl, (uintptr_t) heads, MEMORY_GROUP, WITHOUT_ANSWER);
  g_free (self->heads);
  self->heads = heads;
}

static void
push (MockScreen *self, GAsyncQueue *queue, MockCommand *command)
{
  command->ext.group_id = MEMORY_GROUP;
  g_async_queue_push (queue, command);
  spice_qxl_wakeup (&self->qxl);
}

void
mock_screen_fill (MockScreen *self, int x, int y, int width, int height, guint32 color)
{
  push (self, self->drawing, mock_command_new_fill (x, y, width, height, color));
}

void
mock_screen_copy (MockScreen *self, int x, int y, int width, int height, int from_x, int from_y)
{
  push (self, self->drawing, mock_command_new_copy_bits (x, y, width, height, from_x, from_y));
}

guint
mock_screen_get_backlog (MockScreen *self)
{
  return (guint) MAX (g_async_queue_length (self->drawing), 0);
}

void
mock_screen_draw (MockScreen *self, int x, int y, int width, int height, const guint32 *pixels)
{
  g_assert_cmpuint (bytes_per_pixel (self->format), ==, 4);
  push (self, self->drawing, mock_command_new_draw (x, y, width, height, pixels, ++self->unique));
}

void
mock_screen_set_cursor (MockScreen *self,
                        guint width,
                        guint height,
                        guint hot_x,
                        guint hot_y,
                        const guint32 *argb)
{
  push (self, self->cursors, mock_command_new_set_cursor (width, height, hot_x, hot_y, argb));
}

void
mock_screen_move_cursor (MockScreen *self, int x, int y)
{
  push (self, self->cursors, mock_command_new_move_cursor (x, y));
}

void
mock_screen_hide_cursor (MockScreen *self)
{
  push (self, self->cursors, mock_command_new_hide_cursor ());
}
