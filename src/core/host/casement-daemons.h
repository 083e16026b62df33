/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-distro.h"

G_BEGIN_DECLS

/**
 * CasementDaemons:
 * @sandboxed: whether this is a Flatpak, which cannot start a daemon of the host's
 * @session: whether the user's own libvirt listens
 * @system: whether the system's does
 * @system_allowed: whether this user may use it, as far as its socket tells
 * @installed: whether a daemon of libvirt's is installed; %FALSE in a sandbox that cannot see
 * @distro: whose commands the host understands
 *
 * Which of the host's own libvirt daemons can be reached.
 */
typedef struct {
  gboolean sandboxed;
  gboolean session;
  gboolean system;
  gboolean system_allowed;
  gboolean installed;
  CasementDistro distro;
} CasementDaemons;

void casement_daemons_look (CasementDaemons *self, const char *root, const char *runtime_dir);
const char *casement_daemons_get_uri (const CasementDaemons *self);
char *casement_daemons_dup_command (const CasementDaemons *self);
const char *casement_daemons_get_advice (const CasementDaemons *self);

G_END_DECLS
