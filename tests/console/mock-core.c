/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mock-core.h"

#include <glib.h>
#include <glib-unix.h>

/* What libspice-server asks of its host's main loop, on GLib's default one. */

struct SpiceTimer {
  SpiceTimerFunc func;
  void *opaque;
  guint source_id;
};

struct SpiceWatch {
  int fd;
  SpiceWatchFunc func;
  void *opaque;
  guint source_id;
};

static int n_initialized;
static gboolean frozen;

static gboolean
timer_cb (gpointer user_data)
{
  SpiceTimer *timer = user_data;

  timer->source_id = 0;
  timer->func (timer->opaque);
  return G_SOURCE_REMOVE;
}

static SpiceTimer *
timer_add (SpiceTimerFunc func, void *opaque)
{
  SpiceTimer *timer = g_new0 (SpiceTimer, 1);

  timer->func = func;
  timer->opaque = opaque;
  return timer;
}

static void
timer_cancel (SpiceTimer *timer)
{
  g_clear_handle_id (&timer->source_id, g_source_remove);
}

static void
timer_start (SpiceTimer *timer, uint32_t milliseconds)
{
  timer_cancel (timer);
  timer->source_id = g_timeout_add (milliseconds, timer_cb, timer);
}

static void
timer_remove (SpiceTimer *timer)
{
  timer_cancel (timer);
  g_free (timer);
}

static gboolean
watch_cb (int fd, GIOCondition condition, gpointer user_data)
{
  SpiceWatch *watch = user_data;
  int events = 0;

  if (frozen) {
    g_usleep (1000);
    return G_SOURCE_CONTINUE;
  }
  if ((condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)) != 0)
    events |= SPICE_WATCH_EVENT_READ;
  if ((condition & G_IO_OUT) != 0)
    events |= SPICE_WATCH_EVENT_WRITE;
  /* May remove the watch, and with it this source. */
  watch->func (fd, events, watch->opaque);
  return G_SOURCE_CONTINUE;
}

static void
watch_update_mask (SpiceWatch *watch, int events)
{
  GIOCondition condition = 0;

  g_clear_handle_id (&watch->source_id, g_source_remove);
  if ((events & SPICE_WATCH_EVENT_READ) != 0)
    condition |= G_IO_IN | G_IO_HUP | G_IO_ERR;
  if ((events & SPICE_WATCH_EVENT_WRITE) != 0)
    condition |= G_IO_OUT;
  if (condition != 0)
    watch->source_id = g_unix_fd_add (watch->fd, condition, watch_cb, watch);
}

static SpiceWatch *
watch_add (int fd, int events, SpiceWatchFunc func, void *opaque)
{
  SpiceWatch *watch = g_new0 (SpiceWatch, 1);

  watch->fd = fd;
  watch->func = func;
  watch->opaque = opaque;
  watch_update_mask (watch, events);
  return watch;
}

static void
watch_remove (SpiceWatch *watch)
{
  g_clear_handle_id (&watch->source_id, g_source_remove);
  g_free (watch);
}

/* Comes from the drawing threads too. */
static void
channel_event (int event, SpiceChannelEventInfo *info)
{
  if (event == SPICE_CHANNEL_EVENT_INITIALIZED)
    g_atomic_int_inc (&n_initialized);
}

void
mock_core_set_frozen (gboolean freeze)
{
  frozen = freeze;
}

int
mock_core_get_n_initialized (void)
{
  return g_atomic_int_get (&n_initialized);
}

SpiceCoreInterface mock_core = {
  .base = {
    .type = SPICE_INTERFACE_CORE,
    .description = "test",
    .major_version = SPICE_INTERFACE_CORE_MAJOR,
    .minor_version = SPICE_INTERFACE_CORE_MINOR,
  },
  .timer_add = timer_add,
  .timer_start = timer_start,
  .timer_cancel = timer_cancel,
  .timer_remove = timer_remove,
  .watch_add = watch_add,
  .watch_update_mask = watch_update_mask,
  .watch_remove = watch_remove,
  .channel_event = channel_event,
};
