/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* Whether a machine that is on still is as it was before its definition was changed. All of these block. */

gboolean casement_vm_pending_get (virDomainPtr domain);
void casement_vm_pending_changed (virDomainPtr domain, const char *before, const char *after);
void casement_vm_pending_applied (virDomainPtr domain, const char *before);

G_END_DECLS
