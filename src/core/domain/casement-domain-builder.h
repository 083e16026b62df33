/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-gconfig.h"
#include "casement-recommendation.h"

G_BEGIN_DECLS

#define CASEMENT_XMLNS "https://casement.github.io/xmlns/domain/1.0"

GVirConfigDomain *casement_domain_build (const CasementAdviceContext *context, const char *uuid, const char *except);

G_END_DECLS
