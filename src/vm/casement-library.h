/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-connection.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/* All virtual machines of a connection: a GListModel of CasementVm, fed by libvirt's events. Keeps its items (with
 * state "unknown") while the connection is lost, and brings them up to date when it is back.
 * Properties: "connection" (construct-only), "loading" (boolean, read-only): TRUE until the first list is complete;
 * "error" (boxed GError, read-only): why the list cannot be had although the connection is open.
 * Signal "attention" (vm, sentence): it stopped or paused without being asked to. */
#define CASEMENT_TYPE_LIBRARY (casement_library_get_type ())
G_DECLARE_FINAL_TYPE (CasementLibrary, casement_library, CASEMENT, LIBRARY, GObject)

CasementLibrary *casement_library_new (CasementConnection *connection);
CasementConnection *casement_library_get_connection (CasementLibrary *self);
gboolean casement_library_get_loading (CasementLibrary *self);
gboolean casement_library_get_describing (CasementLibrary *self);
/* (transfer none) (nullable): by name, else by UUID. */
CasementVm *casement_library_find (CasementLibrary *self, const char *name_or_uuid);

G_END_DECLS
