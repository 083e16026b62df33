/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-cli.h"
#include "casement-install.h"
#include "casement-vm-spec.h"

G_BEGIN_DECLS

/* The options that say what Setup is answered. */
typedef struct {
  gboolean unattended;
  char *user;
  char *password_file;
  char *language;
  char *keyboard;
  char *time_zone;
  char *key_file;
  char *computer_name;
  gboolean licence;
} CasementCliUnattend;

#define CASEMENT_CLI_UNATTEND_N_ENTRIES 9

void casement_cli_unattend_add_entries (CasementCliUnattend *self, GOptionEntry *entries);
gboolean casement_cli_unattend_check (CasementCliUnattend *self, GError **error);
gboolean casement_cli_unattend_apply (CasementCliUnattend *self, CasementVmSpec *spec, GError **error);
void casement_cli_unattend_clear (CasementCliUnattend *self);

gboolean casement_cli_follow_install (CasementInstall *install, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CasementCliUnattend, casement_cli_unattend_clear)

G_END_DECLS
