/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-transport.h"
#include "casement-vm.h"

G_BEGIN_DECLS

/* The console's sockets, handed out by libvirt: no port is opened and no password is needed. */
#define CASEMENT_TYPE_VM_TRANSPORT (casement_vm_transport_get_type ())
G_DECLARE_FINAL_TYPE (CasementVmTransport, casement_vm_transport, CASEMENT, VM_TRANSPORT, CasementTransport)

CasementTransport *casement_vm_transport_new (CasementVm *vm);

G_END_DECLS
