/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt/libvirt.h>
#include "casement-audit.h"

G_BEGIN_DECLS

/* Putting right on a running machine what one takes while it runs. Blocks. */
gboolean casement_vm_live_apply (virDomainPtr domain, const char *const *ids, CasementHostFacts *facts);

G_END_DECLS
