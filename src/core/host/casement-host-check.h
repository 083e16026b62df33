/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-host-facts.h"
#include "casement-host-record.h"

G_BEGIN_DECLS

typedef enum {
  CASEMENT_HOST_CHECK_OK,
  CASEMENT_HOST_CHECK_WARN,
  CASEMENT_HOST_CHECK_FAIL,
  CASEMENT_HOST_CHECK_UNKNOWN,
} CasementHostCheckState;

/* One line of the host check. Properties (read-only): "id", "title", "why", "source", "found", "advice", "command" (strings; advice is
 * one concrete next step, NULL when there is nothing to do; command does it, NULL where there is none to copy). */
#define CASEMENT_TYPE_HOST_CHECK (casement_host_check_get_type ())
G_DECLARE_FINAL_TYPE (CasementHostCheck, casement_host_check, CASEMENT, HOST_CHECK, GObject)

CasementHostCheck *casement_host_check_new (const char *id,
                                            CasementHostCheckState state,
                                            const char *found,
                                            const char *advice);
CasementHostCheck *casement_host_check_new_with_command (const char *id,
                                                         CasementHostCheckState state,
                                                                      const char *found,
                                                         const char *advice,
                                                         const char *command);
CasementHostCheckState casement_host_check_get_state (CasementHostCheck *self);
const char *casement_host_check_state_to_string (CasementHostCheckState state);
const char *casement_host_check_get_id (CasementHostCheck *self);
const CasementHostRecord *casement_host_check_get_record (CasementHostCheck *self);
const char *casement_host_check_get_title (CasementHostCheck *self);
const char *casement_host_check_get_found (CasementHostCheck *self);
const char *casement_host_check_get_advice (CasementHostCheck *self);
const char *casement_host_check_get_command (CasementHostCheck *self);

/* (transfer full): a GListModel of CasementHostCheck, one per host row of the guide, in its order. @root: where /proc, /sys
 * and /etc are looked for ("/" but in tests); local files say nothing about a remote host and then count as unknown. */
GListModel *casement_host_check_run (CasementHostFacts *facts, const char *root);
char *casement_host_check_to_json (GListModel *checks, const char *uri);

G_END_DECLS
