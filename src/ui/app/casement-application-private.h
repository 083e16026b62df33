/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-activity.h"
#include "casement-application.h"
#include "casement-install-follower.h"
#include "casement-library.h"
#include "casement-shell-search.h"
#include "casement-viewer.h"

G_BEGIN_DECLS

/* The program's own parts: what it does (casement-application.c), what may be asked of it (-actions.c), and the machines that are
 * to be opened as soon as the library knows them (-pending.c). */

struct _CasementApplication {
  AdwApplication parent_instance;
  char *uri;
  CasementConnection *connection;
  CasementLibrary *library;
  CasementInstallFollower *follower;
  /* Virtual machines to open as soon as the library knows them. */
  GList *pending;
  CasementShellSearch *shell_search;
  CasementActivity *activity;
  int exit_status;
};

typedef struct {
  char *target;
  GApplicationCommandLine *command_line;
  /* Give up once the machines are known; and start it as well. */
  gboolean once;
  gboolean start;
  CasementViewMode mode;
} CasementPending;

CasementPending *casement_pending_new (const char *target);
void casement_pending_free (CasementPending *pending);
void casement_application_add_pending (CasementApplication *self, CasementPending *pending);
void casement_application_open_pending (CasementApplication *self);

void casement_application_add_actions (CasementApplication *self);
void casement_application_create_vm (CasementApplication *self, GFile *iso, gboolean choose);
CasementLibrary *casement_application_ensure_library (CasementApplication *self);
GtkWindow *casement_application_find_assistant (CasementApplication *self, gboolean hidden);
GtkWindow *casement_application_find_window (CasementApplication *self, GType type);
void casement_application_open_file (CasementApplication *self, GFile *file);
GtkWindow *casement_application_present_library (CasementApplication *self);
void casement_application_show_activity (CasementApplication *self);

G_END_DECLS
