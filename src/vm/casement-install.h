/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-connection.h"
#include "casement-domain-install.h"
#include "casement-install-judge.h"
#include "casement-operation.h"

G_BEGIN_DECLS

/* Follows a machine that installs itself, to its end: then puts the discs away and deletes the one with the answers. Changes nothing until then,
 * so that it may be stopped and begun again at any time, also by another run of the program: the machine's metadata says how far it was.
 * Properties (read-only): "needed" (boolean: whether there is an installation to follow), "phase" (CasementInstallPhase as int), "stall"
 * (CasementInstallStall as int), "folder" (string, nullable: of the driver image, while Setup waits for somebody who installs by hand to load the
 * disk's driver from there), "started" (int64: seconds since 1970); the fraction of the phase is the operation's. */
#define CASEMENT_TYPE_INSTALL (casement_install_get_type ())
G_DECLARE_FINAL_TYPE (CasementInstall, casement_install, CASEMENT, INSTALL, CasementOperation)

CasementInstall *casement_install_new (CasementConnection *connection, const char *uuid, const char *name);
CasementInstall *casement_install_watch (CasementConnection *connection, const char *uuid, const char *name);
CasementInstall *casement_install_find (const char *uuid);

gboolean casement_install_get_needed (CasementInstall *self);
CasementInstallPhase casement_install_get_phase (CasementInstall *self);
CasementInstallStall casement_install_get_stall (CasementInstall *self);
gint64 casement_install_get_started (CasementInstall *self);
const char *casement_install_get_folder (CasementInstall *self);
const char *casement_install_get_name (CasementInstall *self);
const char *casement_install_get_uuid (CasementInstall *self);
void casement_install_take_over (CasementInstall *self);

G_END_DECLS
