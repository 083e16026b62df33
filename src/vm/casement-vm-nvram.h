/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt/libvirt.h>
#include "casement-undo-store.h"

G_BEGIN_DECLS

/* The variables of UEFI firmware, a file that a machine keeps beside its definition. All of these block. */

char *casement_nvram_renew (virDomainPtr domain, const char *before, const char *wanted, GError **error);
void casement_nvram_keep (virDomainPtr domain, const char *wanted, CasementUndoEntry *entry);
gboolean casement_nvram_restore (virDomainPtr domain, CasementUndoEntry *entry, GError **error);

G_END_DECLS
