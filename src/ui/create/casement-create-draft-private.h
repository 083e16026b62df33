/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-create-draft.h"

G_BEGIN_DECLS

struct _CasementCreateDraft {
  GObject parent_instance;
  CasementLibrary *library;
  CasementVmSpec *spec;
  /* What the machine's numbers were set to without the user; those still equal follow a new default. */
  CasementVmSpec *defaults;
  gboolean name_is_ours;
  gboolean frozen;
  CasementMediaInfo *media;
  GError *media_error;
  GCancellable *identifying;
  gboolean preset_chosen;
  CasementMediaInfo *drivers;
  GError *drivers_error;
  GCancellable *searching;
  gboolean skip_drivers;
  CasementHostFacts *facts;
  GError *facts_error;
  GCancellable *probing;
  guint64 free_space;
  char *storage_path;
  CasementPlan *plan;
  char *missed;
  GError *problem;
  gboolean ready;
  CasementUnattend *unattend;
  guint update_id;
};

gboolean casement_create_draft_check_unattend (CasementCreateDraft *self);

G_END_DECLS
