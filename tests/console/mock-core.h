/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <spice.h>

extern SpiceCoreInterface mock_core;

/* How many channels any server of this process has taken in full since it started. */
int mock_core_get_n_initialized (void);
/* Servers of this process hear nothing any more and say nothing, as when QEMU hangs; or they do again. */
void mock_core_set_frozen (gboolean freeze);
