/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean casement_size_parse (const char *text, guint64 *bytes, GError **error);
char *casement_size_format (guint64 bytes);

G_END_DECLS
