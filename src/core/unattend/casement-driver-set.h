/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-preset.h"

G_BEGIN_DECLS

/**
 * CasementDriverFile:
 * @path: "NetKVM/w11/amd64/netkvm.inf", as the image has it, with slashes
 * @bytes: its content
 */
typedef struct {
  char *path;
  GBytes *bytes;
} CasementDriverFile;

GPtrArray *casement_driver_set_read (const char *image, const char *os, const char *arch, GCancellable *cancellable, GError **error);
const char *casement_driver_set_os (const CasementPreset *preset);
const char *casement_driver_set_arch (const char *arch);
char *casement_driver_set_dup_folder (const CasementPreset *preset, const char *bus);

G_END_DECLS
