/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Places where tests break in. Only in builds with -Dtests=true, and only with CASEMENT_FAULT in the environment:
 * a list of ACTION:POINT, parted by commas, where ACTION is
 *
 *   kill    end the process with SIGKILL, as a crash or a power cut would
 *   cancel  press Cancel
 *   fail    fail with CASEMENT_ERROR_FAILED
 *   stop    end the process with SIGSTOP, until somebody continues it
 *
 * and POINT one of those in casement-vm-creator.c and casement-vm-remover.c. Example: fail:define,kill:undo */
#ifdef CASEMENT_FAULTS
gboolean casement_fault (const char *point, GCancellable *cancellable, GError **error);
#else
#define casement_fault(point, cancellable, error) TRUE
#endif

G_END_DECLS
