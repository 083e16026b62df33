/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-install-follower.h"
#include "casement-install.h"

struct _CasementInstallFollower {
  GObject parent_instance;
  CasementLibrary *library;
};

G_DEFINE_FINAL_TYPE (CasementInstallFollower, casement_install_follower, G_TYPE_OBJECT)

enum {
  STALLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
stall_cb (CasementInstallFollower *self, GParamSpec *pspec, CasementInstall *install)
{
  CasementVm *vm = casement_library_find (self->library, casement_install_get_uuid (install));

  if (vm != NULL && casement_install_get_stall (install) != CASEMENT_INSTALL_STALL_NONE)
    g_signal_emit (self, signals[STALLED], 0, vm);
}

static void
vm_changed_cb (CasementInstallFollower *self, GParamSpec *pspec, CasementVm *vm)
{
  CasementInstall *install;

  if (casement_vm_get_state (vm) != CASEMENT_VM_RUNNING || !casement_vm_get_created_here (vm))
    return;
  install = casement_install_watch (casement_vm_get_connection (vm), casement_vm_get_uuid (vm), casement_vm_get_name (vm));
  g_signal_handlers_disconnect_by_func (install, stall_cb, self);
  g_signal_connect_object (install, "notify::stall", G_CALLBACK (stall_cb), self, G_CONNECT_SWAPPED);
}

static void
items_changed_cb (CasementInstallFollower *self, guint position, guint removed, guint added, GListModel *library)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (CasementVm) vm = g_list_model_get_item (library, i);

    /* One that only moved is known already. */
    g_signal_handlers_disconnect_by_func (vm, vm_changed_cb, self);
    g_signal_connect_object (vm, "notify::state", G_CALLBACK (vm_changed_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (vm, "notify::created-here", G_CALLBACK (vm_changed_cb), self, G_CONNECT_SWAPPED);
    vm_changed_cb (self, NULL, vm);
  }
}

static void
casement_install_follower_dispose (GObject *object)
{
  g_clear_object (&CASEMENT_INSTALL_FOLLOWER (object)->library);
  G_OBJECT_CLASS (casement_install_follower_parent_class)->dispose (object);
}

static void
casement_install_follower_class_init (CasementInstallFollowerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_install_follower_dispose;

  signals[STALLED] = g_signal_new ("stalled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CASEMENT_TYPE_VM);
}

static void
casement_install_follower_init (CasementInstallFollower *self)
{
}

/** casement_install_follower_new: Returns: (transfer full): it follows what is in @library, and what comes. */
CasementInstallFollower *
casement_install_follower_new (CasementLibrary *library)
{
  CasementInstallFollower *self = g_object_new (CASEMENT_TYPE_INSTALL_FOLLOWER, NULL);

  self->library = g_object_ref (library);
  g_signal_connect_object (library, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (library)), G_LIST_MODEL (library));
  return self;
}
