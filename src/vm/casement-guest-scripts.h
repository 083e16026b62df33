/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CASEMENT_GUEST_SCRIPT_SURVEY,
  CASEMENT_GUEST_SCRIPT_TOOLS,
  CASEMENT_GUEST_SCRIPT_RESOLUTION,
  CASEMENT_GUEST_SCRIPT_VIRTIOFS,
  CASEMENT_GUEST_SCRIPT_SCHEDULE,
  CASEMENT_GUEST_SCRIPT_EXTEND,
} CasementGuestScript;

const char *const *casement_guest_script_get_argv (CasementGuestScript script);
const char *casement_guest_script_get_text (CasementGuestScript script);

G_END_DECLS
