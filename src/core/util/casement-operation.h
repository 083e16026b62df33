/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  CASEMENT_OPERATION_READY,
  CASEMENT_OPERATION_RUNNING,
  CASEMENT_OPERATION_CANCELLING,
  CASEMENT_OPERATION_DONE,
  CASEMENT_OPERATION_FAILED,
  CASEMENT_OPERATION_CANCELLED,
} CasementOperationState;

#define CASEMENT_TYPE_OPERATION_STATE (casement_operation_state_get_type ())
GType casement_operation_state_get_type (void);

#define CASEMENT_TYPE_OPERATION (casement_operation_get_type ())
G_DECLARE_DERIVABLE_TYPE (CasementOperation, casement_operation, CASEMENT, OPERATION, GObject)

/**
 * CasementOperationClass:
 * @run: does the work, in a worker thread, top to bottom; on failure or cancel it must leave nothing
 *   half-made before it returns %FALSE with @error set
 */
struct _CasementOperationClass {
  GObjectClass parent_class;

  gboolean (*run) (CasementOperation *self, GCancellable *cancellable, GError **error);
};

void casement_operation_run_async (CasementOperation *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean casement_operation_run_finish (CasementOperation *self, GAsyncResult *result, GError **error);
gboolean casement_operation_run_sync (CasementOperation *self, GError **error);
void casement_operation_cancel (CasementOperation *self);

void casement_operation_report (CasementOperation *self, const char *step, double fraction);

const char *casement_operation_get_title (CasementOperation *self);
const char *casement_operation_get_step (CasementOperation *self);
double casement_operation_get_fraction (CasementOperation *self);
CasementOperationState casement_operation_get_state (CasementOperation *self);
gboolean casement_operation_get_running (CasementOperation *self);
const GError *casement_operation_get_error (CasementOperation *self);

G_END_DECLS
