/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <spice.h>

extern SpiceCoreInterface mock_core;

/* How many channels any server of this process has taken in full since it started. */
int mock_core_get_n_initialized (void);
