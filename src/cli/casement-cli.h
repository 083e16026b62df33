/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-audit.h"
#include "casement-boot-prompt.h"
#include "casement-connection.h"
#include "casement-library.h"
#include "casement-operation.h"

G_BEGIN_DECLS

enum {
  CASEMENT_CLI_DONE = 0,
  CASEMENT_CLI_FAILED = 1,
  CASEMENT_CLI_USAGE = 2,
};

/**
 * CasementCli:
 * @uri: (nullable): the connection that was named
 * @verbose: whether details of errors and reasons are wanted
 *
 * What all verbs share.
 */
typedef struct {
  char *uri;
  gboolean verbose;
} CasementCli;

/**
 * CasementCliVerb:
 * @name: as it is typed
 * @parameters: what follows it, for the usage line
 * @summary: (translatable): one line
 * @description: (translatable) (nullable): more, for its own help
 * @describe: (nullable): still more, which has to be made
 * @run: does it: @argc and @argv hold what follows the verb, with the verb as the first; returns an exit
 * status
 */
typedef struct _CasementCliVerb CasementCliVerb;
struct _CasementCliVerb {
  const char *name;
  const char *parameters;
  const char *summary;
  const char *description;
  char *(*describe) (void);
  int (*run) (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv);
};

extern const CasementCliVerb casement_cli_create_verb;
extern const CasementCliVerb casement_cli_plan_verb;
extern const CasementCliVerb casement_cli_host_check_verb;
extern const CasementCliVerb casement_cli_media_verb;
extern const CasementCliVerb casement_cli_drivers_verb;
extern const CasementCliVerb casement_cli_list_verb;
extern const CasementCliVerb casement_cli_start_verb;
extern const CasementCliVerb casement_cli_shutdown_verb;
extern const CasementCliVerb casement_cli_stop_verb;
extern const CasementCliVerb casement_cli_delete_verb;
extern const CasementCliVerb casement_cli_screenshot_verb;
extern const CasementCliVerb casement_cli_view_verb;
extern const CasementCliVerb casement_cli_check_verb;
extern const CasementCliVerb casement_cli_tune_verb;
extern const CasementCliVerb casement_cli_undo_verb;
extern const CasementCliVerb casement_cli_status_verb;
extern const CasementCliVerb casement_cli_first_hour_verb;
extern const CasementCliVerb casement_cli_cd_verb;
extern const CasementCliVerb casement_cli_disk_verb;

/* Wrong usage: exit status 2. */
#define CASEMENT_CLI_ERROR (casement_cli_error_quark ())
GQuark casement_cli_error_quark (void);
void casement_cli_set_usage_error (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

gboolean casement_cli_parse (const CasementCliVerb *verb,
                             CasementCli *cli,
                             const GOptionEntry *entries,
                             int *argc,
                             char ***argv,
                             int min_arguments,
                             int max_arguments,
                             GError **error);
int casement_cli_fail (CasementCli *cli, const GError *error);
void casement_cli_warn (const char *format, ...) G_GNUC_PRINTF (1, 2);
void casement_cli_say (const char *format, ...) G_GNUC_PRINTF (1, 2);
void casement_cli_write (const char *text);
void casement_cli_write_row (const char *const *cells, const guint *widths, guint n_cells);

void casement_cli_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *casement_cli_wait (GAsyncResult **slot);

char *casement_cli_read_xml (const char *path, GError **error);
gboolean casement_cli_is_file (const char *target);
CasementAudit *casement_cli_audit_file (CasementCli *cli, const char *path, GError **error);
CasementAudit *casement_cli_audit_vm (CasementVm *vm, GError **error);

CasementConnection *casement_cli_connect (CasementCli *cli, GError **error);
CasementConnection *casement_cli_connect_to_act (CasementCli *cli, GError **error);
CasementLibrary *casement_cli_open_library (CasementConnection *connection, GError **error);
CasementVm *
casement_cli_find_vm (CasementCli *cli, CasementLibrary **library, const char *name, GError **error);
gboolean casement_cli_run_operation (CasementOperation *operation, GError **error);
void casement_cli_answer_boot_prompt (CasementBootPrompt *prompt);

int casement_cli_exec_window (CasementCli *cli, const char *const *options, char **arguments);

G_END_DECLS
