/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <spice.h>

extern SpiceCoreInterface mock_core;
