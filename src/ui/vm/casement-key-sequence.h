/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const guint *casement_key_sequence_find (const char *name);

G_END_DECLS
