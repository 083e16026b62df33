/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-connection.h"
#include "casement-worker.h"

G_BEGIN_DECLS

/* One libvirt handle of a connection, from the call that opens it to the end. Shared between threads by reference count;
 * the connection is only looked up on the main context, so that it is never finalized elsewhere. */
typedef struct _CasementLife CasementLife;

/* On the main context, when the daemon went away; not after casement_life_close_later(). */
typedef void (*CasementLifeLostFunc) (CasementConnection *connection, CasementLife *life, const GError *error);

CasementLife *casement_life_new (CasementConnection *connection, CasementLifeLostFunc lost);
CasementLife *casement_life_ref (CasementLife *self);
void casement_life_unref (CasementLife *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementLife, casement_life_unref)

gboolean casement_life_open (CasementLife *self, GError **error);
void casement_life_close_later (CasementLife *self, CasementWorker *worker);
void casement_life_check (CasementLife *self);
CasementConnection *casement_life_dup_connection (CasementLife *self);
virConnectPtr casement_life_get_handle (CasementLife *self);

G_END_DECLS
