/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

G_BEGIN_DECLS

/* What a target gives. The first is what libFuzzer calls as well. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
/* (transfer full) (element-type GBytes): good inputs to begin with. */
GPtrArray *fuzz_target_seeds (void);

G_END_DECLS
