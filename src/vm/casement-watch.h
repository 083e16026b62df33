/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-connection.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/**
 * CasementRecord:
 * @uuid: which machine
 * @serial: the one given to casement_watch_refresh()
 * @domain: (nullable): libvirt's handle; %NULL once it is gone, or in a description
 * @name: (nullable): its name now
 * @state: its state now
 * @os_title: (nullable): from casement_vm_describe()
 * @created_here: from casement_vm_describe()
 * @restart_needed: from casement_vm_describe()
 * @shares_virtiofs: from casement_vm_describe()
 *
 * What the worker found out about one virtual machine.
 */
typedef struct {
  char *uuid;
  guint serial;
  virDomainPtr domain;
  char *name;
  CasementVmState state;
  char *os_title;
  gboolean created_here;
  gboolean restart_needed;
  gboolean shares_virtiofs;
} CasementRecord;

void casement_record_free (CasementRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementRecord, casement_record_free)

/**
 * CasementWatchFuncs:
 * @listed: the first list; @records is %NULL if it could not be had
 * @refreshed: answers casement_watch_refresh()
 * @described: answers casement_watch_describe()
 * @event: a lifecycle event (virDomainEventType), or -1 for other news about it
 *
 * All on the main context, none after casement_watch_stop(). Records are lent; a callee may steal @domain.
 */
typedef struct {
  void (*listed) (GPtrArray *records, const GError *error, gpointer user_data);
  void (*refreshed) (CasementRecord *record, gpointer user_data);
  void (*described) (GPtrArray *records, gpointer user_data);
  void (*event) (const char *uuid, int event, int detail, gpointer user_data);
} CasementWatchFuncs;

/* The worker's half of the library: asks libvirt, and hears its events. One for each time the connection is open. */
typedef struct _CasementWatch CasementWatch;

CasementWatch *casement_watch_start (CasementConnection *connection, const CasementWatchFuncs *funcs, gpointer user_data);
void casement_watch_refresh (CasementWatch *self, const char *uuid, guint serial);
void casement_watch_describe (CasementWatch *self, GPtrArray *vms);
void casement_watch_stop (CasementWatch *self);

G_END_DECLS
