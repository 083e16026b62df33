/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libvirt/libvirt.h>

#include "casement-plan.h"
#include "casement-secret.h"

G_BEGIN_DECLS

/* The images that go with an installation without questions, in the pool of the machine's disk: libvirt can read them there, on any
 * connection. All of these block. */

char *casement_setup_volume_make (virStoragePoolPtr pool, const char *name, const void *bytes, gsize length, GCancellable *cancellable, GError **error);
gboolean casement_setup_volume_delete (virConnectPtr handle, const char *path, gboolean local, GError **error);

G_END_DECLS
