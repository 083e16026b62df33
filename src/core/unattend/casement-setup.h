/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-plan.h"
#include "casement-answer.h"

G_BEGIN_DECLS

/**
 * CasementSetup:
 * @disc: the disc with the answers
 * @full: whether every question is answered; else it only leaves requirements out
 * @key_source: where the product key comes from
 *
 * What an installation needs besides the images of the user.
 */
typedef struct {
  CasementSecret *disc;
  gboolean full;
  CasementKeySource key_source;
} CasementSetup;

gboolean casement_setup_make (CasementPlan *plan, CasementSetup **setup, GCancellable *cancellable, GError **error);
void casement_setup_free (CasementSetup *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementSetup, casement_setup_free)

G_END_DECLS
