/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One thread that runs tasks in the order they were queued; for libraries whose calls block. */
#define CASEMENT_TYPE_WORKER (casement_worker_get_type ())
G_DECLARE_FINAL_TYPE (CasementWorker, casement_worker, CASEMENT, WORKER, GObject)

CasementWorker *casement_worker_new (const char *name);
void casement_worker_queue (CasementWorker *self, GTask *task, GTaskThreadFunc function);

G_END_DECLS
