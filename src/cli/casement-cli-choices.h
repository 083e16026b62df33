/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-preset.h"

G_BEGIN_DECLS

/* What the options of create and plan take, for help and for sentences about wrong usage. */
char *casement_cli_choices_list_keys (void);
char *casement_cli_choices_list_declinable (void);
char *casement_cli_choices_list_presets (void);
char *casement_cli_choices_list_editions (const CasementPreset *preset);
char *casement_cli_choices_describe (void);
char *casement_cli_choices_describe_all (void);

G_END_DECLS
