/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean casement_sandbox_is_active (const char *root);
char *casement_sandbox_dup_os_release (const char *root);

gboolean casement_sandbox_is_document (const char *path);
char *casement_sandbox_dup_host_path (const char *path);

G_END_DECLS
