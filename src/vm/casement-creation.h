/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-connection.h"
#include "casement-journal.h"

G_BEGIN_DECLS

/* Ending what was begun; blocks. Used by the creator itself when it fails, and after a kill. */
gboolean casement_creation_undo (CasementConnection *connection, virConnectPtr handle, CasementJournal *journal, GError **error);

/* Deletes a domain with all that libvirt keeps for it; @flags: of virDomainUndefineFlagsValues. */
#define CASEMENT_UNDEFINE_ALL \
  (VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA \
   | VIR_DOMAIN_UNDEFINE_NVRAM | VIR_DOMAIN_UNDEFINE_TPM)
gboolean casement_creation_delete_domain (virDomainPtr domain, guint flags, GError **error);

G_END_DECLS
