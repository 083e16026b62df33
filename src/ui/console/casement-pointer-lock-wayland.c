/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-pointer-lock.h"

#include <gdk/wayland/gdkwayland.h>
#include <wayland-client.h>
#include "pointer-constraints-unstable-v1-client-protocol.h"
#include "relative-pointer-unstable-v1-client-protocol.h"

/* zwp_pointer_constraints_v1 holds the pointer, zwp_relative_pointer_manager_v1 reports its motion. The objects live on GDK's
 * own connection and queue, which GDK dispatches in the main thread. */

#define CASEMENT_TYPE_POINTER_LOCK_WAYLAND (casement_pointer_lock_wayland_get_type ())
G_DECLARE_FINAL_TYPE (CasementPointerLockWayland,
                      casement_pointer_lock_wayland,
                      CASEMENT,
                      POINTER_LOCK_WAYLAND,
                      CasementPointerLock)

struct _CasementPointerLockWayland {
  CasementPointerLock parent_instance;

  struct zwp_pointer_constraints_v1 *constraints;
  struct zwp_relative_pointer_manager_v1 *manager;
  struct zwp_locked_pointer_v1 *locked;
  struct zwp_relative_pointer_v1 *relative;
  gboolean active;
};

G_DEFINE_FINAL_TYPE (CasementPointerLockWayland, casement_pointer_lock_wayland, CASEMENT_TYPE_POINTER_LOCK)

static void
global_cb (void *data, struct wl_registry *registry, uint32_t name, const char *interface, uint32_t version)
{
  CasementPointerLockWayland *self = data;

  if (g_strcmp0 (interface, zwp_pointer_constraints_v1_interface.name) == 0 && self->constraints == NULL)
    self->constraints = wl_registry_bind (registry, name, &zwp_pointer_constraints_v1_interface, 1);
  else if (g_strcmp0 (interface, zwp_relative_pointer_manager_v1_interface.name) == 0 && self->manager == NULL)
    self->manager = wl_registry_bind (registry, name, &zwp_relative_pointer_manager_v1_interface, 1);
}

static void
global_remove_cb (void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = { global_cb, global_remove_cb };

static void
motion_cb (void *data,
           struct zwp_relative_pointer_v1 *relative,
           uint32_t time_high,
           uint32_t time_low,
           wl_fixed_t dx,
           wl_fixed_t dy,
           wl_fixed_t dx_unaccelerated,
           wl_fixed_t dy_unaccelerated)
{
  CasementPointerLockWayland *self = data;

  /* Until the compositor holds the pointer the motion still moves it over the desktop. */
  if (self->active)
    casement_pointer_lock_moved (CASEMENT_POINTER_LOCK (self), wl_fixed_to_double (dx_unaccelerated),
                                 wl_fixed_to_double (dy_unaccelerated));
}

static const struct zwp_relative_pointer_v1_listener relative_listener = { motion_cb };

static void
locked_cb (void *data, struct zwp_locked_pointer_v1 *locked)
{
  CasementPointerLockWayland *self = data;

  self->active = TRUE;
}

static void
unlocked_cb (void *data, struct zwp_locked_pointer_v1 *locked)
{
  CasementPointerLockWayland *self = data;

  self->active = FALSE;
  casement_pointer_lock_broken (CASEMENT_POINTER_LOCK (self));
}

static const struct zwp_locked_pointer_v1_listener locked_listener = { locked_cb, unlocked_cb };

/* On a queue of its own, so that the wait for the answer dispatches nothing of GDK's. */
static void
bind_globals (CasementPointerLockWayland *self, struct wl_display *display)
{
  struct wl_event_queue *queue = wl_display_create_queue (display);
  struct wl_display *wrapper = wl_proxy_create_wrapper (display);
  struct wl_registry *registry;

  wl_proxy_set_queue ((struct wl_proxy *) wrapper, queue);
  registry = wl_display_get_registry (wrapper);
  wl_proxy_wrapper_destroy (wrapper);
  wl_registry_add_listener (registry, &registry_listener, self);
  wl_display_roundtrip_queue (display, queue);
  wl_registry_destroy (registry);
  if (self->constraints != NULL)
    wl_proxy_set_queue ((struct wl_proxy *) self->constraints, NULL);
  if (self->manager != NULL)
    wl_proxy_set_queue ((struct wl_proxy *) self->manager, NULL);
  wl_event_queue_destroy (queue);
}

static void
casement_pointer_lock_wayland_finalize (GObject *object)
{
  CasementPointerLockWayland *self = (CasementPointerLockWayland *) object;

  g_clear_pointer (&self->locked, zwp_locked_pointer_v1_destroy);
  g_clear_pointer (&self->relative, zwp_relative_pointer_v1_destroy);
  g_clear_pointer (&self->manager, zwp_relative_pointer_manager_v1_destroy);
  g_clear_pointer (&self->constraints, zwp_pointer_constraints_v1_destroy);
  G_OBJECT_CLASS (casement_pointer_lock_wayland_parent_class)->finalize (object);
}

static void
casement_pointer_lock_wayland_class_init (CasementPointerLockWaylandClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_pointer_lock_wayland_finalize;
}

static void
casement_pointer_lock_wayland_init (CasementPointerLockWayland *self)
{
}

/**
 * casement_pointer_lock_wayland_new:
 *
 * Returns: (transfer full) (nullable): the pointer, being locked; %NULL on another windowing system or a compositor without
 *   the two protocols.
 */
CasementPointerLock *
casement_pointer_lock_wayland_new (GdkSurface *surface, GdkDevice *pointer)
{
  g_autoptr (CasementPointerLockWayland) self = NULL;
  struct wl_surface *wl_surface;
  struct wl_pointer *wl_pointer;

  if (!GDK_IS_WAYLAND_SURFACE (surface) || !GDK_IS_WAYLAND_DEVICE (pointer))
    return NULL;
  wl_surface = gdk_wayland_surface_get_wl_surface (surface);
  wl_pointer = gdk_wayland_device_get_wl_pointer (pointer);
  if (wl_surface == NULL || wl_pointer == NULL)
    return NULL;

  self = g_object_new (CASEMENT_TYPE_POINTER_LOCK_WAYLAND, NULL);
  bind_globals (self, gdk_wayland_display_get_wl_display (gdk_surface_get_display (surface)));
  if (self->constraints == NULL || self->manager == NULL)
    return NULL;
  self->locked = zwp_pointer_constraints_v1_lock_pointer (self->constraints, wl_surface, wl_pointer, NULL,
                                                          ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_PERSISTENT);
  zwp_locked_pointer_v1_add_listener (self->locked, &locked_listener, self);
  self->relative = zwp_relative_pointer_manager_v1_get_relative_pointer (self->manager, wl_pointer);
  zwp_relative_pointer_v1_add_listener (self->relative, &relative_listener, self);
  return CASEMENT_POINTER_LOCK (g_steal_pointer (&self));
}
