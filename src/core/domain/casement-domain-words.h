/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *casement_domain_dup_words (const char *path, const char *attribute, char **owner);

G_END_DECLS
