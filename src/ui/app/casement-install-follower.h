/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-library.h"

G_BEGIN_DECLS

/* Follows every machine of a library that installs itself, also one that an earlier run of the program began with. Signal "stalled" (CasementVm):
 * one stands still, and its console should be seen. */
#define CASEMENT_TYPE_INSTALL_FOLLOWER (casement_install_follower_get_type ())
G_DECLARE_FINAL_TYPE (CasementInstallFollower, casement_install_follower, CASEMENT, INSTALL_FOLLOWER, GObject)

CasementInstallFollower *casement_install_follower_new (CasementLibrary *library);

G_END_DECLS
