/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CliRun:
 * @status: the exit status
 * @out: standard output
 * @err: standard error
 *
 * One run of the real program.
 */
typedef struct {
  int status;
  char *out;
  char *err;
} CliRun;

void cli_setup (void);
void cli_teardown (void);
const char *cli_get_program (void);
const char *cli_get_folder (void);
char *cli_data (const char *name);
CliRun *cli_run (const char *first, ...) G_GNUC_NULL_TERMINATED;
CliRun *cli_run_array (const char *const *arguments);
void cli_run_free (CliRun *run);
void cli_assert_one_sentence (CliRun *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliRun, cli_run_free)

G_END_DECLS
