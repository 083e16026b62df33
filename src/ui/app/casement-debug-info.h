/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-connection.h"

G_BEGIN_DECLS

char *casement_debug_info_format (CasementConnection *connection, CasementHostFacts *facts);

G_END_DECLS
