/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  CASEMENT_TRISTATE_UNKNOWN,
  CASEMENT_TRISTATE_NO,
  CASEMENT_TRISTATE_YES,
} CasementTristate;

/**
 * CasementHostInput:
 * @uri: (nullable): the libvirt URI the facts were asked from; %NULL for a saved file
 * @domain_capabilities: what virConnectGetDomainCapabilities() answered for the emulator, machine and
 *   virtualization type that a new machine would get
 * @capabilities: (nullable): what virConnectGetCapabilities() answered
 * @libvirt_version: the daemon's, as major * 1000000 + minor * 1000 + release; 0 if not known
 * @qemu_version: in the same form; 0 to take it from the machine type's name
 * @memory_total: bytes of host memory; 0 if not known
 * @memory_free: bytes of host memory free now; 0 if not known
 * @kvm_smm: whether KVM emulates System Management Mode (KVM_CAP_X86_SMM)
 * @kvm_denied: why KVM cannot be used although the host may have it (raw text), or %NULL
 *
 * Raw material for #CasementHostFacts. Nothing here is opened by the facts themselves.
 */
typedef struct {
  const char *uri;
  const char *domain_capabilities;
  const char *capabilities;
  guint64 libvirt_version;
  guint64 qemu_version;
  guint64 memory_total;
  guint64 memory_free;
  CasementTristate kvm_smm;
  const char *kvm_denied;
} CasementHostInput;

#define CASEMENT_VERSION_NUMBER(major, minor, release) ((guint64) (major) *1000000 + (minor) *1000 + (release))

#define CASEMENT_TYPE_HOST_FACTS (casement_host_facts_get_type ())
G_DECLARE_FINAL_TYPE (CasementHostFacts, casement_host_facts, CASEMENT, HOST_FACTS, GObject)

CasementHostFacts *casement_host_facts_new (const CasementHostInput *input, GError **error);
CasementHostFacts *casement_host_facts_new_assumed (const char *virt_type, const char *machine, const char *cpu_model, GError **error);

const char *casement_host_facts_get_uri (CasementHostFacts *self);
gboolean casement_host_facts_is_session (CasementHostFacts *self);
gboolean casement_host_facts_is_local (CasementHostFacts *self);

const char *casement_host_facts_get_emulator (CasementHostFacts *self);
const char *casement_host_facts_get_machine (CasementHostFacts *self);
const char *casement_host_facts_get_arch (CasementHostFacts *self);
const char *casement_host_facts_get_virt_type (CasementHostFacts *self);
gboolean casement_host_facts_has_kvm (CasementHostFacts *self);
const char *casement_host_facts_get_kvm_denied (CasementHostFacts *self);

guint64 casement_host_facts_get_libvirt_version (CasementHostFacts *self);
guint64 casement_host_facts_get_qemu_version (CasementHostFacts *self);
char *casement_host_facts_dup_version_text (guint64 version);

guint casement_host_facts_get_max_vcpus (CasementHostFacts *self);
guint casement_host_facts_get_cpus (CasementHostFacts *self);
guint casement_host_facts_get_threads_per_core (CasementHostFacts *self);
guint64 casement_host_facts_get_memory_total (CasementHostFacts *self);
guint64 casement_host_facts_get_memory_free (CasementHostFacts *self);

const char *casement_host_facts_get_cpu_vendor (CasementHostFacts *self);
const char *casement_host_facts_get_cpu_model (CasementHostFacts *self);
gboolean casement_host_facts_cpu_has_feature (CasementHostFacts *self, const char *feature);
gboolean casement_host_facts_cpu_lacks_feature (CasementHostFacts *self, const char *feature);
CasementTristate casement_host_facts_get_smm (CasementHostFacts *self);

gboolean casement_host_facts_supports (CasementHostFacts *self, const char *path);
gboolean casement_host_facts_lists (CasementHostFacts *self, const char *path, const char *value);
char **casement_host_facts_dup_values (CasementHostFacts *self, const char *path);

G_END_DECLS
