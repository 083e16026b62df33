/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-vm.h"

G_BEGIN_DECLS

/* The guest agent in a running machine (https://qemu-project.gitlab.io/qemu/interop/qemu-ga-ref.html). What it answers comes
 * from the guest and is believed in nothing but its meaning. Every call blocks, for a limited time: none is for the main loop. */
#define CASEMENT_TYPE_GUEST_AGENT (casement_guest_agent_get_type ())
G_DECLARE_FINAL_TYPE (CasementGuestAgent, casement_guest_agent, CASEMENT, GUEST_AGENT, GObject)

/**
 * CasementGuestAgentSend:
 * @command: one command, JSON
 * @seconds: after which there is no answer
 *
 * Returns: (transfer full): the whole answer, JSON; %NULL with @error.
 */
typedef char *(*CasementGuestAgentSend) (gpointer data, const char *command, int seconds, GError **error);

/**
 * CasementGuestOs:
 * @id: "mswindows" for Windows
 * @name: such as "Microsoft Windows 11 Pro"
 *
 * What runs there; each may be %NULL.
 */
typedef struct {
  char *id;
  char *name;
  char *version;
  char *arch;
} CasementGuestOs;

/**
 * CasementGuestFilesystem:
 * @mountpoint: such as "C:\"
 * @used: bytes; 0 if not told
 * @total: bytes; 0 if not told
 */
typedef struct {
  char *mountpoint;
  char *name;
  char *type;
  guint64 used;
  guint64 total;
} CasementGuestFilesystem;

/**
 * CasementGuestExit:
 * @status: what the program ended with; -1 if it was ended
 * @output: what it wrote, made valid and cut at a limit
 * @errors: the same of its standard error
 */
typedef struct {
  int status;
  char *output;
  char *errors;
} CasementGuestExit;

void casement_guest_os_free (CasementGuestOs *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementGuestOs, casement_guest_os_free)
void casement_guest_filesystem_free (CasementGuestFilesystem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementGuestFilesystem, casement_guest_filesystem_free)
void casement_guest_exit_free (CasementGuestExit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementGuestExit, casement_guest_exit_free)

CasementGuestAgent *casement_guest_agent_open (CasementVm *vm, GError **error);
CasementGuestAgent *casement_guest_agent_new (CasementGuestAgentSend send, gpointer data, GDestroyNotify free_data);

gboolean casement_guest_agent_ping (CasementGuestAgent *self, GError **error);
CasementGuestOs *casement_guest_agent_get_os (CasementGuestAgent *self, GError **error);
GPtrArray *casement_guest_agent_list_filesystems (CasementGuestAgent *self, GError **error);
gboolean casement_guest_agent_mentions (CasementGuestAgent *self, const char *command, const char *text, GError **error);
gboolean casement_guest_agent_trim (CasementGuestAgent *self, GError **error);
gboolean casement_guest_agent_set_time (CasementGuestAgent *self, gint64 unix_usec, GError **error);
CasementGuestExit *casement_guest_agent_exec (CasementGuestAgent *self,
                                              const char *const *argv,
                                              guint seconds,
                                              GCancellable *cancellable,
                                              GError **error);
char *casement_guest_agent_run (CasementGuestAgent *self,
                                const char *const *argv,
                                guint seconds,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
