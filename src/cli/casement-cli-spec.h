/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-cli.h"
#include "casement-media-info.h"
#include "casement-vm-spec.h"

G_BEGIN_DECLS

/* The options that say what virtual machine is meant; create and plan take the same. */
typedef struct {
  char *iso;
  char *drivers;
  char *preset;
  char *edition;
  char **set;
  char **decline;
} CasementCliSpec;

#define CASEMENT_CLI_SPEC_N_ENTRIES 6

void casement_cli_spec_add_entries (CasementCliSpec *self, GOptionEntry *entries);
gboolean casement_cli_spec_check (CasementCliSpec *self, GError **error);
CasementVmSpec *casement_cli_spec_new_vm_spec (CasementCliSpec *self, const char *name, GError **error);
gboolean casement_cli_spec_name_drivers (CasementCliSpec *self, CasementVmSpec *spec, GError **error);
gboolean casement_cli_spec_find_drivers (CasementCliSpec *self, CasementVmSpec *spec);
gboolean casement_cli_spec_apply (CasementCliSpec *self,
                                  CasementVmSpec *spec,
                                  CasementHostFacts *facts,
                                  GError **error);
void casement_cli_spec_clear (CasementCliSpec *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CasementCliSpec, casement_cli_spec_clear)

G_END_DECLS
