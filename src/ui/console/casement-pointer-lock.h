/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The pointer held in one place while its motion goes on being reported, for guests that take motion only. Exists as long as
 * it holds: dropping the last reference lets the pointer go. GTK has no interface for it, so each windowing system has its
 * own class.
 * Signals: "moved" (double, double): how far, in device units without acceleration; "broken": the desktop took the pointer
 * back. */
#define CASEMENT_TYPE_POINTER_LOCK (casement_pointer_lock_get_type ())
G_DECLARE_DERIVABLE_TYPE (CasementPointerLock, casement_pointer_lock, CASEMENT, POINTER_LOCK, GObject)

struct _CasementPointerLockClass {
  GObjectClass parent_class;
};

CasementPointerLock *casement_pointer_lock_new (GtkWidget *widget, GdkDevice *pointer);
void casement_pointer_lock_moved (CasementPointerLock *self, double dx, double dy);
void casement_pointer_lock_broken (CasementPointerLock *self);

/* Of the windowing systems; %NULL if @surface is not theirs or the system lacks what is needed. */
CasementPointerLock *casement_pointer_lock_wayland_new (GdkSurface *surface, GdkDevice *pointer);
CasementPointerLock *casement_pointer_lock_x11_new (GdkSurface *surface, GdkDevice *pointer);

G_END_DECLS
