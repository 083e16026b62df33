/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "casement-connection.h"
#include "casement-error.h"
#include "casement-libvirt-error.h"

/* The raw material for the host's facts, asked from libvirt for the machine that a new Windows would get. */

#define ARCH "x86_64"
#define MACHINE "q35"

/* From linux/kvm.h, which libvirt's dependencies do not bring: _IO (0xAE, 0x03) and the number of the capability.
 * https://docs.kernel.org/virt/kvm/api.html#kvm-check-extension */
#define KVM_CHECK_EXTENSION _IO (0xAE, 0x03)
#define KVM_CAP_X86_SMM 117

typedef struct {
  char *domain_capabilities;
  char *capabilities;
  char *kvm_denied;
} Texts;

static void
texts_clear (Texts *texts)
{
  g_free (texts->domain_capabilities);
  g_free (texts->capabilities);
  g_free (texts->kvm_denied);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Texts, texts_clear)

/* Libvirt does not report whether KVM emulates System Management Mode: its capabilities name SMM where QEMU knows the
 * option, also on hosts where QEMU then refuses to start with it. So the kernel is asked, where it is this one. */
static CasementTristate
probe_kvm_smm (void)
{
  int fd = open ("/dev/kvm", O_RDWR | O_CLOEXEC);
  int answer;

  if (fd < 0)
    return CASEMENT_TRISTATE_UNKNOWN;
  answer = ioctl (fd, KVM_CHECK_EXTENSION, KVM_CAP_X86_SMM);
  close (fd);
  if (answer < 0)
    return CASEMENT_TRISTATE_UNKNOWN;
  return answer > 0 ? CASEMENT_TRISTATE_YES : CASEMENT_TRISTATE_NO;
}

static gboolean
is_qemu (virConnectPtr handle, GError **error)
{
  const char *type = virConnectGetType (handle);

  if (type == NULL) {
    casement_set_libvirt_error (error, _("The host could not be examined"));
    return FALSE;
  }
  /* A connection that breaks in this call names the way there ("remote") instead of the driver. */
  if (strcmp (type, "QEMU") != 0 && virConnectIsAlive (handle) == 0) {
    casement_set_error (error, CASEMENT_ERROR_CONNECTION, type,
                        _("The connection to libvirt was lost while the host was examined; try again once it is back."));
    return FALSE;
  }
  if (strcmp (type, "QEMU") != 0) {
    casement_set_error (error, CASEMENT_ERROR_UNSUPPORTED, type,
                        _("New virtual machines need QEMU, which this connection does not offer (it is “%s”); connect to "
                           "qemu:///session or qemu:///system."),
                        type);
    return FALSE;
  }
  return TRUE;
}

/* KVM where libvirt offers it, even if it lacks what Secure Boot needs: Windows in software emulation is hardly usable,
 * and without Secure Boot it is. */
static gboolean
ask_domain_capabilities (virConnectPtr handle, Texts *texts, GError **error)
{
  texts->domain_capabilities = virConnectGetDomainCapabilities (handle, NULL, ARCH, MACHINE, "kvm", 0);
  if (texts->domain_capabilities != NULL)
    return TRUE;

  texts->kvm_denied = g_strdup (virGetLastErrorMessage ());
  texts->domain_capabilities = virConnectGetDomainCapabilities (handle, NULL, ARCH, MACHINE, "qemu", 0);
  if (texts->domain_capabilities == NULL) {
    casement_set_libvirt_error (error, _("The host could not be examined"));
    return FALSE;
  }
  return TRUE;
}

static guint64
find_stat (virNodeMemoryStatsPtr stats, int n_stats, const char *name)
{
  for (int i = 0; i < n_stats; i++) {
    if (strcmp (stats[i].field, name) == 0)
      return stats[i].value;
  }
  return 0;
}

static void
ask_memory (virConnectPtr handle, CasementHostInput *input)
{
  virNodeInfo info;
  virNodeMemoryStats stats[16];
  int n_stats = 0;
  guint64 total = 0;

  /* Both in KiB. In a container the two may come from different places. */
  if (virNodeGetInfo (handle, &info) == 0)
    total = info.memory;
  if (virNodeGetMemoryStats (handle, VIR_NODE_MEMORY_STATS_ALL_CELLS, NULL, &n_stats, 0) < 0
      || n_stats > (int) G_N_ELEMENTS (stats)
      || virNodeGetMemoryStats (handle, VIR_NODE_MEMORY_STATS_ALL_CELLS, stats, &n_stats, 0) < 0)
    n_stats = 0;

  total = MAX (total, find_stat (stats, n_stats, VIR_NODE_MEMORY_STATS_TOTAL));
  input->memory_total = total * 1024;
  /* What the kernel gives up on demand counts as free. */
  input->memory_free = 1024
                       * (find_stat (stats, n_stats, VIR_NODE_MEMORY_STATS_FREE)
                          + find_stat (stats, n_stats, VIR_NODE_MEMORY_STATS_BUFFERS)
                          + find_stat (stats, n_stats, VIR_NODE_MEMORY_STATS_CACHED));
}

static CasementHostFacts *
probe (virConnectPtr handle, gboolean local, const char *uri, GError **error)
{
  g_auto (Texts) texts = { NULL };
  CasementHostInput input = { .uri = uri, .kvm_smm = CASEMENT_TRISTATE_UNKNOWN };
  unsigned long version = 0;

  if (!is_qemu (handle, error) || !ask_domain_capabilities (handle, &texts, error))
    return NULL;
  texts.capabilities = virConnectGetCapabilities (handle);
  if (virConnectGetLibVersion (handle, &version) == 0)
    input.libvirt_version = version;
  version = 0;
  if (virConnectGetVersion (handle, &version) == 0)
    input.qemu_version = version;
  ask_memory (handle, &input);
  if (local)
    input.kvm_smm = probe_kvm_smm ();

  input.domain_capabilities = texts.domain_capabilities;
  input.capabilities = texts.capabilities;
  input.kvm_denied = texts.kvm_denied;
  virResetLastError ();
  return casement_host_facts_new (&input, error);
}

/**
 * casement_connection_probe_host:
 *
 * Blocks; from any thread. The connection must be open.
 *
 * Returns: (transfer full): what this host can do for a new machine, or %NULL with @error set:
 *   %CASEMENT_ERROR_UNSUPPORTED where the connection is not to QEMU.
 */
CasementHostFacts *
casement_connection_probe_host (CasementConnection *self, GCancellable *cancellable, GError **error)
{
  CasementHostFacts *facts;
  virConnectPtr handle;

  g_return_val_if_fail (CASEMENT_IS_CONNECTION (self), NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  handle = casement_connection_acquire (self, error);
  if (handle == NULL)
    return NULL;
  facts = probe (handle, casement_connection_is_local (self), casement_connection_get_uri (self), error);
  virConnectClose (handle);
  return facts;
}

static void
probe_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  CasementHostFacts *facts = casement_connection_probe_host (source_object, cancellable, &error);

  if (facts != NULL)
    g_task_return_pointer (task, facts, g_object_unref);
  else
    g_task_return_error (task, error);
}

/** casement_connection_probe_host_async: The same without blocking. */
void
casement_connection_probe_host_async (CasementConnection *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CASEMENT_IS_CONNECTION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, casement_connection_probe_host_async);
  /* Libvirt starts QEMU to find out what it can do, which takes seconds the first time: not before the list. */
  g_task_run_in_thread (task, probe_thread);
}

/** casement_connection_probe_host_finish: See casement_connection_probe_host(). */
CasementHostFacts *
casement_connection_probe_host_finish (CasementConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
