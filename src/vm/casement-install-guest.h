/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* What the script of the first logon has written down in Windows, read through the guest agent. Blocks for seconds at most. */
gboolean casement_install_guest_read (virDomainPtr domain, guint *steps, gboolean *done);
guint casement_install_guest_count_steps (const char *text);
gboolean casement_install_guest_is_done (const char *text);

G_END_DECLS
