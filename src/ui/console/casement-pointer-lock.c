/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-pointer-lock.h"

G_DEFINE_ABSTRACT_TYPE (CasementPointerLock, casement_pointer_lock, G_TYPE_OBJECT)

enum {
  MOVED,
  BROKEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
casement_pointer_lock_class_init (CasementPointerLockClass *klass)
{
  signals[MOVED] = g_signal_new ("moved", CASEMENT_TYPE_POINTER_LOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[BROKEN] =
      g_signal_new ("broken", CASEMENT_TYPE_POINTER_LOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
casement_pointer_lock_init (CasementPointerLock *self)
{
}

/**
 * casement_pointer_lock_new:
 * @widget: a realized widget
 * @pointer: (nullable): the pointer to hold; the seat's by default
 *
 * Returns: (transfer full) (nullable): the pointer, held; %NULL where the desktop cannot do it.
 */
CasementPointerLock *
casement_pointer_lock_new (GtkWidget *widget, GdkDevice *pointer)
{
  GtkNative *native;
  GdkSurface *surface;
  CasementPointerLock *self = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  native = gtk_widget_get_native (widget);
  surface = native != NULL ? gtk_native_get_surface (native) : NULL;
  if (surface == NULL)
    return NULL;
  if (pointer == NULL)
    pointer = gdk_seat_get_pointer (gdk_display_get_default_seat (gtk_widget_get_display (widget)));
  if (pointer == NULL)
    return NULL;
#ifdef HAVE_WAYLAND
  self = casement_pointer_lock_wayland_new (surface, pointer);
#endif
#ifdef HAVE_X11
  if (self == NULL)
    self = casement_pointer_lock_x11_new (surface, pointer);
#endif
  return self;
}

/**
 * casement_pointer_lock_moved:
 *
 * For subclasses: the user moved the pointer.
 */
void
casement_pointer_lock_moved (CasementPointerLock *self, double dx, double dy)
{
  g_return_if_fail (CASEMENT_IS_POINTER_LOCK (self));

  g_signal_emit (self, signals[MOVED], 0, dx, dy);
}

/**
 * casement_pointer_lock_broken:
 *
 * For subclasses: the pointer is not held any more. The owner drops it.
 */
void
casement_pointer_lock_broken (CasementPointerLock *self)
{
  g_return_if_fail (CASEMENT_IS_POINTER_LOCK (self));

  g_signal_emit (self, signals[BROKEN], 0);
}
