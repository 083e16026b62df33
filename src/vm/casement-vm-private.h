/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-library.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/* What the library tells its items; nobody else. All on the main context. */

CasementVm *casement_vm_new (CasementConnection *connection, const char *uuid, const char *name);
void casement_vm_set_handle (CasementVm *self, virDomainPtr handle);
void casement_vm_set_name (CasementVm *self, const char *name);
void casement_vm_set_ending (CasementVm *self, const char *ending);
void casement_vm_set_state (CasementVm *self, CasementVmState state);
void casement_vm_set_description (CasementVm *self, const char *os_title, gboolean created_here);
void casement_vm_set_restart_needed (CasementVm *self, gboolean restart_needed);
void casement_vm_set_shares_virtiofs (CasementVm *self, gboolean shares_virtiofs);
void casement_vm_set_present (CasementVm *self, gboolean present);
const char *casement_vm_get_sort_key (CasementVm *self);

/* @library is lent and takes itself back when it ends. */
void casement_vm_set_library (CasementVm *self, CasementLibrary *library);
void casement_vm_refresh (CasementVm *self);
void casement_library_refresh (CasementLibrary *self, CasementVm *vm);

/* Counts the events that came for it, so that an older answer does not overwrite newer news. */
guint casement_vm_get_serial (CasementVm *self);
void casement_vm_bump_serial (CasementVm *self);

CasementVmState casement_vm_state_from_libvirt (int state, gboolean saved);

/* In the worker's thread: what the XML of a domain says about its system. */
void casement_vm_describe (virDomainPtr domain,
                           char **os_title,
                           gboolean *created_here,
                           gboolean *restart_needed,
                           gboolean *shares_virtiofs);
char *casement_os_title_from_id (const char *os_id);

GBytes *casement_screenshot_to_png (const guint8 *data, gsize size, GError **error);

G_END_DECLS
