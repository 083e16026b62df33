/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-vm-remover.h"

G_BEGIN_DECLS

/* Blocks: what casement_vm_remover_list_async() answers. */
GPtrArray *casement_removal_list (CasementConnection *connection, virDomainPtr domain, GError **error);

/* (transfer full) (nullable): the volume of a pool that the file at @path is. */
virStorageVolPtr casement_removal_find_volume (virConnectPtr handle, const char *path);

G_END_DECLS
