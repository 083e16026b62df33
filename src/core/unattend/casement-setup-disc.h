/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-answer.h"

G_BEGIN_DECLS

#define CASEMENT_SETUP_DISC_ID "CASEMENT_SETUP"

CasementSecret *casement_setup_disc_make (CasementAnswer *answer,
                                          const CasementPreset *preset,
                                          const char *drivers_image,
                                          GCancellable *cancellable,
                                          GError **error);

G_END_DECLS
